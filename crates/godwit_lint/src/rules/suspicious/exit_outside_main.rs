//! `suspicious/exit-outside-main`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::terminates::exit_call;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/exit-outside-main",
    aliases: &[("revive", "deep-exit")],
    check: Check::Nodes(&[NodeKind::ExprStmt], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::ExprStmt { x } = cx.file[node] else { return };
    if let Some(name) = reported_name(cx, node) {
        cx.report_node(x, format!("calls to {name} only in main() or init() functions"));
    }
}

/// Whether this rule reports a statement.
pub fn is_reported(cx: &Cx<'_>, stmt: NodeId) -> bool {
    reported_name(cx, stmt).is_some()
}

fn reported_name(cx: &Cx<'_>, node: NodeId) -> Option<&'static str> {
    let Node::ExprStmt { x } = cx.file[node] else { return None };
    let name = exit_call(cx, x).filter(|n| n.ends_with("Exit") || n.contains("Fatal"))?;
    if cx.is_test() || cx.package.is_main() {
        return None;
    }
    let function = cx.enclosing().declaration_name(cx.file, node).unwrap_or("");
    // A function that says so by its name keeps what it promises.
    let lower = function.to_ascii_lowercase();
    let promises = ["fatal", "exit", "die", "usage"].iter().any(|word| lower.contains(word));
    (!matches!(function, "init" | "main") && !lower.starts_with("must") && !promises).then_some(name)
}
