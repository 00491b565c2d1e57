//! `suspicious/invisible-character`. See the page beside this file.

use godwit_syntax::{LitKind, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/invisible-character",
    aliases: &[("staticcheck", "ST1018")],
    check: Check::Nodes(&[NodeKind::BasicLit], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::BasicLit { kind: LitKind::String } = cx.file[node] else { return };
    let text = cx.file.text_of(node);
    // Nearly all literals are printable ASCII.
    if text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
        return;
    }
    let mut before = ' ';
    let found = text.chars().find_map(|c| {
        let kind = if c == '\u{200d}' && is_pictorial(before) { None } else { invisible(c) };
        before = c;
        Some((c, kind?))
    });
    let Some((c, kind)) = found else { return };
    let code = c as u32;
    let escape = if code > 0xffff { format!("\\U{code:08x}") } else { format!("\\u{code:04x}") };
    cx.report_node(
        node,
        format!("string literal contains the Unicode {kind} character U+{code:04X}, consider using the '{escape}' escape sequence instead"),
    );
}

/// Joiners put emoji together from parts; between letters nobody sees them.
fn is_pictorial(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{2190}'..='\u{2bff}' | '\u{3030}'..='\u{303d}' | '\u{3297}' | '\u{3299}')
        || c == '\u{fe0f}'
        || matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}')
}

fn invisible(c: char) -> Option<&'static str> {
    match c {
        '\n' | '\t' | '\r' => None,
        c if c.is_control() => Some("control"),
        // Tags belong to the emoji of flags.
        '\u{e0020}'..='\u{e007f}' => None,
        // The format characters of Unicode but for those that stand before Arabic numbers.
        '\u{ad}'
        | '\u{61c}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{110bd}'
        | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0001}' => Some("format"),
        _ => None,
    }
}
