//! Every bad input gets a clear message that names file and cause; the rest of the project is still reported, nothing
//! panics, and nothing hangs.
#![allow(clippy::disallowed_methods, reason = "runs the program on a disk")]

mod program;

use std::fs;
use std::path::Path;

use program::{Run, godwit, godwit_with};

/// A project with one finding of its own, so that "the rest is still reported" can be seen.
fn project(fill: impl FnOnce(&Path)) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("go.mod"), "module example.com/bad\n\ngo 1.27\n").expect("go.mod");
    fs::write(
        dir.path().join("good.go"),
        "// Package bad has a good file.\npackage bad\n\nfunc f(n int) int {\n\tn += 1\n\treturn n\n}\n",
    )
    .expect("good.go");
    fill(dir.path());
    dir
}

fn check(dir: &Path, args: &[&str]) -> Run {
    let mut all = vec!["check", "--select", "style/increment-decrement"];
    all.extend(args);
    let run = godwit(dir, &all);
    assert!(!run.err.contains("panicked") && !run.out.contains("internal-error"), "{}{}", run.out, run.err);
    run
}

/// The finding of `good.go`.
fn rest_is_reported(run: &Run) {
    assert!(run.out.contains("good.go:5:2: "), "{}{}", run.out, run.err);
}

/// The project's other files are reported, `message` is on one of the outputs, and the exit code is `code`.
fn expect(dir: &Path, message: &str, code: i32) {
    let run = check(dir, &["."]);
    rest_is_reported(&run);
    assert!(
        run.out.contains(message) || run.err.contains(message),
        "no {message:?} in\n{}{}",
        run.out,
        run.err
    );
    assert_eq!(run.code, Some(code), "{}{}", run.out, run.err);
    // The same project must be reviewable.
    let review = godwit(dir, &["review"]);
    assert!(review.out.contains("Health"), "{}{}", review.out, review.err);
    assert!(!review.err.contains("panicked"), "{}", review.err);
}

#[test]
fn a_missing_path() {
    let dir = project(|_| {});
    let run = check(dir.path(), &["nowhere", "."]);
    rest_is_reported(&run);
    assert!(run.err.contains("nowhere: no such file or directory"), "{}", run.err);
    assert_eq!(run.code, Some(2));
    for command in ["review", "health", "score", "ready"] {
        let run = godwit(dir.path(), &[command, "nowhere"]);
        assert_eq!(
            (run.code, run.err.as_str()),
            (Some(2), "godwit: nowhere: no such file or directory\n"),
            "{command}"
        );
    }
    let run = godwit(dir.path(), &["debug", "parse", "nowhere"]);
    assert!(run.code == Some(2) && run.err.contains("nowhere"), "{}", run.err);
}

#[test]
fn a_folder_that_is_empty_or_has_no_go_files() {
    let dir = project(|d| {
        fs::create_dir(d.join("empty")).expect("a folder");
        fs::create_dir(d.join("texts")).expect("a folder");
        fs::write(d.join("texts/a.txt"), "text").expect("a file");
    });
    let run = check(dir.path(), &["empty", "texts", "good.go"]);
    rest_is_reported(&run);
    assert!(run.err.contains("empty: no Go files in this folder"), "{}", run.err);
    assert!(run.err.contains("texts: no Go files in this folder"), "{}", run.err);
    assert_eq!(run.code, Some(2));
    let alone = tempfile::tempdir().expect("a folder");
    let run = godwit(alone.path(), &["review"]);
    assert_eq!((run.code, run.err.as_str()), (Some(2), "godwit: .: no Go files in this folder\n"));
}

#[test]
fn a_file_that_is_not_utf8() {
    let dir =
        project(|d| fs::write(d.join("latin.go"), b"package bad\n\nvar s = \"gr\xfcn\"\n").expect("a file"));
    expect(dir.path(), "latin.go:3:12: error: illegal UTF-8 encoding", 1);
}

#[test]
fn a_file_of_50_megabytes() {
    let dir = project(|d| {
        let mut text = String::from("package bad\n\nvar big = []int{\n");
        text.push_str(&"\t1234567,\n".repeat(5_300_000));
        text.push_str("}\n");
        fs::write(d.join("big.go"), text).expect("a file");
    });
    expect(dir.path(), "big.go:1:1: warning: the file has 50 MB; files above 24 MB are not analysed", 1);
}

#[test]
fn a_file_of_nuls() {
    let dir = project(|d| fs::write(d.join("nul.go"), vec![0u8; 200_000]).expect("a file"));
    expect(dir.path(), "nul.go:1:1: error: illegal character NUL", 1);
}

#[test]
fn a_hundred_thousand_nested_parentheses() {
    let dir = project(|d| {
        let n = 100_000;
        fs::write(d.join("deep.go"), format!("package bad\n\nvar x = {}1{}\n", "(".repeat(n), ")".repeat(n)))
            .expect("a file");
    });
    expect(dir.path(), "deep.go:3:", 1);
}

#[test]
fn a_sum_of_a_hundred_thousand_terms() {
    let dir = project(|d| {
        fs::write(d.join("sum.go"), format!("package bad\n\nvar x = 1{}\n", "+1".repeat(99_999)))
            .expect("a file");
    });
    // Legal Go: nothing to complain about.
    let run = check(dir.path(), &["."]);
    rest_is_reported(&run);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let all = godwit(dir.path(), &["check", "--select", "ALL"]);
    assert!(!all.out.contains("internal-error") && all.code == Some(1), "{}{}", all.out, all.err);
}

#[test]
fn carriage_returns_and_a_byte_order_mark() {
    let dir = project(|d| {
        fs::write(
            d.join("crlf.go"),
            "package bad\r\n\r\nfunc g(n int) int {\r\n\tn += 1\r\n\treturn n\r\n}\r\n",
        )
        .expect("a file");
        fs::write(d.join("bom.go"), "\u{feff}package bad\n\nfunc h(n int) int {\n\tn += 1\n\treturn n\n}\n")
            .expect("a file");
    });
    let run = check(dir.path(), &["."]);
    rest_is_reported(&run);
    for place in ["bom.go:4:2: ", "crlf.go:4:2: "] {
        assert!(run.out.contains(place), "{}", run.out);
    }
    assert!(!run.out.contains('\r'));
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
}

#[cfg(unix)]
#[test]
fn links_that_loop_or_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let dir = project(|d| {
        symlink(d, d.join("round")).expect("a link");
        symlink("self.go", d.join("self.go")).expect("a link");
        symlink("gone.go", d.join("dangling.go")).expect("a link");
    });
    expect(dir.path(), "self.go: too many levels of symbolic links", 2);
    expect(dir.path(), "dangling.go: no such file or directory", 2);
}

#[cfg(unix)]
#[test]
fn a_file_and_a_folder_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let dir = project(|d| {
        fs::write(d.join("secret.go"), "package bad\n").expect("a file");
        fs::create_dir(d.join("closed")).expect("a folder");
        fs::write(d.join("closed/c.go"), "package closed\n").expect("a file");
        for (name, mode) in [("secret.go", 0o000), ("closed", 0o000)] {
            fs::set_permissions(d.join(name), fs::Permissions::from_mode(mode)).expect("permissions");
        }
    });
    // The superuser may read everything: then there is nothing to complain about.
    if fs::read(dir.path().join("secret.go")).is_ok() {
        let run = check(dir.path(), &["."]);
        rest_is_reported(&run);
        assert_eq!(run.code, Some(1));
    } else {
        expect(dir.path(), "secret.go: permission denied", 2);
        expect(dir.path(), "closed: permission denied", 2);
    }
    fs::set_permissions(dir.path().join("closed"), fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[cfg(unix)]
#[test]
fn a_pipe_named_like_a_go_file() {
    let dir = project(|d| {
        let made = std::process::Command::new("mkfifo").arg(d.join("x.go")).status().expect("mkfifo runs");
        assert!(made.success());
    });
    expect(dir.path(), "x.go: not a regular file (a pipe, socket or device); it was not opened", 2);
    let run = check(dir.path(), &["x.go", "good.go"]);
    rest_is_reported(&run);
    assert_eq!(run.code, Some(2));
}

#[test]
fn no_go_installation() {
    let dir = project(|dir| {
        std::fs::write(
            dir.join("main.go"),
            "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n",
        )
        .unwrap();
    });
    let run = godwit_with(dir.path(), &["check"], &[("GOROOT", "/nonexistent")]);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert!(run.err.contains("/nonexistent holds no Go installation"), "{}", run.err);
    // One cause, and not an error for every import.
    assert!(!run.out.contains("fmt is not in std"), "{}", run.out);
}

#[test]
fn a_broken_golangci_yml() {
    let dir = project(|d| {
        fs::write(d.join(".golangci.yml"), "linters:\n  enable: [errcheck\n  disable: {\n").expect("a file")
    });
    expect(dir.path(), ".golangci.yml:", 2);
    expect(dir.path(), "not valid YAML", 2);
    let dir = project(|d| {
        fs::write(d.join(".golangci.yml"), "version: \"2\"\nlinters:\n  enable:\n    - errchek\n")
            .expect("a file")
    });
    expect(dir.path(), ".golangci.yml:4:7: unknown linter \"errchek\"; did you mean \"errcheck\"?", 2);
    let dir = project(|d| fs::write(d.join("godwit.toml"), "[check\n").expect("a file"));
    expect(dir.path(), "godwit.toml:1:", 2);
}

#[test]
fn names_and_texts_are_escaped() {
    let dir = project(|d| {
        let text =
            "package bad\n\nfunc esc(n int) int {\n\tn += 1 // \u{1b}[31m \u{202e} \u{9b}\n\treturn n\n}\n";
        fs::write(d.join("a\u{1b}[2J\nb.go"), text).expect("a file");
    });
    for args in [
        &["check", "--select", "ALL"][..],
        &["review"],
        &["score", "--explain"],
        &["ready"],
        &["check", "nix\u{1b}[2J"],
    ] {
        let run = godwit(dir.path(), args);
        for text in [&run.out, &run.err] {
            let dangerous = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
            assert!(!text.contains(dangerous), "{args:?}: {text:?}");
        }
    }
    let run = check(dir.path(), &["."]);
    assert!(
        run.out.contains("a\\x1b[2J\\nb.go:4:2: ") && run.out.contains("// \\x1b[31m \\u{202e} \\x9b"),
        "{}",
        run.out
    );
}

#[test]
fn broken_evidence_is_named_and_the_rest_is_scored() {
    let dir = project(|d| {
        fs::create_dir_all(d.join(".github/workflows")).expect("a folder");
        fs::write(d.join(".github/workflows/ci.yml"), "on: push\njobs: {\n").expect("a file");
        fs::write(d.join("coverage.out"), b"\xff\xfe garbage\n").expect("a file");
    });
    let run = godwit(dir.path(), &["score"]);
    assert!(run.err.contains(".github/workflows/ci.yml:"), "{}", run.err);
    assert!(run.out.contains("Score") && run.code == Some(2), "{}", run.out);
}

#[test]
fn unknown_rules_and_linters_are_named_with_their_neighbours() {
    let dir = project(|_| {});
    let run = godwit(dir.path(), &["check", "--select", "increment-decrament"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("unknown rule \"increment-decrament\"; did you mean \"increment-decrement\"?"),
        "{}",
        run.err
    );
    let run = godwit(dir.path(), &["check", "-E", "revve"]);
    assert!(run.err.contains("did you mean \"revive\"?") && run.code == Some(2), "{}", run.err);
    let run = godwit(dir.path(), &["explain", "errors/wrap-verbs"]);
    assert!(run.err.contains("did you mean \"errors/wrap-verb\"?") && run.code == Some(2), "{}", run.err);
}
