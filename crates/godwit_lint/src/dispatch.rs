//! Runs rules over a package: one pass over each file's nodes, rules bucketed by node kind.
//!
//! A debug build also runs every rule by itself over all nodes and compares. A rule that panics on a file becomes one
//! `internal-error` finding; the others go on.

use std::cell::{Cell, OnceCell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

use godwit_base::{Diagnostic, FileId, Severity, Span};
use godwit_syntax::{File, NodeId, NodeKind};

use crate::nolint::{Directive, directives};
use crate::options::Settings;
use crate::package::{Package, SourceUnit};
use crate::pass::{Cx, Shared};
use crate::rule::{Check, Needs, RuleDef};

type NodeCheck = fn(&Cx<'_>, NodeId);
type FileCheck = fn(&Cx<'_>);
type PackageCheck = fn(&[Cx<'_>]);

/// The enabled rules, sorted into buckets once per run.
pub struct RuleSet {
    rules: Vec<&'static RuleDef>,
    pub settings: Settings,
    /// For files with types.
    all: Buckets,
    /// For files without.
    syntax: Buckets,
}

#[derive(Default)]
struct Buckets {
    /// By `NodeKind`: rule index and function.
    nodes: Vec<Vec<(usize, NodeCheck)>>,
    /// With the packages whose functions are called.
    calls: Vec<(usize, NodeCheck, &'static [&'static str])>,
    files: Vec<(usize, FileCheck)>,
    packages: Vec<(usize, PackageCheck)>,
}

impl Buckets {
    fn new(rules: &[&'static RuleDef], upto: Needs) -> Self {
        let mut buckets = Buckets { nodes: vec![Vec::new(); NodeKind::ALL.len()], ..Buckets::default() };
        for (i, rule) in rules.iter().enumerate().filter(|(_, r)| r.needs <= upto) {
            match rule.check {
                Check::Nodes(kinds, check) => {
                    kinds.iter().for_each(|&k| buckets.nodes[k as usize].push((i, check)))
                }
                Check::Calls(packages, check) => buckets.calls.push((i, check, packages)),
                Check::File(check) => buckets.files.push((i, check)),
                Check::Package(check) => buckets.packages.push((i, check)),
            }
        }
        buckets
    }
}

impl RuleSet {
    /// The order of `rules` does not matter; doubles are dropped.
    pub fn new(rules: &[&'static RuleDef], settings: Settings) -> Self {
        let mut rules = rules.to_vec();
        rules.sort_by_key(|r| r.id);
        rules.dedup_by_key(|r| r.id);
        let (all, syntax) = (Buckets::new(&rules, Needs::Module), Buckets::new(&rules, Needs::Syntax));
        RuleSet { rules, settings, all, syntax }
    }

    /// The rules that run without being asked for.
    pub fn default_rules() -> Vec<&'static RuleDef> {
        crate::RULES.iter().copied().filter(|r| r.default).collect()
    }

    pub fn rules(&self) -> &[&'static RuleDef] {
        &self.rules
    }

    fn buckets(&self, unit: &SourceUnit<'_>) -> &Buckets {
        if unit.types.is_some() { &self.all } else { &self.syntax }
    }
}

/// What linting gave.
#[derive(Default)]
pub struct Outcome {
    /// Sorted by file, position, rule.
    pub diagnostics: Vec<Diagnostic>,
    /// What comments suppressed, in the same order.
    pub suppressed: Vec<Diagnostic>,
    /// The suppressing comments of each file and what they matched.
    pub directives: Vec<(FileId, Vec<Directive>)>,
    /// Whether a rule panicked.
    pub internal_error: bool,
    /// Rules that could not judge these files without the other ones of the package, and are to be run again over all.
    pub wants_whole: Vec<&'static RuleDef>,
}

/// Lints a file on its own.
pub fn lint_file(unit: SourceUnit<'_>, rules: &RuleSet) -> Outcome {
    lint_package(&Package { path: "", files: vec![unit] }, rules)
}

/// Lints the files of a package. Files that do not parse are left to the syntax errors.
pub fn lint_package(package: &Package<'_>, rules: &RuleSet) -> Outcome {
    lint_package_and(package, rules, Vec::new())
}

/// The same with findings that the caller made for rules of the set whose work is done elsewhere: comments suppress them
/// like all others.
pub fn lint_package_and(package: &Package<'_>, rules: &RuleSet, elsewhere: Vec<Diagnostic>) -> Outcome {
    let (index, wants_whole) = (OnceCell::new(), RefCell::default());
    let shared: Vec<Shared<'_>> =
        package.files.iter().map(|unit| Shared::new(unit, package, &index, &wants_whole)).collect();
    let sink = RefCell::new(Vec::new());
    let mut outcome = Outcome::default();
    for shared in &shared {
        if shared.unit.tree.errors.is_empty() && (rules.settings.generated || !shared.is_generated()) {
            run_file(rules, shared, &sink, &mut outcome.internal_error);
        }
    }
    if package.files.iter().all(|unit| unit.tree.errors.is_empty()) {
        run_package(rules, &shared, &sink, &mut outcome.internal_error);
    }

    let mut found = sink.into_inner();
    if !rules.settings.generated {
        found.retain(|d| shared.iter().any(|s| s.unit.id == d.file && !s.is_generated()));
    }
    found.extend(elsewhere);
    found.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    found.dedup();
    suppress(package, rules, found, &mut outcome);
    drop(shared);
    outcome.wants_whole = wants_whole.into_inner();
    outcome
}

/// Shows a package to somebody who looks at it as a rule would, but has nothing to report.
pub(crate) fn with_contexts<R>(
    package: &Package<'_>,
    rule: &'static RuleDef,
    look: impl FnOnce(&[Cx<'_>]) -> R,
) -> R {
    let rules = RuleSet::new(&[rule], Settings::default());
    let (index, wants_whole, sink) = (OnceCell::new(), RefCell::default(), RefCell::default());
    let shared: Vec<Shared<'_>> =
        package.files.iter().map(|unit| Shared::new(unit, package, &index, &wants_whole)).collect();
    let contexts: Vec<Cx<'_>> = shared.iter().map(|shared| context(&rules, shared, &sink, rule)).collect();
    look(&contexts)
}

fn suppress(package: &Package<'_>, rules: &RuleSet, found: Vec<Diagnostic>, outcome: &mut Outcome) {
    for unit in &package.files {
        outcome.directives.push((unit.id, directives(unit.tree)));
    }
    for diagnostic in found {
        let unit = package.files.iter().find(|u| u.id == diagnostic.file);
        let directives = outcome.directives.iter_mut().find(|d| d.0 == diagnostic.file);
        let rule = rules.rules.binary_search_by(|r| r.id.cmp(diagnostic.rule)).ok().map(|i| rules.rules[i]);
        let (Some(unit), Some((_, directives)), Some(rule)) = (unit, directives, rule) else {
            outcome.diagnostics.push(diagnostic);
            continue;
        };
        let line = unit.tree.line(diagnostic.span.start);
        let mut suppressed = false;
        for directive in directives.iter_mut() {
            // All that match are noted: each of them is of use.
            suppressed |= directive.apply(rule, line);
        }
        if suppressed && !rules.settings.ignore_suppressions {
            outcome.suppressed.push(diagnostic);
        } else {
            outcome.diagnostics.push(diagnostic);
        }
    }
}

fn contexts<'a>(
    rules: &'a RuleSet,
    shared: &'a Shared<'a>,
    sink: &'a RefCell<Vec<Diagnostic>>,
) -> Vec<Cx<'a>> {
    let cx = |&rule| context(rules, shared, sink, rule);
    rules.rules.iter().map(cx).collect()
}

fn context<'a>(
    rules: &'a RuleSet,
    shared: &'a Shared<'a>,
    sink: &'a RefCell<Vec<Diagnostic>>,
    rule: &'static RuleDef,
) -> Cx<'a> {
    Cx {
        file: shared.unit.tree,
        unit: shared.unit,
        package: shared.package,
        rule,
        shared,
        settings: &rules.settings,
        sink,
    }
}

fn run_file(
    rules: &RuleSet,
    shared: &Shared<'_>,
    sink: &RefCell<Vec<Diagnostic>>,
    internal_error: &mut bool,
) {
    let before = sink.borrow().len();
    let panicked = run_fast(rules, shared, sink);
    *internal_error |= panicked;
    if cfg!(debug_assertions) && !panicked {
        let naive = RefCell::new(Vec::new());
        run_naive(rules, shared, &naive);
        let sorted = |mut list: Vec<Diagnostic>| {
            list.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
            list
        };
        let fast = sorted(sink.borrow()[before..].to_vec());
        assert_eq!(
            fast,
            sorted(naive.into_inner()),
            "the dispatcher and the naive loop differ on {}",
            shared.unit.path
        );
    }
}

/// Runs the rules; whether one panicked.
fn run_fast(rules: &RuleSet, shared: &Shared<'_>, sink: &RefCell<Vec<Diagnostic>>) -> bool {
    let file: &File = shared.unit.tree;
    let buckets = rules.buckets(shared.unit);
    let contexts = contexts(rules, shared, sink);
    let by_import = calls_by_import(buckets, &contexts);
    let calls = |id: NodeId| -> &[(usize, NodeCheck)] {
        match contexts.first() {
            Some(cx) if !by_import.is_empty() => {
                cx.callee_import(id).map_or(&[], |import| &by_import[import])
            }
            _ => &[],
        }
    };
    let mut dead = vec![false; contexts.len()];
    let mut panicked = false;

    // Where the pass is: after a panic it goes on behind the rule that panicked.
    let at = Cell::new((0usize, 0usize));
    let mut ids = file.ids();
    let mut current = ids.next();
    while let Some(first) = current {
        let result = catch_unwind(AssertUnwindSafe(|| {
            let mut skip = at.get().1;
            for id in std::iter::once(first).chain(ids.by_ref()) {
                let kind = file[id].kind();
                let bucket = &buckets.nodes[kind as usize];
                let calls = if kind == NodeKind::Call { calls(id) } else { &[] };
                for (i, &(rule, check)) in bucket.iter().chain(calls).enumerate().skip(skip) {
                    if !dead[rule] {
                        at.set((id.raw() as usize, i));
                        check(&contexts[rule], id);
                    }
                }
                skip = 0;
            }
        }));
        match result {
            Ok(()) => break,
            Err(payload) => {
                let (node, i) = at.get();
                let id = NodeId::new(node as u32);
                let bucket = &buckets.nodes[file[id].kind() as usize];
                let (rule, _) = bucket.get(i).copied().unwrap_or_else(|| calls(id)[i - bucket.len()]);
                dead[rule] = true;
                panicked = true;
                report_panic(sink, shared.unit, contexts[rule].rule, &*payload);
                at.set((node, i + 1));
                current = Some(id);
            }
        }
    }
    for &(rule, check) in &buckets.files {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| check(&contexts[rule]))) {
            panicked = true;
            report_panic(sink, shared.unit, contexts[rule].rule, &*payload);
        }
    }
    panicked
}

/// For each import of the file the rules for calls of its functions; empty if there are no such rules at all.
fn calls_by_import(buckets: &Buckets, contexts: &[Cx<'_>]) -> Vec<Vec<(usize, NodeCheck)>> {
    let (false, Some(cx)) = (buckets.calls.is_empty(), contexts.first()) else { return Vec::new() };
    let rules = |path: &str| {
        let of_path = buckets.calls.iter().filter(|(_, _, packages)| packages.contains(&path));
        of_path.map(|&(rule, check, _)| (rule, check)).collect()
    };
    cx.imports().iter().map(|import| rules(&import.path)).collect()
}

/// What [`run_fast`] must equal: every rule by itself.
fn run_naive(rules: &RuleSet, shared: &Shared<'_>, sink: &RefCell<Vec<Diagnostic>>) {
    let typed = shared.unit.types.is_some();
    for &rule in &rules.rules {
        if rule.needs > Needs::Syntax && !typed {
            continue;
        }
        let cx = context(rules, shared, sink, rule);
        match rule.check {
            Check::Nodes(kinds, check) => {
                for id in cx.file.ids().filter(|&id| kinds.contains(&cx.file[id].kind())) {
                    check(&cx, id);
                }
            }
            Check::Calls(packages, check) => {
                for id in
                    cx.file.ids().filter(|&id| cx.callee(id).is_some_and(|c| packages.contains(&c.path)))
                {
                    check(&cx, id);
                }
            }
            Check::File(check) => check(&cx),
            Check::Package(_) => {}
        }
    }
}

fn run_package(
    rules: &RuleSet,
    shared: &[Shared<'_>],
    sink: &RefCell<Vec<Diagnostic>>,
    internal_error: &mut bool,
) {
    let Some(first) = shared.first() else { return };
    for &(rule, check) in &rules.buckets(first.unit).packages {
        let contexts: Vec<Cx<'_>> =
            shared.iter().map(|s| context(rules, s, sink, rules.rules[rule])).collect();
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| check(&contexts))) {
            *internal_error = true;
            report_panic(sink, first.unit, rules.rules[rule], &*payload);
        }
    }
}

fn report_panic(
    sink: &RefCell<Vec<Diagnostic>>,
    unit: &SourceUnit<'_>,
    rule: &RuleDef,
    payload: &(dyn std::any::Any + Send),
) {
    let text =
        payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
    let text = text.unwrap_or("no message");
    let message = format!(
        "rule {} panicked on this file ({text}); this is a defect of Godwit, please report it",
        rule.id
    );
    sink.borrow_mut().push(
        Diagnostic::new("internal-error", Severity::Error, unit.id, Span::at(0), message).with_code(rule.id),
    );
}
