//! The values of literals.

use godwit_syntax::resolve::ObjectKind;
use godwit_syntax::{BinaryOp, File, LitKind, Node, NodeId};

use crate::pass::Cx;

/// The value of a string literal; bytes that are no text (`"\xff"`) become U+FFFD.
pub fn string_value(file: &File, expr: NodeId) -> Option<String> {
    let expr = file.unparen(expr);
    match file[expr] {
        Node::BasicLit { kind: LitKind::String } => unquote(file.text_of(expr)),
        _ => None,
    }
}

/// Undoes the quoting of a Go string literal.
pub fn unquote(text: &str) -> Option<String> {
    let quote = text.chars().next()?;
    let body = text.strip_prefix(quote)?.strip_suffix(quote)?;
    if quote == '`' {
        return Some(body.replace('\r', ""));
    }
    if body.contains('\n') {
        return None;
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

/// Whether an expression is a literal or put together from literals by operators.
pub fn is_made_of_literals(file: &File, expr: NodeId) -> bool {
    // Expressions with more parts are written by programs.
    const MAX_PARTS: usize = 64;
    let mut left = vec![];
    let mut next = Some(expr);
    let mut n_parts = 0;
    while let Some(expr) = next {
        n_parts += 1;
        if n_parts > MAX_PARTS {
            return false;
        }
        match file[file.unparen(expr)] {
            Node::BasicLit { .. } => {}
            Node::Unary { op, x }
                if op != godwit_syntax::UnaryOp::Recv && op != godwit_syntax::UnaryOp::Addr =>
            {
                left.push(x);
            }
            Node::Binary { x, y, .. } => left.extend([y, x]),
            _ => return false,
        }
        next = left.pop();
    }
    true
}

pub fn is_literal(file: &File, expr: NodeId) -> bool {
    matches!(file[file.unparen(expr)], Node::BasicLit { .. })
}

/// Constants that are named after each other are followed so far.
const MAX_NAMES: usize = 8;

impl Cx<'_> {
    /// What a constant of this file was declared with; other expressions stand for themselves, without parentheses.
    pub fn constant_expr(&self, expr: NodeId) -> NodeId {
        let mut expr = self.file.unparen(expr);
        for _ in 0..MAX_NAMES {
            let Node::Ident { name } = self.file[expr] else { break };
            let Some(object) = self.object(expr).filter(|o| o.kind == ObjectKind::Const) else { break };
            let Node::ValueSpec { names, values, .. } = self.file[object.decl] else { break };
            let index = self.file.list(names).position(|n| self.file.ident(n) == Some(name));
            let Some(value) = index.and_then(|i| self.file.list_get(values, i)) else { break };
            expr = self.file.unparen(value);
        }
        expr
    }

    /// The value of an integer literal or of a constant of this file that was declared with one.
    pub fn constant_int(&self, expr: NodeId) -> Option<i128> {
        int_value(self.file, self.constant_expr(expr))
    }

    /// The value of a string literal, of a constant of this file that was declared with one, or of such joined by `+`.
    pub fn constant_string(&self, expr: NodeId) -> Option<String> {
        let mut parts = Vec::new();
        let mut expr = self.constant_expr(expr);
        // `a + b + c` leans to the left: only its left spine can be long.
        while let Node::Binary { op: BinaryOp::Add, x, y } = self.file[expr] {
            parts.push(string_value(self.file, self.constant_expr(y))?);
            expr = self.constant_expr(x);
        }
        parts.push(string_value(self.file, expr)?);
        parts.reverse();
        Some(parts.concat())
    }
}
