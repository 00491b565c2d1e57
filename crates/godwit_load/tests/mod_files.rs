//! go.mod, go.work and go.sum: what is read from them and where their errors are.

mod fixture;

use godwit_load::go_sum::GoSum;
use godwit_load::modfile::{self, ModError};

fn shown(errors: &[ModError]) -> Vec<String> {
    errors.iter().map(|e| format!("{}:{}: {}", e.line, e.column, e.message)).collect()
}

#[test]
fn every_directive() {
    let text = r#"// Deprecated: use example.com/new instead.
module "example.com/m"

go 1.27.0
toolchain go1.27.3

godebug default=go1.21
godebug (
	panicnil=1
)

require example.com/a v1.2.3
require (
	example.com/b/v2 v2.0.1 // indirect
	example.com/c v0.0.0-20200101000000-abcdefabcdef // indirect; needed for x
	gopkg.in/yaml.v3 v3.0.1 // not indirect
	example.com/d v3.0.0+incompatible
)

exclude example.com/a v1.2.2

replace (
	example.com/a => ../a
	example.com/b/v2 v2.0.1 => example.com/fork/v2 v2.0.2
)

// Published by accident.
retract v1.0.1
retract [v1.1.0, v1.1.9] // broken

tool example.com/a/cmd/x
tool (
	example.com/m/tools/y
)

ignore ./static
ignore (
	node_modules
)
"#;
    let (f, errors) = modfile::parse(text);
    assert_eq!(shown(&errors), Vec::<String>::new());
    assert_eq!(f.module.as_ref().map(|m| m.value.as_str()), Some("example.com/m"));
    assert_eq!(f.deprecated, "use example.com/new instead.");
    assert_eq!(f.go.as_ref().map(|g| (g.value.as_str(), g.line)), Some(("1.27.0", 4)));
    assert_eq!(f.toolchain.as_ref().map(|t| t.value.as_str()), Some("go1.27.3"));
    let debug: Vec<(&str, &str)> =
        f.godebug.iter().map(|g| (g.value.0.as_str(), g.value.1.as_str())).collect();
    assert_eq!(debug, [("default", "go1.21"), ("panicnil", "1")]);
    let require: Vec<String> =
        f.require.iter().map(|r| format!("{} {} {}", r.module, r.indirect, r.line)).collect();
    assert_eq!(
        require,
        [
            "example.com/a@v1.2.3 false 12",
            "example.com/b/v2@v2.0.1 true 14",
            "example.com/c@v0.0.0-20200101000000-abcdefabcdef true 15",
            "gopkg.in/yaml.v3@v3.0.1 false 16",
            "example.com/d@v3.0.0+incompatible false 17",
        ]
    );
    assert_eq!(f.exclude[0].value.to_string(), "example.com/a@v1.2.2");
    let replace: Vec<String> = f.replace.iter().map(|r| format!("{} => {}", r.old, r.new)).collect();
    assert_eq!(replace, ["example.com/a => ../a", "example.com/b/v2@v2.0.1 => example.com/fork/v2@v2.0.2"]);
    let retract: Vec<String> =
        f.retract.iter().map(|r| format!("{} {} {}", r.low, r.high, r.rationale)).collect();
    assert_eq!(retract, ["v1.0.1 v1.0.1 Published by accident.", "v1.1.0 v1.1.9 broken"]);
    assert_eq!(
        f.tool.iter().map(|t| t.value.as_str()).collect::<Vec<_>>(),
        ["example.com/a/cmd/x", "example.com/m/tools/y"]
    );
    assert_eq!(f.ignore.iter().map(|t| t.value.as_str()).collect::<Vec<_>>(), ["./static", "node_modules"]);
}

#[test]
fn errors_name_line_and_cause_and_the_rest_is_read() {
    let text = r#"module example.com/m
module example.com/again
go 1.x
go 1.22
go 1.23
toolchain 1.22
frobnicate
use ./x
require example.com/a
require example.com/a v1
require example.com/a v2.0.0
require example.com/b/v2 v1.0.0
require 'example.com/c' v1.0.0
replace example.com/a => example.com/b
replace example.com/a v1.0.0 => ./x v1.0.0
replace example.com/a example.com/b
retract v1
retract [v1.0.0
godebug x
tool
block (
	x
)
require example.com/fine v1.0.0
"#;
    let (f, errors) = modfile::parse(text);
    assert_eq!(
        shown(&errors),
        [
            "2:1: repeated module statement",
            "3:1: invalid go version '1.x': must match format 1.23.0",
            "5:1: repeated go statement",
            "6:1: invalid toolchain version '1.22': must match format go1.23.0 or default",
            "7:1: unknown directive: frobnicate",
            "8:1: unknown directive: use",
            "9:1: usage: require module/path v1.2.3",
            "10:1: require example.com/a: version \"v1\" invalid: must be of the form v1.2.3",
            "11:1: require example.com/a: version \"v2.0.0\" invalid: should be v0 or v1, not v2",
            "12:1: require example.com/b/v2: version \"v1.0.0\" invalid: should be v2, not v1",
            "13:1: invalid quoted string: unquoted string cannot contain quote",
            "14:1: replacement module without version must be directory path (rooted or starting with . or ..)",
            "15:1: replacement module directory path \"./x\" cannot have version",
            "16:1: usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory",
            "18:1: expected ',' after version",
            "19:1: usage: godebug key=value",
            "20:1: tool directive expects exactly one argument",
            "21:1: unknown block type: block",
        ]
    );
    assert_eq!(
        f.require.iter().map(|r| r.module.to_string()).collect::<Vec<_>>(),
        ["example.com/fine@v1.0.0"]
    );
}

#[test]
fn errors_of_the_syntax_itself() {
    let first = |text: &str| shown(&modfile::parse(text).1).join("; ");
    assert_eq!(first("module x\n/* no */\n"), "2:1: mod files must use // comments (not /* */ comments)");
    assert_eq!(first("module \"x\n"), "1:10: unexpected newline in string");
    assert_eq!(first("module \"x"), "1:8: unexpected EOF in string");
    assert_eq!(
        first("module x\nrequire (\n\tex.com/a v1.0.0\n"),
        "4:1: syntax error (unterminated block started at line 2)"
    );
    assert_eq!(
        first("module x\nrequire (\n) y\n"),
        "3:4: syntax error (expected newline after closing paren)"
    );
    assert_eq!(first("module x\u{1}\n"), "1:9: unexpected input character '\\x01'");
    // What stood before the error counts.
    let (f, _) = modfile::parse("module x\ngo 1.22\nrequire (\n\tex.com/a v1.0.0\n");
    assert_eq!(f.require.len(), 1);
    assert_eq!(f.go.map(|g| g.value).as_deref(), Some("1.22"));
}

#[test]
fn a_dependency_is_read_with_patience() {
    let text = "module example.com/m\ngo v1.13.beta\nfuture directive\nreplace nonsense\nretract [nonsense\nrequire example.com/a v1.0.0\nnewblock (\n\tx\n)\n";
    let (f, errors) = modfile::parse_lax(text);
    assert_eq!(shown(&errors), Vec::<String>::new());
    assert_eq!(f.require.len(), 1);
    assert!(f.replace.is_empty());
    assert!(modfile::parse_lax("go 1.13rc1.x\n").0.go.is_some_and(|g| g.value == "1.13"));
}

#[test]
fn a_work_file() {
    let (f, errors) = modfile::parse_work(
        "go 1.22\ntoolchain go1.22.1\nuse ./a\nuse (\n\t./b\n\t\"./c d\"\n)\nreplace ex.com/a => ./x\n",
    );
    assert_eq!(shown(&errors), Vec::<String>::new());
    assert_eq!(f.use_.iter().map(|u| u.value.as_str()).collect::<Vec<_>>(), ["./a", "./b", "./c d"]);
    assert_eq!(f.replace.len(), 1);
    let (_, errors) = modfile::parse_work("require ex.com/a v1.0.0\nuse a b\n");
    assert_eq!(shown(&errors), ["1:1: unknown directive: require", "2:1: usage: use local/dir"]);
}

#[test]
fn a_sum_file() {
    let mut sums = GoSum::default();
    let errors = sums.add("ex.com/a v1.0.0 h1:abc=\nex.com/a v1.0.0/go.mod h1:def=\n\nbroken line\n");
    assert_eq!(shown(&errors), ["4:1: malformed go.sum: wrong number of fields 2"]);
    let m = modfile::ModuleVersion { path: "ex.com/a".into(), version: "v1.0.0".into() };
    assert_eq!(sums.module(&m), Some("h1:abc="));
    assert_eq!(sums.go_mod(&m), Some("h1:def="));
}

#[test]
fn errors_of_a_project_carry_file_and_place() {
    let got = fixture::list(
        "-- go.mod --\nmodule ex.com/m\ngo 1.22\nrequire ex.com/a\n-- m.go --\npackage m\n",
        "",
        &["."],
    );
    fixture::assert_text(
        &got,
        "
*ex.com/m (ex.com/m) [m.go]
error [go.mod] go.mod:3:1: usage: require module/path v1.2.3
",
    );
    let got = fixture::list("-- go.mod --\n// nothing\n-- m.go --\npackage m\n", "", &["."]);
    assert!(got.contains("no module declaration in go.mod"), "{got}");
}
