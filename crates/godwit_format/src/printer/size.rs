//! How large a node is on one line: printed for real, at the end of the buffer, and taken back.

use godwit_syntax::{Node, NodeId};

use super::Printer;
use super::state::{State, Ws};
use godwit_syntax::TokenKind as T;

/// One-line function bodies may make a line of this size, with their header.
const MAX_ONE_LINER: usize = 100;
const MAX_BODY_STMTS: usize = 5;

impl Printer<'_> {
    /// Bytes of a node printed on one line; more than `max` if it does not fit.
    pub(super) fn node_size(&mut self, id: NodeId, max: usize) -> u32 {
        if self.sizes.is_empty() {
            self.sizes.resize(self.file.n_nodes(), 0);
        }
        let known = self.sizes[id.raw() as usize];
        if known > 0 {
            return known - 1;
        }
        let size = self.measure(id, max).unwrap_or(max as u32 + 1);
        self.sizes[id.raw() as usize] = size + 1;
        size
    }

    fn measure(&mut self, id: NodeId, max: usize) -> Option<u32> {
        match self.file[id] {
            Node::Ident { .. } => {
                let size = self.end(id) - self.start(id);
                return (size as usize <= max).then_some(size);
            }
            Node::LabeledStmt { .. } | Node::EmptyStmt { .. } => {}
            _ => {}
        }
        let begin = self.columns.out.len();
        let text_end = self.columns.begin_measure();
        let outer = std::mem::replace(&mut self.st, State::new());
        let (measuring, limit, aborted) = (self.measuring, self.limit, self.aborted);
        self.measuring = true;
        self.limit = begin + max;
        self.aborted = false;
        if self.file[id].is_expr() {
            self.expr(id);
        } else {
            self.st.indent = i32::from(matches!(self.file[id], Node::LabeledStmt { .. }));
            self.stmt(id, false);
        }
        if !self.aborted {
            self.write_whitespace(self.st.n_ws);
        }
        let fits = !self.aborted;
        let size = self.columns.end_measure(begin, text_end);
        self.st = outer;
        (self.measuring, self.limit, self.aborted) = (measuring, limit, aborted);
        (fits && size <= max).then_some(size as u32)
    }

    /// Estimated size of a body on one line.
    fn body_size(&mut self, body: NodeId, max: usize) -> usize {
        let Node::Block { stmts, .. } = self.file[body] else { return max + 1 };
        let rbrace = self.end(body) - 1;
        if self.line(self.start(body)) != self.line(rbrace) || self.file.n_list(stmts) > MAX_BODY_STMTS {
            return max + 1;
        }
        let mut size = self.comment_size_before(rbrace);
        for (i, stmt) in self.file.list(stmts).enumerate() {
            if size > max {
                break;
            }
            if i > 0 {
                size += 2;
            }
            size += self.node_size(stmt, max) as usize;
        }
        size
    }

    /// A body behind a header of `header` columns: on the same line if both are small, set off by `sep`.
    pub(super) fn func_body(&mut self, header: i64, sep: Ws, body: NodeId) {
        let Node::Block { stmts, .. } = self.file[body] else { return };
        if self.aborted {
            return;
        }
        let level = std::mem::replace(&mut self.st.level, 0);
        if header + self.body_size(body, MAX_ONE_LINER) as i64 <= MAX_ONE_LINER as i64 {
            self.ws(sep);
            self.tok_at(T::LBrace, self.start(body));
            if !stmts.is_empty() {
                self.blank();
                let last = self.file.n_list(stmts) - 1;
                for (i, stmt) in self.file.list(stmts).enumerate() {
                    if i > 0 {
                        self.tok(T::Semicolon);
                        self.blank();
                    }
                    self.stmt(stmt, i == last);
                }
                self.blank();
            }
            self.toggle_mode(super::state::NO_EXTRA_LINEBREAK);
            self.tok_at(T::RBrace, self.end(body) - 1);
            self.toggle_mode(super::state::NO_EXTRA_LINEBREAK);
        } else {
            if sep != Ws::Ignore {
                self.blank();
            }
            self.block(body, 1);
        }
        self.st.level = level;
    }
}
