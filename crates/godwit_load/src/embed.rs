//! `//go:embed` patterns to the files they embed.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use godwit_base::System;
use godwit_base::system::FileType;

use crate::folder::error_text;
use crate::{lexical, module_path};

/// Folders below a matched one are visited at most this deep; no archive of a module nests so far.
const MAX_DEPTH: usize = 200;

/// A pattern that cannot be satisfied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedError {
    pub pattern: Arc<str>,
    pub message: String,
}

/// The files that `patterns` embed in the package at `dir`, relative to it, sorted.
pub fn resolve(system: &dyn System, dir: &str, patterns: &[Arc<str>]) -> Result<Vec<Arc<str>>, EmbedError> {
    let mut files: BTreeSet<String> = BTreeSet::new();
    for pattern in patterns {
        let found = one(system, dir, pattern).map_err(|message| EmbedError {
            pattern: pattern.clone(),
            message: format!("pattern {pattern}: {message}"),
        })?;
        files.extend(found);
    }
    Ok(files.into_iter().map(Arc::from).collect())
}

fn one(system: &dyn System, dir: &str, pattern: &str) -> Result<BTreeSet<String>, String> {
    let (glob, all) = match pattern.strip_prefix("all:") {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    if !valid_pattern(glob) {
        return Err("invalid pattern syntax".into());
    }
    let mut files = BTreeSet::new();
    for rel in matches(system, dir, glob)? {
        let path = lexical::child(dir, &rel);
        let kind = entry_type(system, &path);
        let what = if kind == Some(FileType::Dir) { "directory" } else { "file" };
        check_parents(system, dir, &rel, what)?;
        match kind {
            Some(FileType::File) => {
                files.insert(rel);
            }
            Some(FileType::Dir) => {
                let before = files.len();
                let mut count = 0;
                walk(system, dir, &rel, all, &mut files, &mut count, 0)?;
                if count == 0 && files.len() == before {
                    return Err(format!("cannot embed directory {rel}: contains no embeddable files"));
                }
            }
            _ => return Err(format!("cannot embed irregular file {rel}")),
        }
    }
    if files.is_empty() {
        return Err("no matching files found".into());
    }
    Ok(files)
}

/// The type of the thing itself, links not followed.
fn entry_type(system: &dyn System, path: &str) -> Option<FileType> {
    if system.read_link(Path::new(path)).is_ok() {
        return Some(FileType::Symlink);
    }
    system.metadata(Path::new(path)).ok().map(|m| m.file_type)
}

fn valid_pattern(glob: &str) -> bool {
    let valid_path =
        !glob.is_empty() && glob != "." && glob.split('/').all(|e| !e.is_empty() && e != "." && e != "..");
    valid_path && glob.split('/').all(|e| match_element(e, "").is_some())
}

fn bad_name(name: &str) -> bool {
    module_path::check_file_path(name).is_err() || matches!(name, ".bzr" | ".hg" | ".git" | ".svn")
}

fn check_parents(system: &dyn System, dir: &str, rel: &str, what: &str) -> Result<(), String> {
    let mut sub = rel;
    loop {
        let path = lexical::child(dir, sub);
        if system.metadata(Path::new(&lexical::child(&path, "go.mod"))).is_ok() {
            return Err(format!("cannot embed {what} {rel}: in different module"));
        }
        if sub != rel && entry_type(system, &path).is_some_and(|t| t != FileType::Dir) {
            return Err(format!("cannot embed {what} {rel}: in non-directory {sub}"));
        }
        let name = lexical::base(sub);
        if bad_name(name) {
            return Err(if sub == rel {
                format!("cannot embed {what} {rel}: invalid name {name}")
            } else {
                format!("cannot embed {what} {rel}: in invalid directory {name}")
            });
        }
        match sub.rfind('/') {
            Some(i) => sub = &sub[..i],
            None => return Ok(()),
        }
    }
}

fn walk(
    system: &dyn System,
    dir: &str,
    rel: &str,
    all: bool,
    files: &mut BTreeSet<String>,
    count: &mut usize,
    depth: usize,
) -> Result<(), String> {
    if depth > MAX_DEPTH {
        return Ok(());
    }
    let path = lexical::child(dir, rel);
    let entries =
        system.read_dir(Path::new(&path)).map_err(|e| format!("open {path}: {}", error_text(&e)))?;
    for entry in entries {
        let child = format!("{rel}/{}", entry.name);
        let hidden = entry.name.starts_with(['.', '_']);
        if bad_name(&entry.name) || (hidden && !all) {
            if entry.file_type != FileType::Dir && !hidden && bad_name(&entry.name) {
                return Err(format!("cannot embed file {child}: invalid name {}", entry.name));
            }
            continue;
        }
        match entry.file_type {
            FileType::Dir => {
                let go_mod = lexical::child(dir, &format!("{child}/go.mod"));
                if system.metadata(Path::new(&go_mod)).is_err() {
                    walk(system, dir, &child, all, files, count, depth + 1)?;
                }
            }
            FileType::File => {
                *count += 1;
                files.insert(child);
            }
            FileType::Symlink | FileType::Other => {}
        }
    }
    Ok(())
}

/// The paths below `dir` that match a glob, sorted.
fn matches(system: &dyn System, dir: &str, glob: &str) -> Result<Vec<String>, String> {
    let mut level: Vec<String> = vec![String::new()];
    for element in glob.split('/') {
        let mut next = Vec::new();
        let plain = !element.contains(['*', '?', '[', '\\']);
        for base in &level {
            let join = |name: &str| if base.is_empty() { name.to_string() } else { format!("{base}/{name}") };
            if plain {
                let rel = join(element);
                let path = lexical::child(dir, &rel);
                if system.metadata(Path::new(&path)).is_ok() || system.read_link(Path::new(&path)).is_ok() {
                    next.push(rel);
                }
                continue;
            }
            let folder = if base.is_empty() { dir.to_string() } else { lexical::child(dir, base) };
            let Ok(entries) = system.read_dir(Path::new(&folder)) else { continue };
            next.extend(
                entries
                    .iter()
                    .filter(|e| match_element(element, &e.name) == Some(true))
                    .map(|e| join(&e.name)),
            );
        }
        level = next;
    }
    Ok(level)
}

/// Matches one path element against `*`, `?`, `[a-z]` and `\c`; `None` for a malformed pattern.
fn match_element(pattern: &str, name: &str) -> Option<bool> {
    let p: Vec<char> = pattern.chars().collect();
    let n: Vec<char> = name.chars().collect();
    // Positions in the pattern that are reachable after each character of the name.
    let mut tokens: Vec<Token> = Vec::new();
    let mut i = 0;
    while i < p.len() {
        match p[i] {
            '*' => tokens.push(Token::Star),
            '?' => tokens.push(Token::Any),
            '\\' => {
                i += 1;
                tokens.push(Token::Set(false, vec![(*p.get(i)?, *p.get(i)?)]));
            }
            '[' => {
                let negated = p.get(i + 1) == Some(&'^');
                i += if negated { 2 } else { 1 };
                let mut ranges = Vec::new();
                loop {
                    if p.get(i) == Some(&']') && !ranges.is_empty() {
                        break;
                    }
                    let lo = class_char(&p, &mut i)?;
                    let mut hi = lo;
                    if p.get(i) == Some(&'-') {
                        i += 1;
                        hi = class_char(&p, &mut i)?;
                    }
                    ranges.push((lo, hi));
                }
                tokens.push(Token::Set(negated, ranges));
            }
            c => tokens.push(Token::Set(false, vec![(c, c)])),
        }
        i += 1;
    }
    let mut reach = vec![false; tokens.len() + 1];
    reach[0] = true;
    let close = |reach: &mut Vec<bool>| {
        for (t, token) in tokens.iter().enumerate() {
            if reach[t] && matches!(token, Token::Star) {
                reach[t + 1] = true;
            }
        }
    };
    close(&mut reach);
    for c in n {
        let mut next = vec![false; tokens.len() + 1];
        for (t, token) in tokens.iter().enumerate().filter(|(t, _)| reach[*t]) {
            match token {
                Token::Star => next[t] = true,
                Token::Any => next[t + 1] = true,
                Token::Set(negated, ranges) => {
                    if ranges.iter().any(|(lo, hi)| *lo <= c && c <= *hi) != *negated {
                        next[t + 1] = true;
                    }
                }
            }
        }
        close(&mut next);
        reach = next;
    }
    Some(reach[tokens.len()])
}

enum Token {
    Star,
    Any,
    Set(bool, Vec<(char, char)>),
}

fn class_char(p: &[char], i: &mut usize) -> Option<char> {
    let mut c = *p.get(*i)?;
    if c == '-' || c == ']' {
        return None;
    }
    if c == '\\' {
        *i += 1;
        c = *p.get(*i)?;
    }
    *i += 1;
    Some(c)
}
