//! Text from analysed files on its way to a terminal. A file name or a source line may hold control bytes, which a terminal
//! would obey, or bidirectional marks, which would show code in another order than it runs.

use std::borrow::Cow;
use std::fmt::Write;

fn is_dangerous(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Without an end at the first that is not, so that many bytes are looked at at once.
fn is_printable_ascii(text: &str) -> bool {
    text.bytes().fold(true, |all, b| all & matches!(b, b' '..=b'~'))
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Nearly all text is printable ASCII.
    if is_printable_ascii(text) || !text.chars().any(|c| is_dangerous(c) && !keep(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if !is_dangerous(c) || keep(c) {
            out.push(c);
            continue;
        }
        let _ = match c {
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            c if (c as u32) < 0x100 => write!(out, "\\x{:02x}", c as u32),
            c => write!(out, "\\u{{{:x}}}", c as u32),
        };
    }
    Cow::Owned(out)
}

/// Escapes all that a terminal would act on, so that the text stays on one line.
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, |_| false)
}

/// As [`line`], but line breaks and tabs stay.
pub fn block(text: &str) -> Cow<'_, str> {
    escape(text, |c| c == '\n' || c == '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_shown_instead() {
        assert_eq!(line("a\x1b[31mb\u{9b}c\u{202e}d\n"), "a\\x1b[31mb\\x9bc\\u{202e}d\\n");
        assert_eq!(line("grün"), "grün");
        assert_eq!(block("a\n\tb\r"), "a\n\tb\\r");
    }
}
