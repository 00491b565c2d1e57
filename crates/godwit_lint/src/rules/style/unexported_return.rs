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
        if !is_unexported(cx, result.ty) {
            continue;
        }
        let thing = if is_method { "method" } else { "func" };
        let name = cx.file.text_of(func.name);
        let typ = type_text(cx, result.ty);
        cx.report_node(
            result.ty,
            format!("exported {thing} {name} returns unexported type {typ}, which can be annoying to use"),
        );
        return;
    }
}

/// Aliases and definitions that name one another are followed this far.
const MAX_STEPS: usize = 32;

/// Whether an unexported type of this package stands at the bottom of a pointer, slice, array, map or channel. An interface
/// can be used without its name.
fn is_unexported(cx: &Cx<'_>, mut ty: NodeId) -> bool {
    let mut keys = Vec::new();
    loop {
        ty = match cx.file[ty] {
            Node::Star { x } | Node::Paren { x } | Node::Index { x, .. } | Node::IndexList { x, .. } => x,
            Node::ArrayType { elem, .. } | Node::ChanType { elem, .. } => elem,
            Node::MapType { key, value } => {
                keys.push(key);
                value
            }
            _ if is_unexported_name(cx, ty) => return true,
            _ => match keys.pop() {
                Some(key) => key,
                None => return false,
            },
        };
    }
}

fn is_unexported_name(cx: &Cx<'_>, ty: NodeId) -> bool {
    let Some(mut name) = cx.file.ident(ty).filter(|n| !n.is_exported()) else { return false };
    // A type parameter hides the package's name.
    if cx.object(ty).is_some_and(|o| !o.package_level) {
        return false;
    }
    let mut is_declared = false;
    // What is defined as an interface is one.
    for _ in 0..MAX_STEPS {
        let Some(declared) = cx.index().get(name).filter(|d| d.kind == DeclaredKind::Type) else { break };
        is_declared = true;
        let tree = cx.package.files[declared.file].tree;
        let Node::TypeSpec { ty, .. } = tree[declared.decl] else { break };
        if matches!(tree[ty], Node::InterfaceType { .. }) {
            return false;
        }
        let Some(next) = tree.ident(ty) else { break };
        name = next;
    }
    is_declared
}

/// The type with the package's name in front of what the package declares.
fn type_text(cx: &Cx<'_>, ty: NodeId) -> String {
    let package = cx.package.name();
    let mut out = String::new();
    let mut written = cx.file.start(ty);
    for id in cx.file.subtree(ty) {
        let Some(name) = cx.file.ident(id) else { continue };
        let is_type = cx.index().get(name).is_some_and(|d| d.kind == DeclaredKind::Type)
            && cx.object(id).is_none_or(|o| o.package_level)
            && !cx.file.parent(id).is_some_and(|p| matches!(cx.file[p], Node::Selector { .. }));
        if is_type && cx.file.start(id) >= written {
            out.push_str(cx.file.slice(Span::new(written, cx.file.start(id))));
            out.push_str(package);
            out.push('.');
            written = cx.file.start(id);
        }
    }
    out.push_str(cx.file.slice(Span::new(written, cx.file.end(ty))));
    out
}
