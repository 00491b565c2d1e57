//! Syntax of module and import paths and their spelling in the module cache.

use crate::version;

#[derive(Clone, Copy, PartialEq, Eq)]
enum PathKind {
    Module,
    Import,
    File,
}

/// Names that Windows reserves; Go forbids them everywhere so that modules stay portable.
const WINDOWS_NAMES: [&str; 22] = [
    "con", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "prn", "aux", "nul",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Quotes like Go's `%q` for the characters that occur in paths and messages.
pub fn quote(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 || c as u32 == 0x7f => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Quotes like Go's `%q` for a character.
pub(crate) fn quote_char(c: char) -> String {
    match c {
        '\'' => "'\\''".to_string(),
        '\\' => "'\\\\'".to_string(),
        '\n' => "'\\n'".to_string(),
        '\t' => "'\\t'".to_string(),
        c if (c as u32) < 0x20 => format!("'\\x{:02x}'", c as u32),
        c => format!("'{c}'"),
    }
}

fn char_ok(c: char, kind: PathKind) -> bool {
    let module = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    match kind {
        PathKind::Module => module(c),
        PathKind::Import => module(c) || c == '+',
        PathKind::File => {
            if c.is_ascii() {
                c.is_ascii_alphanumeric() || "!#$%&()+,-.=@[]^_{}~ ".contains(c)
            } else {
                c.is_alphabetic()
            }
        }
    }
}

fn check_element(elem: &str, kind: PathKind) -> Result<(), String> {
    if elem.is_empty() {
        return Err("empty path element".into());
    }
    if elem.bytes().all(|b| b == b'.') {
        return Err(format!("invalid path element {}", quote(elem)));
    }
    if elem.starts_with('.') && kind == PathKind::Module {
        return Err("leading dot in path element".into());
    }
    if elem.ends_with('.') {
        return Err("trailing dot in path element".into());
    }
    if let Some(c) = elem.chars().find(|&c| !char_ok(c, kind)) {
        return Err(format!("invalid char {}", quote_char(c)));
    }
    let short = elem.split('.').next().unwrap_or(elem);
    if let Some(bad) = WINDOWS_NAMES.iter().find(|n| short.eq_ignore_ascii_case(n)) {
        return Err(format!("{} disallowed as path element component on Windows", quote(bad)));
    }
    if kind != PathKind::File
        && let Some(i) = short.rfind('~')
        && i + 1 < short.len()
        && short[i + 1..].bytes().all(|b| b.is_ascii_digit())
    {
        return Err("trailing tilde and digits in path element".into());
    }
    Ok(())
}

fn check(path: &str, kind: PathKind) -> Result<(), String> {
    if path.is_empty() {
        return Err("empty string".into());
    }
    if path.starts_with('-') && kind != PathKind::File {
        return Err("leading dash".into());
    }
    if path.contains("//") {
        return Err("double slash".into());
    }
    if path.ends_with('/') {
        return Err("trailing slash".into());
    }
    path.split('/').try_for_each(|e| check_element(e, kind))
}

/// Checks an import path as it may be written in a program; the error is the whole message.
pub fn check_import_path(path: &str) -> Result<(), String> {
    check(path, PathKind::Import).map_err(|e| format!("malformed import path {}: {e}", quote(path)))
}

/// Checks a file path that may occur in a module (used for `//go:embed`).
pub fn check_file_path(path: &str) -> Result<(), String> {
    check(path, PathKind::File).map_err(|e| format!("malformed file path {}: {e}", quote(path)))
}

/// Checks the path of a module that can be required.
pub fn check_module_path(path: &str) -> Result<(), String> {
    let wrap = |e: String| format!("malformed module path {}: {e}", quote(path));
    check(path, PathKind::Module).map_err(wrap)?;
    let first = path.split('/').next().unwrap_or(path);
    if first.is_empty() {
        return Err(wrap("leading slash".into()));
    }
    if !first.contains('.') {
        return Err(wrap("missing dot in first path element".into()));
    }
    if let Some(c) =
        first.chars().find(|&c| !(c == '-' || c == '.' || c.is_ascii_digit() || c.is_ascii_lowercase()))
    {
        return Err(wrap(format!("invalid char {} in first path element", quote_char(c))));
    }
    if split_path_version(path).is_none() {
        return Err(wrap("invalid version".into()));
    }
    Ok(())
}

/// Splits `example.com/m/v2` into `example.com/m` and `/v2`; `gopkg.in/yaml.v2` into `gopkg.in/yaml` and `.v2`.
/// `None` when the path ends in a major version that cannot be one, such as `/v0` or `/v1`.
pub fn split_path_version(path: &str) -> Option<(&str, &str)> {
    if path.starts_with("gopkg.in/") {
        return split_gopkg_in(path);
    }
    let digits = path.bytes().rev().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let i = path.len() - digits;
    let has_dot = path[i..].contains('.');
    if i <= 1 || i == path.len() || path.as_bytes()[i - 1] != b'v' || path.as_bytes()[i - 2] != b'/' {
        return Some((path, ""));
    }
    let (prefix, major) = path.split_at(i - 2);
    if has_dot || major.len() <= 2 || major.as_bytes()[2] == b'0' || major == "/v1" {
        return None;
    }
    Some((prefix, major))
}

fn split_gopkg_in(path: &str) -> Option<(&str, &str)> {
    let base = path.strip_suffix("-unstable").unwrap_or(path);
    let digits = base.bytes().rev().take_while(u8::is_ascii_digit).count();
    let i = base.len() - digits;
    if digits == 0 || i <= 1 || base.as_bytes()[i - 1] != b'v' || base.as_bytes()[i - 2] != b'.' {
        return None;
    }
    let (prefix, major) = path.split_at(i - 2);
    if major.len() <= 2 || (major.as_bytes()[2] == b'0' && base.len() - (i - 2) > 3) {
        return None;
    }
    Some((prefix, major))
}

/// Checks that version `v` may be used with a path of major suffix `suffix`.
pub fn check_path_major(v: &str, suffix: &str) -> Result<(), String> {
    if match_path_major(v, suffix) {
        return Ok(());
    }
    let suffix = suffix.strip_suffix("-unstable").unwrap_or(suffix);
    let wanted = if suffix.is_empty() { "v0 or v1".to_string() } else { suffix[1..].to_string() };
    Err(format!("version {} invalid: should be {wanted}, not {}", quote(v), version::major(v)))
}

fn match_path_major(v: &str, suffix: &str) -> bool {
    let suffix =
        if suffix.starts_with(".v") { suffix.strip_suffix("-unstable").unwrap_or(suffix) } else { suffix };
    if v.starts_with("v0.0.0-") && suffix == ".v1" {
        return true;
    }
    let m = version::major(v);
    if suffix.is_empty() {
        return m == "v0" || m == "v1" || version::build(v) == "+incompatible";
    }
    m == &suffix[1..]
}

/// The spelling of a path or version in the module cache: an upper-case letter becomes `!` and its lower case, because
/// file systems may not tell the two apart. `None` for a string that cannot be stored.
pub fn escape(s: &str) -> Option<String> {
    if s.contains('!') || !s.is_ascii() {
        return None;
    }
    if !s.bytes().any(|b| b.is_ascii_uppercase()) {
        return Some(s.to_string());
    }
    let mut out = String::with_capacity(s.len() + 4);
    for c in s.chars() {
        if c.is_ascii_uppercase() {
            out.push('!');
            out.push(c.to_ascii_lowercase());
        } else {
            out.push(c);
        }
    }
    Some(out)
}

/// Whether `path` is `prefix` or lies below it.
pub fn has_prefix(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || prefix.is_empty())
}

/// Whether a path is spelled like the standard library: no dot in its first element.
pub fn is_standard_spelling(path: &str) -> bool {
    !path.split('/').next().unwrap_or(path).contains('.')
}
