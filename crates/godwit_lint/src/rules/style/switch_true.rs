//! `style/switch-true`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/switch-true",
    aliases: &[("gocritic", "switchTrue")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Switch], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Switch { init, tag: Some(tag), body } = cx.file[node] else { return };
    if cx.bool_value(tag) != Some(true) {
        return;
    }
    let (from, to) = (cx.file.start(tag), cx.file.start(body));
    let message = match init {
        None => "replace 'switch true {}' with 'switch {}'".to_owned(),
        Some(init) => {
            let init = cx.snippet(init);
            format!("replace 'switch {init}; true {{}}' with 'switch {init}; {{}}'")
        }
    };
    cx.report_node(node, message).fix(Fix::safe("drop the tag", vec![Edit::delete(Span::new(from, to))]));
}
