//! `correctness/defer-in-endless-loop`. See the page beside this file.

use godwit_syntax::{BranchKind, Node, NodeId, NodeKind};

use crate::terminates::break_target;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/defer-in-endless-loop",
    aliases: &[("staticcheck", "SA5003")],
    check: Check::Nodes(&[NodeKind::For], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::For(ext) = cx.file[node] else { return };
    let parts = cx.file.for_stmt(ext);
    if parts.cond.is_some() {
        return;
    }
    let function = cx.enclosing().function(node);
    let mut defers = Vec::new();
    for id in cx.file.subtree(parts.body) {
        let own = cx.enclosing().function(id) == function;
        match cx.file[id] {
            Node::DeferStmt { .. } if own => defers.push(id),
            Node::Return { .. } if own => return,
            Node::Branch { kind: BranchKind::Goto, .. } if own => return,
            Node::Branch { kind: BranchKind::Break, label } if own => {
                let target = break_target(cx.file, id, label.and_then(|l| cx.file.ident(l)));
                // Leaves this loop or one around it.
                if target.is_none_or(|t| !cx.file.is_within(t, parts.body)) {
                    return;
                }
            }
            // A panic runs what was deferred.
            Node::ExprStmt { x } if own && cx.is_builtin_call(x, godwit_base::sym::PANIC) => return,
            Node::ExprStmt { x } if own && cx.callee(x).is_some_and(|c| c.is("runtime", "Goexit")) => return,
            _ => {}
        }
    }
    for defer in defers {
        cx.report_node(defer, "defers in this infinite loop will never run");
    }
}
