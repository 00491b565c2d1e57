//! `style/error-not-last`. See the page beside this file.

use godwit_base::sym;
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "style/error-not-last",
    aliases: &[("revive", "error-return"), ("staticcheck", "ST1008")],
    check: Check::Nodes(&[NodeKind::FuncDecl, NodeKind::FuncLit], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let (at, ty) = match cx.file[node] {
        Node::FuncDecl(ext) => (cx.file.func_decl(ext).name, cx.file.func_decl(ext).ty),
        Node::FuncLit { ty, .. } => (ty, ty),
        _ => return,
    };
    let Node::FuncType { results: Some(results), .. } = cx.file[ty] else { return };
    let results = signature::params(cx.file, results);
    let Some((last, before)) = results.split_last() else { return };
    if cx.is_error_type(last.ty) {
        return;
    }
    let Some(error) = before.iter().position(|r| cx.is_error_type(r.ty)) else { return };
    // (T, error, bool) is a comma-ok form of (T, error).
    if cx.is_universe(last.ty, sym::BOOL) && error + 2 == results.len() {
        return;
    }
    let report = cx.report_node(at, "error should be the last type when returning multiple items");
    if at == ty {
        report.code("ST1008");
    }
}
