// Annotations reads the expected errors that the Go distribution's test data carries in comments.
//
//	-grammar types   internal/types/testdata: ERROR "substring" or ERRORx "regexp" after the token
//	-grammar parser  go/parser/testdata: ERROR "regexp" after the token, ERROR HERE at its end, ERROR AFTER at the comment's end
//	-grammar syntax  cmd/compile/internal/syntax/testdata: // ERROR regexp for its line, /* ERROR regexp */ before the token
//
// It prints one JSON line per annotation: file, line, column (0: any column of the line), regexp (bool), pattern; and with
// the types grammar one line per file with its flags: file, lang, fake_import_c, gotypesalias.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
)

type annotation struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Regexp  bool   `json:"regexp"`
	Pattern string `json:"pattern"`
}

type fileFlags struct {
	File         string `json:"file"`
	Lang         string `json:"lang"`
	FakeImportC  bool   `json:"fake_import_c"`
	GoTypesAlias string `json:"gotypesalias"`
}

func main() {
	grammar := flag.String("grammar", "types", "types, parser or syntax")
	flag.Parse()
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for _, path := range flag.Args() {
		src, err := os.ReadFile(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, "annotations:", err)
			os.Exit(2)
		}
		r := reader{path: path, src: src, emit: func(v any) { encoder.Encode(v) }}
		switch *grammar {
		case "types":
			r.types()
		case "parser":
			r.parser()
		case "syntax":
			r.syntax()
		default:
			fmt.Fprintln(os.Stderr, "annotations: unknown grammar", *grammar)
			os.Exit(2)
		}
	}
}

type reader struct {
	path string
	src  []byte
	emit func(any)
}

// scan calls f for every token, comments included, automatic semicolons not.
func (r *reader) scan(f func(pos token.Position, tok token.Token, text string)) {
	fset := token.NewFileSet()
	file := fset.AddFile(r.path, -1, len(r.src))
	var s scanner.Scanner
	s.Init(file, r.src, func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		switch {
		case tok == token.EOF:
			return
		case tok == token.SEMICOLON && lit == "\n":
			continue
		case lit == "":
			lit = tok.String()
		}
		f(file.PositionFor(pos, false), tok, lit)
	}
}

func body(comment string) string {
	if strings.HasPrefix(comment, "/*") {
		return strings.TrimSuffix(comment[2:], "*/")
	}
	return strings.TrimRight(comment[2:], "\r\n")
}

var typesRx = regexp.MustCompile(`^ ERROR(x?) `)

func (r *reader) types() {
	flags := fileFlags{File: r.path}
	if first, _, _ := bytes.Cut(r.src, []byte("\n")); bytes.HasPrefix(first, []byte("//")) {
		text := strings.TrimSpace(string(first[2:]))
		if strings.HasPrefix(text, "-") {
			set := flag.NewFlagSet("", flag.ContinueOnError)
			set.StringVar(&flags.Lang, "lang", "", "")
			set.BoolVar(&flags.FakeImportC, "fakeImportC", false, "")
			set.StringVar(&flags.GoTypesAlias, "gotypesalias", "", "")
			set.String("goexperiment", "", "")
			set.Parse(strings.Fields(text))
		}
	}
	r.emit(flags)
	var last token.Position
	r.scan(func(pos token.Position, tok token.Token, text string) {
		if tok != token.COMMENT {
			last = pos
			return
		}
		text = body(text)
		m := typesRx.FindStringSubmatch(text)
		if m == nil {
			return
		}
		pattern, err := strconv.Unquote(strings.TrimSpace(text[len(m[0]):]))
		if err != nil {
			fmt.Fprintf(os.Stderr, "annotations: %s: cannot unquote %s\n", pos, text)
			return
		}
		r.emit(annotation{r.path, last.Line, last.Column, m[1] == "x", pattern})
	})
}

var parserRx = regexp.MustCompile(`^/\* *ERROR *(HERE|AFTER)? *"([^"]*)" *\*/$`)

func (r *reader) parser() {
	var start, end token.Position
	r.scan(func(pos token.Position, tok token.Token, text string) {
		if tok != token.COMMENT {
			start, end = pos, advance(pos, text)
			return
		}
		m := parserRx.FindStringSubmatch(text)
		if m == nil {
			return
		}
		at := start
		switch m[1] {
		case "HERE":
			at = end
		case "AFTER":
			at = advance(pos, text)
		}
		r.emit(annotation{r.path, at.Line, at.Column, true, m[2]})
	})
}

// advance returns the position just behind text that starts at pos.
func advance(pos token.Position, text string) token.Position {
	for _, b := range []byte(text) {
		pos.Column++
		if b == '\n' {
			pos.Line++
			pos.Column = 1
		}
	}
	return pos
}

var syntaxRx = regexp.MustCompile(`^ *ERROR (.*)`)

func (r *reader) syntax() {
	var pending []string
	r.scan(func(pos token.Position, tok token.Token, text string) {
		if tok != token.COMMENT {
			for _, pattern := range pending {
				r.emit(annotation{r.path, pos.Line, pos.Column, true, pattern})
			}
			pending = nil
			return
		}
		m := syntaxRx.FindStringSubmatch(body(text))
		switch {
		case m == nil:
		case text[1] == '/':
			r.emit(annotation{r.path, pos.Line, 0, true, strings.TrimSpace(m[1])})
		default:
			pending = append(pending, strings.TrimSpace(m[1]))
		}
	})
}
