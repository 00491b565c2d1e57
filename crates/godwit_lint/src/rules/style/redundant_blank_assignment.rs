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
        _ if is_receive && targets.iter().all(|&t| is_blank(t)) => {
            let span = Span::new(cx.file.start(node), cx.file.start(value));
            cx.report_node(node, "unnecessary assignment to the blank identifier")
                .fix(Fix::safe("drop the blank identifier", vec![Edit::delete(span)]));
        }
        // A type assertion panics without its second value, and the one of a map is left out to be plain about it.
        [first, second] if is_receive && is_blank(second) => {
            let span = Span::new(cx.file.end(first), cx.file.end(second));
            cx.report_node(node, "unnecessary assignment to the blank identifier")
                .fix(Fix::safe("drop the blank identifier", vec![Edit::delete(span)]));
        }
        _ => {}
    }
}
