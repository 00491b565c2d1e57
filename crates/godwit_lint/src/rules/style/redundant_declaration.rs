//! `style/redundant-declaration`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{BinaryOp, DeclKind, List, LitKind, Node, NodeId, NodeKind, UnaryOp};
use godwit_types::TypeId;

use crate::types::TypeInfo;
use crate::{Check, Cx, FixKind, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-declaration",
    aliases: &[("revive", "var-declaration"), ("staticcheck", "ST1023"), ("staticcheck", "QF1011")],
    fix: FixKind::Safe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::GenDecl], check),
    ..rule()
};

/// Constant expressions deeper than this are not looked into.
const MAX_DEPTH: usize = 64;

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::GenDecl { kind: DeclKind::Var, specs, .. } = cx.file[node] else { return };
    let Some(types) = cx.types() else { return };
    for spec in cx.file.list(specs) {
        let Node::ValueSpec { names, ty: Some(ty), values } = cx.file[spec] else { continue };
        let (Some(name), Some(value)) = (cx.file.list_single(names), cx.file.list_single(values)) else {
            if is_local(cx, node) {
                several(cx, types, names, ty, values);
            }
            continue;
        };
        let text = cx.file.text_of(name);
        // `var _ T = x` asserts that x is a T, which is plain enough of a T.
        if text == "_" {
            if is_local(cx, node) && is_inferred(cx, types, ty, value) {
                let message = format!("could omit type {} from declaration of _; it is the value's own", cx.snippet(ty));
                cx.report_node(ty, message).code("QF1011");
            }
            continue;
        }
        if is_zero(cx, types, ty, value) {
            let span = Span::new(cx.file.end(ty), cx.file.end(value));
            let zero = cx.file.text_of(value);
            cx.report_node(
                value,
                format!("should drop = {zero} from declaration of var {text}; it is the zero value"),
            )
            .code(if is_local(cx, node) && is_inferred(cx, types, ty, value) { "" } else { "var-declaration" })
            .fix(Fix::safe("drop the zero value", vec![Edit::delete(span)]));
        } else if is_inferred(cx, types, ty, value) {
            let span = Span::new(cx.file.end(name), cx.file.end(ty));
            let message = format!(
                "should omit type {} from declaration of var {text}; it will be inferred from the right-hand side",
                cx.snippet(ty)
            );
            let code = match cx.file[value] {
                _ if !is_local(cx, node) => "var-declaration",
                // staticcheck leaves the types of names and sums of numbers to whoever reads them.
                Node::Ident { .. } if cx.bool_value(value).is_some() => "",
                Node::Ident { .. } | Node::Binary { .. } | Node::Unary { .. } | Node::Paren { .. }
                    if types.constant(value).is_some() =>
                {
                    "var-declaration QF1011"
                }
                _ => "",
            };
            cx.report_node(ty, message).code(code).fix(Fix::safe("drop the type", vec![Edit::delete(span)]));
        }
    }
}

fn is_local(cx: &Cx<'_>, decl: NodeId) -> bool {
    cx.file.parent(decl) != Some(cx.file.root())
}

/// `var a, b T = x, y`.
fn several(cx: &Cx<'_>, types: TypeInfo<'_>, names: List, ty: NodeId, values: List) {
    let n = cx.file.n_list(values);
    if n < 2 || n != cx.file.n_list(names) || !cx.file.list(values).all(|v| is_inferred(cx, types, ty, v)) {
        return;
    }
    let Some(last) = cx.file.list_last(names) else { return };
    let span = Span::new(cx.file.end(last), cx.file.end(ty));
    let message = format!(
        "should omit type {} from this declaration; it will be inferred from the right-hand side",
        cx.snippet(ty)
    );
    let report = cx.report_node(ty, message).code("staticcheck");
    report.fix(Fix::safe("drop the type", vec![Edit::delete(span)]));
}

/// Whether the value is the type's zero value. For an interface a 0 is a value; a type parameter that takes it is a number.
fn is_zero(cx: &Cx<'_>, types: TypeInfo<'_>, ty: NodeId, value: NodeId) -> bool {
    if matches!(cx.file[value], Node::Ident { .. }) {
        return cx.is_nil(value);
    }
    let zero = matches!(cx.file[value], Node::BasicLit { .. })
        && matches!(
            cx.file.text_of(value),
            "0" | "0." | "0.0" | "0i" | "\"\"" | "``" | "'\\x00'" | "'\\000'"
        );
    let is_known =
        |t: TypeId| t.is_valid() && types.ask(|checker| !checker.is_non_type_param_interface(t));
    zero && types.type_of(ty).is_some_and(is_known)
}

/// Whether the value has the written type by itself.
fn is_inferred(cx: &Cx<'_>, types: TypeInfo<'_>, ty: NodeId, value: NodeId) -> bool {
    if let Some(default) = untyped(cx, types, value, 0) {
        // Spelled as the default type is: `int32` says more than `rune`.
        return cx.file.ident(cx.file.unparen(ty)).is_some_and(|name| name.as_str() == default.name());
    }
    let (Some(want), Some(have)) = (types.type_of(ty), types.type_of(value)) else { return false };
    want.is_valid() && have.is_valid() && types.ask(|checker| checker.identical(want, have))
}

/// The kinds of untyped values; of two numeric operands the later one counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Untyped {
    Bool,
    String,
    Int,
    Rune,
    Float,
    Complex,
    /// A shift that is only right where an integer type is asked for.
    Shifted,
}

impl Untyped {
    fn name(self) -> &'static str {
        match self {
            Untyped::Bool => "bool",
            Untyped::String => "string",
            Untyped::Int => "int",
            Untyped::Rune => "rune",
            Untyped::Float => "float64",
            Untyped::Complex => "complex128",
            Untyped::Shifted => "",
        }
    }

    fn of(ty: TypeId) -> Option<Self> {
        Some(match ty {
            TypeId::UNTYPED_BOOL => Untyped::Bool,
            TypeId::UNTYPED_STRING => Untyped::String,
            TypeId::UNTYPED_INT => Untyped::Int,
            TypeId::UNTYPED_RUNE => Untyped::Rune,
            TypeId::UNTYPED_FLOAT => Untyped::Float,
            TypeId::UNTYPED_COMPLEX => Untyped::Complex,
            _ => return None,
        })
    }
}

/// The kind that an expression has before the declared type converts it; `None` where it is typed.
fn untyped(cx: &Cx<'_>, types: TypeInfo<'_>, expr: NodeId, depth: usize) -> Option<Untyped> {
    if depth > MAX_DEPTH {
        return None;
    }
    let operand = |x| untyped(cx, types, x, depth + 1);
    match cx.file[expr] {
        Node::Paren { x } => operand(x),
        Node::BasicLit { kind } => Some(match kind {
            LitKind::Int => Untyped::Int,
            LitKind::Float => Untyped::Float,
            LitKind::Imag => Untyped::Complex,
            LitKind::Char => Untyped::Rune,
            LitKind::String => Untyped::String,
        }),
        Node::Ident { .. } => named(types, expr),
        Node::Selector { sel, .. } => named(types, sel),
        Node::Unary { op: UnaryOp::Plus | UnaryOp::Minus | UnaryOp::Not | UnaryOp::Xor, x } => operand(x),
        // Of whatever type its operands are, and no constant perhaps.
        Node::Binary { op, .. } if op.is_comparison() => Some(Untyped::Bool),
        Node::Binary { op: BinaryOp::Shl | BinaryOp::Shr, x, y } => Some(match operand(x)? {
            _ if operand(y).is_some() || types.constant(y).is_some() => Untyped::Int,
            // Where the count is no constant, the left operand takes the type that is written.
            kind @ (Untyped::Int | Untyped::Rune) => kind,
            _ => Untyped::Shifted,
        }),
        Node::Binary { x, y, .. } => Some(operand(x)?.max(operand(y)?)),
        _ => None,
    }
}

/// The kind of a named constant.
fn named(types: TypeInfo<'_>, ident: NodeId) -> Option<Untyped> {
    let object = types.object(ident)?;
    Untyped::of(types.ask(|checker| checker.type_of_object(object)))
}
