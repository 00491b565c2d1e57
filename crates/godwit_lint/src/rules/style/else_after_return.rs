//! `style/else-after-return`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::terminates::{Ending, ending};
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
    // The else of a chain belongs to all its conditions.
    let is_chained = cx.file.parent(node).is_some_and(|p| matches!(cx.file[p], Node::If(e) if cx.file.if_stmt(e).els == Some(node)));
    if is_chained {
        return;
    }
    let Some(ending) = ending(cx, parts.then).filter(|&e| wanted(e)) else { return };
    let extra = if parts.init.is_some_and(|i| matches!(cx.file[i], Node::Assign { .. })) {
        " (move short variable declaration to its own line if necessary)"
    } else {
        ""
    };
    cx.report_node(els, format!("if block ends with {}, so drop this else and outdent its block{extra}", ending.describe()));
}
