//! `style/error-not-last`. See the page beside this file.

use godwit_base::sym;
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "style/error-not-last",
    aliases: &[("revive", "error-return"), ("staticcheck", "ST1008")],
    check: Check::Nodes(&[NodeKind::FuncDecl], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::FuncDecl(ext) = cx.file[node] else { return };
    let func = cx.file.func_decl(ext);
    let Node::FuncType { results: Some(results), .. } = cx.file[func.ty] else { return };
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
    cx.report_node(func.name, "error should be the last type when returning multiple items");
}
