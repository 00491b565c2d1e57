//! `suspicious/statement-after-exit`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::{BranchKind, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/statement-after-exit",
    aliases: &[("revive", "unreachable-code")],
    default: false,
    check: Check::Nodes(&[NodeKind::Block], check),
    ..rule()
};

/// Calls behind which nothing runs, as they are usually written.
const EXITS: &[(&str, &[&str])] = &[
    ("os", &["Exit"]),
    ("log", &["Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"]),
    ("t", FATAL),
    ("b", FATAL),
    ("f", FATAL),
];

/// What ends a test, a benchmark or a fuzz target.
const FATAL: &[&str] = &["Fatal", "Fatalf", "FailNow"];

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Block { stmts, .. } = cx.file[node] else { return };
    let mut rest = cx.file.list(stmts);
    let Some(mut stmt) = rest.next() else { return };
    for next in rest {
        let leaves = match cx.file[stmt] {
            Node::Return { .. } => true,
            Node::Branch { kind, .. } => kind != BranchKind::Fallthrough,
            // The compiler may want a return behind a call that does not come back.
            Node::ExprStmt { x } => is_exit(cx, x) && !matches!(cx.file[next], Node::Return { .. }),
            _ => false,
        };
        let skipped = matches!(cx.file[next], Node::LabeledStmt { .. })
            || matches!(cx.file[next], Node::EmptyStmt { implicit: true });
        if leaves && !skipped {
            // Once a block: what follows is of the same stretch.
            let start = cx.file.start(stmt);
            let line_end = cx.file.text_of(stmt).find('\n').map_or(cx.file.end(stmt), |n| start + n as u32);
            cx.report(Span::new(start, line_end), "unreachable code after this statement");
            return;
        }
        stmt = next;
    }
}

fn is_exit(cx: &Cx<'_>, call: NodeId) -> bool {
    let Node::Call { fun, .. } = cx.file[call] else { return false };
    let Node::Selector { x, sel } = cx.file[fun] else { return false };
    let (Some(qualifier), Some(name)) = (cx.file.ident(x), cx.file.ident(sel)) else { return false };
    EXITS.iter().any(|(q, names)| *q == qualifier.as_str() && names.contains(&name.as_str()))
}
