//! `style/assignment-operator`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{AssignOp, BinaryOp, Node, NodeId, NodeKind};

use crate::same::{may_have_effect, same_code};
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/assignment-operator",
    aliases: &[("gocritic", "assignOp")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Assign], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Assign { op: AssignOp::Assign, lhs, rhs } = cx.file[node] else { return };
    let (Some(target), Some(value)) = (cx.file.list_single(lhs), cx.file.list_single(rhs)) else { return };
    let Node::Binary { op, x, y } = cx.file[value] else { return };
    if op.is_comparison() || matches!(op, BinaryOp::LAnd | BinaryOp::LOr) {
        return;
    }
    if !same_code(cx.file, target, x) || may_have_effect(cx.file, target) {
        return;
    }
    let (target, operand) = (cx.file.text_of(target), cx.file.text_of(y));
    let replacement = match (op, operand) {
        (BinaryOp::Add, "1") => format!("{target}++"),
        (BinaryOp::Sub, "1") => format!("{target}--"),
        _ => format!("{target} {}= {operand}", op.as_str()),
    };
    let message = format!(
        "replace `{}` with `{}`",
        cx.snippet(node),
        replacement.split_whitespace().collect::<Vec<_>>().join(" ")
    );
    cx.report_node(node, message)
        .fix(Fix::safe("use the assignment operator", vec![Edit::replace(cx.file.span(node), replacement)]));
}
