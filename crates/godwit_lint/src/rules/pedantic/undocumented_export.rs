//! `pedantic/undocumented-export`. See the page beside this file.

use godwit_syntax::{CommentGroup, DeclKind, List, Node, NodeId};

use crate::comment_text::group_text;
use crate::{Check, Cx, RuleDef, rule, signature};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/undocumented-export",
    aliases: &[
        ("revive", "exported"),
        ("staticcheck", "ST1020"),
        ("staticcheck", "ST1021"),
        ("staticcheck", "ST1022"),
    ],
    default: false,
    check: Check::File(check),
    ..rule()
};

/// Methods whose interface documents them.
const COMMON_METHODS: &[&str] = &["Error", "Read", "ServeHTTP", "String", "Write", "Unwrap"];

fn check(cx: &Cx<'_>) {
    if cx.is_test() {
        return;
    }
    for decl in cx.file.decls() {
        match cx.file[decl] {
            Node::FuncDecl(_) => function(cx, decl),
            Node::GenDecl { kind: DeclKind::Type, specs, .. } => types(cx, decl, specs),
            Node::GenDecl { kind: kind @ (DeclKind::Const | DeclKind::Var), specs, paren } => {
                values(cx, decl, specs, kind == DeclKind::Const, paren);
            }
            _ => {}
        }
    }
}

/// Text of a doc comment that says something.
fn text(cx: &Cx<'_>, doc: Option<CommentGroup>) -> Option<String> {
    doc.map(|g| group_text(cx.file, g)).filter(|t| !t.trim().is_empty())
}

fn is_exported(cx: &Cx<'_>, ident: NodeId) -> bool {
    cx.file.ident(ident).is_some_and(|n| n.is_exported())
}

/// A comment may also start with a marker of deprecation.
fn starts_with_name(text: &str, name: &str) -> bool {
    let text = text.trim_start();
    text.strip_prefix(name)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || ",.:;'".contains(c)))
        || text.starts_with("Deprecated: ")
}

fn function(cx: &Cx<'_>, decl: NodeId) {
    let Node::FuncDecl(ext) = cx.file[decl] else { return };
    let ident = cx.file.func_decl(ext).name;
    if !is_exported(cx, ident) {
        return;
    }
    let name = cx.file.text_of(ident);
    let (kind, full) = if signature::is_method(cx.file, decl) {
        let Some(base) = signature::receiver_base(cx.file, decl).filter(|b| b.is_exported()) else { return };
        let sorts = matches!(name, "Len" | "Less" | "Swap")
            && ["Len", "Less", "Swap"].iter().all(|m| cx.index().has_method(cx.package, base, m));
        if COMMON_METHODS.contains(&name) || sorts {
            return;
        }
        ("method", format!("{base}.{name}"))
    } else {
        ("function", name.to_owned())
    };
    match text(cx, cx.file.doc(decl)) {
        None => {
            cx.report_node(ident, format!("exported {kind} {full} should have comment or be unexported"));
        }
        Some(text) if !starts_with_name(&text, name) => {
            cx.report_node(
                ident,
                format!("comment on exported {kind} {full} should be of the form \"{name} ...\""),
            );
        }
        Some(_) => {}
    }
}

fn types(cx: &Cx<'_>, decl: NodeId, specs: List) {
    for spec in cx.file.list(specs) {
        let Node::TypeSpec { name: ident, .. } = cx.file[spec] else { continue };
        if !is_exported(cx, ident) {
            continue;
        }
        let name = cx.file.text_of(ident);
        let Some(text) = text(cx, cx.file.doc(spec)).or_else(|| text(cx, cx.file.doc(decl))) else {
            cx.report_node(ident, format!("exported type {name} should have comment or be unexported"));
            continue;
        };
        let bare = ["A ", "An ", "The ", "This "].iter().find_map(|a| text.strip_prefix(a)).unwrap_or(&text);
        if !starts_with_name(bare, name) {
            cx.report_node(
                ident,
                format!("comment on exported type {name} should be of the form \"{name} ...\" (with optional leading article)"),
            );
        }
    }
}

fn values(cx: &Cx<'_>, decl: NodeId, specs: List, is_const: bool, paren: bool) {
    let kind = if is_const { "const" } else { "var" };
    let block_doc = text(cx, cx.file.doc(decl));
    for spec in cx.file.list(specs) {
        let Node::ValueSpec { names, .. } = cx.file[spec] else { continue };
        let Some(first) = cx.file.list_get(names, 0).filter(|&n| is_exported(cx, n)) else { continue };
        let name = cx.file.text_of(first);
        let own = text(cx, cx.file.doc(spec)).filter(|_| paren || block_doc.is_none());
        if own.is_none() && block_doc.is_none() {
            if cx.file.trailing_comment(cx.file.end(spec)).is_some() {
                continue;
            }
            let block = if is_const && paren { " (or a comment on this block)" } else { "" };
            cx.report_node(
                first,
                format!("exported {kind} {name} should have comment{block} or be unexported"),
            );
            // One finding a block.
            return;
        }
        // A comment on the block speaks of all of it.
        if paren && block_doc.is_some() {
            return;
        }
        let Some(text) = own.or_else(|| block_doc.clone()) else { continue };
        if !starts_with_name(&text, name) {
            cx.report_node(
                first,
                format!("comment on exported {kind} {name} should be of the form \"{name} ...\""),
            );
        }
    }
}
