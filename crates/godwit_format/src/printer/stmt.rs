//! Statements.

use godwit_syntax::{AssignOp, BinaryOp, BranchKind, IncDecOp, List, Node, NodeId, RangeTok, TokenKind as T};

use super::Printer;
use super::lists::{NO_INDENT, NO_MODE};
use super::state::Ws;

const RED_ZONE: usize = 64 * 1024;
const STACK_CHUNK: usize = 4 * 1024 * 1024;

impl Printer<'_> {
    /// Statements without a line break behind the last. `indent` is 0 for the clauses of a switch or select.
    pub(super) fn stmt_list(&mut self, list: List, indent: u32, before_rbrace: bool) {
        let file = self.file;
        if indent > 0 {
            self.ws(Ws::Indent);
        }
        let slot = self.new_slot();
        let n = file.n_list(list);
        let mut first = true;
        for (i, stmt) in file.list(list).enumerate() {
            if self.aborted {
                break;
            }
            if let Node::EmptyStmt { .. } = file[stmt] {
                continue;
            }
            if self.st.wrote {
                let section = first || indent == 0 || self.is_multiline(slot);
                self.linebreak(self.line(self.start(stmt)), 1, Ws::Ignore, section);
            }
            self.record_line(slot);
            self.stmt(stmt, before_rbrace && i + 1 == n);
            // A label has a line of its own, which does not count.
            let mut inner = stmt;
            while let Node::LabeledStmt { stmt, .. } = file[inner] {
                self.slots[slot as usize] += 1;
                inner = stmt;
            }
            first = false;
        }
        self.slots.truncate(slot as usize + 1);
        if indent > 0 {
            self.ws(Ws::Unindent);
        }
    }

    /// A block over at least two lines.
    pub(super) fn block(&mut self, block: NodeId, indent: u32) {
        let Node::Block { stmts, .. } = self.file[block] else { return };
        let rbrace = self.end(block) - 1;
        self.tok_at(T::LBrace, self.start(block));
        self.stmt_list(stmts, indent, true);
        self.linebreak(self.line(rbrace), 1, Ws::Ignore, true);
        self.tok_at(T::RBrace, rbrace);
    }

    /// Removes parentheses, unless they keep a composite literal from being read as a block.
    fn strip_parens(&self, x: NodeId) -> NodeId {
        let mut x = x;
        while let Node::Paren { x: inner } = self.file[x] {
            if self.has_bare_literal(inner) {
                return x;
            }
            x = inner;
        }
        x
    }

    /// Whether a composite literal that starts with a type name stands outside parentheses and other literals.
    fn has_bare_literal(&self, x: NodeId) -> bool {
        let mut todo = vec![x];
        while let Some(x) = todo.pop() {
            match self.file[x] {
                Node::Paren { .. } => {}
                Node::CompositeLit { ty, .. } => {
                    if ty.is_some_and(|ty| self.is_type_name(ty)) {
                        return true;
                    }
                }
                _ => self.file.for_each_child(x, |c| todo.push(c)),
            }
        }
        false
    }

    fn is_type_name(&self, mut x: NodeId) -> bool {
        while let Node::Selector { x: inner, .. } = self.file[x] {
            x = inner;
        }
        matches!(self.file[x], Node::Ident { .. })
    }

    /// What stands between the keyword and the block.
    fn control_clause(
        &mut self,
        is_for: bool,
        init: Option<NodeId>,
        expr: Option<NodeId>,
        post: Option<NodeId>,
    ) {
        self.blank();
        let mut needs_blank = false;
        let semicolons = init.is_some() || post.is_some();
        if semicolons {
            if let Some(init) = init {
                self.stmt(init, false);
            }
            self.tok(T::Semicolon);
            self.blank();
        }
        if let Some(expr) = expr {
            self.expr(self.strip_parens(expr));
            needs_blank = true;
        }
        if semicolons && is_for {
            self.tok(T::Semicolon);
            self.blank();
            needs_blank = false;
            if let Some(post) = post {
                self.stmt(post, false);
                needs_blank = true;
            }
        }
        if needs_blank {
            self.blank();
        }
    }

    /// Whether an expression list looks better indented as a whole: several elements over several lines each, or one that
    /// does not start where the one before ended.
    fn indents_list(&self, list: List) -> bool {
        let file = self.file;
        if file.n_list(list) < 2 {
            return false;
        }
        let (Some(first), Some(last)) = (file.list_get(list, 0), file.list_last(list)) else { return false };
        let begin = self.line(self.start(first));
        if begin >= self.line(self.end(last)) {
            return false;
        }
        let mut n = 0;
        let mut line = begin;
        for x in file.list(list) {
            let (from, to) = (self.line(self.start(x)), self.line(self.end(x)));
            if line < from {
                return true;
            }
            if from < to && !(self.version.minor >= 27 && self.is_literal_like(x)) {
                n += 1;
            }
            line = to;
        }
        n > 1
    }

    /// A composite literal, perhaps with its address taken.
    fn is_literal_like(&self, x: NodeId) -> bool {
        let x = self.file.unparen(x);
        let lit = |x: NodeId| matches!(self.file[x], Node::CompositeLit { .. });
        match self.file[x] {
            Node::Unary { op: godwit_syntax::UnaryOp::Addr, x } => lit(self.file.unparen(x)),
            _ => lit(x),
        }
    }

    /// `before_rbrace`: nothing but the closing brace follows.
    pub(super) fn stmt(&mut self, id: NodeId, before_rbrace: bool) {
        if self.aborted {
            return;
        }
        stacker::maybe_grow(RED_ZONE, STACK_CHUNK, || self.any_stmt(id, before_rbrace));
    }

    fn any_stmt(&mut self, id: NodeId, before_rbrace: bool) {
        let file = self.file;
        self.set_pos(self.start(id));
        match file[id] {
            Node::DeclStmt { decl } => self.decl(decl),
            Node::LabeledStmt { label, stmt } => {
                self.ws(Ws::Unindent);
                self.expr(label);
                self.tok_at(T::Colon, file.anchor(id));
                self.ws(Ws::Indent);
                if let Node::EmptyStmt { .. } = file[stmt] {
                    if !before_rbrace {
                        self.ws(Ws::Newline);
                        self.tok_at(T::Semicolon, self.start(stmt));
                        return;
                    }
                } else {
                    self.linebreak(self.line(self.start(stmt)), 1, Ws::Ignore, true);
                }
                self.stmt(stmt, before_rbrace);
            }
            Node::ExprStmt { x } => self.expr0(x, 1),
            Node::SendStmt { chan, value } => {
                self.expr0(chan, 1);
                self.blank();
                self.tok_at(T::Arrow, file.anchor(id));
                self.blank();
                self.expr0(value, 1);
            }
            Node::IncDec { op, x } => {
                self.expr0(x, 2);
                self.tok_at(if op == IncDecOp::Inc { T::Inc } else { T::Dec }, file.anchor(id));
            }
            Node::Assign { op, lhs, rhs } => {
                let depth = if file.n_list(lhs) > 1 && file.n_list(rhs) > 1 { 2 } else { 1 };
                let anchor = Some(file.anchor(id)).filter(|_| !self.converted.contains(&id));
                self.expr_list(Some(self.start(id)), lhs, depth, NO_MODE, anchor);
                self.blank();
                if let Some(anchor) = anchor {
                    self.set_pos(anchor);
                }
                self.tok(assign_token(op));
                self.blank();
                self.expr_list(anchor, rhs, depth, NO_MODE, None);
            }
            Node::GoStmt { call } => {
                self.tok(T::Go);
                self.blank();
                self.expr(call);
            }
            Node::DeferStmt { call } => {
                self.tok(T::Defer);
                self.blank();
                self.expr(call);
            }
            Node::Return { results } => {
                self.tok(T::Return);
                if results.is_empty() {
                    return;
                }
                self.blank();
                // Without a place before the list no line break comes before the results.
                if self.indents_list(results) {
                    self.ws(Ws::Indent);
                    self.expr_list(None, results, 1, NO_INDENT, None);
                    self.ws(Ws::Unindent);
                } else {
                    self.expr_list(None, results, 1, NO_MODE, None);
                }
            }
            Node::Branch { kind, label } => {
                self.tok(match kind {
                    BranchKind::Break => T::Break,
                    BranchKind::Continue => T::Continue,
                    BranchKind::Goto => T::Goto,
                    BranchKind::Fallthrough => T::Fallthrough,
                });
                if let Some(label) = label {
                    self.blank();
                    self.expr(label);
                }
            }
            Node::Block { .. } => self.block(id, 1),
            Node::If(ext) => {
                let stmt = file.if_stmt(ext);
                self.tok(T::If);
                self.control_clause(false, stmt.init, Some(stmt.cond), None);
                self.block(stmt.then, 1);
                if let Some(els) = stmt.els {
                    self.blank();
                    self.tok(T::Else);
                    self.blank();
                    self.stmt(els, before_rbrace);
                }
            }
            Node::CaseClause { exprs, body, is_default } => {
                let colon = file.anchor(id);
                if is_default {
                    self.tok(T::Default);
                } else {
                    self.tok(T::Case);
                    self.blank();
                    self.expr_list(Some(self.start(id)), exprs, 1, NO_MODE, Some(colon));
                }
                self.tok_at(T::Colon, colon);
                self.stmt_list(body, 1, before_rbrace);
            }
            Node::CommClause { comm, body } => {
                match comm {
                    Some(comm) => {
                        self.tok(T::Case);
                        self.blank();
                        self.stmt(comm, false);
                    }
                    None => self.tok(T::Default),
                }
                self.tok_at(T::Colon, file.anchor(id));
                self.stmt_list(body, 1, before_rbrace);
            }
            Node::Switch { init, tag, body } => {
                self.tok(T::Switch);
                self.control_clause(false, init, tag, None);
                self.block(body, 0);
            }
            Node::TypeSwitch { init, assign, body } => {
                self.tok(T::Switch);
                if let Some(init) = init {
                    self.blank();
                    self.stmt(init, false);
                    self.tok(T::Semicolon);
                }
                self.blank();
                self.stmt(assign, false);
                self.blank();
                self.block(body, 0);
            }
            Node::Select { body } => {
                self.tok(T::Select);
                self.blank();
                let rbrace = self.end(body) - 1;
                let empty = matches!(file[body], Node::Block { stmts: List::EMPTY, .. });
                if empty && !self.comment_before(rbrace) {
                    self.tok_at(T::LBrace, self.start(body));
                    self.tok_at(T::RBrace, rbrace);
                } else {
                    self.block(body, 0);
                }
            }
            Node::For(ext) => {
                let stmt = file.for_stmt(ext);
                self.tok(T::For);
                self.control_clause(true, stmt.init, stmt.cond, stmt.post);
                self.block(stmt.body, 1);
            }
            Node::Range { ext, tok } => {
                let stmt = file.range_stmt(ext);
                self.tok(T::For);
                self.blank();
                if let Some(key) = stmt.key {
                    self.expr(key);
                    if let Some(value) = stmt.value {
                        self.tok_at(T::Comma, self.start(value));
                        self.blank();
                        self.expr(value);
                    }
                    self.blank();
                    self.tok_at(if tok == RangeTok::Define { T::Define } else { T::Assign }, file.anchor(id));
                    self.blank();
                }
                self.tok(T::Range);
                self.blank();
                self.expr(self.strip_parens(stmt.x));
                self.blank();
                self.block(stmt.body, 1);
            }
            _ => {}
        }
    }
}

fn assign_token(op: AssignOp) -> T {
    match op {
        AssignOp::Assign => T::Assign,
        AssignOp::Define => T::Define,
        AssignOp::Op(op) => match op {
            BinaryOp::Add => T::AddAssign,
            BinaryOp::Sub => T::SubAssign,
            BinaryOp::Mul => T::MulAssign,
            BinaryOp::Quo => T::QuoAssign,
            BinaryOp::Rem => T::RemAssign,
            BinaryOp::And => T::AndAssign,
            BinaryOp::Or => T::OrAssign,
            BinaryOp::Xor => T::XorAssign,
            BinaryOp::Shl => T::ShlAssign,
            BinaryOp::Shr => T::ShrAssign,
            _ => T::AndNotAssign,
        },
    }
}
