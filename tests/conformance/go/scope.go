package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// scope knows the variables that a text of a template may use.
type scope struct {
	workflow *workflow
	template *template
	root     string           // "tasks" or "steps" where there are any
	visible  map[string]*task // those that have ended when the text is read
	looped   bool             // whether `item` exists
}

func (s *scope) walk(value any) error {
	switch value := value.(type) {
	case map[string]any:
		for _, key := range sortedKeys(value) {
			text, isText := value[key].(string)
			if isText && (key == "expression" || key == "fromExpression") && !strings.Contains(text, "{{") {
				if err := s.checkExpression(text); err != nil {
					return err
				}
			}
			if err := s.walk(value[key]); err != nil {
				return err
			}
		}
	case []any:
		for _, item := range value {
			if err := s.walk(item); err != nil {
				return err
			}
		}
	case string:
		return eachTag(value, func(tag string) error {
			if expression, is := strings.CutPrefix(tag, "="); is {
				return s.checkExpression(expression)
			}
			return s.resolve(strings.Split(tag, "."))
		})
	}
	return nil
}

// checkExpression resolves every chain of members that starts at a variable, as far as its names are constants.
func (s *scope) checkExpression(expression string) error {
	tree, err := parser.Parse(expression)
	if err != nil {
		return err
	}
	finder := &pathFinder{}
	ast.Walk(&tree.Node, finder)
	for _, path := range finder.paths {
		if err := s.resolve(path); err != nil {
			return err
		}
	}
	return nil
}

type pathFinder struct{ paths [][]string }

func (f *pathFinder) Visit(node *ast.Node) {
	if path := memberPath(*node); len(path) > 1 {
		f.paths = append(f.paths, path)
	}
}

func memberPath(node ast.Node) []string {
	switch node := node.(type) {
	case *ast.IdentifierNode:
		return []string{node.Value}
	case *ast.MemberNode:
		name, constant := node.Property.(*ast.StringNode)
		if base := memberPath(node.Node); constant && base != nil {
			return append(slices.Clone(base), name.Value)
		}
	}
	return nil
}

var nodeFacts = []string{
	"id", "ip", "status", "exitCode", "startedAt", "finishedAt", "hostNodeName", "name", "outputs",
}

// resolve says whether a variable exists; what is no variable of Argo's is none of our business.
func (s *scope) resolve(path []string) error {
	whole := strings.Join(path, ".")
	part := func(i int) string {
		if i < len(path) {
			return path[i]
		}
		return ""
	}
	switch root := path[0]; root {
	case "inputs", "outputs":
		side := s.template.Inputs
		if root == "outputs" {
			side = s.template.Outputs
		}
		list := side.Parameters
		if part(1) == "artifacts" {
			list = side.Artifacts
		}
		if name := part(2); name != "" && !has(list, name) {
			return fmt.Errorf("%s: the template has no such value", whole)
		}
	case "item":
		if !s.looped {
			return fmt.Errorf("%s: there is no loop", whole)
		}
	case "tasks", "steps":
		name := part(1)
		if name == "" || name == "name" && len(path) == 2 {
			return nil
		}
		one, known := s.visible[name]
		if root != s.root || !known {
			return fmt.Errorf("%s: %q has not ended when this is read", whole, name)
		}
		if fact := part(2); fact != "" && !slices.Contains(nodeFacts, fact) {
			return fmt.Errorf("%s: a task has no %q", whole, fact)
		}
		return s.workflow.checkOutput(one, whole, part(3), part(4))
	case "workflow":
		if name := part(2); part(1) == "parameters" && name != "" && name != "json" && s.workflow.complete &&
			!has(s.workflow.spec.Arguments.Parameters, name) {
			return fmt.Errorf("%s: the workflow has no such parameter", whole)
		}
	}
	return nil
}

// checkOutput says whether a called template has an output; one of another file cannot be looked up.
func (w *workflow) checkOutput(one *task, whole, kind, name string) error {
	called := w.templates[one.Template]
	if one.Inline != nil {
		called = one.Inline
	}
	if called == nil || name == "" {
		return nil
	}
	list := called.Outputs.Parameters
	if kind == "artifacts" {
		list = called.Outputs.Artifacts
	}
	if !has(list, name) {
		return fmt.Errorf("%s: the template %q has no such output", whole, called.Name)
	}
	return nil
}
