//! Edits of go.mod and go.sum that keep every comment, blank line and block of the file.
//!
//! The file is kept as lines; a directive is found, changed in place, or inserted at its sorted place. What is left out:
//! `go mod tidy`. Which modules are needed is data of the templates, so nothing is fetched here.

use crate::semver;
use std::cmp::Ordering;

/// What one edit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Unchanged,
    Added,
    Raised,
}

/// A go.mod file as lines.
#[derive(Clone, Debug)]
pub struct GoMod {
    lines: Vec<String>,
    crlf: bool,
}

/// One directive line: `verb args // comment`, the verb taken from the enclosing block where there is one.
#[derive(Debug)]
struct Entry<'a> {
    line: usize,
    verb: &'a str,
    args: Vec<&'a str>,
    comment: &'a str,
    block: Option<usize>,
}

impl GoMod {
    pub fn parse(text: &str) -> Self {
        Self { crlf: text.contains("\r\n"), lines: text.lines().map(str::to_owned).collect() }
    }

    pub fn module(&self) -> Option<&str> {
        self.first_argument("module")
    }

    /// The language version of the `go` line, such as `1.26.0`.
    pub fn go_version(&self) -> Option<&str> {
        self.first_argument("go")
    }

    /// The version at which `path` is required.
    pub fn required(&self, path: &str) -> Option<&str> {
        self.entries()
            .into_iter()
            .find(|e| e.verb == "require" && e.args.first() == Some(&path))
            .and_then(|e| e.args.get(1).copied())
    }

    /// Every required module with its version and whether it is marked indirect, in file order.
    pub fn requirements(&self) -> Vec<(String, String, bool)> {
        (self.entries().into_iter())
            .filter(|e| e.verb == "require")
            .filter_map(|e| {
                Some(((*e.args.first()?).to_owned(), (*e.args.get(1)?).to_owned(), is_indirect(e.comment)))
            })
            .collect()
    }

    /// Makes sure that `path` is required at `version` or later. A direct need clears an `// indirect` mark.
    pub fn require(&mut self, path: &str, version: &str, indirect: bool) -> Outcome {
        let found =
            self.entries().into_iter().find(|e| e.verb == "require" && e.args.first() == Some(&path)).map(
                |e| {
                    let old = e.args.get(1).copied().unwrap_or_default().to_owned();
                    (e.line, old, is_indirect(e.comment), e.block)
                },
            );
        let Some((line, old, marked_indirect, block)) = found else {
            self.insert_requirement(path, version, indirect);
            return Outcome::Added;
        };
        let raise = semver::compare(version, &old) == Ordering::Greater;
        let becomes_direct = marked_indirect && !indirect;
        if !raise && !becomes_direct {
            return Outcome::Unchanged;
        }
        if raise {
            self.lines[line] = replace_last_argument(&self.lines[line], &old, version);
        }
        if becomes_direct {
            let text = without_indirect(&self.lines[line]);
            // A direct requirement moves out of a block that holds indirect ones only, as the go command would write it.
            if block.is_some() && self.block_of_kind(false).is_some_and(|direct| Some(direct) != block) {
                let version = if raise { version.to_owned() } else { old };
                self.lines.remove(line);
                self.insert_requirement(path, &version, false);
            } else {
                self.lines[line] = text;
            }
        }
        Outcome::Raised
    }

    /// Makes sure that the `go` line asks for `version` or later.
    pub fn raise_go(&mut self, version: &str) -> Outcome {
        let found = self
            .entries()
            .into_iter()
            .find(|e| e.verb == "go")
            .map(|e| (e.line, e.args.first().copied().unwrap_or("").to_owned()));
        match found {
            Some((line, old))
                if semver::compare(&format!("v{version}"), &format!("v{old}")) == Ordering::Greater =>
            {
                self.lines[line] = replace_last_argument(&self.lines[line], &old, version);
                Outcome::Raised
            }
            Some(_) => Outcome::Unchanged,
            None => {
                let at = self.entries().iter().find(|e| e.verb == "module").map_or(0, |e| e.line + 1);
                self.lines.splice(at..at, [String::new(), format!("go {version}")]);
                Outcome::Added
            }
        }
    }

    /// Removes the requirement of `path`, and the block it leaves empty.
    pub fn drop_requirement(&mut self, path: &str) {
        let found = self
            .entries()
            .into_iter()
            .find(|e| e.verb == "require" && e.args.first() == Some(&path))
            .map(|e| (e.line, e.block));
        let Some((line, block)) = found else { return };
        self.lines.remove(line);
        if let Some(block) = block
            && self.lines.get(block + 1).is_some_and(|next| next.trim() == ")")
        {
            self.lines.drain(block..block + 2);
            if block > 0 && self.lines[block - 1].trim().is_empty() {
                self.lines.remove(block - 1);
            }
        }
    }

    /// Everything but the requirements, which belong to bots where `go.mod:require` is ignored.
    pub fn text_without_requirements(&self) -> String {
        let entries = self.entries();
        let drop: Vec<usize> = entries.iter().filter(|e| e.verb == "require").map(|e| e.line).collect();
        let keep = |(line, text): (usize, &String)| {
            let text = text.trim();
            (!drop.contains(&line) && !text.is_empty() && text != ")" && !text.starts_with("require"))
                .then(|| text.to_owned())
        };
        self.lines.iter().enumerate().filter_map(keep).collect::<Vec<_>>().join("\n")
    }

    pub fn text(&self) -> String {
        let newline = if self.crlf { "\r\n" } else { "\n" };
        let mut out = self.lines.join(newline);
        if !out.is_empty() {
            out.push_str(newline);
        }
        out
    }

    fn first_argument(&self, verb: &str) -> Option<&str> {
        self.entries()
            .into_iter()
            .find(|e| e.verb == verb)
            .and_then(|e| e.args.first().copied())
            .map(|a| a.trim_matches(['"', '`']))
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        let mut entries = Vec::new();
        let mut open: Option<(usize, &str)> = None;
        for (line, text) in self.lines.iter().enumerate() {
            let (code, comment) = split_comment(text);
            let mut words = code.split_whitespace();
            let Some(first) = words.next() else { continue };
            if let Some((start, verb)) = open {
                if first == ")" {
                    open = None;
                } else {
                    let args = code.split_whitespace().collect();
                    entries.push(Entry { line, verb, args, comment, block: Some(start) });
                }
                continue;
            }
            let args: Vec<&str> = words.collect();
            if args == ["("] {
                open = Some((line, first));
            } else if let Some(verb) = first.strip_suffix('(') {
                open = Some((line, verb));
            } else {
                entries.push(Entry { line, verb: first, args, comment, block: None });
            }
        }
        entries
    }

    /// The block whose requirements are all of the asked kind; the last such block, as the go command appends there.
    fn block_of_kind(&self, indirect: bool) -> Option<usize> {
        let mut blocks: Vec<(usize, bool, bool)> = Vec::new();
        for entry in self.entries() {
            let (true, Some(block)) = (entry.verb == "require", entry.block) else { continue };
            let marked = is_indirect(entry.comment);
            match blocks.iter_mut().find(|b| b.0 == block) {
                Some(seen) => {
                    seen.1 |= marked;
                    seen.2 |= !marked;
                }
                None => blocks.push((block, marked, !marked)),
            }
        }
        let pure = |b: &&(usize, bool, bool)| if indirect { b.1 && !b.2 } else { b.2 && !b.1 };
        let mixed = |b: &&(usize, bool, bool)| b.1 && b.2;
        blocks.iter().find(pure).or_else(|| blocks.iter().find(mixed)).map(|b| b.0)
    }

    fn insert_requirement(&mut self, path: &str, version: &str, indirect: bool) {
        let suffix = if indirect { " // indirect" } else { "" };
        if let Some(block) = self.block_of_kind(indirect) {
            let members: Vec<(usize, String)> = (self.entries().into_iter())
                .filter(|e| e.block == Some(block))
                .map(|e| (e.line, e.args.first().copied().unwrap_or_default().to_owned()))
                .collect();
            let at = match members.iter().find(|(_, other)| other.as_str() > path) {
                // Comment lines directly above a requirement belong to it.
                Some(&(line, _)) => {
                    let mut at = line;
                    while at > block + 1 && self.lines[at - 1].trim_start().starts_with("//") {
                        at -= 1;
                    }
                    at
                }
                None => members.last().map_or(block + 1, |(line, _)| line + 1),
            };
            self.lines.insert(at, format!("\t{path} {version}{suffix}"));
            return;
        }
        let single =
            |e: &Entry<'_>| e.verb == "require" && e.block.is_none() && is_indirect(e.comment) == indirect;
        let at = match self.entries().iter().rfind(|e| single(e)) {
            Some(entry) => entry.line + 1,
            None => self.end_of_requirements(),
        };
        if self.entries().iter().any(single) {
            self.lines.insert(at, format!("require {path} {version}{suffix}"));
            return;
        }
        let mut fresh = vec!["require (".to_owned(), format!("\t{path} {version}{suffix}"), ")".to_owned()];
        if at > 0 && !self.lines[at - 1].trim().is_empty() {
            fresh.insert(0, String::new());
        }
        if self.lines.get(at).is_some_and(|next| !next.trim().is_empty()) {
            fresh.push(String::new());
        }
        self.lines.splice(at..at, fresh);
    }

    /// The line after the last require block or line, else after the toolchain, go or module line.
    fn end_of_requirements(&self) -> usize {
        for verbs in [&["require"][..], &["go", "toolchain", "module"]] {
            let last = self
                .entries()
                .into_iter()
                .rfind(|e| verbs.contains(&e.verb))
                .map(|e| (e.line, e.block.is_some()));
            if let Some((line, in_block)) = last {
                let close = |from: usize| {
                    (from..self.lines.len()).find(|&l| self.lines[l].trim() == ")").unwrap_or(from)
                };
                return if in_block { close(line) + 1 } else { line + 1 };
            }
        }
        self.lines.len()
    }
}

/// Adds the lines of `wanted` that `go_sum` lacks, each at its sorted place.
pub fn merge_go_sum(go_sum: &str, wanted: &str) -> String {
    let mut lines: Vec<&str> = go_sum.lines().filter(|l| !l.trim().is_empty()).collect();
    let known: std::collections::BTreeSet<&str> = lines.iter().copied().collect();
    let mut fresh: Vec<&str> =
        wanted.lines().filter(|l| !l.trim().is_empty() && !known.contains(l)).collect();
    if fresh.is_empty() {
        return go_sum.to_owned();
    }
    fresh.sort_by(|a, b| compare_sum_lines(a, b));
    fresh.dedup();
    for line in fresh {
        let at = lines
            .iter()
            .position(|other| compare_sum_lines(other, line) == Ordering::Greater)
            .unwrap_or(lines.len());
        lines.insert(at, line);
    }
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

/// The go command's order: by module, then version, the archive before its go.mod.
fn compare_sum_lines(a: &str, b: &str) -> Ordering {
    let key = |line: &str| {
        let mut words = line.split_whitespace();
        let module = words.next().unwrap_or_default().to_owned();
        let version = words.next().unwrap_or_default();
        let (version, file) = version.split_once('/').unwrap_or((version, ""));
        (module, version.to_owned(), file.to_owned())
    };
    let (a, b) = (key(a), key(b));
    a.0.cmp(&b.0).then_with(|| semver::compare(&a.1, &b.1)).then_with(|| a.2.cmp(&b.2))
}

fn split_comment(line: &str) -> (&str, &str) {
    line.find("//")
        .filter(|&at| at == 0 || line.as_bytes()[at - 1].is_ascii_whitespace())
        .map_or((line, ""), |at| line.split_at(at))
}

fn is_indirect(comment: &str) -> bool {
    comment
        .trim_start_matches('/')
        .trim_start()
        .strip_prefix("indirect")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([';', ' ']))
}

fn without_indirect(line: &str) -> String {
    let (code, comment) = split_comment(line);
    let rest = comment.trim_start_matches('/').trim_start().strip_prefix("indirect").unwrap_or_default();
    let rest = rest.trim_start_matches(';').trim();
    if rest.is_empty() { code.trim_end().to_owned() } else { format!("{} // {rest}", code.trim_end()) }
}

fn replace_last_argument(line: &str, old: &str, new: &str) -> String {
    let (code, comment) = split_comment(line);
    match code.rfind(old) {
        Some(at) => format!("{}{new}{}{comment}", &code[..at], &code[at + old.len()..]),
        None => line.to_owned(),
    }
}

/// A three-way merge by directive: what changed between `base` and `theirs` is done to `ours`, whatever a bot did to it since.
pub fn merge_go_mod(base: &str, ours: &str, theirs: &str) -> String {
    let (base, theirs) = (GoMod::parse(base), GoMod::parse(theirs));
    let mut merged = GoMod::parse(ours);
    let before = base.requirements();
    let after = theirs.requirements();
    for requirement in &after {
        if !before.contains(requirement) {
            merged.require(&requirement.0, &requirement.1, requirement.2);
        }
    }
    for (module, version, _) in &before {
        // A version that somebody else has raised since is somebody else's requirement.
        if !after.iter().any(|r| r.0 == *module) && merged.required(module) == Some(version) {
            merged.drop_requirement(module);
        }
    }
    if base.go_version() != theirs.go_version()
        && let Some(version) = theirs.go_version()
    {
        merged.raise_go(version);
    }
    merged.text()
}
