//! `correctness/index-at-length`. See the page beside this file.

use godwit_base::{Edit, Fix, sym};
use godwit_syntax::{AssignOp, Node, NodeId, NodeKind, SliceBounds};

use crate::same::{may_have_effect, same_code};
use crate::{Check, Cx, FixKind, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/index-at-length",
    aliases: &[("gocritic", "offBy1")],
    fix: FixKind::Unsafe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Index, NodeKind::Slice], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::Index { x, index } => check_index(cx, node, x, index),
        Node::Slice { x, bounds, three: false } => {
            let SliceBounds { lo, hi, .. } = cx.file.slice_bounds(bounds);
            let bound = match (lo, hi) {
                (Some(bound), None) | (None, Some(bound)) => bound,
                _ => return,
            };
            check_slice(cx, node, x, bound, hi.is_some());
        }
        _ => {}
    }
}

fn check_index(cx: &Cx<'_>, node: NodeId, x: NodeId, index: NodeId) {
    let [arg] = cx.args(index)[..] else { return };
    if !same_code(cx.file, x, arg) || may_have_effect(cx.file, x) || !cx.is_builtin_call(index, sym::LEN) {
        return;
    }
    // A map may well be counted up this way.
    if !is_sequence(cx, x) {
        return;
    }
    let text = cx.file.text_of(x);
    cx.report_node(node, format!("index expr always panics; maybe you wanted {text}[len({text})-1]?"))
        .fix(Fix::unsafe_("take the last element", vec![Edit::insert(cx.file.end(index), "-1")]));
}

/// `s[:strings.Index(s, sep)]`, or the same by way of a variable that is set right before.
fn check_slice(cx: &Cx<'_>, node: NodeId, x: NodeId, bound: NodeId, is_high: bool) {
    if finds_in(cx, bound, x) {
        cx.report_node(node, "Index() can return -1; maybe you wanted to do Index()+1");
    } else if is_set_right_before(cx, node, x, bound) {
        let (text, bound) = (cx.file.text_of(x), cx.file.text_of(bound));
        let wanted = if is_high { format!("{text}[:{bound}+1]") } else { format!("{text}[{bound}+1:]") };
        cx.report_node(node, format!("Index() can return -1; maybe you wanted to do {wanted}"));
    }
}

/// A call of `strings.Index` or `bytes.Index` that searches `x`.
fn finds_in(cx: &Cx<'_>, call: NodeId, x: NodeId) -> bool {
    (cx.is_call_to(call, "strings", "Index") || cx.is_call_to(call, "bytes", "Index"))
        && cx.args(call).first().is_some_and(|&arg| same_code(cx.file, arg, x))
}

/// Whether the statement is an assignment of the slice alone, and the one before it `bound := strings.Index(x, …)`.
fn is_set_right_before(cx: &Cx<'_>, node: NodeId, x: NodeId, bound: NodeId) -> bool {
    let file = cx.file;
    let Some(name) = file.ident(bound) else { return false };
    let Some(stmt) = file.parent(node).filter(|&p| matches!(file[p], Node::Assign { .. })) else { return false };
    let Some(Node::Block { stmts, .. }) = file.parent(stmt).map(|block| file[block]) else { return false };
    let Some(index) = file.list(stmts).position(|s| s == stmt) else { return false };
    let Some(before) = index.checked_sub(1).and_then(|i| file.list_get(stmts, i)) else { return false };
    let Node::Assign { op: AssignOp::Define, lhs, rhs } = file[before] else { return false };
    file.list_single(lhs).is_some_and(|v| file.ident(v) == Some(name))
        && file.list_single(rhs).is_some_and(|call| finds_in(cx, call, x))
}

/// A slice or a string; arrays of wrong length are errors of the compiler.
fn is_sequence(cx: &Cx<'_>, expr: NodeId) -> bool {
    let underlying = cx.types().and_then(|types| types.underlying_string(expr));
    underlying.is_some_and(|t| t == "string" || t.starts_with("[]"))
}
