//! `suspicious/useless-break`. See the page beside this file.

use godwit_syntax::{BranchKind, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/useless-break",
    aliases: &[("revive", "useless-break")],
    default: false,
    check: Check::Nodes(&[NodeKind::CaseClause, NodeKind::CommClause], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let (Node::CaseClause { body, .. } | Node::CommClause { body, .. }) = cx.file[node] else { return };
    let Some(last) = cx.file.list_last(body) else { return };
    if !matches!(cx.file[last], Node::Branch { kind: BranchKind::Break, label: None }) {
        return;
    }
    let in_loop =
        cx.file.ancestors(node).any(|a| matches!(cx.file[a], Node::For(_) | Node::Range { .. }));
    let warning = if in_loop {
        " (WARN: this break statement affects this switch or select statement and not the loop enclosing it)"
    } else {
        ""
    };
    cx.report_node(last, format!("useless break in case clause{warning}"));
}
