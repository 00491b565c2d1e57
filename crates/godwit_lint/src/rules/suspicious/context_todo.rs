//! `suspicious/context-todo`. See the page beside this file.

use godwit_base::Severity;
use godwit_syntax::NodeId;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/context-todo",
    severity: Severity::Info,
    check: Check::Calls(&["context"], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    if !cx.is_test() && cx.is_call_to(node, "context", "TODO") {
        cx.report_node(
            node,
            "context.TODO() left in the code: nothing cancels this work; take a context from the caller",
        );
    }
}
