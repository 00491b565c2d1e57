//! `style/comment-without-space`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::Comment;

use crate::comment_text::is_directive;
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/comment-without-space",
    aliases: &[("gocritic", "commentFormatting")],
    fix: FixKind::Safe,
    check: Check::File(check),
    ..rule()
};

/// What tools look for right behind the slashes, and what may follow there.
const MARKERS: &[(&str, &str)] = &[
    ("<editor-fold", ""),
    ("</editor-fold", ""),
    ("region", ""),
    ("endregion", ""),
    ("export", " "),
    ("line", " "),
    ("noinspection", " "),
    ("nolint", " "),
    ("sys", " "),
    ("sysnb", " "),
];

/// Whether the text behind the slashes is meant to begin there.
fn is_meant(body: &str) -> bool {
    if body.len() < 2 || body.starts_with([' ', '\t', '\r', '!', '#', '+', '-', '/']) || is_directive(body) {
        return true;
    }
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let behind = body.trim_start_matches(word);
    (behind.starts_with(':') && behind.len() < body.len())
        || body == "nolint"
        || MARKERS.iter().any(|(marker, next)| body.strip_prefix(marker).is_some_and(|b| b.starts_with(next)))
}

/// One finding for a group of lines: whoever comments out some lines did one thing.
fn check(cx: &Cx<'_>) {
    // The preamble of `import "C"` is C.
    let preamble = cx.imports().by_path("C").and_then(|i| cx.file.doc(cx.file.parent(i.spec)?));
    for &group in cx.comment_groups() {
        if preamble.is_some_and(|of_c| of_c.first == group.first) {
            continue;
        }
        let is_wanted = |comment: &&Comment| {
            cx.file.comment_text(**comment).strip_prefix("//").is_some_and(|body| !is_meant(body))
        };
        let wanted: Vec<&Comment> = cx.file.group(group).iter().filter(is_wanted).collect();
        let Some(first) = wanted.first() else { continue };
        let edits = wanted.iter().map(|comment| Edit::insert(comment.start + 2, " ")).collect();
        cx.report(first.span(), "put a space between `//` and comment text")
            .fix(Fix::safe("insert a space", edits));
    }
}
