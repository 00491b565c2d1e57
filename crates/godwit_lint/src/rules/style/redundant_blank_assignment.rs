//! `style/redundant-blank-assignment`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{Node, NodeId, NodeKind, UnaryOp};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-blank-assignment",
    aliases: &[("staticcheck", "S1005")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Assign], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Assign { lhs, rhs, .. } = cx.file[node] else { return };
    let Some(value) = cx.file.list_single(rhs) else { return };
    let is_blank = |id: NodeId| cx.file.ident(id).is_some_and(|n| n.is_blank());
    let is_receive = matches!(cx.file[cx.file.unparen(value)], Node::Unary { op: UnaryOp::Recv, .. });
    let targets: Vec<NodeId> = cx.file.list(lhs).collect();
    match targets[..] {
        [only] if is_blank(only) && is_receive => {
            let span = Span::new(cx.file.start(node), cx.file.start(value));
            cx.report_node(node, "unnecessary assignment to the blank identifier")
                .fix(Fix::safe("drop the blank identifier", vec![Edit::delete(span)]));
        }
        // Only maps and channels have a second value that may be left out. A type assertion then panics.
        [first, second] if is_blank(second) && !is_blank(first) => {
            let is_index = matches!(cx.file[value], Node::Index { .. });
            if is_receive || is_index {
                let span = Span::new(cx.file.end(first), cx.file.end(second));
                cx.report_node(node, "unnecessary assignment to the blank identifier")
                    .fix(Fix::safe("drop the blank identifier", vec![Edit::delete(span)]));
            }
        }
        _ => {}
    }
}
