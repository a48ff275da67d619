package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"sigs.k8s.io/yaml"
)

// counts is what a workflow costs before it runs. A loop counts as one iteration, a branch as taken, a task with
// attempts as one attempt.
type counts struct {
	File string `json:"file"`
	// Bytes of the file.
	Bytes int `json:"bytes"`
	// Templates of all objects in the file.
	Templates int `json:"templates"`
	// Tasks and steps in all templates.
	Tasks int `json:"tasks"`
	// Pods of a run.
	Pods int `json:"pods"`
	// Nodes of Argo's status: calls of templates, and a group for every loop.
	Nodes int `json:"nodes"`
}

// countAll writes a line of JSON for every file.
func countAll(files []string, out io.Writer) error {
	encoder := json.NewEncoder(out)
	for _, file := range files {
		c, err := count(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := encoder.Encode(c); err != nil {
			return err
		}
	}
	return nil
}

func count(file string) (counts, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return counts{}, err
	}
	c := counts{File: file, Bytes: len(data)}
	for _, document := range bytes.Split(data, []byte("\n---\n")) {
		// All kinds of objects have their templates at the same place.
		var workflow wfv1.Workflow
		if err := yaml.Unmarshal(document, &workflow); err != nil {
			return counts{}, err
		}
		w := walk{templates: map[string]*wfv1.Template{}, known: map[string]cost{}}
		for i := range workflow.Spec.Templates {
			t := &workflow.Spec.Templates[i]
			w.templates[t.Name] = t
			c.Templates++
			if t.DAG != nil {
				c.Tasks += len(t.DAG.Tasks)
			}
			for _, group := range t.Steps {
				c.Tasks += len(group.Steps)
			}
		}
		total := w.template(workflow.Spec.Entrypoint, 0)
		if workflow.Spec.OnExit != "" {
			total = total.and(w.template(workflow.Spec.OnExit, 0))
		}
		total = total.and(w.hooks(workflow.Spec.Hooks, 0))
		c.Pods += total.pods
		c.Nodes += total.nodes
	}
	return c, nil
}

type cost struct{ pods, nodes int }

func (c cost) and(other cost) cost { return cost{c.pods + other.pods, c.nodes + other.nodes} }

// walk follows the calls of templates.
type walk struct {
	templates map[string]*wfv1.Template
	known     map[string]cost
}

// deepest is where Argo itself stops to follow calls.
const deepest = 100

func (w *walk) template(name string, depth int) cost {
	t, ok := w.templates[name]
	if !ok || depth > deepest {
		return cost{}
	}
	if found, ok := w.known[name]; ok {
		return found
	}
	total := cost{nodes: 1}
	if t.IsPodType() {
		total.pods = 1
	}
	if t.DAG != nil {
		for _, task := range t.DAG.Tasks {
			total = total.and(w.call(&task, depth)).and(w.hooks(task.Hooks, depth))
			if task.OnExit != "" {
				total = total.and(w.template(task.OnExit, depth+1))
			}
		}
	}
	for _, group := range t.Steps {
		total.nodes++
		for _, step := range group.Steps {
			total = total.and(w.template(step.Template, depth+1)).and(w.hooks(step.Hooks, depth))
		}
	}
	w.known[name] = total
	return total
}

func (w *walk) call(task *wfv1.DAGTask, depth int) cost {
	total := w.template(task.Template, depth+1)
	if task.ShouldExpand() {
		total.nodes++
	}
	return total
}

func (w *walk) hooks(hooks wfv1.LifecycleHooks, depth int) cost {
	total := cost{}
	for _, hook := range hooks {
		total = total.and(w.template(hook.Template, depth+1))
	}
	return total
}
