// Snippets writes test inputs that exist only as strings inside the Go sources into files, so that both programs under
// comparison read the same bytes.
//
//	-set short   the snippets of go/parser's short_test.go   (valids, invalids …)
//	-set codes   the examples in the comments of internal/types/errors/codes.go, each with the code it must give
//
// It prints one JSON line per file: file, group (name of the list or of the error code).
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"godwit.dev/tools/internal/errcode"
)

type snippet struct {
	File  string `json:"file"`
	Group string `json:"group"`
}

func main() {
	set := flag.String("set", "short", "short or codes")
	out := flag.String("out", "", "folder to write to")
	goroot := flag.String("goroot", runtime.GOROOT(), "Go installation to read")
	flag.Parse()
	if err := run(*set, *goroot, *out); err != nil {
		fmt.Fprintln(os.Stderr, "snippets:", err)
		os.Exit(2)
	}
}

func run(set, goroot, out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	encoder := json.NewEncoder(os.Stdout)
	count := map[string]int{}
	emit := func(group, src string) error {
		path := filepath.Join(out, fmt.Sprintf("%s_%03d.go", group, count[group]))
		count[group]++
		if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
			return err
		}
		return encoder.Encode(snippet{path, group})
	}
	switch set {
	case "short":
		return short(filepath.Join(goroot, "src", "go", "parser", "short_test.go"), emit)
	case "codes":
		return codes(errcode.CodesFile(goroot), emit)
	}
	return fmt.Errorf("unknown set %q", set)
}

func short(path string, emit func(group, src string) error) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return err
	}
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.VAR {
			continue
		}
		for _, spec := range gen.Specs {
			spec := spec.(*ast.ValueSpec)
			if len(spec.Values) != 1 {
				continue
			}
			list, ok := spec.Values[0].(*ast.CompositeLit)
			if !ok {
				continue
			}
			for _, elem := range list.Elts {
				if lit, ok := elem.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					src, err := strconv.Unquote(lit.Value)
					if err != nil {
						return err
					}
					if err := emit(spec.Names[0].Name, src); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// codes finds the examples by the same marks the Go tests use: a line "Example:" followed by indented source.
func codes(path string, emit func(group, src string) error) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			spec := spec.(*ast.ValueSpec)
			if spec.Doc == nil {
				continue
			}
			for _, example := range strings.Split(spec.Doc.Text(), "Example:\n")[1:] {
				example = strings.TrimLeft(example, "\n")
				var src strings.Builder
				if !strings.HasPrefix(strings.TrimSpace(example), "package") {
					src.WriteString("package p\n\n")
				}
				for line := range strings.Lines(example) {
					// The first line without indentation ends the example, unless it is code: one example lost its own.
					isCode := strings.HasPrefix(line, "var ") || strings.HasPrefix(line, "func ")
					if strings.TrimSpace(line) != "" && line[0] != ' ' && line[0] != '\t' && !isCode {
						break
					}
					src.WriteString(line)
				}
				if err := emit(spec.Names[0].Name, src.String()); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
