//! `correctness/duplicate-case`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{block_stmts, may_have_effect, same_code};
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/duplicate-case",
    aliases: &[("gocritic", "dupCase")],
    check: Check::Nodes(&[NodeKind::Switch, NodeKind::Select, NodeKind::If], check),
    ..rule()
};

/// Switches beyond this are tables; comparing all pairs would be slow.
const MAX_CASES: usize = 300;

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::Switch { body, .. } => {
            let mut exprs = Vec::new();
            for clause in block_stmts(cx.file, body) {
                if let Node::CaseClause { exprs: list, .. } = cx.file[clause] {
                    exprs.extend(cx.file.list(list));
                }
            }
            duplicates(cx, &exprs, true, |text| format!("'case {text}' is duplicated"));
        }
        Node::Select { body } => {
            let comms: Vec<_> = block_stmts(cx.file, body)
                .into_iter()
                .filter_map(|clause| match cx.file[clause] {
                    Node::CommClause { comm, .. } => comm,
                    _ => None,
                })
                .collect();
            duplicates(cx, &comms, true, |text| format!("'case {text}' is duplicated"));
        }
        Node::If(_) => {
            let is_chained = cx
                .file
                .parent(node)
                .is_some_and(|p| matches!(cx.file[p], Node::If(e) if cx.file.if_stmt(e).els == Some(node)));
            if !is_chained {
                chain(cx, node);
            }
        }
        _ => {}
    }
}

/// The conditions of an if-else chain without init statements and assignments in between.
fn chain(cx: &Cx<'_>, node: NodeId) {
    let mut conditions = Vec::new();
    let mut next = Some(node);
    while let Some(Node::If(ext)) = next.map(|n| cx.file[n]) {
        let parts = cx.file.if_stmt(ext);
        if parts.init.is_some() {
            return;
        }
        conditions.push(cx.file.unparen(parts.cond));
        next = parts.els;
    }
    duplicates(cx, &conditions, false, |text| format!("condition `{text}` is repeated in this chain"));
}

/// `with_effects`: expressions that may give another value the second time count, too.
fn duplicates(cx: &Cx<'_>, exprs: &[NodeId], with_effects: bool, message: impl Fn(&str) -> String) {
    if exprs.len() < 2 || exprs.len() > MAX_CASES {
        return;
    }
    for (i, &expr) in exprs.iter().enumerate() {
        let counts = with_effects || !may_have_effect(cx.file, expr);
        if counts && exprs[..i].iter().any(|&e| same_code(cx.file, e, expr)) {
            cx.report_node(expr, message(&cx.snippet(expr)));
        }
    }
}
