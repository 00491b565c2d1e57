//! Text to tokens in one pass: two parallel arrays, with comments set aside and semicolons inserted as the Go
//! specification asks. Having all tokens at hand lets the parser look ahead as far as a parameter list needs.

mod bodies;
mod literal;

use godwit_base::Span;

use crate::comments::{Comment, line_directive_error};
use crate::source::{SUBSTITUTE, Source, SyntaxError};
use crate::token::TokenKind::{self, self as T};

/// The tokens of a file. The last one is always `Eof`.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub kinds: Vec<TokenKind>,
    pub spans: Vec<Span>,
}

impl Tokens {
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Index of the first token that starts at or after `offset`; the number of tokens if there is none.
    pub fn at_or_after(&self, offset: u32) -> usize {
        self.spans.partition_point(|s| s.start < offset)
    }

    #[inline]
    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.kinds.push(kind);
        self.spans.push(Span::new(start as u32, end as u32));
    }
}

/// What the lexer found in a file.
#[derive(Debug, Default)]
pub struct Lexed {
    pub tokens: Tokens,
    pub comments: Vec<Comment>,
    /// Offset of the first byte of each line.
    pub line_starts: Vec<u32>,
    /// Sorted by offset.
    pub errors: Vec<SyntaxError>,
}

/// Splits a source into tokens and comments; without those inside top-level functions if `skip_bodies`.
pub fn tokenize(source: &Source, skip_bodies: bool) -> Lexed {
    let text = source.text.as_bytes();
    let estimate = text.len() / 5 + 16;
    let tokens = Tokens { kinds: Vec::with_capacity(estimate), spans: Vec::with_capacity(estimate) };
    let mut lexer = Lexer {
        text,
        source,
        tokens,
        comments: Vec::new(),
        line_starts: Vec::with_capacity(text.len() / 28 + 1),
        errors: Vec::new(),
        insert_semicolon: false,
    };
    lexer.line_starts.push(0);
    if skip_bodies {
        lexer.run::<true>()
    } else {
        lexer.run::<false>()
    }
    let Lexer { tokens, comments, line_starts, mut errors, .. } = lexer;
    errors.extend(bad_bytes(source));
    errors.sort_by_key(|e| e.offset);
    Lexed { tokens, comments, line_starts, errors }
}

/// Errors of single bytes, which Go reports wherever they stand, comments and strings included.
fn bad_bytes(source: &Source) -> Vec<SyntaxError> {
    let text = source.text.as_bytes();
    let error = |offset: usize, message: &str| SyntaxError { offset: offset as u32, message: message.into() };
    let mut errors: Vec<_> =
        source.invalid.iter().map(|&o| error(o as usize, "illegal UTF-8 encoding")).collect();
    let (nul, bom) = (0, BOM.as_bytes()[0]);
    errors.extend(memchr::memchr2_iter(nul, bom, text).filter_map(|o| match text[o] {
        0 => Some(error(o, "illegal character NUL")),
        _ if o > 0 && text[o..].starts_with(BOM.as_bytes()) => Some(error(o, "illegal byte order mark")),
        _ => None,
    }));
    errors
}

const BOM: &str = "\u{feff}";

/// Byte classes for the inner loops: part of an identifier, decimal digit, hexadecimal digit.
const IDENT: u8 = 1;
const DIGIT: u8 = 2;
const HEX: u8 = 4;
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut b = 0;
    while b < 256 {
        let c = b as u8;
        if c.is_ascii_alphabetic() || c == b'_' {
            class[b] = IDENT;
        } else if c.is_ascii_digit() {
            class[b] = IDENT | DIGIT;
        }
        if c.is_ascii_hexdigit() {
            class[b] |= HEX;
        }
        b += 1;
    }
    class
};

struct Lexer<'s> {
    text: &'s [u8],
    source: &'s Source,
    tokens: Tokens,
    comments: Vec<Comment>,
    line_starts: Vec<u32>,
    errors: Vec<SyntaxError>,
    insert_semicolon: bool,
}

/// Each method that reads a token starts at an offset and gives the offset behind it: the position lives in a register.
impl Lexer<'_> {
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(0)
    }

    fn error(&mut self, offset: usize, message: impl Into<String>) {
        self.errors.push(SyntaxError { offset: offset as u32, message: message.into() });
    }

    fn char_at(&self, offset: usize) -> Option<char> {
        self.source.text.get(offset..)?.chars().next()
    }

    fn run<const SKIP_BODIES: bool>(&mut self) {
        let text = self.text;
        let mut outline = bodies::Outline::default();
        let mut at = if self.source.text.starts_with(BOM) { BOM.len() } else { 0 };
        while let Some(&b) = text.get(at) {
            // Blanks and names are three quarters of a file; they need no look at the next bytes.
            if b == b' ' || b == b'\t' {
                at += run_len(&text[at..], b);
            } else if CLASS[b as usize] & (IDENT | DIGIT) == IDENT {
                at = self.identifier(at);
            } else {
                at = self.token(at, b);
                if SKIP_BODIES {
                    at = self.skip_body(&mut outline, at);
                }
            }
        }
        let end = text.len();
        if self.insert_semicolon {
            self.tokens.push(T::AutoSemicolon, end, end);
        }
        self.tokens.push(T::Eof, end, end);
    }

    #[inline]
    fn emit(&mut self, kind: TokenKind, start: usize, len: usize) -> usize {
        self.insert_semicolon = kind.ends_statement();
        self.tokens.push(kind, start, start + len);
        start + len
    }

    #[inline(always)]
    fn token(&mut self, start: usize, b: u8) -> usize {
        let (next, third) = (self.byte(start + 1), self.byte(start + 2));
        // The arms of `x`, `x=`, `xx` and `xx=` operators.
        macro_rules! op {
            ($one:ident) => {
                self.emit(T::$one, start, 1)
            };
            ($one:ident, $eq:ident) => {
                if next == b'=' { self.emit(T::$eq, start, 2) } else { self.emit(T::$one, start, 1) }
            };
            ($one:ident, $eq:ident, $twice:ident) => {
                if next == b { self.emit(T::$twice, start, 2) } else { op!($one, $eq) }
            };
            ($one:ident, $eq:ident, $twice:ident, $twice_eq:ident) => {
                if next == b && third == b'=' {
                    self.emit(T::$twice_eq, start, 3)
                } else {
                    op!($one, $eq, $twice)
                }
            };
        }
        match b {
            b'\r' => start + 1,
            b'\n' => {
                if self.insert_semicolon {
                    self.insert_semicolon = false;
                    self.tokens.push(T::AutoSemicolon, start, start);
                }
                self.line_starts.push(start as u32 + 1);
                // Indentation follows.
                start + 1 + run_len(&self.text[start + 1..], b'\t')
            }
            b'0'..=b'9' => self.number(start),
            b'"' => self.string(start),
            b'`' => self.raw_string(start),
            b'\'' => self.rune(start),
            b'.' => match (next, third) {
                (b'0'..=b'9', _) => self.number(start),
                (b'.', b'.') => self.emit(T::Ellipsis, start, 3),
                _ => op!(Period),
            },
            b'/' if next == b'/' || next == b'*' => self.comment(start),
            b',' => op!(Comma),
            b'(' => op!(LParen),
            b')' => op!(RParen),
            b'[' => op!(LBrack),
            b']' => op!(RBrack),
            b'{' => op!(LBrace),
            b'}' => op!(RBrace),
            b';' => op!(Semicolon),
            b':' => op!(Colon, Define),
            b'=' => op!(Assign, Eql),
            b'!' => op!(Not, Neq),
            b'+' => op!(Add, AddAssign, Inc),
            b'-' => op!(Sub, SubAssign, Dec),
            b'*' => op!(Mul, MulAssign),
            b'/' => op!(Quo, QuoAssign),
            b'%' => op!(Rem, RemAssign),
            b'^' => op!(Xor, XorAssign),
            b'|' => op!(Or, OrAssign, LOr),
            b'~' => op!(Tilde),
            b'<' if next == b'-' => self.emit(T::Arrow, start, 2),
            b'<' => op!(Lss, Leq, Shl, ShlAssign),
            b'>' => op!(Gtr, Geq, Shr, ShrAssign),
            b'&' if next == b'^' && third == b'=' => self.emit(T::AndNotAssign, start, 3),
            b'&' if next == b'^' => self.emit(T::AndNot, start, 2),
            b'&' => op!(And, AndAssign, LAnd),
            _ => self.unusual(start),
        }
    }

    #[inline(always)]
    fn identifier(&mut self, start: usize) -> usize {
        let len = 1 + name_len(&self.text[start + 1..]);
        if self.byte(start + len) >= 0x80 {
            return self.unicode_identifier(start, len);
        }
        let kind = TokenKind::lookup(self.text, start, len);
        self.emit(kind, start, len)
    }

    /// An identifier with letters outside ASCII; `len` bytes are known to belong to it.
    fn unicode_identifier(&mut self, start: usize, len: usize) -> usize {
        let rest = self.source.text.get(start + len..).unwrap_or("");
        let more = rest.find(|c: char| !is_letter(c) && !is_digit(c)).unwrap_or(rest.len());
        let kind = TokenKind::lookup(self.text, start, len + more);
        self.emit(kind, start, len + more)
    }

    /// A letter outside ASCII, or a character that starts no token.
    #[cold]
    fn unusual(&mut self, start: usize) -> usize {
        let c = self.char_at(start).unwrap_or('\u{fffd}');
        if is_letter(c) {
            return self.unicode_identifier(start, c.len_utf8());
        }
        match c {
            '\u{feff}' => {} // reported with the other bad bytes
            '“' | '”' => self.error(start, format!("curly quotation mark '{c}' (use neutral '\"')")),
            _ if self.text[start] == SUBSTITUTE
                && self.source.invalid.binary_search(&(start as u32)).is_ok() =>
            {
                self.error(start, format!("illegal character {}", unicode_name('\u{fffd}')));
            }
            _ => self.error(start, format!("illegal character {}", unicode_name(c))),
        }
        let end = start + c.len_utf8();
        // A newline behind an illegal character still ends the statement before it.
        self.tokens.push(T::Illegal, start, end);
        end
    }

    fn comment(&mut self, start: usize) -> usize {
        let rest = &self.text[start + 2..];
        if self.text[start + 1] == b'/' {
            let end = start + 2 + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            self.finish_comment(start, end, true);
            return end;
        }
        let closed = memchr::memmem::find(rest, b"*/");
        let end = closed.map_or(self.text.len(), |e| start + 2 + e + 2);
        if closed.is_none() {
            self.error(start, "comment not terminated");
        }
        let newline = self.lines_within(start, end);
        self.finish_comment(start, end, closed.is_some());
        if let Some(newline) = newline
            && self.insert_semicolon
        {
            self.insert_semicolon = false;
            self.tokens.push(T::AutoSemicolon, newline, newline);
        }
        end
    }

    /// Notes the lines that start in a token or comment of several lines; gives the offset of the first line break.
    fn lines_within(&mut self, start: usize, end: usize) -> Option<usize> {
        let breaks = memchr::memchr_iter(b'\n', &self.text[start..end]).map(|i| start + i);
        self.line_starts.extend(breaks.clone().map(|i| i as u32 + 1));
        breaks.into_iter().next()
    }

    fn finish_comment(&mut self, start: usize, end: usize, terminated: bool) {
        let text = &self.text[start..end];
        let at_line_start = start == 0 || self.text[start - 1] == b'\n';
        if terminated
            && (text[1] == b'*' || at_line_start)
            && text[2..].starts_with(b"line ")
            && let Some(error) = line_directive_error(self.source.text.get(start..end).unwrap_or(""), start)
        {
            self.errors.push(error);
        }
        // The carriage return of a CRLF line is not part of its comment.
        let end = if text[1] == b'/' && text.ends_with(b"\r") { end - 1 } else { end };
        self.comments.push(Comment { start: start as u32, end: end as u32 });
    }
}

/// Length of the run of ASCII letters, digits and underscores that `text` starts with, eight bytes at a time.
#[inline]
fn name_len(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = text.get(at..at + 8).and_then(|chunk| chunk.first_chunk::<8>()) {
        let stop = !name_bytes(u64::from_le_bytes(*chunk)) & HIGH;
        if stop != 0 {
            return at + (stop.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = &text[at..];
    at + rest.iter().position(|&b| CLASS[b as usize] & IDENT == 0).unwrap_or(rest.len())
}

/// How often `text` starts with `byte`, counted up to eight at a time.
#[inline]
fn run_len(text: &[u8], byte: u8) -> usize {
    match text.first_chunk::<8>() {
        Some(chunk) => {
            let different = u64::from_le_bytes(*chunk) ^ (EACH * u64::from(byte));
            (different.trailing_zeros() / 8) as usize
        }
        None => text.iter().take_while(|&&b| b == byte).count(),
    }
}

/// The highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;
const EACH: u64 = 0x0101_0101_0101_0101;

/// Sets the highest bit of each byte that may stand in an ASCII name. Each range test adds to seven bits of a byte what
/// carries into its eighth from the first (or behind the last) value of the range on; no carry leaves a byte.
#[inline]
const fn name_bytes(word: u64) -> u64 {
    const fn from(seven: u64, first: u8) -> u64 {
        seven + EACH * (0x80 - first as u64)
    }
    let seven = word & !HIGH;
    let lower = seven | (EACH * 0x20);
    let letter = from(lower, b'a') & !from(lower, b'z' + 1);
    let digit = from(seven, b'0') & !from(seven, b'9' + 1);
    let underscore = !from(seven ^ (EACH * b'_' as u64), 1);
    (letter | digit | underscore) & !word & HIGH
}

/// Go's letters: Unicode L and `_`. Rust's alphabetic class is wider (it has marks and letter-like numbers).
pub(crate) fn is_letter(c: char) -> bool {
    c == '_'
        || c.is_ascii_alphabetic()
        || (!c.is_ascii() && unicode_ident::is_xid_start(c) && !is_letter_number(c))
}

/// Unicode Nd.
pub(crate) fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || (!c.is_ascii()
            && c.is_numeric()
            && unicode_ident::is_xid_continue(c)
            && !unicode_ident::is_xid_start(c))
}

/// Unicode Nl and the few other non-letters that may start an identifier elsewhere but not in Go.
fn is_letter_number(c: char) -> bool {
    c.is_numeric()
        && !matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        || matches!(c, '\u{2118}' | '\u{212e}' | '\u{1885}' | '\u{1886}')
}

/// A character as Go's `%#U` prints it.
pub(crate) fn unicode_name(c: char) -> String {
    let printable = !c.is_control()
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{fffb}' | '\u{feff}' | '\u{ad}' | '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' | '\u{f0000}'..);
    if printable { format!("U+{:04X} '{c}'", c as u32) } else { format!("U+{:04X}", c as u32) }
}
