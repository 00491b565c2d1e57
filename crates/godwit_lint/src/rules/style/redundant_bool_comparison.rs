//! `style/redundant-bool-comparison`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind, UnaryOp};
use godwit_types::{BasicKind, Type};

use crate::{Check, Cx, FixKind, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-bool-comparison",
    aliases: &[("staticcheck", "S1002")],
    fix: FixKind::Safe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: op @ (BinaryOp::Eql | BinaryOp::Neq), x, y } = cx.file[node] else { return };
    // Tests say `got == false` to be read aloud.
    if cx.is_test() {
        return;
    }
    let is_name = |id| matches!(cx.file[id], Node::Ident { .. } | Node::Selector { .. });
    let named = |id| is_name(id).then(|| constant(cx, id)).flatten();
    let (operand, value) = match (named(x), named(y)) {
        (None, Some(value)) => (x, value),
        (Some(value), None) => (y, value),
        _ => return,
    };
    if !is_bool(cx, operand) || constant(cx, operand).is_some() {
        return;
    }
    let text = cx.file.text_of(operand);
    let negated = value == (op == BinaryOp::Neq);
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

/// The value of a constant, named ones included, without a name of its own for it.
fn constant(cx: &Cx<'_>, expr: NodeId) -> Option<bool> {
    cx.types()?.constant_bool(expr)
}

/// An interface can be compared with true, too, and there it makes a difference.
fn is_bool(cx: &Cx<'_>, expr: NodeId) -> bool {
    let Some((types, ty)) = cx.types().and_then(|types| Some((types, types.type_of(expr)?))) else { return false };
    types.ask(|checker| {
        let Ok(under) = checker.common_under(ty) else { return false };
        matches!(checker.types[under], Type::Basic(BasicKind::Bool | BasicKind::UntypedBool))
    })
}
