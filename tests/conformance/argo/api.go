package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

// kinds names what the server can hold: the resources that a controller, a kubelet and lowered workflows use.
var kinds = map[string]string{
	"configmaps":             "ConfigMap",
	"events":                 "Event",
	"namespaces":             "Namespace",
	"persistentvolumeclaims": "PersistentVolumeClaim",
	"pods":                   "Pod",
	"secrets":                "Secret",
	"serviceaccounts":        "ServiceAccount",
	"jobs":                   "Job",
	"poddisruptionbudgets":   "PodDisruptionBudget",

	"clusterworkflowtemplates": "ClusterWorkflowTemplate",
	"cronworkflows":            "CronWorkflow",
	"workflowartifactgctasks":  "WorkflowArtifactGCTask",
	"workflows":                "Workflow",
	"workflowtaskresults":      "WorkflowTaskResult",
	"workflowtasksets":         "WorkflowTaskSet",
	"workflowtemplates":        "WorkflowTemplate",
}

type object = map[string]any

// ref says where an object is.
type ref struct{ resource, namespace, name string }

// event is a change, as a watch reports it. A watch with a selector also needs what the labels were before.
type event struct {
	version        int
	kind           string
	ref            ref
	labels, before labels.Set
	raw            []byte
}

// server is an API server of Kubernetes as far as Argo's controller needs one: objects with versions, conflicts,
// selectors, patches, finalizers and watches, over HTTP. It checks nothing that it stores.
type server struct {
	mutex   sync.Mutex
	changed *sync.Cond
	version int
	objects map[ref]object
	history []event
	// The resources that somebody watches.
	watched map[string]bool
}

func newServer() *server {
	s := &server{objects: map[ref]object{}, watched: map[string]bool{}}
	s.changed = sync.NewCond(&s.mutex)
	return s
}

// failure is an error with the status and the reason that a client of Kubernetes decides by.
type failure struct {
	code    int
	reason  string
	message string
}

func (f *failure) Error() string { return f.message }

func notFound(at ref) error {
	return &failure{http.StatusNotFound, "NotFound", fmt.Sprintf("%s %q not found", at.resource, at.name)}
}

func metadata(o object) object {
	meta, ok := o["metadata"].(object)
	if !ok {
		meta = object{}
		o["metadata"] = meta
	}
	return meta
}

func text(o object, key string) string {
	value, _ := o[key].(string)
	return value
}

func labelsOf(o object) labels.Set {
	set := labels.Set{}
	if all, ok := metadata(o)["labels"].(object); ok {
		for key := range all {
			set[key] = text(all, key)
		}
	}
	return set
}

// decode keeps the digits of numbers.
func decode(data []byte) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var o object
	err := decoder.Decode(&o)
	return o, err
}

// store puts an object and tells the watches; the caller holds the lock.
func (s *server) store(kind string, at ref, o object) []byte {
	s.version++
	metadata(o)["resourceVersion"] = strconv.Itoa(s.version)
	raw, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	change := event{version: s.version, kind: kind, ref: at, labels: labelsOf(o), raw: raw}
	if old, ok := s.objects[at]; ok {
		change.before = labelsOf(old)
	}
	if kind == "DELETED" {
		delete(s.objects, at)
	} else {
		s.objects[at] = o
	}
	s.history = append(s.history, change)
	s.changed.Broadcast()
	return raw
}

func (s *server) create(resource, namespace string, o object) ([]byte, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	meta := metadata(o)
	if text(meta, "name") == "" {
		meta["name"] = text(meta, "generateName") + uuid.NewString()[:5]
	}
	if namespace != "" {
		meta["namespace"] = namespace
	}
	at := ref{resource, namespace, text(meta, "name")}
	if _, ok := s.objects[at]; ok {
		return nil, &failure{http.StatusConflict, "AlreadyExists", fmt.Sprintf("%s %q already exists", resource, at.name)}
	}
	if resource == "pods" {
		o["status"] = object{"phase": "Pending"}
	}
	meta["uid"] = uuid.NewString()
	meta["creationTimestamp"] = time.Now().UTC().Format(time.RFC3339)
	return s.store("ADDED", at, o), nil
}

// update replaces an object. A version that is no longer the newest is a conflict, as everywhere in Kubernetes.
func (s *server) update(at ref, change func(object) (object, error)) ([]byte, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	old, ok := s.objects[at]
	if !ok {
		return nil, notFound(at)
	}
	o, err := change(old)
	if err != nil {
		return nil, err
	}
	meta, before := metadata(o), metadata(old)
	if version := text(meta, "resourceVersion"); version != "" && version != text(before, "resourceVersion") {
		return nil, &failure{http.StatusConflict, "Conflict", fmt.Sprintf("%s %q has been modified", at.resource, at.name)}
	}
	for _, key := range []string{"uid", "creationTimestamp", "name", "namespace", "deletionTimestamp"} {
		if value, ok := before[key]; ok {
			meta[key] = value
		}
	}
	if _, dying := meta["deletionTimestamp"]; dying && !finalized(o) {
		return s.store("DELETED", at, o), nil
	}
	return s.store("MODIFIED", at, o), nil
}

// finalized says whether something still has to happen before the object may go.
func finalized(o object) bool {
	finalizers, _ := metadata(o)["finalizers"].([]any)
	return len(finalizers) > 0
}

func (s *server) remove(at ref) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	old, ok := s.objects[at]
	if !ok {
		return notFound(at)
	}
	o, err := copied(old)
	if err != nil {
		return err
	}
	if finalized(o) {
		metadata(o)["deletionTimestamp"] = time.Now().UTC().Format(time.RFC3339)
		s.store("MODIFIED", at, o)
	} else {
		s.store("DELETED", at, o)
	}
	return nil
}

func copied(o object) (object, error) {
	data, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	return decode(data)
}

func (s *server) get(at ref) ([]byte, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	o, ok := s.objects[at]
	if !ok {
		return nil, notFound(at)
	}
	return json.Marshal(o)
}

// selection is what a list or a watch asks for.
type selection struct {
	resource, namespace, name string
	labels                    labels.Selector
}

func (w selection) covers(at ref) bool {
	return at.resource == w.resource && (w.namespace == "" || at.namespace == w.namespace) && (w.name == "" || at.name == w.name)
}

func (s *server) list(w selection) ([]object, int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	items := []object{}
	for at, o := range s.objects {
		if w.covers(at) && w.labels.Matches(labelsOf(o)) {
			items = append(items, o)
		}
	}
	return items, s.version
}

// changes waits for events after the position in the history, and gives those of the selection.
func (s *server) changes(ctx context.Context, position int, w selection) ([]event, int) {
	stop := context.AfterFunc(ctx, s.wake)
	defer stop()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for position >= len(s.history) && ctx.Err() == nil {
		s.changed.Wait()
	}
	var found []event
	for ; position < len(s.history); position++ {
		e := s.history[position]
		if !w.covers(e.ref) {
			continue
		}
		now, before := w.labels.Matches(e.labels), e.before != nil && w.labels.Matches(e.before)
		switch {
		case now && e.kind == "MODIFIED" && !before:
			e.kind = "ADDED"
		case !now && before:
			e.kind = "DELETED"
		case !now:
			continue
		}
		found = append(found, e)
	}
	return found, position
}

func (s *server) wake() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.changed.Broadcast()
}

// watches says whether all of the resources are watched.
func (s *server) watches(resources ...string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, resource := range resources {
		if !s.watched[resource] {
			return false
		}
	}
	return true
}

// since finds the position of the first event after a version.
func (s *server) since(version int) int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	position := len(s.history)
	for position > 0 && s.history[position-1].version > version {
		position--
	}
	return position
}

// patched applies a patch of any of the three kinds.
func patched(old object, kind string, at ref, patch []byte) (object, error) {
	before, err := json.Marshal(old)
	if err != nil {
		return nil, err
	}
	var after []byte
	switch {
	case strings.HasPrefix(kind, "application/json-patch"):
		decoded, problem := jsonpatch.DecodePatch(patch)
		if problem != nil {
			return nil, problem
		}
		after, err = decoded.Apply(before)
	case strings.HasPrefix(kind, "application/strategic-merge-patch") && at.resource == "pods":
		after, err = strategicpatch.StrategicMergePatch(before, patch, corev1.Pod{})
	default:
		after, err = jsonpatch.MergePatch(before, patch)
	}
	if err != nil {
		return nil, err
	}
	return decode(after)
}

// target reads a path of the API: the group and version, and the object or the kind of objects.
func target(path string) (version string, at ref, ok bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case len(parts) > 2 && parts[0] == "api":
		version, parts = parts[1], parts[2:]
	case len(parts) > 3 && parts[0] == "apis":
		version, parts = parts[1]+"/"+parts[2], parts[3:]
	default:
		return "", ref{}, false
	}
	if len(parts) > 2 && parts[0] == "namespaces" {
		at.namespace, parts = parts[1], parts[2:]
	}
	at.resource = parts[0]
	if len(parts) > 1 {
		at.name = parts[1]
	}
	return version, at, true
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	version, at, ok := target(r.URL.Path)
	if !ok {
		answer(w, nil, &failure{http.StatusNotFound, "NotFound", "no such path: " + r.URL.Path})
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		answer(w, nil, err)
		return
	}
	if at.resource == "selfsubjectaccessreviews" {
		answer(w, []byte(`{"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1","status":{"allowed":true}}`), nil)
		return
	}
	kind, ok := kinds[at.resource]
	if !ok {
		answer(w, nil, &failure{http.StatusNotFound, "NotFound", "no such resource: " + at.resource})
		return
	}
	var raw []byte
	switch r.Method {
	case http.MethodPost:
		var o object
		if o, err = decode(body); err == nil {
			o["kind"], o["apiVersion"] = kind, version
			raw, err = s.create(at.resource, at.namespace, o)
		}
	case http.MethodPut:
		raw, err = s.update(at, func(object) (object, error) { return decode(body) })
	case http.MethodPatch:
		raw, err = s.update(at, func(old object) (object, error) {
			return patched(old, r.Header.Get("Content-Type"), at, body)
		})
	case http.MethodDelete:
		err = s.delete(at, r)
		raw = []byte(`{"kind":"Status","apiVersion":"v1","status":"Success"}`)
	case http.MethodGet:
		if at.name != "" {
			raw, err = s.get(at)
			break
		}
		s.serveList(w, r, version, kind, at)
		return
	}
	answer(w, raw, err)
}

func asked(r *http.Request, at ref) (selection, error) {
	w := selection{resource: at.resource, namespace: at.namespace}
	w.name = strings.TrimPrefix(r.URL.Query().Get("fieldSelector"), "metadata.name=")
	selector, err := labels.Parse(r.URL.Query().Get("labelSelector"))
	w.labels = selector
	return w, err
}

func (s *server) delete(at ref, r *http.Request) error {
	if at.name != "" {
		return s.remove(at)
	}
	w, err := asked(r, at)
	if err != nil {
		return err
	}
	items, _ := s.list(w)
	for _, o := range items {
		if err := s.remove(ref{at.resource, text(metadata(o), "namespace"), text(metadata(o), "name")}); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) serveList(w http.ResponseWriter, r *http.Request, version, kind string, at ref) {
	wanted, err := asked(r, at)
	if err != nil {
		answer(w, nil, &failure{http.StatusBadRequest, "BadRequest", err.Error()})
		return
	}
	query := r.URL.Query()
	if watch := query.Get("watch"); watch == "true" || watch == "1" {
		if query.Get("sendInitialEvents") == "true" {
			answer(w, nil, &failure{http.StatusUnprocessableEntity, "Invalid", "watches do not send what is there"})
			return
		}
		from, err := strconv.Atoi(query.Get("resourceVersion"))
		if err != nil {
			_, from = s.list(wanted)
		}
		s.mutex.Lock()
		s.watched[at.resource] = true
		s.mutex.Unlock()
		s.serveWatch(w, r, wanted, s.since(from))
		return
	}
	items, newest := s.list(wanted)
	raw, err := json.Marshal(object{
		"kind": kind + "List", "apiVersion": version, "items": items,
		"metadata": object{"resourceVersion": strconv.Itoa(newest)},
	})
	answer(w, raw, err)
}

func (s *server) serveWatch(w http.ResponseWriter, r *http.Request, wanted selection, position int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	flusher := w.(http.Flusher)
	flusher.Flush()
	for r.Context().Err() == nil {
		var found []event
		found, position = s.changes(r.Context(), position, wanted)
		for _, e := range found {
			if _, err := fmt.Fprintf(w, "{\"type\":%q,\"object\":%s}\n", e.kind, e.raw); err != nil {
				return
			}
		}
		flusher.Flush()
	}
}

func answer(w http.ResponseWriter, raw []byte, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err == nil {
		_, _ = w.Write(raw)
		return
	}
	status := failure{http.StatusInternalServerError, "InternalError", err.Error()}
	if known, ok := err.(*failure); ok {
		status = *known
	}
	w.WriteHeader(status.code)
	_ = json.NewEncoder(w).Encode(object{
		"kind": "Status", "apiVersion": "v1", "status": "Failure",
		"reason": status.reason, "message": status.message, "code": status.code,
	})
}
