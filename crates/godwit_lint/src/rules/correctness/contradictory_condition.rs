//! `correctness/contradictory-condition`. See the page beside this file.

use std::cmp::Ordering;

use godwit_base::sym;
use godwit_syntax::{BinaryOp, LitKind, Node, NodeId, NodeKind, UnaryOp};
use godwit_types::constant;

use super::suspicious_redefined_builtin::builtin;
use crate::same::same_code;
use crate::{Check, Cx, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/contradictory-condition",
    aliases: &[("gocritic", "badCond"), ("govet", "bools")],
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

/// `x op value`.
#[derive(Clone, Copy)]
struct Comparison {
    x: NodeId,
    op: BinaryOp,
    value: NodeId,
}

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: join @ (BinaryOp::LAnd | BinaryOp::LOr), x, y } = cx.file[node] else { return };
    if neighbours(cx, node, join, x, y) {
        return;
    }
    let is_part = outside_parens(cx, node).is_some_and(|p| matches!(cx.file[p], Node::Binary { op, .. } if op == join));
    if !is_part {
        chain(cx, node, join);
    }
}

/// Two comparisons side by side. Whether they were reported.
fn neighbours(cx: &Cx<'_>, node: NodeId, join: BinaryOp, x: NodeId, y: NodeId) -> bool {
    let (Some(a), Some(b)) = (comparison(cx, x), comparison(cx, y)) else { return false };
    if !same_code(cx.file, a.x, b.x) || may_change(cx, a.x) {
        return false;
    }
    let (verdict, code) = match (join, a.op, b.op) {
        // Both may hold where the second value is no constant, but then the first comparison says nothing.
        (BinaryOp::LAnd, BinaryOp::Eql, BinaryOp::Eql)
            if !same_code(cx.file, a.value, b.value) && !equal(cx, a.value, b.value) =>
        {
            ("suspicious", if differ(cx, a.value, b.value) { "" } else { "badCond" })
        }
        (BinaryOp::LOr, BinaryOp::Neq, BinaryOp::Neq) if differ(cx, a.value, b.value) => ("always true", ""),
        (BinaryOp::LAnd, _, _) if is_empty_range(cx, &a, &b) || is_empty_range(cx, &b, &a) => {
            ("always false", "badCond")
        }
        _ => return false,
    };
    cx.report_node(node, format!("`{}` condition is {verdict}", cx.snippet(node))).code(code);
    true
}

/// Looks for two terms of a chain of `&&` or `||` that repeat or contradict each other, wherever they stand in it.
fn chain(cx: &Cx<'_>, node: NodeId, join: BinaryOp) {
    let mut terms = Vec::new();
    let mut left = vec![node];
    while let Some(expr) = left.pop() {
        match cx.file[cx.file.unparen(expr)] {
            Node::Binary { op, x, y } if op == join => left.extend([y, x]),
            _ => terms.push(cx.file.unparen(expr)),
        }
    }
    // Two terms side by side are `identical-operands`, or were looked at above.
    if terms.len() < 3 || terms.len() > MAX_TERMS {
        return;
    }
    let (and_or, suspect) =
        if join == BinaryOp::LAnd { ("and", BinaryOp::Eql) } else { ("or", BinaryOp::Neq) };
    for (i, &first) in terms.iter().enumerate() {
        for (j, &second) in terms.iter().enumerate().skip(i + 1) {
            let what = if same_code(cx.file, first, second) {
                "redundant"
            } else if excludes(cx, first, second, suspect) {
                "suspect"
            } else {
                continue;
            };
            // A call between the two may change what the second one sees.
            if terms[i..=j].iter().any(|&term| may_change(cx, term)) || is_reported(cx, first, second, join) {
                continue;
            }
            let (a, b) = (cx.snippet(first), cx.snippet(second));
            cx.report_node(first, format!("{what} {and_or}: {a} {} {b}", join.as_str())).code("bools");
            break;
        }
    }
}

/// Chains longer than this are written by programs.
const MAX_TERMS: usize = 64;

/// Whether the two are the operands of one operator, which another look reports.
fn is_reported(cx: &Cx<'_>, first: NodeId, second: NodeId, join: BinaryOp) -> bool {
    let parent = outside_parens(cx, first);
    parent == outside_parens(cx, second)
        && parent.is_some_and(|p| matches!(cx.file[p], Node::Binary { op, .. } if op == join))
}

fn outside_parens(cx: &Cx<'_>, node: NodeId) -> Option<NodeId> {
    cx.file.ancestors(node).find(|&id| !matches!(cx.file[id], Node::Paren { .. }))
}

/// Whether one value is compared with two different ones by the operator.
fn excludes(cx: &Cx<'_>, first: NodeId, second: NodeId, op: BinaryOp) -> bool {
    let (Some(a), Some(b)) = (comparison(cx, first), comparison(cx, second)) else { return false };
    a.op == op && b.op == op && same_code(cx.file, a.x, b.x) && differ(cx, a.value, b.value)
}

/// Whether evaluating an expression twice may give two values: it calls something other than `len` or `cap`, or receives.
fn may_change(cx: &Cx<'_>, expr: NodeId) -> bool {
    cx.file.subtree(expr).any(|id| match cx.file[id] {
        Node::Call { fun, .. } => {
            !cx.is_builtin_call(id, sym::LEN) && !cx.is_builtin_call(id, sym::CAP) && !is_predeclared_type(cx, fun)
        }
        Node::Unary { op, .. } => op == UnaryOp::Recv,
        _ => false,
    })
}

/// A conversion gives the same again.
fn is_predeclared_type(cx: &Cx<'_>, fun: NodeId) -> bool {
    cx.file.ident(fun).is_some_and(|name| builtin(cx, name) == Some("type") && cx.is_universe(fun, name))
}

fn comparison(cx: &Cx<'_>, expr: NodeId) -> Option<Comparison> {
    let Node::Binary { op, x, y } = cx.file[cx.file.unparen(expr)] else { return None };
    if !op.is_comparison() {
        return None;
    }
    if matches!(op, BinaryOp::Eql | BinaryOp::Neq) && is_value(cx, x) && !is_value(cx, y) {
        return Some(Comparison { x: y, op, value: x });
    }
    let orders = !matches!(op, BinaryOp::Eql | BinaryOp::Neq);
    (!orders || is_value(cx, y)).then_some(Comparison { x, op, value: y })
}

fn is_value(cx: &Cx<'_>, expr: NodeId) -> bool {
    value(cx, expr).is_some()
}

/// The value of a literal, or of a constant of this file that was declared with one.
#[derive(PartialEq, PartialOrd)]
enum Value {
    Int(i128),
    Float(f64),
    Text(String),
}

fn value(cx: &Cx<'_>, expr: NodeId) -> Option<Value> {
    let expr = cx.constant_expr(expr);
    let (literal, negative) = match cx.file[expr] {
        Node::Unary { op: UnaryOp::Minus, x } => (cx.file.unparen(x), true),
        _ => (expr, false),
    };
    let Node::BasicLit { kind } = cx.file[literal] else { return None };
    match kind {
        LitKind::Int => literal::int_value(cx.file, expr).map(Value::Int),
        LitKind::Char => {
            let value = constant::Value::from_literal(cx.file.text_of(literal), LitKind::Char).as_i64()?;
            Some(Value::Int(i128::from(if negative { -value } else { value })))
        }
        LitKind::Float => {
            let value = constant::Value::from_literal(cx.file.text_of(literal), LitKind::Float).to_f64().0;
            Some(Value::Float(if negative { -value } else { value }))
        }
        LitKind::String => literal::string_value(cx.file, expr).map(Value::Text),
        LitKind::Imag => None,
    }
}

/// How two literals compare, where they are of one kind.
fn order(cx: &Cx<'_>, a: NodeId, b: NodeId) -> Option<Ordering> {
    match (value(cx, a)?, value(cx, b)?) {
        (Value::Int(a), Value::Float(b)) => (a as f64).partial_cmp(&b),
        (Value::Float(a), Value::Int(b)) => a.partial_cmp(&(b as f64)),
        (Value::Text(_), Value::Int(_) | Value::Float(_)) | (Value::Int(_) | Value::Float(_), Value::Text(_)) => None,
        (a, b) => a.partial_cmp(&b),
    }
}

/// Whether two literals are surely two values.
fn differ(cx: &Cx<'_>, a: NodeId, b: NodeId) -> bool {
    order(cx, a, b).is_some_and(Ordering::is_ne)
}

/// Whether two literals are surely one value.
fn equal(cx: &Cx<'_>, a: NodeId, b: NodeId) -> bool {
    order(cx, a, b) == Some(Ordering::Equal)
}

/// `x < low && x > high` with nothing in between.
fn is_empty_range(cx: &Cx<'_>, below: &Comparison, above: &Comparison) -> bool {
    let (is_below, is_above) =
        (matches!(below.op, BinaryOp::Lss | BinaryOp::Leq), matches!(above.op, BinaryOp::Gtr | BinaryOp::Geq));
    if !is_below || !is_above {
        return false;
    }
    match order(cx, below.value, above.value) {
        Some(Ordering::Less) => true,
        Some(Ordering::Equal) => below.op == BinaryOp::Lss || above.op == BinaryOp::Gtr,
        _ => false,
    }
}
