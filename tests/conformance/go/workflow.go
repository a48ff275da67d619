package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// What of Argo's objects the checks of references look at.
type (
	workflowSpec struct {
		Entrypoint          string          `json:"entrypoint"`
		OnExit              string          `json:"onExit"`
		Arguments           values          `json:"arguments"`
		Templates           []template      `json:"templates"`
		WorkflowTemplateRef json.RawMessage `json:"workflowTemplateRef"`
		TemplateDefaults    json.RawMessage `json:"templateDefaults"`
	}
	template struct {
		Name    string            `json:"name"`
		Inputs  values            `json:"inputs"`
		Outputs values            `json:"outputs"`
		DAG     *dag              `json:"dag"`
		Steps   []json.RawMessage `json:"steps"`
		raw     map[string]any
	}
	dag struct {
		Target string `json:"target"`
		Tasks  []task `json:"tasks"`
	}
	task struct {
		Name         string          `json:"name"`
		Template     string          `json:"template"`
		TemplateRef  json.RawMessage `json:"templateRef"`
		Inline       *template       `json:"inline"`
		Arguments    values          `json:"arguments"`
		Dependencies []string        `json:"dependencies"`
		Depends      string          `json:"depends"`
		WithItems    json.RawMessage `json:"withItems"`
		WithParam    json.RawMessage `json:"withParam"`
		WithSequence json.RawMessage `json:"withSequence"`
		raw          map[string]any
	}
	values struct {
		Parameters []value `json:"parameters"`
		Artifacts  []value `json:"artifacts"`
	}
	value struct {
		Name       string          `json:"name"`
		Value      json.RawMessage `json:"value"`
		Default    json.RawMessage `json:"default"`
		ValueFrom  json.RawMessage `json:"valueFrom"`
		From       string          `json:"from"`
		Expression string          `json:"fromExpression"`
		Optional   bool            `json:"optional"`
		raw        map[string]any
	}
)

func (t *template) UnmarshalJSON(text []byte) error {
	type plain template
	return both(text, (*plain)(t), &t.raw)
}

func (t *task) UnmarshalJSON(text []byte) error {
	type plain task
	return both(text, (*plain)(t), &t.raw)
}

func (v *value) UnmarshalJSON(text []byte) error {
	type plain value
	return both(text, (*plain)(v), &v.raw)
}

func both(text []byte, typed any, raw *map[string]any) error {
	if err := json.Unmarshal(text, typed); err != nil {
		return err
	}
	return json.Unmarshal(text, raw)
}

// specOf takes the workflow out of an object; nil for an object that has none.
func specOf(document any) (*workflowSpec, error) {
	var spec any
	switch at(document, "kind") {
	case "Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate":
		spec = at(document, "spec")
	case "CronWorkflow":
		spec = at(document, "spec", "workflowSpec")
	default:
		return nil, nil
	}
	text, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	parsed := new(workflowSpec)
	if err := json.Unmarshal(text, parsed); err != nil {
		return nil, err
	}
	return parsed, nil
}

// checkReferences finds what a workflow names and does not have: templates, tasks, inputs, outputs, variables.
func checkReferences(document any) error {
	spec, err := specOf(document)
	if err != nil || spec == nil {
		return err
	}
	if spec.WorkflowTemplateRef != nil {
		return nil
	}
	w := &workflow{spec: spec, templates: map[string]*template{}, complete: !isTemplate(document)}
	for i := range spec.Templates {
		template := &spec.Templates[i]
		if _, twice := w.templates[template.Name]; twice || !objectName.MatchString(template.Name) {
			return fmt.Errorf("the template name %q is not allowed or not unique", template.Name)
		}
		w.templates[template.Name] = template
	}
	if w.complete && spec.Entrypoint == "" {
		return errors.New("there is no entrypoint")
	}
	if err := spec.Arguments.unique(); err != nil {
		return fmt.Errorf("arguments: %w", err)
	}
	for _, name := range []string{spec.Entrypoint, spec.OnExit} {
		if _, known := w.templates[name]; name != "" && !known {
			return fmt.Errorf("there is no template %q", name)
		}
	}
	if entry := w.templates[spec.Entrypoint]; w.complete && entry != nil {
		if err := entry.Inputs.supplied(spec.Arguments); err != nil {
			return fmt.Errorf("template %s: %w", spec.Entrypoint, err)
		}
	}
	for i := range spec.Templates {
		if err := w.checkTemplate(&spec.Templates[i]); err != nil {
			return fmt.Errorf("template %s: %w", spec.Templates[i].Name, err)
		}
	}
	return nil
}

func isTemplate(document any) bool {
	kind, _ := at(document, "kind").(string)
	return strings.HasSuffix(kind, "WorkflowTemplate")
}

type workflow struct {
	spec      *workflowSpec
	templates map[string]*template
	complete  bool // whether it can be submitted as it is; a template may get its parameters from its caller
}

func (w *workflow) checkTemplate(t *template) error {
	if err := w.checkShape(t); err != nil {
		return err
	}
	own := &scope{workflow: w, template: t}
	for key, part := range t.raw {
		if key == "dag" || key == "steps" || key == "outputs" && (t.DAG != nil || t.Steps != nil) {
			continue
		}
		if err := own.walk(part); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	switch {
	case t.DAG != nil:
		return w.checkDAG(t)
	case t.Steps != nil:
		return w.checkSteps(t)
	}
	return nil
}

func (w *workflow) checkDAG(t *template) error {
	tasks := map[string]*task{}
	for i := range t.DAG.Tasks {
		one := &t.DAG.Tasks[i]
		if _, twice := tasks[one.Name]; twice || !objectName.MatchString(one.Name) {
			return fmt.Errorf("the task name %q is not allowed or not unique", one.Name)
		}
		tasks[one.Name] = one
	}
	ancestors, err := ancestry(t.DAG.Tasks, tasks)
	if err != nil {
		return err
	}
	for i := range t.DAG.Tasks {
		one := &t.DAG.Tasks[i]
		visible := map[string]*task{}
		for name := range ancestors[one.Name] {
			visible[name] = tasks[name]
		}
		if err := w.checkTask(t, one, "tasks", visible); err != nil {
			return fmt.Errorf("task %s: %w", one.Name, err)
		}
	}
	for _, name := range strings.Fields(t.DAG.Target) {
		if _, known := tasks[name]; !known && !strings.Contains(name, "{{") {
			return fmt.Errorf("the target names the task %q, which does not exist", name)
		}
	}
	outputs := &scope{workflow: w, template: t, root: "tasks", visible: tasks}
	if err := outputs.walk(t.raw["outputs"]); err != nil {
		return fmt.Errorf("outputs: %w", err)
	}
	return nil
}

func (w *workflow) checkSteps(t *template) error {
	visible := map[string]*task{}
	for _, text := range t.Steps {
		var group []task
		if err := json.Unmarshal(text, &group); err != nil {
			return fmt.Errorf("a step group: %w", err)
		}
		for i := range group {
			if err := w.checkTask(t, &group[i], "steps", visible); err != nil {
				return fmt.Errorf("step %s: %w", group[i].Name, err)
			}
		}
		for i := range group {
			if _, twice := visible[group[i].Name]; twice || !objectName.MatchString(group[i].Name) {
				return fmt.Errorf("the step name %q is not allowed or not unique", group[i].Name)
			}
			visible[group[i].Name] = &group[i]
		}
	}
	outputs := &scope{workflow: w, template: t, root: "steps", visible: visible}
	if err := outputs.walk(t.raw["outputs"]); err != nil {
		return fmt.Errorf("outputs: %w", err)
	}
	return nil
}

func (w *workflow) checkTask(t *template, one *task, root string, visible map[string]*task) error {
	here := &scope{
		workflow: w, template: t, root: root, visible: visible,
		looped: one.WithItems != nil || one.WithParam != nil || one.WithSequence != nil,
	}
	for key, part := range one.raw {
		if key == "hooks" || key == "inline" {
			continue // they run after the task, or in a scope of their own
		}
		if err := here.walk(part); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	if err := one.Arguments.given(); err != nil {
		return err
	}
	if one.Inline != nil {
		return w.checkTemplate(one.Inline)
	}
	if one.Template == "" {
		if one.TemplateRef == nil {
			return errors.New("it calls no template")
		}
		return nil
	}
	called, known := w.templates[one.Template]
	if !known {
		return fmt.Errorf("there is no template %q", one.Template)
	}
	return called.Inputs.supplied(one.Arguments)
}

// dependsTerm is a task in a depends expression, with the result it must have.
var dependsTerm = regexp.MustCompile(`([a-zA-Z0-9_][-a-zA-Z0-9_]*)(\.[A-Za-z]+)?`)

// ancestry gives every task before a task; unknown names and cycles are errors. No recursion: graphs are large.
func ancestry(order []task, tasks map[string]*task) (map[string]map[string]bool, error) {
	parents := map[string][]string{}
	children := map[string][]string{}
	waiting := map[string]int{}
	for _, one := range order {
		if one.Depends != "" && len(one.Dependencies) > 0 {
			return nil, fmt.Errorf("task %s: depends and dependencies exclude each other", one.Name)
		}
		seen := map[string]bool{}
		names := one.Dependencies
		for _, term := range dependsTerm.FindAllStringSubmatch(one.Depends, -1) {
			names = append(names, term[1])
		}
		for _, name := range names {
			if _, known := tasks[name]; !known {
				return nil, fmt.Errorf("task %s: it waits for the task %q, which does not exist", one.Name, name)
			}
			if !seen[name] {
				seen[name] = true
				parents[one.Name] = append(parents[one.Name], name)
				children[name] = append(children[name], one.Name)
				waiting[one.Name]++
			}
		}
	}
	var ready []string
	for _, one := range order {
		if waiting[one.Name] == 0 {
			ready = append(ready, one.Name)
		}
	}
	ancestors := map[string]map[string]bool{}
	for len(ready) > 0 {
		name := ready[0]
		ready = ready[1:]
		all := map[string]bool{}
		for _, parent := range parents[name] {
			all[parent] = true
			for ancestor := range ancestors[parent] {
				all[ancestor] = true
			}
		}
		ancestors[name] = all
		for _, child := range children[name] {
			if waiting[child]--; waiting[child] == 0 {
				ready = append(ready, child)
			}
		}
	}
	if len(ancestors) != len(order) {
		return nil, errors.New("the tasks wait for each other in a circle")
	}
	return ancestors, nil
}
