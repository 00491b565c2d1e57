//! `suspicious/basic-context-key`. See the page beside this file.

use godwit_base::Symbol;
use godwit_syntax::resolve::ObjectKind;
use godwit_syntax::{AssignOp, LitKind, Node, NodeId, NodeKind};
use godwit_types::Type;
use godwit_types::check::typestring::Qualifier;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/basic-context-key",
    aliases: &[("revive", "context-keys-type"), ("staticcheck", "SA1029")],
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { args, .. } = cx.file[node] else { return };
    if cx.file.n_list(args) != 3 || !cx.is_call_to(node, "context", "WithValue") {
        return;
    }
    let Some(key) = cx.file.list_get(args, 1) else { return };
    let basic = match cx.types() {
        Some(types) => types.type_of(key).filter(|t| t.is_valid()).and_then(|ty| {
            types.ask(|checker| match checker.types[ty] {
                Type::Basic(_) => Some(checker.type_string_with(ty, Qualifier::Path)),
                _ => None,
            })
        }),
        None => basic_type(cx, cx.file.unparen(key)).map(str::to_owned),
    };
    if let Some(typ) = basic {
        cx.report_node(key, format!("should not use basic type {typ} as key in context.WithValue"));
    }
}

/// The predeclared type of a key, as far as literals, conversions and declarations of this file show it.
fn basic_type(cx: &Cx<'_>, key: NodeId) -> Option<&'static str> {
    match cx.file[key] {
        Node::BasicLit { kind } => Some(literal_type(kind)),
        Node::Call { fun, .. } => predeclared(cx, fun),
        Node::Ident { name } => {
            let object = cx.object(key)?;
            match cx.file[object.decl] {
                Node::ValueSpec { ty: Some(ty), .. } | Node::Field { ty: Some(ty), .. } => {
                    predeclared(cx, ty)
                }
                Node::ValueSpec { names, ty: None, values } if object.kind == ObjectKind::Const => {
                    let index = cx.file.list(names).position(|n| cx.file.ident(n) == Some(name))?;
                    match cx.file[cx.file.list_get(values, index)?] {
                        Node::BasicLit { kind } => Some(literal_type(kind)),
                        _ => None,
                    }
                }
                Node::Assign { op: AssignOp::Define, lhs, rhs }
                    if cx.file.n_list(lhs) == cx.file.n_list(rhs) =>
                {
                    let index = cx.file.list(lhs).position(|n| cx.file.ident(n) == Some(name))?;
                    match cx.file[cx.file.list_get(rhs, index)?] {
                        Node::BasicLit { kind } => Some(literal_type(kind)),
                        _ => None,
                    }
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn literal_type(kind: LitKind) -> &'static str {
    match kind {
        LitKind::Int => "int",
        LitKind::Float => "float64",
        LitKind::Imag => "complex128",
        LitKind::Char => "rune",
        LitKind::String => "string",
    }
}

fn predeclared(cx: &Cx<'_>, ty: NodeId) -> Option<&'static str> {
    const BASIC: &[&str] = &[
        "bool", "byte", "float32", "float64", "int", "int16", "int32", "int64", "int8", "rune", "string",
        "uint", "uint16", "uint32", "uint64", "uint8", "uintptr",
    ];
    let name: Symbol = cx.file.ident(ty)?;
    let basic = BASIC.iter().copied().find(|b| *b == name.as_str())?;
    cx.is_universe(ty, name).then_some(basic)
}
