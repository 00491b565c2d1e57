//! `suspicious/repeated-switch-condition`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{block_stmts, same_code};
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/repeated-switch-condition",
    aliases: &[("revive", "identical-switch-conditions")],
    default: false,
    check: Check::Nodes(&[NodeKind::Switch], check),
    ..rule()
};

/// Switches beyond this are tables; comparing all pairs would be slow.
const MAX_CONDITIONS: usize = 300;

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Switch { tag: None, body, .. } = cx.file[node] else { return };
    let mut conditions: Vec<(NodeId, NodeId)> = Vec::new();
    for clause in block_stmts(cx.file, body) {
        let Node::CaseClause { exprs, .. } = cx.file[clause] else { continue };
        for expr in cx.file.list(exprs) {
            if conditions.len() >= MAX_CONDITIONS {
                return;
            }
            if let Some((_, earlier)) = conditions.iter_mut().find(|(e, _)| same_code(cx.file, *e, expr)) {
                // The nearest one is named.
                let line = cx.file.line(cx.file.start(std::mem::replace(earlier, clause)));
                cx.report_node(clause, format!("case clause at line {line} has the same condition"));
                continue;
            }
            conditions.push((expr, clause));
        }
    }
}
