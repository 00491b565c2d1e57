//! The printer's state and its one way of emitting tokens: white space is held back until the next token, so that comments
//! can be placed between; positions in the source and in the output are tracked side by side.

use godwit_syntax::TokenKind;

use super::Printer;
use super::lines::Pos;

/// White space waiting for the next token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Ws {
    Ignore,
    Blank,
    /// Ends a cell.
    VTab,
    Newline,
    /// A line break that ends an alignment section.
    FormFeed,
    Indent,
    Unindent,
}

pub(super) const MAX_NEWLINES: u32 = 2;
pub(super) const INFINITY: u32 = u32::MAX;
const WS_CAP: usize = 16;
pub(super) const NO_SLOT: u32 = u32::MAX;

/// No blank behind a block comment.
pub(super) const NO_EXTRA_BLANK: u8 = 1;
/// No line break behind a block comment.
pub(super) const NO_EXTRA_LINEBREAK: u8 = 2;

#[derive(Clone)]
pub(super) struct State {
    /// Where the next token stands in the source.
    pub(super) pos: Pos,
    /// `pos` behind the last text written.
    pub(super) last: Pos,
    pub(super) out_line: u32,
    pub(super) out_column: u32,
    pub(super) indent: i32,
    /// Nesting of composite literals.
    pub(super) level: u32,
    pub(super) mode: u8,
    /// A literal broke the line: nothing is aligned up to the line's end.
    end_alignment: bool,
    /// A line break here would become a semicolon.
    pub(super) implied_semi: bool,
    /// Anything was written, white space included.
    pub(super) wrote: bool,
    /// `Illegal` behind white space.
    pub(super) last_tok: TokenKind,
    pub(super) prev_open: TokenKind,
    pub(super) ws: [Ws; WS_CAP],
    pub(super) n_ws: usize,
    /// The pending comment group and where it starts.
    pub(super) group: usize,
    pub(super) comment_offset: u32,
    pub(super) comment_newline: bool,
    /// Which of `Printer::slots` gets the output line of the next token.
    pub(super) slot: u32,
}

impl State {
    pub(super) fn new() -> Self {
        let origin = Pos { offset: 0, line: 1, column: 1 };
        State {
            pos: origin,
            last: Pos { offset: 0, line: 0, column: 0 },
            out_line: 1,
            out_column: 1,
            indent: 0,
            level: 0,
            mode: 0,
            end_alignment: false,
            implied_semi: false,
            wrote: false,
            last_tok: TokenKind::Illegal,
            prev_open: TokenKind::Illegal,
            ws: [Ws::Ignore; WS_CAP],
            n_ws: 0,
            group: 0,
            comment_offset: INFINITY,
            comment_newline: false,
            slot: NO_SLOT,
        }
    }
}

impl Printer<'_> {
    #[inline]
    pub(super) fn set_pos(&mut self, offset: u32) {
        self.st.pos = self.lines.pos(offset);
    }

    #[inline]
    pub(super) fn line(&self, offset: u32) -> u32 {
        self.lines.line(offset)
    }

    #[inline]
    fn note_opening(&mut self) {
        match self.st.last_tok {
            TokenKind::Illegal => {}
            tok @ (TokenKind::LParen | TokenKind::LBrack) => self.st.prev_open = tok,
            _ => self.st.prev_open = TokenKind::Illegal,
        }
    }

    pub(super) fn toggle_mode(&mut self, mode: u8) {
        self.note_opening();
        self.st.mode ^= mode;
    }

    #[inline]
    pub(super) fn ws(&mut self, ws: Ws) {
        self.note_opening();
        if ws == Ws::Ignore {
            return;
        }
        if self.st.n_ws == WS_CAP {
            self.write_whitespace(WS_CAP);
        }
        let st = &mut self.st;
        st.ws[st.n_ws] = ws;
        st.n_ws += 1;
        if matches!(ws, Ws::Newline | Ws::FormFeed) {
            st.implied_semi = false;
        }
        st.last_tok = TokenKind::Illegal;
    }

    #[inline]
    pub(super) fn blank(&mut self) {
        self.ws(Ws::Blank);
    }

    /// An operator or keyword.
    #[inline]
    pub(super) fn tok(&mut self, tok: TokenKind) {
        self.note_opening();
        let text = tok.as_str().as_bytes();
        if may_combine(self.st.last_tok, text[0]) {
            self.st.ws[0] = Ws::Blank;
            self.st.n_ws = 1;
        }
        self.st.last_tok = tok;
        let implied = matches!(
            tok,
            TokenKind::Break
                | TokenKind::Continue
                | TokenKind::Fallthrough
                | TokenKind::Return
                | TokenKind::Inc
                | TokenKind::Dec
                | TokenKind::RParen
                | TokenKind::RBrack
                | TokenKind::RBrace
        );
        self.emit(text, tok, implied, false);
    }

    /// An operator or keyword at a known place.
    #[inline]
    pub(super) fn tok_at(&mut self, tok: TokenKind, offset: u32) {
        self.set_pos(offset);
        self.tok(tok);
    }

    /// An identifier.
    #[inline]
    pub(super) fn word(&mut self, text: &[u8]) {
        self.note_opening();
        self.st.last_tok = TokenKind::Ident;
        self.emit(text, TokenKind::Ident, true, false);
    }

    pub(super) fn literal(&mut self, text: &[u8], kind: TokenKind) {
        self.note_opening();
        self.st.last_tok = kind;
        self.emit(text, kind, true, true);
    }

    #[inline]
    fn emit(&mut self, text: &[u8], tok: TokenKind, implied: bool, literal: bool) {
        if self.aborted {
            return;
        }
        let next = self.st.pos;
        let mut implied = implied;
        let (mut wrote_newline, mut dropped_ff) = (false, false);
        if self.comment_before(next.offset) {
            (wrote_newline, dropped_ff) = self.intersperse(next, tok);
        } else if self.st.n_ws > 0 {
            self.write_whitespace(self.st.n_ws);
        }
        if !self.st.implied_semi && next.line > self.st.pos.line {
            let mut n = (next.line - self.st.pos.line).min(MAX_NEWLINES);
            if wrote_newline && n == MAX_NEWLINES {
                n -= 1;
            }
            self.write_newlines(n, dropped_ff);
            implied = false;
        }
        if self.st.slot != NO_SLOT {
            self.slots[self.st.slot as usize] = self.st.out_line;
            self.st.slot = NO_SLOT;
        }
        self.write_text(next, text, literal);
        self.st.implied_semi = implied;
    }

    /// Whether the pending comments stand before `offset` and may be printed here.
    #[inline]
    pub(super) fn comment_before(&self, offset: u32) -> bool {
        self.st.comment_offset < offset && !(self.st.implied_semi && self.st.comment_newline)
    }

    /// Writes pending comments and white space before `next`.
    pub(super) fn flush(&mut self, next: Pos, tok: TokenKind) -> (bool, bool) {
        if self.comment_before(next.offset) {
            return self.intersperse(next, tok);
        }
        self.write_whitespace(self.st.n_ws);
        (false, false)
    }

    // ---- writing ----

    #[inline]
    fn write_indent(&mut self) {
        let base = if self.measuring { 0 } else { self.base_indent };
        let n = (base + self.st.indent).max(0) as u32;
        if n > 0 {
            if self.measuring {
                for _ in 0..n {
                    self.columns.blank();
                }
            } else {
                self.columns.indent(n);
            }
            let st = &mut self.st;
            st.pos.offset += n;
            st.pos.column += n;
            st.out_column += n;
        }
    }

    #[inline]
    pub(super) fn write_text(&mut self, pos: Pos, text: &[u8], literal: bool) {
        if self.st.out_column == 1 {
            self.write_indent();
        }
        if self.columns.raw && literal && !self.measuring {
            self.columns.escaped(text);
        } else {
            self.columns.text(text);
        }
        let st = &mut self.st;
        st.wrote = true;
        st.pos = pos;
        let len = text.len() as u32;
        st.pos.offset += len;
        if literal && let Some(last) = memchr::memrchr2(b'\n', b'\x0c', text) {
            let n = memchr::memchr2_iter(b'\n', b'\x0c', text).count() as u32;
            st.end_alignment = true;
            st.pos.line += n;
            st.out_line += n;
            let column = len - last as u32;
            st.pos.column = column;
            st.out_column = column;
            if self.measuring {
                self.aborted = true;
            }
        } else {
            st.pos.column += len;
            st.out_column += len;
        }
        st.last = st.pos;
        if self.measuring && self.columns.out.len() > self.limit {
            self.aborted = true;
        }
    }

    /// A blank, or the end of a cell.
    pub(super) fn write_separator(&mut self, ws: Ws, hard: bool) {
        if self.st.out_column == 1 {
            self.write_indent();
        }
        if ws == Ws::Blank || self.st.end_alignment || self.measuring {
            self.columns.blank();
        } else {
            self.columns.cell(hard);
        }
        let st = &mut self.st;
        st.wrote = true;
        st.pos.offset += 1;
        st.pos.column += 1;
        st.out_column += 1;
    }

    pub(super) fn write_newlines(&mut self, n: u32, formfeed: bool) {
        if self.measuring {
            self.aborted = true;
            return;
        }
        let section = formfeed || self.st.end_alignment;
        self.st.end_alignment = false;
        if self.st.out_column == 1 {
            self.write_indent();
        }
        for _ in 0..n {
            self.columns.newline(section);
        }
        let st = &mut self.st;
        st.wrote = true;
        st.pos.offset += n;
        st.pos.line += n;
        st.out_line += n;
        st.pos.column = 1;
        st.out_column = 1;
    }

    /// Writes the first `n` pending pieces of white space.
    pub(super) fn write_whitespace(&mut self, n: usize) {
        let mut i = 0;
        while i < n {
            match self.st.ws[i] {
                Ws::Ignore => {}
                Ws::Indent => self.st.indent += 1,
                Ws::Unindent => self.st.indent = (self.st.indent - 1).max(0),
                ws @ (Ws::Newline | Ws::FormFeed) => {
                    // A break before an unindent comes behind it, so that a label stands further left.
                    if i + 1 < n && self.st.ws[i + 1] == Ws::Unindent {
                        self.st.ws[i] = Ws::Unindent;
                        self.st.ws[i + 1] = Ws::FormFeed;
                        continue;
                    }
                    self.write_newlines(1, ws == Ws::FormFeed);
                }
                ws @ (Ws::Blank | Ws::VTab) => self.write_separator(ws, false),
            }
            i += 1;
        }
        let st = &mut self.st;
        st.ws.copy_within(n..st.n_ws, 0);
        st.n_ws -= n;
    }

    /// Remembers the output line of the next token in `slots[slot]`.
    pub(super) fn record_line(&mut self, slot: u32) {
        self.st.slot = slot;
    }

    pub(super) fn new_slot(&mut self) -> u32 {
        self.slots.push(0);
        self.slots.len() as u32 - 1
    }

    /// Whether the output went on to another line since the recorded one.
    pub(super) fn is_multiline(&self, slot: u32) -> bool {
        self.st.out_line > self.slots[slot as usize]
    }

    /// Breaks the line as often as the source does (once or twice, at least `min` times) to get to source line `line`.
    /// Gives 0 for no break, 1 for one plain break, more otherwise.
    pub(super) fn linebreak(&mut self, line: u32, min: u32, ws: Ws, section: bool) -> u32 {
        let n = line.saturating_sub(self.st.pos.line).min(MAX_NEWLINES).max(min);
        if n == 0 {
            return 0;
        }
        self.ws(ws);
        let mut left = n;
        if section {
            self.ws(Ws::FormFeed);
            left -= 1;
        }
        for _ in 0..left {
            self.ws(Ws::Newline);
        }
        if section { left + 2 } else { left }
    }
}

/// Whether a token and one starting with `next` would read as another token without a blank.
#[inline]
fn may_combine(prev: TokenKind, next: u8) -> bool {
    match prev {
        TokenKind::Int => next == b'.',
        TokenKind::Add => next == b'+',
        TokenKind::Sub => next == b'-',
        TokenKind::Quo => next == b'*',
        TokenKind::Lss => next == b'-' || next == b'<',
        TokenKind::And => next == b'&' || next == b'^',
        _ => false,
    }
}
