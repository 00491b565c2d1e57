//! `pedantic/builtin-name`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::{AssignOp, DeclKind, Node, NodeId, NodeKind};

use super::suspicious_redefined_builtin::builtin;
use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/builtin-name",
    aliases: &[("revive", "redefines-builtin-id")],
    default: false,
    check: Check::Nodes(
        &[NodeKind::FuncDecl, NodeKind::FuncType, NodeKind::GenDecl, NodeKind::Assign],
        check,
    ),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::FuncDecl(ext) => {
            let func = cx.file.func_decl(ext);
            if func.recv.is_none() {
                let span = Span::new(cx.file.start(node), cx.file.end(func.name));
                redefinition(cx, func.name, span);
            }
        }
        Node::FuncType { type_params, params, results } => {
            for list in [type_params, Some(params), results].into_iter().flatten() {
                for name in signature::params(cx.file, list).into_iter().filter_map(|p| p.name) {
                    redefinition(cx, name, cx.file.span(name));
                }
            }
        }
        Node::GenDecl { kind, specs, .. } => {
            for (i, spec) in cx.file.list(specs).enumerate() {
                match cx.file[spec] {
                    // Of a group of types, the first stands for all.
                    Node::TypeSpec { name, .. } if kind == DeclKind::Type && i == 0 => {
                        redefinition(cx, name, cx.file.span(node));
                    }
                    Node::ValueSpec { names, .. } => {
                        cx.file.list(names).for_each(|n| redefinition(cx, n, cx.file.span(node)));
                    }
                    _ => {}
                }
            }
        }
        Node::Assign { op, lhs, .. } => {
            let does = if op == AssignOp::Define { "creates a shadow of" } else { "modifies" };
            for name in cx.file.list(lhs) {
                let span = Span::new(cx.file.start(node), cx.file.end(name));
                match name_and_kind(cx, name) {
                    Some((name, "constant or variable")) => {
                        cx.report(span, format!("assignment {does} built-in identifier {name}"));
                    }
                    Some(_) => redefinition(cx, name, span),
                    None => {}
                }
            }
        }
        _ => {}
    }
}

fn name_and_kind(cx: &Cx<'_>, ident: NodeId) -> Option<(&'static str, &'static str)> {
    let name = cx.file.ident(ident)?;
    let kind = match builtin(cx, name)? {
        "constant" | "variable" => "constant or variable",
        kind => kind,
    };
    (name.as_str() != "comparable").then_some((name.as_str(), kind))
}

fn redefinition(cx: &Cx<'_>, ident: NodeId, span: Span) {
    if let Some((name, kind)) = name_and_kind(cx, ident) {
        cx.report(span, format!("redefinition of the built-in {kind} {name}"));
    }
}
