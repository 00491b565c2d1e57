//! The comparisons that need Go, the oracles and a release build. `cargo xtask test` runs them last; alone:
//! `cargo test -p xtask --test gates`.

#![allow(clippy::disallowed_methods, reason = "starts the program under test")]

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
fn imports_equal_those_of_goimports() {
    xtask(&["conformance", "--short", "imports"]);
}

#[test]
fn typed_rules_equal_go_vet_and_errcheck() {
    xtask(&["conformance", "--short", "rules-std", "rules-cmd", "rules-modules", "rules-mistakes"]);
}

#[test]
fn rules_equal_golangci_lint() {
    xtask(&["conformance", "--short", "linters"]);
}

#[test]
fn mutants_end_well() {
    xtask(&["mutants", "--count", "2000"]);
}
