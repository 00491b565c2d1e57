//! `style/comment-without-space`. See the page beside this file.

use godwit_base::{Edit, Fix};

use crate::comment_text::is_directive;
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/comment-without-space",
    aliases: &[("gocritic", "commentFormatting")],
    fix: FixKind::Safe,
    check: Check::File(check),
    ..rule()
};

/// Words that tools look for right behind the slashes.
const MARKERS: &[&str] =
    &["nolint", "line", "export", "extern", "sys", "sysnb", "noinspection", "lint", "revive"];

fn check(cx: &Cx<'_>) {
    // The preamble of `import "C"` is C.
    let preamble = cx.imports().by_path("C").and_then(|i| cx.file.doc(cx.file.parent(i.spec)?));
    for (i, comment) in cx.file.comments.iter().enumerate() {
        let text = cx.file.comment_text(*comment);
        let Some(body) = text.strip_prefix("//") else { continue };
        if !body.starts_with(char::is_alphanumeric) || is_directive(body) {
            continue;
        }
        let word = body.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').next().unwrap_or("");
        let behind = &body[word.len()..];
        if MARKERS.contains(&word) || behind.starts_with(':') || word.starts_with("cgo_") {
            continue;
        }
        if preamble.is_some_and(|g| (g.first..=g.last).contains(&(i as u32))) {
            continue;
        }
        let edit = Edit::insert(comment.start + 2, " ");
        cx.report(comment.span(), "put a space between `//` and comment text")
            .fix(Fix::safe("insert a space", vec![edit]));
    }
}
