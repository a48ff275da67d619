// A program on Argo's own code: its workflow controller, without a cluster.
//
//	argo possible FOLDER        why this machine cannot run pods, if so
//	argo run FOLDER CASES       runs workflows; CASES has one JSON object a line, and so has the answer
//	argo validate FILE...       judges Argo objects by Argo's own rules; `@LIST` stands for the files of a list
//	argo count FILE...          counts of Argo objects: a line of JSON each
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"syscall"
)

func main() {
	// Argo reads this when its packages are loaded: how long it waits before it looks at a workflow again.
	if requeue := "DEFAULT_REQUEUE_TIME"; os.Getenv(requeue) == "" {
		program, err := os.Executable()
		if err == nil {
			err = syscall.Exec(program, os.Args, append(os.Environ(), requeue+"=100ms"))
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := answerFor(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func answerFor(arguments []string) error {
	switch {
	case len(arguments) == 2 && arguments[0] == "possible":
		return possible(arguments[1])
	case len(arguments) == 3 && arguments[0] == "run":
		cases, err := readCases(arguments[2])
		if err != nil {
			return err
		}
		return runAll(logged(context.Background()), arguments[1], cases, os.Stdout)
	case len(arguments) > 1 && arguments[0] == "validate":
		accepted, err := validateAll(logged(context.Background()), arguments[1:], os.Stdout)
		if err == nil && !accepted {
			os.Exit(1)
		}
		return err
	case len(arguments) > 1 && arguments[0] == "count":
		return countAll(arguments[1:], os.Stdout)
	}
	return fmt.Errorf("no such command: %s", strings.Join(arguments, " "))
}

func readCases(file string) ([]testCase, error) {
	data, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = data.Close() }()
	var cases []testCase
	lines := bufio.NewScanner(data)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var c testCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	return cases, lines.Err()
}
