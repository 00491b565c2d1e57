//! `pedantic/switch-without-default`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::{BranchKind, Node, NodeId, NodeKind};

use crate::same::block_stmts;
use crate::{Check, Cx, OptionDef, RuleDef, rule};

const ALLOW: OptionDef = OptionDef::list(
    "allow",
    &[],
    "what is left alone: `allowNoDefault` a missing default clause, `allowDefaultNotLast` one that is not the last",
);

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/switch-without-default",
    aliases: &[("revive", "enforce-switch-style")],
    default: false,
    options: &[ALLOW],
    check: Check::Nodes(&[NodeKind::Switch, NodeKind::TypeSwitch], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let (Node::Switch { body, .. } | Node::TypeSwitch { body, .. }) = cx.file[node] else { return };
    let clauses = block_stmts(cx.file, body);
    let is_default = |&c: &NodeId| matches!(cx.file[c], Node::CaseClause { is_default: true, .. });
    let keyword = |n: NodeId, text: &str| Span::new(cx.file.start(n), cx.file.start(n) + text.len() as u32);
    match clauses.iter().copied().find(is_default) {
        Some(clause) if clauses.last() != Some(&clause) => {
            if !cx.has_flag(&ALLOW, "allow-default-not-last") {
                cx.report(keyword(clause, "default"), "default case clause must be the last one");
            }
        }
        Some(_) => {}
        // Where each clause leaves, what stands behind the switch is the default.
        None if clauses.iter().all(|&c| leaves(cx, c)) => {}
        None => {
            if !cx.has_flag(&ALLOW, "allow-no-default") {
                cx.report(keyword(node, "switch"), "switch must have a default case clause");
            }
        }
    }
}

fn leaves(cx: &Cx<'_>, clause: NodeId) -> bool {
    let Node::CaseClause { body, .. } = cx.file[clause] else { return false };
    cx.file.list_last(body).is_some_and(|last| {
        matches!(cx.file[last], Node::Return { .. } | Node::Branch { kind: BranchKind::Break, .. })
    })
}
