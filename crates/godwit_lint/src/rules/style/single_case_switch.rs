//! `style/single-case-switch`. See the page beside this file.

use godwit_syntax::{BranchKind, Node, NodeId, NodeKind};

use crate::same::block_stmts;
use crate::terminates::break_target;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/single-case-switch",
    aliases: &[("gocritic", "singleCaseSwitch")],
    check: Check::Nodes(&[NodeKind::Switch, NodeKind::TypeSwitch], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let (Node::Switch { body, .. } | Node::TypeSwitch { body, .. }) = cx.file[node] else { return };
    let [clause] = block_stmts(cx.file, body)[..] else { return };
    let Node::CaseClause { is_default, exprs, .. } = cx.file[clause] else { return };
    // A list of cases is shorter than the same conditions joined by ||.
    if cx.file.n_list(exprs) > 1 {
        return;
    }
    // A break would leave another statement than before.
    let has_break = cx.file.subtree(clause).any(|id| {
        matches!(cx.file[id], Node::Branch { kind: BranchKind::Break, label: None } if break_target(cx.file, id, None) == Some(node))
    });
    if is_default {
        cx.report_node(node, "found switch with default case only");
    } else if !has_break {
        cx.report_node(node, "should rewrite switch statement to if statement");
    }
}
