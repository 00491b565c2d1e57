//! Package patterns as text: kinds, the `...` wildcard, the `ignore` directive.

use crate::{lexical, module_path};

/// One pattern of the command line, in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pub text: String,
    pub kind: PatternKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternKind {
    /// `./x`, `..`, `/abs`: a folder.
    LocalDir,
    /// `./...`
    LocalWild,
    /// `std`, `cmd`
    Distribution,
    All,
    Work,
    Tool,
    /// `example.com/m/...`
    Wild,
    Literal,
}

impl Pattern {
    pub fn new(raw: &str) -> Pattern {
        let local = is_relative(raw) || lexical::is_absolute(raw);
        let text = if lexical::is_absolute(raw) {
            lexical::clean(&raw.replace('\\', "/"))
        } else {
            let (path, rest) = match raw.find('@') {
                Some(i) if !local => raw.split_at(i),
                _ => (raw, ""),
            };
            let path = path.replace('\\', "/");
            let cleaned = if path.starts_with("./") {
                let body = lexical::clean(&path);
                if body == "." { ".".to_string() } else { format!("./{body}") }
            } else {
                lexical::clean(&path)
            };
            format!("{cleaned}{rest}")
        };
        let wild = text.contains("...");
        let kind = match text.as_str() {
            _ if local && wild => PatternKind::LocalWild,
            _ if local => PatternKind::LocalDir,
            "std" | "cmd" => PatternKind::Distribution,
            "all" => PatternKind::All,
            "work" => PatternKind::Work,
            "tool" => PatternKind::Tool,
            _ if wild => PatternKind::Wild,
            _ => PatternKind::Literal,
        };
        Pattern { text, kind }
    }
}

pub fn is_relative(pattern: &str) -> bool {
    pattern == "." || pattern == ".." || pattern.starts_with("./") || pattern.starts_with("../")
}

/// Stands for a path element `vendor` that is not the last: wildcards do not match it.
const VENDOR: char = '\0';

fn hide_vendor(path: &str) -> String {
    if !path.contains("vendor") {
        return path.to_string();
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    let last = parts.len() - 1;
    for part in &mut parts[..last] {
        if *part == "vendor" {
            *part = "\0";
        }
    }
    parts.join("/")
}

/// Matches names against a pattern in which `...` stands for any string.
#[derive(Clone, Debug)]
pub struct Matcher {
    /// The alternatives, each a list of literal pieces between wildcards.
    alternatives: Vec<Vec<String>>,
    /// The text before the first wildcard, and whether there is one.
    prefix: String,
    wild: bool,
}

impl Matcher {
    pub fn new(pattern: &str) -> Matcher {
        let hidden = hide_vendor(pattern);
        let mut alternatives: Vec<String> = Vec::new();
        match hidden.strip_suffix("/...") {
            Some(stem) if stem.ends_with("/\0") || stem == "\0" => {
                // `x/vendor/...` matches a package named vendor as well as what is vendored.
                alternatives.push(format!("{}/vendor", stem.trim_end_matches(VENDOR).trim_end_matches('/')));
                alternatives.push(hidden.clone());
            }
            // A trailing `/...` also matches nothing: `net/...` is net and all below.
            Some(stem) => {
                alternatives.push(stem.to_string());
                alternatives.push(hidden.clone());
            }
            None => alternatives.push(hidden.clone()),
        }
        let (prefix, wild) = match pattern.find("...") {
            Some(i) => (pattern[..i].to_string(), true),
            None => (pattern.to_string(), false),
        };
        Matcher {
            alternatives: alternatives.iter().map(|a| a.split("...").map(str::to_string).collect()).collect(),
            prefix,
            wild,
        }
    }

    pub fn matches(&self, name: &str) -> bool {
        if name.contains(VENDOR) {
            return false;
        }
        let name = hide_vendor(name);
        self.alternatives.iter().any(|pieces| glob(pieces, &name))
    }

    /// Whether `name` or something below it can match.
    pub fn tree_can_match(&self, name: &str) -> bool {
        (name.len() <= self.prefix.len() && module_path::has_prefix(&self.prefix, name))
            || (self.prefix.ends_with('/') && self.prefix.trim_end_matches('/') == name)
            || (self.wild && name.starts_with(&self.prefix))
    }
}

/// Whether `name` is the pieces with any text but vendored elements between them.
fn glob(pieces: &[String], name: &str) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return name.is_empty() };
    let Some(after) = name.strip_prefix(first.as_str()) else { return false };
    // Ends of the text matched so far, as offsets into `after`; a set keeps it linear where greed would be wrong.
    let mut ends: Vec<usize> = vec![0];
    for (i, piece) in rest.iter().enumerate() {
        let last = i + 1 == rest.len();
        let mut next: Vec<usize> = Vec::new();
        let mut open = false;
        let mut waiting = ends.iter().peekable();
        for at in 0..=after.len() {
            if waiting.next_if(|&&e| e == at).is_some() {
                open = true;
            }
            if open && after.is_char_boundary(at) && after[at..].starts_with(piece.as_str()) {
                let end = at + piece.len();
                if !last || end == after.len() {
                    next.push(end);
                }
            }
            if after.as_bytes().get(at) == Some(&0) {
                open = false;
            }
        }
        next.dedup();
        ends = next;
        if ends.is_empty() {
            return false;
        }
    }
    if rest.is_empty() { after.is_empty() } else { ends.contains(&after.len()) }
}

/// The `ignore` directives of a module.
#[derive(Clone, Debug, Default)]
pub struct IgnorePatterns {
    rooted: Vec<String>,
    anywhere: Vec<String>,
}

fn slashes(path: &str) -> String {
    format!("/{}/", path.trim_matches('/'))
}

impl IgnorePatterns {
    pub fn new(patterns: &[String]) -> IgnorePatterns {
        let mut result = IgnorePatterns::default();
        for p in patterns {
            match p.strip_prefix("./") {
                Some(rest) => result.rooted.push(slashes(rest)),
                None => result.anywhere.push(slashes(p)),
            }
        }
        result
    }

    /// Whether the folder `dir`, relative to the module's root, is ignored.
    pub fn ignores(&self, dir: &str) -> bool {
        if dir.is_empty() || (self.rooted.is_empty() && self.anywhere.is_empty()) {
            return false;
        }
        let dir = slashes(dir);
        self.rooted.iter().any(|p| dir.starts_with(p.as_str()))
            || self.anywhere.iter().any(|p| dir.contains(p.as_str()))
    }
}
