//! The comparisons that need Go, the oracles and a release build. `cargo xtask test` runs them last; alone:
//! `cargo test -p xtask --test gates`.

#![allow(clippy::disallowed_methods, reason = "starts the program under test")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn xtask(args: &[&str]) {
    let out = Command::new(env!("CARGO_BIN_EXE_xtask")).args(args).output().expect("xtask starts");
    let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "cargo xtask {}\n{text}", args.join(" "));
}

#[test]
fn parser_equals_go_parser() {
    xtask(&["conformance", "--short", "parse"]);
}

#[test]
fn type_errors_equal_those_of_go_types() {
    xtask(&["conformance", "--short", "errors"]);
}

#[test]
fn type_information_equals_that_of_go_types() {
    xtask(&["conformance", "--short", "types"]);
}

#[test]
fn package_lists_equal_those_of_the_go_command() {
    xtask(&["conformance", "--short", "list"]);
}

#[test]
fn formatting_equals_that_of_gofmt() {
    xtask(&["conformance", "--short", "fmt"]);
}

#[test]
fn mutants_end_well() {
    xtask(&["mutants", "--count", "2000"]);
}

/// A rule is two new files and no edit elsewhere: one is made in a copy of the repository, and its page is run there.
#[test]
fn a_new_rule_is_two_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("xtask lies two folders below the root");
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("new-rule");
    let copy = scratch.join("repository");
    if copy.exists() {
        std::fs::remove_dir_all(&copy).expect("an old copy can be removed");
    }
    let listed = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .expect("git starts");
    let names = String::from_utf8(listed.stdout).expect("paths of the repository are UTF-8");
    for name in names.split('\0').filter(|name| !name.is_empty() && root.join(name).is_file()) {
        let to = copy.join(name);
        std::fs::create_dir_all(to.parent().expect("a file lies in a folder"))
            .expect("the copy can be written");
        std::fs::copy(root.join(name), &to).expect("the copy can be written");
    }
    let before = source_files(&copy);
    let cargo = |args: &[&str]| {
        let out = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .current_dir(&copy)
            .args(args)
            // A target folder of its own, kept between runs: the copy is never built from nothing twice.
            .env("CARGO_TARGET_DIR", scratch.join("target"))
            .output()
            .expect("cargo starts");
        let text =
            format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert!(out.status.success(), "cargo {}\n{text}", args.join(" "));
        text
    };
    cargo(&["run", "--quiet", "--package", "xtask", "--", "new-rule", "nursery/made-by-a-test"]);
    let new: Vec<PathBuf> = source_files(&copy).into_iter().filter(|file| !before.contains(file)).collect();
    assert_eq!(new.len(), 2, "{new:?}");
    let report = cargo(&["test", "--package", "godwit_lint", "made_by_a_test"]);
    assert!(report.contains(" 1 passed"), "no test ran the page of the new rule:\n{report}");
}

/// Hand-written files of the lint crate; the registry may change, but it is generated.
fn source_files(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![root.join("crates/godwit_lint/src/rules")];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files
}
