//! `style/infinite-loop-condition`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/infinite-loop-condition",
    aliases: &[("staticcheck", "S1006")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::For], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::For(ext) = cx.file[node] else { return };
    let parts = cx.file.for_stmt(ext);
    let Some(cond) = parts.cond else { return };
    if parts.init.is_some() || parts.post.is_some() || cx.bool_value(cx.constant_expr(cond)) != Some(true) {
        return;
    }
    let span = Span::new(cx.file.start(cond), cx.file.start(parts.body));
    cx.report_node(node, "should use for {} instead of for true {}")
        .fix(Fix::safe("drop the condition", vec![Edit::delete(span)]));
}
