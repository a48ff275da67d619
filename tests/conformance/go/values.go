package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"

	yaml3 "gopkg.in/yaml.v3"
	sigsyaml "sigs.k8s.io/yaml"
)

// checkValues reads the YAML file with both readers and compares with the JSON file: equal values of equal types.
// Numbers are compared as float64, which is what a KFP value is.
func checkValues(yamlFile, jsonFile string) error {
	text, err := os.ReadFile(yamlFile)
	if err != nil {
		return err
	}
	wanted, err := os.ReadFile(jsonFile)
	if err != nil {
		return err
	}
	var expected any
	if err := json.Unmarshal(wanted, &expected); err != nil {
		return fmt.Errorf("%s: %w", jsonFile, err)
	}

	var bySigs any
	if err := sigsyaml.UnmarshalStrict(text, &bySigs); err != nil {
		return fmt.Errorf("sigs.k8s.io/yaml: %w", err)
	}
	if err := difference(expected, bySigs, "$"); err != nil {
		return fmt.Errorf("sigs.k8s.io/yaml: %w", err)
	}

	var byYAML3 any
	if err := yaml3.NewDecoder(bytes.NewReader(text)).Decode(&byYAML3); err != nil {
		return fmt.Errorf("yaml.v3: %w", err)
	}
	if err := difference(expected, byYAML3, "$"); err != nil {
		return fmt.Errorf("yaml.v3: %w", err)
	}
	return nil
}

func difference(expected, found any, place string) error {
	switch expected := expected.(type) {
	case map[string]any:
		object, ok := found.(map[string]any)
		if !ok {
			return fmt.Errorf("%s: expected an object, found %T", place, found)
		}
		for _, key := range sortedKeys(object) {
			if _, known := expected[key]; !known {
				return fmt.Errorf("%s: unexpected key %q", place, key)
			}
		}
		for _, key := range sortedKeys(expected) {
			value, present := object[key]
			if !present {
				return fmt.Errorf("%s: missing key %q", place, key)
			}
			if err := difference(expected[key], value, place+"."+key); err != nil {
				return err
			}
		}
		return nil
	case []any:
		list, ok := found.([]any)
		if !ok || len(list) != len(expected) {
			return fmt.Errorf("%s: expected a list of %d items, found %T", place, len(expected), found)
		}
		for i := range expected {
			if err := difference(expected[i], list[i], fmt.Sprintf("%s[%d]", place, i)); err != nil {
				return err
			}
		}
		return nil
	case float64:
		number, ok := asFloat(found)
		if !ok || number != expected {
			return fmt.Errorf("%s: expected %v, found %#v (%T)", place, expected, found, found)
		}
		return nil
	default:
		if expected != found {
			return fmt.Errorf("%s: expected %#v, found %#v (%T)", place, expected, found, found)
		}
		return nil
	}
}

func asFloat(value any) (float64, bool) {
	switch number := value.(type) {
	case float64:
		return number, true
	case int:
		return float64(number), true
	case int64:
		return float64(number), true
	case uint64:
		return float64(number), true
	}
	return 0, false
}

func sortedKeys(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
