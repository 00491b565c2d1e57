//! The views of `examples/orders`, whole. `GODWIT_BLESS=1 cargo test -p godwit --test orders` writes the snapshots anew;
//! read the difference before you commit it.
#![allow(clippy::disallowed_methods, reason = "runs the program on a disk")]

mod program;

use std::path::Path;

use program::{godwit, repository};

fn pin(name: &str, args: &[&str], code: i32) {
    let run = godwit(&repository(), args);
    let got =
        format!("$ godwit {}\n{}{}exit code {}\n", args.join(" "), run.out, run.err, run.code.unwrap_or(-1));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    if std::env::var_os("GODWIT_BLESS").is_some() {
        std::fs::write(&path, &got).expect("the snapshot can be written");
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(run.code, Some(code), "{got}");
    assert!(got == want, "{name} differs from its snapshot (GODWIT_BLESS=1 writes it anew):\n{got}");
}

#[test]
fn review() {
    pin("review.txt", &["review", "examples/orders"], 1);
}

/// The README shows what its first command prints.
#[test]
fn readme_shows_the_review() {
    const START: &str = "cargo test -p godwit --test orders -->\n```text\n";
    const END: &str = "```\n<!-- end of review -->";
    let run = godwit(&repository(), &["review", "examples/orders"]);
    let path = repository().join("README.md");
    let text = std::fs::read_to_string(&path).expect("README.md");
    let (head, rest) = text.split_once(START).expect("the start of the review in README.md");
    let (shown, tail) = rest.split_once(END).expect("the end of the review in README.md");
    if std::env::var_os("GODWIT_BLESS").is_some() {
        std::fs::write(&path, format!("{head}{START}{}{END}{tail}", run.out))
            .expect("README.md can be written");
    } else {
        assert!(
            shown == run.out,
            "README.md shows another review (GODWIT_BLESS=1 writes it anew):\n{}",
            run.out
        );
    }
}

#[test]
fn health() {
    pin("health.txt", &["health", "examples/orders"], 0);
}

#[test]
fn score_explained() {
    pin("score.txt", &["score", "--explain", "examples/orders"], 0);
}

#[test]
fn readiness() {
    pin("ready.txt", &["ready", "examples/orders"], 1);
}

/// Without types: what they show depends on the modules that this machine has.
#[test]
fn findings() {
    pin("check.txt", &["check", "--no-config", "--no-types", "examples/orders"], 1);
}

#[test]
fn findings_under_the_projects_own_configuration() {
    let run = godwit(&repository(), &["check", "examples/orders"]);
    assert!(
        run.err.contains(".golangci.yml enables linters that Godwit does not have yet: ")
            || run.err.is_empty(),
        "{}",
        run.err
    );
    assert!(run.out.contains("examples/orders/") || run.out.contains("no findings"), "{}", run.out);
}
