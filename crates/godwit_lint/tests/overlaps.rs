//! No two rules say the same: where each flags the very span of the other's examples, they are to be merged or listed here.

#![allow(clippy::disallowed_methods, reason = "reads the pages of the rules")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use godwit_base::FileId;
use godwit_lint::{Needs, Package, RULES, RuleDef, RuleSet, Settings, SourceUnit, lint_package};
use godwit_syntax::parse;
use godwit_testkit::{Case, Outcome};

/// Pairs, each in order, that may meet: with the reason.
///
/// Where two linters mean nearly the same by one check, each has its rule, and one of the two is off unless asked for.
const ALLOWED: &[(&str, &str)] = &[
    ("pedantic/builtin-name", "suspicious/redefined-builtin"),
    ("pedantic/comment-spacing", "style/comment-without-space"),
    ("pedantic/constant-format", "style/redundant-sprint"),
    // Both want the form that go doc knows, and ask for it in other packages.
    ("pedantic/package-comment", "pedantic/undocumented-package"),
    ("pedantic/repeated-import", "style/duplicate-import"),
    ("pedantic/unnecessary-statement", "style/redundant-control-flow"),
    ("pedantic/unnecessary-statement", "suspicious/useless-break"),
    ("style/boolean-literal-operand", "style/redundant-bool-comparison"),
    ("style/redundant-control-flow", "suspicious/useless-break"),
    // staticcheck wants no empty branch at all, revive none without a comment.
    ("pedantic/empty-branch", "suspicious/empty-block"),
    // gocritic counts imports for their effects, and points at each.
    ("pedantic/import-under-two-names", "pedantic/repeated-import"),
    ("pedantic/import-under-two-names", "style/duplicate-import"),
];

/// Rules that flag the same span as `rule` in a case of its page.
fn companions(
    rule: &'static RuleDef,
    all: &RuleSet,
    case: &Case,
    pairs: &mut BTreeSet<(&'static str, &'static str)>,
) {
    let trees: Vec<_> = case.files.iter().map(|f| (f.path.as_str(), parse(&f.text))).collect();
    let units = trees.iter().enumerate().map(|(i, (path, tree))| SourceUnit {
        id: FileId(i as u32),
        path,
        tree,
        go_minor: 27,
        types: None,
    });
    let found = lint_package(&Package { path: "example.com/case", files: units.collect() }, all).diagnostics;
    for mine in found.iter().filter(|d| d.rule == rule.id) {
        let same = found.iter().filter(|d| d.rule != rule.id && d.file == mine.file && d.span == mine.span);
        pairs.extend(same.map(|d| (rule.id, d.rule)));
    }
}

#[test]
fn rules_do_not_repeat_each_other() {
    let rules: Vec<&'static RuleDef> = RULES.iter().copied().filter(|r| r.needs == Needs::Syntax).collect();
    let all = RuleSet::new(&rules, Settings::default());
    let pairs = RefCell::new(BTreeSet::new());
    for rule in &rules {
        let path = format!("src/rules/{}/{}.md", rule.category().as_str(), rule.name().replace('-', "_"));
        let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        godwit_testkit::run(rule.id, &page, |case| {
            companions(rule, &all, case, &mut pairs.borrow_mut());
            Outcome::default()
        });
    }
    let pairs = pairs.into_inner();
    let both: Vec<_> = pairs
        .iter()
        .filter(|(a, b)| a < b && pairs.contains(&(*b, *a)) && !ALLOWED.contains(&(*a, *b)))
        .collect();
    assert!(both.is_empty(), "merge them or allow the pair: {both:?}");
}
