//! `security/xss-protection-header`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, literal, rule};

pub static RULE: RuleDef =
    RuleDef { id: "security/xss-protection-header", check: Check::Nodes(&[NodeKind::Call], check), ..rule() };

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { args, .. } = cx.file[node] else { return };
    if cx.file.n_list(args) != 2 {
        return;
    }
    let [name, value] = cx.args(node)[..] else { return };
    if !literal::is_string_literal(cx.file, name) || !literal::is_string_literal(cx.file, value) {
        return;
    }
    let Some((_, method)) = cx.method_call(node) else { return };
    if !matches!(method.as_str(), "Set" | "Add" | "Header") {
        return;
    }
    let (Some(name), Some(text)) =
        (literal::string_value(cx.file, name), literal::string_value(cx.file, value))
    else {
        return;
    };
    if name.eq_ignore_ascii_case("X-XSS-Protection") && text.trim_start().starts_with('1') {
        cx.report_node(value, "X-XSS-Protection: 1 turns on a filter that opens holes in old browsers; leave the header out or send 0");
    }
}
