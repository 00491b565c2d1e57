//! `style/redundant-control-flow`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{BranchKind, Node, NodeId, NodeKind};

use crate::enclosing::function_parts;
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-control-flow",
    aliases: &[("staticcheck", "S1023")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::CaseClause, NodeKind::FuncDecl, NodeKind::FuncLit], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::CaseClause { body, .. } => {
            let Some(last) = cx.file.list_last(body).filter(|_| cx.file.n_list(body) > 1) else { return };
            if let Node::Branch { kind: BranchKind::Break, label: None } = cx.file[last] {
                report(cx, last, "redundant break statement");
            }
        }
        _ => {
            let Some((ty, body)) = function_parts(cx.file, node) else { return };
            let Node::FuncType { results: None, .. } = cx.file[ty] else { return };
            let Node::Block { stmts, .. } = cx.file[body] else { return };
            let Some(last) = cx.file.list_last(stmts) else { return };
            if matches!(cx.file[last], Node::Return { results } if results.is_empty()) {
                report(cx, last, "redundant return statement");
            }
        }
    }
}

fn report(cx: &Cx<'_>, stmt: NodeId, message: &str) {
    let span = cx.line_span(cx.file.span(stmt));
    cx.report_node(stmt, message).fix(Fix::safe("delete the statement", vec![Edit::delete(span)]));
}
