//! The passes of go vet that need types, against the test data that the Go distribution has for them.

#![allow(clippy::disallowed_methods, reason = "reads the Go distribution's test data")]

use std::iter::Peekable;
use std::str::Chars;

use godwit_base::FileId;
use godwit_lint::types::SharedChecker;
use godwit_lint::{OptionValue, Package, RuleSet, Settings, SourceUnit, lint_package, selection};
use godwit_syntax::parse;

mod typed;

enum Piece {
    Char(char),
    AnyChar,
    AnyText,
}

/// The few things that the patterns of the test data use: escapes, classes of one character, `.` and `.*`.
fn pieces(pattern: &str) -> Vec<Piece> {
    let mut chars = pattern.chars().peekable();
    let mut pieces = Vec::new();
    while let Some(c) = chars.next() {
        pieces.push(match c {
            '\\' => Piece::Char(escape(&mut chars)),
            '[' => {
                let only = chars.next().expect("a class has a character");
                assert_eq!(
                    chars.next(),
                    Some(']'),
                    "{pattern}: only classes of one character are known here"
                );
                Piece::Char(only)
            }
            '.' if chars.next_if_eq(&'*').is_some() => Piece::AnyText,
            '.' => Piece::AnyChar,
            _ => Piece::Char(c),
        });
    }
    pieces
}

fn escape(chars: &mut Peekable<Chars<'_>>) -> char {
    match chars.next() {
        Some('x') => {
            let digits: String = chars.by_ref().take(2).collect();
            char::from(u8::from_str_radix(&digits, 16).expect("two hexadecimal digits"))
        }
        other => other.expect("an escape has a character"),
    }
}

fn starts_with(text: &[char], pieces: &[Piece]) -> bool {
    match (pieces.first(), text.first()) {
        (None, _) => true,
        (Some(Piece::AnyText), _) => (0..=text.len()).any(|n| starts_with(&text[n..], &pieces[1..])),
        (Some(Piece::AnyChar), Some(_)) => starts_with(&text[1..], &pieces[1..]),
        (Some(Piece::Char(c)), Some(t)) => c == t && starts_with(&text[1..], &pieces[1..]),
        (Some(_), None) => false,
    }
}

fn contains(text: &str, pattern: &str) -> bool {
    let (text, pieces): (Vec<char>, _) = (text.chars().collect(), pieces(pattern));
    (0..=text.len()).any(|n| starts_with(&text[n..], &pieces))
}

fn compare(pass: &str, name: &str, settings: Settings) {
    let Some(root) = godwit_testkit::goroot() else { return };
    let path = root.join(format!("src/cmd/vet/testdata/{name}/{name}.go"));
    let text = std::fs::read_to_string(path).expect("Go's test data");
    let rules = selection::select(pass);
    assert!(!rules.is_empty(), "no rule is called {pass}");
    let file = parse(&text);
    let (mut checker, package) = typed::check(std::iter::once(&file), 26);
    let shared = SharedChecker::new(&mut checker);
    let types = Some(shared.file(package, 0));
    let unit = SourceUnit { id: FileId(0), path: "x.go", tree: &file, go_minor: 26, types };
    let outcome = lint_package(&Package { path: "x", files: vec![unit] }, &RuleSet::new(&rules, settings));
    assert!(!outcome.internal_error, "{:?}", outcome.diagnostics);
    let mut found: Vec<(u32, String)> = outcome
        .diagnostics
        .iter()
        // The data has the package under another path than the harness.
        .map(|d| (file.line(d.span.start), d.message.replace("example.com/case.", &format!("{name}."))))
        .collect();
    let mut n_wants = 0;
    for (number, line) in (1..).zip(text.lines()) {
        let Some((_, pattern)) = line.split_once("// ERROR \"") else { continue };
        let pattern = pattern.trim_end().trim_end_matches('"');
        let hit = found.iter().position(|(l, m)| *l == number && contains(m, pattern));
        let Some(hit) = hit else { panic!("{name}.go:{number}: no finding {pattern:?} in {found:?}") };
        found.remove(hit);
        n_wants += 1;
    }
    assert!(found.is_empty(), "{name}.go: not expected: {found:?}");
    assert!(n_wants > 0, "{name}.go expects nothing");
}

#[test]
fn copylocks() {
    compare("govet:copylocks", "copylock", Settings::default());
}

#[test]
fn structtag() {
    compare("govet:structtag", "structtag", Settings::default());
}

#[test]
fn printf() {
    // As the Go distribution's own test runs it: with -printfuncs=Warn,Warnf.
    let [rule] = selection::select("govet:printf")[..] else { panic!("one rule is govet's printf") };
    let mut settings = Settings::default();
    let funcs = ["Warn", "Warnf"].map(str::to_owned);
    settings.set(rule, "funcs", OptionValue::List(funcs.to_vec())).expect("a list of names");
    compare("govet:printf", "print", settings);
}
