//! `style/single-case-select`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{block_stmts, only_stmt};
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/single-case-select",
    aliases: &[("staticcheck", "S1000")],
    check: Check::Nodes(&[NodeKind::Select], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Select { body } = cx.file[node] else { return };
    let [clause] = block_stmts(cx.file, body)[..] else { return };
    let Node::CommClause { comm, .. } = cx.file[clause] else { return };
    // for { select { case x := <-ch: … } } is a range over the channel.
    let is_receive = comm.is_some_and(|comm| !matches!(cx.file[comm], Node::SendStmt { .. }));
    let endless_loop = cx
        .file
        .parent(node)
        .filter(|&block| only_stmt(cx.file, block) == Some(node))
        .and_then(|block| cx.file.parent(block))
        .filter(|&p| is_endless(cx, p));
    match endless_loop {
        Some(endless) if is_receive => {
            cx.report_node(endless, "should use for range instead of for { select {} }");
        }
        _ => {
            let message = "should use a simple channel send/receive instead of select with a single case";
            cx.report_node(node, message);
        }
    }
}

/// `for { … }`; a loop that counts is no range over a channel.
fn is_endless(cx: &Cx<'_>, node: NodeId) -> bool {
    let Node::For(ext) = cx.file[node] else { return false };
    let parts = cx.file.for_stmt(ext);
    parts.init.is_none() && parts.cond.is_none() && parts.post.is_none()
}
