//! Which module paths the go command accepts, and which service names Godwit accepts.
//!
//! The rules are those of `golang.org/x/mod/module.CheckPath`, so that a path accepted here can be published and fetched. What is
//! left out: versions, import paths and file paths, which have looser rules.

use crate::failure::{Failure, Result};

/// Names that Windows reserves as devices, whatever their extension; a module with such an element cannot be checked out there.
const WINDOWS_DEVICES: [&str; 22] = [
    "con", "aux", "nul", "prn", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Checks `path` as a module path.
pub fn check_module_path(path: &str) -> Result<()> {
    reason_against(path).map_or(Ok(()), |reason| {
        Err(Failure::new("module-path-invalid", format!("malformed module path {path:?}: {reason}"))
            .hint("use a path that the go command can fetch, such as --module github.com/acme/orders"))
    })
}

fn reason_against(path: &str) -> Option<String> {
    if path.is_empty() {
        return Some("empty string".into());
    }
    if path.starts_with('-') {
        return Some("leading dash".into());
    }
    if path.contains("//") {
        return Some("double slash".into());
    }
    if path.ends_with('/') {
        return Some("trailing slash".into());
    }
    for element in path.split('/') {
        if let Some(reason) = reason_against_element(element) {
            return Some(reason);
        }
    }
    let first = path.split('/').next().unwrap_or_default();
    if let Some(c) = first.chars().find(|&c| !matches!(c, '-' | '.' | '0'..='9' | 'a'..='z')) {
        return Some(format!("invalid char {c:?} in first path element"));
    }
    if !first.contains('.') {
        return Some("missing dot in first path element".into());
    }
    if !major_version_is_valid(path) {
        return Some("invalid version".into());
    }
    None
}

fn reason_against_element(element: &str) -> Option<String> {
    if element.is_empty() {
        return Some("empty path element".into());
    }
    if element.chars().all(|c| c == '.') {
        return Some(format!("invalid path element {element:?}"));
    }
    if element.starts_with('.') {
        return Some("leading dot in path element".into());
    }
    if element.ends_with('.') {
        return Some("trailing dot in path element".into());
    }
    if let Some(c) =
        element.chars().find(|&c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~')))
    {
        return Some(format!("invalid char {c:?}"));
    }
    let stem = element.split('.').next().unwrap_or_default();
    if WINDOWS_DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) {
        return Some(format!("{stem:?} disallowed as path element component on Windows"));
    }
    // `LONGNA~1` is how old Windows file systems shorten a name: two different modules could meet in one folder.
    if let Some((_, digits)) = stem.rsplit_once('~')
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
    {
        return Some("trailing tilde and digits in path element".into());
    }
    None
}

/// `/vN` suffixes must be v2 or later without leading zeros; gopkg.in paths must end in `.vN`.
fn major_version_is_valid(path: &str) -> bool {
    if path.starts_with("gopkg.in/") {
        let body = path.strip_suffix("-unstable").unwrap_or(path);
        let digits = body.len() - body.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (head, number) = body.split_at(body.len() - digits);
        return head.ends_with(".v") && !number.is_empty() && (number == "0" || !number.starts_with('0'));
    }
    let head = path.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &path[head.len()..];
    if number.is_empty() || !head.ends_with("/v") {
        return true;
    }
    !number.contains('.') && !number.starts_with('0') && number != "1"
}

/// The service name becomes a folder, a binary, an image, a Kubernetes object and a metric label, so the strictest of them rules.
pub fn check_service_name(name: &str) -> Result<()> {
    let fail = |reason: &str| {
        Err(Failure::new("name-invalid", format!("invalid service name {name:?}: {reason}"))
            .hint("use lower-case letters, digits and single dashes, such as orders or user-api"))
    };
    if name.is_empty() {
        return fail("it is empty");
    }
    if name.len() > 63 {
        return fail("longer than 63 characters");
    }
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return fail("it must start with a lower-case letter");
    }
    if let Some(c) = name.chars().find(|&c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
        return fail(&format!("character {c:?} is not allowed"));
    }
    if name.ends_with('-') || name.contains("--") {
        return fail("a dash must stand between letters or digits");
    }
    if WINDOWS_DEVICES.contains(&name) {
        return fail("Windows reserves this name");
    }
    if ["internal", "vendor", "testdata", "cmd", "main", "test"].contains(&name) {
        return fail("the go command gives this name a meaning of its own");
    }
    Ok(())
}
