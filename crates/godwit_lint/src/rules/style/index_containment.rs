//! `style/index-containment`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/index-containment",
    aliases: &[("staticcheck", "S1003"), ("staticcheck", "S1004"), ("gocritic", "wrapperFunc")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op, x, y } = cx.file[node] else { return };
    let call = cx.file.unparen(x);
    if !op.is_comparison() || !matches!(cx.file[call], Node::Call { .. }) {
        return;
    }
    let Some(callee) = cx.callee(call).filter(|c| matches!(c.path, "strings" | "bytes")) else { return };
    let Some(value) = cx.constant_int(y) else { return };
    let contained = match (op, value) {
        (BinaryOp::Gtr, -1) | (BinaryOp::Geq, 0) | (BinaryOp::Neq, -1) => true,
        (BinaryOp::Eql, -1) | (BinaryOp::Lss, 0) => false,
        _ if callee.name.as_str() == "Compare" => false,
        _ => return,
    };
    let (name, positive) = match (callee.path, callee.name.as_str()) {
        (_, "Index") => ("Contains", contained),
        (_, "IndexAny") => ("ContainsAny", contained),
        (_, "IndexRune") => ("ContainsRune", contained),
        ("bytes", "Compare") => match (op, value) {
            (BinaryOp::Eql, 0) => ("Equal", true),
            (BinaryOp::Neq, 0) => ("Equal", false),
            _ => return,
        },
        _ => return,
    };
    let Node::Call { fun, .. } = cx.file[call] else { return };
    let Node::Selector { x: package, .. } = cx.file[cx.file.unparen(fun)] else { return };
    let text = cx.file.text_of(call);
    let args = &text[cx.file.text_of(fun).len()..];
    let simple = format!("{}{}.{name}{args}", if positive { "" } else { "!" }, cx.file.text_of(package));
    let one_line = simple.split_whitespace().collect::<Vec<_>>().join(" ");
    let code = match name {
        "Equal" => "S1004",
        _ if positive && op != BinaryOp::Gtr => "S1003 wrapperFunc",
        _ => "S1003",
    };
    cx.report_node(node, format!("should use {one_line} instead"))
        .code(code)
        .fix(Fix::safe(format!("call {name}"), vec![Edit::replace(cx.file.span(node), simple)]));
}
