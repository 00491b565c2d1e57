//! `style/redundant-range-value`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{Node, NodeId, NodeKind, RangeTok};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-range-value",
    aliases: &[("revive", "range"), ("staticcheck", "S1005")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Range], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Range { ext, tok } = cx.file[node] else { return };
    let range = cx.file.range_stmt(ext);
    let Some(key) = range.key else { return };
    let is_blank = |id| cx.file.ident(id).is_some_and(|n| n.is_blank());
    match range.value {
        Some(value) if is_blank(value) && !is_blank(key) => {
            let key_text = cx.file.text_of(key);
            let operator = if tok == RangeTok::Define { ":=" } else { "=" };
            let message = format!(
                "should omit 2nd value from range; this loop is equivalent to `for {key_text} {operator} range ...`"
            );
            let span = Span::new(cx.file.end(key), cx.file.end(value));
            cx.report_node(value, message).fix(Fix::safe("drop the blank value", vec![Edit::delete(span)]));
        }
        Some(value) if is_blank(key) && is_blank(value) => {
            let message = "should omit values from range; this loop is equivalent to `for range ...`";
            let from = cx.file.start(key);
            let Some(keyword) = cx
                .file
                .text
                .get(from as usize..cx.file.start(range.x) as usize)
                .and_then(|t| t.rfind("range"))
            else {
                return;
            };
            let span = Span::new(from, from + keyword as u32);
            cx.report_node(key, message).fix(Fix::safe("drop the blank values", vec![Edit::delete(span)]));
        }
        _ => {}
    }
}
