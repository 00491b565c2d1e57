//! `//go:build` and `// +build` lines: brought together above the package clause and made to agree.

use crate::constraint::{self, Expr};

/// Where constraints start in the printer's output.
#[derive(Default)]
pub(crate) struct Constraints {
    pub(crate) go: Vec<usize>,
    pub(crate) plus: Vec<usize>,
    /// All of them stand above the package clause, each on a line of its own: then laid-out text can be rearranged. Else it
    /// must be done before cells are aligned, as gofmt does.
    pub(crate) beyond_head: bool,
}

impl Constraints {
    pub(crate) fn is_empty(&self) -> bool {
        self.go.is_empty() && self.plus.is_empty()
    }

    pub(crate) fn add(&mut self, text: &str, offset: usize) {
        if text.starts_with("//go:build") { self.go.push(offset) } else { self.plus.push(offset) }
    }
}

/// Encloses text in output that is not laid out yet; never part of UTF-8.
pub(crate) const ESCAPE: u8 = 0xff;

/// Whether a comment is a build constraint of either form.
#[inline]
pub(crate) fn is_constraint(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Most comments are told apart by their third byte.
    match bytes.get(2) {
        Some(b'g') => constraint::go_build(text).is_some(),
        Some(b'+' | b' ' | b'\t') => constraint::plus_build(text).is_some(),
        _ => false,
    }
}

/// Moves constraints above everything but a leading comment and makes both forms agree. `raw`: cells are not aligned yet and
/// comments are enclosed in escapes.
pub(crate) fn arrange(out: Vec<u8>, found: &Constraints, raw: bool) -> Vec<u8> {
    let mut insert = latest_place(&out, raw);
    match (found.go.first(), found.plus.first()) {
        (Some(&at), _) if at < insert => insert = at,
        (_, Some(&at)) if at < insert => insert = at,
        _ => {}
    }
    let block = block(&out, found, raw);
    let mut all: Vec<usize> = found.go.iter().chain(&found.plus).copied().collect();
    all.sort_unstable();
    let mut after: Vec<u8> = Vec::with_capacity(out.len() - insert);
    let mut start = insert;
    for at in all {
        if at >= start {
            append_lines(&mut after, &out[start..at]);
            start = at + line_at(&out, at).len();
        }
    }
    append_lines(&mut after, &out[start..]);
    if let [.., x, y] = after[..]
        && is_newline(x)
        && is_newline(y)
    {
        after.pop();
    }
    let mut out = out;
    out.truncate(insert);
    out.extend_from_slice(&block);
    out.extend_from_slice(&after);
    out
}

fn is_newline(b: u8) -> bool {
    b == b'\n' || b == b'\x0c'
}

/// Behind the last blank line above anything that is not a `//` comment.
fn latest_place(out: &[u8], raw: bool) -> usize {
    let comment: &[u8] = if raw { &[ESCAPE, b'/', b'/'] } else { b"//" };
    let (mut insert, mut pos) = (0, 0);
    loop {
        while matches!(out.get(pos), Some(b' ' | b'\t')) {
            pos += 1;
        }
        let blank = !out[pos..].starts_with(comment);
        if !blank {
            pos += out[pos..].iter().position(|&b| is_newline(b)).unwrap_or(out.len() - pos);
        }
        if !out.get(pos).is_some_and(|&b| is_newline(b)) {
            return insert;
        }
        pos += 1;
        if blank {
            insert = pos;
        }
    }
}

fn line_at(out: &[u8], start: usize) -> &[u8] {
    let end = out[start..].iter().position(|&b| is_newline(b)).map_or(out.len(), |i| start + i + 1);
    &out[start..end]
}

/// The text of a constraint. Indentation hides it from gofmt, which then leaves it alone.
fn text_at(out: &[u8], start: usize) -> String {
    let line = line_at(out, start);
    let line = line.strip_prefix(&[ESCAPE]).unwrap_or(line);
    let end = line.iter().position(|&b| b == ESCAPE || is_newline(b)).unwrap_or(line.len());
    String::from_utf8_lossy(&line[..end]).into_owned()
}

/// Appends whole lines without making two blank lines in a row.
fn append_lines(out: &mut Vec<u8>, lines: &[u8]) {
    let ends_blank = match out[..] {
        [] => true,
        [.., x, y] => is_newline(x) && is_newline(y),
        _ => false,
    };
    let doubled = lines.first().is_some_and(|&b| is_newline(b)) && ends_blank;
    out.extend_from_slice(if doubled { &lines[1..] } else { lines });
}

/// The constraint lines as they will stand, a blank line behind them.
fn block(out: &[u8], found: &Constraints, raw: bool) -> Vec<u8> {
    let expr = match found.go[..] {
        [] => {
            let each = found.plus.iter().map(|&at| constraint::parse(&text_at(out, at)));
            each.reduce(|x, y| Some(Expr::and(x?, y?))).flatten()
        }
        [one] => constraint::parse(&text_at(out, one)),
        _ => None,
    };
    let mut block = Vec::new();
    match expr {
        None => found.go.iter().chain(&found.plus).for_each(|&at| block.extend_from_slice(line_at(out, at))),
        Some(x) => {
            let mut line = |text: &str| {
                block.extend_from_slice(if raw { &[ESCAPE] } else { &[] });
                block.extend_from_slice(text.as_bytes());
                block.extend_from_slice(if raw { &[ESCAPE] } else { &[] });
                block.push(b'\n');
            };
            line(&format!("//go:build {}", x.print()));
            if !found.plus.is_empty() {
                match constraint::plus_build_lines(&x) {
                    Some(lines) => lines.iter().for_each(|text| line(text)),
                    None => line("// +build error: expression too complex for // +build lines"),
                }
            }
        }
    }
    block.push(b'\n');
    block
}
