//! Comments in the groups that go/parser forms: what belongs together decides where gofmt puts it.

use std::borrow::Cow;

use godwit_syntax::{File, TokenKind};

/// A comment as Go sees it: its text lacks carriage returns, and its end is counted from that text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comment {
    /// Where it counts as standing; import sorting moves it.
    pub(crate) start: u32,
    /// Where its text stands in the source.
    source: (u32, u32),
    /// Length of the text without carriage returns.
    len: u32,
    pub(crate) is_line: bool,
    /// A blank is put behind the slashes.
    spaced: bool,
}

impl Comment {
    /// Puts a blank between the slashes and the text.
    pub(crate) fn add_blank(&mut self) {
        self.spaced = true;
        self.len += 1;
    }

    pub(crate) fn end(&self) -> u32 {
        self.start + self.len
    }

    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    pub(crate) fn text<'t>(&self, source: &'t str) -> Cow<'t, str> {
        let text = source.get(self.source.0 as usize..self.source.1 as usize).unwrap_or("");
        if self.spaced {
            let body = strip_cr(text, false);
            return Cow::Owned(format!("// {}", body.strip_prefix("//").unwrap_or(&body)));
        }
        if text.len() == self.len as usize {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(strip_cr(text, !self.is_line))
        }
    }
}

/// A range of comments with no token and no blank line between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// Stands behind a token on the same line.
    pub(crate) trailing: bool,
    /// Printing it breaks the line.
    pub(crate) newline: bool,
}

impl Group {
    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        self.first as usize..self.last as usize + 1
    }
}

#[derive(Default)]
pub(crate) struct Comments {
    pub(crate) all: Vec<Comment>,
    pub(crate) groups: Vec<Group>,
}

/// go/scanner's removal of carriage returns; `*\r/` keeps its own, or it would end the comment.
pub(crate) fn strip_cr(text: &str, block: bool) -> String {
    let bytes = text.as_bytes();
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    for (i, &b) in bytes.iter().enumerate() {
        let keep = block && out.len() > 2 && out.last() == Some(&b'*') && bytes.get(i + 1) == Some(&b'/');
        if b != b'\r' || keep {
            out.push(b);
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

fn newlines(text: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', text).count()
}

impl Comments {
    pub(crate) fn new(file: &File) -> Self {
        let bytes = file.text.as_bytes();
        let mut comments = Comments { all: Vec::with_capacity(file.comments.len()), groups: Vec::new() };
        // Of the comment before: its index, whether its group's comments must stay on one line, and its end.
        let mut open: Option<(u32, bool, usize)> = None;
        for (i, c) in file.comments.iter().enumerate() {
            let (start, end) = (c.start as usize, c.end as usize);
            let text = &bytes[start..end];
            let is_line = text.get(1) == Some(&b'/');
            let len = match memchr::memchr(b'\r', text) {
                None => end - start,
                Some(_) => strip_cr(&file.text[start..end], !is_line).len(),
            };
            comments.all.push(Comment {
                start: c.start,
                source: (c.start, c.end),
                len: len as u32,
                is_line,
                spaced: false,
            });
            let i = i as u32;
            if let Some((_, one_line, before)) = open {
                let gap = &bytes[before..start];
                let joined =
                    gap.iter().all(u8::is_ascii_whitespace) && newlines(gap) <= usize::from(!one_line);
                if joined && let Some(group) = comments.groups.last_mut() {
                    group.last = i;
                    group.newline |= is_line || newlines(text) > 0 || newlines(gap) > 0;
                    open = continues(file, group.trailing, one_line, c.start, c.end, i);
                    continue;
                }
            }
            let trails = behind_code(bytes, start);
            let trailing = trails && is_trailing(file, bytes, start);
            comments.groups.push(Group {
                first: i,
                last: i,
                trailing,
                newline: is_line || newlines(text) > 0,
            });
            open = continues(file, trailing, trails, c.start, c.end, i);
        }
        comments
    }

    /// The group that documents what starts at `offset`: it ends on the line before, with no token between.
    pub(crate) fn lead(&self, text: &str, offset: u32) -> Option<Group> {
        let i = self.first_group_from(offset).checked_sub(1)?;
        let group = self.groups[i];
        let gap = &text.as_bytes()[self.all[group.last as usize].source.1 as usize..offset as usize];
        let abuts = newlines(gap) == 1 && gap.iter().all(u8::is_ascii_whitespace);
        (abuts && !group.trailing).then_some(group)
    }

    /// Index of the first group that starts at or behind `offset`.
    pub(crate) fn first_group_from(&self, offset: u32) -> usize {
        self.groups.partition_point(|g| self.all[g.first as usize].start < offset)
    }
}

/// What the next comment needs to know of this one. A block comment behind a token that ends a statement may itself end it:
/// then nothing joins its group.
fn continues(
    file: &File,
    trailing: bool,
    one_line: bool,
    start: u32,
    end: u32,
    i: u32,
) -> Option<(u32, bool, usize)> {
    if trailing {
        let at = file.tokens.at_or_after(start);
        let semicolon = file.tokens.kinds.get(at) == Some(&TokenKind::AutoSemicolon);
        if semicolon && file.tokens.spans.get(at).is_some_and(|span| span.start < end) {
            return None;
        }
    }
    Some((i, one_line, end as usize))
}

/// Whether something other than white space stands before `offset` on its line.
fn behind_code(bytes: &[u8], offset: usize) -> bool {
    let before = bytes[..offset].iter().rposition(|&b| b != b' ' && b != b'\t' && b != b'\r');
    before.is_some_and(|i| bytes[i] != b'\n' && !(i == 2 && bytes.starts_with("\u{feff}".as_bytes())))
}

/// Whether the token before starts on the same line: a raw string of several lines does not.
fn is_trailing(file: &File, bytes: &[u8], offset: usize) -> bool {
    let last = bytes[..offset].iter().rposition(|&b| b != b' ' && b != b'\t' && b != b'\r').unwrap_or(0);
    match bytes[last] {
        b'`' | b'/' => {
            let i = file.tokens.at_or_after(offset as u32);
            i.checked_sub(1)
                .is_some_and(|i| newlines(&bytes[file.tokens.spans[i].start as usize..offset]) == 0)
        }
        _ => true,
    }
}
