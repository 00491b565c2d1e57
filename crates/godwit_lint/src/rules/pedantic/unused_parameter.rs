//! `pedantic/unused-parameter`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::enclosing::function_parts;
use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/unused-parameter",
    aliases: &[("revive", "unused-parameter")],
    default: false,
    check: Check::Nodes(&[NodeKind::FuncDecl, NodeKind::FuncLit], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some((ty, body)) = function_parts(cx.file, node) else { return };
    if matches!(cx.file[body], Node::Block { skipped: true, .. }) {
        return;
    }
    let Node::FuncType { params, .. } = cx.file[ty] else { return };
    let resolution = cx.resolution();
    for param in signature::params(cx.file, params) {
        let Some(name) = param.name else { continue };
        let Some(object) = resolution.object_of(name) else { continue };
        let text = resolution.object(object).name;
        if !text.is_blank() && !resolution.is_mentioned(object) {
            cx.report_node(
                name,
                format!("parameter '{text}' seems to be unused, consider removing or renaming it as _"),
            );
        }
    }
}
