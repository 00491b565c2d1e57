//! The values of literals. The scanner has checked their form; what is malformed all the same gives `Unknown`.

use std::sync::Arc;

use dashu::base::BitTest;
use dashu::integer::{IBig, UBig};
use dashu::rational::RBig;
use godwit_syntax::LitKind;

use super::big_float::BigFloat;
use super::{MAX_EXP, Value, make_complex, make_float, make_int};

impl Value {
    pub fn from_literal(text: &str, kind: LitKind) -> Value {
        match kind {
            LitKind::Int => int_literal(text),
            LitKind::Float => float_literal(text),
            LitKind::Imag => match text.strip_suffix('i') {
                Some(text) => make_complex(Value::Int(0), float_literal(text)),
                None => Value::Unknown,
            },
            LitKind::Char => {
                let body = text.strip_prefix('\'').and_then(|t| t.strip_suffix('\''));
                body.and_then(|body| unquote_char(body.as_bytes(), b'\''))
                    .map_or(Value::Unknown, |(c, ..)| Value::Int(i64::from(c)))
            }
            LitKind::String => unquote(text).map_or(Value::Unknown, Value::from_bytes),
        }
    }
}

fn int_literal(text: &str) -> Value {
    // The common case: a few decimal digits.
    if text.len() <= 18 && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().map_or(Value::Unknown, Value::Int);
    }
    let (radix, digits) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', b'o' | b'O', ..] => (8, &text[2..]),
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        [b'0', _, ..] => (8, &text[1..]),
        _ => (10, text),
    };
    let digits = without_underscores(digits);
    match i64::from_str_radix(&digits, radix) {
        Ok(x) => Value::Int(x),
        Err(_) if digits.starts_with(['+', '-']) => Value::Unknown,
        Err(_) => UBig::from_str_radix(&digits, radix).map_or(Value::Unknown, |x| make_int(IBig::from(x))),
    }
}

fn without_underscores(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('_') { text.replace('_', "").into() } else { text.into() }
}

/// Also reads integers: the number before an `i` may be one, and then a leading zero does not make it octal.
fn float_literal(text: &str) -> Value {
    parse_float(text).unwrap_or(Value::Unknown)
}

fn parse_float(text: &str) -> Option<Value> {
    let (radix, digits) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', b'o' | b'O', ..] => (8, &text[2..]),
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        _ => (10, text),
    };
    let digits = without_underscores(digits);
    let exponent_mark: &[char] = if radix == 16 { &['p', 'P'] } else { &['e', 'E', 'p', 'P'] };
    let (digits, exponent, decimal_exponent) = match digits.find(exponent_mark) {
        Some(at) => {
            let exponent: i64 = digits[at + 1..].parse().ok()?;
            (&digits[..at], exponent, !digits[at..].starts_with(['p', 'P']))
        }
        None => (digits.as_ref(), 0, false),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa = mantissa(whole, fraction, radix)?;
    if mantissa.is_zero() {
        return Some(Value::Rat(Arc::new(RBig::ZERO)));
    }
    let n_fraction = i64::try_from(fraction.len()).ok()?;
    let (mut exp2, mut exp5) = match radix {
        10 => (-n_fraction, -n_fraction),
        _ => (-n_fraction * i64::from(radix.trailing_zeros()), 0),
    };
    exp2 = exp2.checked_add(exponent)?;
    if decimal_exponent {
        exp5 = exp5.checked_add(exponent)?;
    }
    let top = exp2.checked_add(mantissa.bit_len() as i64)?;
    if i32::try_from(top).is_err() {
        return None;
    }
    // Small exponents of few digits are certainly small enough for a fraction; the others are measured as a float.
    if exp5.abs() > 300 || exp2.abs() > 1000 || mantissa.bit_len() > 1000 {
        let float = BigFloat::from_decimal(mantissa.clone(), exp2, exp5);
        match &float {
            None => return Some(Value::Unknown),
            // It underflowed.
            Some(f) if f.is_zero() => return Some(Value::Rat(Arc::new(RBig::ZERO))),
            Some(f)
                if f.exponent().abs() < MAX_EXP && exp5.abs() <= 1_000_000 && exp2.abs() <= 10_000_000 => {}
            Some(_) => return Some(make_float(float)),
        }
    }
    let (mut num, mut den) = (mantissa, UBig::ONE);
    if exp5 != 0 {
        let power = UBig::from(5u8).pow(exp5.unsigned_abs() as usize);
        if exp5 > 0 { num *= power } else { den = power }
    }
    if exp2 > 0 {
        num <<= exp2 as usize
    } else {
        den <<= exp2.unsigned_abs() as usize
    }
    Some(Value::Rat(Arc::new(RBig::from_parts(IBig::from(num), den))))
}

fn mantissa(whole: &str, fraction: &str, radix: u32) -> Option<UBig> {
    if !whole.bytes().chain(fraction.bytes()).all(|b| char::from(b).is_digit(radix))
        || whole.len() + fraction.len() == 0
    {
        return None;
    }
    if radix == 10 && whole.len() + fraction.len() <= 19 {
        let digit = |n: u64, b: u8| n * 10 + u64::from(b - b'0');
        return Some(UBig::from(whole.bytes().chain(fraction.bytes()).fold(0, digit)));
    }
    UBig::from_str_radix(&[whole, fraction].concat(), radix).ok()
}

/// The bytes that a string literal stands for.
pub fn unquote(text: &str) -> Option<Vec<u8>> {
    if let Some(body) = text.strip_prefix('`') {
        let body = body.strip_suffix('`')?;
        return Some(body.bytes().filter(|&b| b != b'\r').collect());
    }
    let mut body = text.strip_prefix('"')?.strip_suffix('"')?.as_bytes();
    if memchr(b'\\', body).is_none() {
        return (memchr(b'\n', body).is_none() && memchr(b'"', body).is_none()).then(|| body.to_vec());
    }
    let mut out = Vec::with_capacity(body.len());
    while !body.is_empty() {
        if body[0] == b'\n' {
            return None;
        }
        let (code, is_byte, n) = unquote_char(body, b'"')?;
        match char::from_u32(code) {
            Some(c) if !is_byte => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            _ => out.push(code as u8),
        }
        body = &body[n..];
    }
    Some(out)
}

fn memchr(needle: u8, haystack: &[u8]) -> Option<usize> {
    haystack.iter().position(|&b| b == needle)
}

/// The first character of the body of a literal: its value, whether an escape gave it as a byte, and its length in the
/// text. `None` where it is malformed.
pub fn unquote_char(body: &[u8], quote: u8) -> Option<(u32, bool, usize)> {
    let &first = body.first()?;
    if first == quote {
        return None;
    }
    if first != b'\\' {
        let n = if first < 0x80 { 1 } else { utf8_len(first).min(body.len()) };
        let c = std::str::from_utf8(&body[..n]).ok()?.chars().next()?;
        return Some((u32::from(c), false, n));
    }
    let hex = |n: usize| -> Option<u32> {
        let digits = body.get(2..2 + n)?;
        digits.iter().try_fold(0u32, |v, &b| Some(v << 4 | char::from(b).to_digit(16)?))
    };
    let simple = |c: u8| Some((u32::from(c), false, 2));
    match *body.get(1)? {
        b'a' => simple(7),
        b'b' => simple(8),
        b'f' => simple(12),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'v' => simple(11),
        b'\\' => simple(b'\\'),
        b if b == quote => simple(b),
        b'x' => Some((hex(2)?, true, 4)),
        b'u' => char::from_u32(hex(4)?).map(|c| (u32::from(c), false, 6)),
        b'U' => char::from_u32(hex(8)?).map(|c| (u32::from(c), false, 10)),
        b'0'..=b'7' => {
            let digits = body.get(1..4)?;
            let code = digits.iter().try_fold(0u32, |v, &b| Some(v << 3 | char::from(b).to_digit(8)?))?;
            (code <= 255).then_some((code, true, 4))
        }
        _ => None,
    }
}

fn utf8_len(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    }
}
