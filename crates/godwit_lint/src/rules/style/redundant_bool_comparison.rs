//! `style/redundant-bool-comparison`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind, UnaryOp};

use crate::{Check, Cx, FixKind, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-bool-comparison",
    aliases: &[("staticcheck", "S1002")],
    fix: FixKind::Safe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: op @ (BinaryOp::Eql | BinaryOp::Neq), x, y } = cx.file[node] else { return };
    // Tests say `got == false` to be read aloud.
    if cx.is_test() {
        return;
    }
    let (operand, constant) = match (constant(cx, x), constant(cx, y)) {
        (None, Some(value)) => (x, value),
        (Some(value), None) => (y, value),
        _ => return,
    };
    if !is_bool(cx, operand) {
        return;
    }
    let text = cx.file.text_of(operand);
    let negated = constant == (op == BinaryOp::Neq);
    let simple = match (negated, cx.file[operand]) {
        (false, _) => text.to_owned(),
        (true, Node::Binary { .. }) => format!("!({text})"),
        (true, Node::Unary { op: UnaryOp::Not, x }) => cx.file.text_of(x).to_owned(),
        (true, _) => format!("!{text}"),
    };
    let one_line = simple.split_whitespace().collect::<Vec<_>>().join(" ");
    cx.report_node(node, format!("should omit comparison to bool constant, can be simplified to {one_line}"))
        .fix(Fix::safe("drop the comparison", vec![Edit::replace(cx.file.span(node), simple)]));
}

/// The value of a constant, named ones included, without a name of its own for it.
fn constant(cx: &Cx<'_>, expr: NodeId) -> Option<bool> {
    match cx.types()?.constant(expr)?.as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// An interface can be compared with true, too, and there it makes a difference.
fn is_bool(cx: &Cx<'_>, expr: NodeId) -> bool {
    let underlying = cx.types().and_then(|types| types.underlying_string(expr));
    underlying.is_some_and(|t| t == "bool" || t == "untyped bool")
}
