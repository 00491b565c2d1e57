//! `pedantic/unnecessary-statement`. See the page beside this file.

use godwit_syntax::{BranchKind, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/unnecessary-statement",
    aliases: &[("revive", "unnecessary-stmt")],
    default: false,
    check: Check::Nodes(
        &[NodeKind::FuncDecl, NodeKind::Switch, NodeKind::TypeSwitch, NodeKind::CaseClause],
        check,
    ),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::FuncDecl(ext) => {
            let func = cx.file.func_decl(ext);
            let Node::FuncType { results: None, .. } = cx.file[func.ty] else { return };
            let Some(Node::Block { stmts, .. }) = func.body.map(|b| cx.file[b]) else { return };
            let Some(last) = cx.file.list_last(stmts) else { return };
            if matches!(cx.file[last], Node::Return { results } if results.is_empty()) {
                cx.report_node(last, "omit unnecessary return statement");
            }
        }
        Node::Switch { body, .. } | Node::TypeSwitch { body, .. } => {
            let Node::Block { stmts, .. } = cx.file[body] else { return };
            let Some(Node::CaseClause { exprs, .. }) = cx.file.list_single(stmts).map(|c| cx.file[c]) else {
                return;
            };
            if cx.file.n_list(exprs) <= 1 {
                cx.report_node(body, "switch with only one case can be replaced by an if-then");
            }
        }
        Node::CaseClause { body, .. } => {
            let Some(last) = cx.file.list_last(body) else { return };
            if let Node::Branch { kind: BranchKind::Break, label: None } = cx.file[last] {
                cx.report_node(last, "omit unnecessary break at the end of case clause");
            }
        }
        _ => {}
    }
}
