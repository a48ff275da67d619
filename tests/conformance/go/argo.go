package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/types"
	"github.com/robfig/cron/v3"
	yaml3 "gopkg.in/yaml.v3"
)

// checkArgo compiles every expression tag `{{=..}}` of every string and every field that is an expression, which Argo
// leaves unread until they run; looks for everything a workflow names; and parses the schedules of cron workflows.
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
		if err := checkReferences(document); err != nil {
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
			// Fields that are expressions as a whole; a tag inside is replaced before the rest is compiled.
			text, _ := value[key].(string)
			if (key == "expression" || key == "fromExpression") && text != "" && !strings.Contains(text, "{{") {
				if err := compile(text); err != nil {
					return fmt.Errorf("%s.%s: %w", place, key, err)
				}
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

// eachTag finds tags as fasttemplate does: from `{{` to the next `}}`.
func eachTag(text string, visit func(tag string) error) error {
	for {
		start := strings.Index(text, "{{")
		if start < 0 {
			return nil
		}
		end := strings.Index(text[start+2:], "}}")
		if end < 0 {
			return nil
		}
		tag := strings.TrimSpace(text[start+2 : start+2+end])
		text = text[start+2+end+2:]
		if err := visit(tag); err != nil {
			return err
		}
	}
}

func checkTags(text string) error {
	return eachTag(text, func(tag string) error {
		if expression, is := strings.CutPrefix(tag, "="); is {
			return compile(expression)
		}
		return nil
	})
}

// compile knows the roots of Argo's variables and the functions Argo adds; what lies below a root is known only when a
// workflow runs.
func compile(expression string) error {
	known := types.Map{}
	for _, root := range []string{
		"cronworkflow", "data", "duration", "exitCode", "inputs", "item", "lastRetry", "node", "outputs", "pod",
		"resourcesDuration", "retries", "sprig", "status", "steps", "tasks", "workflow",
	} {
		known[root] = types.Any
	}
	for _, name := range []string{"asInt", "asFloat", "jsonpath", "toJson"} {
		known[name] = types.TypeOf(func(...any) any { return nil })
	}
	if _, err := expr.Compile(expression, expr.Env(known)); err != nil {
		return fmt.Errorf("expression %s: %w", expression, err)
	}
	return nil
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
