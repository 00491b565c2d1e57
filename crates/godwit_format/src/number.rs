//! Number literals in gofmt's spelling: prefixes and exponents in lower case, no useless zeros before imaginary integers.

use std::borrow::Cow;

pub(crate) fn normalized(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if bytes.len() < 2 {
        return Cow::Borrowed(text);
    }
    let lower = |prefix: &str, exponent: char| {
        let mut out = String::with_capacity(text.len());
        out.push_str(prefix);
        let rest = &text[prefix.len()..];
        match rest.rfind(exponent.to_ascii_uppercase()) {
            Some(i) => {
                out.push_str(&rest[..i]);
                out.push(exponent);
                out.push_str(&rest[i + 1..]);
            }
            None => out.push_str(rest),
        }
        out
    };
    match &bytes[..2] {
        b"0X" => Cow::Owned(lower("0x", 'p')),
        b"0x" if text.contains('P') => Cow::Owned(lower("0x", 'p')),
        b"0O" => Cow::Owned(format!("0o{}", &text[2..])),
        b"0B" => Cow::Owned(format!("0b{}", &text[2..])),
        b"0x" | b"0o" | b"0b" => Cow::Borrowed(text),
        _ if text.contains('E') => Cow::Owned(lower("", 'e')),
        _ if text.ends_with('i') && !text.contains(['.', 'e']) => {
            let digits = text.trim_start_matches(['0', '_']);
            Cow::Borrowed(if digits == "i" { &text[text.len() - 2..] } else { digits })
        }
        _ => Cow::Borrowed(text),
    }
}
