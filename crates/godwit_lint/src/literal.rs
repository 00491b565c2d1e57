//! The values of literals.

use godwit_syntax::{BinaryOp, File, LitKind, Node, NodeId};

/// The value of a string literal; bytes that are no text (`"\xff"`) become U+FFFD.
pub fn string_value(file: &File, expr: NodeId) -> Option<String> {
    let expr = file.unparen(expr);
    match file[expr] {
        Node::BasicLit { kind: LitKind::String } => unquote(file.text_of(expr)),
        _ => None,
    }
}

/// The value of a string literal or of a concatenation of literals.
pub fn constant_string(file: &File, expr: NodeId) -> Option<String> {
    let mut parts = Vec::new();
    let mut expr = file.unparen(expr);
    // `a + b + c` leans to the left: only its left spine can be long.
    while let Node::Binary { op: BinaryOp::Add, x, y } = file[expr] {
        parts.push(string_value(file, y)?);
        expr = file.unparen(x);
    }
    parts.push(string_value(file, expr)?);
    parts.reverse();
    Some(parts.concat())
}

/// Undoes the quoting of a Go string literal.
pub fn unquote(text: &str) -> Option<String> {
    let quote = text.chars().next()?;
    let body = text.strip_prefix(quote)?.strip_suffix(quote)?;
    if quote == '`' {
        return Some(body.replace('\r', ""));
    }
    if !body.contains('\\') {
        return Some(body.to_owned());
    }
    let mut out: Vec<u8> = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let escape = rest[at + 1..].chars().next()?;
        let simple = match escape {
            'a' => Some(7),
            'b' => Some(8),
            'f' => Some(12),
            'n' => Some(b'\n'),
            'r' => Some(b'\r'),
            't' => Some(b'\t'),
            'v' => Some(11),
            '\\' | '\'' | '"' => Some(escape as u8),
            _ => None,
        };
        let tail = &rest[at + 2..];
        if let Some(byte) = simple {
            out.push(byte);
            rest = tail;
            continue;
        }
        let (digits, radix, n) = match escape {
            'x' => (tail, 16, 2),
            'u' => (tail, 16, 4),
            'U' => (tail, 16, 8),
            '0'..='7' => (&rest[at + 1..], 8, 3),
            _ => return None,
        };
        let value = u32::from_str_radix(digits.get(..n)?, radix).ok()?;
        rest = &digits[n..];
        match escape {
            'u' | 'U' => out.extend_from_slice(char::from_u32(value)?.encode_utf8(&mut [0; 4]).as_bytes()),
            _ => out.push(u8::try_from(value).ok()?),
        }
    }
    out.extend_from_slice(rest.as_bytes());
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// The value of an integer literal, with sign; `None` where it does not fit.
pub fn int_value(file: &File, expr: NodeId) -> Option<i128> {
    let expr = file.unparen(expr);
    match file[expr] {
        Node::Unary { op: godwit_syntax::UnaryOp::Minus, x } => Some(-int_literal(file, file.unparen(x))?),
        _ => int_literal(file, expr),
    }
}

fn int_literal(file: &File, expr: NodeId) -> Option<i128> {
    if !matches!(file[expr], Node::BasicLit { kind: LitKind::Int }) {
        return None;
    }
    let text = file.text_of(expr).replace('_', "").to_ascii_lowercase();
    let (digits, radix) = match text.get(..2) {
        Some("0x") => (&text[2..], 16),
        Some("0b") => (&text[2..], 2),
        Some("0o") => (&text[2..], 8),
        _ if text.len() > 1 && text.starts_with('0') => (&text[1..], 8),
        _ => (text.as_str(), 10),
    };
    i128::from_str_radix(digits, radix).ok()
}

pub fn is_string_literal(file: &File, expr: NodeId) -> bool {
    matches!(file[file.unparen(expr)], Node::BasicLit { kind: LitKind::String })
}

pub fn is_literal(file: &File, expr: NodeId) -> bool {
    matches!(file[file.unparen(expr)], Node::BasicLit { .. })
}
