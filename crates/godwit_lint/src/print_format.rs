//! Format strings as fmt's Printf reads them: which verbs, with which flags, for which arguments. Whether verbs exist and fit
//! their arguments is not looked at here.

use godwit_types::constant::unquote_char;

/// One `%…` of a format string.
pub struct Operation {
    /// The whole of it, as in `%[2]*.3d`.
    pub text: String,
    /// Its bytes in the format string.
    pub range: std::ops::Range<usize>,
    pub flags: String,
    pub width: Size,
    pub precision: Size,
    pub verb: char,
    /// The verb's argument was given by number.
    pub is_indexed: bool,
    /// Index of the verb's argument among those of the call.
    pub arg: usize,
}

/// A width or precision, as far as it takes an argument.
#[derive(Clone, Copy, Default)]
pub struct Size {
    /// The argument of a `*`.
    pub arg: Option<usize>,
    pub is_indexed: bool,
}

/// Reads a format whose arguments start at `first_arg`. The error speaks of the call: `call has a problem`.
pub fn parse(format: &[u8], first_arg: usize) -> Result<Vec<Operation>, String> {
    let mut operations = Vec::new();
    let (mut at, mut arg) = (0, first_arg);
    while let Some(n) = memchr::memchr(b'%', &format[at..]) {
        at += n;
        let mut parser = Parser { text: &format[at..], at: 1, first_arg, arg, pending: false };
        let mut operation = parser.operation()?;
        operation.range = at..at + parser.at;
        at += parser.at;
        // `%%` takes no argument.
        if operation.verb != '%' {
            arg = operation.arg + 1;
        }
        operations.push(operation);
    }
    Ok(operations)
}

struct Parser<'f> {
    /// From the percent sign to the end of the format.
    text: &'f [u8],
    at: usize,
    first_arg: usize,
    /// The argument that comes next.
    arg: usize,
    /// A number in brackets was read and neither a star nor a verb took it.
    pending: bool,
}

impl Parser<'_> {
    fn operation(&mut self) -> Result<Operation, String> {
        let flags = self.skip_while(|b| b"#0+- ".contains(&b));
        self.index()?;
        let width = self.size();
        let mut precision = Size::default();
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.index()?;
            precision = self.size();
        }
        if !self.pending {
            self.index()?;
        }
        let Some((verb, n)) = first_char(&self.text[self.at..]) else {
            return Err(format!(
                "format {} is missing verb at end of string",
                self.shown(0..self.text.len())
            ));
        };
        self.at += n;
        Ok(Operation {
            text: self.shown(0..self.at),
            range: 0..self.at,
            flags: self.shown(flags),
            width,
            precision,
            verb,
            is_indexed: self.pending,
            arg: self.arg,
        })
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn shown(&self, range: std::ops::Range<usize>) -> String {
        String::from_utf8_lossy(&self.text[range]).into_owned()
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) -> std::ops::Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
        start..self.at
    }

    /// `[n]`: the number of an argument, from 1.
    fn index(&mut self) -> Result<(), String> {
        if self.peek() != Some(b'[') {
            return Ok(());
        }
        self.at += 1;
        let start = self.at;
        let Some(n) = memchr::memchr(b']', &self.text[start..]) else {
            return Err(format!("format {} is missing closing ]", self.shown(0..self.text.len())));
        };
        let digits = start..start + n;
        let number = std::str::from_utf8(&self.text[digits.clone()]).ok();
        let number =
            number.filter(|t| t.bytes().all(|b| b.is_ascii_digit())).and_then(|t| t.parse::<i32>().ok());
        let Some(number) = number.and_then(|n| usize::try_from(n).ok()).filter(|&n| n > 0) else {
            return Err(format!("format has invalid argument index [{}]", self.shown(digits)));
        };
        self.at = start + n + 1;
        self.arg = self.first_arg + number - 1;
        self.pending = true;
        Ok(())
    }

    fn size(&mut self) -> Size {
        if self.peek() != Some(b'*') {
            self.skip_while(|b| b.is_ascii_digit());
            return Size::default();
        }
        self.at += 1;
        let size = Size { arg: Some(self.arg), is_indexed: std::mem::take(&mut self.pending) };
        self.arg += 1;
        size
    }
}

/// The first character and its length; a byte that is no text counts as U+FFFD.
fn first_char(bytes: &[u8]) -> Option<(char, usize)> {
    bytes.first()?;
    let valid = bytes.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
    Some(valid.map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, c.len_utf8())))
}

/// Where bytes of a string literal's value stand in its text.
pub fn range_in_literal(literal: &str, value: &std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let bytes = literal.as_bytes();
    let quote = *bytes.first()?;
    let body = bytes.get(1..bytes.len().checked_sub(1)?)?;
    let (mut at, mut n) = (0, 0);
    let mut start = None;
    loop {
        if n >= value.start && start.is_none() {
            start = Some(at + 1);
        }
        if n >= value.end {
            return Some(start?..at + 1);
        }
        if quote == b'`' {
            n += usize::from(*body.get(at)? != b'\r');
            at += 1;
            continue;
        }
        let (code, is_byte, length) = unquote_char(body.get(at..)?, quote)?;
        n += if is_byte { 1 } else { char::from_u32(code).map_or(1, char::len_utf8) };
        at += length.max(1);
    }
}

/// The first thing in a text that looks like a formatting directive. `%20` and the like, as in URLs, do not count.
pub fn directive_in(text: &[u8]) -> Option<String> {
    // A percent sign at the end is a percentage.
    let text = text.strip_suffix(b"%").unwrap_or(text);
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'%', &text[at..]) {
        at += n;
        let Some(length) = directive_length(&text[at..]) else {
            at += 1;
            continue;
        };
        let found = &text[at..at + length];
        if !(length >= 3 && found[1].is_ascii_hexdigit() && found[2].is_ascii_hexdigit()) {
            return Some(String::from_utf8_lossy(found).into_owned());
        }
        at += length;
    }
    None
}

/// The length of the directive a text starts with. The space flag is left out: `5 % of` is no directive.
fn directive_length(text: &[u8]) -> Option<usize> {
    let digits = |at: usize| text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    let index = |at: usize| -> usize {
        let n = if text.get(at) == Some(&b'[') { digits(at + 1) } else { 0 };
        if n > 0 && text.get(at + 1 + n) == Some(&b']') { n + 2 } else { 0 }
    };
    let number = |at: usize| -> usize {
        let (n, i) = (digits(at), index(at));
        if n > 0 {
            n
        } else if text.get(at + i) == Some(&b'*') {
            i + 1
        } else {
            0
        }
    };
    let mut at = 1;
    at += text[at..].iter().take_while(|b| b"+-#".contains(b)).count();
    at += number(at);
    at += usize::from(text.get(at) == Some(&b'.'));
    at += number(at);
    at += index(at);
    b"bcdefgopqstvxEFGTUX".contains(text.get(at)?).then_some(at + 1)
}
