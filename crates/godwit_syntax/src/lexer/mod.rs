//! Text to tokens in one pass: three parallel arrays, with comments set aside and semicolons inserted as the Go
//! specification asks. Having all tokens at hand lets the parser look ahead as far as a parameter list needs.

mod literal;

use crate::comments::{Comment, line_directive_error};
use crate::source::{SUBSTITUTE, Source, SyntaxError};
use crate::token::TokenKind::{self, self as T};

/// The tokens of a file. The last one is always `Eof`.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub kinds: Vec<TokenKind>,
    pub starts: Vec<u32>,
    pub ends: Vec<u32>,
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
        self.starts.partition_point(|&s| s < offset)
    }

    #[inline]
    fn push(&mut self, kind: TokenKind, start: usize, end: usize) {
        self.kinds.push(kind);
        self.starts.push(start as u32);
        self.ends.push(end as u32);
    }
}

/// What the lexer found in a file.
#[derive(Debug, Default)]
pub struct Lexed {
    pub tokens: Tokens,
    pub comments: Vec<Comment>,
    /// Sorted by offset.
    pub errors: Vec<SyntaxError>,
}

/// Splits a source into tokens and comments.
pub fn tokenize(source: &Source) -> Lexed {
    let text = source.text.as_bytes();
    let estimate = text.len() / 5 + 16;
    let tokens = Tokens {
        kinds: Vec::with_capacity(estimate),
        starts: Vec::with_capacity(estimate),
        ends: Vec::with_capacity(estimate),
    };
    let mut lexer = Lexer {
        text,
        source,
        pos: 0,
        tokens,
        comments: Vec::new(),
        errors: Vec::new(),
        insert_semicolon: false,
    };
    lexer.run();
    let Lexer { tokens, comments, mut errors, .. } = lexer;
    errors.extend(bad_bytes(source));
    errors.sort_by_key(|e| e.offset);
    Lexed { tokens, comments, errors }
}

/// Errors of single bytes, which Go reports wherever they stand, comments and strings included.
fn bad_bytes(source: &Source) -> Vec<SyntaxError> {
    let text = source.text.as_bytes();
    let error = |offset: usize, message: &str| SyntaxError { offset: offset as u32, message: message.into() };
    let mut errors: Vec<_> =
        source.invalid.iter().map(|&o| error(o as usize, "illegal UTF-8 encoding")).collect();
    errors.extend(memchr::memchr_iter(0, text).map(|o| error(o, "illegal character NUL")));
    errors.extend(
        memchr::memmem::find_iter(text, BOM.as_bytes())
            .filter(|&o| o > 0)
            .map(|o| error(o, "illegal byte order mark")),
    );
    errors
}

const BOM: &str = "\u{feff}";

/// Byte classes for the inner loops: identifier part, or digit, or neither.
const IDENT: u8 = 1;
const DIGIT: u8 = 2;
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
        b += 1;
    }
    class
};

struct Lexer<'s> {
    text: &'s [u8],
    source: &'s Source,
    pos: usize,
    tokens: Tokens,
    comments: Vec<Comment>,
    errors: Vec<SyntaxError>,
    insert_semicolon: bool,
}

impl Lexer<'_> {
    #[inline]
    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.pos + ahead).copied().unwrap_or(0)
    }

    fn error(&mut self, offset: usize, message: impl Into<String>) {
        self.errors.push(SyntaxError { offset: offset as u32, message: message.into() });
    }

    fn char_at(&self, offset: usize) -> Option<char> {
        self.source.text.get(offset..)?.chars().next()
    }

    fn run(&mut self) {
        if self.source.text.starts_with(BOM) {
            self.pos = BOM.len();
        }
        while let Some(&b) = self.text.get(self.pos) {
            // Blanks and names are three quarters of a file; they need no look at the next bytes.
            if b == b' ' || b == b'\t' {
                self.pos += 1;
            } else if CLASS[b as usize] == IDENT {
                self.identifier(self.pos);
            } else {
                self.token();
            }
        }
        let end = self.text.len();
        if self.insert_semicolon {
            self.tokens.push(T::AutoSemicolon, end, end);
        }
        self.tokens.push(T::Eof, end, end);
    }

    #[inline]
    fn emit(&mut self, kind: TokenKind, start: usize, len: usize) {
        self.pos = start + len;
        self.insert_semicolon = kind.ends_statement();
        self.tokens.push(kind, start, self.pos);
    }

    #[inline]
    fn token(&mut self) {
        let start = self.pos;
        let b = self.text[start];
        let (next, third) = (self.peek(1), self.peek(2));
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
            b'\r' => self.pos += 1,
            b'\n' => {
                if self.insert_semicolon {
                    self.insert_semicolon = false;
                    self.tokens.push(T::AutoSemicolon, start, start);
                }
                self.pos += 1;
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

    #[inline]
    fn identifier(&mut self, start: usize) {
        let rest = &self.text[start + 1..];
        let len = 1 + rest.iter().position(|&b| CLASS[b as usize] & IDENT == 0).unwrap_or(rest.len());
        if self.peek(len) >= 0x80 {
            return self.unicode_identifier(start, len);
        }
        let kind = TokenKind::lookup(&self.text[start..start + len]);
        self.emit(kind, start, len);
    }

    /// An identifier with letters outside ASCII; `len` bytes are known to belong to it.
    fn unicode_identifier(&mut self, start: usize, len: usize) {
        let rest = self.source.text.get(start + len..).unwrap_or("");
        let more = rest.find(|c: char| !is_letter(c) && !is_digit(c)).unwrap_or(rest.len());
        let kind = TokenKind::lookup(&self.text[start..start + len + more]);
        self.emit(kind, start, len + more);
    }

    /// A letter outside ASCII, or a character that starts no token.
    #[cold]
    fn unusual(&mut self, start: usize) {
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
        self.pos = start + c.len_utf8();
        // A newline behind an illegal character still ends the statement before it.
        self.tokens.push(T::Illegal, start, self.pos);
    }

    fn comment(&mut self, start: usize) {
        let rest = &self.text[start + 2..];
        if self.text[start + 1] == b'/' {
            let len = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            self.pos = start + 2 + len;
            self.finish_comment(start, true);
            return;
        }
        let end = memchr::memmem::find(rest, b"*/");
        self.pos = end.map_or(self.text.len(), |e| start + 2 + e + 2);
        if end.is_none() {
            self.error(start, "comment not terminated");
        }
        let newline = memchr::memchr(b'\n', &self.text[start..self.pos]);
        self.finish_comment(start, end.is_some());
        if let Some(newline) = newline
            && self.insert_semicolon
        {
            self.insert_semicolon = false;
            self.tokens.push(T::AutoSemicolon, start + newline, start + newline);
        }
    }

    fn finish_comment(&mut self, start: usize, terminated: bool) {
        let text = &self.text[start..self.pos];
        let at_line_start = start == 0 || self.text[start - 1] == b'\n';
        if terminated
            && (text[1] == b'*' || at_line_start)
            && text[2..].starts_with(b"line ")
            && let Some(error) =
                line_directive_error(self.source.text.get(start..self.pos).unwrap_or(""), start)
        {
            self.errors.push(error);
        }
        // The carriage return of a CRLF line is not part of its comment.
        let end = if text[1] == b'/' && text.ends_with(b"\r") { self.pos - 1 } else { self.pos };
        self.comments.push(Comment { start: start as u32, end: end as u32 });
    }
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
