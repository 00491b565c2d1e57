//! A literal that stands alone where a value of a basic type is wanted: most of what tables consist of, and there are files
//! with a million of them. What is said here without further ado is what the long way would find.

use godwit_syntax::{LitKind, Node, NodeId};

use crate::check::Checker;
use crate::constant::Value;
use crate::operand::Mode;
use crate::types::{BasicKind, Type, TypeId};

/// Longer ones go the long way, which knows all limits.
const MAX_LEN: usize = 1 << 16;

impl Checker {
    /// Accepts the literal as a value of type `ty` if it clearly is one. False: nothing was done.
    pub(crate) fn plain_literal(&mut self, node: NodeId, ty: TypeId) -> bool {
        let Node::BasicLit { kind } = self.env.file[node] else { return false };
        let under = self.under(ty);
        let Type::Basic(basic) = self.types[under] else { return false };
        let text = self.env.file.text_of(node);
        let value = match kind {
            LitKind::Int if basic.is_integer() => plain_int(text).map(Value::Int),
            LitKind::String if basic == BasicKind::String => plain_string(text),
            _ => None,
        };
        let Some(value) = value else { return false };
        if self.representable_const(&value, under).is_none() {
            return false;
        }
        self.record_type_and_value(node, Mode::Constant, ty, Some(value));
        true
    }
}

/// The value of a decimal or hexadecimal number as every version of Go has it, if it is below 2^63.
fn plain_int(text: &str) -> Option<i64> {
    match text.as_bytes() {
        [b'0'] => Some(0),
        [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit) => text.parse().ok(),
        [b'0', b'x', digits @ ..] if digits.iter().all(u8::is_ascii_hexdigit) => {
            i64::from_str_radix(&text[2..], 16).ok()
        }
        _ => None,
    }
}

/// The value of a string without escapes.
fn plain_string(text: &str) -> Option<Value> {
    let body = text.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = body.len() <= MAX_LEN && !body.bytes().any(|b| matches!(b, b'\\' | b'"' | b'\n'));
    is_plain.then(|| Value::from_bytes(body.as_bytes().to_vec()))
}
