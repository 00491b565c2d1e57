// Package golist asks the go command which packages a pattern names and which files belong to them.
//
// It is the only place of the tools that runs the go command; nothing is compiled (no -export).
package golist

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// Package is the part of `go list -json` that checking from source needs.
type Package struct {
	ImportPath   string
	Dir          string
	Name         string
	ForTest      string
	Standard     bool
	DepOnly      bool
	Incomplete   bool
	GoFiles      []string
	CgoFiles     []string
	TestGoFiles  []string
	XTestGoFiles []string
	ImportMap    map[string]string
	Module       *struct {
		Path      string
		GoVersion string
	}
}

// Files returns the absolute paths of the package's files, cgo files last.
func (p *Package) Files() []string {
	var files []string
	for _, list := range [][]string{p.GoFiles, p.CgoFiles} {
		for _, name := range list {
			if !filepath.IsAbs(name) {
				name = filepath.Join(p.Dir, name)
			}
			files = append(files, name)
		}
	}
	return files
}

// Options chooses what is listed and for which platform. Empty fields mean the go command's own defaults.
type Options struct {
	Dir    string
	Tests  bool
	GOOS   string
	GOARCH string
}

// List returns the packages that the patterns name and all their dependencies, dependencies first.
// Profiles are switched off, which would list every dependency of cmd/compile twice. Cgo is switched off, so the pure Go variants of net and os/user are taken and no C compiler is asked for.
func List(opts Options, patterns ...string) ([]*Package, error) {
	args := []string{"list", "-e", "-deps", "-pgo=off", "-json=ImportPath,Dir,Name,ForTest,Standard,DepOnly,Incomplete,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,ImportMap,Module"}
	if opts.Tests {
		args = append(args, "-test")
	}
	cmd := exec.Command("go", append(append(args, "--"), patterns...)...)
	cmd.Dir = opts.Dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if opts.GOOS != "" {
		cmd.Env = append(cmd.Env, "GOOS="+opts.GOOS)
	}
	if opts.GOARCH != "" {
		cmd.Env = append(cmd.Env, "GOARCH="+opts.GOARCH)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %v: %w\n%s", patterns, err, stderr.Bytes())
	}
	var pkgs []*Package
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p Package
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return pkgs, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list output: %w", err)
		}
		pkgs = append(pkgs, &p)
	}
}
