//! The scaffolding commands as a user starts them: output, exit codes, and what is on disk afterwards.
#![allow(clippy::disallowed_methods, reason = "tests start the binary and look at folders")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Exit code, standard output, standard error.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_godwit")).args(args).current_dir(folder).output();
    let output = output.expect("the binary starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).expect("readable").next().is_none()
}

#[test]
fn new_prints_the_tree_without_writing() {
    let temp = tempfile::tempdir().expect("a folder");
    let (code, out, err) =
        run(temp.path(), &["new", "orders", "--module", "github.com/acme/orders", "--dry-run"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("orders/\n├── "), "{out}");
    assert!(out.contains("│   ├── api/\n") && out.contains("├── go.mod"), "{out}");
    assert!(out.ends_with(" lines\nNothing was written.\n"), "{out}");
    assert!(is_empty(temp.path()));
}

#[test]
fn new_writes_a_service_that_check_accepts() {
    let temp = tempfile::tempdir().expect("a folder");
    let (code, out, err) = run(temp.path(), &["new", "orders", "--router", "std", "--no-worker", "--json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let plan = json(&out);
    assert_eq!(plan["written"], true);
    assert_eq!((&plan["answers"]["router"], &plan["answers"]["worker"]), (&"std".into(), &false.into()));
    assert_eq!(plan["answers"]["module"], "example.com/orders");
    let service = temp.path().join("orders");
    let n = plan["files"].as_array().map_or(0, Vec::len);
    assert!(n > 50, "{n} files");
    for file in plan["files"].as_array().into_iter().flatten() {
        let path = service.join(file["path"].as_str().unwrap_or_default());
        assert_eq!(
            std::fs::metadata(&path).map(|m| m.len()).ok(),
            file["bytes"].as_u64(),
            "{}",
            path.display()
        );
    }
    let (code, out, err) = run(&service, &["scaffold", "check"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("no drift"), "{out}");

    std::fs::write(service.join("Makefile"), "all:\n").expect("written");
    let (code, out, _) = run(&service.join("internal"), &["scaffold", "check", "--diff"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.starts_with("Makefile: edited (managed)\n") && out.contains("\n+all:\n"), "{out}");
    let (code, out, _) = run(temp.path(), &["scaffold", "check", "orders", "--json"]);
    assert_eq!((code, &json(&out)["drift"][0]["kind"]), (1, &"edited".into()));

    let (code, out, _) = run(&service, &["upgrade", "--dry-run"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("is the newest"), "{out}");
}

#[test]
fn bad_input_writes_nothing_and_says_what_to_do() {
    let temp = tempfile::tempdir().expect("a folder");
    let cases: [(&[&str], &str); 6] = [
        (&["new", "Orders"], "invalid service name \"Orders\""),
        (&["new", "orders", "--module", "orders"], "missing dot in first path element"),
        (&["new", "orders", "--module", "github.com/../x"], "invalid path element \"..\""),
        (&["new", "orders", "--db", "mongo"], "use one of: postgres, none"),
        (&["new", "orders", "--colour", "red"], "unexpected argument"),
        (&["new"], "required arguments"),
    ];
    for (args, want) in cases {
        let (code, out, err) = run(temp.path(), args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(err.contains(want), "{args:?}: {err}");
        assert!(is_empty(temp.path()), "{args:?}");
    }
    let (code, out, _) = run(temp.path(), &["new", "Orders", "--json"]);
    assert_eq!((code, &json(&out)["error"]["code"]), (2, &"name-invalid".into()));
}

#[test]
fn a_used_folder_is_left_as_it_is() {
    let temp = tempfile::tempdir().expect("a folder");
    let folder = temp.path().join("orders");
    std::fs::create_dir(&folder).expect("created");
    std::fs::write(folder.join("notes.txt"), "mine").expect("written");
    let (code, _, err) = run(temp.path(), &["new", "orders", "--yes"]);
    assert_eq!(code, 2);
    assert!(err.contains("is not empty") && err.contains("notes.txt"), "{err}");
    assert_eq!(std::fs::read_dir(&folder).expect("readable").count(), 1);
}

#[test]
fn a_folder_that_cannot_be_written_leaves_nothing() {
    let temp = tempfile::tempdir().expect("a folder");
    std::fs::write(temp.path().join("file"), "").expect("written");
    let (code, _, err) = run(temp.path(), &["new", "orders", "--dir", "file/orders", "--yes"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("cannot create the folder"), "{err}");
    assert_eq!(std::fs::read_dir(temp.path()).expect("readable").count(), 1);
}

#[test]
fn add_shows_a_diff_and_plan_lists_what_is_missing() {
    let temp = tempfile::tempdir().expect("a folder");
    let root = temp.path();
    std::fs::write(root.join("go.mod"), "module example.com/shop\n\ngo 1.26\n").expect("written");
    let source = "// Package shop sells.\npackage shop\n\nfunc Price(n int) (int, error) { return n, nil }\n";
    std::fs::write(root.join("shop.go"), source).expect("written");
    let (code, out, err) = run(root, &["add", "tests", "--dry-run"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("create shop_test.go") && out.contains("+func TestPrice(t *testing.T) {"), "{out}");
    assert!(out.ends_with("Nothing was written.\n") && !root.join("shop_test.go").exists());
    let (code, out, _) = run(root, &["add", "tests"]);
    assert_eq!(code, 0, "{out}");
    assert!(root.join("shop_test.go").exists());
    let (code, out, _) = run(root, &["add", "tests", "--json"]);
    assert_eq!((code, &json(&out)["written"]), (0, &false.into()));

    let (code, out, _) = run(root, &["plan", "--json"]);
    assert_eq!(code, 0);
    let parts = json(&out)["parts"].clone();
    let tests = parts.as_array().and_then(|parts| parts.iter().find(|part| part["part"] == "tests")).cloned();
    assert_eq!(tests.map(|part| part["present"].clone()), Some(true.into()));

    let refusals = [
        (["add", "coffee"], "there is no part \"coffee\""),
        (["scaffold", "check"], "has no .godwit/scaffold.lock"),
    ];
    for (args, want) in refusals {
        let (code, _, err) = run(root, &args);
        assert_eq!(code, 2);
        assert!(err.contains(want), "{err}");
    }
}

#[test]
fn a_service_is_written_in_a_fifth_of_a_second() {
    let temp = tempfile::tempdir().expect("a folder");
    let timed = |n: usize| {
        let start = Instant::now();
        let (code, _, err) = run(temp.path(), &["new", &format!("orders{n}"), "--yes"]);
        assert_eq!(code, 0, "{err}");
        start.elapsed()
    };
    // A busy machine is no property of the program, so one good run of many is enough.
    let limit = Duration::from_millis(200);
    let mut fastest = Duration::MAX;
    for n in 0..30 {
        fastest = fastest.min(timed(n));
        if fastest <= limit {
            return;
        }
    }
    panic!("the fastest of 30 runs took {fastest:?}");
}

#[test]
fn new_asks_on_a_terminal_and_asks_again_after_a_wrong_answer() {
    let temp = tempfile::tempdir().expect("a folder");
    // `script` gives the program a terminal.
    let command = format!("{} new orders", env!("CARGO_BIN_EXE_godwit"));
    let child = Command::new("script")
        .args(["-qefc", &command, "/dev/null"])
        .current_dir(temp.path())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "script is missing and CI allows no skipping: {error}");
            eprintln!("skipped: script: {error}");
            return;
        }
    };
    let answers = "no path\ngithub.com/acme/orders\nstd\n\nmongo\nnone\n\n\nno\n\n\n\n";
    std::io::Write::write_all(&mut child.stdin.take().expect("piped"), answers.as_bytes()).expect("answered");
    let output = child.wait_with_output().expect("ends");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(
        text.contains("malformed module path \"no path\"") && text.contains("invalid value \"mongo\""),
        "{text}"
    );
    let lock = std::fs::read_to_string(temp.path().join("orders/.godwit/scaffold.lock")).expect("written");
    for answer in
        ["module = \"github.com/acme/orders\"", "router = \"std\"", "cache = \"none\"", "worker = false"]
    {
        assert!(lock.contains(answer), "no {answer} in {lock}");
    }
}
