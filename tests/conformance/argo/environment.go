package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/argoproj/argo-workflows/v4/workflow/common"
	corev1 "k8s.io/api/core/v1"
)

var reference = regexp.MustCompile(`\$\$|\$\(([-._a-zA-Z][-._a-zA-Z0-9]*)\)`)

// expanded replaces `$(NAME)` as Kubernetes does: unknown names stay, two dollars are one.
func expanded(text string, variables map[string]string) string {
	return reference.ReplaceAllStringFunc(text, func(found string) string {
		if found == "$$" {
			return "$"
		}
		if value, ok := variables[found[2:len(found)-1]]; ok {
			return value
		}
		return found
	})
}

// variables resolves the environment of a container. Later ones may refer to earlier ones.
func (k *kubelet) variables(pod *corev1.Pod, container corev1.Container) (map[string]string, error) {
	found := map[string]string{}
	for _, variable := range container.Env {
		from := variable.ValueFrom
		if from == nil {
			found[variable.Name] = expanded(variable.Value, found)
			continue
		}
		var resource, name, key string
		var optional *bool
		switch {
		case from.FieldRef != nil:
			found[variable.Name] = field(pod, from.FieldRef.FieldPath)
			continue
		case from.ConfigMapKeyRef != nil:
			resource, name, key, optional = "configmaps", from.ConfigMapKeyRef.Name, from.ConfigMapKeyRef.Key, from.ConfigMapKeyRef.Optional
		case from.SecretKeyRef != nil:
			resource, name, key, optional = "secrets", from.SecretKeyRef.Name, from.SecretKeyRef.Key, from.SecretKeyRef.Optional
		default:
			return nil, fmt.Errorf("variable %s has a source that is not known here", variable.Name)
		}
		data, err := k.data(resource, pod.Namespace, name)
		value, ok := data[key]
		switch {
		case err == nil && ok:
			found[variable.Name] = string(value)
		case optional == nil || !*optional:
			return nil, fmt.Errorf("variable %s: %s %s has no %s", variable.Name, resource, name, key)
		}
	}
	return found, nil
}

// field reads a field of the pod for its environment.
func field(pod *corev1.Pod, path string) string {
	inside := func(fields map[string]string) string {
		if _, key, ok := strings.Cut(path, "['"); ok {
			return fields[strings.TrimSuffix(key, "']")]
		}
		return ""
	}
	switch {
	case path == "metadata.name":
		return pod.Name
	case path == "metadata.namespace":
		return pod.Namespace
	case path == "metadata.uid":
		return string(pod.UID)
	case path == "spec.serviceAccountName":
		return pod.Spec.ServiceAccountName
	case strings.HasPrefix(path, "metadata.annotations"):
		return inside(pod.Annotations)
	case strings.HasPrefix(path, "metadata.labels"):
		return inside(pod.Labels)
	}
	return ""
}

// longArguments are those that the controller has put into a config map, where Kubernetes replaces nothing in them.
// Argo's executor puts each that no process can be given into a file.
func (k *kubelet) longArguments(b *sandbox, pod *corev1.Pod, before int) ([]string, error) {
	data, err := k.data("configmaps", pod.Namespace, pod.Name)
	if err != nil {
		return nil, err
	}
	var arguments []string
	if err := json.Unmarshal(data[common.EnvVarContainerArgsFile], &arguments); err != nil {
		return nil, err
	}
	for i, word := range arguments {
		if len(word) <= common.MaxEnvVarLen {
			continue
		}
		file := fmt.Sprintf("/tmp/argo_arg_%d.txt", before+i)
		if err := os.WriteFile(b.outside(file), []byte(word), 0o644); err != nil {
			return nil, err
		}
		arguments[i] = "@" + file
	}
	return arguments, nil
}

// data reads a config map or a secret.
func (k *kubelet) data(resource, namespace, name string) (map[string][]byte, error) {
	raw, err := k.server.get(ref{resource, namespace, name})
	if err != nil {
		return nil, err
	}
	found := map[string][]byte{}
	if resource == "secrets" {
		var secret corev1.Secret
		err = json.Unmarshal(raw, &secret)
		for key, value := range secret.StringData {
			found[key] = []byte(value)
		}
		for key, value := range secret.Data {
			found[key] = value
		}
		return found, err
	}
	var configuration corev1.ConfigMap
	err = json.Unmarshal(raw, &configuration)
	for key, value := range configuration.Data {
		found[key] = []byte(value)
	}
	return found, err
}
