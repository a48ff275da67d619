package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/tidwall/gjson"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/util/jsonpath"
	"sigs.k8s.io/yaml"
)

// resource does what the pod of a resource template does by kubectl: it makes or removes one object, waits for the
// conditions and reads fields of it.
func (k *kubelet) resource(ctx context.Context, pod *corev1.Pod, template *wfv1.Template) outcome {
	outputs, err := k.resourceOutputs(ctx, pod, template)
	if err != nil {
		return outcome{main: executorFailure, message: err.Error(), log: err.Error(), outputs: &wfv1.Outputs{}}
	}
	return outcome{outputs: outputs}
}

func (k *kubelet) resourceOutputs(ctx context.Context, pod *corev1.Pod, template *wfv1.Template) (*wfv1.Outputs, error) {
	data, err := yaml.YAMLToJSON([]byte(template.Resource.Manifest))
	if err != nil {
		return nil, err
	}
	o, err := decode(data)
	if err != nil {
		return nil, err
	}
	at := ref{namespace: pod.Namespace, name: text(metadata(o), "name")}
	for resource, kind := range kinds {
		if kind == text(o, "kind") {
			at.resource = resource
		}
	}
	if at.resource == "" {
		return nil, fmt.Errorf("no resource of the kind %q", text(o, "kind"))
	}
	var raw []byte
	switch template.Resource.Action {
	case "create":
		raw, err = k.server.create(at.resource, at.namespace, o)
	case "apply":
		if raw, err = k.server.create(at.resource, at.namespace, o); err != nil {
			raw, err = k.server.update(at, func(old object) (object, error) { return patched(old, "", at, data) })
		}
	case "patch":
		raw, err = k.server.update(at, func(old object) (object, error) { return patched(old, "", at, data) })
	case "get":
		raw, err = k.server.get(at)
	case "delete":
		return &wfv1.Outputs{}, k.server.remove(at)
	default:
		err = fmt.Errorf("no such action: %q", template.Resource.Action)
	}
	if err != nil {
		return nil, err
	}
	if at.name == "" {
		made, err := decode(raw)
		if err != nil {
			return nil, err
		}
		at.name = text(metadata(made), "name")
	}
	if raw, err = k.settled(ctx, at, template.Resource); err != nil {
		return nil, err
	}
	outputs := &wfv1.Outputs{}
	for _, parameter := range template.Outputs.Parameters {
		if parameter.ValueFrom == nil || parameter.ValueFrom.JSONPath == "" {
			continue
		}
		value, err := atPath(raw, parameter.ValueFrom.JSONPath)
		if err != nil {
			return nil, err
		}
		parameter.Value = wfv1.AnyStringPtr(value)
		outputs.Parameters = append(outputs.Parameters, parameter)
	}
	return outputs, nil
}

// found reads fields of an object for a selector.
type found struct{ raw []byte }

func (f found) Has(path string) bool   { return gjson.GetBytes(f.raw, path).Exists() }
func (f found) Get(path string) string { return gjson.GetBytes(f.raw, path).String() }
func (f found) Lookup(path string) (string, bool) {
	value := gjson.GetBytes(f.raw, path)
	return value.String(), value.Exists()
}

// settled waits until an object fulfils a condition: all of the first ones, or any of the others.
func (k *kubelet) settled(ctx context.Context, at ref, asked *wfv1.ResourceTemplate) ([]byte, error) {
	success, err := labels.ParseToRequirements(asked.SuccessCondition)
	if err != nil {
		return nil, err
	}
	failures, err := labels.ParseToRequirements(asked.FailureCondition)
	if err != nil {
		return nil, err
	}
	for {
		raw, err := k.server.get(at)
		if err != nil {
			return nil, err
		}
		fields := found{raw}
		for _, condition := range failures {
			if condition.Matches(fields) {
				return nil, fmt.Errorf("failure condition '%s' evaluated true", condition.String())
			}
		}
		met := true
		for _, condition := range success {
			met = met && condition.Matches(fields)
		}
		if met {
			return raw, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.New("the condition was not met in time")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func atPath(raw []byte, path string) (string, error) {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return "", err
	}
	reader := jsonpath.New("output").AllowMissingKeys(true)
	if !strings.HasPrefix(path, "{") {
		path = "{" + path + "}"
	}
	if err := reader.Parse(path); err != nil {
		return "", err
	}
	var written bytes.Buffer
	err := reader.Execute(&written, value)
	return written.String(), err
}
