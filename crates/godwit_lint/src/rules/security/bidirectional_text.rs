//! `security/bidirectional-text`. See the page beside this file.

use godwit_base::Span;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "security/bidirectional-text",
    aliases: &[("gosec", "G116"), ("bidichk", "")],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    let text = &cx.file.text;
    // All of them are encoded as E2 80 xx or E2 81 xx.
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(0xe2, bytes) {
        let Some(c) = text.get(at..).and_then(|t| t.chars().next()) else { continue };
        if matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            let span = Span::new(at as u32, (at + c.len_utf8()) as u32);
            cx.report(
                span,
                format!("U+{:04X} changes the direction of the text: the code may not be what it looks like; write an escape", c as u32),
            );
        }
    }
}
