//! script_situations.txt is complete: it knows every script test of the installed Go about modules, workspaces and vendoring,
//! and every test that it names is there.
#![allow(clippy::disallowed_methods, reason = "reads the installed Go and the sources of the tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const TABLE: &str = include_str!("script_situations.txt");
const REASONS: &[&str] =
    &["get", "tidy", "edit", "command", "modlist", "network", "build", "toolchain", "gopath", "open"];

struct Line<'a> {
    shown_by: &'a str,
    only_in: Option<&'a str>,
}

fn table() -> BTreeMap<&'static str, Line<'static>> {
    let mut lines = BTreeMap::new();
    for text in TABLE.lines().filter(|l| !l.starts_with('#')) {
        let words: Vec<&str> = text.split(' ').collect();
        let (script, shown_by) = match words[..] {
            [script, shown_by] | [script, shown_by, "1.26" | "1.27"] => (script, shown_by),
            _ => panic!("not a line of this table: {text}"),
        };
        let line = Line { shown_by, only_in: words.get(2).copied() };
        assert!(lines.insert(script, line).is_none(), "{script} is listed twice");
    }
    lines
}

/// The names of all test functions of this folder.
fn tests() -> BTreeSet<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(dir).expect("the folder of the tests is there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source file is text");
            for (_, after) in text.match_indices("#[test]\nfn ").map(|(at, m)| text.split_at(at + m.len())) {
                names.extend(after.split('(').next().map(str::to_owned));
            }
        }
    }
    names
}

#[test]
fn every_named_test_is_there() {
    let tests = tests();
    let table = table();
    let wrong: Vec<String> = table
        .iter()
        .filter(|(_, line)| match line.shown_by.strip_prefix("not:") {
            Some(reason) => !REASONS.contains(&reason),
            None => !tests.contains(line.shown_by),
        })
        .map(|(script, line)| format!("{script} {}", line.shown_by))
        .collect();
    assert!(wrong.is_empty(), "neither a test of this folder nor a known reason:\n{}", wrong.join("\n"));
}

#[test]
fn every_script_of_the_installed_go_is_listed() {
    let Some(root) = godwit_testkit::goroot() else { return };
    let version = std::fs::read_to_string(root.join("VERSION")).expect("a Go distribution has a VERSION");
    let version = if version.starts_with("go1.26") {
        "1.26"
    } else if version.starts_with("go1.27") {
        "1.27"
    } else {
        eprintln!("the table was made for Go 1.26 and 1.27");
        return;
    };
    let folder = root.join("src/cmd/go/testdata/script");
    let mut scripts = BTreeSet::new();
    for entry in std::fs::read_dir(&folder).expect("the installed Go has its script tests") {
        let name = entry.expect("it can be read").file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".txt")
            && (name.starts_with("mod_") || name.starts_with("work_") || name.contains("vendor"))
        {
            scripts.insert(name.to_owned());
        }
    }
    assert!(scripts.len() > 400, "only {} scripts in {}", scripts.len(), folder.display());
    let table = table();
    let unlisted: Vec<&str> = scripts.iter().map(String::as_str).filter(|s| !table.contains_key(s)).collect();
    assert!(unlisted.is_empty(), "not in script_situations.txt: {unlisted:?}");
    let gone: Vec<&str> = table
        .iter()
        .filter(|(script, line)| {
            line.only_in.is_none_or(|only| only == version) && !scripts.contains(**script)
        })
        .map(|(script, _)| *script)
        .collect();
    assert!(gone.is_empty(), "in script_situations.txt, but no script of Go {version}: {gone:?}");
}
