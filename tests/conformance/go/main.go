// Command conformance reads what the toolkit emits with the Go libraries that KFP, Argo and Kubernetes use themselves.
//
// Every subcommand answers one line a file, `OK file` or `ERROR file: message`, and ends with status 1 when any file
// was refused. `@list` among the files stands for the lines of the file `list`.
package main

import (
	"fmt"
	"os"
	"strings"
)

const usage = `usage: conformance values FILE.yaml EXPECTED.json [FILE.yaml EXPECTED.json...]
           every reader (sigs.k8s.io/yaml, gopkg.in/yaml.v3) finds the expected values
       conformance ir PROTOSET FILE...
           KFP IR, read as the API server does (yaml.v3, strict protojson), conditions compiled by cel-go
       conformance crd SCHEMAS FILE...
           Kubernetes objects, validated as an API server does (structural schema, unknown fields, CEL rules)
       conformance argo FILE...
           Argo objects: expressions compiled by expr-lang, cron schedules parsed by robfig/cron
       conformance run WORKFLOW.yaml EXPECTED.json [WORKFLOW.yaml EXPECTED.json...]
           workflows followed with programs that only copy: the pods get the expected command lines
       conformance counts WORKFLOW.yaml EXPECTED.json [WORKFLOW.yaml EXPECTED.json...]
           workflows counted: templates, pods, nodes, containers, volumes and bytes are the expected ones`

func main() {
	if len(os.Args) < 3 {
		fail(usage)
	}
	arguments, err := expand(os.Args[2:])
	if err != nil {
		fail(err.Error())
	}
	failed := false
	switch os.Args[1] {
	case "values":
		if len(arguments)%2 != 0 {
			fail("the number of files must be even: they are read as pairs")
		}
		for i := 0; i < len(arguments); i += 2 {
			failed = !report(arguments[i], checkValues(arguments[i], arguments[i+1])) || failed
		}
	case "ir":
		checker, err := newIRChecker(arguments[0])
		if err != nil {
			fail(err.Error())
		}
		failed = !each(arguments[1:], checker.check)
	case "crd":
		checker, err := newCRDChecker(arguments[0])
		if err != nil {
			fail(err.Error())
		}
		failed = !each(arguments[1:], checker.check)
	case "run":
		if len(arguments)%2 != 0 {
			fail("the number of files must be even: they are read as pairs")
		}
		for i := 0; i < len(arguments); i += 2 {
			failed = !report(arguments[i], checkRun(arguments[i], arguments[i+1])) || failed
		}
	case "counts":
		if len(arguments)%2 != 0 {
			fail("the number of files must be even: they are read as pairs")
		}
		for i := 0; i < len(arguments); i += 2 {
			failed = !report(arguments[i], checkCounts(arguments[i], arguments[i+1])) || failed
		}
	case "argo":
		failed = !each(arguments, checkArgo)
	default:
		fail(usage)
	}
	if failed {
		os.Exit(1)
	}
}

// each checks every file and says whether all were accepted; no file at all is a mistake of the caller.
func each(files []string, check func(string) error) bool {
	if len(files) == 0 {
		return report("-", fmt.Errorf("no file was given"))
	}
	accepted := true
	for _, file := range files {
		accepted = report(file, check(file)) && accepted
	}
	return accepted
}

func report(file string, err error) bool {
	if err == nil {
		fmt.Printf("OK %s\n", file)
		return true
	}
	fmt.Printf("ERROR %s: %s\n", file, strings.Join(strings.Fields(err.Error()), " "))
	return false
}

func expand(arguments []string) ([]string, error) {
	var files []string
	for _, argument := range arguments {
		name, listed := strings.CutPrefix(argument, "@")
		if !listed {
			files = append(files, argument)
			continue
		}
		list, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for _, line := range strings.Split(string(list), "\n") {
			if line != "" {
				files = append(files, line)
			}
		}
	}
	return files, nil
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}
