//! Comma-separated lists: on one line, or broken where the source is, with keys aligned in columns.

use godwit_syntax::{List, Node, NodeId, TokenKind as T};

use super::Printer;
use super::state::Ws;

pub(super) const NO_MODE: u8 = 0;
/// A comma ends the list where the closing bracket is on its own line.
pub(super) const COMMA_TERM: u8 = 1;
/// Continuation lines are not indented.
pub(super) const NO_INDENT: u8 = 2;

/// Longer than any line.
const ANY_SIZE: usize = 1_000_000;
/// Keys up to this size are always aligned with each other.
const SMALL: u32 = 40;
/// Larger keys are if their size differs from the mean of those before by less than this factor.
const RATIO: f64 = 2.5;

/// The running geometric mean of key sizes; computed in different ways by different versions.
#[derive(Default)]
struct Mean {
    log_sum: f64,
    count: u32,
}

impl Mean {
    fn add(&mut self, size: u32, minor: u32) {
        self.log_sum += if minor >= 27 { log2ish(f64::from(size)) } else { f64::from(size).ln() };
        self.count += 1;
    }

    fn value(&self, minor: u32) -> f64 {
        let mean = self.log_sum / f64::from(self.count);
        if minor >= 27 { exp2ish(mean) } else { mean.exp() }
    }
}

/// Piecewise linear approximations, the same on every machine. `x` is positive.
fn log2ish(x: f64) -> f64 {
    let mut exponent = 0;
    let mut fraction = x;
    while fraction >= 1.0 {
        fraction /= 2.0;
        exponent += 1;
    }
    f64::from(exponent) + 2.0 * (fraction - 1.0)
}

fn exp2ish(x: f64) -> f64 {
    let floor = x.floor();
    (1.0 + (x - floor)) * 2f64.powi(floor as i32)
}

impl Printer<'_> {
    /// Names; continuation lines are indented if `indent`.
    pub(super) fn ident_list(&mut self, names: List, indent: bool) {
        self.expr_list(None, names, 1, if indent { NO_MODE } else { NO_INDENT }, None);
    }

    /// `before` and `after`: the tokens around the list, where they matter for its layout.
    pub(super) fn expr_list(
        &mut self,
        before: Option<u32>,
        list: List,
        depth: u32,
        mode: u8,
        after: Option<u32>,
    ) {
        let file = self.file;
        let (Some(first), Some(last)) = (file.list_get(list, 0), file.list_last(list)) else { return };
        if self.aborted {
            return;
        }
        let prev_line = before.map_or(0, |at| self.line(at));
        let first_line = self.line(self.start(first));
        if prev_line > 0 && prev_line == first_line && first_line == self.line(self.end(last)) {
            for (i, x) in file.list(list).enumerate() {
                if i > 0 {
                    self.tok_at(T::Comma, self.start(x));
                    self.blank();
                }
                self.expr0(x, depth);
            }
            return;
        }
        self.broken_list(prev_line, list, depth, mode, after, first_line);
    }

    fn broken_list(
        &mut self,
        prev_line: u32,
        list: List,
        depth: u32,
        mode: u8,
        after: Option<u32>,
        first_line: u32,
    ) {
        let file = self.file;
        let mut ws = if mode & NO_INDENT == 0 { Ws::Indent } else { Ws::Ignore };
        // Index of the last element behind which the line was broken.
        let mut broken_at: Option<usize> = None;
        if prev_line > 0 && prev_line < first_line && self.linebreak(first_line, 0, ws, true) > 0 {
            ws = Ws::Ignore;
            broken_at = Some(0);
        }
        let mut size = 0;
        let mut mean = Mean::default();
        let mut prev_line = prev_line;
        let known_layout = prev_line > 0 && after.is_some();
        let single = file.n_list(list) == 1;
        for (i, x) in file.list(list).enumerate() {
            if self.aborted {
                return;
            }
            let start = self.start(x);
            let line = self.line(start);
            let key = match file[x] {
                Node::KeyValue { key, value } => Some((key, value)),
                _ => None,
            };
            let prev_size = size;
            size = if known_layout { self.element_size(x, key.map(|(key, _)| key)) } else { 0 };
            let mut section = true;
            if prev_size > 0 && size > 0 {
                if mean.count == 0 || prev_size <= SMALL && size <= SMALL {
                    section = false;
                } else {
                    let ratio = f64::from(size) / mean.value(self.version.minor);
                    section = RATIO * ratio <= 1.0 || RATIO <= ratio;
                }
            }
            let needs_break = 0 < prev_line && prev_line < line;
            if i > 0 {
                if !needs_break {
                    self.set_pos(start);
                }
                self.tok(T::Comma);
                let mut needs_blank = true;
                if needs_break {
                    let several = broken_at.map_or(0, |b| b + 1) < i;
                    let breaks = self.linebreak(line, 0, ws, section || several);
                    if breaks > 0 {
                        ws = Ws::Ignore;
                        broken_at = Some(i);
                        needs_blank = false;
                    }
                    if breaks > 1 {
                        mean = Mean::default();
                    }
                }
                if needs_blank {
                    self.blank();
                }
            }
            match key {
                Some((key, value)) if !single && size > 0 && needs_break => {
                    self.expr(key);
                    self.tok_at(T::Colon, file.anchor(x));
                    self.ws(Ws::VTab);
                    self.expr(value);
                }
                _ => self.expr0(x, depth),
            }
            if size > 0 {
                mean.add(size, self.version.minor);
            }
            prev_line = line;
        }
        let unindent = ws == Ws::Ignore && mode & NO_INDENT == 0;
        if mode & COMMA_TERM != 0 && after.is_some_and(|at| self.st.pos.line < self.line(at)) {
            self.tok(T::Comma);
            if unindent {
                self.ws(Ws::Unindent);
            }
            self.ws(Ws::FormFeed);
            return;
        }
        if unindent {
            self.ws(Ws::Unindent);
        }
    }

    /// Size of an element, or of its key; 0 if it does not fit on a line.
    fn element_size(&mut self, x: NodeId, key: Option<NodeId>) -> u32 {
        let size = self.node_size(x, ANY_SIZE);
        if size > ANY_SIZE as u32 {
            return 0;
        }
        match key {
            Some(key) => self.node_size(key, ANY_SIZE),
            None => size,
        }
    }
}
