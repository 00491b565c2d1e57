//! `performance/case-converting-comparison`. See the page beside this file.

use godwit_base::{Edit, Fix, sym};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind, UnaryOp};

use crate::same::same_code;
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "performance/case-converting-comparison",
    aliases: &[("staticcheck", "SA6005"), ("gocritic", "equalFold")],
    fix: FixKind::Unsafe,
    check: Check::Nodes(&[NodeKind::Binary, NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::Binary { op: op @ (BinaryOp::Eql | BinaryOp::Neq), x, y } => {
            compare(cx, node, "strings", x, y, op == BinaryOp::Neq);
        }
        Node::Call { .. } if cx.is_call_to(node, "bytes", "Equal") => {
            if let [x, y] = cx.args(node)[..] {
                compare(cx, node, "bytes", x, y, false);
            }
        }
        _ => {}
    }
}

fn compare(cx: &Cx<'_>, node: NodeId, package: &str, x: NodeId, y: NodeId, negated: bool) {
    let (a, b) = (converted(cx, package, x), converted(cx, package, y));
    let Some(Converted { name: first, qualifier, .. }) = a.as_ref().or(b.as_ref()) else { return };
    // One in upper and one in lower case are hardly ever equal: that is another mistake.
    if a.iter().chain(&b).any(|c| c.name != *first) {
        return;
    }
    let both = a.is_some() && b.is_some();
    let both_of_strings = both && package == "strings";
    let (x, y) = (a.as_ref().map_or(x, |c| c.arg), b.as_ref().map_or(y, |c| c.arg));
    // `s == strings.ToLower(s)` asks whether s is in lower case.
    if !both_of_strings && (same_code(cx.file, x, y) || !is_plain(cx, x) || !is_plain(cx, y)) {
        return;
    }
    let code = match both_of_strings {
        false => "equalFold",
        true if same_code(cx.file, x, y) || !is_plain(cx, x) || !is_plain(cx, y) => "SA6005",
        true => "",
    };
    let not = if negated { "!" } else { "" };
    let call = format!("{not}{qualifier}.EqualFold({}, {})", cx.file.text_of(x), cx.file.text_of(y));
    let message = if both_of_strings {
        format!("should use {not}strings.EqualFold instead")
    } else {
        format!("consider replacing with {call}")
    };
    let edit = Edit::replace(cx.file.span(node), call);
    cx.report_node(node, message).code(code).fix(Fix::unsafe_(format!("call {package}.EqualFold"), vec![edit]));
}

/// A call of `ToLower` or `ToUpper`.
struct Converted<'f> {
    name: &'static str,
    /// The package as the file calls it.
    qualifier: &'f str,
    arg: NodeId,
}

fn converted<'f>(cx: &Cx<'f>, package: &str, expr: NodeId) -> Option<Converted<'f>> {
    let call = cx.file.unparen(expr);
    let callee = cx.callee(call).filter(|c| c.path == package)?;
    let [arg] = cx.args(call)[..] else { return None };
    let Node::Call { fun, .. } = cx.file[call] else { return None };
    let Node::Selector { x, .. } = cx.file[cx.file.unparen(fun)] else { return None };
    let name = callee.name.as_str();
    matches!(name, "ToLower" | "ToUpper").then_some(Converted { name, qualifier: cx.file.text_of(x), arg })
}

/// An operand that is there already: names, fields, elements, and conversions of such.
fn is_plain(cx: &Cx<'_>, expr: NodeId) -> bool {
    cx.file.subtree(expr).all(|id| match cx.file[id] {
        Node::Call { fun, .. } => {
            cx.is_universe(fun, sym::STRING) || matches!(cx.file[cx.file.unparen(fun)], Node::ArrayType { .. })
        }
        Node::Slice { .. } | Node::FuncLit { .. } => false,
        Node::Unary { op, .. } => op != UnaryOp::Recv,
        _ => true,
    })
}
