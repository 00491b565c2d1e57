//! `style/redundant-declaration`. See the page beside this file.

use godwit_base::{Edit, Fix, Span, sym};
use godwit_syntax::{DeclKind, LitKind, Node, NodeId, NodeKind, UnaryOp};

use crate::package::DeclaredKind;
use crate::same::same_code;
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-declaration",
    aliases: &[("revive", "var-declaration"), ("staticcheck", "ST1023"), ("staticcheck", "QF1011")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::GenDecl], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::GenDecl { kind: DeclKind::Var, specs, .. } = cx.file[node] else { return };
    for spec in cx.file.list(specs) {
        let Node::ValueSpec { names, ty: Some(ty), values } = cx.file[spec] else { continue };
        let (Some(name), Some(value)) = (cx.file.list_single(names), cx.file.list_single(values)) else {
            continue;
        };
        let text = cx.file.text_of(name);
        // `var _ T = x` asserts that x is a T.
        if text == "_" {
            continue;
        }
        if is_zero(cx, ty, value) {
            let span = Span::new(cx.file.end(ty), cx.file.end(value));
            let value = cx.file.text_of(value);
            cx.report_node(
                spec,
                format!("should drop = {value} from declaration of var {text}; it is the zero value"),
            )
            .fix(Fix::safe("drop the zero value", vec![Edit::delete(span)]));
        } else if is_inferred(cx, ty, value) {
            let span = Span::new(cx.file.end(name), cx.file.end(ty));
            let ty = cx.file.text_of(ty);
            let message = format!(
                "should omit type {ty} from declaration of var {text}; it will be inferred from the right-hand side"
            );
            cx.report_node(spec, message).fix(Fix::safe("drop the type", vec![Edit::delete(span)]));
        }
    }
}

/// Whether the value is the type's zero value. For interfaces and unknown types a 0 is a value.
fn is_zero(cx: &Cx<'_>, ty: NodeId, value: NodeId) -> bool {
    if cx.is_nil(value) {
        return true;
    }
    let zero = match cx.file[value] {
        Node::BasicLit { .. } => {
            matches!(
                cx.file.text_of(value),
                "0" | "0." | "0.0" | "0i" | "\"\"" | "``" | "'\\x00'" | "'\\000'"
            )
        }
        _ => false,
    };
    zero && (is_basic(cx, ty) || cx.is_qualified(ty, "time", "Duration") || is_local_basic(cx, ty))
}

fn is_basic(cx: &Cx<'_>, ty: NodeId) -> bool {
    let Some(name) = cx.file.ident(ty) else { return false };
    let text = name.as_str();
    let named = text.starts_with("int")
        || text.starts_with("uint")
        || text.starts_with("float")
        || text.starts_with("complex");
    (named || matches!(text, "string" | "bool" | "byte" | "rune")) && cx.is_universe(ty, name)
}

/// A type of this file that is declared as a basic type.
fn is_local_basic(cx: &Cx<'_>, ty: NodeId) -> bool {
    let Some(object) = cx.object(ty) else { return false };
    if !object.package_level || cx.index().get(object.name).is_none_or(|d| d.kind != DeclaredKind::Type) {
        return false;
    }
    matches!(cx.file[object.decl], Node::TypeSpec { ty, type_params: None, .. } if is_basic(cx, ty))
}

/// Whether the value has the written type by itself.
fn is_inferred(cx: &Cx<'_>, ty: NodeId, value: NodeId) -> bool {
    let file = cx.file;
    let universe = |name| cx.is_universe(ty, name);
    match file[value] {
        Node::CompositeLit { ty: Some(literal), .. } => same_code(file, ty, literal),
        Node::Unary { op: UnaryOp::Addr, x } => match (file[ty], file[x]) {
            (Node::Star { x: base }, Node::CompositeLit { ty: Some(literal), .. }) => {
                same_code(file, base, literal)
            }
            _ => false,
        },
        Node::BasicLit { kind } => match kind {
            LitKind::Int => universe(sym::INT),
            LitKind::Float => universe(sym::FLOAT64),
            LitKind::Imag => universe(sym::COMPLEX128),
            LitKind::Char => universe(sym::RUNE),
            LitKind::String => universe(sym::STRING),
        },
        Node::Call { fun, args, .. } => {
            let first = file.list_get(args, 0);
            if cx.is_builtin_call(value, sym::MAKE) {
                return first.is_some_and(|t| same_code(file, ty, t));
            }
            if cx.is_builtin_call(value, sym::NEW) {
                // new(expr) of Go 1.26 may have any type; only a type spelled alike counts.
                return matches!((file[ty], first), (Node::Star { x }, Some(t)) if same_code(file, x, t));
            }
            let names_error = cx.is_error_type(ty);
            if names_error {
                return cx.callee(value).is_some_and(|c| c.is("errors", "New") || c.is("fmt", "Errorf"));
            }
            // A conversion: the type's name is called. A function of that name would not be a type.
            same_code(file, ty, file.unparen(fun))
                && (is_basic(cx, ty) || !matches!(file[ty], Node::Ident { .. } | Node::Selector { .. }))
        }
        Node::Ident { .. } => universe(sym::BOOL) && cx.bool_value(value).is_some(),
        _ => false,
    }
}
