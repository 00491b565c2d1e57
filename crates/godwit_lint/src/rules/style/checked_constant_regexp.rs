//! `style/checked-constant-regexp`. See the page beside this file.

use godwit_syntax::resolve::ObjectKind;
use godwit_syntax::NodeId;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/checked-constant-regexp",
    aliases: &[("gocritic", "regexpMust")],
    check: Check::Calls(&["regexp"], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node) else { return };
    let must = match callee.name.as_str() {
        "Compile" => "MustCompile",
        "CompilePOSIX" => "MustCompilePOSIX",
        _ => return,
    };
    let [pattern] = cx.args(node)[..] else { return };
    let is_constant = cx.object(cx.file.unparen(pattern)).is_some_and(|o| o.kind == ObjectKind::Const);
    if is_constant || cx.constant_string(pattern).is_some() {
        cx.report_node(node, format!("for const patterns like {}, use regexp.{must}", cx.snippet(pattern)));
    }
}
