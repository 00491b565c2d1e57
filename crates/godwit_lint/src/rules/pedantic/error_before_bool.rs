//! `pedantic/error-before-bool`. See the page beside this file.

use godwit_base::sym;
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/error-before-bool",
    aliases: &[("revive", "error-return")],
    default: false,
    check: Check::Nodes(&[NodeKind::FuncDecl], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::FuncDecl(ext) = cx.file[node] else { return };
    let func = cx.file.func_decl(ext);
    let Node::FuncType { results: Some(results), .. } = cx.file[func.ty] else { return };
    let results = signature::params(cx.file, results);
    let [before @ .., error, ok] = results.as_slice() else { return };
    // An error further in front is one that style/error-not-last reports.
    if cx.is_universe(ok.ty, sym::BOOL)
        && cx.is_error_type(error.ty)
        && !before.iter().any(|r| cx.is_error_type(r.ty))
    {
        cx.report_node(func.name, "error should be the last type when returning multiple items");
    }
}
