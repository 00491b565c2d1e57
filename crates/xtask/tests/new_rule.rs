//! A new rule takes two hand-written files and no edit elsewhere: this makes one in a copy of the workspace and runs it.

#![allow(clippy::disallowed_methods, reason = "copies the workspace and starts cargo")]

use std::path::Path;
use std::process::Command;

/// The crates that linting needs, and the tasks.
const CRATES: &[&str] = &[
    "godwit_base",
    "godwit_syntax",
    "godwit_format",
    "godwit_types",
    "godwit_load",
    "godwit_lint",
    "godwit_testkit",
    "xtask",
];

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Dependencies are built without optimisation: they run for a moment only.
fn run(root: &Path, target: &Path, args: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO"))
        .args(["--config", "profile.dev.package.\"*\".opt-level=0"])
        .args(args)
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap()
}

fn cargo(root: &Path, target: &Path, args: &[&str]) -> String {
    let output = run(root, target, args);
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "cargo {args:?}:\n{text}");
    text
}

#[test]
fn a_rule_made_by_new_rule_runs_and_nothing_else_changes() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let dir = tempfile::tempdir().unwrap();
    for file in ["Cargo.toml", "Cargo.lock", "rustfmt.toml", ".cargo/config.toml"] {
        let to = dir.path().join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(repository.join(file), to).unwrap();
    }
    // The program itself is not copied.
    let manifest = std::fs::read_to_string(dir.path().join("Cargo.toml")).unwrap();
    let manifest = manifest.replace("default-members = [\"crates/godwit\"]\n", "");
    std::fs::write(dir.path().join("Cargo.toml"), manifest).unwrap();
    for name in CRATES {
        copy(&repository.join("crates").join(name), &dir.path().join("crates").join(name));
    }
    // A build folder of its own, kept between runs: cargo holds the lock of the outer one.
    let target = repository.join("target/new-rule");

    let rules = dir.path().join("crates/godwit_lint/src/rules/style");
    let n_files = || std::fs::read_dir(&rules).unwrap().count();
    let before = n_files();
    cargo(dir.path(), &target, &["xtask", "new-rule", "style/goto-statement"]);
    assert_eq!(n_files(), before + 2);
    for file in ["goto_statement.rs", "goto_statement.md"] {
        assert!(rules.join(file).is_file(), "{file}");
    }
    cargo(dir.path(), &target, &["test", "-p", "godwit_lint", "--test", "pages"]);

    // The page is really run: a case that does not hold fails.
    let page = rules.join("goto_statement.md");
    let text = std::fs::read_to_string(&page).unwrap();
    std::fs::write(&page, text.replace("// want \"hides", "// want \"does not hide")).unwrap();
    let output = run(dir.path(), &target, &["test", "-p", "godwit_lint", "--test", "pages"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("style/goto_statement.md"));
}
