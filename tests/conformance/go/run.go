package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/expr-lang/expr"
	"sigs.k8s.io/yaml"
)

// How often every text is searched for tags: Argo does it again at several points, so no value may hold one.
const passes = 3

// runner follows a workflow as Argo does, with programs that only copy: an output file gets the argument in front of its
// path. Substitution, loops and aggregation are written from Argo's documented behaviour; expressions are evaluated by
// Argo's own library.
type runner struct {
	templates map[string]runTemplate
	// The command line of every pod, by the names of the tasks that lead to it.
	seen map[string][]string
}

type object = map[string]any

// checkRun runs a workflow and compares the command lines of its pods with the expected ones.
func checkRun(file, expected string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var whole workflowFile
	if err := yaml.Unmarshal(data, &whole); err != nil {
		return err
	}
	r := &runner{templates: map[string]runTemplate{}, seen: map[string][]string{}}
	for _, t := range whole.Spec.Templates {
		r.templates[t.Name] = t
	}
	arguments := object{}
	for _, p := range whole.Spec.Arguments.Parameters {
		arguments[p.Name] = p.Value
	}
	if _, err := r.call(whole.Spec.Entrypoint, "", arguments); err != nil {
		return err
	}
	data, err = os.ReadFile(expected)
	if err != nil {
		return err
	}
	wanted := map[string][]string{}
	if err := json.Unmarshal(data, &wanted); err != nil {
		return err
	}
	for path, line := range wanted {
		if got := r.seen[path]; !same(got, line) {
			return fmt.Errorf("%s got %q, expected %q", path, got, line)
		}
	}
	if len(r.seen) != len(wanted) {
		return fmt.Errorf("%d pods ran, expected %d", len(r.seen), len(wanted))
	}
	return nil
}

// same compares texts, and JSON by what it says.
func same(got, wanted []string) bool {
	if len(got) != len(wanted) {
		return false
	}
	for i := range got {
		if got[i] == wanted[i] {
			continue
		}
		var a, b any
		structured := strings.HasPrefix(wanted[i], "[") || strings.HasPrefix(wanted[i], "{\"")
		if !structured || json.Unmarshal([]byte(got[i]), &a) != nil || json.Unmarshal([]byte(wanted[i]), &b) != nil {
			return false
		}
		if !reflect.DeepEqual(a, b) {
			return false
		}
	}
	return true
}

type workflowFile struct {
	Spec struct {
		Entrypoint string
		Arguments  struct{ Parameters []runParameter }
		Templates  []runTemplate
	}
}

type runParameter struct {
	Name, Value string
	ValueFrom   struct{ Path, Parameter, Expression string }
}

type runTemplate struct {
	Name      string
	Outputs   struct{ Parameters []runParameter }
	Container *struct {
		Command, Args []string
		Env           []runParameter
	}
	Dag struct {
		Tasks []struct {
			Name, Template, When string
			WithSequence         *struct{ Count string }
			Arguments            struct{ Parameters []runParameter }
		}
	}
}

func (r *runner) call(name, path string, inputs object) (object, error) {
	t, known := r.templates[name]
	if !known {
		return nil, fmt.Errorf("no template %s", name)
	}
	env := object{
		"inputs":   object{"parameters": inputs},
		"workflow": object{"name": "the-run", "uid": "the-uid"},
	}
	if t.Container != nil {
		return r.pod(t, path, env)
	}
	tasks := object{}
	env["tasks"] = tasks
	for _, task := range t.Dag.Tasks {
		at := strings.TrimPrefix(path+"/"+task.Name, "/")
		if task.When != "" {
			when, err := substitute(task.When, env)
			if err != nil {
				return nil, fmt.Errorf("%s: when: %w", at, err)
			}
			if when != "true" && when != "false" {
				return nil, fmt.Errorf("%s: when is %q", at, when)
			}
			if when == "false" {
				tasks[task.Name] = object{"status": "Skipped", "outputs": object{"parameters": object{}}}
				continue
			}
		}
		one := func(env object, at string) (object, error) {
			given := object{}
			for _, p := range task.Arguments.Parameters {
				value, err := substitute(p.Value, env)
				if err != nil {
					return nil, fmt.Errorf("%s: %s: %w", at, p.Name, err)
				}
				given[p.Name] = value
			}
			return r.call(task.Template, at, given)
		}
		outputs := object{}
		var err error
		if task.WithSequence == nil {
			outputs, err = one(env, at)
		} else {
			outputs, err = r.loop(task.WithSequence.Count, env, at, one)
		}
		if err != nil {
			return nil, err
		}
		tasks[task.Name] = object{"status": "Succeeded", "outputs": object{"parameters": outputs}}
	}
	outputs := object{}
	for _, p := range t.Outputs.Parameters {
		text := p.ValueFrom.Parameter
		if p.ValueFrom.Expression != "" {
			result, err := evaluate(p.ValueFrom.Expression, env)
			if err != nil {
				return nil, fmt.Errorf("%s: output %s: %w", path, p.Name, err)
			}
			outputs[p.Name] = result
			continue
		}
		value, err := once(text, env)
		if err != nil {
			return nil, err
		}
		outputs[p.Name] = value
	}
	return outputs, nil
}

// loop runs a task once per index and joins what it gives: values as they are when all are lists or maps, else as texts.
func (r *runner) loop(count string, env object, at string, one func(object, string) (object, error)) (object, error) {
	text, err := substitute(count, env)
	if err != nil {
		return nil, err
	}
	var number int
	if _, err := fmt.Sscan(text, &number); err != nil {
		return nil, fmt.Errorf("%s: count %q: %w", at, text, err)
	}
	all := map[string][]string{}
	for i := range number {
		inner := object{"item": fmt.Sprint(i)}
		for key, value := range env {
			inner[key] = value
		}
		outputs, err := one(inner, fmt.Sprintf("%s(%d)", at, i))
		if err != nil {
			return nil, err
		}
		for name, value := range outputs {
			all[name] = append(all[name], fmt.Sprint(value))
		}
	}
	joined := object{}
	for name, values := range all {
		raw := make([]any, len(values))
		structured := true
		for i, value := range values {
			structured = structured && json.Unmarshal([]byte(value), &raw[i]) == nil
			switch raw[i].(type) {
			case object, []any:
			default:
				structured = false
			}
		}
		var data []byte
		if structured {
			data, err = json.Marshal(raw)
		} else {
			data, err = json.Marshal(values)
		}
		if err != nil {
			return nil, err
		}
		joined[name] = string(data)
	}
	return joined, nil
}

func (r *runner) pod(t runTemplate, path string, env object) (object, error) {
	variables := map[string]string{}
	for _, variable := range t.Container.Env {
		value, err := substitute(variable.Value, env)
		if err != nil {
			return nil, err
		}
		variables[variable.Name] = expandVariables(value, variables)
	}
	var line []string
	for _, text := range append(append([]string{}, t.Container.Command...), t.Container.Args...) {
		value, err := substitute(text, env)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		line = append(line, expandVariables(value, variables))
	}
	for _, variable := range t.Container.Env {
		if !strings.HasPrefix(variable.Name, "KFP_") {
			line = append(line, variable.Name+"="+variables[variable.Name])
		}
	}
	r.seen[path] = line
	outputs := object{}
	for _, p := range t.Outputs.Parameters {
		for i := 1; i < len(line); i++ {
			if line[i] == p.ValueFrom.Path {
				outputs[p.Name] = strings.TrimSuffix(line[i-1], "\n")
			}
		}
	}
	return outputs, nil
}

// expandVariables does what Kubernetes does to command lines and variables.
func expandVariables(text string, variables map[string]string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, "$")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		text = after
		if rest, escaped := strings.CutPrefix(text, "$"); escaped {
			out.WriteString("$")
			text = rest
			continue
		}
		if inner, is := strings.CutPrefix(text, "("); is {
			if name, rest, closed := strings.Cut(inner, ")"); closed {
				if value, known := variables[name]; known {
					out.WriteString(value)
				} else {
					out.WriteString("$(" + name + ")")
				}
				text = rest
				continue
			}
		}
		out.WriteString("$")
	}
}

func substitute(text string, env object) (string, error) {
	for range passes {
		next, err := once(text, env)
		if err != nil {
			return "", err
		}
		text = next
	}
	return text, nil
}

// once replaces the tags of a text: from `{{` to the next `}}`. Unknown plain tags stay.
func once(text string, env object) (string, error) {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, "{{")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		tag, rest, closed := strings.Cut(after, "}}")
		if !closed {
			return "", errors.New("cannot find end tag")
		}
		text = rest
		if expression, is := strings.CutPrefix(strings.TrimSpace(tag), "="); is {
			value, err := evaluate(expression, env)
			if err != nil {
				return "", err
			}
			out.WriteString(value)
		} else if value, known := lookup(strings.Split(strings.TrimSpace(tag), "."), env); known {
			out.WriteString(value)
		} else {
			out.WriteString("{{" + tag + "}}")
		}
	}
}

func lookup(path []string, env any) (string, bool) {
	for _, name := range path {
		fields, is := env.(object)
		if !is {
			return "", false
		}
		if env, is = fields[name]; !is {
			return "", false
		}
	}
	text, is := env.(string)
	return text, is
}

func evaluate(expression string, env object) (string, error) {
	known := object{"toJson": func(value any) (string, error) {
		data, err := json.Marshal(value)
		return string(data), err
	}}
	for key, value := range env {
		known[key] = value
	}
	program, err := expr.Compile(expression, expr.Env(known))
	if err != nil {
		return "", fmt.Errorf("%s: %w", expression, err)
	}
	result, err := expr.Run(program, known)
	if err != nil {
		return "", fmt.Errorf("%s: %w", expression, err)
	}
	return fmt.Sprint(result), nil
}
