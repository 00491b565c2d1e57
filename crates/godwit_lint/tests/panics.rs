//! A rule that panics costs one finding on that file and nothing else.

use godwit_base::FileId;
use godwit_lint::{Check, Cx, Package, RuleDef, RuleSet, Settings, SourceUnit, lint_package, rule};
use godwit_syntax::{NodeId, NodeKind, parse};

static PANICS: RuleDef =
    RuleDef { id: "nursery/panics", check: Check::Nodes(&[NodeKind::Ident], panics), ..rule() };
static REPORTS: RuleDef =
    RuleDef { id: "nursery/reports", check: Check::Nodes(&[NodeKind::Ident], reports), ..rule() };
static PANICS_ON_FILE: RuleDef =
    RuleDef { id: "nursery/panics-on-file", check: Check::File(|_| panic!("file")), ..rule() };

fn panics(cx: &Cx<'_>, node: NodeId) {
    assert!(!cx.file.text_of(node).starts_with("boom"), "met {}", cx.file.text_of(node));
}

fn reports(cx: &Cx<'_>, node: NodeId) {
    if cx.file.text_of(node).starts_with("seen") {
        cx.report_node(node, "seen");
    }
}

#[test]
fn the_other_rules_and_files_go_on() {
    let (bad, good) =
        (parse("package p\nvar seen1, boom1, boom2, seen2 int\n"), parse("package p\nvar seen3 int\n"));
    let unit = |id, tree| SourceUnit { id: FileId(id), path: "p.go", tree, go_minor: 27, types: None };
    let package = Package { path: "p", files: vec![unit(0, &bad), unit(1, &good)] };
    let outcome = lint_package(&package, &RuleSet::new(&[&PANICS, &REPORTS], Settings::default()));
    assert!(outcome.internal_error);
    let found: Vec<(u32, &str)> = outcome.diagnostics.iter().map(|d| (d.file.0, d.rule)).collect();
    let seen = "nursery/reports";
    assert_eq!(found, [(0, "internal-error"), (0, seen), (0, seen), (1, seen)]);
    assert!(outcome.diagnostics[0].message.contains("nursery/panics panicked on this file (met boom1)"));
}

#[test]
fn a_rule_for_files_is_isolated_too() {
    let file = parse("package p\nvar seen1 int\n");
    let unit = SourceUnit { id: FileId(0), path: "p.go", tree: &file, go_minor: 27, types: None };
    let rules = RuleSet::new(&[&PANICS_ON_FILE, &REPORTS], Settings::default());
    let outcome = lint_package(&Package { path: "p", files: vec![unit] }, &rules);
    assert_eq!(outcome.diagnostics.len(), 2);
}
