//! `suspicious/empty-block`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{has_comments, may_have_effect};
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/empty-block",
    aliases: &[("revive", "empty-block")],
    check: Check::Nodes(&[NodeKind::Block], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    if is_reported(cx, node) {
        cx.report_node(node, "this block is empty, you can remove it");
    }
}

/// Whether this rule reports a block.
pub fn is_reported(cx: &Cx<'_>, node: NodeId) -> bool {
    let Node::Block { stmts, skipped: false } = cx.file[node] else { return false };
    if !stmts.is_empty() {
        return false;
    }
    let Some(parent) = cx.file.parent(node) else { return false };
    let span = cx.file.span(node);
    match cx.file[parent] {
        // A first branch that does nothing keeps its case from the branches behind it.
        Node::If(ext) if cx.file.if_stmt(ext).then == node && cx.file.if_stmt(ext).els.is_some() => return false,
        Node::If(_)
        | Node::Block { .. }
        | Node::CaseClause { .. }
        | Node::CommClause { .. }
        | Node::LabeledStmt { .. } => {}
        // A condition with effects is the loop's work; a loop without condition blocks on purpose.
        Node::For(ext) => {
            let parts = cx.file.for_stmt(ext);
            if parts.post.is_some() || parts.cond.is_none_or(|c| may_have_effect(cx.file, c)) {
                return false;
            }
        }
        _ => return false,
    }
    !has_comments(cx.file, span)
}
