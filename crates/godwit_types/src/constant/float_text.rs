//! Constants as text: `Display` is the short form that error messages show, [`Value::exact_string`] the exact one.

use std::fmt;

use dashu::base::BitTest;
use dashu::integer::UBig;

use super::quote::{quote, quote_with};
use super::{BigFloat, Text, Unicode, Value, convert};

impl fmt::Display for Value {
    /// A string is quoted and cut to 72 characters; a fraction is shown with six digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unknown => f.write_str("unknown"),
            Value::Bool(x) => write!(f, "{x}"),
            Value::String(x) => f.write_str(&short_quote(x)),
            Value::Int(x) => write!(f, "{x}"),
            Value::BigInt(x) => write!(f, "{x}"),
            Value::Rat(_) | Value::Float(_) => match convert::float_of(self) {
                Some(x) => f.write_str(&short_float(&x)),
                None => f.write_str("+Inf"),
            },
            Value::Complex(c) => write!(f, "({} + {}i)", c.0, c.1),
        }
    }
}

impl Value {
    pub fn exact_string(&self) -> String {
        self.exact_string_with(Unicode::default())
    }

    /// The same as a Go with these tables writes it.
    pub fn exact_string_with(&self, unicode: Unicode) -> String {
        match self {
            Value::String(x) => match x.bytes() {
                Some(bytes) => quote_with(bytes, unicode),
                None => self.to_string(),
            },
            Value::Rat(x) if x.denominator().is_one() => x.numerator().to_string(),
            Value::Rat(x) => format!("{}/{}", x.numerator(), x.denominator()),
            Value::Float(x) => hex_float(x),
            Value::Complex(c) => format!("({} + {}i)", c.0.exact_string(), c.1.exact_string()),
            _ => self.to_string(),
        }
    }
}

fn short_quote(text: &Text) -> String {
    const MAX_CHARS: usize = 72;
    // The quoted form has at least a character for every four bytes: no need to quote a book to cut it.
    let bytes = text.start(8 * MAX_CHARS);
    let text = quote(&bytes[..bytes.len().min(8 * MAX_CHARS)]);
    match text.char_indices().nth(MAX_CHARS) {
        Some(_) => {
            let end = text.char_indices().nth(MAX_CHARS - 3).map_or(text.len(), |(i, _)| i);
            format!("{}...", &text[..end])
        }
        None => text,
    }
}

fn short_float(x: &BigFloat) -> String {
    let (f, _) = Value::Float(x.clone().into()).to_f64();
    if (x.is_zero() == (f == 0.0)) && f.is_finite() {
        let text = format_g(f, Some(6));
        // An integer's text must not stand for what is none.
        if !x.is_int() && !text.contains('.') {
            return format_g(f, None);
        }
        return text;
    }
    // Beyond float64: an approximate conversion to a decimal exponent; the exact one would be slow.
    let (mantissa, _) = x.parts();
    let n_bits = mantissa.bit_len().min(64);
    let top = u64::try_from(&(&mantissa >> (mantissa.bit_len() - n_bits))).unwrap_or(u64::MAX);
    let mut m = top as f64 / (n_bits as f64).exp2();
    if x.is_negative() {
        m = -m;
    }
    let d = x.exponent() as f64 * (std::f64::consts::LN_2 / std::f64::consts::LN_10);
    let mut e = d as i64;
    m *= 10f64.powf(d - e as f64);
    if m.abs() < 1.0 - 0.5e-6 {
        m *= 10.0;
        e -= 1;
    } else if m.abs() >= 10.0 {
        m /= 10.0;
        e += 1;
    }
    format!("{}e{e:+}", format_g(m, Some(6)))
}

/// Go's `%g`, with the shortest digits that read back as the same number, or a number of significant digits.
fn format_g(x: f64, n_digits: Option<usize>) -> String {
    let text = match n_digits {
        Some(n) => format!("{:.*e}", n - 1, x),
        None => format!("{x:e}"),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = match digits.trim_end_matches('0') {
        "" => "0",
        digits => digits,
    };
    let max_exponent = match n_digits {
        Some(n) if n > digits.len() && digits.len() as i32 > exponent => digits.len() as i32,
        Some(n) => n as i32,
        None => 6,
    };
    if exponent < -4 || exponent >= max_exponent {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        let e_sign = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{first}{dot}{rest}e{e_sign}{:02}", exponent.unsigned_abs());
    }
    if exponent < 0 {
        return format!("{sign}0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    let n_whole = exponent as usize + 1;
    if digits.len() <= n_whole {
        return format!("{sign}{digits}{}", "0".repeat(n_whole - digits.len()));
    }
    format!("{sign}{}.{}", &digits[..n_whole], &digits[n_whole..])
}

/// `0x.⟨hex mantissa⟩p⟨exponent⟩` with a mantissa in [0.5, 1).
fn hex_float(x: &BigFloat) -> String {
    if x.is_zero() {
        return "0".to_owned();
    }
    let (mantissa, _) = x.parts();
    let pad = (4 - mantissa.bit_len() % 4) % 4;
    let hex = hex(&(mantissa << pad));
    let sign = if x.is_negative() { "-" } else { "" };
    format!("{sign}0x.{}p{:+}", hex.trim_end_matches('0'), x.exponent())
}

fn hex(x: &UBig) -> String {
    format!("{x:x}")
}
