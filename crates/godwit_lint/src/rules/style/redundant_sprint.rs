//! `style/redundant-sprint`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::NodeId;

use crate::{Check, Cx, FixKind, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-sprint",
    aliases: &[("staticcheck", "S1039"), ("gocritic", "redundantSprint")],
    fix: FixKind::Safe,
    check: Check::Calls(&["fmt"], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node) else { return };
    let name = callee.name.as_str();
    if !matches!(name, "Sprint" | "Sprintf") {
        return;
    }
    let [arg] = cx.args(node)[..] else { return };
    let Some(text) = literal::string_value(cx.file, arg) else { return };
    if name == "Sprintf" && text.contains('%') {
        return;
    }
    let mut edits = vec![Edit::replace(cx.file.span(node), cx.file.text_of(arg))];
    edits.extend(cx.edit_import_unused_after("fmt", 1));
    cx.report_node(node, format!("unnecessary use of fmt.{name}"))
        .code(if name == "Sprint" { "" } else { "S1039" })
        .fix(Fix::safe("use the string itself", edits));
}
