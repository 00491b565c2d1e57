//! `style/redundant-bool-comparison`. See the page beside this file.

use godwit_base::{Edit, Fix, sym};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind, UnaryOp};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-bool-comparison",
    aliases: &[("staticcheck", "S1002"), ("revive", "bool-literal-in-expr")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: op @ (BinaryOp::Eql | BinaryOp::Neq), x, y } = cx.file[node] else { return };
    let (operand, constant) = match (cx.bool_value(x), cx.bool_value(y)) {
        (None, Some(value)) => (x, value),
        (Some(value), None) => (y, value),
        _ => return,
    };
    if !is_surely_bool(cx, cx.file.unparen(operand)) {
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

/// An interface can be compared with true, too, and there it makes a difference.
fn is_surely_bool(cx: &Cx<'_>, expr: NodeId) -> bool {
    if let Some(types) = cx.types() {
        return types.type_string(expr).is_some_and(|t| t == "bool" || t == "untyped bool");
    }
    match cx.file[expr] {
        Node::Unary { op: UnaryOp::Not, .. } => true,
        Node::Binary { op, .. } => op.is_comparison() || matches!(op, BinaryOp::LAnd | BinaryOp::LOr),
        Node::Ident { .. } => {
            let Some(object) = cx.object(expr) else { return false };
            match cx.file[object.decl] {
                Node::Field { ty: Some(ty), .. } | Node::ValueSpec { ty: Some(ty), .. } => {
                    cx.is_universe(ty, sym::BOOL)
                }
                _ => false,
            }
        }
        Node::Call { .. } => cx.callee(expr).is_some_and(|c| {
            matches!(c.path, "strings" | "bytes")
                && matches!(
                    c.name.as_str(),
                    "HasPrefix" | "HasSuffix" | "Contains" | "ContainsAny" | "EqualFold" | "Equal"
                )
                || c.is("errors", "Is")
                || c.is("errors", "As")
        }),
        _ => false,
    }
}
