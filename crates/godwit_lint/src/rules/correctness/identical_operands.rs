//! `correctness/identical-operands`. See the page beside this file.

use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::same::{may_have_effect, same_code};
use crate::{Check, Cx, Needs, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/identical-operands",
    aliases: &[("staticcheck", "SA4000"), ("gocritic", "dupSubExpr"), ("govet", "bools")],
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op, x, y } = cx.file[node] else { return };
    let float_matters = match op {
        BinaryOp::LOr
        | BinaryOp::LAnd
        | BinaryOp::Or
        | BinaryOp::And
        | BinaryOp::AndNot
        | BinaryOp::Xor
        | BinaryOp::Rem => false,
        // x != x asks for NaN, x - x for infinity.
        BinaryOp::Eql
        | BinaryOp::Neq
        | BinaryOp::Lss
        | BinaryOp::Leq
        | BinaryOp::Gtr
        | BinaryOp::Geq
        | BinaryOp::Sub
        | BinaryOp::Quo => true,
        BinaryOp::Add | BinaryOp::Mul | BinaryOp::Shl | BinaryOp::Shr => return,
    };
    // Flags are put together from literals, too.
    if !op.is_comparison() && op != BinaryOp::Sub && literal::is_literal(cx.file, x) {
        return;
    }
    // Cheap first: nearly all operands differ in length.
    if cx.file.span(x).len() != cx.file.span(y).len()
        || !same_code(cx.file, x, y)
    {
        return;
    }
    if may_have_effect(cx.file, x) || (float_matters && !is_surely_no_float(cx, cx.file.unparen(x))) {
        return;
    }
    let op = op.as_str();
    cx.report_node(node, format!("identical expressions on the left and right side of the '{op}' operator"));
}

/// Whether the type holds no NaN, which differs from itself.
fn is_surely_no_float(cx: &Cx<'_>, expr: NodeId) -> bool {
    let underlying = cx.types().and_then(|types| types.underlying_string(expr));
    underlying.is_some_and(|t| !t.contains("float") && !t.contains("complex") && !t.starts_with("interface"))
}
