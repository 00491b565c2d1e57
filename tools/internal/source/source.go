// Package source type-checks packages from source with go/parser and go/types alone: no export data, nothing compiled.
package source

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"godwit.dev/tools/internal/golist"
)

// Checker holds the packages checked so far, by the import path that `go list` prints (test variants included).
type Checker struct {
	Fset *token.FileSet
	// Bodies says whether the function bodies of a package are checked. Nil means all bodies.
	Bodies func(*golist.Package) bool
	// GOARCH decides sizes; empty means the host's.
	GOARCH string

	done map[string]*types.Package
}

// Result is one checked package.
type Result struct {
	List   *golist.Package
	Types  *types.Package
	Files  []*ast.File
	Paths  []string
	Info   *types.Info
	Errors []types.Error
	Syntax []error
}

// New returns a checker without packages.
func New(goarch string) *Checker {
	if goarch == "" {
		goarch = build.Default.GOARCH
	}
	return &Checker{
		Fset:   token.NewFileSet(),
		GOARCH: goarch,
		done:   map[string]*types.Package{"unsafe": types.Unsafe},
	}
}

// NewInfo returns an Info in which every map is filled.
func NewInfo() *types.Info {
	return &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		FileVersions: map[*ast.File]string{},
	}
}

// Check parses and checks one package whose dependencies were checked before. A nil info records nothing.
func (c *Checker) Check(list *golist.Package, info *types.Info, comments bool) *Result {
	res := &Result{List: list, Info: info}
	if list.ImportPath == "unsafe" {
		res.Types = types.Unsafe
		return res
	}
	mode := parser.SkipObjectResolution | parser.AllErrors
	if comments {
		mode |= parser.ParseComments
	}
	for _, path := range list.Files() {
		file, err := parser.ParseFile(c.Fset, path, nil, mode)
		if err != nil {
			res.Syntax = append(res.Syntax, err)
		}
		if file != nil {
			res.Files = append(res.Files, file)
			res.Paths = append(res.Paths, path)
		}
	}
	conf := types.Config{
		Importer:         importer{c, list.ImportMap},
		Sizes:            types.SizesFor("gc", c.GOARCH),
		FakeImportC:      true,
		IgnoreFuncBodies: c.Bodies != nil && !c.Bodies(list),
		GoVersion:        goVersion(list),
		Error: func(err error) {
			if e, ok := err.(types.Error); ok {
				res.Errors = append(res.Errors, e)
			}
		},
	}
	// A test variant is listed as "p [p.test]", but its package path is p.
	path, _, _ := strings.Cut(list.ImportPath, " ")
	res.Types, _ = conf.Check(path, c.Fset, res.Files, info)
	c.done[list.ImportPath] = res.Types
	return res
}

func goVersion(list *golist.Package) string {
	switch {
	case list.Module != nil && list.Module.GoVersion != "":
		return "go" + list.Module.GoVersion
	case list.Module != nil:
		return "go1.16" // what the go command assumes of a go.mod without a go line
	}
	// Std and cmd have the language version of the toolchain.
	version, _, _ := strings.Cut(strings.TrimPrefix(runtime.Version(), "go"), " ")
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return ""
	}
	return "go" + parts[0] + "." + parts[1]
}

type importer struct {
	checker *Checker
	mapping map[string]string
}

func (i importer) Import(path string) (*types.Package, error) {
	if mapped, ok := i.mapping[path]; ok {
		path = mapped
	}
	if pkg := i.checker.done[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("package %s was not loaded", path)
}

// CPUSeconds returns the processor time this process has used so far.
func CPUSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

// PeakMemory returns the largest resident size of this process so far in bytes, zero where the system does not say.
func PeakMemory() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kb * 1024
		}
	}
	return 0
}
