//! `pedantic/export-comment-form`. See the page beside this file.

use godwit_base::Symbol;
use godwit_syntax::NodeId;

use super::pedantic_undocumented_export::{CHECKS, Export, Kind, exports, is_exported, needs_no_comment};
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/export-comment-form",
    aliases: &[
        ("revive", "exported"),
        ("staticcheck", "ST1020"),
        ("staticcheck", "ST1021"),
        ("staticcheck", "ST1022"),
    ],
    default: false,
    options: &[CHECKS],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    exports(cx, true, &mut |export| {
        let Export::Documented { ident, kind, full, doc, text } = export else { return };
        let name = cx.file.text_of(ident);
        let text = text.trim_start();
        let bare = match kind {
            Kind::Type => ["A ", "An ", "The ", "This "].iter().find_map(|a| text.strip_prefix(a)).unwrap_or(text),
            _ => text,
        };
        // `A` is a name as well.
        if [bare, text].iter().any(|t| t.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '))) {
            return;
        }
        let article = if kind == Kind::Type { " (with optional leading article)" } else { "" };
        let hint = casing_hint(cx, ident, bare, bare.len() < text.len());
        let report = cx.report(
            cx.file.group_span(doc),
            format!(
                "comment on exported {} {full} should be of the form \"{name} ...\"{article}{hint}",
                kind.as_str()
            ),
        );
        // Commands export nothing that others could use, and what the methods of well-known interfaces do is known.
        let base = full.split_once('.').map(|(base, _)| Symbol::intern(base));
        let is_known = cx.package.is_main() || base.is_some_and(|base| needs_no_comment(cx, base, name));
        report.code(match (is_known, kind) {
            (_, Kind::InterfaceMethod) => "exported",
            (true, Kind::Function | Kind::Method) => "ST1020",
            (true, Kind::Type) => "ST1021",
            (true, Kind::Const | Kind::Var) => "ST1022",
            (false, Kind::Function | Kind::Method) => "exported ST1020",
            (false, Kind::Type) => "exported ST1021",
            (false, Kind::Const | Kind::Var) => "exported ST1022",
        });
    });
}

/// What is wrong where the comment has the name in another case.
fn casing_hint(cx: &Cx<'_>, ident: NodeId, text: &str, has_article: bool) -> String {
    let name = cx.file.text_of(ident);
    let word = text.split(char::is_whitespace).next().unwrap_or("");
    if !word.eq_ignore_ascii_case(name) || word == name {
        return String::new();
    }
    let is_unexported = !has_article && is_exported(cx, ident) && word.starts_with(char::is_lowercase) && word[1..] == name[1..];
    match is_unexported {
        true => format!(" to match its exported status, not \"{word} ...\""),
        false => format!(" by using its correct casing, not \"{word} ...\""),
    }
}
