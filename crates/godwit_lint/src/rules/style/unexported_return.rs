//! `style/unexported-return`. See the page beside this file.

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
        let text = cx.file.text_of(result.ty);
        let name = cx.file.text_of(func.name);
        let pointer = &text[..text.find(|c: char| c.is_alphabetic() || c == '_').unwrap_or(0)];
        let typ = format!("{pointer}{}.{base}", cx.package.name());
        cx.report_node(
            result.ty,
            format!("exported {thing} {name} returns unexported type {typ}, which can be annoying to use"),
        );
        return;
    }
}

/// The unexported type of this package at the bottom of a pointer, slice, array or channel.
fn unexported_type(cx: &Cx<'_>, mut ty: NodeId) -> Option<godwit_base::Symbol> {
    loop {
        ty = match cx.file[ty] {
            Node::Star { x } | Node::Paren { x } | Node::Index { x, .. } | Node::IndexList { x, .. } => x,
            Node::ArrayType { elem, .. } | Node::ChanType { elem, .. } => elem,
            Node::Ident { name } => {
                let declared = cx.index().get(name).filter(|d| d.kind == DeclaredKind::Type)?;
                let tree = cx.package.files[declared.file].tree;
                // An alias may stand for an exported type; a type parameter hides the package's name.
                let is_alias = matches!(tree[declared.decl], Node::TypeSpec { alias: true, .. });
                let hidden = cx.object(ty).is_some_and(|o| !o.package_level);
                return (!name.is_exported() && !is_alias && !hidden).then_some(name);
            }
            _ => return None,
        };
    }
}
