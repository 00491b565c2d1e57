//! `suspicious/malformed-deprecation`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::{Comment, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/malformed-deprecation",
    aliases: &[("gocritic", "deprecatedComment")],
    check: Check::Nodes(
        &[NodeKind::FuncDecl, NodeKind::GenDecl, NodeKind::TypeSpec, NodeKind::ValueSpec, NodeKind::Field],
        check,
    ),
    ..rule()
};

const TYPOS: &[&str] = &["Dprecated", "Derpecate", "Derpecated", "Depreacate", "Depreacated", "Depreacted", "Deprectaed", "Depracated", "Depricated"];

const PROSE: &[&str] = &[
    "this type is deprecated",
    "this function is deprecated",
    "[[deprecated]]",
    "note: deprecated",
    "deprecated. use ",
    "deprecated! use ",
    "deprecated use ",
];

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(group) = cx.file.doc(node) else { return };
    // A lone spec and its declaration share the comment: it is told once, for the declaration.
    let shared = cx.file.parent(node).is_some_and(|p| cx.file.start(p) == cx.file.start(node));
    if shared {
        return;
    }
    for &comment in cx.file.group(group) {
        check_line(cx, comment);
    }
}

fn check_line(cx: &Cx<'_>, comment: Comment) {
    let Some(body) = cx.file.comment_text(comment).strip_prefix("//") else { return };
    let line = body.trim_start();
    let head = line.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    let span = Span::new(comment.start, comment.end);
    if TYPOS.iter().any(|t| t.eq_ignore_ascii_case(head)) {
        cx.report(span, format!("typo in `{head}`; should be `Deprecated`"));
        return;
    }
    let lower = line.to_ascii_lowercase();
    if head.eq_ignore_ascii_case("deprecated") {
        let behind = &line[head.len()..];
        if behind.starts_with(": ") && head != "Deprecated" {
            cx.report(span, format!("use `Deprecated: ` (note the casing) instead of `{head}: `"));
            return;
        }
        if behind.starts_with(", ") && head == "Deprecated" {
            cx.report(span, "use `:` instead of `,` in `Deprecated, `");
            return;
        }
    }
    if PROSE.iter().any(|p| lower.starts_with(p)) {
        cx.report(span, "the proper format is `Deprecated: <text>`");
    }
}
