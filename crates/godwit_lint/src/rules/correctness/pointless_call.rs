//! `correctness/pointless-call`. See the page beside this file.

use godwit_base::sym;
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/pointless-call",
    aliases: &[("gocritic", "badCall"), ("staticcheck", "SA1018"), ("govet", "appends")],
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { args, ellipsis, .. } = cx.file[node] else { return };
    if cx.file.n_list(args) == 1 && cx.is_builtin_call(node, sym::APPEND) {
        cx.report_node(node, "append with no values").code("badCall appends");
        return;
    }
    let Some(callee) = cx.callee(node) else { return };
    let n = cx.file.list_last(args).filter(|_| !ellipsis);
    match (callee.path, callee.name.as_str(), cx.file.n_list(args)) {
        ("strings" | "bytes", "Replace", 4) | ("strings" | "bytes", "SplitN" | "SplitAfterN", 3) => {
            if let Some(n) = n.filter(|&n| cx.constant_int(n) == Some(0)) {
                let code = if callee.name.as_str() == "Replace" { "badCall SA1018" } else { "badCall" };
                cx.report_node(n, "suspicious arg 0, probably meant -1").code(code);
            }
        }
        ("path/filepath" | "path", "Join", 1) if !ellipsis => {
            cx.report_node(node, "suspicious Join on 1 argument").code("badCall");
        }
        _ => {}
    }
}
