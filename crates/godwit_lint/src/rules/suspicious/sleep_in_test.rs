//! `suspicious/sleep-in-test`. See the page beside this file.

use godwit_syntax::NodeId;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/sleep-in-test",
    default: false,
    check: Check::Calls(&["time"], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    if cx.is_test() && cx.is_call_to(node, "time", "Sleep") {
        let advice =
            if cx.go_at_least(25) { "testing/synctest" } else { "a channel or polling with a deadline" };
        cx.report_node(
            node,
            format!("time.Sleep in a test is slow when long and flaky when short; wait with {advice}"),
        );
    }
}
