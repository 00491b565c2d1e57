//! `style/stuttering-name`. See the page beside this file.

use godwit_syntax::{DeclKind, Node, NodeId};

use crate::{Check, Cx, OptionDef, RuleDef, rule};

const CHECKS: OptionDef = OptionDef::list(
    "checks",
    &[],
    "`disable-stuttering-check` turns the rule off, `say-repetitive-instead-of-stutters` makes it say that",
);

pub static RULE: RuleDef = RuleDef {
    id: "style/stuttering-name",
    aliases: &[("revive", "exported")],
    default: false,
    options: &[CHECKS],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    if cx.is_test() || cx.package.is_main() || cx.has_flag(&CHECKS, "disable-stuttering-check") {
        return;
    }
    for decl in cx.file.decls() {
        match cx.file[decl] {
            Node::FuncDecl(ext) if cx.file.func_decl(ext).recv.is_none() => {
                name(cx, cx.file.func_decl(ext).name, "func")
            }
            Node::GenDecl { kind: DeclKind::Type, specs, .. } => {
                for spec in cx.file.list(specs) {
                    if let Node::TypeSpec { name: ident, .. } = cx.file[spec] {
                        name(cx, ident, "type");
                    }
                }
            }
            _ => {}
        }
    }
}

fn name(cx: &Cx<'_>, ident: NodeId, thing: &str) {
    let (package, text) = (cx.package.name(), cx.file.text_of(ident));
    if !text.starts_with(char::is_uppercase) {
        return;
    }
    let Some(head) = text.get(..package.len()).filter(|h| h.eq_ignore_ascii_case(package)) else { return };
    let rest = &text[head.len()..];
    if rest.starts_with(|c: char| c == '_' || c.is_uppercase()) {
        let says =
            if cx.has_flag(&CHECKS, "say-repetitive-instead-of-stutters") { "is repetitive" } else { "stutters" };
        cx.report_node(
            ident,
            format!("{thing} name will be used as {package}.{text} by other packages, and that {says}; consider calling this {rest}"),
        );
    }
}
