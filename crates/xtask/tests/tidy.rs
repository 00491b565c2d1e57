//! The walls hold: `cargo xtask tidy` as a test, so that a plain `cargo test` finds a forbidden edge.

#![allow(clippy::disallowed_methods, reason = "starts the program under test")]

use std::process::Command;

#[test]
fn the_repository_is_tidy() {
    let out = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("tidy").output().expect("xtask starts");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn an_unknown_task_names_the_way_out() {
    let out = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("tset").output().expect("xtask starts");
    assert!(!out.status.success());
    assert!(String::from_utf8_lossy(&out.stderr).contains("cargo xtask help"));
}
