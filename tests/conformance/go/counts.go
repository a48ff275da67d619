package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

// The parts of a workflow that are counted. Whatever else is there is left alone.
type countedWorkflow struct {
	Spec struct {
		Entrypoint string
		Arguments  struct {
			Parameters []struct{ Name, Value string }
		}
		Templates []countedTemplate
	}
}

type countedTemplate struct {
	Name           string
	InitContainers []any
	Sidecars       []any
	Volumes        []any
	RetryStrategy  any
	Suspend        any
	DAG            *struct{ Tasks []countedTask }
}

type countedTask struct {
	Name, Template, Depends string
	Dependencies            []string
	WithItems               []any
	WithParam               string
	WithSequence            any
	Hooks                   map[string]struct{ Template string }
}

// Numbers of a run in which every condition holds and every loop has the same number of items.
type runCounts struct {
	Pods            int `json:"pods"`
	Nodes           int `json:"nodes"`
	ExtraContainers int `json:"extraContainers"`
	Volumes         int `json:"volumes"`
	CriticalPods    int `json:"criticalPods"`
}

type workflowCounts struct {
	Templates     int               `json:"templates"`
	Tasks         int               `json:"tasks"`
	EmbeddedBytes int               `json:"embeddedBytes"`
	Runs          map[int]runCounts `json:"runs"`
}

var dependency = regexp.MustCompile(`[A-Za-z0-9_-]+(\.[A-Za-z]+)?`)

// checkCounts counts a workflow and compares the numbers with the expected ones.
func checkCounts(file, expectedFile string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var workflow countedWorkflow
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		return err
	}
	text, err = os.ReadFile(expectedFile)
	if err != nil {
		return err
	}
	var expected workflowCounts
	if err := json.Unmarshal(text, &expected); err != nil {
		return err
	}
	found := workflowCounts{Templates: len(workflow.Spec.Templates), Runs: map[int]runCounts{}}
	templates := map[string]countedTemplate{}
	for _, template := range workflow.Spec.Templates {
		templates[template.Name] = template
		if template.DAG != nil {
			found.Tasks += len(template.DAG.Tasks)
		}
	}
	for _, parameter := range workflow.Spec.Arguments.Parameters {
		for _, prefix := range []string{"components-", "implementations-", "kubernetes-"} {
			if strings.HasPrefix(parameter.Name, prefix) {
				found.EmbeddedBytes += len(parameter.Value)
			}
		}
	}
	for items := range expected.Runs {
		found.Runs[items] = countRun(templates, workflow.Spec.Entrypoint, items)
	}
	got, err := json.Marshal(found)
	if err != nil {
		return err
	}
	want, err := json.Marshal(expected)
	if err != nil {
		return err
	}
	if string(got) != string(want) {
		return fmt.Errorf("counted %s, expected %s", got, want)
	}
	return nil
}

func countRun(templates map[string]countedTemplate, name string, items int) runCounts {
	template := templates[name]
	counts := runCounts{Nodes: 1}
	if template.RetryStrategy != nil {
		counts.Nodes++
	}
	if template.DAG == nil {
		if template.Suspend != nil {
			// Nothing runs while it is waited.
			return counts
		}
		counts.Pods, counts.CriticalPods = 1, 1
		counts.ExtraContainers = len(template.InitContainers) + len(template.Sidecars)
		counts.Volumes = len(template.Volumes)
		return counts
	}
	own := map[string]runCounts{}
	tasks := map[string]countedTask{}
	for _, task := range template.DAG.Tasks {
		one := countRun(templates, task.Template, items)
		if hook, ok := task.Hooks["exit"]; ok {
			after := countRun(templates, hook.Template, items)
			one.CriticalPods += after.CriticalPods
			one.add(after)
		}
		own[task.Name], tasks[task.Name] = one, task
		times := 1
		if task.WithItems != nil || task.WithParam != "" || task.WithSequence != nil {
			times = items
			counts.Nodes++
		}
		for range times {
			counts.add(one)
		}
	}
	ways := map[string]int{}
	var way func(name string) int
	way = func(name string) int {
		if known, ok := ways[name]; ok {
			return known
		}
		task := tasks[name]
		before := 0
		needed := task.Dependencies
		for _, word := range dependency.FindAllString(task.Depends, -1) {
			needed = append(needed, strings.SplitN(word, ".", 2)[0])
		}
		for _, other := range needed {
			if _, ok := tasks[other]; ok {
				before = max(before, way(other))
			}
		}
		ways[name] = before + own[name].CriticalPods
		return ways[name]
	}
	for name := range tasks {
		counts.CriticalPods = max(counts.CriticalPods, way(name))
	}
	return counts
}

// add adds what another part starts; the longest way is no sum.
func (counts *runCounts) add(other runCounts) {
	counts.Pods += other.Pods
	counts.Nodes += other.Nodes
	counts.ExtraContainers += other.ExtraContainers
	counts.Volumes += other.Volumes
}
