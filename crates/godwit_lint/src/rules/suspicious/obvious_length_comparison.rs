//! `suspicious/obvious-length-comparison`. See the page beside this file.

use godwit_base::{Edit, Fix, Span, sym};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/obvious-length-comparison",
    aliases: &[("gocritic", "sloppyLen"), ("staticcheck", "SA4024")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op, x, y } = cx.file[node] else { return };
    // `0 <= len(s)` is `len(s) >= 0`.
    let (op, call, bound, swapped) = match op {
        BinaryOp::Geq | BinaryOp::Lss => (op, x, y, false),
        BinaryOp::Leq if literal::int_value(cx.file, x) != Some(0) => (op, x, y, false),
        BinaryOp::Leq => (BinaryOp::Geq, y, x, true),
        BinaryOp::Gtr => (BinaryOp::Lss, y, x, true),
        _ => return,
    };
    if literal::int_value(cx.file, bound) != Some(0) {
        return;
    }
    let call = cx.file.unparen(call);
    if !cx.is_builtin_call(call, sym::LEN) && !cx.is_builtin_call(call, sym::CAP) {
        return;
    }
    let (text, call) = (cx.snippet(node), cx.snippet(call));
    match op {
        BinaryOp::Geq | BinaryOp::Lss if swapped => {
            cx.report_node(node, "builtin function len does not return negative values").code("SA4024");
        }
        BinaryOp::Geq => {
            cx.report_node(node, format!("{text} is always true")).code("sloppyLen");
        }
        BinaryOp::Lss => {
            cx.report_node(node, format!("{text} is always false"));
        }
        _ => {
            let operator = Span::new(cx.file.anchor(node), cx.file.anchor(node) + 2);
            cx.report_node(node, format!("{text} can be {call} == 0"))
                .code("sloppyLen")
                .fix(Fix::safe("compare with ==", vec![Edit::replace(operator, "==")]));
        }
    }
}
