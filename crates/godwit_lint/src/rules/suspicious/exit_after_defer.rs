//! `suspicious/exit-after-defer`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::enclosing::function_parts;
use crate::terminates::exit_call;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/exit-after-defer",
    aliases: &[("gocritic", "exitAfterDefer")],
    check: Check::Nodes(&[NodeKind::FuncDecl], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    if !["os", "log", "syscall"].iter().any(|p| cx.imports().has(p)) {
        return;
    }
    let Some((_, body)) = function_parts(cx.file, node) else { return };
    let mut defer: Option<NodeId> = None;
    // Ids of one function's statements are in source order; literals inside have their own defers.
    for id in cx.file.subtree(body) {
        match cx.file[id] {
            Node::DeferStmt { .. } if cx.enclosing().function(id) == Some(node) => {
                defer = defer.or(Some(id));
            }
            Node::ExprStmt { x } | Node::GoStmt { call: x }
                if defer.is_some() && cx.enclosing().function(id) == Some(node) =>
            {
                let Some(name) = exit_call(cx, x).filter(|n| n.contains("Fatal") || n.contains("Exit"))
                else {
                    continue;
                };
                let Some(deferred) = defer else { continue };
                cx.report_node(x, format!("{name} will exit, and `{}` will not run", describe(cx, deferred)))
                    .related(cx.file.span(deferred), "deferred here");
                return;
            }
            _ => {}
        }
    }
}

fn describe(cx: &Cx<'_>, defer: NodeId) -> String {
    let Node::DeferStmt { call } = cx.file[defer] else { return "defer".to_owned() };
    match cx.file[call] {
        Node::Call { fun, args, .. } if matches!(cx.file[fun], Node::FuncLit { .. }) => {
            if args.is_empty() { "defer func(){...}()" } else { "defer func(){...}(...)" }.to_owned()
        }
        _ => cx.snippet(defer),
    }
}
