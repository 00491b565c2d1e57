//! Operations on constants. Operands of different representations are brought to the less exact of the two first.

use std::cmp::Ordering;

use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;
use godwit_syntax::{BinaryOp, UnaryOp};

use super::big_float::PREC;
use super::convert::{float_of, int_of, rational_of};
use super::text::Text;
use super::{Value, make_complex, make_float, make_int, make_rat, make_string};

/// Shifts beyond this give `Unknown`; the checker refuses them long before.
const MAX_SHIFT: usize = 1 << 16;

/// `op y`. For `^` of an unsigned type, `prec` is the size of the type in bits; 0 otherwise.
pub fn unary_op(op: UnaryOp, y: &Value, prec: u32) -> Value {
    match (op, y) {
        (UnaryOp::Plus, y) if y.is_numeric() => y.clone(),
        (UnaryOp::Minus, Value::Int(y)) => match y.checked_neg() {
            Some(z) => Value::Int(z),
            None => make_int(-IBig::from(*y)),
        },
        (UnaryOp::Minus, Value::BigInt(y)) => make_int(-y.as_ref()),
        (UnaryOp::Minus, Value::Rat(y)) => make_rat(-y.as_ref().clone()),
        (UnaryOp::Minus, Value::Float(y)) => make_float(Some(y.neg())),
        (UnaryOp::Minus, Value::Complex(c)) => {
            make_complex(unary_op(UnaryOp::Minus, &c.0, 0), unary_op(UnaryOp::Minus, &c.1, 0))
        }
        (UnaryOp::Xor, Value::Int(y)) if prec == 0 => Value::Int(!y),
        (UnaryOp::Xor, Value::Int(_) | Value::BigInt(_)) => {
            let z = int_of(y).map_or(IBig::ZERO, |y| !y);
            // The complement of an unsigned value is negative; only the bits of the type are kept.
            make_int(if prec > 0 { z & IBig::from((UBig::ONE << prec as usize) - 1u8) } else { z })
        }
        (UnaryOp::Not, Value::Bool(y)) => Value::Bool(!y),
        _ => Value::Unknown,
    }
}

/// `x op y` for all binary operations but comparisons and shifts. With `int_div`, `/` of two Ints is Go's truncated
/// integer division; else it is exact and of kind Float. Divisions by zero give `Unknown`.
pub fn binary_op(x: &Value, op: BinaryOp, y: &Value, int_div: bool) -> Value {
    match rank(x).max(rank(y)) {
        Rank::Other => match (x, op, y) {
            (Value::Bool(x), BinaryOp::LAnd, Value::Bool(y)) => Value::Bool(*x && *y),
            (Value::Bool(x), BinaryOp::LOr, Value::Bool(y)) => Value::Bool(*x || *y),
            (Value::String(x), BinaryOp::Add, Value::String(y)) => {
                Text::join(x, y).map_or(Value::Unknown, make_string)
            }
            _ => Value::Unknown,
        },
        Rank::Int => match (x, y) {
            (Value::Int(x), Value::Int(y)) => small_int_op(*x, op, *y, int_div),
            _ => Value::Unknown,
        },
        Rank::BigInt => match (int_of(x), int_of(y)) {
            (Some(x), Some(y)) => int_op(&x, op, &y, int_div),
            _ => Value::Unknown,
        },
        Rank::Rat => match (rational_of(x), rational_of(y)) {
            (Some(x), Some(y)) => match op {
                BinaryOp::Add => make_rat(x + y),
                BinaryOp::Sub => make_rat(x - y),
                BinaryOp::Mul => make_rat(x * y),
                BinaryOp::Quo if !y.is_zero() => make_rat(x / y),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        },
        Rank::Float => match (float_of(x), float_of(y)) {
            (Some(x), Some(y)) => match op {
                BinaryOp::Add => make_float(x.add(&y)),
                BinaryOp::Sub => make_float(x.sub(&y)),
                BinaryOp::Mul => make_float(x.mul(&y)),
                BinaryOp::Quo => make_float(x.quo(&y, PREC)),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        },
        Rank::Complex => complex_op(x, op, y),
    }
}

fn small_int_op(x: i64, op: BinaryOp, y: i64, int_div: bool) -> Value {
    let exact = match op {
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Sub => x.checked_sub(y),
        BinaryOp::Mul => x.checked_mul(y),
        BinaryOp::Quo | BinaryOp::Rem if y == 0 => return Value::Unknown,
        // Wrapping, as go/constant does for the smallest int64 divided by -1.
        BinaryOp::Quo if int_div => Some(x.wrapping_div(y)),
        BinaryOp::Rem => Some(x.wrapping_rem(y)),
        BinaryOp::And => Some(x & y),
        BinaryOp::Or => Some(x | y),
        BinaryOp::Xor => Some(x ^ y),
        BinaryOp::AndNot => Some(x & !y),
        _ => None,
    };
    match exact {
        Some(z) => Value::Int(z),
        None => int_op(&IBig::from(x), op, &IBig::from(y), int_div),
    }
}

fn int_op(x: &IBig, op: BinaryOp, y: &IBig, int_div: bool) -> Value {
    make_int(match op {
        BinaryOp::Add => x + y,
        BinaryOp::Sub => x - y,
        BinaryOp::Mul => x * y,
        BinaryOp::Quo | BinaryOp::Rem if y.is_zero() => return Value::Unknown,
        BinaryOp::Quo if int_div => x / y,
        BinaryOp::Quo => return make_rat(RBig::from_parts_signed(x.clone(), y.clone())),
        BinaryOp::Rem => x % y,
        BinaryOp::And => x & y,
        BinaryOp::Or => x | y,
        BinaryOp::Xor => x ^ y,
        BinaryOp::AndNot => x & !y,
        _ => return Value::Unknown,
    })
}

fn complex_op(x: &Value, op: BinaryOp, y: &Value) -> Value {
    let (a, b, c, d) = (x.real(), x.imag(), y.real(), y.imag());
    let calc = |x: &Value, op, y: &Value| binary_op(x, op, y, false);
    let mul = |x: &Value, y: &Value| calc(x, BinaryOp::Mul, y);
    match op {
        BinaryOp::Add | BinaryOp::Sub => make_complex(calc(&a, op, &c), calc(&b, op, &d)),
        BinaryOp::Mul => make_complex(
            calc(&mul(&a, &c), BinaryOp::Sub, &mul(&b, &d)),
            calc(&mul(&b, &c), BinaryOp::Add, &mul(&a, &d)),
        ),
        BinaryOp::Quo => {
            let norm = calc(&mul(&c, &c), BinaryOp::Add, &mul(&d, &d));
            let re = calc(&mul(&a, &c), BinaryOp::Add, &mul(&b, &d));
            let im = calc(&mul(&b, &c), BinaryOp::Sub, &mul(&a, &d));
            make_complex(calc(&re, BinaryOp::Quo, &norm), calc(&im, BinaryOp::Quo, &norm))
        }
        _ => Value::Unknown,
    }
}

/// `x << s` or `x >> s` of an Int.
pub fn shift(x: &Value, op: BinaryOp, s: usize) -> Value {
    match (op, x) {
        (_, Value::Int(_) | Value::BigInt(_)) if s == 0 => x.clone(),
        (BinaryOp::Shl, Value::Int(0)) => Value::Int(0),
        (BinaryOp::Shl, Value::Int(x)) if s < 64 && (x << s) >> s == *x => Value::Int(x << s),
        (BinaryOp::Shl, Value::Int(_) | Value::BigInt(_)) if s <= MAX_SHIFT => {
            int_of(x).map_or(Value::Unknown, |x| make_int(x << s))
        }
        (BinaryOp::Shr, Value::Int(x)) => Value::Int(x >> s.min(63)),
        (BinaryOp::Shr, Value::BigInt(x)) => {
            // Towards negative infinity, as an arithmetic shift.
            let (sign, magnitude) = x.as_ref().clone().into_parts();
            let neg = sign == dashu::base::Sign::Negative;
            let lost = neg && magnitude.trailing_zeros().is_some_and(|z| z < s);
            let shifted = IBig::from(magnitude >> s);
            make_int(if neg { -shifted - IBig::from(u8::from(lost)) } else { shifted })
        }
        _ => Value::Unknown,
    }
}

/// `x op y` for the six comparisons. False if a value is unknown or the two cannot be compared.
pub fn compare(x: &Value, op: BinaryOp, y: &Value) -> bool {
    let ordering = match rank(x).max(rank(y)) {
        Rank::Other => match (x, y) {
            (Value::Bool(x), Value::Bool(y)) => {
                return match op {
                    BinaryOp::Eql => x == y,
                    BinaryOp::Neq => x != y,
                    _ => false,
                };
            }
            (Value::String(x), Value::String(y)) => x.bytes().zip(y.bytes()).map(|(x, y)| x.cmp(y)),
            _ => None,
        },
        Rank::Int => match (x, y) {
            (Value::Int(x), Value::Int(y)) => Some(x.cmp(y)),
            _ => None,
        },
        Rank::BigInt => int_of(x).zip(int_of(y)).map(|(x, y)| x.cmp(&y)),
        Rank::Rat => rational_of(x).zip(rational_of(y)).map(|(x, y)| x.cmp(&y)),
        Rank::Float => float_of(x).zip(float_of(y)).map(|(x, y)| x.cmp_value(&y)),
        Rank::Complex => {
            if !x.is_numeric() || !y.is_numeric() {
                return false;
            }
            let equal =
                compare(&x.real(), BinaryOp::Eql, &y.real()) && compare(&x.imag(), BinaryOp::Eql, &y.imag());
            return match op {
                BinaryOp::Eql => equal,
                BinaryOp::Neq => !equal,
                _ => false,
            };
        }
    };
    let Some(ordering) = ordering else { return false };
    match op {
        BinaryOp::Eql => ordering == Ordering::Equal,
        BinaryOp::Neq => ordering != Ordering::Equal,
        BinaryOp::Lss => ordering == Ordering::Less,
        BinaryOp::Leq => ordering != Ordering::Greater,
        BinaryOp::Gtr => ordering == Ordering::Greater,
        BinaryOp::Geq => ordering != Ordering::Less,
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Other,
    Int,
    BigInt,
    Rat,
    Float,
    Complex,
}

fn rank(x: &Value) -> Rank {
    match x {
        Value::Unknown | Value::Bool(_) | Value::String(_) => Rank::Other,
        Value::Int(_) => Rank::Int,
        Value::BigInt(_) => Rank::BigInt,
        Value::Rat(_) => Rank::Rat,
        Value::Float(_) => Rank::Float,
        Value::Complex(_) => Rank::Complex,
    }
}
