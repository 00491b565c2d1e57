//! Binary floating point of 512 bits, with the results of math/big's Float: every operation rounds to nearest, ties to
//! even, and the exponent is bounded by 32 bits.

use std::cmp::Ordering;

use dashu::base::{BitTest, DivRem, Sign, UnsignedAbs};
use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;

/// The precision of constants, in bits.
pub(super) const PREC: usize = 512;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    NearestEven,
    ToZero,
    AwayFromZero,
}

/// `mantissa * 2^exponent`; the mantissa is odd or zero. Infinities do not exist: an overflow is `None`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BigFloat {
    mantissa: IBig,
    exponent: i64,
}

impl BigFloat {
    pub fn zero() -> Self {
        BigFloat { mantissa: IBig::ZERO, exponent: 0 }
    }

    pub fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    pub fn sign(&self) -> i32 {
        super::big_sign(&self.mantissa)
    }

    pub fn is_negative(&self) -> bool {
        self.sign() < 0
    }

    pub fn is_int(&self) -> bool {
        self.is_zero() || self.exponent >= 0
    }

    /// The exponent `e` of the form `m * 2^e` with `0.5 <= |m| < 1`; 0 for zero.
    pub fn exponent(&self) -> i64 {
        if self.is_zero() { 0 } else { self.exponent + self.mantissa.bit_len() as i64 }
    }

    /// The odd mantissa without its sign, and the exponent of its last bit.
    pub(super) fn parts(&self) -> (UBig, i64) {
        ((&self.mantissa).unsigned_abs(), self.exponent)
    }

    /// Rounds the exact `mantissa * 2^exponent`; `sticky` says that a little more than `mantissa` was meant.
    pub(super) fn round(
        neg: bool,
        mut mantissa: UBig,
        mut exponent: i64,
        sticky: bool,
        prec: usize,
        mode: Mode,
    ) -> Option<Self> {
        if mantissa.is_zero() {
            return Some(Self::zero());
        }
        if sticky {
            mantissa = (mantissa << 2) + 1u8;
            exponent -= 2;
        }
        let n_bits = mantissa.bit_len();
        if n_bits > prec {
            let n = n_bits - prec;
            let (low, mut high) = mantissa.split_bits(n);
            let up = match mode {
                Mode::ToZero => false,
                Mode::AwayFromZero => !low.is_zero(),
                Mode::NearestEven => low.bit(n - 1) && (high.bit(0) || low.trailing_zeros() != Some(n - 1)),
            };
            if up {
                high += 1u8;
            }
            mantissa = high;
            exponent += n as i64;
        }
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        if zeros > 0 {
            mantissa >>= zeros;
            exponent += zeros as i64;
        }
        let top = exponent + mantissa.bit_len() as i64;
        if top > i64::from(i32::MAX) {
            return None;
        }
        if top < i64::from(i32::MIN) {
            return Some(Self::zero());
        }
        let sign = if neg { Sign::Negative } else { Sign::Positive };
        Some(BigFloat { mantissa: IBig::from_parts(sign, mantissa), exponent })
    }

    pub fn from_int(x: &IBig) -> Option<Self> {
        Self::round(x.sign() == Sign::Negative, x.unsigned_abs(), 0, false, PREC, Mode::NearestEven)
    }

    pub fn from_rational(x: &RBig) -> Option<Self> {
        let num = Self::unrounded(x.numerator());
        let den = Self::unrounded(x.denominator().as_ibig());
        num.quo(&den, PREC)
    }

    /// Exact; `x` must be finite.
    pub fn from_f64(x: f64) -> Option<Self> {
        let bits = x.to_bits();
        let exponent = (bits >> 52 & 0x7ff) as i64;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = match exponent {
            0 => (fraction, -1074),
            0x7ff => return None,
            e => (fraction | 1 << 52, e - 1075),
        };
        Self::round(x.is_sign_negative(), UBig::from(mantissa), exponent, false, PREC, Mode::NearestEven)
    }

    fn unrounded(x: &IBig) -> Self {
        let zeros = x.trailing_zeros().unwrap_or(0);
        BigFloat { mantissa: x >> zeros, exponent: zeros as i64 }
    }

    pub fn neg(&self) -> Self {
        BigFloat { mantissa: -&self.mantissa, exponent: self.exponent }
    }

    pub fn add(&self, y: &Self) -> Option<Self> {
        let x = self;
        if x.is_zero() {
            return Some(y.clone());
        }
        if y.is_zero() {
            return Some(x.clone());
        }
        let (hi, lo) = if x.exponent() >= y.exponent() { (x, y) } else { (y, x) };
        // Far below the last bit that rounding looks at, the smaller operand matters only by its sign; aligning it would
        // cost up to 2^32 bits.
        let guard = 2 * PREC as i64;
        let (sum, exponent) = if hi.exponent() - lo.exponent() > guard {
            let shift = 2 * PREC - hi.mantissa.bit_len().min(PREC);
            ((&hi.mantissa << shift) + IBig::from(lo.sign()), hi.exponent - shift as i64)
        } else {
            let exponent = hi.exponent.min(lo.exponent);
            let align = |f: &Self| &f.mantissa << (f.exponent - exponent) as usize;
            (align(hi) + align(lo), exponent)
        };
        let (sign, magnitude) = sum.into_parts();
        Self::round(sign == Sign::Negative, magnitude, exponent, false, PREC, Mode::NearestEven)
    }

    pub fn sub(&self, y: &Self) -> Option<Self> {
        self.add(&y.neg())
    }

    pub fn mul(&self, y: &Self) -> Option<Self> {
        self.mul_prec(y, PREC)
    }

    fn mul_prec(&self, y: &Self, prec: usize) -> Option<Self> {
        let (sign, magnitude) = (&self.mantissa * &y.mantissa).into_parts();
        Self::round(
            sign == Sign::Negative,
            magnitude,
            self.exponent + y.exponent,
            false,
            prec,
            Mode::NearestEven,
        )
    }

    /// `None` for a division by zero too.
    pub fn quo(&self, y: &Self, prec: usize) -> Option<Self> {
        if y.is_zero() {
            return None;
        }
        if self.is_zero() {
            return Some(Self::zero());
        }
        let (num, den) = ((&self.mantissa).unsigned_abs(), (&y.mantissa).unsigned_abs());
        let shift = (prec + 2 + den.bit_len()).saturating_sub(num.bit_len());
        let (quotient, rest) = (num << shift).div_rem(den);
        let exponent = self.exponent - y.exponent - shift as i64;
        let neg = self.is_negative() != y.is_negative();
        Self::round(neg, quotient, exponent, !rest.is_zero(), prec, Mode::NearestEven)
    }

    /// The same value with at most `prec` bits.
    pub(super) fn with_precision(&self, prec: usize, mode: Mode) -> Option<Self> {
        Self::round(self.is_negative(), (&self.mantissa).unsigned_abs(), self.exponent, false, prec, mode)
    }

    pub fn cmp_value(&self, y: &Self) -> Ordering {
        match (self.sign(), y.sign()) {
            (a, b) if a != b => return a.cmp(&b),
            (0, _) => return Ordering::Equal,
            _ => {}
        }
        let by_magnitude = self.exponent().cmp(&y.exponent()).then_with(|| {
            // Equal leading exponents: the shift is at most the precision.
            let exponent = self.exponent.min(y.exponent);
            let align = |f: &Self| (&f.mantissa).unsigned_abs() << (f.exponent - exponent) as usize;
            align(self).cmp(&align(y))
        });
        if self.is_negative() { by_magnitude.reverse() } else { by_magnitude }
    }

    /// The value as an integer if it is one. The caller bounds the exponent.
    pub(super) fn to_int(&self) -> Option<IBig> {
        self.is_int().then(|| &self.mantissa << self.exponent.max(0) as usize)
    }

    /// The caller bounds the exponent.
    pub(super) fn to_rational(&self) -> RBig {
        if self.exponent >= 0 {
            RBig::from(&self.mantissa << self.exponent as usize)
        } else {
            RBig::from_parts(self.mantissa.clone(), UBig::ONE << self.exponent.unsigned_abs() as usize)
        }
    }

    /// `mantissa * 2^exp2 * 5^exp5`, rounded as math/big rounds while it reads a decimal literal: the power of five has
    /// 64 bits more than the result.
    pub(super) fn from_decimal(mantissa: UBig, exp2: i64, exp5: i64) -> Option<Self> {
        if exp5 == 0 {
            return Self::round(false, mantissa, exp2, false, PREC, Mode::NearestEven);
        }
        let exact = BigFloat { exponent: exp2, mantissa: IBig::from(mantissa) };
        match (Self::pow5(exp5.unsigned_abs(), PREC + 64), exp5 < 0) {
            (Some(p), true) => exact.quo(&p, PREC),
            (Some(p), false) => exact.mul(&p),
            (None, true) => Some(Self::zero()),
            (None, false) => None,
        }
    }

    fn pow5(n: u64, prec: usize) -> Option<Self> {
        const TABLE: u64 = 27;
        let small = |n: u64| Self::unrounded(&IBig::from(5u64.pow(n as u32)));
        if n <= TABLE {
            return Some(small(n));
        }
        let mut z = small(TABLE);
        let mut f = Some(small(1));
        let mut n = n - TABLE;
        while n > 0 {
            if n & 1 != 0 {
                z = z.mul_prec(f.as_ref()?, prec)?;
            }
            f = f.and_then(|f| f.mul_prec(&f, prec + 64));
            n >>= 1;
        }
        Some(z)
    }
}
