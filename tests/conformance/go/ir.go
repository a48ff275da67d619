package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/google/cel-go/cel"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
	yaml3 "gopkg.in/yaml.v3"
)

// irChecker holds KFP's messages (from the descriptors in its Python package) and its language of conditions.
type irChecker struct {
	files      *protoregistry.Files
	types      *dynamicpb.Types
	conditions *cel.Env
}

func newIRChecker(protoset string) (*irChecker, error) {
	data, err := os.ReadFile(protoset)
	if err != nil {
		return nil, err
	}
	set := new(descriptorpb.FileDescriptorSet)
	if err := proto.Unmarshal(data, set); err != nil {
		return nil, fmt.Errorf("%s: %w", protoset, err)
	}
	files, err := protodesc.NewFiles(set)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", protoset, err)
	}
	checker := &irChecker{files: files, types: dynamicpb.NewTypes(files)}
	input, err := checker.descriptor("ml_pipelines.ExecutorInput")
	if err != nil {
		return nil, err
	}
	// A condition sees the fields of the driver's executor input and one function.
	checker.conditions, err = cel.NewEnv(
		cel.DeclareContextProto(input),
		cel.Function("parseJson", cel.Overload("parse_json", []*cel.Type{cel.StringType}, cel.DynType)),
	)
	return checker, err
}

func (c *irChecker) descriptor(name protoreflect.FullName) (protoreflect.MessageDescriptor, error) {
	found, err := c.files.FindDescriptorByName(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	message, ok := found.(protoreflect.MessageDescriptor)
	if !ok {
		return nil, fmt.Errorf("%s is not a message", name)
	}
	return message, nil
}

// parse reads JSON as a message; unknown fields, wrong types and doubled one-of members are errors.
func (c *irChecker) parse(name protoreflect.FullName, value any) error {
	descriptor, err := c.descriptor(name)
	if err != nil {
		return err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	message := dynamicpb.NewMessage(descriptor)
	if err := (protojson.UnmarshalOptions{Resolver: c.types}).Unmarshal(text, message); err != nil {
		return fmt.Errorf("as %s: %w", descriptor.Name(), err)
	}
	return nil
}

func (c *irChecker) check(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	decoder := yaml3.NewDecoder(bytes.NewReader(text))
	var spec, platform map[string]any
	for {
		var document map[string]any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		_, isSpec := document["pipelineInfo"]
		_, isPlatform := document["platforms"]
		switch {
		case document == nil:
		case isSpec && spec == nil:
			spec = document
		case isPlatform && platform == nil:
			platform = document
		default:
			return errors.New("a document is neither the first pipeline spec nor the first platform spec")
		}
	}
	if spec == nil {
		return errors.New("no pipeline spec in the file")
	}
	if err := c.checkSpec(spec); err != nil {
		return err
	}
	if platform != nil {
		return c.checkPlatform(platform)
	}
	return nil
}

func (c *irChecker) checkSpec(spec map[string]any) error {
	if err := c.parse("ml_pipelines.PipelineSpec", spec); err != nil {
		return err
	}
	if version := spec["schemaVersion"]; version != "2.1.0" {
		return fmt.Errorf("schemaVersion is %v, the API server takes only 2.1.0", version)
	}
	if name, _ := at(spec, "pipelineInfo", "name").(string); name == "" {
		return errors.New("pipelineInfo.name is empty")
	}
	if spec["root"] == nil {
		return errors.New("there is no root component")
	}
	if deployment, present := spec["deploymentSpec"]; present {
		if err := c.parse("ml_pipelines.PipelineDeploymentConfig", deployment); err != nil {
			return err
		}
	}
	components, _ := spec["components"].(map[string]any)
	for _, name := range sortedKeys(components) {
		if err := c.checkComponent(spec, components[name]); err != nil {
			return fmt.Errorf("components.%s: %w", name, err)
		}
	}
	if err := c.checkComponent(spec, spec["root"]); err != nil {
		return fmt.Errorf("root: %w", err)
	}
	return nil
}

// checkComponent looks for what a component names: its executor, its tasks' components, and the tasks they wait for.
func (c *irChecker) checkComponent(spec map[string]any, component any) error {
	if label, present := at(component, "executorLabel").(string); present {
		if at(spec, "deploymentSpec", "executors", label) == nil {
			return fmt.Errorf("there is no executor %q", label)
		}
	}
	tasks, _ := at(component, "dag", "tasks").(map[string]any)
	for _, name := range sortedKeys(tasks) {
		called, _ := at(tasks[name], "componentRef", "name").(string)
		if at(spec, "components", called) == nil {
			return fmt.Errorf("task %s: there is no component %q", name, called)
		}
		if err := tasksNamed(tasks[name], tasks); err != nil {
			return fmt.Errorf("task %s: %w", name, err)
		}
	}
	if err := tasksNamed(at(component, "dag", "outputs"), tasks); err != nil {
		return fmt.Errorf("outputs: %w", err)
	}
	return c.checkConditions(component)
}

// tasksNamed finds every field of a task or of outputs that holds the name of a task beside it.
func tasksNamed(value any, tasks map[string]any) error {
	switch value := value.(type) {
	case map[string]any:
		for _, key := range sortedKeys(value) {
			var names []any
			switch key {
			case "producerTask", "producerSubtask":
				names = []any{value[key]}
			case "dependentTasks":
				names, _ = value[key].([]any)
			case "constant", "runtimeValue":
				continue // the text of a user, whatever it says
			}
			for _, name := range names {
				if text, _ := name.(string); tasks[text] == nil {
					return fmt.Errorf("there is no task %q beside it", text)
				}
			}
			if err := tasksNamed(value[key], tasks); err != nil {
				return err
			}
		}
	case []any:
		for _, item := range value {
			if err := tasksNamed(item, tasks); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkConditions compiles the trigger condition of every task with the function and the variables of KFP's driver.
func (c *irChecker) checkConditions(component any) error {
	tasks, _ := at(component, "dag", "tasks").(map[string]any)
	for _, name := range sortedKeys(tasks) {
		condition, present := at(tasks[name], "triggerPolicy", "condition").(string)
		if !present || condition == "" {
			continue
		}
		tree, issues := c.conditions.Compile(condition)
		if issues.Err() != nil {
			return fmt.Errorf("task %s: condition %s: %w", name, condition, issues.Err())
		}
		if kind := tree.OutputType(); !kind.IsExactType(cel.BoolType) && !kind.IsExactType(cel.DynType) {
			return fmt.Errorf("task %s: condition %s is of type %s, not bool", name, condition, kind)
		}
	}
	return nil
}

func (c *irChecker) checkPlatform(platform map[string]any) error {
	if err := c.parse("ml_pipelines.PlatformSpec", platform); err != nil {
		return err
	}
	executors, _ := at(platform, "platforms", "kubernetes", "deploymentSpec", "executors").(map[string]any)
	for _, name := range sortedKeys(executors) {
		if err := c.parse("kfp_kubernetes.KubernetesExecutorConfig", executors[name]); err != nil {
			return fmt.Errorf("platforms.kubernetes.deploymentSpec.executors.%s: %w", name, err)
		}
	}
	return nil
}

// at walks down a path of keys; nil where there is none.
func at(value any, path ...string) any {
	for _, key := range path {
		object, _ := value.(map[string]any)
		value = object[key]
	}
	return value
}
