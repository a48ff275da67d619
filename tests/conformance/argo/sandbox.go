package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"syscall"
	"time"
)

// toolsFolder is where a pod finds the programs that stand in for those of its image.
const toolsFolder = "/kfp-test-bin"

// shownFolder is the environment variable with a folder of this machine that pods see at its own path.
const shownFolder = "KFP_POD_FOLDER"

// sandbox is the file system of a pod: that of this machine, with every change in a folder of the pod, and folders mounted
// over it.
type sandbox struct {
	folder string
	// What is mounted, by the path in the pod.
	mounts map[string]string
}

func newSandbox(folder, tools string) (*sandbox, error) {
	b := &sandbox{folder: folder, mounts: map[string]string{toolsFolder: tools}}
	for _, name := range []string{"upper", "work", "root"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			return nil, err
		}
	}
	// What the programs of the pod are made of may lie below a folder that is hidden.
	if shown := os.Getenv(shownFolder); shown != "" {
		b.mounts[filepath.Clean(shown)] = shown
	}
	for _, path := range []string{"/tmp", "/var/run/argo"} {
		if _, err := b.mount(path, ""); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// mount puts a folder at a path of the pod; without one, an empty folder.
func (b *sandbox) mount(path, folder string) (string, error) {
	if folder == "" {
		folder = filepath.Join(b.folder, "volumes", strings.ReplaceAll(strings.Trim(path, "/"), "/", "_"))
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return "", err
	}
	b.mounts[filepath.Clean(path)] = folder
	return folder, nil
}

// outside says where a file of the pod lies on this machine.
func (b *sandbox) outside(path string) string {
	path = filepath.Clean("/" + path)
	best := ""
	for mount := range b.mounts {
		if (path == mount || strings.HasPrefix(path, mount+"/")) && len(mount) > len(best) {
			best = mount
		}
	}
	if best != "" {
		return filepath.Join(b.mounts[best], strings.TrimPrefix(path, best))
	}
	return filepath.Join(b.folder, "upper", path)
}

func quoted(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// script mounts everything in a mount namespace of its own and becomes the program.
func (b *sandbox) script(folder string) string {
	var lines strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&lines, format+"\n", values...) }
	root := filepath.Join(b.folder, "root")
	line("set -e; mount --make-rprivate /")
	line("mount -t overlay overlay -o lowerdir=/,upperdir=%s,workdir=%s %s",
		quoted(filepath.Join(b.folder, "upper")), quoted(filepath.Join(b.folder, "work")), quoted(root))
	for _, path := range mounted {
		line("mount --rbind %s %s 2>/dev/null || :", quoted(path), quoted(root+path))
	}
	paths := make([]string, 0, len(b.mounts))
	for path := range b.mounts {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		line("mkdir -p %s; mount --bind %s %s", quoted(root+path), quoted(b.mounts[path]), quoted(root+path))
	}
	line(`exec chroot %s /bin/sh -c 'cd "$0" && exec "$@"' %s "$@"`, quoted(root), quoted(folder))
	return lines.String()
}

// mounted are the file systems of this machine besides the first one.
var mounted = func() []string {
	data, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil
	}
	var all []string
	for _, line := range strings.Split(string(data), "\n") {
		if fields := strings.Fields(line); len(fields) > 4 && fields[4] != "/" {
			all = append(all, fields[4])
		}
	}
	sort.Strings(all)
	var found []string
	for _, path := range all {
		if len(found) == 0 || !strings.HasPrefix(path+"/", found[len(found)-1]+"/") {
			found = append(found, path)
		}
	}
	return found
}()

// run runs a program in the sandbox and gives its exit code.
func (b *sandbox) run(ctx context.Context, command, environment []string, folder string, stdout, stderr io.Writer) (int, error) {
	if folder == "" {
		folder = "/"
	}
	arguments := append([]string{"-m", "/bin/sh", "-c", b.script(folder), "sh", "env", "-i"}, environment...)
	program := exec.Command("unshare", append(arguments, command...)...)
	program.Stdout, program.Stderr = stdout, stderr
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	program.WaitDelay = time.Second
	if err := program.Start(); err != nil {
		return 0, err
	}
	stop := context.AfterFunc(ctx, func() { _ = syscall.Kill(-program.Process.Pid, syscall.SIGKILL) })
	defer stop()
	err := program.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return 128 + int(status.Signal()), nil
		}
		return exit.ExitCode(), nil
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	return program.ProcessState.ExitCode(), err
}

// possible says why this machine cannot run pods, if so.
func possible(folder string) error {
	b, err := newSandbox(folder, folder)
	if err != nil {
		return err
	}
	var problem bytes.Buffer
	code, err := b.run(context.Background(), []string{"true"}, nil, "", io.Discard, &problem)
	if err == nil && code != 0 {
		err = errors.New(strings.TrimSpace(problem.String()))
	}
	return err
}
