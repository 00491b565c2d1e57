//! `style/redundant-make-argument`. See the page beside this file.

use godwit_base::{Edit, Fix, Span, sym};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{may_have_effect, same_code};
use crate::{Check, Cx, FixKind, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-make-argument",
    aliases: &[("staticcheck", "S1019")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { args, .. } = cx.file[node] else { return };
    if cx.file.n_list(args) < 2 || !cx.is_builtin_call(node, sym::MAKE) {
        return;
    }
    let (ty, kept, dropped) = match cx.args(node)[..] {
        [ty, size] if literal::int_value(cx.file, size) == Some(0) => {
            if !matches!(cx.file[ty], Node::MapType { .. } | Node::ChanType { .. }) {
                return;
            }
            (ty, ty, size)
        }
        [ty, length, capacity]
            if same_code(cx.file, length, capacity) && !may_have_effect(cx.file, length) =>
        {
            if !matches!(cx.file[ty], Node::ArrayType { .. }) {
                return;
            }
            (ty, length, capacity)
        }
        _ => return,
    };
    let length = if kept == ty { String::new() } else { format!(", {}", cx.snippet(kept)) };
    let span = Span::new(cx.file.end(kept), cx.file.end(dropped));
    cx.report_node(dropped, format!("should use make({}{length}) instead", cx.snippet(ty)))
        .fix(Fix::safe("drop the argument", vec![Edit::delete(span)]));
}
