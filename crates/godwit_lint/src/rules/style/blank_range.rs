//! `style/blank-range`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/blank-range",
    aliases: &[("staticcheck", "S1005")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Range], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Range { ext, .. } = cx.file[node] else { return };
    let range = cx.file.range_stmt(ext);
    let Some(key) = range.key.filter(|_| range.value.is_none()) else { return };
    if !cx.file.ident(key).is_some_and(|n| n.is_blank()) {
        return;
    }
    let from = cx.file.start(key);
    let between = cx.file.slice(Span::new(from, cx.file.start(range.x)));
    let Some(keyword) = between.rfind("range") else { return };
    let span = Span::new(from, from + keyword as u32);
    cx.report_node(key, "should omit values from range; this loop is equivalent to `for range ...`")
        .fix(Fix::safe("drop the blank value", vec![Edit::delete(span)]));
}
