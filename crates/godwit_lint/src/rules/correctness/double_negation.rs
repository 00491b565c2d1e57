//! `correctness/double-negation`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{Node, NodeId, NodeKind, UnaryOp};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/double-negation",
    aliases: &[("staticcheck", "SA4013")],
    fix: FixKind::Unsafe,
    check: Check::Nodes(&[NodeKind::Unary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Unary { op: UnaryOp::Not, x } = cx.file[node] else { return };
    let Node::Unary { op: UnaryOp::Not, x: inner } = cx.file[cx.file.unparen(x)] else { return };
    let edit = Edit::replace(cx.file.span(node), cx.file.text_of(inner));
    cx.report_node(node, "negating a boolean twice has no effect; is this a typo?")
        .fix(Fix::unsafe_("drop both negations", vec![edit]));
}
