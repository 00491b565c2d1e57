//! `suspicious/basic-context-key`. See the page beside this file.

use godwit_base::{Symbol, sym};
use godwit_syntax::resolve::ObjectKind;
use godwit_syntax::{AssignOp, BinaryOp, File, LitKind, Node, NodeId, UnaryOp};

use crate::package::DeclaredKind;
use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/basic-context-key",
    aliases: &[("revive", "context-keys-type"), ("staticcheck", "SA1029")],
    check: Check::Calls(&["context"], check),
    ..rule()
};

/// Keys that are put together of more parts are not looked into.
const MAX_DEPTH: usize = 16;

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { args, .. } = cx.file[node] else { return };
    if cx.file.n_list(args) != 3 || !cx.is_call_to(node, "context", "WithValue") {
        return;
    }
    let Some(key) = cx.file.list_get(args, 1) else { return };
    let plain = unboxed(cx, key);
    if let Some(typ) = basic_type(cx, plain, 0) {
        let report = cx.report_node(key, format!("should not use basic type {typ} as key in context.WithValue"));
        if plain != cx.file.unparen(key) {
            report.code("SA1029");
        }
    } else if let Some(why) = other_problem(cx, plain) {
        cx.report_node(key, format!("should not use {why} as key in context.WithValue")).code("SA1029");
    }
}

/// The value in `any(x)` and `interface{}(x)`.
fn unboxed(cx: &Cx<'_>, key: NodeId) -> NodeId {
    let key = cx.file.unparen(key);
    let Node::Call { fun, args, .. } = cx.file[key] else { return key };
    let is_boxed = matches!(cx.file[fun], Node::InterfaceType { .. }) || cx.is_universe(fun, sym::ANY);
    let inner = cx.file.list_single(args).filter(|_| is_boxed);
    inner.map_or(key, |inner| cx.file.unparen(inner))
}

/// Keys of which others may be equal, and keys that cannot be compared at all, as far as literals show it.
fn other_problem(cx: &Cx<'_>, key: NodeId) -> Option<&'static str> {
    let Node::CompositeLit { ty: Some(ty), .. } = cx.file[key] else {
        return matches!(cx.file[key], Node::FuncLit { .. }).then_some("a function, which cannot be compared,");
    };
    match cx.file[ty] {
        Node::MapType { .. } => Some("a map, which cannot be compared,"),
        Node::ArrayType { len: None, .. } => Some("a slice, which cannot be compared,"),
        Node::StructType { fields } => match cx.file[fields] {
            Node::FieldList { fields } if fields.is_empty() => Some("an anonymous struct{}, equal to all others,"),
            _ => None,
        },
        _ => None,
    }
}

/// The predeclared type of a key, as far as literals, operators, conversions and declarations show it.
fn basic_type(cx: &Cx<'_>, key: NodeId, depth: usize) -> Option<&'static str> {
    if depth > MAX_DEPTH {
        return None;
    }
    let operand = |x| basic_type(cx, x, depth + 1);
    match cx.file[key] {
        Node::Paren { x } => operand(x),
        Node::BasicLit { kind } => Some(literal_type(kind)),
        Node::Unary { op: UnaryOp::Plus | UnaryOp::Minus | UnaryOp::Not | UnaryOp::Xor, x } => operand(x),
        Node::Binary { op, .. } if op.is_comparison() => Some("bool"),
        Node::Binary { op: BinaryOp::Shl | BinaryOp::Shr, x, .. } => operand(x),
        Node::Binary { x, y, .. } => match (operand(x)?, operand(y)?) {
            (left, right) if left == right => Some(left),
            // Untyped numbers: the later kind counts.
            (left, right) => {
                let kinds = ["int", "rune", "float64", "complex128"];
                kinds.into_iter().rev().find(|k| *k == left || *k == right)
            }
        },
        Node::Call { fun, .. } => called(cx, fun),
        Node::Ident { name } => {
            if cx.is_left_to_the_file(key) && !cx.index().declares(name) {
                return constant(cx, key, name);
            }
            let object = cx.object(key)?;
            match cx.file[object.decl] {
                Node::ValueSpec { ty: Some(ty), .. } | Node::Field { ty: Some(ty), .. } => {
                    predeclared(cx, ty)
                }
                Node::ValueSpec { names, ty: None, values } if object.kind == ObjectKind::Const => {
                    let index = cx.file.list(names).position(|n| cx.file.ident(n) == Some(name))?;
                    operand(cx.file.list_get(values, index)?)
                }
                Node::Assign { op: AssignOp::Define, lhs, rhs }
                    if cx.file.n_list(lhs) == cx.file.n_list(rhs) =>
                {
                    let index = cx.file.list(lhs).position(|n| cx.file.ident(n) == Some(name))?;
                    operand(cx.file.list_get(rhs, index)?)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// What the predeclared constants and `nil` are.
fn constant(cx: &Cx<'_>, ident: NodeId, name: Symbol) -> Option<&'static str> {
    let typ = match name {
        n if n == sym::TRUE || n == sym::FALSE => "bool",
        n if n == sym::NIL => "untyped nil",
        _ => return None,
    };
    cx.is_universe(ident, name).then_some(typ)
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

/// The result of a conversion, a predeclared function, a function literal or a function of the package.
fn called(cx: &Cx<'_>, fun: NodeId) -> Option<&'static str> {
    let fun = cx.file.unparen(fun);
    let result = |file: &File, ty: NodeId| {
        let (_, results) = signature::func_type(file, ty);
        let [result] = results.as_slice() else { return None };
        BASIC.iter().copied().find(|b| *b == file.text_of(result.ty))
    };
    if let Node::FuncLit { ty, .. } = cx.file[fun] {
        return result(cx.file, ty);
    }
    let name = cx.file.ident(fun)?;
    if let Some(declared) = cx.index().get(name).filter(|d| d.kind == DeclaredKind::Func) {
        let is_hidden = cx.object(fun).is_some_and(|o| !o.package_level);
        let tree = cx.package.files[declared.file].tree;
        let Node::FuncDecl(ext) = tree[declared.decl] else { return None };
        return if is_hidden { None } else { result(tree, tree.func_decl(ext).ty) };
    }
    let typ = match name.as_str() {
        "len" | "cap" | "copy" => "int",
        "complex" => "complex128",
        _ => return predeclared(cx, fun),
    };
    cx.is_universe(fun, name).then_some(typ)
}

const BASIC: &[&str] = &[
    "bool", "byte", "complex128", "complex64", "float32", "float64", "int", "int16", "int32", "int64", "int8",
    "rune", "string", "uint", "uint16", "uint32", "uint64", "uint8", "uintptr",
];

fn predeclared(cx: &Cx<'_>, ty: NodeId) -> Option<&'static str> {
    let name: Symbol = cx.file.ident(ty)?;
    let basic = BASIC.iter().copied().find(|b| *b == name.as_str())?;
    cx.is_universe(ty, name).then_some(basic)
}
