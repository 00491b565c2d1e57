// Errdump is the oracle for `godwit debug typecheck --json`: the errors go/parser and go/types report for some files.
//
// The files of one request form one package. A request is given by flags and arguments, or, with -batch, as a JSON line
// on stdin ({"files":[…],"lang":"go1.20","fake_import_c":false}); std is checked once for all of them.
// It prints one JSON line per error (request, file, line, column, code, message) and after each request of a batch a line
// {"request":n,"done":true}. Imports resolve to std only.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"

	"godwit.dev/tools/internal/errcode"
	"godwit.dev/tools/internal/golist"
	"godwit.dev/tools/internal/source"
)

type request struct {
	Files       []string `json:"files"`
	Lang        string   `json:"lang"`
	FakeImportC bool     `json:"fake_import_c"`
}

type finding struct {
	Request int    `json:"request"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type oracle struct {
	names map[int]string
	std   map[string]*types.Package
	out   *json.Encoder
}

func main() {
	lang := flag.String("lang", "", "language version, such as go1.20")
	fakeC := flag.Bool("fake-import-c", false, `accept import "C"`)
	builtins := flag.Bool("test-builtins", false, "declare the builtins assert and trace")
	batch := flag.Bool("batch", false, "read requests from stdin")
	flag.Parse()
	if *builtins {
		types.DefPredeclaredTestFuncs()
	}
	if err := run(*batch, request{flag.Args(), *lang, *fakeC}); err != nil {
		fmt.Fprintln(os.Stderr, "errdump:", err)
		os.Exit(2)
	}
}

func run(batch bool, single request) error {
	names, err := errcode.Names()
	if err != nil {
		return err
	}
	pkgs, err := golist.List(golist.Options{}, "std")
	if err != nil {
		return err
	}
	checker := source.New("")
	checker.Bodies = func(*golist.Package) bool { return false }
	o := oracle{names: names, std: map[string]*types.Package{}}
	for _, pkg := range pkgs {
		o.std[pkg.ImportPath] = checker.Check(pkg, nil, false).Types
	}
	buffer := bufio.NewWriter(os.Stdout)
	defer buffer.Flush()
	o.out = json.NewEncoder(buffer)
	o.out.SetEscapeHTML(false)
	if !batch {
		o.check(0, single)
		return nil
	}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	for n := 0; in.Scan(); n++ {
		var req request
		if err := json.Unmarshal(in.Bytes(), &req); err != nil {
			return fmt.Errorf("request %d: %w", n, err)
		}
		o.check(n, req)
		o.out.Encode(map[string]any{"request": n, "done": true})
		buffer.Flush()
	}
	return in.Err()
}

func (o *oracle) check(n int, req request) {
	fset := token.NewFileSet()
	var files []*ast.File
	var found []finding
	add := func(pos token.Position, code, message string) {
		found = append(found, finding{n, pos.Filename, pos.Line, pos.Column, code, message})
	}
	for _, path := range req.Files {
		file, err := parser.ParseFile(fset, path, nil, parser.AllErrors|parser.SkipObjectResolution)
		var list scanner.ErrorList
		if errors.As(err, &list) {
			for _, e := range list {
				add(e.Pos, "", e.Msg)
			}
		} else if err != nil {
			add(token.Position{Filename: path}, "", err.Error())
		}
		if file != nil {
			files = append(files, file)
		}
	}
	conf := types.Config{
		GoVersion:   req.Lang,
		FakeImportC: req.FakeImportC,
		Importer:    o,
		Sizes:       types.SizesFor("gc", "amd64"),
		Error: func(err error) {
			// Lines that start with a tab only explain the error before them.
			if e, ok := err.(types.Error); ok && !strings.HasPrefix(e.Msg, "\t") {
				add(fset.Position(e.Pos), o.names[errcode.Of(e)], e.Msg)
			}
		},
	}
	name := "p"
	if len(files) > 0 {
		name = files[0].Name.Name
	}
	conf.Check(name, fset, files, source.NewInfo())
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	for _, f := range found {
		o.out.Encode(f)
	}
}

// Import implements types.Importer.
func (o *oracle) Import(path string) (*types.Package, error) {
	if pkg := o.std[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("package %s is not in std", path)
}
