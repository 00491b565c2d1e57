// Parsedump is the oracle for `godwit debug parse --json`: what go/parser, go/ast and go/scanner see in each file.
//
// It prints one JSON line per file: bytes, node counts under their go/ast names, tokens as go/scanner delivers them
// (automatic semicolons included, EOF and comments not), comments, and every error of the parser.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"strings"
	"sync"

	"godwit.dev/tools/internal/walk"
)

type record struct {
	File     string         `json:"file"`
	Bytes    int            `json:"bytes"`
	Nodes    map[string]int `json:"nodes"`
	Tokens   int            `json:"tokens"`
	Comments int            `json:"comments"`
	Errors   []message      `json:"errors"`
}

type message struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

func main() {
	testdata := flag.Bool("testdata", false, "descend into testdata folders too")
	declErrors := flag.Bool("declaration-errors", false, "report declaration errors (unresolved labels, redeclarations) too")
	jobs := flag.Int("j", 2, "files parsed at the same time")
	flag.Parse()

	files, err := walk.GoFiles(flag.Args(), *testdata)
	if err != nil {
		fmt.Fprintln(os.Stderr, "parsedump:", err)
		os.Exit(2)
	}
	mode := parser.ParseComments | parser.AllErrors
	if *declErrors {
		mode |= parser.DeclarationErrors
	} else {
		mode |= parser.SkipObjectResolution
	}

	lines := make([][]byte, len(files))
	var group sync.WaitGroup
	slots := make(chan struct{}, max(*jobs, 1))
	for i, file := range files {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			lines[i] = dump(file, mode)
		})
	}
	group.Wait()

	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for _, line := range lines {
		out.Write(line)
		out.WriteByte('\n')
	}
	if err := out.Flush(); err != nil {
		os.Exit(2)
	}
}

func dump(path string, mode parser.Mode) []byte {
	rec := record{File: path, Nodes: map[string]int{}, Errors: []message{}}
	src, err := os.ReadFile(path)
	if err != nil {
		rec.Errors = append(rec.Errors, message{Message: err.Error()})
	} else {
		rec.Bytes = len(src)
		rec.Tokens = countTokens(src)
		file, err := parser.ParseFile(token.NewFileSet(), path, src, mode)
		rec.add(err)
		if file != nil {
			for _, group := range file.Comments {
				rec.Comments += len(group.List)
			}
			rec.count(file)
		}
	}
	line, err := json.Marshal(rec)
	if err != nil {
		panic(err)
	}
	return line
}

func (rec *record) add(err error) {
	var list scanner.ErrorList
	if errors.As(err, &list) {
		for _, e := range list {
			rec.Errors = append(rec.Errors, message{e.Pos.Line, e.Pos.Column, e.Msg})
		}
	} else if err != nil {
		rec.Errors = append(rec.Errors, message{Message: err.Error()})
	}
}

// count tallies nodes by type name. Comments are counted apart: a group that is also a doc comment would count twice.
func (rec *record) count(file *ast.File) {
	ast.Inspect(file, func(node ast.Node) bool {
		switch node.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		}
		rec.Nodes[strings.TrimPrefix(fmt.Sprintf("%T", node), "*ast.")]++
		return true
	})
}

func countTokens(src []byte) int {
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", fset.Base(), len(src)), src, func(token.Position, string) {}, 0)
	for n := 0; ; n++ {
		if _, tok, _ := s.Scan(); tok == token.EOF {
			return n
		}
	}
}
