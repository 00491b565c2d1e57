//! `suspicious/redefined-builtin`. See the page beside this file.

use godwit_base::{Symbol, sym};
use godwit_syntax::resolve::ObjectKind;
use godwit_syntax::{Node, NodeId};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/redefined-builtin",
    aliases: &[
        ("gocritic", "builtinShadow"),
        ("gocritic", "builtinShadowDecl"),
    ],
    check: Check::File(check),
    ..rule()
};

const TYPES: &[&str] = &[
    "bool",
    "byte",
    "complex128",
    "complex64",
    "error",
    "float32",
    "float64",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "rune",
    "string",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
];
const FUNCTIONS: &[&str] = &[
    "append", "cap", "close", "complex", "copy", "delete", "imag", "len", "make", "new", "panic", "print",
    "println", "real", "recover",
];
const CONSTANTS: &[&str] = &["false", "iota", "true"];

fn check(cx: &Cx<'_>) {
    for (_, object) in cx.resolution().objects() {
        if matches!(object.kind, ObjectKind::Label | ObjectKind::Field | ObjectKind::Method) {
            continue;
        }
        if let Some(what) = builtin(cx, object.name)
            && !is_of_type_alone(cx, object.decl)
        {
            let is_local = cx.file.ancestors(object.ident).any(|a| is_code(cx, a));
            let code = if is_local { "builtinShadow" } else { "builtinShadowDecl" };
            cx.report_node(object.ident, format!("redefinition of the built-in {what} {}", object.name)).code(code);
        }
    }
}

fn is_code(cx: &Cx<'_>, node: NodeId) -> bool {
    matches!(cx.file[node], Node::Block { .. } | Node::FuncType { .. } | Node::FieldList { .. })
}

/// A parameter of a type or of an interface's method: there is no code that it hides anything from.
fn is_of_type_alone(cx: &Cx<'_>, decl: NodeId) -> bool {
    if !matches!(cx.file[decl], Node::Field { .. }) {
        return false;
    }
    let Some(ty) = cx.file.parent(decl).and_then(|list| cx.file.parent(list)) else { return false };
    let is_signature = matches!(cx.file[ty], Node::FuncType { .. });
    let owner = cx.file.parent(ty).map(|p| cx.file[p]);
    is_signature && !matches!(owner, Some(Node::FuncDecl(_) | Node::FuncLit { .. }))
}

/// What a predeclared name is: type, function, constant or variable.
pub fn builtin(cx: &Cx<'_>, name: Symbol) -> Option<&'static str> {
    // Predeclared names are interned first, one behind the other: most names are out at once.
    if !(sym::BOOL.id()..=sym::RECOVER.id()).contains(&name.id()) {
        return None;
    }
    let name = name.as_str();
    if TYPES.contains(&name) || (matches!(name, "any" | "comparable") && cx.go_at_least(18)) {
        return Some("type");
    }
    if FUNCTIONS.contains(&name) || (matches!(name, "min" | "max" | "clear") && cx.go_at_least(21)) {
        return Some("function");
    }
    if CONSTANTS.contains(&name) {
        return Some("constant");
    }
    (name == "nil").then_some("variable")
}
