//! `style/slice-to-length`. See the page beside this file.

use godwit_base::{Edit, Fix, sym};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/slice-to-length",
    aliases: &[("staticcheck", "S1010")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Slice], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Slice { x, bounds, three: false } = cx.file[node] else { return };
    let Some(hi) = cx.file.slice_bounds(bounds).hi else { return };
    let Some(name) = cx.file.ident(cx.file.unparen(x)) else { return };
    let call = cx.file.unparen(hi);
    let Node::Call { args, .. } = cx.file[call] else { return };
    let Some(arg) = cx.file.list_single(args) else { return };
    if cx.file.ident(cx.file.unparen(arg)) != Some(name) || !cx.is_builtin_call(call, sym::LEN) {
        return;
    }
    cx.report_node(hi, "should omit second index in slice, s[a:len(s)] is identical to s[a:]")
        .fix(Fix::safe("drop the upper bound", vec![Edit::delete(cx.file.span(hi))]));
}
