//! `style/increment-decrement`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{AssignOp, BinaryOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/increment-decrement",
    aliases: &[("revive", "increment-decrement")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Assign], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Assign { op: AssignOp::Op(op), lhs, rhs } = cx.file[node] else { return };
    let operator = match op {
        BinaryOp::Add => "++",
        BinaryOp::Sub => "--",
        _ => return,
    };
    let (Some(x), Some(one)) = (cx.file.list_single(lhs), cx.file.list_single(rhs)) else { return };
    if !literal::is_literal(cx.file, one) || cx.file.text_of(one) != "1" {
        return;
    }
    let x = cx.file.text_of(x);
    let replacement = format!("{x}{operator}");
    let edit = Edit::replace(cx.file.span(node), replacement.clone());
    cx.report_node(node, format!("should replace {x} {}= 1 with {replacement}", &operator[..1]))
        .fix(Fix::safe(format!("write {replacement}"), vec![edit]));
}
