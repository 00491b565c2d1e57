//! Comments, their groups, and the directives written in them: build constraints, `//line`, the marker of generated code.

use godwit_base::Span;

use crate::node::NodeId;
use crate::source::SyntaxError;
use crate::tree::File;

/// One `//` or `/* */` comment, delimiters included; without the line break (nor a carriage return before it).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    pub start: u32,
    pub end: u32,
}

impl Comment {
    pub fn span(self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// Comments with no other token and no empty line between them: a range of `File::comments`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CommentGroup {
    pub first: u32,
    pub last: u32,
}

impl File {
    pub fn comment_text(&self, comment: Comment) -> &str {
        self.slice(comment.span())
    }

    /// All comment groups, as go/parser forms them.
    pub fn comment_groups(&self) -> Vec<CommentGroup> {
        let mut groups: Vec<CommentGroup> = Vec::new();
        for (i, comment) in self.comments.iter().enumerate() {
            let i = i as u32;
            match groups.last_mut() {
                Some(group) if self.continues(self.comments[group.last as usize], *comment, group.first) => {
                    group.last = i;
                }
                _ => groups.push(CommentGroup { first: i, last: i }),
            }
        }
        groups
    }

    pub fn group_span(&self, group: CommentGroup) -> Span {
        Span::new(self.comments[group.first as usize].start, self.comments[group.last as usize].end)
    }

    /// The comments of a group.
    pub fn group(&self, group: CommentGroup) -> &[Comment] {
        &self.comments[group.first as usize..=group.last as usize]
    }

    /// Whether `next` belongs to the group that starts at comment `first` and so far ends with `last`.
    fn continues(&self, last: Comment, next: Comment, first: u32) -> bool {
        let gap = &self.text.as_bytes()[last.end as usize..next.start as usize];
        if gap.iter().any(|b| !b.is_ascii_whitespace()) {
            return false;
        }
        let line_breaks = memchr::memchr_iter(b'\n', gap).count();
        // A comment that trails code keeps to its line: what follows below starts a new group.
        let trails = self.trails_code(self.comments[first as usize].start);
        line_breaks <= if trails { 0 } else { 1 }
    }

    /// Whether a token stands before `offset` on its line.
    fn trails_code(&self, offset: u32) -> bool {
        let line_start = self.lines.line_start(self.line(offset)).unwrap_or(0);
        let i = self.tokens.at_or_after(offset);
        self.tokens.spans[..i].last().is_some_and(|span| span.end > line_start)
    }

    /// The comment group that documents what starts at `offset`: it ends on the line before, with no token between.
    pub fn doc_before(&self, offset: u32) -> Option<CommentGroup> {
        let after = self.comments.partition_point(|c| c.end <= offset);
        let last = after.checked_sub(1)?;
        let comment = self.comments[last];
        let gap = self.text.as_bytes().get(comment.end as usize..offset as usize)?;
        if gap.iter().any(|b| !b.is_ascii_whitespace()) || memchr::memchr_iter(b'\n', gap).count() != 1 {
            return None;
        }
        let mut first = last;
        while let Some(before) = first.checked_sub(1) {
            let gap = &self.text.as_bytes()
                [self.comments[before].end as usize..self.comments[first].start as usize];
            if gap.iter().any(|b| !b.is_ascii_whitespace()) || memchr::memchr_iter(b'\n', gap).count() > 1 {
                break;
            }
            first = before;
        }
        // A comment behind code on its line documents that code, not what follows.
        while first <= last && self.is_behind_code(self.comments[first].start) {
            first += 1;
        }
        (first <= last).then_some(CommentGroup { first: first as u32, last: last as u32 })
    }

    /// Whether anything but blanks and comments stands before `offset` on its line.
    fn is_behind_code(&self, offset: u32) -> bool {
        let start = self.lines.line_start(self.line(offset)).unwrap_or(0);
        let before = &self.text.as_bytes()[start as usize..offset as usize];
        before.iter().any(|b| !b.is_ascii_whitespace()) && !before.trim_ascii_start().starts_with(b"/*")
    }

    /// The doc comment of a declaration, spec or field: `GenDecl`, `FuncDecl`, `TypeSpec`, `ValueSpec`, `ImportSpec`,
    /// `Field`. A spec alone in an ungrouped declaration has the declaration's.
    pub fn doc(&self, id: NodeId) -> Option<CommentGroup> {
        self.doc_before(self.start(id))
    }

    /// The package's doc comment.
    pub fn package_doc(&self) -> Option<CommentGroup> {
        let name = self.package_name()?;
        let keyword = self.tokens.at_or_after(self.start(name)).checked_sub(1)?;
        self.doc_before(self.tokens.spans.get(keyword)?.start)
    }

    /// The comment behind `offset` (the end of a spec or field) on the same line.
    pub fn trailing_comment(&self, offset: u32) -> Option<Comment> {
        let comment = *self.comments.get(self.comments.partition_point(|c| c.start < offset))?;
        let gap = self.text.as_bytes().get(offset as usize..comment.start as usize)?;
        gap.iter().all(|b| matches!(b, b' ' | b'\t' | b';' | b',' | b'\r')).then_some(comment)
    }

    /// Whether the file carries the marker `// Code generated … DO NOT EDIT.` before its package clause.
    pub fn is_generated(&self) -> bool {
        let end = self.package_offset();
        self.comments.iter().take_while(|c| c.start < end).any(|&c| {
            let text = self.comment_text(c);
            text.starts_with("// Code generated ") && text.ends_with(" DO NOT EDIT.")
        })
    }

    /// Offset of the keyword `package`, or the end of the text.
    pub fn package_offset(&self) -> u32 {
        let i = self.tokens.kinds.iter().position(|&k| k == crate::TokenKind::Package);
        i.and_then(|i| self.tokens.spans.get(i)).map_or(self.text.len() as u32, |span| span.start)
    }

    /// The `//go:build` line that stands where it counts: before the package clause, only comments and blank lines above.
    pub fn go_build_line(&self) -> Option<Comment> {
        let end = self.package_offset();
        let mut lines = self.comments.iter().take_while(|c| c.start < end);
        lines.find(|&&c| is_go_build(self.comment_text(c)) && !self.is_behind_code(c.start)).copied()
    }

    /// The `// +build` lines before the package clause that are followed by a blank line, as the go command reads them.
    pub fn plus_build_lines(&self) -> Vec<Comment> {
        let end = self.package_offset() as usize;
        let head = self.text.get(..end).unwrap_or("");
        let blank = head.rfind("\n\n").or_else(|| head.rfind("\n\r\n")).map_or(0, |i| i as u32 + 1);
        let is_plus = |c: &&Comment| {
            let body = self.comment_text(**c).strip_prefix("//").map(str::trim_start);
            body.and_then(|b| b.strip_prefix("+build"))
                .is_some_and(|b| b.is_empty() || b.starts_with([' ', '\t']))
        };
        self.comments.iter().take_while(|c| c.end <= blank).filter(is_plus).copied().collect()
    }

    /// The directives `//line file:N` and `/*line file:N:M*/`, in order.
    pub fn line_directives(&self) -> Vec<LineDirective<'_>> {
        let directive = |&c: &Comment| {
            let text = self.comment_text(c);
            let block = text.starts_with("/*line ");
            let own_line = text.starts_with("//line ") && self.lines.line_column(c.start).column == 1;
            if !block && !own_line {
                return None;
            }
            let (file, line, column) = parse_line_directive(text).ok()??;
            Some(LineDirective { effective: if block { c.end } else { c.end + 1 }, file, line, column })
        };
        self.comments.iter().filter_map(directive).collect()
    }
}

fn is_go_build(text: &str) -> bool {
    text.strip_prefix("//go:build").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// From `effective` on, positions count from `line` of `file`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineDirective<'f> {
    pub effective: u32,
    /// Empty: the file of the previous directive.
    pub file: &'f str,
    pub line: u32,
    pub column: Option<u32>,
}

/// The largest line or column that a directive may name.
const MAX_LINE: u64 = 1 << 30;

type ParsedDirective<'t> = Option<(&'t str, u32, Option<u32>)>;

/// `Ok(None)`: not a line directive after all. `Err`: offset in the text and message.
fn parse_line_directive(comment: &str) -> Result<ParsedDirective<'_>, (usize, String)> {
    let end =
        if comment.starts_with("/*") { comment.len() - 2 } else { comment.trim_end_matches('\r').len() };
    let body = &comment[..end];
    let Some((i, number)) = trailing_number(body, 7) else { return Ok(None) };
    let bad = |what: &str, at: usize, to: usize| (at, format!("invalid {what} number: {}", &body[at..to]));
    let Some(number) = number else { return Err(bad("line", i, body.len())) };
    let (line_at, line_to, line, column, file_end) = match trailing_number(&body[..i - 1], 7) {
        Some((i2, Some(line))) => {
            if number == 0 || number > MAX_LINE {
                return Err(bad("column", i, body.len()));
            }
            (i2, i - 1, line, Some(number as u32), i2 - 1)
        }
        _ => (i, body.len(), number, None, i - 1),
    };
    if line == 0 || line > MAX_LINE {
        return Err(bad("line", line_at, line_to));
    }
    Ok(Some((&body[7..file_end], line as u32, column)))
}

/// The text behind the last colon of `text[from..]`: its offset, and its value if it is a number.
fn trailing_number(text: &str, from: usize) -> Option<(usize, Option<u64>)> {
    let i = from + text.get(from..)?.rfind(':')? + 1;
    let digits = &text[i..];
    let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
    Some((i, number))
}

pub(crate) fn line_directive_error(comment: &str, start: usize) -> Option<SyntaxError> {
    let (at, message) = parse_line_directive(comment).err()?;
    Some(SyntaxError { offset: (start + at) as u32, message })
}
