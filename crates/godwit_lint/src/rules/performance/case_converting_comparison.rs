//! `performance/case-converting-comparison`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "performance/case-converting-comparison",
    aliases: &[("staticcheck", "SA6005"), ("gocritic", "equalFold")],
    fix: FixKind::Unsafe,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: op @ (BinaryOp::Eql | BinaryOp::Neq), x, y } = cx.file[node] else { return };
    let (Some(a), Some(b)) = (converted(cx, x), converted(cx, y)) else { return };
    if a.0 != b.0 {
        return;
    }
    let Node::Call { fun, .. } = cx.file[cx.file.unparen(x)] else { return };
    let Node::Selector { x: package, .. } = cx.file[cx.file.unparen(fun)] else { return };
    let not = if op == BinaryOp::Neq { "!" } else { "" };
    let (package, a, b) = (cx.file.text_of(package), cx.file.text_of(a.1), cx.file.text_of(b.1));
    let edit = Edit::replace(cx.file.span(node), format!("{not}{package}.EqualFold({a}, {b})"));
    cx.report_node(node, "should use strings.EqualFold instead")
        .fix(Fix::unsafe_("call strings.EqualFold", vec![edit]));
}

/// Function name and argument of `strings.ToLower(x)` and `strings.ToUpper(x)`.
fn converted(cx: &Cx<'_>, expr: NodeId) -> Option<(&'static str, NodeId)> {
    let call = cx.file.unparen(expr);
    let callee = cx.callee(call).filter(|c| c.path == "strings")?;
    let [arg] = cx.args(call)[..] else { return None };
    let name = callee.name.as_str();
    matches!(name, "ToLower" | "ToUpper").then_some((name, arg))
}
