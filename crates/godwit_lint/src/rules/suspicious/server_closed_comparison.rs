//! `suspicious/server-closed-comparison`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/server-closed-comparison",
    aliases: &[("errorlint", "comparison")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: op @ (BinaryOp::Eql | BinaryOp::Neq), x, y } = cx.file[node] else { return };
    let is_sentinel = |id| cx.is_qualified(id, "net/http", "ErrServerClosed");
    let (error, sentinel) = match (is_sentinel(x), is_sentinel(y)) {
        (false, true) => (x, y),
        (true, false) => (y, x),
        _ => return,
    };
    let not = if op == BinaryOp::Neq { "!" } else { "" };
    let (error, sentinel) = (cx.file.text_of(error), cx.file.text_of(sentinel));
    let name = cx.imports().by_path("errors").map(|i| i.name);
    let call = format!("{not}{}.Is({error}, {sentinel})", name.map_or("errors", |n| n.as_str()));
    let report = cx.report_node(
        node,
        format!("comparing with {} fails once the error is wrapped; use {call}", op.as_str()),
    );
    if name.is_some() {
        report.fix(Fix::safe("call errors.Is", vec![Edit::replace(cx.file.span(node), call)]));
    }
}
