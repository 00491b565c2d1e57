//! `suspicious/malformed-deprecation`. See the page beside this file.

use godwit_syntax::{Comment, Node, NodeId};
use rustc_hash::FxHashSet;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/malformed-deprecation",
    aliases: &[("gocritic", "deprecatedComment")],
    check: Check::File(check),
    ..rule()
};

const TYPOS: &[&str] = &[
    "Deprcated",
    "Deprecate",
    "Deprected",
    "Dprecated",
    "Derpecate",
    "Derpecated",
    "Depreacate",
    "Depreacated",
    "Depreacted",
    "Deprectaed",
    "Depracated",
    "Depricated",
    "Deprecatd",
];

const PROSE: &[&str] = &[
    "this type is deprecated",
    "this function is deprecated",
    "[[deprecated]]",
    "note: deprecated",
    "deprecated. use ",
    "deprecated! use ",
    "deprecated use ",
    "deprecated in favor of ",
    "deprecated in favour of ",
];

const NO_PARAGRAPH: &str =
    "`Deprecated: ` notices should be in a dedicated paragraph, separated from the rest";

fn check(cx: &Cx<'_>) {
    let suspect = |c: &Comment| {
        let body = cx.file.comment_text(*c).trim_start_matches(['/', ' ', '\t']);
        body.starts_with(['D', 'd', 't', 'T', '[', 'n', 'N']) && (is_notice(cx, *c) || problem(cx, *c).is_some())
    };
    // Most files have none of these: groups are formed only where one is.
    let Some(_) = cx.file.comments.iter().find(|c| suspect(c)) else { return };
    let declared = declared_lines(cx);
    for &group in cx.comment_groups() {
        let below = cx.file.line(cx.file.group_span(group).end) + 1;
        if !declared.contains(&below) {
            continue;
        }
        // Behind code it speaks of that line, and hardly to tools.
        if is_trailing(cx, cx.file.group_span(group).start) {
            continue;
        }
        // Whether a notice may stand here: first, or behind an empty line.
        let mut starts_paragraph = true;
        for &comment in cx.file.group(group) {
            if let Some(message) = problem(cx, comment) {
                cx.report(comment.span(), message);
            } else if is_notice(cx, comment) && !starts_paragraph {
                cx.report(comment.span(), NO_PARAGRAPH);
            }
            starts_paragraph = cx.file.comment_text(comment).trim_start_matches('/').trim().is_empty();
        }
    }
}

fn is_trailing(cx: &Cx<'_>, offset: u32) -> bool {
    let line_start = cx.file.lines.line_start(cx.file.line(offset)).unwrap_or(offset);
    !cx.file.slice(godwit_base::Span::new(line_start, offset)).trim().is_empty()
}

/// The lines on which declarations, specs and fields start.
fn declared_lines(cx: &Cx<'_>) -> FxHashSet<u32> {
    let declares = |id: &NodeId| {
        matches!(
            cx.file[*id],
            Node::FuncDecl(_)
                | Node::GenDecl { .. }
                | Node::TypeSpec { .. }
                | Node::ValueSpec { .. }
                | Node::Field { .. }
        )
    };
    let is_local = |id: &NodeId| cx.file.ancestors(*id).any(|a| matches!(cx.file[a], Node::Block { .. }));
    cx.file.ids().filter(declares).filter(|id| !is_local(id)).map(|id| cx.file.line(cx.file.start(id))).collect()
}

/// A notice as it should be, apart from where it stands.
fn is_notice(cx: &Cx<'_>, comment: Comment) -> bool {
    cx.file.comment_text(comment).starts_with("// Deprecated: ")
}

fn problem(cx: &Cx<'_>, comment: Comment) -> Option<String> {
    let body = cx.file.comment_text(comment).strip_prefix("//")?;
    let line = body.trim_start();
    let head = line.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    if TYPOS.iter().any(|t| t.eq_ignore_ascii_case(head)) {
        return Some(format!("typo in `{head}`; should be `Deprecated`"));
    }
    let lower = line.to_ascii_lowercase();
    if head.eq_ignore_ascii_case("deprecated") {
        let behind = &line[head.len()..];
        if behind.starts_with(": ") && head != "Deprecated" {
            return Some(format!("use `Deprecated: ` (note the casing) instead of `{head}: `"));
        }
        if behind.starts_with(", ") && head == "Deprecated" {
            return Some("use `:` instead of `,` in `Deprecated, `".to_owned());
        }
    }
    let is_prose = PROSE.iter().any(|p| lower.starts_with(p));
    is_prose.then(|| "the proper format is `Deprecated: <text>`".to_owned())
}
