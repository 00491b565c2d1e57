//! The head of a Go file: package clause, imports, constraint comments, `//go:embed` patterns.
//!
//! Listing packages needs no more of a file than this, so the scan stops behind the last import. The messages are those
//! of go/parser and go/scanner for the few errors that can occur up to there.

use crate::constraint::{self, Expr};

/// A place in a file, 1-based, the column in bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

/// One import declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderImport {
    pub path: Box<str>,
    /// Of the name if the import has one, else of the path.
    pub place: Place,
}

/// What the constraint comments demand.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Constraint {
    #[default]
    None,
    GoBuild(Expr),
    PlusBuild(Vec<Expr>),
    /// Two `//go:build` lines, or one that does not parse; the message.
    Invalid(String),
}

/// An error in the head of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    pub place: Place,
    pub message: String,
    /// The file cannot be read as text at all; it is not listed among the Go files.
    pub unreadable: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Header {
    /// Name in the package clause, empty when there is none.
    pub package: Box<str>,
    pub imports: Vec<HeaderImport>,
    pub constraint: Constraint,
    /// Patterns of the `//go:embed` comments, if the file imports embed.
    pub embeds: Vec<(Box<str>, Place)>,
    pub error: Option<HeaderError>,
}

impl Header {
    pub fn imports_c(&self) -> bool {
        self.imports.iter().any(|i| &*i.path == "C")
    }

    /// The minor Go version that the file's `//go:build` line implies.
    pub fn go_version(&self) -> Option<u32> {
        match &self.constraint {
            Constraint::GoBuild(expr) => expr.go_version(),
            _ => None,
        }
    }
}

/// The constraint comments of a file that is not Go, or of one that is.
pub fn scan_constraint(text: &[u8]) -> Constraint {
    match constraint::header_constraint(text) {
        Err(message) => Constraint::Invalid(message),
        Ok(header) => {
            if let Some(line) = header.go_build {
                return match constraint::parse_go_build(constraint::go_build_text(line).unwrap_or("")) {
                    Ok(expr) => Constraint::GoBuild(expr),
                    Err(e) => Constraint::Invalid(format!("parsing //go:build line: {e}")),
                };
            }
            let lines = header.plus_build.iter().filter_map(|l| constraint::plus_build_text(l));
            let exprs: Vec<Expr> = lines.map(constraint::parse_plus_build).collect();
            if exprs.is_empty() { Constraint::None } else { Constraint::PlusBuild(exprs) }
        }
    }
}

/// As [`scan`], of the first bytes of a file. `None`: what was asked for may not end there.
pub fn scan_head(text: &[u8]) -> Option<Header> {
    /// Longer than any word that the scan looks for behind where it stops.
    const MARGIN: usize = 16;
    let mut s = Scanner { text, pos: if text.starts_with(BOM) { BOM.len() } else { 0 }, error: None };
    let mut header = Header::default();
    s.file(&mut header, &mut Vec::new());
    // Patterns to embed may stand anywhere; and an error may quote what follows.
    let is_complete = s.pos + MARGIN < text.len()
        && s.error.is_none()
        && !header.imports.iter().any(|i| &*i.path == "embed");
    is_complete.then(|| scan(text)).filter(|h| h.error.is_none())
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads the head of a Go file.
pub fn scan(text: &[u8]) -> Header {
    let start = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut s = Scanner { text, pos: start, error: None };
    let mut header = Header::default();
    let mut offsets = Vec::new();
    s.file(&mut header, &mut offsets);
    let end = s.pos.min(text.len());
    if s.error.is_none() {
        if let Some(i) = text[..end].iter().position(|&b| b == 0) {
            s.error = Some((i, "unexpected NUL in input".into(), true));
        } else if let Err(e) = std::str::from_utf8(&text[..end]) {
            s.error = Some((e.valid_up_to(), "illegal UTF-8 encoding".into(), false));
        }
    }
    let error = s.error.take();
    let mut places = Places { text, base: start, line: 1, line_start: start };
    for (import, offset) in header.imports.iter_mut().zip(&offsets) {
        import.place = places.at(*offset);
    }
    if error.is_none()
        && let Some(i) = header.imports.iter().position(|i| !valid_import(&i.path))
    {
        let message = format!("invalid import path: {}", header.imports[i].path);
        header.error = Some(HeaderError { place: header.imports[i].place, message, unreadable: false });
    }
    if let Some((offset, message, unreadable)) = error {
        let mut places = Places { text, base: start, line: 1, line_start: start };
        let place = if offset > start && offset >= text.len() && text.ends_with(b"\n") {
            // The end of a file is behind its last line, not on a line of its own.
            let Place { line, column } = places.at(text.len() - 1);
            Place { line, column: column + 1 }
        } else {
            places.at(offset)
        };
        header.error = Some(HeaderError { place, message, unreadable });
    }
    if header.error.is_some() {
        // What follows an error is guesswork, and the go command lists no imports of such a file.
        header.imports.clear();
    }
    header.constraint = scan_constraint(&text[..end]);
    if header.imports.iter().any(|i| &*i.path == "embed") {
        // The scan above passes over comments behind the imports, so this one begins anew.
        let mut places = Places { text, base: start, line: 1, line_start: start };
        scan_embeds(text, start, &mut places, &mut header.embeds);
    }
    header
}

/// Turns ascending offsets into places without counting lines twice.
struct Places<'a> {
    text: &'a [u8],
    base: usize,
    line: u32,
    line_start: usize,
}

impl Places<'_> {
    fn at(&mut self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let mut from = self.line_start.max(self.base);
        while let Some(i) = self.text.get(from..offset).and_then(|t| t.iter().position(|&b| b == b'\n')) {
            self.line += 1;
            from += i + 1;
            self.line_start = from;
        }
        Place { line: self.line, column: (offset.saturating_sub(self.line_start)) as u32 + 1 }
    }
}

struct Scanner<'a> {
    text: &'a [u8],
    pos: usize,
    /// Offset, message, whether the file is unreadable.
    error: Option<(usize, String, bool)>,
}

/// Go's keywords.
const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

fn ident_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> u8 {
        self.text.get(self.pos).copied().unwrap_or(0)
    }

    fn at_end(&self) -> bool {
        self.pos >= self.text.len()
    }

    fn fail(&mut self, offset: usize, message: impl Into<String>) {
        if self.error.is_none() {
            self.error = Some((offset, message.into(), false));
        }
    }

    /// Skips blanks and comments. Tells whether a line ended on the way, or a semicolon did if `semicolons`.
    fn skip(&mut self, semicolons: bool) -> bool {
        let mut ended = false;
        while let Some(&b) = self.text.get(self.pos) {
            match b {
                b' ' | b'\t' | b'\r' => self.pos += 1,
                b'\n' => {
                    ended = true;
                    self.pos += 1;
                }
                b';' if semicolons => {
                    ended = true;
                    self.pos += 1;
                }
                b'/' => match self.text.get(self.pos + 1) {
                    Some(b'/') => {
                        let rest = &self.text[self.pos..];
                        self.pos += rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
                    }
                    Some(b'*') => {
                        let body = &self.text[self.pos + 2..];
                        let Some(n) = body.windows(2).position(|w| w == b"*/") else {
                            self.fail(self.pos, "comment not terminated");
                            self.pos = self.text.len();
                            return true;
                        };
                        ended |= body[..n].contains(&b'\n');
                        self.pos += n + 4;
                    }
                    _ => return ended,
                },
                _ => return ended,
            }
        }
        true
    }

    fn ident(&mut self) -> &'a str {
        let start = self.pos;
        while !self.at_end() && ident_byte(self.peek()) {
            self.pos += 1;
        }
        std::str::from_utf8(&self.text[start..self.pos]).unwrap_or("")
    }

    /// The next token as go/parser quotes it in "expected …, found …".
    fn found(&self) -> String {
        let rest = &self.text[self.pos.min(self.text.len())..];
        let Some(&b) = rest.first() else { return "'EOF'".into() };
        if b == b'\n' {
            return "newline".into();
        }
        if ident_byte(b) {
            let n = rest.iter().position(|&b| !ident_byte(b) && b != b'.').unwrap_or(rest.len());
            let word = String::from_utf8_lossy(&rest[..n]);
            let word = if b.is_ascii_digit() { &word[..] } else { word.split('.').next().unwrap_or("") };
            return if KEYWORDS.contains(&word) { format!("'{word}'") } else { word.to_string() };
        }
        if matches!(b, b'"' | b'`' | b'\'') {
            let n = rest[1..].iter().position(|&c| c == b || c == b'\n').map_or(rest.len(), |i| i + 2);
            return String::from_utf8_lossy(&rest[..n]).into_owned();
        }
        format!("'{}'", b as char)
    }

    fn expected(&mut self, what: &str) {
        let message = format!("expected {what}, found {}", self.found());
        self.fail(self.pos, message);
    }

    /// After a clause a line must end, or a semicolon stand.
    fn terminator(&mut self, closing: bool) {
        let before = self.pos;
        if self.skip(true) || (closing && self.peek() == b')') {
            return;
        }
        let _ = before;
        self.expected("';'");
    }

    fn word_is(&self, word: &[u8]) -> bool {
        self.text[self.pos..].starts_with(word)
            && !self.text.get(self.pos + word.len()).copied().is_some_and(ident_byte)
    }

    fn file(&mut self, header: &mut Header, offsets: &mut Vec<usize>) {
        self.skip(false);
        if !self.word_is(b"package") {
            if self.error.is_none() {
                if self.peek() == 0 && !self.at_end() {
                    self.error = Some((self.pos, "unexpected NUL in input".into(), true));
                } else {
                    self.expected("'package'");
                }
            }
            return;
        }
        self.pos += "package".len();
        self.skip(false);
        let start = self.pos;
        let name = self.ident();
        if name.is_empty() || name.as_bytes()[0].is_ascii_digit() {
            self.pos = start;
            self.expected("'IDENT'");
            return;
        }
        if name == "_" {
            self.fail(start, "invalid package name _");
        }
        header.package = name.into();
        self.terminator(false);
        while self.error.is_none() && self.word_is(b"import") {
            self.pos += "import".len();
            self.skip(false);
            if self.peek() == b'(' {
                self.pos += 1;
                loop {
                    self.skip(true);
                    if self.error.is_some() {
                        return;
                    }
                    if self.peek() == b')' {
                        self.pos += 1;
                        break;
                    }
                    if self.at_end() {
                        self.expected("')'");
                        return;
                    }
                    self.import(header, offsets);
                    if self.error.is_some() {
                        return;
                    }
                    self.terminator(true);
                }
            } else {
                self.import(header, offsets);
            }
            if self.error.is_some() {
                return;
            }
            self.terminator(false);
        }
    }

    fn import(&mut self, header: &mut Header, offsets: &mut Vec<usize>) {
        let start = self.pos;
        if self.peek() == b'.' {
            self.pos += 1;
            self.skip(false);
        } else if ident_byte(self.peek()) && !self.peek().is_ascii_digit() {
            if KEYWORDS.contains(&self.ident()) {
                self.fail(start, "missing import path");
                return;
            }
            let blanks =
                self.text[self.pos..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
            let after = self.pos + blanks;
            // A name ends its line with an automatic semicolon, so the path must follow on the same one.
            if self.skip(false) {
                self.fail(after, "missing import path");
                return;
            }
        }
        match self.string() {
            Some(path) => {
                header.imports.push(HeaderImport { path: path.into(), place: Place::default() });
                offsets.push(start);
            }
            None if self.error.is_none() => {
                let message = if self.peek().is_ascii_digit() || self.peek() == b'\'' {
                    "import path must be a string"
                } else {
                    "missing import path"
                };
                self.fail(self.pos, message);
            }
            None => {}
        }
    }

    fn string(&mut self) -> Option<String> {
        let start = self.pos;
        match self.peek() {
            b'`' => {
                let body = &self.text[start + 1..];
                let Some(n) = body.iter().position(|&b| b == b'`') else {
                    self.fail(start, "raw string literal not terminated");
                    return None;
                };
                self.pos = start + n + 2;
                Some(String::from_utf8_lossy(&body[..n]).replace('\r', ""))
            }
            b'"' => {
                let mut i = start + 1;
                loop {
                    match self.text.get(i) {
                        None | Some(b'\n') => {
                            self.fail(start, "string literal not terminated");
                            return None;
                        }
                        Some(b'\\') => i += 2,
                        Some(b'"') => break,
                        Some(_) => i += 1,
                    }
                }
                self.pos = i + 1;
                let body = String::from_utf8_lossy(&self.text[start + 1..i]);
                unquote(&body).or_else(|| {
                    self.fail(start, "unknown escape sequence");
                    None
                })
            }
            _ => None,
        }
    }
}

/// The value of a double-quoted Go string without its quotes; `None` for a bad escape.
pub(crate) fn unquote(body: &str) -> Option<String> {
    if !body.contains('\\') {
        return Some(body.to_string());
    }
    let mut out: Vec<u8> = Vec::with_capacity(body.len());
    let bytes = body.as_bytes();
    let mut i = 0;
    let digits = |from: usize, n: usize, radix: u32| {
        body.get(from..from + n).and_then(|d| u32::from_str_radix(d, radix).ok())
    };
    while i < bytes.len() {
        if bytes[i] != b'\\' {
            out.push(bytes[i]);
            i += 1;
            continue;
        }
        let c = *bytes.get(i + 1)?;
        i += 2;
        let simple = match c {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'v' => 11,
            b'\\' | b'"' => c,
            b'x' => {
                out.push(digits(i, 2, 16)? as u8);
                i += 2;
                continue;
            }
            b'0'..=b'7' => {
                out.push(u8::try_from(digits(i - 1, 3, 8)?).ok()?);
                i += 2;
                continue;
            }
            b'u' | b'U' => {
                let n = if c == b'u' { 4 } else { 8 };
                let ch = char::from_u32(digits(i, n, 16)?)?;
                out.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
                i += n;
                continue;
            }
            _ => return None,
        };
        out.push(simple);
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// Import paths may not hold characters that the Go specification lets a compiler refuse.
fn valid_import(path: &str) -> bool {
    const ILLEGAL: &str = "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}";
    !path.is_empty() && !path.chars().any(|c| c.is_control() || c.is_whitespace() || ILLEGAL.contains(c))
}

/// Collects the `//go:embed` comments of a file. Comments inside strings do not count, so strings are skipped.
fn scan_embeds(text: &[u8], from: usize, places: &mut Places<'_>, out: &mut Vec<(Box<str>, Place)>) {
    const MARK: &[u8] = b"//go:embed";
    if !text[from..].windows(MARK.len()).any(|w| w == MARK) {
        return;
    }
    let mut i = from;
    while i < text.len() {
        match text[i] {
            b'/' if text.get(i + 1) == Some(&b'/') => {
                let end = i + text[i..].iter().position(|&b| b == b'\n').unwrap_or(text.len() - i);
                if text[i..end].starts_with(MARK) {
                    parse_embed(text, i + MARK.len(), end, places, out);
                }
                i = end;
            }
            b'/' if text.get(i + 1) == Some(&b'*') => {
                let body = &text[i + 2..];
                i += body.windows(2).position(|w| w == b"*/").map_or(text.len() - i, |n| n + 4);
            }
            b'`' => {
                let body = &text[i + 1..];
                i += body.iter().position(|&b| b == b'`').map_or(text.len() - i, |n| n + 2);
            }
            quote @ (b'"' | b'\'') => {
                i += 1;
                while i < text.len() && text[i] != quote && text[i] != b'\n' {
                    i += if text[i] == b'\\' { 2 } else { 1 };
                }
                i += 1;
            }
            _ => i += 1,
        }
    }
}

fn parse_embed(
    text: &[u8],
    start: usize,
    end: usize,
    places: &mut Places<'_>,
    out: &mut Vec<(Box<str>, Place)>,
) {
    let mut found = Vec::new();
    let mut i = start;
    if i < end && !matches!(text[i], b' ' | b'\t') {
        return;
    }
    let line = &text[..end];
    loop {
        while i < end && matches!(line[i], b' ' | b'\t' | b'\r') {
            i += 1;
        }
        if i >= end {
            break;
        }
        let at = i;
        let value = match line[i] {
            b'`' => {
                let Some(n) = line[i + 1..].iter().position(|&b| b == b'`') else { return };
                i += n + 2;
                String::from_utf8_lossy(&line[at + 1..i - 1]).into_owned()
            }
            b'"' => {
                i += 1;
                while i < end && line[i] != b'"' {
                    i += if line[i] == b'\\' { 2 } else { 1 };
                }
                if i >= end {
                    return;
                }
                i += 1;
                let Some(value) = unquote(&String::from_utf8_lossy(&line[at + 1..i - 1])) else { return };
                value
            }
            _ => {
                let n = line[i..].iter().position(|b| matches!(b, b' ' | b'\t' | b'\r')).unwrap_or(end - i);
                i += n;
                String::from_utf8_lossy(&line[at..i]).into_owned()
            }
        };
        found.push((value, at));
    }
    for (value, at) in found {
        let place = places.at(at);
        out.push((value.into(), place));
    }
}
