//! `style/new-dereference`. See the page beside this file.

use godwit_base::{Edit, Fix, sym};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/new-dereference",
    aliases: &[("gocritic", "newDeref")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Star], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Star { x } = cx.file[node] else { return };
    let call = cx.file.unparen(x);
    if !cx.is_builtin_call(call, sym::NEW) {
        return;
    }
    let Some(ty) = cx.args(call).first().copied() else { return };
    let Some(zero) = zero_value(cx, ty) else { return };
    cx.report_node(node, format!("replace `{}` with `{zero}`", cx.snippet(node)))
        .fix(Fix::safe("write the zero value", vec![Edit::replace(cx.file.span(node), zero)]));
}

/// The zero value of a predeclared type, written so that it has the type by itself.
fn zero_value(cx: &Cx<'_>, ty: NodeId) -> Option<String> {
    let name = cx.file.ident(ty)?;
    if !cx.is_universe(ty, name) {
        return None;
    }
    match name.as_str() {
        "bool" => Some("false".to_owned()),
        "string" => Some("\"\"".to_owned()),
        "int" => Some("0".to_owned()),
        "float64" => Some("0.0".to_owned()),
        "byte" | "rune" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32"
        | "uint64" | "uintptr" | "float32" => Some(format!("{name}(0)")),
        _ => None,
    }
}
