//! `pedantic/undocumented-export`. See the page beside this file.

use godwit_base::{Span, Symbol};
use godwit_syntax::{CommentGroup, DeclKind, List, Node, NodeId};

use crate::comment_text::group_text;
use crate::{Check, Cx, OptionDef, RuleDef, rule, signature};

pub const CHECKS: OptionDef = OptionDef::list(
    "checks",
    &[],
    "`check-private-receivers` also asks for comments on methods of types that are not exported, `check-public-interface` on those in exported interfaces; `disable-checks-on-constants`, `-functions`, `-methods`, `-types`, `-variables` leave these alone",
);

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/undocumented-export",
    aliases: &[("revive", "exported")],
    default: false,
    options: &[CHECKS],
    check: Check::File(check),
    ..rule()
};

/// Methods whose interface documents them.
const COMMON_METHODS: &[&str] = &["Error", "Read", "ServeHTTP", "String", "Write", "Unwrap"];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Function,
    Method,
    /// In an interface.
    InterfaceMethod,
    Type,
    Const,
    Var,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Function => "function",
            Kind::Method => "method",
            Kind::InterfaceMethod => "interface method",
            Kind::Type => "type",
            Kind::Const => "const",
            Kind::Var => "var",
        }
    }
}

/// What is exported and how it is documented.
pub enum Export {
    /// `full` is the name, with the type where it is a method.
    Documented { ident: NodeId, kind: Kind, full: String, doc: CommentGroup, text: String },
    /// `in_block`: a comment on its block would do.
    Undocumented { kind: Kind, full: String, span: Span, in_block: bool },
    /// A second exported name of a declaration, which no comment can speak of.
    Crowded { ident: NodeId, kind: Kind },
}

fn check(cx: &Cx<'_>) {
    exports(cx, false, &mut |export| match export {
        Export::Documented { .. } => {}
        Export::Undocumented { kind: Kind::InterfaceMethod, full, span, .. } => {
            cx.report(span, format!("public interface method {full} should be commented"));
        }
        Export::Undocumented { kind, full, span, in_block } => {
            let block = if in_block { " (or a comment on this block)" } else { "" };
            let kind = kind.as_str();
            cx.report(span, format!("exported {kind} {full} should have comment{block} or be unexported"));
        }
        Export::Crowded { ident, kind } => {
            let name = cx.file.text_of(ident);
            let kind = kind.as_str();
            cx.report_node(ident, format!("exported {kind} {name} should have its own declaration"));
        }
    });
}

/// Calls `f` with all that the file exports, as far as it wants a comment. Tests and commands export nothing; `all` brings
/// what commands declare, and methods that need no comment, none the less.
pub fn exports(cx: &Cx<'_>, all: bool, f: &mut dyn FnMut(Export)) {
    if cx.is_test() || (cx.package.is_main() && !all) {
        return;
    }
    let is_on = |flag: &str| !cx.has_flag(&CHECKS, flag);
    let (functions, methods) = (is_on("disable-checks-on-functions"), is_on("disable-checks-on-methods"));
    let (constants, variables) = (is_on("disable-checks-on-constants"), is_on("disable-checks-on-variables"));
    let with_types = is_on("disable-checks-on-types");
    let with_interfaces = cx.has_flag(&CHECKS, "check-public-interface");
    for decl in cx.file.decls() {
        match cx.file[decl] {
            Node::FuncDecl(_) => {
                let is_wanted = if signature::is_method(cx.file, decl) { methods } else { functions };
                if is_wanted {
                    function(cx, decl, all, f);
                }
            }
            Node::GenDecl { kind: DeclKind::Type, specs, .. } => {
                if with_types {
                    types(cx, decl, specs, f);
                }
                if with_interfaces {
                    interfaces(cx, specs, f);
                }
            }
            Node::GenDecl { kind: DeclKind::Const, specs, paren } if constants => {
                values(cx, decl, specs, Kind::Const, paren, f);
            }
            Node::GenDecl { kind: DeclKind::Var, specs, paren } if variables => {
                values(cx, decl, specs, Kind::Var, paren, f);
            }
            _ => {}
        }
    }
}

pub fn is_exported(cx: &Cx<'_>, ident: NodeId) -> bool {
    cx.file.ident(ident).is_some_and(|n| n.is_exported())
}

/// A doc comment that says something. A mere notice of deprecation does not say what it is.
fn prose(cx: &Cx<'_>, doc: Option<CommentGroup>) -> Option<(CommentGroup, String)> {
    let group = doc?;
    let text = group_text(cx.file, group);
    (!text.trim().is_empty() && !text.starts_with("Deprecated: ")).then_some((group, text))
}

fn function(cx: &Cx<'_>, decl: NodeId, all: bool, f: &mut dyn FnMut(Export)) {
    let Node::FuncDecl(ext) = cx.file[decl] else { return };
    let ident = cx.file.func_decl(ext).name;
    if !is_exported(cx, ident) {
        return;
    }
    let name = cx.file.text_of(ident);
    let (kind, full) = if signature::is_method(cx.file, decl) {
        let Some(base) = signature::receiver_base(cx.file, decl) else { return };
        if !base.is_exported() && !cx.has_flag(&CHECKS, "check-private-receivers") {
            return;
        }
        if !all && needs_no_comment(cx, base, name) {
            return;
        }
        (Kind::Method, format!("{base}.{name}"))
    } else {
        (Kind::Function, name.to_owned())
    };
    f(match prose(cx, cx.file.doc(decl)) {
        Some((doc, text)) => Export::Documented { ident, kind, full, doc, text },
        None => {
            let span = Span::new(cx.file.start(decl), cx.file.end(ident));
            Export::Undocumented { kind, full, span, in_block: false }
        }
    });
}

/// Methods of well-known interfaces.
pub fn needs_no_comment(cx: &Cx<'_>, base: Symbol, name: &str) -> bool {
    let sorts = matches!(name, "Len" | "Less" | "Swap")
        && ["Len", "Less", "Swap"].iter().all(|m| has_sort_method(cx, base, m));
    COMMON_METHODS.contains(&name) || sorts
}

/// Whether a type has the method of `sort.Interface`.
fn has_sort_method(cx: &Cx<'_>, base: Symbol, name: &str) -> bool {
    let (params, result) = match name {
        "Len" => (0, Some("int")),
        "Less" => (2, Some("bool")),
        _ => (2, None),
    };
    cx.index().methods(base).iter().any(|&(file, decl)| {
        let tree = cx.package.files[file].tree;
        let Node::FuncDecl(ext) = tree[decl] else { return false };
        let func = tree.func_decl(ext);
        if tree.text_of(func.name) != name {
            return false;
        }
        let (have, results) = signature::func_type(tree, func.ty);
        have.len() == params
            && have.iter().all(|p| tree.text_of(p.ty) == "int")
            && results.iter().map(|r| tree.text_of(r.ty)).eq(result)
    })
}

fn types(cx: &Cx<'_>, decl: NodeId, specs: List, f: &mut dyn FnMut(Export)) {
    for spec in cx.file.list(specs) {
        let Node::TypeSpec { name: ident, .. } = cx.file[spec] else { continue };
        if !is_exported(cx, ident) {
            continue;
        }
        let full = cx.file.text_of(ident).to_owned();
        let doc = cx.file.doc(spec).or_else(|| cx.file.doc(decl));
        f(match prose(cx, doc) {
            Some((doc, text)) => Export::Documented { ident, kind: Kind::Type, full, doc, text },
            None => {
                let span = cx.file.span(ident);
                Export::Undocumented { kind: Kind::Type, full, span, in_block: false }
            }
        });
    }
}

/// The methods that exported interfaces name themselves.
fn interfaces(cx: &Cx<'_>, specs: List, f: &mut dyn FnMut(Export)) {
    for spec in cx.file.list(specs) {
        let Node::TypeSpec { name: base, ty, .. } = cx.file[spec] else { continue };
        let Node::InterfaceType { methods } = cx.file[ty] else { continue };
        if !is_exported(cx, base) {
            continue;
        }
        for method in signature::params(cx.file, methods) {
            let Some(ident) = method.name.filter(|&n| is_exported(cx, n)) else { continue };
            let full = format!("{}.{}", cx.file.text_of(base), cx.file.text_of(ident));
            let kind = Kind::InterfaceMethod;
            f(match prose(cx, cx.file.doc(method.field)) {
                Some((doc, text)) => Export::Documented { ident, kind, full, doc, text },
                None => Export::Undocumented { kind, full, span: cx.file.span(ident), in_block: false },
            });
        }
    }
}

fn values(cx: &Cx<'_>, decl: NodeId, specs: List, kind: Kind, paren: bool, f: &mut dyn FnMut(Export)) {
    // A comment on the block speaks of all of it.
    let block = if paren { prose(cx, cx.file.doc(decl)) } else { None };
    let mut is_first = true;
    for spec in cx.file.list(specs) {
        let Node::ValueSpec { names, .. } = cx.file[spec] else { continue };
        if let Some(second) = cx.file.list(names).skip(1).find(|&n| is_exported(cx, n)) {
            f(Export::Crowded { ident: second, kind });
            continue;
        }
        let Some(ident) = cx.file.list_get(names, 0).filter(|&n| is_exported(cx, n)) else { continue };
        if block.is_some() {
            continue;
        }
        let full = cx.file.text_of(ident).to_owned();
        match prose(cx, cx.file.doc(spec).or_else(|| if paren { None } else { cx.file.doc(decl) })) {
            Some((doc, text)) => f(Export::Documented { ident, kind, full, doc, text }),
            // One finding a block.
            None if is_first => {
                is_first = false;
                let span = cx.file.span(ident);
                let in_block = paren && kind == Kind::Const;
                f(Export::Undocumented { kind, full, span, in_block });
            }
            None => {}
        }
    }
}
