package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/robfig/cron/v3"
	yaml3 "gopkg.in/yaml.v3"
)

// checkArgo compiles every expression tag `{{=..}}` of every string, and parses the schedules of cron workflows: Argo's
// own validation leaves the tags unread until they run.
func checkArgo(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	decoder := yaml3.NewDecoder(bytes.NewReader(text))
	for {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := walk(document, "$"); err != nil {
			return err
		}
		if at(document, "kind") == "CronWorkflow" {
			if err := checkSchedules(at(document, "spec")); err != nil {
				return err
			}
		}
	}
}

func walk(value any, place string) error {
	switch value := value.(type) {
	case map[string]any:
		for _, key := range sortedKeys(value) {
			if err := walk(value[key], place+"."+key); err != nil {
				return err
			}
		}
	case []any:
		for i, item := range value {
			if err := walk(item, fmt.Sprintf("%s[%d]", place, i)); err != nil {
				return err
			}
		}
	case string:
		if err := checkTags(value); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
	}
	return nil
}

// checkTags finds tags as fasttemplate does: from `{{` to the next `}}`.
func checkTags(text string) error {
	for {
		start := strings.Index(text, "{{")
		if start < 0 {
			return nil
		}
		end := strings.Index(text[start+2:], "}}")
		if end < 0 {
			return nil
		}
		tag := text[start+2 : start+2+end]
		text = text[start+2+end+2:]
		expression, isExpression := strings.CutPrefix(strings.TrimSpace(tag), "=")
		if !isExpression {
			continue
		}
		if _, err := expr.Compile(expression, environment()...); err != nil {
			return fmt.Errorf("expression %s: %w", expression, err)
		}
	}
}

// environment declares the functions Argo adds to the language; variables are known only when a workflow runs.
func environment() []expr.Option {
	options := []expr.Option{expr.AllowUndefinedVariables()}
	for _, name := range []string{"asInt", "asFloat", "string", "jsonpath", "toJson"} {
		options = append(options, expr.Function(name, func(...any) (any, error) { return nil, nil }))
	}
	return options
}

func checkSchedules(spec any) error {
	var schedules []any
	if one, present := at(spec, "schedule").(string); present {
		schedules = append(schedules, one)
	}
	if several, present := at(spec, "schedules").([]any); present {
		schedules = append(schedules, several...)
	}
	if len(schedules) == 0 {
		return errors.New("$.spec: a cron workflow needs a schedule")
	}
	for _, schedule := range schedules {
		text, _ := schedule.(string)
		if _, err := cron.ParseStandard(text); err != nil {
			return fmt.Errorf("$.spec.schedules: %q: %w", text, err)
		}
	}
	return nil
}
