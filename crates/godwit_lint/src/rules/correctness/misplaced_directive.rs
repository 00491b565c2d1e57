//! `correctness/misplaced-directive`. See the page beside this file.

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/misplaced-directive",
    aliases: &[("govet", "directive"), ("staticcheck", "SA9009")],
    check: Check::File(check),
    ..rule()
};

/// What the toolchain knows: `// go:x` of these is a slip.
const KNOWN: &[&str] = &[
    "build",
    "debug",
    "embed",
    "generate",
    "linkname",
    "noescape",
    "noinline",
    "norace",
    "nosplit",
    "notinheap",
    "uintptrescapes",
    "uintptrkeepalive",
    "nocheckptr",
    "fix",
];

fn check(cx: &Cx<'_>) {
    let package = cx.file.package_offset();
    for &comment in &cx.file.comments {
        let text = cx.file.comment_text(comment);
        let Some(body) = text.strip_prefix("//") else { continue };
        if let Some(rest) = body.trim_start().strip_prefix("go:")
            && body.starts_with([' ', '\t'])
        {
            // A sentence may speak of a directive: only one alone on its line is a slip.
            let verb = rest.split_whitespace().next().unwrap_or("");
            let alone =
                rest.split_whitespace().count() == 1 || matches!(verb, "generate" | "embed" | "linkname");
            if KNOWN.contains(&verb) && verb != "build" && alone && stands_alone(cx, comment.start) {
                cx.report(
                    comment.span(),
                    format!("ineffectual compiler directive due to extraneous space: \"{text}\""),
                );
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
        cx.report(comment.span(), problem);
    }
}

/// Whether the comment is the only one of its group and of its line: prose has neighbours.
fn stands_alone(cx: &Cx<'_>, offset: u32) -> bool {
    if cx.file.lines.line_column(offset).column != 1 {
        return false;
    }
    let group = cx.comment_groups().iter().find(|g| cx.file.group_span(**g).contains(offset));
    group.is_some_and(|g| g.first == g.last)
}
