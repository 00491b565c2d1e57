//! `correctness/index-at-length`. See the page beside this file.

use godwit_base::{Edit, Fix, sym};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{may_have_effect, same_code};
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/index-at-length",
    aliases: &[("gocritic", "offBy1")],
    fix: FixKind::Unsafe,
    check: Check::Nodes(&[NodeKind::Index], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Index { x, index } = cx.file[node] else { return };
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

/// A variable declared as slice, array or string.
fn is_sequence(cx: &Cx<'_>, expr: NodeId) -> bool {
    let Some(object) = cx.object(expr) else { return false };
    let (Node::Field { ty: Some(ty), .. } | Node::ValueSpec { ty: Some(ty), .. }) = cx.file[object.decl]
    else {
        return false;
    };
    matches!(cx.file[ty], Node::ArrayType { .. } | Node::Ellipsis { .. }) || cx.is_universe(ty, sym::STRING)
}
