//! `style/else-after-return`. See the page beside this file.

use godwit_syntax::{AssignOp, Node, NodeId, NodeKind};

use crate::terminates::{self, Ending};
use crate::{Check, Cx, OptionDef, RuleDef, rule};

const ALLOW: OptionDef = OptionDef::list(
    "allow",
    &[],
    "`preserveScope` leaves alone what would make a variable visible to the statements behind the if",
);

pub static RULE: RuleDef = RuleDef {
    id: "style/else-after-return",
    aliases: &[("revive", "indent-error-flow")],
    options: &[ALLOW],
    check: Check::Nodes(&[NodeKind::If], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    report(cx, node, &ALLOW, |ending| ending == Ending::Return);
}

/// Reports the `else` block of an if whose other branch ends as asked.
pub fn report(cx: &Cx<'_>, node: NodeId, allow: &'static OptionDef, wanted: fn(Ending) -> bool) {
    let Node::If(ext) = cx.file[node] else { return };
    let parts = cx.file.if_stmt(ext);
    let Some(els) = parts.els.filter(|&e| matches!(cx.file[e], Node::Block { .. })) else { return };
    let Node::Block { stmts, .. } = cx.file[els] else { return };
    let declares = |init: Option<NodeId>| init.is_some_and(|i| is_define(cx, i));
    let mut init_declares = declares(parts.init);
    // The else of a chain belongs to all its conditions: each branch before must end, too.
    let mut below = node;
    while let Some(above) = cx.file.parent(below) {
        let Node::If(ext) = cx.file[above] else { break };
        let outer = cx.file.if_stmt(ext);
        if outer.els != Some(below) {
            break;
        }
        if ending(cx, outer.then).is_none() {
            return;
        }
        init_declares |= declares(outer.init);
        below = above;
    }
    // What a label stands before is a target of jumps and keeps its shape.
    if cx.file.parent(below).is_some_and(|p| matches!(cx.file[p], Node::LabeledStmt { .. })) {
        return;
    }
    let Some(ending) = ending(cx, parts.then).filter(|&e| wanted(e)) else { return };
    if cx.has_flag(allow, "preserve-scope") {
        let block_declares =
            cx.file.list(stmts).any(|s| is_define(cx, s) || matches!(cx.file[s], Node::DeclStmt { .. }));
        if (init_declares || block_declares) && !is_last(cx, below) {
            return;
        }
    }
    let extra =
        if init_declares { " (move short variable declaration to its own line if necessary)" } else { "" };
    cx.report_node(
        els,
        format!("if block ends with {}, so drop this else and outdent its block{extra}", ending.describe()),
    );
}

fn is_define(cx: &Cx<'_>, stmt: NodeId) -> bool {
    matches!(cx.file[stmt], Node::Assign { op: AssignOp::Define, .. })
}

/// Whether no statement stands behind this one in its block or clause.
fn is_last(cx: &Cx<'_>, stmt: NodeId) -> bool {
    let Some(parent) = cx.file.parent(stmt) else { return true };
    match cx.file[parent] {
        Node::Block { stmts, .. } => cx.file.list_last(stmts) == Some(stmt),
        Node::CaseClause { body, .. } | Node::CommClause { body, .. } => {
            cx.file.list_last(body) == Some(stmt)
        }
        _ => false,
    }
}

/// How a branch ends. The end of a goroutine is not taken for that of its function's caller.
fn ending(cx: &Cx<'_>, block: NodeId) -> Option<Ending> {
    terminates::ending(cx, block).filter(|&e| e != Ending::Call("runtime.Goexit"))
}
