//! `correctness/cancelling-pointer-operators`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind, UnaryOp};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/cancelling-pointer-operators",
    aliases: &[("staticcheck", "SA4001")],
    check: Check::Nodes(&[NodeKind::Unary, NodeKind::Star], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    // cgo treats a call argument of the form &*x specially.
    if cx.imports().has("C") {
        return;
    }
    let form = match cx.file[node] {
        Node::Unary { op: UnaryOp::Addr, x } if matches!(cx.file[cx.file.unparen(x)], Node::Star { .. }) => "&*x",
        Node::Star { x } if matches!(cx.file[cx.file.unparen(x)], Node::Unary { op: UnaryOp::Addr, .. }) => "*&x",
        _ => return,
    };
    cx.report_node(node, format!("{form} will be simplified to x. It will not copy x."));
}
