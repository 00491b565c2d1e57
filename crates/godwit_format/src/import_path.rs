//! Import paths as string literals.

/// The value of a string literal; `None` if it is broken.
pub(crate) fn unquote(text: &str) -> Option<String> {
    if let Some(raw) = text.strip_prefix('`') {
        return raw.strip_suffix('`').map(|s| s.replace('\r', ""));
    }
    let body = text.strip_prefix('"')?.strip_suffix('"')?;
    if !body.contains('\\') {
        return Some(body.to_owned());
    }
    let mut out: Vec<u8> = Vec::with_capacity(body.len());
    let mut rest = body.as_bytes();
    while let [b, tail @ ..] = rest {
        rest = tail;
        if *b != b'\\' {
            out.push(*b);
            continue;
        }
        let [escape, tail @ ..] = rest else { return None };
        rest = tail;
        let mut utf8 = |code: u32| -> Option<()> {
            let mut buffer = [0; 4];
            out.extend_from_slice(char::from_u32(code)?.encode_utf8(&mut buffer).as_bytes());
            Some(())
        };
        match escape {
            b'a' => out.push(7),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'n' => out.push(10),
            b'r' => out.push(13),
            b't' => out.push(9),
            b'v' => out.push(11),
            b'\\' | b'"' => out.push(*escape),
            b'x' => out.push(number(&mut rest, 2)? as u8),
            b'u' => utf8(number(&mut rest, 4)?)?,
            b'U' => utf8(number(&mut rest, 8)?)?,
            b'0'..=b'7' => {
                let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
                rest = tail.get(2..)?;
                let low = u32::from_str_radix(digits, 8).ok()?;
                out.push(u8::try_from(u32::from(escape - b'0') * 64 + low).ok()?);
            }
            _ => return None,
        }
    }
    String::from_utf8(out).ok()
}

/// Takes a hexadecimal number of so many digits.
fn number(rest: &mut &[u8], digits: usize) -> Option<u32> {
    let text = std::str::from_utf8(rest.get(..digits)?).ok()?;
    *rest = &rest[digits..];
    u32::from_str_radix(text, 16).ok()
}

/// The path in double quotes, where it is valid and was written otherwise.
pub(crate) fn quoted(text: &str) -> Option<String> {
    let path = unquote(text)?;
    let illegal =
        |c: char| "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{fffd}".contains(c) || c.is_whitespace() || c.is_control();
    if path.is_empty() || path.contains(illegal) {
        return None;
    }
    Some(format!("\"{path}\""))
}
