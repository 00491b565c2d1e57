//! `style/else-after-return`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::terminates::{self, Ending, ending};
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/else-after-return",
    aliases: &[("revive", "indent-error-flow")],
    check: Check::Nodes(&[NodeKind::If], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    report(cx, node, |ending| ending == Ending::Return);
}

/// Reports the `else` block of an if whose other branch ends as asked.
pub fn report(cx: &Cx<'_>, node: NodeId, wanted: fn(Ending) -> bool) {
    let Node::If(ext) = cx.file[node] else { return };
    let parts = cx.file.if_stmt(ext);
    let Some(els) = parts.els.filter(|&e| matches!(cx.file[e], Node::Block { .. })) else { return };
    // The else of a chain belongs to all its conditions: each branch before must end, too.
    let mut below = node;
    while let Some(above) = cx.file.parent(below) {
        let Node::If(ext) = cx.file[above] else { break };
        let outer = cx.file.if_stmt(ext);
        if outer.els != Some(below) {
            break;
        }
        if terminates::ending(cx, outer.then).is_none() {
            return;
        }
        below = above;
    }
    let Some(ending) = ending(cx, parts.then).filter(|&e| wanted(e)) else { return };
    let extra = if parts.init.is_some_and(|i| matches!(cx.file[i], Node::Assign { .. })) {
        " (move short variable declaration to its own line if necessary)"
    } else {
        ""
    };
    cx.report_node(
        els,
        format!("if block ends with {}, so drop this else and outdent its block{extra}", ending.describe()),
    );
}
