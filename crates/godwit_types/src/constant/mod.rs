//! Exact constants with the meaning of go/constant: what a constant expression of a Go program is worth.
//!
//! Small integers are one machine word; big integers and fractions are exact; a fraction whose parts grow beyond 4096
//! bits becomes a 512-bit binary float and stays one, because precision that is lost cannot come back. Nothing panics:
//! an operation that Go does not define gives [`Value::Unknown`]. Left out: reporting; the checker decides what an
//! unknown or unrepresentable value means.

mod big_float;
mod convert;
mod float_text;
mod literal;
mod ops;
mod printable;
mod quote;
mod representable;
mod text;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use dashu::base::BitTest;
use dashu::integer::IBig;
use dashu::rational::RBig;

pub use big_float::BigFloat;
pub use literal::{unquote, unquote_char};
pub use ops::{binary_op, compare, shift, unary_op};
pub use printable::Unicode;
pub use quote::quote;
pub use representable::{Target, representable};
pub use text::Text;

/// Fractions may have parts of up to this many bits before they turn into floats.
const MAX_EXP: i64 = 4 << 10;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Unknown,
    Bool,
    String,
    Int,
    Float,
    Complex,
}

/// A constant. Cloning is at most a reference count; a value is 16 bytes.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// The value could not be determined; an error was reported where that came about.
    #[default]
    Unknown,
    Bool(bool),
    /// Go strings hold any bytes.
    String(Arc<Text>),
    Int(i64),
    /// Outside the range of `i64`.
    BigInt(Arc<IBig>),
    /// A value of kind Float, which may be a whole number.
    Rat(Arc<RBig>),
    Float(Arc<BigFloat>),
    /// Real and imaginary part, both of kind Int or Float.
    Complex(Arc<(Value, Value)>),
}

const _: () = assert!(size_of::<Value>() == 16);

/// A value as a switch's duplicate check and map-literal key check see it: equal keys are equal at run time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Key {
    Int(i64),
    Uint(u64),
    /// The bits of an exact `float64`.
    Float(u64),
    /// The bits of both parts.
    Complex(u64, u64),
    String(Box<[u8]>),
    Bool(bool),
}

impl Value {
    pub fn kind(&self) -> Kind {
        match self {
            Value::Unknown => Kind::Unknown,
            Value::Bool(_) => Kind::Bool,
            Value::String(_) => Kind::String,
            Value::Int(_) | Value::BigInt(_) => Kind::Int,
            Value::Rat(_) | Value::Float(_) => Kind::Float,
            Value::Complex(_) => Kind::Complex,
        }
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown)
    }

    pub fn is_numeric(&self) -> bool {
        matches!(self.kind(), Kind::Int | Kind::Float | Kind::Complex)
    }

    pub fn from_bytes(bytes: impl Into<Box<[u8]>>) -> Value {
        Value::String(Arc::new(Text::new(bytes.into())))
    }

    pub fn from_u64(x: u64) -> Value {
        match i64::try_from(x) {
            Ok(x) => Value::Int(x),
            Err(_) => Value::BigInt(Arc::new(IBig::from(x))),
        }
    }

    /// Not a number and the infinities are no constants: they give `Unknown`. `-0.0` becomes `0.0`.
    pub fn from_f64(x: f64) -> Value {
        if !x.is_finite() {
            return Value::Unknown;
        }
        BigFloat::from_f64(x).map_or(Value::Unknown, |f| Value::Rat(Arc::new(f.to_rational())))
    }

    /// `x * i`.
    pub fn imaginary(x: Value) -> Value {
        match x.kind() {
            Kind::Int | Kind::Float => make_complex(Value::Int(0), x),
            _ => Value::Unknown,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The bytes of a string constant, unless it is too long to be held.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::String(s) => s.bytes(),
            _ => None,
        }
    }

    /// The length of a string constant, without joining the parts of a long concatenation.
    pub fn string_len(&self) -> Option<usize> {
        match self {
            Value::String(s) => Some(s.len()),
            _ => None,
        }
    }

    /// The value of an Int that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Int(x) => Some(*x),
            _ => None,
        }
    }

    pub fn as_u64(&self) -> Option<u64> {
        match self {
            Value::Int(x) => u64::try_from(*x).ok(),
            Value::BigInt(x) => u64::try_from(x.as_ref()).ok(),
            _ => None,
        }
    }

    /// The real part of a numeric value.
    pub fn real(&self) -> Value {
        match self {
            Value::Complex(c) => c.0.clone(),
            x if x.is_numeric() => x.clone(),
            _ => Value::Unknown,
        }
    }

    pub fn imag(&self) -> Value {
        match self {
            Value::Complex(c) => c.1.clone(),
            x if x.is_numeric() => Value::Int(0),
            _ => Value::Unknown,
        }
    }

    /// The number of bits of an Int's absolute value; 0 for other kinds.
    pub fn bit_len(&self) -> usize {
        match self {
            Value::Int(x) => (64 - x.unsigned_abs().leading_zeros()) as usize,
            Value::BigInt(x) => x.bit_len(),
            _ => 0,
        }
    }

    /// -1, 0 or 1. For complex values it is 0 exactly for zero. An unknown value counts as positive, so that no division
    /// by zero is reported for it.
    pub fn sign(&self) -> i32 {
        match self {
            Value::Int(x) => x.signum() as i32,
            Value::BigInt(x) => big_sign(x),
            Value::Rat(x) => big_sign(x.numerator()),
            Value::Float(x) => x.sign(),
            Value::Complex(c) => c.0.sign() | c.1.sign(),
            _ => 1,
        }
    }

    /// `None` for values that the duplicate checks cannot compare: they are then taken to differ.
    pub fn key(&self) -> Option<Key> {
        match self.kind() {
            Kind::Int => match self.as_i64() {
                Some(x) => Some(Key::Int(x)),
                None => self.as_u64().map(Key::Uint),
            },
            Kind::Float => match self.to_f64() {
                (x, true) => Some(Key::Float((x + 0.0).to_bits())),
                _ => None,
            },
            Kind::String => self.as_bytes().map(|b| Key::String(b.into())),
            _ => None,
        }
    }

    /// As [`Value::key`] for keys of map literals: numbers of different kinds are equal if their values are.
    pub fn map_key(&self) -> Option<Key> {
        let bits = |x: &Value| (x.to_f64().0 + 0.0).to_bits();
        match self.kind() {
            Kind::Complex => match self.to_float() {
                Value::Unknown => Some(Key::Complex(bits(&self.real()), bits(&self.imag()))),
                float => float.map_key(),
            },
            Kind::Float => match self.to_int() {
                Value::Unknown => Some(Key::Float(bits(self))),
                int => int.key(),
            },
            Kind::Bool => self.as_bool().map(Key::Bool),
            _ => self.key(),
        }
    }
}

fn big_sign(x: &IBig) -> i32 {
    if x.is_zero() {
        0
    } else if x.sign() == dashu::base::Sign::Negative {
        -1
    } else {
        1
    }
}

fn make_int(x: IBig) -> Value {
    match i64::try_from(&x) {
        Ok(x) => Value::Int(x),
        Err(_) => Value::BigInt(Arc::new(x)),
    }
}

fn make_rat(x: RBig) -> Value {
    let small = |bits: usize| (bits as i64) < MAX_EXP;
    if small(x.numerator().bit_len()) && small(x.denominator().bit_len()) {
        return Value::Rat(Arc::new(x));
    }
    make_float(BigFloat::from_rational(&x))
}

/// `None` stands for an overflow.
fn make_float(x: Option<BigFloat>) -> Value {
    x.map_or(Value::Unknown, |x| Value::Float(Arc::new(x)))
}

fn make_complex(re: Value, im: Value) -> Value {
    if re.is_unknown() || im.is_unknown() {
        return Value::Unknown;
    }
    Value::Complex(Arc::new((re, im)))
}

fn make_string(text: Text) -> Value {
    Value::String(Arc::new(text))
}
