//! Placing comments between tokens, with the white space around them.

use godwit_syntax::TokenKind;

use super::Printer;
use super::block_comment::block_lines;
use super::lines::Pos;
use super::state::{INFINITY, MAX_NEWLINES, NO_EXTRA_BLANK, NO_EXTRA_LINEBREAK, Ws};
use crate::doc_comment;
use crate::groups::{Comment, Group};

/// What of the comment before decides how the next one is set off.
#[derive(Clone, Copy)]
struct Written {
    is_line: bool,
    start: u32,
}

impl Printer<'_> {
    /// Takes up the next comment group.
    pub(super) fn load_group(&mut self, index: usize) {
        let st = &mut self.st;
        st.group = index;
        match self.comments.groups.get(index) {
            Some(group) => {
                st.comment_offset = self.comments.all[group.first as usize].start;
                st.comment_newline = group.newline;
            }
            None => st.comment_offset = INFINITY,
        }
    }

    fn next_group(&mut self) {
        self.load_group(self.st.group + 1);
    }

    /// Bytes of the comments that would be printed before `offset`.
    pub(super) fn comment_size_before(&self, offset: u32) -> usize {
        if !self.comment_before(offset) {
            return 0;
        }
        let groups = self.comments.groups[self.st.group..].iter().take_while(|g| {
            let start = self.comments.all[g.first as usize].start;
            start < offset && !(self.st.implied_semi && g.newline)
        });
        groups.flat_map(|g| &self.comments.all[g.range()]).map(|c| c.len() as usize).sum()
    }

    /// Prints all comments before `next`. Gives whether a line break was written, and whether one that ends an alignment
    /// section was dropped.
    #[inline(never)]
    pub(super) fn intersperse(&mut self, next: Pos, tok: TokenKind) -> (bool, bool) {
        let mut last: Option<Written> = None;
        while self.comment_before(next.offset) {
            let group = self.comments.groups[self.st.group];
            let doc = self.doc_lines(group, next, tok);
            let is_doc = doc.is_some();
            match doc.flatten() {
                None => {
                    for i in group.range() {
                        let comment = self.comments.all[i];
                        let pos = self.lines.pos(comment.start);
                        self.write_comment_prefix(pos, next, last, tok);
                        self.write_comment(comment);
                        last = Some(Written { is_line: comment.is_line, start: comment.start });
                    }
                }
                Some(lines) => {
                    let pos = self.lines.pos(self.comments.all[group.first as usize].start);
                    if lines.is_empty() {
                        // Only blank comment lines: the comment goes.
                        self.write_comment_prefix(pos, next, last, tok);
                        self.st.pos = next;
                        self.st.last = next;
                        self.next_group();
                        return self.write_comment_suffix(false);
                    }
                    for line in &lines {
                        self.write_comment_prefix(pos, next, last, tok);
                        self.write_comment_text(pos, line);
                        let is_line = !line.starts_with("/*");
                        last = Some(Written { is_line, start: pos.offset });
                    }
                }
            }
            if is_doc {
                let comment = self.comments.all[group.last as usize];
                last = Some(Written { is_line: comment.is_line, start: comment.start });
                self.st.pos = self.lines.pos(comment.end());
                self.st.last = self.st.pos;
            }
            self.next_group();
        }
        let Some(last) = last else { return (false, false) };
        let mut needs_linebreak = false;
        let prev_open = self.st.prev_open;
        if self.st.mode & NO_EXTRA_BLANK == 0
            && !last.is_line
            && self.line(last.start) == next.line
            && tok != TokenKind::Comma
            && (tok != TokenKind::RParen || prev_open == TokenKind::LParen)
            && (tok != TokenKind::RBrack || prev_open == TokenKind::LBrack)
        {
            if self.has_linebreak() && self.st.mode & NO_EXTRA_LINEBREAK == 0 && self.st.level == 0 {
                needs_linebreak = true;
            } else {
                self.write_separator(Ws::Blank, false);
            }
        }
        let closes_block = tok == TokenKind::RBrace && self.st.mode & NO_EXTRA_LINEBREAK == 0;
        if last.is_line || tok == TokenKind::Eof || closes_block {
            needs_linebreak = true;
        }
        self.write_comment_suffix(needs_linebreak)
    }

    /// For a doc comment, which starts in column 1 and stands right above the next token: its lines, unless it can stay
    /// as it is.
    fn doc_lines(&self, group: Group, next: Pos, tok: TokenKind) -> Option<Option<Vec<String>>> {
        let (first, last) = (self.comments.all[group.first as usize], self.comments.all[group.last as usize]);
        let abuts = tok != TokenKind::Import
            && !(self.version.minor >= 27 && tok == TokenKind::Ident)
            && last.end() + 1 == next.offset
            && self.lines.pos(last.end() + 1) == next
            && self.lines.pos(first.start).column == 1;
        if !abuts {
            return None;
        }
        let texts: Vec<_> = self.comments.all[group.range()].iter().map(|c| c.text(self.text)).collect();
        Some(doc_comment::reformat(&texts))
    }

    fn has_linebreak(&self) -> bool {
        self.st.ws[..self.st.n_ws].iter().any(|ws| matches!(ws, Ws::Newline | Ws::FormFeed))
    }

    /// White space before a comment: as much of what is pending as places it well.
    fn write_comment_prefix(&mut self, pos: Pos, next: Pos, prev: Option<Written>, tok: TokenKind) {
        if !self.st.wrote {
            return;
        }
        if pos.line == self.st.last.line && !prev.is_some_and(|p| p.is_line) {
            self.separate_on_line(pos, next, prev.is_none());
            return;
        }
        let mut dropped = false;
        let mut n = 0;
        for i in 0..self.st.n_ws {
            match self.st.ws[i] {
                Ws::Blank | Ws::VTab => {
                    self.st.ws[i] = Ws::Ignore;
                    continue;
                }
                Ws::Indent => continue,
                Ws::Unindent => {
                    // The last unindent belongs to the end of a block, unless the comment is aligned with what follows.
                    let another = i + 1 < self.st.n_ws && self.st.ws[i + 1] == Ws::Unindent;
                    if another || tok != TokenKind::RBrace && pos.column == next.column {
                        continue;
                    }
                }
                Ws::Newline | Ws::FormFeed => {
                    self.st.ws[i] = Ws::Ignore;
                    dropped = prev.is_none();
                }
                Ws::Ignore => {}
            }
            n = i;
            break;
        }
        self.write_whitespace(n);
        let mut breaks = 0;
        if self.st.last.line > 0 {
            breaks = pos.line.saturating_sub(self.st.last.line);
        }
        // At package level a dropped break stands for the blank line before a doc comment.
        if self.st.indent == 0 && dropped {
            breaks += 1;
        }
        if breaks == 0 && prev.is_some_and(|p| p.is_line) {
            breaks = 1;
        }
        if breaks > 0 {
            self.write_newlines(breaks.min(MAX_NEWLINES), true);
        }
    }

    /// The separator before a comment on the line of the token before.
    fn separate_on_line(&mut self, pos: Pos, next: Pos, first: bool) {
        let mut has_separator = false;
        if first {
            let mut n = 0;
            for i in 0..self.st.n_ws {
                match self.st.ws[i] {
                    Ws::Blank => self.st.ws[i] = Ws::Ignore,
                    Ws::VTab => has_separator = true,
                    Ws::Indent => {}
                    _ => {
                        n = i;
                        break;
                    }
                }
            }
            self.write_whitespace(n);
        }
        if !has_separator {
            if pos.line == next.line {
                self.write_separator(Ws::Blank, false);
            } else {
                self.write_separator(Ws::VTab, true);
            }
        }
    }

    fn write_comment(&mut self, comment: Comment) {
        let text = comment.text(self.text);
        let pos = self.lines.pos(comment.start);
        if comment.is_line {
            self.write_comment_text(pos, &text);
            return;
        }
        if !text.contains('\n') {
            self.write_text(pos, text.trim_end().as_bytes(), true);
            return;
        }
        let shifted = pos.column == 1 && self.st.indent > 0;
        self.write_lines(pos, &block_lines(&text, shifted));
    }

    fn write_comment_text(&mut self, pos: Pos, text: &str) {
        if text.starts_with("/*") {
            let shifted = pos.column == 1 && self.st.indent > 0;
            self.write_lines(pos, &block_lines(text, shifted));
            return;
        }
        // A line directive counts only in column 1.
        let indent = self.st.indent;
        if text.starts_with("//line ") && pos.column == 1 {
            self.st.indent = 0;
        }
        if crate::build_lines::is_constraint(text) {
            self.constraints.beyond_head |= self.st.out_column != 1 || self.past_head;
            self.constraints.add(text, self.columns.out.len());
        }
        self.write_text(pos, text.trim_end().as_bytes(), true);
        self.st.indent = indent;
    }

    fn write_lines(&mut self, pos: Pos, lines: &[String]) {
        let mut pos = pos;
        for (i, line) in lines.iter().enumerate() {
            if i > 0 {
                self.write_newlines(1, true);
                pos = self.st.pos;
            }
            if !line.is_empty() {
                self.write_text(pos, line.trim_end().as_bytes(), true);
            }
        }
    }

    /// White space behind the last comment. Gives whether a line break was written and whether a section end was dropped.
    fn write_comment_suffix(&mut self, needs_linebreak: bool) -> (bool, bool) {
        let (mut needs_linebreak, mut wrote_newline, mut dropped_ff) = (needs_linebreak, false, false);
        for i in 0..self.st.n_ws {
            match self.st.ws[i] {
                Ws::Blank | Ws::VTab => self.st.ws[i] = Ws::Ignore,
                Ws::Newline | Ws::FormFeed if needs_linebreak => {
                    needs_linebreak = false;
                    wrote_newline = true;
                }
                ws @ (Ws::Newline | Ws::FormFeed) => {
                    dropped_ff |= ws == Ws::FormFeed;
                    self.st.ws[i] = Ws::Ignore;
                }
                _ => {}
            }
        }
        self.write_whitespace(self.st.n_ws);
        if needs_linebreak {
            self.write_newlines(1, false);
            wrote_newline = true;
        }
        (wrote_newline, dropped_ff)
    }
}
