//! `pedantic/empty-branch`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/empty-branch",
    aliases: &[("staticcheck", "SA9003")],
    default: false,
    check: Check::Nodes(&[NodeKind::If], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::If(ext) = cx.file[node] else { return };
    let parts = cx.file.if_stmt(ext);
    if let Some(els) = parts.els {
        // A first branch that does nothing keeps its case from the branches behind it.
        if !is_empty(cx, els) {
            return;
        }
        cx.report_node(els, "empty branch");
    }
    if is_empty(cx, parts.then) {
        cx.report_node(node, "empty branch");
    }
}

fn is_empty(cx: &Cx<'_>, block: NodeId) -> bool {
    matches!(cx.file[block], Node::Block { stmts, skipped: false } if stmts.is_empty())
}
