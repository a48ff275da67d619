package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// executorFailure is the exit code of Argo's executor when it fails itself.
const executorFailure = 64

// kubelet runs the pods that the controller creates as processes of this machine, and does what Argo's executor does
// before and after them.
type kubelet struct {
	server *server
	bucket *bucket
	folder string
	tools  string
	// How many pods run at the same time.
	slots chan struct{}

	mutex  sync.Mutex
	active map[string]int
	// What is known of the pods that ran, by namespace.
	ran map[string][]podReport
}

// podReport is what a test may ask about a pod.
type podReport struct {
	Node    string   `json:"node"`
	Phase   string   `json:"phase"`
	Message string   `json:"message,omitempty"`
	Code    int      `json:"code"`
	Command []string `json:"command,omitempty"`
	Log     string   `json:"log,omitempty"`
}

// outcome is how a pod ended.
type outcome struct {
	init, main, wait int
	message          string
	deadline         bool
	command          []string
	log              string
	outputs          *wfv1.Outputs
}

// follow runs every pod that appears, until the context ends.
func (k *kubelet) follow(ctx context.Context) {
	running := map[string]context.CancelFunc{}
	position := 0
	wanted := selection{resource: "pods", labels: labels.Everything()}
	for ctx.Err() == nil {
		var found []event
		found, position = k.server.changes(ctx, position, wanted)
		for _, e := range found {
			var pod corev1.Pod
			if err := json.Unmarshal(e.raw, &pod); err != nil {
				panic(err)
			}
			id := string(pod.UID)
			switch {
			case e.kind == "DELETED" || pod.DeletionTimestamp != nil:
				if stop, ok := running[id]; ok {
					stop()
				}
			case running[id] == nil:
				inner, stop := context.WithCancel(ctx)
				running[id] = stop
				k.count(pod.Namespace, 1)
				go func() {
					defer k.count(pod.Namespace, -1)
					k.pod(inner, &pod)
				}()
			}
		}
	}
}

func (k *kubelet) count(namespace string, by int) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.active[namespace] += by
}

// busy says whether a pod of the namespace waits or runs.
func (k *kubelet) busy(namespace string) bool {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	return k.active[namespace] > 0
}

// reports tells of the pods of a workflow.
func (k *kubelet) reports(workflow ref) []podReport {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	var of []podReport
	for _, pod := range k.ran[workflow.namespace] {
		if pod.Node == workflow.name || strings.HasPrefix(pod.Node, workflow.name+".") {
			of = append(of, pod)
		}
	}
	return of
}

// pod runs one pod from its start to the report of its results.
func (k *kubelet) pod(ctx context.Context, pod *corev1.Pod) {
	template, err := k.template(pod)
	// What a resource template waits for may be pods.
	if err == nil && template.Resource == nil {
		k.slots <- struct{}{}
		defer func() { <-k.slots }()
	}
	started := metav1.Now()
	k.status(pod, corev1.PodStatus{Phase: corev1.PodRunning, StartTime: &started})
	if pod.Spec.ActiveDeadlineSeconds != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, time.Duration(*pod.Spec.ActiveDeadlineSeconds)*time.Second, errDeadline)
		defer cancel()
	}
	result := outcome{}
	if err != nil {
		result.init, result.message = executorFailure, err.Error()
	} else {
		result = k.execute(ctx, pod, template)
	}
	if context.Cause(ctx) == errDeadline {
		result.deadline = true
	}
	if result.outputs != nil {
		k.report(pod, result.outputs)
	}
	status := finished(pod, result, started)
	k.mutex.Lock()
	k.ran[pod.Namespace] = append(k.ran[pod.Namespace], podReport{
		Node: pod.Annotations[common.AnnotationKeyNodeName], Phase: string(status.Phase), Message: result.message,
		Code: result.main, Command: result.command, Log: result.log,
	})
	k.mutex.Unlock()
	k.status(pod, status)
}

var errDeadline = errors.New("deadline")

// template is what the controller tells the executor, in a variable or where that is too long, in a config map.
func (k *kubelet) template(pod *corev1.Pod) (*wfv1.Template, error) {
	for _, container := range append(pod.Spec.InitContainers, pod.Spec.Containers...) {
		for _, variable := range container.Env {
			if variable.Name != common.EnvVarTemplate {
				continue
			}
			text := variable.Value
			if text == common.EnvVarTemplateOffloaded {
				data, err := k.data("configmaps", pod.Namespace, pod.Name)
				if err != nil {
					return nil, err
				}
				text = string(data[common.EnvVarTemplate])
			}
			var template wfv1.Template
			return &template, json.Unmarshal([]byte(text), &template)
		}
	}
	return nil, errors.New("the pod has no template")
}

func (k *kubelet) execute(ctx context.Context, pod *corev1.Pod, template *wfv1.Template) outcome {
	if template.Resource != nil {
		return k.resource(ctx, pod, template)
	}
	b, err := newSandbox(filepath.Join(k.folder, string(pod.UID)), k.tools)
	if err != nil {
		return outcome{init: executorFailure, message: err.Error()}
	}
	defer func() { _ = os.RemoveAll(b.folder) }()
	if err := k.volumes(b, pod); err != nil {
		return outcome{init: executorFailure, message: err.Error()}
	}
	if err := loadInputs(b, k.bucket, template); err != nil {
		return outcome{init: executorFailure, message: err.Error()}
	}
	for _, container := range pod.Spec.InitContainers {
		if container.Name == common.InitContainerName {
			continue
		}
		if code, _, log, err := k.container(ctx, b, pod, container); err != nil || code != 0 {
			return outcome{init: max(code, 1), message: fmt.Sprint(container.Name, ": ", log, err), outputs: &wfv1.Outputs{}}
		}
	}
	result := outcome{}
	var stdout string
	for _, container := range pod.Spec.Containers {
		if container.Name != common.MainContainerName {
			continue
		}
		var err error
		result.command = append(commandOf(container), container.Args...)
		result.main, stdout, result.log, err = k.container(ctx, b, pod, container)
		if err != nil {
			result.main, result.message = executorFailure, err.Error()
		}
	}
	outputs, err := saveOutputs(b, k.bucket, template)
	outputs.Result = &stdout
	if err != nil {
		result.wait = executorFailure
		// What the program failed of comes first: it is why something is missing.
		result.message = strings.TrimSpace(result.message + "\n" + err.Error())
	}
	result.outputs = outputs
	return result
}

// commandOf is the author's command: the controller puts the executor before it.
func commandOf(container corev1.Container) []string {
	for i, word := range container.Command {
		if word == "--" && i > 0 && strings.HasSuffix(container.Command[0], "argoexec") {
			return append([]string{}, container.Command[i+1:]...)
		}
	}
	return append([]string{}, container.Command...)
}

// container runs one container; it gives the exit code, the standard output and the end of both outputs.
func (k *kubelet) container(ctx context.Context, b *sandbox, pod *corev1.Pod, container corev1.Container) (int, string, string, error) {
	for _, mount := range container.VolumeMounts {
		if err := k.volume(b, pod, mount); err != nil {
			return 0, "", "", err
		}
	}
	variables, err := k.variables(pod, container)
	if err != nil {
		return 0, "", "", err
	}
	environment := []string{"HOME=/root", "PATH=" + toolsFolder + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
	for name, value := range variables {
		environment = append(environment, name+"="+value)
	}
	var command []string
	for _, word := range append(commandOf(container), container.Args...) {
		command = append(command, expanded(word, variables))
	}
	if variables[common.EnvVarContainerArgsFile] != "" {
		arguments, err := k.longArguments(b, pod, len(command)-1)
		if err != nil {
			return 0, "", "", err
		}
		command = append(command, arguments...)
	}
	if container.WorkingDir != "" {
		if err := os.MkdirAll(b.outside(container.WorkingDir), 0o755); err != nil {
			return 0, "", "", err
		}
	}
	var stdout, log tail
	code, err := b.run(ctx, command, environment, container.WorkingDir, both{&stdout, &log}, &log)
	return code, strings.TrimSuffix(stdout.String(), "\n"), log.String(), err
}

// tail keeps the end of what is written to it; processes of a pod may write at the same time.
type tail struct {
	mutex sync.Mutex
	data  []byte
}

func (t *tail) Write(data []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.data = append(t.data, data...)
	const most = 256 << 10
	if len(t.data) > most {
		t.data = t.data[len(t.data)-most:]
	}
	return len(data), nil
}

func (t *tail) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return strings.ToValidUTF8(string(t.data), "\uFFFD")
}

type both struct{ first, second *tail }

func (w both) Write(data []byte) (int, error) {
	_, _ = w.first.Write(data)
	return w.second.Write(data)
}

// status writes the status of a pod. The pod may be gone meanwhile.
func (k *kubelet) status(pod *corev1.Pod, status corev1.PodStatus) {
	data, err := json.Marshal(status)
	if err != nil {
		panic(err)
	}
	written, err := decode(data)
	if err != nil {
		panic(err)
	}
	_, _ = k.server.update(ref{"pods", pod.Namespace, pod.Name}, func(old object) (object, error) {
		o, err := copied(old)
		if err == nil {
			o["status"] = written
		}
		return o, err
	})
}

// finished is the status of a pod that has ended, as a kubelet writes it.
func finished(pod *corev1.Pod, result outcome, started metav1.Time) corev1.PodStatus {
	ended := metav1.Now()
	state := func(name string, code int, message string) corev1.ContainerStatus {
		reason := "Completed"
		if code != 0 {
			reason = "Error"
		}
		return corev1.ContainerStatus{Name: name, State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
			ExitCode: int32(code), Reason: reason, Message: message, StartedAt: started, FinishedAt: ended,
		}}}
	}
	status := corev1.PodStatus{Phase: corev1.PodSucceeded, StartTime: &started}
	if result.init != 0 {
		status.Phase = corev1.PodFailed
		status.InitContainerStatuses = append(status.InitContainerStatuses, state(common.InitContainerName, result.init, result.message))
		return status
	}
	for _, container := range pod.Spec.Containers {
		switch container.Name {
		case common.MainContainerName:
			status.ContainerStatuses = append(status.ContainerStatuses, state(container.Name, result.main, ""))
		case common.WaitContainerName:
			status.ContainerStatuses = append(status.ContainerStatuses, state(container.Name, result.wait, result.message))
		default:
			status.ContainerStatuses = append(status.ContainerStatuses, state(container.Name, 0, ""))
		}
	}
	if result.main != 0 || result.wait != 0 {
		status.Phase = corev1.PodFailed
	}
	if result.deadline {
		status.Phase, status.Reason = corev1.PodFailed, "DeadlineExceeded"
		status.Message = "Pod was active on the node longer than the specified deadline"
	}
	return status
}

// report writes the results of a pod where the controller looks for them.
func (k *kubelet) report(pod *corev1.Pod, outputs *wfv1.Outputs) {
	result := wfv1.WorkflowTaskResult{NodeResult: wfv1.NodeResult{Outputs: outputs}}
	data, err := json.Marshal(result)
	if err != nil {
		panic(err)
	}
	o, err := decode(data)
	if err != nil {
		panic(err)
	}
	o["kind"], o["apiVersion"] = "WorkflowTaskResult", "argoproj.io/v1alpha1"
	o["metadata"] = object{
		"name": pod.Annotations[common.AnnotationKeyNodeID],
		"labels": object{
			common.LabelKeyWorkflow:               pod.Labels[common.LabelKeyWorkflow],
			common.LabelKeyReportOutputsCompleted: "true",
		},
	}
	_, _ = k.server.create("workflowtaskresults", pod.Namespace, o)
}
