//! `pedantic/idle-block`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::{Node, NodeId, NodeKind};

use super::suspicious_empty_block::is_reported;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/idle-block",
    aliases: &[("revive", "empty-block")],
    default: false,
    check: Check::Nodes(&[NodeKind::Block], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Block { stmts, skipped: false } = cx.file[node] else { return };
    if !stmts.is_empty() || is_reported(cx, node) {
        return;
    }
    let Some(parent) = cx.file.parent(node) else { return };
    let mut span = cx.file.span(node);
    match cx.file[parent] {
        // An empty body is a stub; `select {}` waits for ever.
        Node::FuncDecl(_) | Node::FuncLit { .. } | Node::Select { .. } => return,
        // `for next() {}`: the call is the work.
        Node::For(ext) => {
            let parts = cx.file.for_stmt(ext);
            let calls = parts.cond.is_some_and(|c| matches!(cx.file[c], Node::Call { .. }));
            if calls && parts.init.is_none() && parts.post.is_none() {
                return;
            }
        }
        Node::Range { .. } => span = Span::new(cx.file.start(parent), span.end),
        _ => {}
    }
    cx.report(span, "this block is empty, you can remove it");
}
