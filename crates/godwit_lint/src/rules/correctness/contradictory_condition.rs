//! `correctness/contradictory-condition`. See the page beside this file.

use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::same::{may_have_effect, same_code};
use crate::{Check, Cx, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/contradictory-condition",
    aliases: &[("gocritic", "badCond"), ("govet", "bools")],
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

/// `x op value`.
struct Comparison {
    x: NodeId,
    op: BinaryOp,
    value: NodeId,
}

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: join @ (BinaryOp::LAnd | BinaryOp::LOr), x, y } = cx.file[node] else { return };
    let (Some(a), Some(b)) = (comparison(cx, x), comparison(cx, y)) else { return };
    if !same_code(cx.file, a.x, b.x) || may_have_effect(cx.file, a.x) {
        return;
    }
    let verdict = match (join, a.op, b.op) {
        (BinaryOp::LAnd, BinaryOp::Eql, BinaryOp::Eql) if differ(cx, a.value, b.value) => "false",
        (BinaryOp::LOr, BinaryOp::Neq, BinaryOp::Neq) if differ(cx, a.value, b.value) => "true",
        (BinaryOp::LAnd, _, _) if is_empty_range(cx, &a, &b) || is_empty_range(cx, &b, &a) => "false",
        _ => return,
    };
    cx.report_node(node, format!("`{}` condition is always {verdict}", cx.snippet(node)));
}

fn comparison(cx: &Cx<'_>, expr: NodeId) -> Option<Comparison> {
    let Node::Binary { op, x, y } = cx.file[cx.file.unparen(expr)] else { return None };
    (op.is_comparison() && literal::is_literal(cx.file, y) || literal::int_value(cx.file, y).is_some())
        .then_some(Comparison { x, op, value: y })
        .filter(|c| c.op.is_comparison())
}

/// Whether two literals are surely two values.
fn differ(cx: &Cx<'_>, a: NodeId, b: NodeId) -> bool {
    match (literal::int_value(cx.file, a), literal::int_value(cx.file, b)) {
        (Some(a), Some(b)) => a != b,
        _ => match (literal::string_value(cx.file, a), literal::string_value(cx.file, b)) {
            (Some(a), Some(b)) => a != b,
            _ => false,
        },
    }
}

/// `x < low && x > high` with nothing in between.
fn is_empty_range(cx: &Cx<'_>, below: &Comparison, above: &Comparison) -> bool {
    let (Some(upper), Some(lower)) =
        (literal::int_value(cx.file, below.value), literal::int_value(cx.file, above.value))
    else {
        return false;
    };
    match (below.op, above.op) {
        (BinaryOp::Lss, BinaryOp::Gtr) | (BinaryOp::Lss, BinaryOp::Geq) | (BinaryOp::Leq, BinaryOp::Gtr) => {
            upper <= lower
        }
        (BinaryOp::Leq, BinaryOp::Geq) => upper < lower,
        _ => false,
    }
}
