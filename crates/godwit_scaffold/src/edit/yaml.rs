//! Merging keys and items into a YAML file by inserting lines, so that comments, order and style stay.
//!
//! Block mappings and block sequences are recognised by indentation, which is how people and generators write the files a part
//! touches. Anything else (flow collections over several lines, anchors, block scalars) is carried along as opaque text. What is
//! left out: changing or removing what is there. A value that exists wins over the part's.

use crate::failure::{Failure, Result};

/// Deeper nesting is left alone rather than followed.
const MAX_DEPTH: usize = 64;

/// Adds what `value` holds and `text` lacks.
pub fn merge(text: &str, value: &str) -> Result<String> {
    let mut target = Lines::of(text);
    let fragment = Lines::of(value);
    if let Some(line) = target.lines.iter().position(|line| line.trim_start_matches(' ').starts_with('\t')) {
        return Err(Failure::new("yaml-tabs", format!("line {} is indented with a tab", line + 1))
            .hint("YAML allows spaces only"));
    }
    let range = target.document();
    let wanted = fragment.document();
    merge_block(&mut target, range, &fragment, wanted, 0);
    let merged = target.text();
    confirm(&merged, value)?;
    Ok(merged)
}

/// The result must parse, or nothing is written.
fn confirm(merged: &str, value: &str) -> Result<()> {
    let parse = |text: &str| serde_saphyr::from_str::<serde_json::Value>(text).map_err(|e| e.to_string());
    let failed = |why: String| {
        Failure::new(
            "yaml-merge-failed",
            format!("the merged YAML would not parse: {}", why.lines().next().unwrap_or_default()),
        )
        .hint("add the lines by hand; the plan shows them")
    };
    let merged = parse(merged).map_err(failed)?;
    let value = parse(value).map_err(failed)?;
    if holds(&merged, &value, 0) { Ok(()) } else { Err(failed("it would lack a key".into())) }
}

/// Whether every key of `value` is in `merged`; scalars may differ, because what was there wins.
fn holds(merged: &serde_json::Value, value: &serde_json::Value, depth: usize) -> bool {
    match (merged, value) {
        (serde_json::Value::Object(merged), serde_json::Value::Object(value)) if depth < MAX_DEPTH => value
            .iter()
            .all(|(key, inner)| merged.get(key).is_some_and(|outer| holds(outer, inner, depth + 1))),
        _ => true,
    }
}

struct Lines {
    lines: Vec<String>,
    crlf: bool,
}

/// Half-open range of line indices.
type Range = (usize, usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Mapping,
    Sequence,
    Opaque,
}

#[derive(Clone, Debug)]
struct Item {
    /// The key, or the normalised text of a sequence item.
    key: String,
    /// What follows the colon on the same line, without its comment.
    inline: String,
    first: usize,
    end: usize,
}

struct Block {
    kind: Kind,
    indent: usize,
    items: Vec<Item>,
}

impl Lines {
    fn of(text: &str) -> Self {
        Self { lines: text.lines().map(str::to_owned).collect(), crlf: text.contains("\r\n") }
    }

    fn text(&self) -> String {
        let newline = if self.crlf { "\r\n" } else { "\n" };
        let mut out = self.lines.join(newline);
        if !out.is_empty() {
            out.push_str(newline);
        }
        out
    }

    /// The first document, without directives.
    fn document(&self) -> Range {
        let start = self.lines.iter().position(|line| line.trim_end() == "---").map_or(0, |at| at + 1);
        let end = (start..self.lines.len())
            .find(|&at| matches!(self.lines[at].trim_end(), "---" | "..."))
            .unwrap_or(self.lines.len());
        (start, end)
    }

    fn is_code(&self, at: usize) -> bool {
        let line = self.lines[at].trim_start();
        !line.is_empty() && !line.starts_with('#')
    }

    fn indent(&self, at: usize) -> usize {
        self.lines[at].len() - self.lines[at].trim_start_matches(' ').len()
    }

    fn block(&self, range: Range) -> Block {
        let Some(first) = (range.0..range.1).find(|&at| self.is_code(at)) else {
            return Block { kind: Kind::Opaque, indent: 0, items: Vec::new() };
        };
        let indent = self.indent(first);
        let is_item = |at: usize| is_sequence_item(&self.lines[at][indent.min(self.lines[at].len())..]);
        let kind = if is_item(first) {
            Kind::Sequence
        } else if split_key(self.lines[first].trim_start()).is_some() {
            Kind::Mapping
        } else {
            Kind::Opaque
        };
        let mut items: Vec<Item> = Vec::new();
        for at in first..range.1 {
            if !self.is_code(at) {
                continue;
            }
            let line_indent = self.indent(at);
            if line_indent < indent {
                break;
            }
            let starts = line_indent == indent
                && match kind {
                    Kind::Sequence => is_item(at),
                    // `key:` followed by `- item` at the same indent is one entry.
                    Kind::Mapping => !is_item(at) && split_key(self.lines[at].trim_start()).is_some(),
                    Kind::Opaque => items.is_empty(),
                };
            if starts {
                let text = self.lines[at].trim_start();
                let (key, inline) = match kind {
                    Kind::Mapping => split_key(text).unwrap_or_default(),
                    _ => (String::new(), String::new()),
                };
                items.push(Item { key, inline, first: at, end: at + 1 });
            } else if let Some(item) = items.last_mut() {
                item.end = at + 1;
            }
        }
        if kind == Kind::Sequence {
            for item in &mut items {
                item.key = self.normalised((item.first, item.end));
            }
        }
        Block { kind, indent, items }
    }

    /// The text of a range without comments, quotes and indentation, for comparing items.
    fn normalised(&self, range: Range) -> String {
        let mut out = String::new();
        for at in range.0..range.1 {
            if self.is_code(at) {
                let line = strip_comment(self.lines[at].trim()).replace(['"', '\''], "");
                out.push_str(line.trim_start_matches("- ").trim());
                out.push('\n');
            }
        }
        out
    }

    /// What a sequence item is called, if it is a mapping with a telling key.
    fn identity(&self, item: &Item) -> Option<(String, String)> {
        (item.first..item.end).filter(|&at| self.is_code(at)).find_map(|at| {
            let line = self.lines[at].trim_start().trim_start_matches("- ");
            let (key, inline) = split_key(line)?;
            let value = inline.trim_matches(['"', '\'']).to_owned();
            match key.as_str() {
                "name" | "id" | "linter" => Some((key, value)),
                "uses" => Some((key, value.split('@').next().unwrap_or_default().to_owned())),
                _ => None,
            }
        })
    }
}

/// Merges the block of `fragment` in `wanted` into the block of `target` in `range`; returns how many lines were inserted.
fn merge_block(target: &mut Lines, range: Range, fragment: &Lines, wanted: Range, depth: usize) -> usize {
    let source = fragment.block(wanted);
    let before = target.lines.len();
    for item in &source.items {
        // The block is read again after each insertion; files of this kind have tens of entries.
        let grown = (range.0, range.1 + target.lines.len() - before);
        let block = target.block(grown);
        if block.items.is_empty() {
            insert(target, grown.1, block.indent, fragment, item, source.indent);
            continue;
        }
        if block.kind != source.kind || block.kind == Kind::Opaque {
            continue;
        }
        let same = match block.kind {
            Kind::Mapping => block.items.iter().find(|other| other.key == item.key),
            _ => block.items.iter().find(|other| {
                let identity = fragment.identity(item);
                other.key == item.key || (identity.is_some() && target.identity(other) == identity)
            }),
        };
        match same.cloned() {
            None => {
                let at = block.items.last().map_or(grown.1, |last| last.end);
                insert(target, at, block.indent, fragment, item, source.indent);
            }
            Some(existing) if block.kind == Kind::Mapping && depth < MAX_DEPTH => {
                merge_value(target, &existing, block.indent, fragment, item, depth);
            }
            Some(_) => {}
        }
    }
    target.lines.len() - before
}

/// Merges the values of two mapping entries that have the same key.
fn merge_value(
    target: &mut Lines,
    existing: &Item,
    indent: usize,
    fragment: &Lines,
    item: &Item,
    depth: usize,
) {
    let body = (item.first + 1, item.end);
    let wanted = fragment.block(body);
    if let Some(inner) = existing.inline.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        // `on: [push]` grows inside its brackets.
        let old: Vec<&str> = inner.split(',').map(str::trim).filter(|s| !s.is_empty()).collect();
        let flow = item.inline.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let new: Vec<String> = match flow {
            Some(flow) => flow.split(',').map(|s| s.trim().to_owned()).collect(),
            None if wanted.kind == Kind::Sequence => {
                wanted.items.iter().map(|i| i.key.trim().to_owned()).collect()
            }
            None => return,
        };
        let plain = |s: &str| s.trim_matches(['"', '\'']).to_owned();
        let missing: Vec<&String> =
            new.iter().filter(|n| !n.is_empty() && !old.iter().any(|o| plain(o) == plain(n))).collect();
        if missing.is_empty() {
            return;
        }
        let joined = old
            .iter()
            .map(|s| (*s).to_owned())
            .chain(missing.into_iter().cloned())
            .collect::<Vec<_>>()
            .join(", ");
        let line = &target.lines[existing.first];
        target.lines[existing.first] = line.replacen(&existing.inline, &format!("[{joined}]"), 1);
        return;
    }
    if wanted.items.is_empty() || item.inline.starts_with(['|', '>']) {
        return;
    }
    match existing.inline.as_str() {
        "" if (existing.first + 1..existing.end).any(|at| target.is_code(at)) => {
            merge_block(target, (existing.first + 1, existing.end), fragment, body, depth + 1);
        }
        "" | "{}" | "null" | "~" => {
            if !existing.inline.is_empty() {
                target.lines[existing.first] =
                    target.lines[existing.first].replacen(&existing.inline, "", 1).trim_end().to_owned();
            }
            let mut at = existing.first + 1;
            for inner in &wanted.items {
                at += insert(target, at, indent + 2, fragment, inner, wanted.indent);
            }
        }
        _ => {}
    }
}

/// Copies an item, moved from indent `from` to indent `to`; returns the number of lines.
fn insert(target: &mut Lines, at: usize, to: usize, fragment: &Lines, item: &Item, from: usize) -> usize {
    // Comment lines directly above belong to the item.
    let mut first = item.first;
    while first > 0 && fragment.lines[first - 1].trim_start().starts_with('#') {
        first -= 1;
    }
    let moved = |line: &String| {
        let text = line.trim_start_matches(' ');
        let depth = (line.len() - text.len()).saturating_sub(from);
        if text.is_empty() { String::new() } else { format!("{:width$}{text}", "", width = to + depth) }
    };
    let lines: Vec<String> = fragment.lines[first..item.end].iter().map(moved).collect();
    let n = lines.len();
    target.lines.splice(at..at, lines);
    n
}

fn is_sequence_item(text: &str) -> bool {
    text == "-" || text.starts_with("- ")
}

/// `key: value` into both, the value without its comment.
fn split_key(text: &str) -> Option<(String, String)> {
    let end = match text.chars().next()? {
        quote @ ('"' | '\'') => text[1..].find(quote)? + 2,
        '[' | '{' | '&' | '*' | '!' | '|' | '>' | '%' | '@' | '`' => return None,
        _ => text.find(": ").or_else(|| strip_comment(text).trim_end().strip_suffix(':').map(str::len))?,
    };
    let rest = text.get(end..)?.trim_start().strip_prefix(':')?;
    if !rest.is_empty() && !rest.starts_with(' ') {
        return None;
    }
    let key = text[..end].trim().trim_matches(['"', '\'']).to_owned();
    Some((key, strip_comment(rest.trim()).trim().to_owned()))
}

/// `text` up to a comment that stands outside of quotes.
fn strip_comment(text: &str) -> &str {
    let mut quote = None;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '#') if previous == ' ' => return text[..at].trim_end(),
            (None, '"' | '\'') if !previous.is_alphanumeric() => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
        previous = c;
    }
    text
}
