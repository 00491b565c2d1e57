//! Projects in memory through the type-checking door: what is reported, in which order, and that neither threads nor test
//! variants change it.

use godwit_engine::check::{self, NoObserver, Progress};
use godwit_engine::config::Selection;
use godwit_engine::report;
use godwit_engine::system::MemorySystem;
use godwit_engine::threads::with_pool;
use godwit_engine::typecheck::{NoVisitor, Request, check_project};

const DISTRIBUTION: &[(&str, &str)] = &[
    ("VERSION", "go1.26.6\n"),
    ("src/go.mod", "module std\n\ngo 1.26\n"),
    ("src/unsafe/unsafe.go", "package unsafe\n"),
    (
        "src/strings/strings.go",
        "package strings\n\nfunc Repeat(s string, n int) string { return s + undefinedInStd }\n",
    ),
    (
        "src/fmt/fmt.go",
        "package fmt\n\nfunc Printf(format string, args ...any) (int, error) { return 0, nil }\n",
    ),
    ("src/os/os.go", "package os\n"),
    ("src/reflect/reflect.go", "package reflect\n"),
    ("src/runtime/runtime.go", "package runtime\n"),
    ("src/testing/testing.go", "package testing\n\ntype T struct{}\n\nfunc (t *T) Fatal(args ...any) {}\n"),
    ("src/testing/internal/testdeps/deps.go", "package testdeps\n"),
];

/// The system on which a project, written as files under `-- path --` headings, lies.
fn system(project: &str) -> MemorySystem {
    let mut system = MemorySystem::new("/project").env("GOROOT", "/go").env("GOPATH", "/gopath");
    system = system.env("CGO_ENABLED", "0").env("GOOS", "linux").env("GOARCH", "amd64").env("GOFLAGS", "");
    for (name, text) in DISTRIBUTION {
        system = system.file(format!("/go/{name}"), *text);
    }
    for file in project.split("-- ").skip(1) {
        let (name, text) = file.split_once(" --\n").expect("a heading ends its line");
        system = system.file(format!("/project/{name}"), text);
    }
    system
}

/// The report as `godwit typecheck ./...` prints it, then what goes to standard error.
fn check_with(project: &str, request: Request, jobs: usize) -> String {
    let system = system(project);
    let (report, _) =
        with_pool(jobs, || check_project(&system, &request, &NoVisitor)).expect("threads start");
    let mut out = Vec::new();
    for finding in &report.findings {
        report::plain::write(finding, &mut out).expect("a vector takes everything");
    }
    let mut text = String::from_utf8(out).expect("a report is text");
    for problem in &report.problems {
        text.push_str(&format!("! {}\n", problem.message));
    }
    for note in &report.notes {
        text.push_str(&format!("note: {note}\n"));
    }
    text
}

fn everything() -> Request {
    Request { patterns: vec!["./...".into()], tests: true, ..Request::default() }
}

fn check(project: &str) -> String {
    check_with(project, everything(), 1)
}

const PROJECT: &str = "\
-- go.mod --
module example.com/m

go 1.24
-- main.go --
package main

import \"example.com/m/b\"

func main() {
	x := b.Twice(\"a\")
	b.hidden()
}
-- b/b.go --
package b

import \"strings\"

func Twice(s string) string { return strings.Repeat(s, \"2\") }

func hidden() {}

type T struct{}

type T int
-- b/b_test.go --
package b

import \"testing\"

func TestTwice(t *testing.T) {
	hidden()
	t.Fatal(undefinedInTest)
}
-- b/export_test.go --
package b_test

import \"example.com/m/b\"

var _ int = b.Twice(\"x\")
";

#[test]
fn errors_are_those_of_the_go_command_each_once_and_in_order() {
    assert_eq!(
        check(PROJECT),
        "\
b/b.go:5:56: cannot use \"2\" (untyped string constant) as int value in argument to strings.Repeat
b/b.go:11:6: T redeclared in this block
\tb/b.go:9:6: other declaration of T
b/b_test.go:7:10: undefined: undefinedInTest
b/export_test.go:5:13: cannot use b.Twice(\"x\") (value of type string) as int value in variable declaration
./main.go:6:2: declared and not used: x
./main.go:7:4: name hidden not exported by package b
"
    );
}

#[test]
fn what_only_tests_declare_is_missing_without_them() {
    let project = "\
-- go.mod --
module example.com/m

go 1.24
-- a/a.go --
package a

func f() int { return helper() }
-- a/a_test.go --
package a

func helper() int { return 1 }
-- b/b.go --
package b

type Closer interface{ Close() }

type T struct{}

func f() Closer { return T{} }
-- b/b_test.go --
package b

var _ Closer = T{}

func g() Closer { return T{} }

func (T) Close() {}
-- c/c.go --
package c

import \"example.com/m/d\"

var x int = d.D.Name
-- d/d.go --
package d

type Base struct{ Name int }

type T struct{ Base }

var D T

func (t T) f() int { return t.Name }
-- d/d_test.go --
package d

func (t T) name() string { return \"\" }

var y string = D.name()
";
    let wanted = "\
a/a.go:3:23: undefined: helper
b/b.go:7:26: cannot use T{} (value of struct type T) as Closer value in return statement: T does not implement Closer \
                  (missing method Close)
";
    for jobs in [1, 2, 8] {
        assert_eq!(check_with(project, everything(), jobs), wanted, "{jobs} threads");
    }
}

#[test]
fn a_package_stays_with_its_tests_whatever_their_files_are_called() {
    // By path, other folders stand between the external test and the package, and its own tests come last.
    let project = "\
-- go.mod --
module example.com/m

go 1.24
-- a_test.go --
package m_test

import \"example.com/m\"

var x int = m.Exported().Name
-- b/b.go --
package b

var X = 1
-- b/b_test.go --
package b

var y int = X
-- c/c.go --
package c

type Base struct{ Name string }

var X int
-- d.go --
package m

import \"example.com/m/c\"

type t struct{ c.Base }

type alias = t
-- z_test.go --
package m

func Exported() alias { return alias{} }
";
    let wanted = "./a_test.go:5:13: cannot use m.Exported().Name (value of type string) as int value in variable declaration\n";
    for jobs in [1, 2, 3, 4, 8] {
        assert_eq!(check_with(project, everything(), jobs), wanted, "{jobs} threads");
    }
}

#[test]
fn threads_change_nothing() {
    let one = check(PROJECT);
    for jobs in [2, 3, 8] {
        assert_eq!(check_with(PROJECT, everything(), jobs), one, "{jobs} threads");
    }
}

#[test]
fn a_file_that_does_not_parse_is_checked_as_far_as_it_goes() {
    let project = "\
-- go.mod --
module m

go 1.24
-- a.go --
package a

func f( {

func g() int { return \"s\" }
";
    let text = check(project);
    assert!(text.starts_with("./a.go:3:"), "{text}");
    assert!(
        text.contains("cannot use \"s\" (untyped string constant) as int value in return statement"),
        "{text}"
    );
}

#[test]
fn a_package_that_is_not_there_is_reported_once() {
    let project = "\
-- go.mod --
module m

go 1.24
-- a.go --
package a

import \"m/none\"

var x = none.X
-- b.go --
package a

import \"m/none\"

var y int = none.Y + \"s\"
";
    let text = check(project);
    assert!(text.starts_with("./a.go:3:8: package m/none is not in std"), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn the_language_version_is_that_of_module_and_file() {
    let project = "\
-- go.mod --
module m

go 1.21
-- a.go --
package a

func f() {
	for range 10 {
	}
}
-- b.go --
//go:build go1.22

package a

func g() {
	for range 10 {
	}
}
";
    let wanted = "./a.go:4:12: cannot range over 10 (untyped int constant): requires go1.22 or later\n";
    assert_eq!(check(project), wanted);
    let newer = Request { go_version: Some("1.22".into()), ..everything() };
    assert_eq!(check_with(project, newer, 1), "");
    let wrong = Request { go_version: Some("x".into()), ..everything() };
    assert_eq!(check_with(project, wrong, 1), "! --go-version x: not a Go version such as go1.22\n");
}

#[test]
fn the_target_chooses_files_and_sizes() {
    let project = "\
-- go.mod --
module m

go 1.24
-- a.go --
package a

import \"unsafe\"

var _ [8]int = [unsafe.Sizeof(0)]int{}
-- a_windows.go --
package a

var _ = nothing
";
    assert_eq!(check(project), "");
    let windows = Request { goos: Some("windows".into()), goarch: Some("386".into()), ..everything() };
    assert_eq!(
        check_with(project, windows, 1),
        "\
./a.go:5:16: cannot use [unsafe.Sizeof(0)]int{} (value of type [4]int) as [8]int value in variable declaration
./a_windows.go:3:9: undefined: nothing
"
    );
}

#[test]
fn names_of_c_are_accepted_and_that_is_said_once() {
    let project = "\
-- go.mod --
module m

go 1.24
-- a.go --
package a

// int f(int);
import \"C\"

type number = C.int

func g(n number) number { return C.f(n) + n*2 }

var x int = \"s\"
";
    let system_with_cgo = |jobs| {
        let system =
            system(project).env("CGO_ENABLED", "1").file("/go/src/runtime/cgo/cgo.go", "package cgo\n");
        let system = system.file("/go/src/syscall/syscall.go", "package syscall\n");
        with_pool(jobs, || check_project(&system, &everything(), &NoVisitor)).expect("threads start").0
    };
    let report = system_with_cgo(1);
    let messages: Vec<&str> = report.findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(messages, ["cannot use \"s\" (untyped string constant) as int value in variable declaration"]);
    assert_eq!(
        report.notes,
        ["m imports \"C\": names of C have no type here, so uses of them are not checked"]
    );
}

/// What `godwit check` finds with the named rules: place and rule, type errors by their text.
fn lint(project: &str, rules: &[&str]) -> String {
    let select = rules.iter().map(|rule| (*rule).to_owned()).collect();
    let selection = Selection { select, ..Selection::default() };
    let request =
        check::Request { paths: vec!["/project".into()], selection, no_config: true, ..Default::default() };
    let system = system(project);
    let config = check::load_config(&system, &request);
    let (report, _) = check::run(&system, &request, &config, &Progress::default(), &NoObserver);
    let line = |f: &godwit_engine::finding::Finding| {
        let file = f.file.trim_start_matches("/project/");
        let what = if f.rule == "typecheck" { f.message.lines().next().unwrap_or("") } else { f.rule };
        format!("{file}:{}: {what}\n", f.start.line)
    };
    assert!(report.problems.is_empty() && report.n_files > 0, "{:?}", report.problems);
    report.findings.iter().map(line).collect()
}

#[test]
fn rules_cope_with_type_errors_and_claim_nothing_about_what_is_unknown() {
    let project = "\
-- go.mod --
module example.com/m

go 1.24
-- a.go --
package m

import \"fmt\"

type Half struct{ part Missing }

type Both struct {
	half Half
	f    func() error
}

func fails() error { return nil }

func unknown() (Missing, error) { return nil, nil }

func calls(h Half, b Both) {
	fails()
	missing()
	h.part.Close()
	b.f()
	var x = missing()
	fmt.Printf(\"%d\", x)
	fmt.Printf(\"%d\", \"text\")
	fmt.Printf(\"%d\", h)
	fmt.Printf(\"%d %d\", fails(), missing)
	if y := missing(); y != nil {
		fails()
	}
	unknown()
	return 1
}
";
    assert_eq!(
        lint(project, &["correctness/unchecked-error", "correctness/printf-mismatch"]),
        "\
a.go:5: undefined: Missing
a.go:14: undefined: Missing
a.go:17: correctness/unchecked-error
a.go:18: undefined: missing
a.go:21: undefined: missing
a.go:23: correctness/printf-mismatch
a.go:25: undefined: missing
a.go:26: undefined: missing
a.go:27: correctness/unchecked-error
a.go:30: too many return values
"
    );
}

#[test]
fn an_alias_that_is_being_declared_is_a_type_already() {
    let project = "\
-- go.mod --
module example.com/m

go 1.24
-- a.go --
package m

type First interface{ M(*Public) }

type Public = hidden

type hidden struct{ server *server }

type server struct{ handlers []waiting }

type waiting struct{ handler func(*Public, int) }

func (s *server) add(handler func(*Public, int)) {
	s.handlers = append(s.handlers, waiting{handler: handler})
}
";
    assert_eq!(check(project), "");
}
