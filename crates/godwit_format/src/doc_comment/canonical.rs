//! A quick look whether a doc comment needs no reformatting at all: true for most, and much cheaper than doing it.

use std::borrow::Cow;

#[derive(Clone, Copy, PartialEq)]
enum Line {
    Blank,
    Text,
    Code,
}

/// `false` means only that it has to be worked out.
pub(super) fn is_canonical(comments: &[Cow<'_, str>]) -> bool {
    let mut before = Line::Blank;
    // How many lines the current paragraph has, and whether it may turn out to be a heading.
    let mut paragraph = 0;
    let mut heading = false;
    for (i, comment) in comments.iter().enumerate() {
        let Some(body) = comment.as_bytes().strip_prefix(b"//") else { return false };
        let line = match body {
            [] => Line::Blank,
            [b' ', c, rest @ ..] if is_plain_start(*c) && !has_quotes(rest) => Line::Text,
            [b'\t', c, rest @ ..] if is_plain_start(*c) || before == Line::Code => {
                if rest.is_empty() && *c <= b' ' || *c == b'\t' && before != Line::Code {
                    return false;
                }
                Line::Code
            }
            _ => return false,
        };
        match (before, line) {
            // Neither at the start nor twice in a row.
            (Line::Blank, Line::Blank) => return false,
            (Line::Text, Line::Code) | (Line::Code, Line::Text) => return false,
            (Line::Text, Line::Text) => paragraph += 1,
            (Line::Blank, Line::Text) => {
                paragraph = 1;
                heading = i > 0 && may_end_heading(body);
            }
            (Line::Blank, Line::Code) if i == 0 => return false,
            (Line::Text, Line::Blank) if paragraph == 1 && heading => return false,
            (Line::Code, Line::Code) if body[1..].iter().all(|&b| b <= b' ') => return false,
            _ => {}
        }
        before = line;
    }
    before != Line::Blank
}

/// Not the start of a list item, heading, link definition or anything indented.
fn is_plain_start(c: u8) -> bool {
    !matches!(c, b'-' | b'*' | b'+' | b'#' | b'[' | b'0'..=b'9' | b'`' | b'\'' | 0xe2) && c > b' '
}

/// Two quotes in a row become typographic ones.
fn has_quotes(text: &[u8]) -> bool {
    memchr::memchr2_iter(b'`', b'\'', text).any(|i| i > 0 && text[i - 1] == text[i])
}

/// A heading ends with a letter or digit.
fn may_end_heading(body: &[u8]) -> bool {
    body.last().is_none_or(|b| b.is_ascii_alphanumeric() || !b.is_ascii() || *b <= b' ')
}
