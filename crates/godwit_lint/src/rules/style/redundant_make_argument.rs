//! `style/redundant-make-argument`. See the page beside this file.

use godwit_base::{Edit, Fix, Span, sym};
use godwit_syntax::{Node, NodeId, NodeKind, UnaryOp};
use godwit_types::Type;

use crate::same::same_code;
use crate::{Check, Cx, FixKind, Needs, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-make-argument",
    aliases: &[("staticcheck", "S1019")],
    fix: FixKind::Safe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { args, .. } = cx.file[node] else { return };
    if cx.file.n_list(args) < 2 || !cx.is_builtin_call(node, sym::MAKE) {
        return;
    }
    let (ty, kept, dropped) = match cx.args(node)[..] {
        [ty, size] if literal::int_value(cx.file, size) == Some(0) && is_made(cx, ty, true) => (ty, ty, size),
        [ty, length, capacity]
            if same_code(cx.file, cx.file.unparen(length), cx.file.unparen(capacity))
                && is_repeatable(cx, length)
                && is_made(cx, ty, false) =>
        {
            (ty, cx.file.unparen(length), capacity)
        }
        _ => return,
    };
    let length = if kept == ty { String::new() } else { format!(", {}", cx.snippet(kept)) };
    let before = cx.file.list_get(args, usize::from(kept != ty)).unwrap_or(kept);
    let span = Span::new(cx.file.end(before), cx.file.end(dropped));
    cx.report_node(dropped, format!("should use make({}{length}) instead", cx.snippet(ty)))
        .fix(Fix::safe("drop the argument", vec![Edit::delete(span)]));
}

/// Whether the type that is made is a channel, or a slice; type parameters count where all their types are.
fn is_made(cx: &Cx<'_>, ty: NodeId, channel: bool) -> bool {
    let Some((types, id)) = cx.types().and_then(|types| Some((types, types.type_of(ty)?))) else { return false };
    types.ask(|checker| {
        let Ok(under) = checker.common_under(id) else { return false };
        match checker.types[under] {
            Type::Chan { .. } => channel,
            Type::Slice { .. } => !channel,
            _ => false,
        }
    })
}

/// Whether evaluating the length once is the same as evaluating it twice.
fn is_repeatable(cx: &Cx<'_>, expr: NodeId) -> bool {
    cx.file.subtree(expr).all(|id| match cx.file[id] {
        Node::Call { .. } => cx.is_builtin_call(id, sym::LEN) || cx.is_builtin_call(id, sym::CAP),
        Node::Unary { op, .. } => op != UnaryOp::Recv,
        Node::FuncLit { .. } => false,
        _ => true,
    })
}
