//! `style/doubly-escaped-regexp`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::NodeId;

use crate::{Check, Cx, FixKind, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/doubly-escaped-regexp",
    aliases: &[("staticcheck", "S1007")],
    fix: FixKind::Safe,
    check: Check::Calls(&["regexp"], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node) else { return };
    let name = callee.name.as_str();
    if !matches!(
        name,
        "Compile"
            | "MustCompile"
            | "CompilePOSIX"
            | "MustCompilePOSIX"
            | "Match"
            | "MatchReader"
            | "MatchString"
    ) {
        return;
    }
    let Some(pattern) = cx.args(node).first().map(|&arg| cx.file.unparen(arg)) else { return };
    let text = cx.file.text_of(pattern);
    if !literal::is_string_literal(cx.file, pattern)
        || !text.starts_with('"')
        || !text.contains("\\\\")
        || text.contains('`')
    {
        return;
    }
    // Other escapes have no raw form.
    if text.replace("\\\\", "").contains('\\') {
        return;
    }
    let Some(value) = literal::string_value(cx.file, pattern) else { return };
    cx.report_node(
        pattern,
        format!("should use raw string (`...`) with regexp.{name} to avoid having to escape twice"),
    )
    .fix(Fix::safe("write a raw string", vec![Edit::replace(cx.file.span(pattern), format!("`{value}`"))]));
}
