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
    let Some((c, kind)) = text.chars().find_map(|c| Some((c, invisible(c)?))) else { return };
    let code = c as u32;
    let escape = if code > 0xffff { format!("\\U{code:08x}") } else { format!("\\u{code:04x}") };
    cx.report_node(
        node,
        format!("string literal contains the Unicode {kind} character U+{code:04X}, consider using the '{escape}' escape sequence instead"),
    );
}

fn invisible(c: char) -> Option<&'static str> {
    match c {
        '\n' | '\t' | '\r' => None,
        c if c.is_control() => Some("control"),
        // Joiners and tags belong to emoji; what changes the direction of text has a rule of its own.
        '\u{200d}' | '\u{e0020}'..='\u{e007f}' => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        '\u{ad}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{2064}'
        | '\u{206a}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => Some("format"),
        _ => None,
    }
}
