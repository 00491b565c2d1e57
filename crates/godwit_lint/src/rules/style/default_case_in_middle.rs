//! `style/default-case-in-middle`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::block_stmts;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/default-case-in-middle",
    aliases: &[
        ("gocritic", "defaultCaseOrder"),
        ("staticcheck", "ST1015"),
    ],
    check: Check::Nodes(&[NodeKind::Switch], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Switch { body, .. } = cx.file[node] else { return };
    let clauses = block_stmts(cx.file, body);
    for (i, &clause) in clauses.iter().enumerate() {
        let is_default = matches!(cx.file[clause], Node::CaseClause { is_default: true, .. });
        if is_default && i != 0 && i + 1 != clauses.len() {
            cx.report_node(clause, "consider to make `default` case as first or as last case");
        }
    }
}
