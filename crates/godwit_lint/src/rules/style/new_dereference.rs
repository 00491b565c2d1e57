//! `style/new-dereference`. See the page beside this file.

use godwit_base::{Edit, Fix, sym};
use godwit_syntax::{Node, NodeId, NodeKind};
use godwit_types::{BasicKind, Type};

use crate::{Check, Cx, FixKind, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/new-dereference",
    aliases: &[("gocritic", "newDeref")],
    fix: FixKind::Safe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Star], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Star { x } = cx.file[node] else { return };
    let call = x;
    if !cx.is_builtin_call(call, sym::NEW) {
        return;
    }
    let Some(ty) = cx.args(call).first().copied() else { return };
    let Some(zero) = zero_value(cx, ty) else { return };
    cx.report_node(node, format!("replace `{}` with `{zero}`", cx.snippet(node)))
        .fix(Fix::safe("write the zero value", vec![Edit::replace(cx.file.span(node), zero)]));
}

/// The zero value of a type, written so that it has the type by itself. Channels and functions are left alone: their
/// conversions of nil read no better.
fn zero_value(cx: &Cx<'_>, ty: NodeId) -> Option<String> {
    let text = cx.file.text_of(ty);
    let types = cx.types()?;
    let id = types.type_of(ty)?;
    types.ask(|checker| {
        if checker.is_type_param(id) {
            return None;
        }
        let under = checker.under(id);
        match &checker.types[under] {
            Type::Basic(kind) => basic(text, *kind),
            Type::Slice { .. } | Type::Map { .. } | Type::Interface(_) => Some(format!("{text}(nil)")),
            Type::Pointer { .. } if text.starts_with('*') => Some(format!("({text})(nil)")),
            Type::Pointer { .. } => Some(format!("{text}(nil)")),
            Type::Struct(_) | Type::Array { .. } => Some(format!("{text}{{}}")),
            _ => None,
        }
    })
}

fn basic(text: &str, kind: BasicKind) -> Option<String> {
    let name = kind.name();
    let literal = match name {
        "bool" => "false",
        "string" => "\"\"",
        "int" | "float64" if name == text => return Some(if name == "int" { "0" } else { "0.0" }.to_owned()),
        _ if name.starts_with("float") => "0.0",
        _ => "0",
    };
    let is_default = matches!(name, "bool" | "string") && name == text;
    Some(if is_default { literal.to_owned() } else { format!("{text}({literal})") })
}
