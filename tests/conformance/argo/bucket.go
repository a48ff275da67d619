package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
)

// bucket stands for the artifact store. As in S3 there are no folders: `a` and `a/b` may both be objects, and a folder
// is what the keys below a prefix make of it.
type bucket struct {
	folder string
	mutex  sync.Mutex
	// The file that holds an object, by bucket and key.
	files map[string]string
}

var errNoKey = errors.New("The specified key does not exist.")

const defaultBucket = "my-bucket"

// location gives bucket and key of an artifact that is in the store.
func location(l wfv1.ArtifactLocation) (string, error) {
	of := func(scheme, bucket, key string) (string, error) {
		if bucket == "" {
			bucket = defaultBucket
		}
		if key == "" {
			return "", errors.New("no key")
		}
		return scheme + "://" + bucket + "/" + strings.TrimPrefix(key, "/"), nil
	}
	switch {
	case l.S3 != nil:
		return of("s3", l.S3.Bucket, l.S3.Key)
	case l.GCS != nil:
		return of("gs", l.GCS.Bucket, l.GCS.Key)
	case l.HTTP != nil:
		return l.HTTP.URL, nil
	}
	return "", errors.New("no location in the store")
}

// put stores a file, or everything in a folder.
func (b *bucket) put(key, path string) error {
	return filepath.WalkDir(path, func(found string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(found)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(path, found)
		if err != nil {
			return err
		}
		at := key
		if below != "." {
			at += "/" + filepath.ToSlash(below)
		}
		return b.write(at, data)
	})
}

func (b *bucket) write(key string, data []byte) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	file := filepath.Join(b.folder, strconv.Itoa(len(b.files)))
	b.files[key] = file
	return os.WriteFile(file, data, 0o644)
}

// load brings an object, or all objects below a prefix, to a path.
func (b *bucket) load(key, path string) error {
	if file, ok := b.file(key); ok {
		return copyFile(file, path)
	}
	found := b.below(strings.TrimSuffix(key, "/") + "/")
	for name, file := range found {
		if err := copyFile(file, filepath.Join(path, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	if len(found) == 0 {
		return errNoKey
	}
	return nil
}

func (b *bucket) file(key string) (string, bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	file, ok := b.files[key]
	return file, ok
}

// below lists the files of a prefix, by what follows it.
func (b *bucket) below(prefix string) map[string]string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	found := map[string]string{}
	for key, file := range b.files {
		if name, ok := strings.CutPrefix(key, prefix); ok {
			found[name] = file
		}
	}
	return found
}

// texts gives the objects of a prefix with their content, in a form that can be compared.
func (b *bucket) texts(prefix string) (map[string]string, error) {
	found := map[string]string{}
	files := b.below(prefix)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		data, err := os.ReadFile(files[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		found[name] = string(data)
	}
	return found, nil
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
