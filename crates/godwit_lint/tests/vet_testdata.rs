//! The passes of go vet that need no types, against the test data that the Go distribution has for them.

#![allow(clippy::disallowed_methods, reason = "reads the Go distribution's test data")]

use godwit_base::FileId;
use godwit_lint::{Package, RuleSet, Settings, SourceUnit, lint_package, selection};
use godwit_syntax::parse;

/// The text without its `ERROR` marks, and for each mark the line it speaks of and what the message must contain.
fn expectations(text: &str) -> (String, Vec<(u32, String)>) {
    let mut out = String::new();
    let mut wants = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let number = i as u32 + 1;
        let mut kept = line;
        for (mark, offset) in [("// ERRORNEXT \"", 1), ("// ERROR \"", 0)] {
            let Some((before, pattern)) = line.split_once(mark) else { continue };
            // The patterns are regular expressions that only quote a plus.
            let plain = pattern.trim_end().trim_end_matches('"').replace("[+]", "+").replace("\\+", "+");
            wants.push((number + offset, plain));
            kept = if offset == 0 { before.trim_end() } else { line };
            break;
        }
        out.push_str(kept);
        out.push('\n');
    }
    (out, wants)
}

fn compare(pass: &str, folder: &str) {
    let Some(root) = godwit_testkit::goroot() else { return };
    let dir = std::fs::read_dir(root.join(format!("src/cmd/vet/testdata/{folder}"))).expect("Go's test data");
    let rules = selection::select(pass);
    assert!(!rules.is_empty(), "no rule is called {pass}");
    let mut n_wants = 0;
    for entry in dir.flatten().filter(|e| e.path().extension().is_some_and(|x| x == "go")) {
        let (text, wants) = expectations(&std::fs::read_to_string(entry.path()).unwrap());
        let file = parse(&text);
        let unit = SourceUnit { id: FileId(0), path: "x.go", tree: &file, go_minor: 27, types: None };
        let outcome = lint_package(
            &Package { path: "x", files: vec![unit] },
            &RuleSet::new(&rules, Settings::default()),
        );
        let found: Vec<(u32, String)> =
            outcome.diagnostics.iter().map(|d| (file.line(d.span.start), d.message.clone())).collect();
        let name = entry.path();
        for (line, want) in &wants {
            assert!(
                found.iter().any(|(l, m)| l == line && m.contains(want)),
                "{}:{line}: no finding {want:?} in {found:?}",
                name.display()
            );
        }
        assert_eq!(found.len(), wants.len(), "{}: {found:?}", name.display());
        n_wants += wants.len();
    }
    assert!(n_wants > 0, "{folder} expects nothing");
}

#[test]
fn unreachable() {
    compare("govet:unreachable", "deadcode");
}

#[test]
fn buildtag() {
    compare("govet:buildtag", "buildtag");
}

#[test]
fn directive() {
    compare("govet:directive", "directive");
}
