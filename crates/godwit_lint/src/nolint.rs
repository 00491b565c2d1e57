//! Comments that suppress findings: `//nolint` as golangci-lint reads it, extended by rule names
//! (`//nolint:revive:var-naming`), `//lint:ignore` and `//lint:file-ignore` of staticcheck, `//revive:disable`.
//!
//! What each comment matched is kept, so that a comment of no use can be told.

use godwit_base::Span;
use godwit_syntax::File;

use crate::rule::RuleDef;

/// One suppressing comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The comment.
    pub span: Span,
    /// The lines it speaks of, 1-based, both ends included.
    pub first_line: u32,
    pub last_line: u32,
    /// As written, lower case. Empty: everything.
    pub names: Vec<String>,
    pub dialect: Dialect,
    /// What follows behind a second `//`, or the reason of `//lint:ignore`.
    pub explanation: String,
    pub matches: Vec<Match>,
}

/// Whose comment it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    Nolint,
    Staticcheck,
    Revive,
}

/// A finding that a directive suppressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    pub rule: &'static str,
    /// Index in [`Directive::names`]; `None` where the directive names nothing.
    pub name: Option<usize>,
}

impl Directive {
    /// Whether the directive suppresses a rule's finding on a line; notes the match.
    pub(crate) fn apply(&mut self, rule: &RuleDef, line: u32) -> bool {
        if line < self.first_line || self.last_line < line {
            return false;
        }
        let name = match self.dialect {
            Dialect::Nolint => self.names.iter().position(|n| names_rule(n, rule)),
            Dialect::Staticcheck => self.names.iter().position(|n| names_check(n, rule)),
            Dialect::Revive => {
                let is_revive =
                    |n: &str| rule.aliases.iter().any(|a| a.0 == "revive" && (n.is_empty() || a.1 == n));
                match self.names.iter().position(|n| is_revive(n)) {
                    None if !(self.names.is_empty() && is_revive("")) => return false,
                    name => name,
                }
            }
        };
        if name.is_none() && !self.names.is_empty() {
            return false;
        }
        let found = Match { rule: rule.id, name };
        if !self.matches.contains(&found) {
            self.matches.push(found);
        }
        true
    }
}

/// Whether a name of a `//nolint` list means the rule: a linter, `linter:check`, a category, an id, a check.
pub(crate) fn names_rule(name: &str, rule: &RuleDef) -> bool {
    if name == "godwit" || name == rule.id || name == rule.name() || name == rule.category().as_str() {
        return true;
    }
    rule.aliases.iter().any(|&(linter, check)| match name.split_once(':') {
        Some((l, c)) => is_linter(l, linter) && c.eq_ignore_ascii_case(check),
        None => is_linter(name, linter) || (!check.is_empty() && name.eq_ignore_ascii_case(check)),
    }) || name.split_once(':').is_some_and(|(l, c)| l == "godwit" && (c == rule.id || c == rule.name()))
}

/// golangci-lint keeps the names that linters had before they were merged.
pub(crate) fn is_linter(written: &str, linter: &str) -> bool {
    written == linter
        || match linter {
            "staticcheck" => matches!(written, "gosimple" | "stylecheck" | "megacheck"),
            "govet" => matches!(written, "vet" | "vetshadow"),
            "gosec" => written == "gas",
            _ => false,
        }
}

/// Whether a check pattern of staticcheck (`ST1005`, `ST*`, `all`) means the rule.
fn names_check(name: &str, rule: &RuleDef) -> bool {
    rule.aliases.iter().any(|&(linter, check)| {
        let check = check.to_ascii_lowercase();
        linter == "staticcheck"
            && (name == "all"
                || name == check
                || name.strip_suffix('*').is_some_and(|p| check.starts_with(p)))
    })
}

/// All suppressing comments of a file.
pub(crate) fn directives(file: &File) -> Vec<Directive> {
    // Most files have none: look before forming groups.
    let interesting = |text: &str| {
        let text = text.trim_start_matches(['/', ' ', '\t']);
        ["nolint", "lint:", "revive:"].iter().any(|word| text.starts_with(word))
    };
    if !file.comments.iter().any(|&c| interesting(file.comment_text(c))) {
        return Vec::new();
    }
    let mut out = Vec::new();
    // Where the node that a directive covers would start, and the directive's index.
    let mut above: Vec<(u32, usize)> = Vec::new();
    for group in file.comment_groups() {
        for &comment in file.group(group) {
            let text = file.comment_text(comment);
            let trimmed = text.trim_start_matches(['/', ' ']);
            let parsed = nolint(trimmed).or_else(|| staticcheck(text)).or_else(|| revive(text));
            let Some((dialect, scope, names, explanation)) = parsed else { continue };
            let (first_line, last_line) = match scope {
                Scope::Group => {
                    let span = file.group_span(group);
                    let (first, last) = (file.line_column(span.start), file.line(span.end));
                    let below = file.lines.line_start(last + 1).map(|start| start + first.column - 1);
                    // A shorter line has nothing in that column; the lines after it are no business of the comment.
                    let below = below.filter(|&offset| file.line(offset) == last + 1);
                    above.extend(below.map(|offset| (offset, out.len())));
                    (first.line, last)
                }
                Scope::File => (1, u32::MAX),
                Scope::Following => (file.line(comment.start), file.line(comment.end) + 1),
                Scope::Line => (file.line(comment.start), file.line(comment.start)),
                Scope::NextLine => (file.line(comment.end) + 1, file.line(comment.end) + 1),
                Scope::FromHere => (file.line(comment.start), u32::MAX),
                Scope::Ends => {
                    end_open(&mut out, file.line(comment.start), &names);
                    continue;
                }
            };
            // Of rules that are disabled together each can be enabled again alone.
            let is_open = dialect == Dialect::Revive && last_line == u32::MAX && names.len() > 1;
            let lists = if is_open { names.into_iter().map(|n| vec![n]).collect() } else { vec![names] };
            out.extend(lists.into_iter().map(|names| Directive {
                span: comment.span(),
                first_line,
                last_line,
                names,
                dialect,
                explanation: explanation.clone(),
                matches: Vec::new(),
            }));
        }
    }
    extend_over_nodes(file, &mut out, &mut above);
    out
}

/// What part of the file a directive speaks of.
enum Scope {
    /// Its comment group and the node below.
    Group,
    File,
    /// Its line and the next.
    Following,
    Line,
    NextLine,
    FromHere,
    /// It ends an earlier one.
    Ends,
}

type Parsed = (Dialect, Scope, Vec<String>, String);

fn nolint(text: &str) -> Option<Parsed> {
    let rest = text.strip_prefix("nolint")?;
    if !rest.is_empty() && !rest.starts_with([' ', ':']) {
        return None;
    }
    let (list, explanation) = text.split_once("//").map_or((text, ""), |(l, e)| (l, e.trim()));
    let names: Vec<String> = match list.strip_prefix("nolint:") {
        Some(list) if !list.starts_with("all") => {
            list.split(',').map(|n| n.trim().to_lowercase()).filter(|n| !n.is_empty()).collect()
        }
        _ => Vec::new(),
    };
    let names = if names.iter().any(|n| n == "all") { Vec::new() } else { names };
    Some((Dialect::Nolint, Scope::Group, names, explanation.to_owned()))
}

fn staticcheck(text: &str) -> Option<Parsed> {
    let rest = text.strip_prefix("//lint:")?;
    let (verb, rest) = rest.split_once(' ')?;
    let scope = match verb {
        "ignore" => Scope::Following,
        "file-ignore" => Scope::File,
        _ => return None,
    };
    // Without a reason it is malformed and does nothing.
    let (checks, reason) = rest.trim().split_once(' ')?;
    let names = checks.split(',').map(str::to_ascii_lowercase).collect();
    Some((Dialect::Staticcheck, scope, names, reason.trim().to_owned()))
}

fn revive(text: &str) -> Option<Parsed> {
    let rest = text.strip_prefix("//")?.trim_start().strip_prefix("revive:")?;
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (head, reason) = rest.split_at(end);
    let (verb, rule) = head.split_once(':').unwrap_or((head, ""));
    let scope = match verb {
        "disable" => Scope::FromHere,
        "enable" => Scope::Ends,
        "disable-line" => Scope::Line,
        "disable-next-line" => Scope::NextLine,
        _ => return None,
    };
    let names = rule.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    Some((Dialect::Revive, scope, names, reason.trim().to_owned()))
}

fn end_open(directives: &mut [Directive], line: u32, names: &[String]) {
    let open = |d: &&mut Directive| d.dialect == Dialect::Revive && d.last_line == u32::MAX;
    for directive in directives.iter_mut().filter(open) {
        if names.is_empty() || names.iter().any(|name| directive.names == [name.as_str()]) {
            directive.last_line = line;
        }
    }
}

/// Stretches each directive over the largest node that starts at its offset, in one pass over the nodes.
fn extend_over_nodes(file: &File, directives: &mut [Directive], above: &mut [(u32, usize)]) {
    if above.is_empty() {
        return;
    }
    above.sort_unstable();
    for id in file.ids() {
        let start = if id == file.root() { file.package_offset() } else { file.start(id) };
        let first = above.partition_point(|a| a.0 < start);
        for &(_, index) in above[first..].iter().take_while(|a| a.0 == start) {
            let directive = &mut directives[index];
            directive.last_line = directive.last_line.max(file.line(file.end(id)));
        }
    }
}
