package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	"github.com/argoproj/argo-workflows/v4/workflow/packer"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/yaml"
)

// testCase is a workflow to run.
type testCase struct {
	Name string `json:"name"`
	// The file with the workflow, and before it the objects that it needs.
	File string `json:"file"`
	// Values for parameters of the workflow, as `argo submit -p` gives them.
	Parameters map[string]string `json:"parameters"`
	// Files that are in the artifact store before the run, by their uri.
	Stored map[string]string `json:"stored"`
	// Answers to suspended nodes, by display name: output parameters.
	Answers map[string]map[string]string `json:"answers"`
	// Other objects that are in the namespace before the run.
	Objects []object `json:"objects"`
	// The case after whose end the run starts, in the same namespace; it stands further up.
	After string `json:"after"`
}

// result is what became of it.
type result struct {
	Name    string       `json:"name"`
	UID     string       `json:"uid"`
	Phase   string       `json:"phase"`
	Message string       `json:"message"`
	Nodes   []nodeReport `json:"nodes"`
	Pods    []podReport  `json:"pods"`
	// The artifacts of the run, by their key below the uid of the workflow.
	Stored  map[string]string `json:"stored"`
	Seconds float64           `json:"seconds"`
}

// nodeReport is a node of Argo's status. The name says where it is: names of tasks from the outermost graph on.
type nodeReport struct {
	Name    string            `json:"name"`
	Kind    string            `json:"kind"`
	Phase   string            `json:"phase"`
	Message string            `json:"message,omitempty"`
	Inputs  map[string]string `json:"inputs,omitempty"`
	Outputs map[string]string `json:"outputs,omitempty"`
	// Whether the result of an earlier pod was taken, and by which key.
	Hit bool   `json:"hit,omitempty"`
	Key string `json:"key,omitempty"`
}

// stalled is the phase of a workflow in which nothing moves any more: Argo would go on looking at it for ever.
const (
	stalled = "Stalled"
	quiet   = 6 * time.Second
	// No workflow of a test takes longer.
	late     = "TooLate"
	patience = 60 * time.Second
)

// runAll runs the cases at the same time, on one controller, and writes a line for each.
func runAll(ctx context.Context, folder string, cases []testCase, out io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := newServer()
	address, err := serve(s)
	if err != nil {
		return err
	}
	if err := control(ctx, s, address); err != nil {
		return err
	}
	store := filepath.Join(folder, "store")
	if err := os.MkdirAll(store, 0o755); err != nil {
		return err
	}
	k := &kubelet{
		server: s, bucket: &bucket{folder: store, files: map[string]string{}}, folder: filepath.Join(folder, "pods"),
		tools: filepath.Join(folder, "tools"), slots: make(chan struct{}, 4),
		active: map[string]int{}, ran: map[string][]podReport{},
	}
	go k.follow(ctx)
	var group sync.WaitGroup
	var mutex sync.Mutex
	var problems []error
	places := make(chan struct{}, 12)
	namespaces, ends := map[string]string{}, map[string]chan struct{}{}
	for i, c := range cases {
		namespace, before := fmt.Sprintf("case-%d", i), ends[c.After]
		if c.After != "" {
			if before == nil {
				return fmt.Errorf("%s: there is no case %q before it", c.Name, c.After)
			}
			namespace = namespaces[c.After]
		}
		end := make(chan struct{})
		namespaces[c.Name], ends[c.Name] = namespace, end
		group.Add(1)
		go func() {
			defer group.Done()
			defer close(end)
			if before != nil {
				<-before
			}
			places <- struct{}{}
			defer func() { <-places }()
			r, err := k.runCase(ctx, namespace, c)
			mutex.Lock()
			defer mutex.Unlock()
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", c.Name, err))
				return
			}
			problems = append(problems, json.NewEncoder(out).Encode(r))
		}()
	}
	group.Wait()
	return errors.Join(problems...)
}

// runCase submits one workflow into a namespace of its own and waits for its end.
func (k *kubelet) runCase(ctx context.Context, namespace string, c testCase) (result, error) {
	started := time.Now()
	for uri, content := range c.Stored {
		if err := k.bucket.write(uri, []byte(content)); err != nil {
			return result{}, err
		}
	}
	before := c.Objects
	if c.After == "" {
		account := object{"kind": "ServiceAccount", "apiVersion": "v1", "metadata": object{"name": "default"}}
		before = append([]object{account}, before...)
	}
	if err := k.submit(namespace, before...); err != nil {
		return result{}, err
	}
	data, err := os.ReadFile(c.File)
	if err != nil {
		return result{}, err
	}
	var run object
	for _, document := range bytes.Split(data, []byte("\n---\n")) {
		converted, err := yaml.YAMLToJSON(document)
		if err != nil {
			return result{}, err
		}
		o, err := decode(converted)
		if err != nil {
			return result{}, err
		}
		switch text(o, "kind") {
		case "Workflow":
			run = o
			continue
		case "CronWorkflow":
			if run, err = byClock(converted); err != nil {
				return result{}, err
			}
			continue
		}
		if err := k.submit(namespace, o); err != nil {
			return result{}, err
		}
	}
	if run == nil {
		return result{}, errors.New("the file has no Workflow")
	}
	if err := withParameters(run, c.Parameters); err != nil {
		return result{}, err
	}
	raw, err := k.server.create("workflows", namespace, run)
	if err != nil {
		return result{}, err
	}
	made, err := decode(raw)
	if err != nil {
		return result{}, err
	}
	at := ref{"workflows", namespace, text(metadata(made), "name")}
	workflow, err := k.ended(ctx, at, c.Answers)
	if err != nil {
		return result{}, err
	}
	stored, err := k.bucket.texts("s3://" + defaultBucket + "/" + string(workflow.UID) + "/")
	if err != nil {
		return result{}, err
	}
	r := reported(c.Name, workflow)
	inside, err := k.startedBy(ctx, workflow)
	if err != nil {
		return result{}, err
	}
	r.Pods, r.Stored, r.Seconds = k.reports(at), stored, time.Since(started).Seconds()
	for _, inner := range inside {
		r.Nodes = append(r.Nodes, reported("", inner).Nodes...)
		r.Pods = append(r.Pods, k.reports(ref{"workflows", inner.Namespace, inner.Name})...)
	}
	return r, nil
}

// byClock is the run that the controller makes of a cron workflow when its time has come.
func byClock(raw []byte) (object, error) {
	var cron wfv1.CronWorkflow
	if err := json.Unmarshal(raw, &cron); err != nil {
		return nil, err
	}
	run, err := json.Marshal(common.ConvertCronWorkflowToWorkflow(&cron))
	if err != nil {
		return nil, err
	}
	return decode(run)
}

// startedBy gives the workflows that a workflow has started and owns.
func (k *kubelet) startedBy(ctx context.Context, workflow *wfv1.Workflow) ([]*wfv1.Workflow, error) {
	var found []*wfv1.Workflow
	all, _ := k.server.list(selection{resource: "workflows", namespace: workflow.Namespace, labels: labels.Everything()})
	for _, o := range all {
		data, err := json.Marshal(o)
		if err != nil {
			return nil, err
		}
		var other wfv1.Workflow
		if err := json.Unmarshal(data, &other); err != nil {
			return nil, err
		}
		for _, owner := range other.OwnerReferences {
			if owner.UID == workflow.UID {
				if err := packer.DecompressWorkflow(ctx, &other); err != nil {
					return nil, err
				}
				found = append(found, &other)
			}
		}
	}
	return found, nil
}

func (k *kubelet) submit(namespace string, objects ...object) error {
	for _, o := range objects {
		known := false
		for resource, kind := range kinds {
			if kind == text(o, "kind") {
				known = true
				if _, err := k.server.create(resource, namespace, o); err != nil {
					return err
				}
			}
		}
		if !known {
			return fmt.Errorf("no resource of the kind %q", text(o, "kind"))
		}
	}
	return nil
}

// withParameters sets parameters of the workflow, which must exist.
func withParameters(run object, values map[string]string) error {
	spec, _ := run["spec"].(object)
	arguments, _ := spec["arguments"].(object)
	parameters, _ := arguments["parameters"].([]any)
	for name, value := range values {
		known := false
		for _, parameter := range parameters {
			if p, ok := parameter.(object); ok && text(p, "name") == name {
				p["value"], known = value, true
			}
		}
		if !known {
			return fmt.Errorf("the workflow has no parameter %q", name)
		}
	}
	return nil
}

// ended waits until the workflow has ended, or until nothing moves any more.
func (k *kubelet) ended(ctx context.Context, at ref, answers map[string]map[string]string) (*wfv1.Workflow, error) {
	started, last, moved := time.Now(), "", time.Now()
	for {
		raw, err := k.server.get(at)
		if err != nil {
			return nil, err
		}
		var workflow wfv1.Workflow
		if err := json.Unmarshal(raw, &workflow); err != nil {
			return nil, err
		}
		// The controller packs the nodes of a workflow that has become too large for a cluster.
		if err := packer.DecompressWorkflow(ctx, &workflow); err != nil {
			return nil, err
		}
		if workflow.Status.Fulfilled() {
			return &workflow, nil
		}
		if workflow.ResourceVersion != last || k.busy(at.namespace) {
			last, moved = workflow.ResourceVersion, time.Now()
		}
		if err := k.respond(at, &workflow, answers); err != nil {
			return nil, err
		}
		if time.Since(moved) > quiet && !waits(&workflow) {
			workflow.Status.Phase = stalled
			return &workflow, nil
		}
		if time.Since(started) > patience {
			workflow.Status.Phase = late
			return &workflow, k.abandon(at.namespace)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// abandon ends the pods of a namespace.
func (k *kubelet) abandon(namespace string) error {
	pods, _ := k.server.list(selection{resource: "pods", namespace: namespace, labels: labels.Everything()})
	for _, pod := range pods {
		if err := k.server.remove(ref{"pods", namespace, text(metadata(pod), "name")}); err != nil {
			return err
		}
	}
	return nil
}

// waits says whether the workflow waits for a time that will come, between the attempts of a task.
func waits(workflow *wfv1.Workflow) bool {
	for _, node := range workflow.Status.Nodes {
		if node.Type == wfv1.NodeTypeRetry && !node.Fulfilled() && node.Message != "" {
			return true
		}
	}
	return false
}

// respond gives suspended nodes their answers, as `argo resume` does.
func (k *kubelet) respond(at ref, workflow *wfv1.Workflow, answers map[string]map[string]string) error {
	for id, node := range workflow.Status.Nodes {
		answer, ok := answers[node.DisplayName]
		if !ok || node.Type != wfv1.NodeTypeSuspend || node.Phase != wfv1.NodeRunning {
			continue
		}
		node.Phase, node.FinishedAt.Time = wfv1.NodeSucceeded, time.Now().UTC()
		if node.Outputs == nil {
			node.Outputs = &wfv1.Outputs{}
		}
		for i, parameter := range node.Outputs.Parameters {
			if value, ok := answer[parameter.Name]; ok {
				node.Outputs.Parameters[i].Value = wfv1.AnyStringPtr(value)
			}
		}
		data, err := json.Marshal(object{"status": object{"nodes": map[string]any{id: node}}})
		if err != nil {
			return err
		}
		if _, err := k.server.update(at, func(old object) (object, error) { return patched(old, "", at, data) }); err != nil {
			return err
		}
	}
	return nil
}

func reported(name string, workflow *wfv1.Workflow) result {
	r := result{Name: name, UID: string(workflow.UID), Phase: string(workflow.Status.Phase), Message: workflow.Status.Message}
	values := func(parameters []wfv1.Parameter) map[string]string {
		found := map[string]string{}
		for _, parameter := range parameters {
			if parameter.Value != nil {
				found[parameter.Name] = parameter.Value.String()
			}
		}
		return found
	}
	for _, node := range workflow.Status.Nodes {
		n := nodeReport{Name: node.Name, Kind: string(node.Type), Phase: string(node.Phase), Message: node.Message}
		if memo := node.MemoizationStatus; memo != nil {
			n.Hit, n.Key = memo.Hit, memo.Key
		}
		if node.Inputs != nil {
			n.Inputs = values(node.Inputs.Parameters)
		}
		if node.Outputs != nil {
			n.Outputs = values(node.Outputs.Parameters)
		}
		r.Nodes = append(r.Nodes, n)
	}
	return r
}
