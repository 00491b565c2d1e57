//! `correctness/bad-flag-name`. See the page beside this file.

use godwit_syntax::NodeId;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/bad-flag-name",
    aliases: &[("gocritic", "flagName")],
    check: Check::Calls(&["flag"], check),
    ..rule()
};

const KINDS: &[&str] = &["Bool", "Duration", "Float64", "Int", "Int64", "String", "Uint", "Uint64"];

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node) else { return };
    let name = callee.name.as_str();
    let index = if KINDS.contains(&name) {
        0
    } else if name.strip_suffix("Var").is_some_and(|k| k.is_empty() || KINDS.contains(&k) || k == "Text") {
        1
    } else {
        return;
    };
    let Some(arg) = cx.args(node).get(index).copied() else { return };
    let Some(flag) = cx.constant_string(arg) else { return };
    let text = godwit_types::constant::quote(flag.as_bytes());
    if flag.is_empty() {
        cx.report_node(arg, "empty flag name");
    } else if flag.starts_with('-') {
        cx.report_node(arg, format!("flag name {text} should not start with a hyphen"));
    } else if flag.contains('=') {
        cx.report_node(arg, format!("flag name {text} should not contain '='"));
    } else if flag.contains(char::is_whitespace) {
        cx.report_node(arg, format!("flag name {text} contains whitespace"));
    }
}
