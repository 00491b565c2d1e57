//! `pedantic/comment-spacing`. See the page beside this file.

use crate::comment_text::is_directive;
use crate::{Check, Cx, OptionDef, RuleDef, rule};

const ALLOWED: OptionDef =
    OptionDef::list("allowed-prefixes", &[], "what may stand right behind the slashes, such as `mypragma:`");

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/comment-spacing",
    aliases: &[("revive", "comment-spacings")],
    default: false,
    options: &[ALLOWED],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    let mut allowed = None;
    for comment in &cx.file.comments {
        let text = cx.file.comment_text(*comment);
        let Some(body) = text.get(2..) else { continue };
        if body.is_empty() || body.starts_with([' ', '\t', '\n', '\r']) {
            continue;
        }
        if text.starts_with("//") && (is_directive(body) || body == "nolint") {
            continue;
        }
        // Most files have no such comment: the option is read for the first one.
        let allowed = allowed.get_or_insert_with(|| cx.list_option(&ALLOWED));
        if text.starts_with("/*") || !allowed.iter().any(|prefix| body.starts_with(prefix.as_str())) {
            cx.report(comment.span(), "no space between comment delimiter and comment text");
        }
    }
}
