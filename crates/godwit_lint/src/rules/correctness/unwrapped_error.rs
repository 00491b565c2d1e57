//! `correctness/unwrapped-error`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{LitKind, Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/unwrapped-error",
    aliases: &[("errorlint", "errorf")],
    fix: FixKind::Unsafe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, call: NodeId) {
    if !cx.calls_function(call, "fmt", &["Errorf"]) {
        return;
    }
    let (args, Some(types)) = (cx.args(call), cx.types()) else { return };
    let Some((&format, values)) = args.split_first() else { return };
    let Node::BasicLit { kind: LitKind::String } = cx.file[format] else { return };
    let literal = cx.file.text_of(format);
    // With an escaped percent sign the text no longer shows where verbs are.
    if literal.starts_with('"') && literal.contains('\\') && literal.contains("\\x25") {
        return;
    }
    let Some(verbs) = verbs(literal) else { return };
    for verb in verbs {
        let Some(&value) = values.get(verb.arg) else { continue };
        // One error may be shown for its text while another is wrapped; only what is lost is reported.
        if !matches!(verb.letter, b'v' | b's') || verb.flagged || !types.is_error(value) {
            continue;
        }
        let at = cx.file.start(format) + verb.offset as u32;
        let fix = Fix::unsafe_("wrap with %w", vec![Edit::replace(Span::new(at, at + 1), "w")]);
        let message = "non-wrapping format verb for fmt.Errorf. Use `%w` to format errors";
        cx.report_node(value, message).fix(fix);
    }
}

struct Verb {
    letter: u8,
    /// Of the letter, in the literal's source text.
    offset: usize,
    /// Index of the argument it formats.
    arg: usize,
    /// With flags or a width, which `%w` would ignore.
    flagged: bool,
}

/// The verbs of a format; `None` if arguments are numbered or starred, where their order is not plain.
fn verbs(literal: &str) -> Option<Vec<Verb>> {
    let bytes = literal.as_bytes();
    let (mut found, mut arg, mut i) = (Vec::new(), 0, 0);
    while i < bytes.len() {
        if bytes[i] != b'%' {
            i += 1;
            continue;
        }
        let start = i + 1;
        let mut end = start;
        while end < bytes.len() && matches!(bytes[end], b'+' | b'-' | b'#' | b' ' | b'0'..=b'9' | b'.') {
            end += 1;
        }
        match *bytes.get(end)? {
            b'[' | b'*' => return None,
            b'%' => {}
            letter => {
                found.push(Verb { letter, offset: end, arg, flagged: end > start });
                arg += 1;
            }
        }
        i = end + 1;
    }
    Some(found)
}
