//! `correctness/spinning-select`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{block_stmts, has_comments, only_stmt};
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/spinning-select",
    aliases: &[("staticcheck", "SA5004")],
    fix: FixKind::Unsafe,
    check: Check::Nodes(&[NodeKind::For], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::For(ext) = cx.file[node] else { return };
    let parts = cx.file.for_stmt(ext);
    if parts.cond.is_some() || parts.init.is_some() || parts.post.is_some() {
        return;
    }
    let Some(select) = only_stmt(cx.file, parts.body) else { return };
    let Node::Select { body } = cx.file[select] else { return };
    for clause in block_stmts(cx.file, body) {
        let Node::CommClause { comm: None, body } = cx.file[clause] else { continue };
        if !body.is_empty() || has_comments(cx.file, cx.file.span(clause)) {
            continue;
        }
        let edit = Edit::delete(cx.line_span(cx.file.span(clause)));
        cx.report_node(
            clause,
            "should not have an empty default case in a for+select loop; the loop will spin",
        )
        .fix(Fix::unsafe_("delete the default case", vec![edit]));
    }
}
