//! `correctness/misplaced-directive`. See the page beside this file.

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/misplaced-directive",
    aliases: &[("govet", "directive"), ("staticcheck", "SA9009")],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    let package = cx.file.package_offset();
    for &comment in &cx.file.comments {
        let text = cx.file.comment_text(comment);
        let Some(body) = text.strip_prefix("//") else { continue };
        if let Some(rest) = body.trim_start().strip_prefix("go:")
            && body.starts_with([' ', '\t'])
        {
            if rest.starts_with(|c: char| c.is_ascii_lowercase()) && starts_sentence(cx, comment.start) {
                cx.report(
                    comment.span(),
                    format!("ineffectual compiler directive due to extraneous space: \"{text}\""),
                )
                .code("SA9009");
            }
            continue;
        }
        let Some(rest) = body.strip_prefix("go:debug") else { continue };
        if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
            continue;
        }
        let problem = if !cx.package.is_main() && !cx.is_test() {
            "//go:debug directive only valid in package main or test"
        } else if comment.start >= package {
            "//go:debug directive only valid before package declaration"
        } else {
            continue;
        };
        cx.report(comment.span(), problem).code("directive");
    }
}

/// Whether the comment stands at the start of its line and goes on with no sentence of the line above: prose speaks of
/// directives, too.
fn starts_sentence(cx: &Cx<'_>, offset: u32) -> bool {
    if cx.file.lines.line_column(offset).column != 1 {
        return false;
    }
    let Some(group) = cx.comment_groups().iter().find(|g| cx.file.group_span(**g).contains(offset)) else { return false };
    let above = cx.file.group(*group).iter().take_while(|c| c.start < offset).last();
    let text = above.map_or("", |c| cx.file.comment_text(*c).trim_start_matches('/').trim());
    text.is_empty() || text.ends_with(['.', ':', '!', '?']) || text.starts_with("go:")
}
