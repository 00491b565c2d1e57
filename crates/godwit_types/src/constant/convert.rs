//! From one kind of constant to another, and to machine floats with Go's rounding.

use std::sync::Arc;

use dashu::base::{BitTest, DivRem, UnsignedAbs};
use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;

use super::big_float::{BigFloat, Mode, PREC};
use super::{Kind, MAX_EXP, Value, make_complex, make_float, make_int};

fn small_float(x: &BigFloat) -> bool {
    x.exponent().abs() < MAX_EXP
}

impl Value {
    /// The value as an Int if it is a whole number. A float that is a few of its 512 bits away from a whole number counts
    /// as that number: the difference came from rounding.
    #[must_use]
    pub fn to_int(&self) -> Value {
        match self {
            Value::Int(_) | Value::BigInt(_) => self.clone(),
            Value::Rat(x) if x.denominator().is_one() => make_int(x.numerator().clone()),
            Value::Float(x) if small_float(x) => {
                const DELTA: usize = 4;
                let rounded = |mode| x.with_precision(PREC - DELTA, mode).and_then(|f| f.to_int());
                let int =
                    x.to_int().or_else(|| rounded(Mode::ToZero)).or_else(|| rounded(Mode::AwayFromZero));
                int.map_or(Value::Unknown, make_int)
            }
            Value::Complex(_) => match self.to_float() {
                Value::Unknown => Value::Unknown,
                re => re.to_int(),
            },
            _ => Value::Unknown,
        }
    }

    #[must_use]
    pub fn to_float(&self) -> Value {
        match self {
            Value::Int(x) => Value::Rat(Arc::new(RBig::from(*x))),
            Value::BigInt(x) if (x.bit_len() as i64) < MAX_EXP => {
                Value::Rat(Arc::new(RBig::from(x.as_ref().clone())))
            }
            Value::BigInt(x) => make_float(BigFloat::from_int(x)),
            Value::Rat(_) | Value::Float(_) => self.clone(),
            Value::Complex(c) if c.1.sign() == 0 => c.0.to_float(),
            _ => Value::Unknown,
        }
    }

    #[must_use]
    pub fn to_complex(&self) -> Value {
        match self.kind() {
            Kind::Complex => self.clone(),
            Kind::Int | Kind::Float => make_complex(self.clone(), Value::Int(0)),
            _ => Value::Unknown,
        }
    }

    /// The nearest `float64` and whether it is exact; infinite where the value is too large, 0 where too small.
    pub fn to_f64(&self) -> (f64, bool) {
        self.round_to(&Format { prec: 53, min_exponent: -1021 })
    }

    /// The nearest `float32`, widened.
    pub fn to_f32(&self) -> f64 {
        let (x, _) = self.round_to(&Format { prec: 24, min_exponent: -125 });
        if x.abs() > f64::from(f32::MAX) { x.signum() * f64::INFINITY } else { x }
    }

    fn round_to(&self, format: &Format) -> (f64, bool) {
        match self {
            Value::Int(x) => format.round(*x < 0, &UBig::from(x.unsigned_abs()), 0, false),
            Value::BigInt(x) => BigFloat::from_int(x).map_or((0.0, false), |x| format.round_float(&x)),
            Value::Rat(x) => format.round_rational(x),
            Value::Float(x) => format.round_float(x),
            _ => (0.0, false),
        }
    }
}

struct Format {
    prec: usize,
    /// Of the smallest normal number, in the form `m * 2^e` with `0.5 <= m < 1`.
    min_exponent: i64,
}

impl Format {
    fn round_float(&self, x: &BigFloat) -> (f64, bool) {
        let (mantissa, exponent) = x.parts();
        self.round(x.is_negative(), &mantissa, exponent, false)
    }

    fn round_rational(&self, x: &RBig) -> (f64, bool) {
        let neg = super::big_sign(x.numerator()) < 0;
        let num: UBig = x.numerator().unsigned_abs();
        if x.denominator().is_one() {
            return self.round(neg, &num, 0, false);
        }
        let shift = (self.prec + 2 + x.denominator().bit_len()).saturating_sub(num.bit_len());
        let (quotient, rest) = (num << shift).div_rem(x.denominator());
        self.round(neg, &quotient, -(shift as i64), !rest.is_zero())
    }

    fn round(&self, neg: bool, mantissa: &UBig, exponent: i64, sticky: bool) -> (f64, bool) {
        let sign = if neg { -1.0 } else { 1.0 };
        if mantissa.is_zero() {
            return (0.0, !sticky);
        }
        let n_bits = mantissa.bit_len() as i64;
        let top = n_bits + exponent;
        if top > 1024 {
            return (sign * f64::INFINITY, false);
        }
        // Subnormal numbers have fewer bits, down to none.
        let prec = (self.prec as i64 - (self.min_exponent - top).max(0)).max(-1);
        if prec < 0 {
            return (sign * 0.0, false);
        }
        let shift = n_bits - prec;
        let (kept, exact) = if shift <= 0 {
            (u64::try_from(mantissa).unwrap_or(u64::MAX), !sticky)
        } else {
            let shift = shift as usize;
            let kept = u64::try_from(&(mantissa >> shift)).unwrap_or(u64::MAX);
            let half = mantissa.bit(shift - 1);
            let below = sticky || mantissa.trailing_zeros().is_some_and(|z| z < shift - 1);
            (kept + u64::from(half && (below || kept & 1 != 0)), !half && !below)
        };
        (sign * kept as f64 * power_of_two(exponent + shift.max(0)), exact)
    }
}

/// `2^n`, for n from -1074 on; infinite beyond the range.
fn power_of_two(n: i64) -> f64 {
    match n {
        ..-1074 => 0.0,
        -1074..-1022 => f64::from_bits(1 << (n + 1074)),
        -1022..1024 => f64::from_bits(((n + 1023) as u64) << 52),
        _ => f64::INFINITY,
    }
}

pub(super) fn int_of(x: &Value) -> Option<IBig> {
    match x {
        Value::Int(x) => Some(IBig::from(*x)),
        Value::BigInt(x) => Some(x.as_ref().clone()),
        _ => None,
    }
}

pub(super) fn float_of(x: &Value) -> Option<BigFloat> {
    match x {
        Value::Int(x) => BigFloat::from_int(&IBig::from(*x)),
        Value::BigInt(x) => BigFloat::from_int(x),
        Value::Rat(x) => BigFloat::from_rational(x),
        Value::Float(x) => Some(x.as_ref().clone()),
        _ => None,
    }
}

pub(super) fn rational_of(x: &Value) -> Option<RBig> {
    match x {
        Value::Int(x) => Some(RBig::from(*x)),
        Value::BigInt(x) => Some(RBig::from(x.as_ref().clone())),
        Value::Rat(x) => Some(x.as_ref().clone()),
        _ => None,
    }
}
