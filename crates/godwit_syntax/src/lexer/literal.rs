//! Numbers, strings and runes, with go/scanner's checks of their inner form.

use super::{CLASS, DIGIT, HEX, IDENT, Lexer, unicode_name};
use crate::token::TokenKind as T;

impl Lexer<'_> {
    pub(super) fn string(&mut self, start: usize) -> usize {
        let mut at = start + 1;
        loop {
            match memchr::memchr3(b'"', b'\\', b'\n', &self.text[at..]) {
                Some(i) if self.text[at + i] == b'"' => {
                    at += i + 1;
                    break;
                }
                Some(i) if self.text[at + i] == b'\\' => at = self.escape(at + i + 1, b'"').0,
                Some(i) => {
                    at += i;
                    self.error(start, "string literal not terminated");
                    break;
                }
                None => {
                    at = self.text.len();
                    self.error(start, "string literal not terminated");
                    break;
                }
            }
        }
        self.emit(T::String, start, at - start)
    }

    pub(super) fn raw_string(&mut self, start: usize) -> usize {
        let rest = &self.text[start + 1..];
        let len = match memchr::memchr(b'`', rest) {
            Some(i) => i + 2,
            None => {
                let len = rest.len() + 1;
                self.error(start, "raw string literal not terminated");
                len
            }
        };
        self.lines_within(start, start + len);
        self.emit(T::String, start, len)
    }

    pub(super) fn rune(&mut self, start: usize) -> usize {
        let mut at = start + 1;
        let (mut valid, mut n) = (true, 0);
        loop {
            match self.text.get(at) {
                None | Some(b'\n') => {
                    if valid {
                        self.error(start, "rune literal not terminated");
                        valid = false;
                    }
                    break;
                }
                Some(b'\'') => {
                    at += 1;
                    break;
                }
                Some(b'\\') => {
                    let (end, ok) = self.escape(at + 1, b'\'');
                    at = end;
                    valid &= ok;
                }
                Some(_) => at += self.char_at(at).map_or(1, char::len_utf8),
            }
            n += 1;
        }
        if valid && n != 1 {
            self.error(start, "illegal rune literal");
        }
        self.emit(T::Char, start, at - start)
    }

    /// Checks the escape whose character after the backslash is at `at`; gives the offset behind it and whether it is
    /// well formed. A bad character is not consumed.
    fn escape(&mut self, at: usize, quote: u8) -> (usize, bool) {
        let (n, base, max, digits) = match self.text.get(at) {
            Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\') => return (at + 1, true),
            Some(&b) if b == quote => return (at + 1, true),
            Some(b'0'..=b'7') => (3, 8, 255, at),
            Some(b'x') => (2, 16, 255, at + 1),
            Some(b'u') => (4, 16, 0x10_ffff, at + 1),
            Some(b'U') => (8, 16, 0x10_ffff, at + 1),
            Some(_) => {
                self.error(at, "unknown escape sequence");
                return (at, false);
            }
            None => {
                self.error(at, "escape sequence not terminated");
                return (at, false);
            }
        };
        let mut value = 0u64;
        for i in digits..digits + n {
            let Some(digit) = self.text.get(i).and_then(|&b| (b as char).to_digit(base)) else {
                let message = match self.char_at(i) {
                    Some(c) => format!("illegal character {} in escape sequence", unicode_name(c)),
                    None => "escape sequence not terminated".into(),
                };
                self.error(i, message);
                return (i, false);
            };
            value = value * u64::from(base) + u64::from(digit);
        }
        if value > max || (0xd800..0xe000).contains(&value) {
            self.error(at, "escape sequence is invalid Unicode code point");
            return (digits + n, false);
        }
        (digits + n, true)
    }

    pub(super) fn number(&mut self, start: usize) -> usize {
        // Nearly all numbers are a run of decimal digits without a leading zero, or `0x` and a run of hexadecimal ones.
        let hex = self.text[start] == b'0' && self.byte(start + 1) == b'x';
        let (digits, class) = if hex { (start + 2, HEX) } else { (start, DIGIT) };
        let rest = &self.text[digits..];
        let len = rest.iter().position(|&b| CLASS[b as usize] & class == 0).unwrap_or(rest.len());
        let end = digits + len;
        let next = self.byte(end);
        if len > 0
            && next != b'.'
            && CLASS[next as usize] & IDENT == 0
            && (hex || len == 1 || self.text[start] != b'0')
        {
            return self.emit(T::Int, start, end - start);
        }
        let (kind, end) = self.general_number(start);
        self.emit(kind, start, end - start)
    }

    fn general_number(&mut self, start: usize) -> (T, usize) {
        let mut at = start;
        let byte = |lexer: &Self, at: usize| lexer.text.get(at).copied().unwrap_or(0);
        let mut kind = T::Int;
        let (mut base, mut prefix) = (10, Prefix::Decimal);
        let mut seen = Seen::default();
        let mut invalid = None;
        if byte(self, at) != b'.' {
            if byte(self, at) == b'0' {
                at += 1;
                (base, prefix) = match byte(self, at) | 0x20 {
                    b'x' => (16, Prefix::Hex),
                    b'o' => (8, Prefix::Octal),
                    b'b' => (2, Prefix::Binary),
                    _ => (8, Prefix::LeadingZero),
                };
                if prefix == Prefix::LeadingZero {
                    seen.digit = true;
                } else {
                    at += 1;
                }
            }
            at = self.digits(at, base, &mut seen, &mut invalid);
        }
        if byte(self, at) == b'.' {
            kind = T::Float;
            if matches!(prefix, Prefix::Octal | Prefix::Binary) {
                self.error(at, format!("invalid radix point in {}", prefix.literal()));
            }
            at = self.digits(at + 1, base, &mut seen, &mut invalid);
        }
        if !seen.digit {
            self.error(at, format!("{} has no digits", prefix.literal()));
        }
        let exponent = byte(self, at);
        if matches!(exponent, b'e' | b'E' | b'p' | b'P') {
            let decimal = exponent | 0x20 == b'e';
            if decimal && !matches!(prefix, Prefix::Decimal | Prefix::LeadingZero) {
                self.error(at, format!("'{}' exponent requires decimal mantissa", exponent as char));
            } else if !decimal && prefix != Prefix::Hex {
                self.error(at, format!("'{}' exponent requires hexadecimal mantissa", exponent as char));
            }
            kind = T::Float;
            at += 1;
            if matches!(byte(self, at), b'+' | b'-') {
                at += 1;
            }
            let mut exponent_seen = Seen::default();
            at = self.digits(at, 10, &mut exponent_seen, &mut Some(0));
            seen.separator |= exponent_seen.separator;
            if !exponent_seen.digit {
                self.error(at, "exponent has no digits");
            }
        } else if prefix == Prefix::Hex && kind == T::Float {
            self.error(at, "hexadecimal mantissa requires a 'p' exponent");
        }
        if byte(self, at) == b'i' {
            kind = T::Imag;
            at += 1;
        }
        if kind == T::Int
            && let Some(offset) = invalid
        {
            let digit = self.text[offset] as char;
            self.error(offset, format!("invalid digit '{digit}' in {}", prefix.literal()));
        }
        if seen.separator
            && let Some(i) = misplaced_separator(&self.text[start..at])
        {
            self.error(start + i, "'_' must separate successive digits");
        }
        (kind, at)
    }

    /// Skips digits and separators from `at`. Below base 16 any decimal digit is taken, and the first one that is too
    /// large noted in `invalid`.
    fn digits(&self, mut at: usize, base: u8, seen: &mut Seen, invalid: &mut Option<usize>) -> usize {
        while let Some(&b) = self.text.get(at) {
            match b {
                b'_' => seen.separator = true,
                b'0'..=b'9' => {
                    seen.digit = true;
                    if base <= 10 && b >= b'0' + base && invalid.is_none() {
                        *invalid = Some(at);
                    }
                }
                b'a'..=b'f' | b'A'..=b'F' if base == 16 => seen.digit = true,
                _ => break,
            }
            at += 1;
        }
        at
    }
}

#[derive(Default)]
struct Seen {
    digit: bool,
    separator: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Prefix {
    Decimal,
    LeadingZero,
    Octal,
    Binary,
    Hex,
}

impl Prefix {
    fn literal(self) -> &'static str {
        match self {
            Prefix::Decimal => "decimal literal",
            Prefix::LeadingZero | Prefix::Octal => "octal literal",
            Prefix::Binary => "binary literal",
            Prefix::Hex => "hexadecimal literal",
        }
    }
}

/// Index of the first `_` that does not stand between two digits. A base prefix counts as a digit.
fn misplaced_separator(literal: &[u8]) -> Option<usize> {
    let prefixed =
        literal.len() >= 2 && literal[0] == b'0' && matches!(literal[1] | 0x20, b'x' | b'o' | b'b');
    let hex = prefixed && literal[1] | 0x20 == b'x';
    let is_digit = |b: u8| b.is_ascii_digit() || hex && b.is_ascii_hexdigit();
    let first = if prefixed { 2 } else { 0 };
    let (mut after_digit, mut after_separator) = (prefixed, false);
    for (i, &b) in literal.iter().enumerate().skip(first) {
        if b == b'_' {
            if !after_digit {
                return Some(i);
            }
            (after_digit, after_separator) = (false, true);
        } else if is_digit(b) {
            (after_digit, after_separator) = (true, false);
        } else {
            if after_separator {
                return Some(i - 1);
            }
            after_digit = false;
        }
    }
    after_separator.then(|| literal.len() - 1)
}
