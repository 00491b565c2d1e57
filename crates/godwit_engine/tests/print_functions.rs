//! Functions, variables and methods of interfaces that print, spread over the files of a package, its tests and other packages:
//! `godwit check` finds what `go vet` finds, though the files which tests share with their package are linted once.

use godwit_engine::check::{self, NoObserver, Progress};
use godwit_engine::config::Selection;
use godwit_engine::system::MemorySystem;
use godwit_engine::threads::with_pool;

const FMT: &str = "package fmt\n\nfunc Printf(format string, args ...any) (int, error) { return 0, nil }\n";

/// Places where `correctness/printf-mismatch` finds something in a project of files under `-- path --` headings.
fn places(go: &str, project: &str, jobs: usize) -> Vec<String> {
    let mut system = MemorySystem::new("/project").env("GOROOT", "/go").env("GOPATH", "/gopath");
    system = system.env("CGO_ENABLED", "0").env("GOOS", "linux").env("GOARCH", "amd64").env("GOFLAGS", "");
    let distribution = [
        ("VERSION", "go1.26.6\n"),
        ("src/go.mod", "module std\n\ngo 1.26\n"),
        ("src/unsafe/unsafe.go", "package unsafe\n"),
        ("src/fmt/fmt.go", FMT),
        ("src/os/os.go", "package os\n"),
        ("src/reflect/reflect.go", "package reflect\n"),
        ("src/runtime/runtime.go", "package runtime\n"),
        ("src/testing/testing.go", "package testing\n"),
        ("src/testing/internal/testdeps/deps.go", "package testdeps\n"),
    ];
    for (name, text) in distribution {
        system = system.file(format!("/go/{name}"), text);
    }
    system = system.file("/project/go.mod", format!("module example.com/m\n\ngo {go}\n"));
    for file in project.split("-- ").skip(1) {
        let (name, text) = file.split_once(" --\n").expect("a heading ends its line");
        system = system.file(format!("/project/{name}"), text);
    }
    let select = vec!["correctness/printf-mismatch".to_owned()];
    let selection = Selection { select, ..Selection::default() };
    let request =
        check::Request { paths: vec!["/project".into()], selection, no_config: true, ..Default::default() };
    let config = check::load_config(&system, &request);
    let run = || check::run(&system, &request, &config, &Progress::default(), &NoObserver).0;
    let report = with_pool(jobs, run).expect("threads start");
    assert!(report.problems.is_empty() && report.n_files > 0, "{:?}", report.problems);
    let place = |f: &godwit_engine::finding::Finding| {
        assert_eq!(f.rule, "correctness/printf-mismatch", "{}", f.message);
        format!("{}:{}", f.file.trim_start_matches("/project/"), f.start.line)
    };
    report.findings.iter().map(place).collect()
}

/// The places of the lines that end in `// want`, or in `// want since 1.26`.
fn wanted(go: &str, project: &str) -> Vec<String> {
    let is_wanted =
        |line: &str| line.ends_with("// want") || (go == "1.26" && line.ends_with("// want since 1.26"));
    let mut places = Vec::new();
    for file in project.split("-- ").skip(1) {
        let (name, text) = file.split_once(" --\n").expect("a heading ends its line");
        let lines = text.lines().enumerate().filter(|(_, line)| is_wanted(line));
        places.extend(lines.map(|(i, _)| (name, i + 1)));
    }
    places.sort();
    places.into_iter().map(|(name, line)| format!("{name}:{line}")).collect()
}

fn assert_wanted(go: &str, project: &str) {
    for jobs in [1, 2, 4] {
        assert_eq!(places(go, project, jobs), wanted(go, project), "{jobs} threads");
    }
}

/// `// want` is what `go vet` of Go 1.26 reports for these files in modules of Go 1.25 and later.
const PROJECT: &str = "\
-- plain.go --
package m

import \"fmt\"

func wrapf(format string, args ...any) { fmt.Printf(format, args...) }

func viaf(format string, args ...any) { wrapf(format, args...) }

type T struct {
	hook func(format string, args ...any)
	log  Logger
	out  Sink
}

func (t *T) logf(format string, args ...any) { viaf(format, args...) }

func (t *T) outf(format string, args ...any) { t.log.Logf(format, args...) }

type Logger interface{ Logf(format string, args ...any) }

type plainLogger struct{}

func (plainLogger) Logf(format string, args ...any) { fmt.Printf(format, args...) }

func NewT() *T { return &T{log: plainLogger{}} }

var printf = func(format string, args ...any) { fmt.Printf(format, args...) }

var later func(format string, args ...any)

type Sink interface{ Sinkf(format string, args ...any) }

func use(t *T) {
	t.out.Sinkf(\"%d\", \"plain, tests put a printer behind it\") // want since 1.26
	t.hook(\"%d\", \"plain, tests set it\") // want
	later(\"%d\", \"plain, tests set it too\") // want
	t.log.Logf(\"%d\", \"plain all the way\") // want since 1.26
}

func forward(s Sink, format string, args ...any) { s.Sinkf(format, args) } // want since 1.26

type quiet interface{ Quietf(format string, args ...any) }

func never(q quiet) { q.Quietf(\"%d\", \"nobody prints\") }
-- vars.go --
package m

import \"fmt\"

var Exported = func(format string, args ...any) { fmt.Printf(format, args...) }

type Hooks struct{ Warn func(format string, args ...any) }

func (h *Hooks) Init() { h.Warn = func(format string, args ...any) { fmt.Printf(format, args...) } }
-- plain_test.go --
package m

import \"fmt\"

type testSink struct{}

func (testSink) Sinkf(format string, args ...any) { fmt.Printf(format, args...) }

func inTests(t *T) {
	wrapf(\"%d\", \"a\") // want
	viaf(\"%d\", \"b\") // want
	t.logf(\"%d\", \"c\") // want
	t.outf(\"%d\", \"d\") // want since 1.26
	t.log.Logf(\"%d\", \"e\") // want since 1.26
	printf(\"%d\", \"f\") // want
	t.out = testSink{}
	t.out.Sinkf(\"%d\", \"g\") // want since 1.26
	t.hook = func(format string, args ...any) { fmt.Printf(format, args...) }
	t.hook(\"%d\", \"h\") // want
	later = func(format string, args ...any) { fmt.Printf(format, args...) }
	later(\"%d\", \"i\") // want
	never(nil)
	mine := func(format string, args ...any) { viaf(format, args...) }
	mine(\"%d\", \"j\") // want
}

type testLogger struct{ *T }

func (l testLogger) Logf(format string, args ...any) { l.logf(format, args...) }

var _ Logger = testLogger{}

func more(l testLogger) { l.Logf(\"%d\", \"k\") } // want
-- ext_test.go --
package m_test

import \"example.com/m\"

func external(t *m.T, l m.Logger, s m.Sink) {
	l.Logf(\"%d\", \"l\") // want since 1.26
	s.Sinkf(\"%d\", \"m\") // want since 1.26
	m.NewT()
}
-- q/q.go --
package q

import \"example.com/m\"

func other(l m.Logger, s m.Sink, h Hooks) {
	l.Logf(\"%d\", \"n\") // want since 1.26
	s.Sinkf(\"%d\", \"only tests of m print\")
	m.Exported(\"%d\", \"o\") // want
	h.Warn(\"%d\", \"p\") // want
}

type Hooks struct{ *m.Hooks }
";

#[test]
fn what_prints_in_one_file_is_known_in_the_others() {
    assert_eq!(wanted("1.26", PROJECT).len(), 21);
    assert_wanted("1.26", PROJECT);
}

#[test]
fn before_go_1_26_methods_of_interfaces_are_left_alone() {
    assert_eq!(wanted("1.25", PROJECT).len(), 12);
    assert_wanted("1.25", PROJECT);
}
