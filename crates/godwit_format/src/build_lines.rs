//! `//go:build` and `// +build` lines: brought together above the package clause and made to agree.

use crate::constraint::{self, Expr};

/// Marks a constraint in the printer's output; never part of UTF-8 text.
pub(crate) const MARK: &[u8] = &[0xff];

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

struct Found {
    offset: usize,
    is_go_build: bool,
}

/// Rewrites an output with marks into one without.
pub(crate) fn arrange(marked: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(marked.len() + 64);
    let mut found: Vec<Found> = Vec::new();
    for (i, part) in marked.split(|&b| b == MARK[0]).enumerate() {
        if i > 0 {
            let is_go_build = part.starts_with(b"//go:build");
            found.push(Found { offset: out.len(), is_go_build });
        }
        out.extend_from_slice(part);
    }
    let mut insert = latest_place(&out);
    let first = |go: bool| found.iter().find(|f| f.is_go_build == go).map(|f| f.offset);
    if let Some(first) = first(true).or_else(|| first(false)) {
        insert = insert.min(first);
    }
    let block = block(&out, &found);
    let mut after: Vec<u8> = Vec::with_capacity(out.len() - insert);
    let mut start = insert;
    for f in &found {
        if f.offset >= start {
            append_lines(&mut after, &out[start..f.offset]);
            start = f.offset + line_at(&out, f.offset).len();
        }
    }
    append_lines(&mut after, &out[start..]);
    if after.ends_with(b"\n\n") {
        after.pop();
    }
    out.truncate(insert);
    out.extend_from_slice(&block);
    out.extend_from_slice(&after);
    out
}

/// Behind the last blank line above anything that is not a `//` comment.
fn latest_place(out: &[u8]) -> usize {
    let (mut insert, mut pos) = (0, 0);
    loop {
        while matches!(out.get(pos), Some(b' ' | b'\t')) {
            pos += 1;
        }
        let blank = !out[pos..].starts_with(b"//");
        if !blank {
            pos += out[pos..].iter().position(|&b| b == b'\n').unwrap_or(out.len() - pos);
        }
        if out.get(pos) != Some(&b'\n') {
            return insert;
        }
        pos += 1;
        if blank {
            insert = pos;
        }
    }
}

fn line_at(out: &[u8], start: usize) -> &[u8] {
    let end = out[start..].iter().position(|&b| b == b'\n').map_or(out.len(), |i| start + i + 1);
    &out[start..end]
}

/// Appends whole lines without making two blank lines in a row.
fn append_lines(out: &mut Vec<u8>, lines: &[u8]) {
    let doubled = lines.first() == Some(&b'\n') && (out.is_empty() || out.ends_with(b"\n\n"));
    out.extend_from_slice(if doubled { &lines[1..] } else { lines });
}

/// The constraint lines as they will stand, a blank line behind them.
fn block(out: &[u8], found: &[Found]) -> Vec<u8> {
    let text = |f: &Found| String::from_utf8_lossy(line_at(out, f.offset)).trim_end_matches('\n').to_owned();
    let (go, plus): (Vec<&Found>, Vec<&Found>) = found.iter().partition(|f| f.is_go_build);
    let expr = match go[..] {
        [] => plus.iter().map(|f| constraint::parse(&text(f))).reduce(|x, y| Some(Expr::and(x?, y?))).flatten(),
        [one] => constraint::parse(&text(one)),
        _ => None,
    };
    let mut block = Vec::new();
    match expr {
        None => go.iter().chain(&plus).for_each(|f| block.extend_from_slice(line_at(out, f.offset))),
        Some(x) => {
            block.extend_from_slice(format!("//go:build {}\n", x.print()).as_bytes());
            if !plus.is_empty() {
                let lines = constraint::plus_build_lines(&x)
                    .unwrap_or_else(|| vec!["// +build error: expression too complex for // +build lines".into()]);
                lines.iter().for_each(|line| block.extend_from_slice(format!("{line}\n").as_bytes()));
            }
        }
    }
    block.push(b'\n');
    block
}
