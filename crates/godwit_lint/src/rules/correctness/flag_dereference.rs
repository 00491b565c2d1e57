//! `correctness/flag-dereference`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/flag-dereference",
    aliases: &[("gocritic", "flagDeref")],
    check: Check::Nodes(&[NodeKind::Star], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Star { x } = cx.file[node] else { return };
    let call = cx.file.unparen(x);
    let Some(callee) = cx.callee(call).filter(|c| c.path == "flag") else { return };
    let name = callee.name.as_str();
    if matches!(name, "Bool" | "Duration" | "Float64" | "Int" | "Int64" | "String" | "Uint" | "Uint64") {
        cx.report_node(
            node,
            format!(
                "immediate deref in {} is most likely an error; consider using flag.{name}Var",
                cx.snippet(node)
            ),
        );
    }
}
