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
	"strings"

	yaml3 "gopkg.in/yaml.v3"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	sigsyaml "sigs.k8s.io/yaml"
)

// crdChecker validates custom resources against the schemas of a folder, files named `GROUP_VERSION_KIND.json`.
type crdChecker struct {
	folder string
	kinds  map[string]*crd
}

type crd struct {
	structural *structuralschema.Structural
	validator  validation.SchemaValidator
	rules      *cel.Validator
}

func newCRDChecker(folder string) (*crdChecker, error) {
	info, err := os.Stat(folder)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder of schemas", folder)
	}
	return &crdChecker{folder: folder, kinds: map[string]*crd{}}, nil
}

func (c *crdChecker) kind(apiVersion, kind string) (*crd, error) {
	name := strings.ReplaceAll(apiVersion, "/", "_") + "_" + kind + ".json"
	if known, ok := c.kinds[name]; ok {
		return known, nil
	}
	text, err := os.ReadFile(filepath.Join(c.folder, name))
	if err != nil {
		return nil, fmt.Errorf("no schema for %s %s: %w", apiVersion, kind, err)
	}
	loaded, err := loadCRD(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c.kinds[name] = loaded
	return loaded, nil
}

func loadCRD(text []byte) (*crd, error) {
	var public apiextensionsv1.JSONSchemaProps
	if err := json.Unmarshal(text, &public); err != nil {
		return nil, err
	}
	internal := new(apiextensions.JSONSchemaProps)
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&public, internal, nil); err != nil {
		return nil, err
	}
	structural, err := structuralschema.NewStructural(internal)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(internal)
	if err != nil {
		return nil, err
	}
	return &crd{structural, validator, cel.NewValidator(structural, true, celconfig.PerCallLimit)}, nil
}

func (c *crdChecker) check(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	documents, err := split(text)
	if err != nil {
		return err
	}
	if len(documents) == 0 {
		return errors.New("no object in the file")
	}
	for i, document := range documents {
		if err := c.checkObject(document); err != nil {
			return fmt.Errorf("object %d: %w", i+1, err)
		}
	}
	return nil
}

// split gives every document of a stream as JSON, converted as kubectl does.
func split(text []byte) ([][]byte, error) {
	var documents [][]byte
	decoder := yaml3.NewDecoder(bytes.NewReader(text))
	for {
		var node yaml3.Node
		err := decoder.Decode(&node)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		part, err := yaml3.Marshal(&node)
		if err != nil {
			return nil, err
		}
		converted, err := sigsyaml.YAMLToJSONStrict(part)
		if err != nil {
			return nil, err
		}
		if string(converted) != "null" {
			documents = append(documents, converted)
		}
	}
}

func (c *crdChecker) checkObject(text []byte) error {
	var object map[string]any
	if err := decodeJSON(text, &object); err != nil {
		return err
	}
	apiVersion, _ := object["apiVersion"].(string)
	kind, _ := object["kind"].(string)
	if apiVersion == "" || kind == "" {
		return errors.New("apiVersion and kind are needed")
	}
	crd, err := c.kind(apiVersion, kind)
	if err != nil {
		return err
	}

	var problems field.ErrorList
	unknown := pruning.PruneWithOptions(object, crd.structural, true,
		structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	for _, path := range unknown {
		problems = append(problems, field.Invalid(field.NewPath(path), "", "unknown field"))
	}
	if err, fields := objectmeta.CoerceWithOptions(nil, object, crd.structural, true,
		objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true}); err != nil {
		problems = append(problems, err)
	} else {
		for _, path := range fields {
			problems = append(problems, field.Invalid(field.NewPath(path), "", "unknown field"))
		}
	}
	defaulting.PruneNonNullableNullsWithoutDefaults(object, crd.structural)
	defaulting.Default(object, crd.structural)
	problems = append(problems, objectmeta.Validate(nil, object, crd.structural, true)...)
	problems = append(problems, validation.ValidateCustomResource(nil, object, crd.validator)...)
	if crd.rules != nil {
		found, _ := crd.rules.Validate(context.Background(), nil, crd.structural, object, nil, celconfig.RuntimeCELCostBudget)
		problems = append(problems, found...)
	}
	if len(problems) > 0 {
		return problems.ToAggregate()
	}
	return nil
}

// decodeJSON reads whole numbers as int64, as the API server does.
func decodeJSON(text []byte, into *map[string]any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	for key, value := range *into {
		(*into)[key] = numbers(value)
	}
	return nil
}

func numbers(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, item := range value {
			value[key] = numbers(item)
		}
	case []any:
		for i, item := range value {
			value[i] = numbers(item)
		}
	case json.Number:
		if whole, err := value.Int64(); err == nil {
			return whole
		}
		if number, err := value.Float64(); err == nil {
			return number
		}
	}
	return value
}
