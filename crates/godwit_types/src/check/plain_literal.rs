//! A literal that stands alone where a value of a basic type is wanted: most of what tables consist of, and there are files
//! with a million of them. What is said here without further ado is what the long way would find.

use std::ops::RangeInclusive;

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
            LitKind::Int => plain_int(text).filter(|x| self.int_range(basic).contains(x)).map(Value::Int),
            LitKind::String if basic == BasicKind::String => match plain_string(text) {
                Some(_) if !self.env.recorded => return true,
                Some(body) => Some(Value::from_bytes(body.as_bytes().to_vec())),
                None => None,
            },
            _ => None,
        };
        let Some(value) = value else { return false };
        self.record_type_and_value(node, Mode::Constant, ty, Some(value));
        true
    }

    /// The values of an integer type that are in the range of `i64`; none of other types.
    fn int_range(&self, basic: BasicKind) -> RangeInclusive<i64> {
        let is_small_word = self.conf.word_size < 8;
        match basic {
            BasicKind::Int8 => i64::from(i8::MIN)..=i64::from(i8::MAX),
            BasicKind::Int16 => i64::from(i16::MIN)..=i64::from(i16::MAX),
            BasicKind::Int32 => i64::from(i32::MIN)..=i64::from(i32::MAX),
            BasicKind::Int if is_small_word => i64::from(i32::MIN)..=i64::from(i32::MAX),
            BasicKind::Int | BasicKind::Int64 => i64::MIN..=i64::MAX,
            BasicKind::Uint8 => 0..=i64::from(u8::MAX),
            BasicKind::Uint16 => 0..=i64::from(u16::MAX),
            BasicKind::Uint32 => 0..=i64::from(u32::MAX),
            BasicKind::Uint | BasicKind::Uintptr if is_small_word => 0..=i64::from(u32::MAX),
            BasicKind::Uint | BasicKind::Uintptr | BasicKind::Uint64 => 0..=i64::MAX,
            _ => RangeInclusive::new(1, 0),
        }
    }
}

/// The value of a decimal or hexadecimal number as every version of Go has it, if it is below 2^63.
fn plain_int(text: &str) -> Option<i64> {
    // So many digits cannot overflow.
    const MAX_DIGITS: usize = 15;
    let number = |radix: i64, digits: &[u8]| {
        if digits.is_empty() || digits.len() > MAX_DIGITS {
            return None;
        }
        digits.iter().try_fold(0i64, |x, &b| {
            let digit = (b as char).to_digit(radix as u32)?;
            Some(x * radix + i64::from(digit))
        })
    };
    match text.as_bytes() {
        b"0" => Some(0),
        digits @ [b'1'..=b'9', ..] => number(10, digits),
        [b'0', b'x', digits @ ..] => number(16, digits),
        _ => None,
    }
}

/// What is between the quotes of a string without escapes.
fn plain_string(text: &str) -> Option<&str> {
    let body = text.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = body.len() <= MAX_LEN && !body.bytes().any(|b| matches!(b, b'\\' | b'"' | b'\n'));
    is_plain.then_some(body)
}
