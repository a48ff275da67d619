package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	corev1 "k8s.io/api/core/v1"
)

// loadInputs brings the input artifacts to their paths, as Argo's executor does before the program starts.
func loadInputs(b *sandbox, store *bucket, template *wfv1.Template) error {
	for _, artifact := range template.Inputs.Artifacts {
		path := b.outside(artifact.Path)
		if artifact.Raw != nil {
			if err := write(path, []byte(artifact.Raw.Data)); err != nil {
				return err
			}
			continue
		}
		key, err := location(artifact.ArtifactLocation)
		if err == nil {
			err = store.load(key, path)
		} else if !artifact.Optional {
			return fmt.Errorf("required artifact '%s' not supplied", artifact.Name)
		}
		if errors.Is(err, errNoKey) && artifact.Optional {
			// The controller has mounted a folder there, which stays empty.
			err = os.MkdirAll(path, 0o755)
		} else if artifact.Optional && key == "" {
			continue
		}
		if err != nil {
			return fmt.Errorf("artifact %s failed to load: %w", artifact.Name, err)
		}
	}
	return nil
}

func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

// saveOutputs collects what the program left, as Argo's executor does. It goes on after an error, and reports it.
func saveOutputs(b *sandbox, store *bucket, template *wfv1.Template) (*wfv1.Outputs, error) {
	outputs := &wfv1.Outputs{}
	var problems []error
	for _, parameter := range template.Outputs.Parameters {
		from := parameter.ValueFrom
		if from == nil || from.Path == "" {
			// What the template says itself is told as it stands there.
			outputs.Parameters = append(outputs.Parameters, parameter)
			continue
		}
		data, err := os.ReadFile(b.outside(from.Path))
		value := string(data)
		if err != nil {
			if from.Default == nil {
				problems = append(problems, fmt.Errorf("open %s: no such file or directory", from.Path))
				continue
			}
			value = from.Default.String()
		}
		parameter.Value = wfv1.AnyStringPtr(strings.TrimSuffix(value, "\n"))
		outputs.Parameters = append(outputs.Parameters, parameter)
	}
	if len(problems) > 0 {
		// What was to be reported is lost as a whole, like the rest of the template.
		outputs.Parameters = template.Outputs.Parameters
	}
	for _, artifact := range template.Outputs.Artifacts {
		path := b.outside(artifact.Path)
		if _, err := os.Stat(path); err != nil {
			if !artifact.Optional {
				problems = append(problems, fmt.Errorf("open /var/run/argo/outputs/artifacts%s.tgz: no such file or directory", artifact.Path))
			}
			continue
		}
		if !artifact.HasKey() {
			if err := defaultKey(&artifact, template); err != nil {
				problems = append(problems, err)
				continue
			}
		}
		key, err := location(artifact.ArtifactLocation)
		if err == nil {
			err = store.put(key, path)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("artifact %s: %w", artifact.Name, err))
			continue
		}
		outputs.Artifacts = append(outputs.Artifacts, artifact)
	}
	return outputs, errors.Join(problems...)
}

// defaultKey puts an artifact without a place of its own below that of the pod.
func defaultKey(artifact *wfv1.Artifact, template *wfv1.Template) error {
	if template.ArchiveLocation == nil {
		return fmt.Errorf("artifact %s has no place in the store", artifact.Name)
	}
	key, err := template.ArchiveLocation.GetKey()
	if err != nil {
		return err
	}
	artifact.ArtifactLocation = *template.ArchiveLocation.DeepCopy()
	return artifact.SetKey(key + "/" + filepath.Base(artifact.Path))
}

// volumes mounts what the main container mounts.
func (k *kubelet) volumes(b *sandbox, pod *corev1.Pod) error {
	for _, container := range pod.Spec.Containers {
		if container.Name != "main" {
			continue
		}
		for _, mount := range container.VolumeMounts {
			if err := k.volume(b, pod, mount); err != nil {
				return err
			}
		}
	}
	return nil
}

// volume mounts a volume of the pod. Those that carry artifacts and the executor's own are not needed here.
func (k *kubelet) volume(b *sandbox, pod *corev1.Pod, mount corev1.VolumeMount) error {
	for _, volume := range pod.Spec.Volumes {
		if volume.Name != mount.Name || mount.Name == "input-artifacts" || mount.Name == "var-run-argo" {
			continue
		}
		folder := filepath.Join(b.folder, "volumes", volume.Name)
		var data map[string][]byte
		var items []corev1.KeyToPath
		var optional *bool
		var err error
		switch {
		case volume.PersistentVolumeClaim != nil:
			claim := volume.PersistentVolumeClaim.ClaimName
			if _, err := k.server.get(ref{"persistentvolumeclaims", pod.Namespace, claim}); err != nil {
				return fmt.Errorf("persistentvolumeclaim %q not found", claim)
			}
			folder = filepath.Join(k.folder, "claims", pod.Namespace, claim)
		case volume.ConfigMap != nil:
			items, optional = volume.ConfigMap.Items, volume.ConfigMap.Optional
			data, err = k.data("configmaps", pod.Namespace, volume.ConfigMap.Name)
		case volume.Secret != nil:
			items, optional = volume.Secret.Items, volume.Secret.Optional
			data, err = k.data("secrets", pod.Namespace, volume.Secret.SecretName)
		}
		if err != nil && (optional == nil || !*optional) {
			return err
		}
		for _, item := range items {
			if value, ok := data[item.Key]; ok && item.Key != item.Path {
				data[item.Path] = value
				delete(data, item.Key)
			}
		}
		for name, value := range data {
			if err := write(filepath.Join(folder, name), value); err != nil {
				return err
			}
		}
		if _, err := b.mount(mount.MountPath, filepath.Join(folder, mount.SubPath)); err != nil {
			return err
		}
	}
	return nil
}
