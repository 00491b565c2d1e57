//! `correctness/identical-operands`. See the page beside this file.

use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::same::{may_have_effect, same_code};
use crate::{Check, Cx, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/identical-operands",
    aliases: &[("staticcheck", "SA4000"), ("gocritic", "dupSubExpr"), ("govet", "bools")],
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
    // Cheap first: nearly all operands differ in length.
    if cx.file.span(x).len() != cx.file.span(y).len()
        || literal::is_literal(cx.file, x)
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

/// Whether a variable is declared with a type that holds no NaN.
fn is_surely_no_float(cx: &Cx<'_>, expr: NodeId) -> bool {
    if let Some(types) = cx.types() {
        return types
            .underlying_string(expr)
            .is_some_and(|t| !t.starts_with("float") && !t.starts_with("complex"));
    }
    let Some(object) = cx.object(expr) else { return false };
    let (Node::Field { ty: Some(ty), .. } | Node::ValueSpec { ty: Some(ty), .. }) = cx.file[object.decl]
    else {
        return false;
    };
    match cx.file[ty] {
        Node::Star { .. } | Node::ChanType { .. } => true,
        Node::Ident { name } => {
            let text = name.as_str();
            (text.starts_with("int")
                || text.starts_with("uint")
                || matches!(text, "string" | "bool" | "byte" | "rune" | "error"))
                && cx.is_universe(ty, name)
        }
        _ => false,
    }
}
