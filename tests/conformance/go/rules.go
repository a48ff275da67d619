package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// templateKinds are the keys of which a template has exactly one.
var templateKinds = []string{
	"container", "containerSet", "dag", "data", "http", "plugin", "resource", "script", "steps", "suspend",
}

// sources are the places an output parameter may come from.
var sources = []string{
	"configMapKeyRef", "event", "expression", "jqFilter", "jsonPath", "parameter", "path", "supplied",
}

// locations are the keys by which an artifact says itself where it is.
var locations = []string{
	"artifactory", "azure", "gcs", "git", "hdfs", "http", "oss", "plugin", "raw", "s3",
}

var (
	objectName = regexp.MustCompile(`^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$`)
	valueName  = regexp.MustCompile(`^[-a-zA-Z0-9_]+$`)
)

// checkShape looks at a template by itself: its kind, its names, its image, where its outputs come from.
func (w *workflow) checkShape(t *template) error {
	var kind string
	for _, key := range templateKinds {
		if t.raw[key] == nil {
			continue
		}
		if kind != "" {
			return fmt.Errorf("it is both %s and %s", kind, key)
		}
		kind = key
	}
	if kind == "" {
		return errors.New("it is of no kind")
	}
	if err := t.Inputs.unique(); err != nil {
		return fmt.Errorf("inputs: %w", err)
	}
	if err := t.Outputs.unique(); err != nil {
		return fmt.Errorf("outputs: %w", err)
	}
	for _, output := range t.Outputs.Parameters {
		from, _ := output.raw["valueFrom"].(map[string]any)
		sourced := slices.ContainsFunc(sources, func(key string) bool { return from[key] != nil })
		if output.Value == nil && !sourced {
			return fmt.Errorf("outputs: the parameter %q has no value", output.Name)
		}
	}
	if kind == "container" || kind == "script" {
		return w.checkContainer(t, kind)
	}
	return nil
}

func (w *workflow) checkContainer(t *template, kind string) error {
	image, _ := at(t.raw[kind], "image").(string)
	if image == "" && w.spec.TemplateDefaults == nil {
		return fmt.Errorf("%s: there is no image", kind)
	}
	used := map[string]bool{}
	mounts, _ := at(t.raw[kind], "volumeMounts").([]any)
	for _, mount := range mounts {
		path, _ := at(mount, "mountPath").(string)
		if used[path] || path == "" {
			return fmt.Errorf("%s: the mount path %q is missing or used twice", kind, path)
		}
		used[path] = true
	}
	for _, artifact := range t.Inputs.Artifacts {
		path, _ := artifact.raw["path"].(string)
		if used[path] || path == "" {
			return fmt.Errorf("inputs: the path %q of the artifact %q is missing or used twice", path, artifact.Name)
		}
		used[path] = true
	}
	for _, artifact := range t.Outputs.Artifacts {
		if path, _ := artifact.raw["path"].(string); path == "" {
			return fmt.Errorf("outputs: the artifact %q has no path", artifact.Name)
		}
	}
	return nil
}

// unique wants a good name for every value, and no name twice.
func (v values) unique() error {
	for what, list := range map[string][]value{"parameter": v.Parameters, "artifact": v.Artifacts} {
		seen := map[string]bool{}
		for _, one := range list {
			if !valueName.MatchString(one.Name) || seen[one.Name] {
				return fmt.Errorf("the %s name %q is not allowed or not unique", what, one.Name)
			}
			seen[one.Name] = true
		}
	}
	return nil
}

// given wants a value for every argument.
func (v values) given() error {
	for _, argument := range v.Parameters {
		if argument.Value == nil && argument.ValueFrom == nil {
			return fmt.Errorf("the argument %q has no value", argument.Name)
		}
	}
	for _, argument := range v.Artifacts {
		if argument.From == "" && argument.Expression == "" && !argument.Optional && !argument.located() {
			return fmt.Errorf("the argument %q says not where the artifact is", argument.Name)
		}
	}
	return v.unique()
}

// supplied wants an argument for every input that needs one.
func (v values) supplied(arguments values) error {
	for _, input := range v.Parameters {
		if !has(arguments.Parameters, input.Name) && input.Value == nil && input.Default == nil && input.ValueFrom == nil {
			return fmt.Errorf("the parameter %q is not supplied", input.Name)
		}
	}
	for _, input := range v.Artifacts {
		if !has(arguments.Artifacts, input.Name) && !input.Optional && !input.located() {
			return fmt.Errorf("the artifact %q is not supplied", input.Name)
		}
	}
	return nil
}

func (v value) located() bool {
	return slices.ContainsFunc(locations, func(key string) bool { return v.raw[key] != nil })
}

func has(list []value, name string) bool {
	return slices.ContainsFunc(list, func(one value) bool { return one.Name == name })
}
