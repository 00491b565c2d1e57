//! `suspicious/duplicate-branch`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::same_code;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/duplicate-branch",
    aliases: &[("gocritic", "dupBranchBody"), ("revive", "identical-branches")],
    check: Check::Nodes(&[NodeKind::If], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::If(ext) = cx.file[node] else { return };
    let parts = cx.file.if_stmt(ext);
    let Some(els) = parts.els else { return };
    let (Node::Block { .. }, Node::Block { .. }) = (cx.file[parts.then], cx.file[els]) else { return };
    if same_code(cx.file, parts.then, els) {
        cx.report_node(node, "both branches in if statement have same body");
    }
}
