//! `style/boolean-literal-operand`. See the page beside this file.

use godwit_base::sym;
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/boolean-literal-operand",
    aliases: &[("revive", "bool-literal-in-expr")],
    default: false,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: op @ (BinaryOp::Eql | BinaryOp::Neq | BinaryOp::LAnd | BinaryOp::LOr), x, y } =
        cx.file[node]
    else {
        return;
    };
    let literal = |operand: NodeId| match cx.file.ident(operand)? {
        name if name == sym::TRUE => Some(true),
        name if name == sym::FALSE => Some(false),
        _ => None,
    };
    let Some(value) = literal(x).or_else(|| literal(y)) else { return };
    match (op, value) {
        (BinaryOp::LAnd, false) | (BinaryOp::LOr, true) => {
            cx.report_node(node, format!("Boolean expression seems to always evaluate to {value}"));
        }
        _ => {
            cx.report_node(node, "omit Boolean literal in expression");
        }
    }
}
