//! Runs the page of every rule. Pages are read from disk: a new case compiles nothing.

#![allow(clippy::disallowed_methods, reason = "reads the pages of the rules")]

use std::path::Path;

use godwit_base::{FileId, apply_edits};
use godwit_lint::types::SharedChecker;
use godwit_lint::{
    Needs, OptionValue, Package, RULES, RuleDef, RuleSet, Settings, SourceUnit, layout, lint_package_and,
};
use godwit_syntax::{File, parse};
use godwit_testkit::{Case, Finding, Outcome};

/// Rounds of fixing after which a page's expectation must be reached.
const MAX_ROUNDS: usize = 10;

mod typed;

struct Parsed {
    path: String,
    file: File,
}

fn lint(
    rule: &'static RuleDef,
    files: &[Parsed],
    settings: &Settings,
    go_minor: u32,
) -> Vec<godwit_base::Diagnostic> {
    let run = |types: Option<&(SharedChecker<'_>, godwit_types::PackageId)>| {
        let units = files.iter().enumerate().map(|(i, f)| SourceUnit {
            id: FileId(i as u32),
            path: &f.path,
            tree: &f.file,
            go_minor,
            types: types.map(|(checker, package)| checker.file(*package, i)),
        });
        let package = Package { path: "example.com/case", files: units.collect() };
        let layouts = if rule.id == layout::ID { layouts(files) } else { Vec::new() };
        let mut outcome = lint_package_and(&package, &RuleSet::new(&[rule], settings.clone()), layouts);
        assert!(!outcome.internal_error, "{:?}", outcome.diagnostics);
        layout::one_a_file(&mut outcome.diagnostics, &outcome.suppressed);
        outcome.diagnostics
    };
    if rule.needs == Needs::Syntax {
        return run(None);
    }
    let (mut checker, package) = typed::check(files.iter().map(|f| &f.file), go_minor);
    run(Some(&(SharedChecker::new(&mut checker), package)))
}

/// What the engine finds with gofmt's style, with the lines that differ as one edit.
fn layouts(files: &[Parsed]) -> Vec<godwit_base::Diagnostic> {
    let one = |(i, parsed): (usize, &Parsed)| {
        let old: &str = &parsed.file.text;
        let new = godwit_format::format_file(&parsed.file, &godwit_format::Options::default());
        let new = String::from_utf8(new).expect("text stays text");
        let (a, b): (Vec<&str>, Vec<&str>) =
            (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
        if a == b {
            return Vec::new();
        }
        let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
        let rest = a.len().min(b.len()) - head;
        let tail = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(x, y)| x == y).count();
        let len = |lines: &[&str]| lines.iter().map(|l| l.len() as u32).sum::<u32>();
        let span = godwit_base::Span::new(len(&a[..head]), len(&a[..a.len() - tail]));
        let edit = godwit_base::Edit::replace(span, b[head..b.len() - tail].concat());
        layout::findings(FileId(i as u32), &parsed.file, "gofmt", vec![edit])
    };
    files.iter().enumerate().flat_map(one).collect()
}

fn check(rule: &'static RuleDef, case: &Case) -> Outcome {
    let mut outcome = Outcome::default();
    let mut settings = Settings::default();
    for line in case.options.as_deref().unwrap_or("").lines().filter(|l| !l.trim().is_empty()) {
        let (name, value) = line.split_once('=').expect("an option is `name = value`");
        if let Err(error) = settings.set(rule, name.trim(), option_value(value.trim())) {
            outcome.error = Some(format!("option {name}: {error:?}"));
            return outcome;
        }
    }
    let go_minor =
        case.lang.as_deref().and_then(|l| l.strip_prefix("go1.")).map_or(27, |n| n.parse().unwrap());
    let mut files: Vec<Parsed> =
        case.files.iter().map(|f| Parsed { path: f.path.clone(), file: parse(&f.text) }).collect();
    for file in &files {
        if let Some(error) = file.file.errors.first() {
            let line = file.file.line(error.offset);
            outcome.error = Some(format!("{} line {line} does not parse: {}", file.path, error.message));
            return outcome;
        }
    }
    for d in lint(rule, &files, &settings, go_minor) {
        let file = &files[d.file.0 as usize];
        let line = file.file.line(d.span.start) as usize;
        outcome.findings.push(Finding { file: file.path.clone(), line, message: d.message });
    }
    if case.fixed.is_none() {
        return outcome;
    }
    for _ in 0..MAX_ROUNDS {
        let found = lint(rule, &files, &settings, go_minor);
        // Fixes that would overlap wait for the next round.
        let mut edits: Vec<Vec<godwit_base::Edit>> = vec![Vec::new(); files.len()];
        for fix in found.iter().filter_map(|d| Some((d.file, d.fix.as_ref()?))) {
            let mine = &mut edits[fix.0.0 as usize];
            let free =
                |e: &godwit_base::Edit| mine.iter().all(|m| !m.span.overlaps(e.span) && m.span != e.span);
            if fix.1.edits.iter().all(free) {
                mine.extend(fix.1.edits.iter().cloned());
            }
        }
        if edits.iter().all(Vec::is_empty) {
            break;
        }
        for (file, edits) in files.iter_mut().zip(&edits) {
            let text = apply_edits(&file.file.text, edits).expect("the edits of a round fit together");
            file.file = parse(&text);
            if let Some(error) = file.file.errors.first() {
                outcome.error = Some(format!("a fix broke the file: {}\n{text}", error.message));
                return outcome;
            }
        }
    }
    outcome.fixed = files.iter().map(|f| (f.path.clone(), f.file.text.to_string())).collect();
    outcome
}

fn option_value(text: &str) -> OptionValue {
    let unquote = |t: &str| t.trim().trim_matches('"').to_owned();
    match text {
        "true" | "false" => OptionValue::Bool(text == "true"),
        _ if text.starts_with('[') => {
            let inner = text.trim_start_matches('[').trim_end_matches(']');
            OptionValue::List(inner.split(',').map(unquote).filter(|t| !t.is_empty()).collect())
        }
        _ => text.parse().map_or_else(|_| OptionValue::Str(unquote(text)), OptionValue::Int),
    }
}

#[test]
fn every_page_holds() {
    let mut failures = Vec::new();
    for rule in RULES {
        let path = format!("src/rules/{}/{}.md", rule.category().as_str(), rule.name().replace('-', "_"));
        let name = path.trim_start_matches("src/rules/");
        let Ok(page) = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)) else {
            failures.push(format!("{name}: no page"));
            continue;
        };
        if !page.starts_with(&format!("# {}\n", rule.id)) {
            failures.push(format!("{name}: the first line is not `# {}`", rule.id));
        }
        let mut report = godwit_testkit::run(name, &page, |case| check(rule, case));
        report.require_both_sides(name);
        let has_fix = rule.fix != godwit_lint::FixKind::None;
        if has_fix != (report.fixed > 0) {
            report.failures.push(format!("{name}: `go fixed` blocks and the rule's `fix` do not agree"));
        }
        for option in rule.options {
            if !page.contains(&format!("`{}`", option.name)) {
                report.failures.push(format!("{name}: option `{}` is not documented", option.name));
            }
        }
        failures.extend(report.failures);
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
