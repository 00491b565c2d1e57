//! Leaving function bodies out already in the lexer, which is most of the time that `ParseOptions::skip_bodies` saves.
//!
//! What is between the braces of a top-level function gives no tokens, comments or errors; its line breaks are noted, so that
//! what follows stands on its line. Only the bytes that can hide a brace are told apart.

use super::Lexer;
use crate::token::TokenKind as T;

/// Where in a top-level declaration the lexer is.
#[derive(Default)]
pub(super) struct Outline {
    /// Brackets of any kind that are open.
    depth: u32,
    /// Behind the `func` of a function declaration, before its body.
    in_signature: bool,
    /// Tokens looked at so far.
    seen: usize,
}

impl Lexer<'_> {
    /// Looks at the tokens added since the last call. Behind the brace that opens a body, gives the offset of the one that
    /// closes it; else `at`.
    #[inline]
    pub(super) fn skip_body(&mut self, outline: &mut Outline, at: usize) -> usize {
        while let Some(&kind) = self.tokens.kinds.get(outline.seen) {
            let before = outline.seen.checked_sub(1).map_or(T::AutoSemicolon, |i| self.tokens.kinds[i]);
            outline.seen += 1;
            match kind {
                T::LBrace if outline.in_signature && outline.depth == 0 && opens_body(before) => {
                    outline.in_signature = false;
                    outline.depth = 1;
                    return self.end_of_body(at);
                }
                T::LParen | T::LBrack | T::LBrace => outline.depth += 1,
                T::RParen | T::RBrack | T::RBrace => outline.depth = outline.depth.saturating_sub(1),
                T::Func if outline.depth == 0 && before.is_semicolon() => outline.in_signature = true,
                T::Semicolon | T::AutoSemicolon if outline.depth == 0 => outline.in_signature = false,
                _ => {}
            }
        }
        at
    }

    /// Offset of the `}` that closes the block whose inside starts at `at`, or the end of the text.
    fn end_of_body(&mut self, mut at: usize) -> usize {
        let mut open = 1u32;
        loop {
            let rest = &self.text[at..];
            let Some(i) = rest.iter().position(|&b| HIDES[b as usize]) else { return self.text.len() };
            at += i;
            let start = at;
            match self.text[at] {
                b'{' => open += 1,
                b'}' => {
                    open -= 1;
                    if open == 0 {
                        return at;
                    }
                }
                b'\n' => self.line_starts.push(at as u32 + 1),
                b'"' => at = self.end_of_quoted(at, b'"'),
                b'\'' => at = self.end_of_quoted(at, b'\''),
                b'`' => {
                    let end = memchr::memchr(b'`', &self.text[start + 1..]);
                    at = end.map_or(self.text.len(), |i| start + 1 + i);
                    self.lines_within(start, at);
                }
                _ => match self.byte(at + 1) {
                    b'/' => {
                        let end = memchr::memchr(b'\n', &self.text[at..]);
                        at = end.map_or(self.text.len(), |i| at + i - 1);
                    }
                    b'*' => {
                        let end = memchr::memmem::find(&self.text[at + 2..], b"*/");
                        at = end.map_or(self.text.len(), |i| start + 2 + i + 1);
                        self.lines_within(start, at.min(self.text.len()));
                    }
                    _ => {}
                },
            }
            at += 1;
            if at >= self.text.len() {
                return self.text.len();
            }
        }
    }

    /// Offset of the closing quote, or of the byte before the line break that ends an unterminated literal.
    fn end_of_quoted(&self, start: usize, quote: u8) -> usize {
        let mut at = start + 1;
        loop {
            match self.text.get(at) {
                Some(b'\\') if self.byte(at + 1) != b'\n' => at += 2,
                Some(&b) if b == quote => return at,
                Some(b'\n') => return at - 1,
                Some(_) => at += 1,
                None => return self.text.len(),
            }
        }
    }
}

/// A brace behind these opens a type of the signature: `func f() interface{ … }`.
fn opens_body(before: T) -> bool {
    !matches!(before, T::Struct | T::Interface)
}

/// Braces, line breaks, and what may hold either without meaning it.
const HIDES: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"{}\n\"'`/";
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
};
