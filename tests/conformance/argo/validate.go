package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/validate"
	"sigs.k8s.io/yaml"
)

// templates are the templates of workflows in the files at hand, by name: those that others may refer to.
type templates map[string]*wfv1.WorkflowTemplate

func (t templates) Get(_ context.Context, name string) (*wfv1.WorkflowTemplate, error) {
	if found, ok := t[name]; ok {
		return found, nil
	}
	return nil, fmt.Errorf("workflowtemplates.argoproj.io %q not found", name)
}

// clusterTemplates are the same for the whole cluster.
type clusterTemplates map[string]*wfv1.ClusterWorkflowTemplate

func (t clusterTemplates) Get(_ context.Context, name string) (*wfv1.ClusterWorkflowTemplate, error) {
	if found, ok := t[name]; ok {
		return found, nil
	}
	return nil, fmt.Errorf("clusterworkflowtemplates.argoproj.io %q not found", name)
}

// validator judges objects as `argo lint`, the API of Argo's server and the controller do.
type validator struct {
	templates templates
	cluster   clusterTemplates
}

// validateAll judges files of Argo objects; it writes a line for each and says whether all were accepted.
func validateAll(ctx context.Context, arguments []string, out io.Writer) (bool, error) {
	files, err := listed(arguments)
	if err != nil {
		return false, err
	}
	v := validator{templates{}, clusterTemplates{}}
	objects := make([][][]byte, len(files))
	problems := make([][]error, len(files))
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return false, err
		}
		for _, document := range bytes.Split(data, []byte("\n---\n")) {
			converted, err := yaml.YAMLToJSONStrict(document)
			if err != nil {
				problems[i] = append(problems[i], err)
				continue
			}
			if string(converted) == "null" {
				continue
			}
			objects[i] = append(objects[i], converted)
			v.learn(converted)
		}
	}
	accepted := true
	for i, file := range files {
		for _, object := range objects[i] {
			problems[i] = append(problems[i], v.judge(ctx, object))
		}
		if err := errors.Join(problems[i]...); err != nil {
			accepted = false
			fmt.Fprintf(out, "ERROR %s: %s\n", file, strings.Join(strings.Fields(err.Error()), " "))
		} else {
			fmt.Fprintf(out, "OK %s\n", file)
		}
	}
	return accepted, nil
}

// listed puts the lines of files in the place of arguments that name them by `@`.
func listed(arguments []string) ([]string, error) {
	var files []string
	for _, argument := range arguments {
		name, is := strings.CutPrefix(argument, "@")
		if !is {
			files = append(files, argument)
			continue
		}
		list, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(list)
		for lines.Scan() {
			if lines.Text() != "" {
				files = append(files, lines.Text())
			}
		}
		if err := errors.Join(lines.Err(), list.Close()); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// learn keeps an object that others may refer to. What cannot be read is reported when it is judged.
func (v validator) learn(raw []byte) {
	var template wfv1.WorkflowTemplate
	var cluster wfv1.ClusterWorkflowTemplate
	switch kindOf(raw) {
	case "WorkflowTemplate":
		if json.Unmarshal(raw, &template) == nil {
			v.templates[template.Name] = &template
		}
	case "ClusterWorkflowTemplate":
		if json.Unmarshal(raw, &cluster) == nil {
			v.cluster[cluster.Name] = &cluster
		}
	}
}

func kindOf(raw []byte) string {
	var object struct {
		Kind string `json:"kind"`
	}
	_ = json.Unmarshal(raw, &object)
	return object.Kind
}

// given gives parameters a value where only whoever starts the run has one.
func given(parameters []wfv1.Parameter) {
	for i := range parameters {
		p := &parameters[i]
		switch {
		case p.Value != nil || p.Default != nil || p.ValueFrom != nil:
		case len(p.Enum) > 0:
			p.Value = &p.Enum[0]
		default:
			p.Value = wfv1.AnyStringPtr("null")
		}
	}
}

// judge says why an object is refused. As the API server does, it refuses fields that are not known, too.
func (v validator) judge(ctx context.Context, raw []byte) error {
	strict := func(into any) error {
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.DisallowUnknownFields()
		return decoder.Decode(into)
	}
	options := validate.ValidateOpts{Lint: true}
	switch kind := kindOf(raw); kind {
	case "Workflow":
		var o wfv1.Workflow
		if err := strict(&o); err != nil {
			return err
		}
		given(o.Spec.Arguments.Parameters)
		return validate.ValidateWorkflow(ctx, v.templates, v.cluster, &o, nil, options)
	case "WorkflowTemplate":
		var o wfv1.WorkflowTemplate
		if err := strict(&o); err != nil {
			return err
		}
		return validate.ValidateWorkflowTemplate(ctx, v.templates, v.cluster, &o, nil, options)
	case "ClusterWorkflowTemplate":
		var o wfv1.ClusterWorkflowTemplate
		if err := strict(&o); err != nil {
			return err
		}
		return validate.ValidateClusterWorkflowTemplate(ctx, v.templates, v.cluster, &o, nil, options)
	case "CronWorkflow":
		var o wfv1.CronWorkflow
		if err := strict(&o); err != nil {
			return err
		}
		return validate.ValidateCronWorkflow(ctx, v.templates, v.cluster, &o, nil)
	default:
		return fmt.Errorf("no object of Argo: kind %q", kind)
	}
}
