//! Order of versions: semantic versions of modules and the Go toolchain's own numbering.
//!
//! Only comparison and validity are here. Version queries ("latest", "upgrade") need a network and are left out.

use std::cmp::Ordering;

/// A semantic version as modules write it: `v` first, minor and patch optional.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SemVer<'a> {
    major: &'a str,
    minor: &'a str,
    patch: &'a str,
    pre: &'a str,
    build: &'a str,
    /// `v1` and `v1.2` are valid but not canonical.
    complete: bool,
}

fn take_number(s: &str) -> Option<(&str, &str)> {
    let n = s.bytes().take_while(u8::is_ascii_digit).count();
    if n == 0 || (n > 1 && s.starts_with('0')) {
        return None;
    }
    Some(s.split_at(n))
}

fn valid_identifiers(s: &str, numeric_without_zero: bool) -> bool {
    s.split('.').all(|id| {
        !id.is_empty()
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !(numeric_without_zero
                && id.len() > 1
                && id.starts_with('0')
                && id.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn parse(v: &str) -> Option<SemVer<'_>> {
    let rest = v.strip_prefix('v')?;
    let (major, rest) = take_number(rest)?;
    if rest.is_empty() {
        return Some(SemVer { major, minor: "0", patch: "0", pre: "", build: "", complete: false });
    }
    let (minor, rest) = take_number(rest.strip_prefix('.')?)?;
    if rest.is_empty() {
        return Some(SemVer { major, minor, patch: "0", pre: "", build: "", complete: false });
    }
    let (patch, rest) = take_number(rest.strip_prefix('.')?)?;
    let (pre_part, build) = match rest.find('+') {
        Some(i) => rest.split_at(i),
        None => (rest, ""),
    };
    let pre_ok =
        pre_part.is_empty() || pre_part.strip_prefix('-').is_some_and(|ids| valid_identifiers(ids, true));
    let build_ok = build.is_empty() || valid_identifiers(&build[1..], false);
    if !pre_ok || !build_ok {
        return None;
    }
    Some(SemVer { major, minor, patch, pre: pre_part, build, complete: true })
}

/// Whether `v` is a semantic version with a leading `v`.
pub fn is_valid(v: &str) -> bool {
    parse(v).is_some()
}

/// The canonical spelling: three numbers, no build metadata except `+incompatible`, which is part of a module's version.
pub fn canonical(v: &str) -> Option<String> {
    let p = parse(v)?;
    let mut s = format!("v{}.{}.{}{}", p.major, p.minor, p.patch, p.pre);
    if p.build == "+incompatible" {
        s.push_str(p.build);
    }
    Some(s)
}

/// The `v2` of `v2.3.4`; empty when `v` is not valid.
pub fn major(v: &str) -> &str {
    match parse(v) {
        Some(p) => &v[..1 + p.major.len()],
        None => "",
    }
}

/// The `+incompatible` (or other build part) of a valid version.
pub fn build(v: &str) -> &str {
    parse(v).map_or("", |p| p.build)
}

/// Whether the version is spelled with all three numbers.
pub fn is_complete(v: &str) -> bool {
    parse(v).is_some_and(|p| p.complete)
}

fn compare_numbers(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn compare_pre(a: &str, b: &str) -> Ordering {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let (mut xs, mut ys) = (a[1..].split('.'), b[1..].split('.'));
    loop {
        match (xs.next(), ys.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => {
                let number = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
                let order = match (number(x), number(y)) {
                    (true, true) => compare_numbers(x, y),
                    (true, false) => Ordering::Less,
                    (false, true) => Ordering::Greater,
                    (false, false) => x.cmp(y),
                };
                if order != Ordering::Equal {
                    return order;
                }
            }
        }
    }
}

/// Semantic-version order; an invalid version is below every valid one.
pub fn compare(a: &str, b: &str) -> Ordering {
    match (parse(a), parse(b)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(x), Some(y)) => compare_numbers(x.major, y.major)
            .then_with(|| compare_numbers(x.minor, y.minor))
            .then_with(|| compare_numbers(x.patch, y.patch))
            .then_with(|| compare_pre(x.pre, y.pre)),
    }
}

/// A Go version such as `1.21`, `1.21.3` or `1.22rc1`, without the `go` prefix.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct GoVer<'a> {
    major: &'a str,
    minor: &'a str,
    patch: &'a str,
    kind: &'a str,
    pre: &'a str,
}

fn parse_go(v: &str) -> Option<GoVer<'_>> {
    let (major, rest) = take_number(v)?;
    if rest.is_empty() {
        return Some(GoVer { major, minor: "0", patch: "0", ..GoVer::default() });
    }
    let (minor, rest) = take_number(rest.strip_prefix('.')?)?;
    if rest.is_empty() {
        // Since Go 1.21 the language version 1.21 is below the release 1.21.0; before, both meant the same.
        let patch = if compare_numbers(minor, "21") == Ordering::Less { "0" } else { "" };
        return Some(GoVer { major, minor, patch, ..GoVer::default() });
    }
    if let Some(rest) = rest.strip_prefix('.') {
        let (patch, rest) = take_number(rest)?;
        return rest.is_empty().then_some(GoVer { major, minor, patch, ..GoVer::default() });
    }
    let n = rest.bytes().take_while(u8::is_ascii_lowercase).count();
    if n == 0 {
        return None;
    }
    let (kind, rest) = rest.split_at(n);
    if rest.is_empty() {
        return Some(GoVer { major, minor, kind, ..GoVer::default() });
    }
    let (pre, rest) = take_number(rest)?;
    rest.is_empty().then_some(GoVer { major, minor, patch: "", kind, pre })
}

/// Whether `v` is a Go version without prefix.
pub fn is_valid_go(v: &str) -> bool {
    parse_go(v).is_some()
}

/// Order of Go versions without prefix; an invalid one is lowest.
pub fn compare_go(a: &str, b: &str) -> Ordering {
    let (x, y) = (parse_go(a).unwrap_or_default(), parse_go(b).unwrap_or_default());
    compare_numbers(x.major, y.major)
        .then_with(|| compare_numbers(x.minor, y.minor))
        .then_with(|| compare_numbers(x.patch, y.patch))
        .then_with(|| x.kind.cmp(y.kind))
        .then_with(|| compare_numbers(x.pre, y.pre))
}

/// The language version of a Go version: `1.21.3` is of language 1.21.
pub fn go_language(v: &str) -> String {
    match parse_go(v) {
        Some(p) => format!("{}.{}", p.major, p.minor),
        None => String::new(),
    }
}

/// The minor number of a `1.N` version.
pub fn go_minor(v: &str) -> Option<u32> {
    let p = parse_go(v)?;
    if p.major != "1" {
        return None;
    }
    p.minor.parse().ok()
}

/// Order of two versions of the module `path`; `go` and `toolchain` are pseudo-modules with Go's own numbering.
pub fn compare_module(path: &str, a: &str, b: &str) -> Ordering {
    match path {
        "go" => compare_go(a, b),
        "toolchain" => compare_go(toolchain_version(a), toolchain_version(b)),
        _ => compare(a, b),
    }
}

fn toolchain_version(name: &str) -> &str {
    let v = name.strip_prefix("go").unwrap_or(name);
    match v.find(['-', ' ', '\t']) {
        Some(i) => &v[..i],
        None => v,
    }
}

/// Whether a module path is one of the pseudo-modules that stand for the Go release.
pub fn is_toolchain(path: &str) -> bool {
    path == "go" || path == "toolchain"
}
