//! `security/default-serve-mux`. See the page beside this file.

use godwit_syntax::NodeId;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef =
    RuleDef { id: "security/default-serve-mux", check: Check::Calls(&["net/http"], check), ..rule() };

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node) else { return };
    let name = callee.name.as_str();
    if matches!(name, "Handle" | "HandleFunc") && !cx.is_test() {
        cx.report_node(
            node,
            format!("http.{name} registers on http.DefaultServeMux, which every imported package can add to; use a mux of your own"),
        );
    }
}
