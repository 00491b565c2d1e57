//! `style/error-string-form`. See the page beside this file.

use godwit_base::{Edit, Fix, Span, Symbol};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/error-string-form",
    aliases: &[("staticcheck", "ST1005"), ("revive", "error-strings")],
    fix: FixKind::Unsafe,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some((first, text)) = error_text(cx, node) else { return };
    // Revive reads literals only and has one finding for both.
    let is_literal = matches!(cx.file[first], Node::BasicLit { .. });
    let punctuated = is_punctuated(&text);
    // The call is named, as its text may be put together over several lines.
    if punctuated {
        let report = cx.report_node(node, "error strings should not end with punctuation or newlines");
        if !is_literal {
            report.code("ST1005");
        }
    }
    if is_capitalized(cx, &text) {
        let mut report = cx.report_node(node, "error strings should not be capitalized");
        if punctuated || !is_literal {
            report = report.code("ST1005");
        }
        if let Some(fix) = fix_lower(cx, cx.file.unparen(first)) {
            report.fix(fix);
        }
    }
}

/// Whether this rule reports a call.
pub fn is_reported(cx: &Cx<'_>, call: NodeId) -> bool {
    error_text(cx, call).is_some_and(|(_, text)| is_punctuated(&text) || is_capitalized(cx, &text))
}

/// The text of the error that a call makes.
fn error_text(cx: &Cx<'_>, call: NodeId) -> Option<(NodeId, String)> {
    // Errors of tests are for those who read the test.
    if cx.is_test() {
        return None;
    }
    let Node::Call { args, .. } = cx.file[call] else { return None };
    let first = cx.file.list_get(args, 0)?;
    if !cx.callee(call).is_some_and(|c| c.is("errors", "New") || c.is("fmt", "Errorf")) {
        return None;
    }
    Some((first, cx.constant_string(first)?))
}

fn is_punctuated(text: &str) -> bool {
    text.ends_with(['.', ':', '!', '\n'])
}

/// Whether the first word is capitalised and neither an initialism nor a name of the package, methods included.
fn is_capitalized(cx: &Cx<'_>, text: &str) -> bool {
    // A single word is hardly a message.
    let Some((word, _)) = text.split_once(' ') else { return false };
    let mut chars = word.chars();
    if !chars.next().is_some_and(char::is_uppercase) {
        return false;
    }
    if chars.as_str().contains(|c: char| c.is_uppercase() || c.is_numeric() || c == '(') {
        return false;
    }
    let word = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
    !cx.index().declares(Symbol::intern(word)) && !cx.index().declares_method(cx.package, word)
}

fn fix_lower(cx: &Cx<'_>, mut literal: NodeId) -> Option<Fix> {
    while let Node::Binary { x, .. } = cx.file[literal] {
        literal = cx.file.unparen(x);
    }
    if !matches!(cx.file[literal], Node::BasicLit { .. }) {
        return None;
    }
    let start = cx.file.start(literal) + 1;
    let first = cx.file.text.get(start as usize..)?.chars().next()?;
    let lower: String = first.to_lowercase().collect();
    let span = Span::new(start, start + first.len_utf8() as u32);
    first
        .is_uppercase()
        .then(|| Fix::unsafe_("write the first letter in lower case", vec![Edit::replace(span, lower)]))
}
