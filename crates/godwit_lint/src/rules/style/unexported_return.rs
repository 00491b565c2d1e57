//! `style/unexported-return`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::package::DeclaredKind;
use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "style/unexported-return",
    aliases: &[("revive", "unexported-return")],
    default: false,
    check: Check::Nodes(&[NodeKind::FuncDecl], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    if cx.package.is_main() || cx.is_test() {
        return;
    }
    let Node::FuncDecl(ext) = cx.file[node] else { return };
    let func = cx.file.func_decl(ext);
    let exported = |id| cx.file.ident(id).is_some_and(|n| n.is_exported());
    if !exported(func.name) {
        return;
    }
    let is_method = func.recv.is_some();
    if is_method && !signature::receiver_base(cx.file, node).is_some_and(|b| b.is_exported()) {
        return;
    }
    let Node::FuncType { results: Some(results), .. } = cx.file[func.ty] else { return };
    for result in signature::params(cx.file, results) {
        let Some(base) = unexported_type(cx, result.ty) else { continue };
        let thing = if is_method { "method" } else { "func" };
        let name = cx.file.text_of(func.name);
        let before = cx.file.slice(Span::new(cx.file.start(result.ty), cx.file.start(base)));
        let from_base = cx.file.slice(Span::new(cx.file.start(base), cx.file.end(result.ty)));
        let typ = format!("{before}{}.{from_base}", cx.package.name());
        cx.report_node(
            result.ty,
            format!("exported {thing} {name} returns unexported type {typ}, which can be annoying to use"),
        );
        return;
    }
}

/// The unexported type of this package at the bottom of a pointer, slice, array, map or channel. An interface can be used
/// without its name.
fn unexported_type(cx: &Cx<'_>, mut ty: NodeId) -> Option<NodeId> {
    loop {
        ty = match cx.file[ty] {
            Node::Star { x } | Node::Paren { x } | Node::Index { x, .. } | Node::IndexList { x, .. } => x,
            Node::ArrayType { elem, .. } | Node::ChanType { elem, .. } => elem,
            Node::MapType { key, value } => match named(cx, key) {
                Some(key) => return Some(key),
                None => value,
            },
            _ => return named(cx, ty),
        };
    }
}

fn named(cx: &Cx<'_>, ty: NodeId) -> Option<NodeId> {
    let name = cx.file.ident(ty).filter(|n| !n.is_exported())?;
    let declared = cx.index().get(name).filter(|d| d.kind == DeclaredKind::Type)?;
    let tree = cx.package.files[declared.file].tree;
    let is_interface = matches!(tree[declared.decl], Node::TypeSpec { ty, .. }
        if matches!(tree[ty], Node::InterfaceType { .. }));
    // A type parameter hides the package's name.
    let hidden = cx.object(ty).is_some_and(|o| !o.package_level);
    (!is_interface && !hidden).then_some(ty)
}
