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
    let Node::CommClause { comm: Some(comm), .. } = cx.file[clause] else { return };
    // for { select { case x := <-ch: … } } is a range over the channel.
    let is_receive = !matches!(cx.file[comm], Node::SendStmt { .. });
    let endless_loop = cx
        .file
        .parent(node)
        .filter(|&block| only_stmt(cx.file, block) == Some(node))
        .and_then(|block| cx.file.parent(block))
        .filter(|&p| matches!(cx.file[p], Node::For(ext) if cx.file.for_stmt(ext).cond.is_none()));
    match endless_loop {
        Some(endless) if is_receive => {
            cx.report_node(endless, "should use for range instead of for { select {} }");
        }
        Some(_) => {}
        None => {
            let message = "should use a simple channel send/receive instead of select with a single case";
            cx.report_node(node, message);
        }
    }
}
