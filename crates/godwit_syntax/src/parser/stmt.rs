//! Statements.

use godwit_base::Idx;

use super::{Parser, starts_statement};
use crate::node::{AssignOp, BinaryOp, BranchKind, IncDecOp, List, Node, NodeId, RangeTok};
use crate::token::TokenKind as T;

/// A simple statement. Expressions and range clauses get no node of their own until it is known what they are part of.
#[derive(Clone, Copy)]
enum Simple {
    Expr(NodeId),
    Stmt(NodeId),
    Range { vars: List, tok: RangeTok, anchor: u32, x: NodeId },
}

#[derive(Clone, Copy, PartialEq)]
enum Allow {
    Basic,
    Label,
    Range,
}

const fn assign_op(kind: T) -> Option<AssignOp> {
    Some(match kind {
        T::Assign => AssignOp::Assign,
        T::Define => AssignOp::Define,
        T::AddAssign => AssignOp::Op(BinaryOp::Add),
        T::SubAssign => AssignOp::Op(BinaryOp::Sub),
        T::MulAssign => AssignOp::Op(BinaryOp::Mul),
        T::QuoAssign => AssignOp::Op(BinaryOp::Quo),
        T::RemAssign => AssignOp::Op(BinaryOp::Rem),
        T::AndAssign => AssignOp::Op(BinaryOp::And),
        T::OrAssign => AssignOp::Op(BinaryOp::Or),
        T::XorAssign => AssignOp::Op(BinaryOp::Xor),
        T::ShlAssign => AssignOp::Op(BinaryOp::Shl),
        T::ShrAssign => AssignOp::Op(BinaryOp::Shr),
        T::AndNotAssign => AssignOp::Op(BinaryOp::AndNot),
        _ => return None,
    })
}

impl Parser<'_> {
    pub(super) fn block(&mut self) -> NodeId {
        self.nested(|p| {
            let start = p.expect(T::LBrace);
            let stmts = p.stmt_list();
            p.expect(T::RBrace);
            p.finish_block(start, stmts)
        })
    }

    fn finish_block(&mut self, start: u32, stmts: List) -> NodeId {
        let id = self.finish(Node::Block { stmts, skipped: false }, start, start, &[]);
        self.adopt_list(id, stmts);
        id
    }

    fn stmt_list(&mut self) -> List {
        let mark = self.stack.len();
        while !matches!(self.tok, T::Case | T::Default | T::RBrace | T::Eof) {
            let stmt = self.stmt();
            self.stack.push(stmt);
        }
        self.list_from(mark)
    }

    fn stmt(&mut self) -> NodeId {
        let start = self.pos();
        match self.tok {
            T::Ident
            | T::Int
            | T::Float
            | T::Imag
            | T::Char
            | T::String
            | T::Func
            | T::LParen
            | T::LBrack
            | T::Struct
            | T::Map
            | T::Chan
            | T::Interface
            | T::Add
            | T::Sub
            | T::Mul
            | T::And
            | T::Xor
            | T::Arrow
            | T::Not => {
                let simple = self.simple_stmt(Allow::Label);
                let stmt = self.stmt_of(simple);
                if !matches!(self.node(stmt), Node::LabeledStmt { .. }) {
                    self.expect_semicolon();
                }
                stmt
            }
            T::Const | T::Type | T::Var => {
                let decl = self.decl(starts_statement);
                self.finish(Node::DeclStmt { decl }, start, start, &[Some(decl)])
            }
            T::Go => self.go_or_defer("go", |call| Node::GoStmt { call }),
            T::Defer => self.go_or_defer("defer", |call| Node::DeferStmt { call }),
            T::Return => self.return_stmt(),
            T::Break => self.branch_stmt(BranchKind::Break),
            T::Continue => self.branch_stmt(BranchKind::Continue),
            T::Goto => self.branch_stmt(BranchKind::Goto),
            T::Fallthrough => self.branch_stmt(BranchKind::Fallthrough),
            T::LBrace => {
                let block = self.block();
                self.expect_semicolon();
                block
            }
            T::If => self.nested(Self::if_stmt),
            T::Switch => self.nested(Self::switch_stmt),
            T::Select => self.nested(Self::select_stmt),
            T::For => self.nested(Self::for_stmt),
            T::Semicolon | T::AutoSemicolon => {
                let implicit = self.tok == T::AutoSemicolon;
                let end = if implicit { start } else { start + 1 };
                self.next();
                self.push(Node::EmptyStmt { implicit }, start, end, start)
            }
            T::RBrace => self.push(Node::EmptyStmt { implicit: true }, start, start, start),
            _ => {
                self.err_expected(start, "statement");
                self.advance(starts_statement);
                let end = self.pos().max(start);
                self.push(Node::BadStmt, start, end, start)
            }
        }
    }

    fn stmt_of(&mut self, simple: Simple) -> NodeId {
        match simple {
            Simple::Stmt(stmt) => stmt,
            Simple::Expr(x) => {
                let (start, end) = (self.start_of(x), self.places[x.index()].end);
                let id = self.push(Node::ExprStmt { x }, start, end, start);
                self.adopt(id, x);
                id
            }
            Simple::Range { x, .. } => x,
        }
    }

    fn simple_stmt(&mut self, allow: Allow) -> Simple {
        let mark = self.stack.len();
        let start = self.pos();
        self.expr_list(false);
        if let Some(op) = assign_op(self.tok) {
            let lhs = self.list_from(mark);
            return self.assignment(start, lhs, op, allow);
        }
        let x = self.stack[mark];
        if self.stack.len() > mark + 1 {
            self.err_expected(self.start_of(x), "1 expression");
        }
        self.stack.truncate(mark);
        let start = self.start_of(x);
        let anchor = self.pos();
        match self.tok {
            T::Colon => {
                self.next();
                if allow == Allow::Label && matches!(self.node(x), Node::Ident { .. }) {
                    let stmt = self.nested(Self::stmt);
                    let end = self.places[stmt.index()].end;
                    let id = self.push(Node::LabeledStmt { label: x, stmt }, start, end, anchor);
                    self.adopt(id, x);
                    self.adopt(id, stmt);
                    return Simple::Stmt(id);
                }
                self.err(anchor, "illegal label declaration");
                Simple::Stmt(self.finish(Node::BadStmt, start, start, &[Some(x)]))
            }
            T::Arrow => {
                self.next();
                let value = self.rhs();
                let node = Node::SendStmt { chan: x, value };
                Simple::Stmt(self.finish(node, start, anchor, &[Some(x), Some(value)]))
            }
            T::Inc | T::Dec => {
                let op = if self.tok == T::Inc { IncDecOp::Inc } else { IncDecOp::Dec };
                self.next();
                Simple::Stmt(self.finish(Node::IncDec { op, x }, start, anchor, &[Some(x)]))
            }
            _ => Simple::Expr(x),
        }
    }

    /// At an assignment operator, with the left-hand side parsed.
    fn assignment(&mut self, start: u32, lhs: List, op: AssignOp, allow: Allow) -> Simple {
        let anchor = self.pos();
        self.next();
        if allow == Allow::Range && self.tok == T::Range && !matches!(op, AssignOp::Op(_)) {
            self.next();
            let x = self.rhs();
            let tok = if op == AssignOp::Define { RangeTok::Define } else { RangeTok::Assign };
            return Simple::Range { vars: lhs, tok, anchor, x };
        }
        let mark = self.stack.len();
        self.expr_list(true);
        let rhs = self.list_from(mark);
        let id = self.finish(Node::Assign { op, lhs, rhs }, start, anchor, &[]);
        self.adopt_list(id, lhs);
        self.adopt_list(id, rhs);
        Simple::Stmt(id)
    }

    fn go_or_defer(&mut self, keyword: &str, node: fn(NodeId) -> Node) -> NodeId {
        let start = self.pos();
        self.next();
        let x = self.rhs();
        let call = self.unparen(x);
        if call != x {
            self.err(self.start_of(x), format!("expression in {keyword} must not be parenthesized"));
        }
        let is_call = match self.node(call) {
            Node::Call { .. } => true,
            Node::BadExpr => false,
            _ => {
                let end = self.places[call.index()].end;
                self.err(end, format!("expression in {keyword} must be function call"));
                false
            }
        };
        let node = if is_call { node(call) } else { Node::BadStmt };
        let id = self.finish(node, start, start, &[Some(call)]);
        self.expect_semicolon();
        id
    }

    fn return_stmt(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let mark = self.stack.len();
        if !self.tok.is_semicolon() && self.tok != T::RBrace {
            self.expr_list(true);
        }
        let results = self.list_from(mark);
        let id = self.finish(Node::Return { results }, start, start, &[]);
        self.adopt_list(id, results);
        self.expect_semicolon();
        id
    }

    fn branch_stmt(&mut self, kind: BranchKind) -> NodeId {
        let start = self.pos();
        self.next();
        let takes_label = matches!(kind, BranchKind::Break | BranchKind::Continue) && self.tok == T::Ident;
        let label = (takes_label || kind == BranchKind::Goto).then(|| self.ident());
        let id = self.finish(Node::Branch { kind, label }, start, start, &[label]);
        self.expect_semicolon();
        id
    }

    /// The expression a header needs, where a statement may have been written.
    fn expr_of(&mut self, simple: Simple, want: &str) -> NodeId {
        let Simple::Stmt(stmt) = simple else {
            return match simple {
                Simple::Expr(x) | Simple::Range { x, .. } => x,
                Simple::Stmt(stmt) => stmt,
            };
        };
        let found =
            if matches!(self.node(stmt), Node::Assign { .. }) { "assignment" } else { "simple statement" };
        let start = self.start_of(stmt);
        let help = "(missing parentheses around composite literal?)";
        self.err(start, format!("expected {want}, found {found} {help}"));
        let end = self.places[stmt.index()].end;
        let bad = self.push(Node::BadExpr, start, end, start);
        self.adopt(bad, stmt);
        bad
    }

    fn if_stmt(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let (init, cond) = self.if_header();
        let then = self.block();
        let els = if self.eat(T::Else) {
            match self.tok {
                T::If => Some(self.nested(Self::if_stmt)),
                T::LBrace => {
                    let block = self.block();
                    self.expect_semicolon();
                    Some(block)
                }
                _ => {
                    let at = self.pos();
                    self.err_expected(at, "if statement or block");
                    Some(self.push(Node::BadStmt, at, at, at))
                }
            }
        } else {
            self.expect_semicolon();
            None
        };
        let ext = self.ext([init, Some(cond), Some(then), els]);
        let end = self.places[els.unwrap_or(then).index()].end;
        let id = self.push(Node::If(ext), start, end, start);
        for child in [init, Some(cond), Some(then), els].into_iter().flatten() {
            self.adopt(id, child);
        }
        id
    }

    fn if_header(&mut self) -> (Option<NodeId>, NodeId) {
        if self.tok == T::LBrace {
            let at = self.pos();
            self.err(at, "missing condition in if statement");
            return (None, self.push(Node::BadExpr, at, at, at));
        }
        let outer = std::mem::replace(&mut self.expr_level, -1);
        let mut first = None;
        if !self.tok.is_semicolon() {
            if self.tok == T::Var {
                self.next();
                self.err(self.pos(), "var declaration not allowed in if initializer");
            }
            first = Some(self.simple_stmt(Allow::Basic));
        }
        let (mut init, mut cond, mut semicolon) = (None, first, None);
        if self.tok != T::LBrace {
            init = first.map(|simple| self.stmt_of(simple));
            cond = None;
            if self.tok.is_semicolon() {
                semicolon = Some((self.pos(), self.tok));
                self.next();
            } else {
                self.expect(T::Semicolon);
            }
            if self.tok != T::LBrace {
                cond = Some(self.simple_stmt(Allow::Basic));
            }
        }
        let cond = match (cond, semicolon) {
            (Some(simple), _) => Some(self.expr_of(simple, "boolean expression")),
            (None, Some((at, T::AutoSemicolon))) => {
                self.err(at, "unexpected newline, expecting { after if clause");
                None
            }
            (None, Some((at, _))) => {
                self.err(at, "missing condition in if statement");
                None
            }
            (None, None) => None,
        };
        let at = self.pos();
        let cond = cond.unwrap_or_else(|| self.push(Node::BadExpr, at, at, at));
        self.expr_level = outer;
        (init, cond)
    }

    fn switch_stmt(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let (mut init, mut tag) = (None, None);
        if self.tok != T::LBrace {
            let outer = std::mem::replace(&mut self.expr_level, -1);
            if !self.tok.is_semicolon() {
                tag = Some(self.simple_stmt(Allow::Basic));
            }
            if self.tok.is_semicolon() {
                self.next();
                init = tag.take().map(|simple| self.stmt_of(simple));
                if self.tok != T::LBrace {
                    tag = Some(self.simple_stmt(Allow::Basic));
                }
            }
            self.expr_level = outer;
        }
        let guard = tag.and_then(|simple| self.type_switch_guard(simple));
        let tag = match tag {
            Some(simple) if guard.is_none() => Some(self.expr_of(simple, "switch expression")),
            _ => None,
        };
        let body = self.clauses(Self::case_clause);
        match guard {
            Some(assign) => {
                let node = Node::TypeSwitch { init, assign, body };
                let id = self.finish(node, start, start, &[init, Some(assign), Some(body)]);
                self.end_clauses(id, body)
            }
            None => {
                let node = Node::Switch { init, tag, body };
                let id = self.finish(node, start, start, &[init, tag, Some(body)]);
                self.end_clauses(id, body)
            }
        }
    }

    /// The statement ends with its body; only then the semicolon is taken.
    fn end_clauses(&mut self, id: NodeId, body: NodeId) -> NodeId {
        self.places[id.index()].end = self.places[body.index()].end;
        self.expect_semicolon();
        id
    }

    /// `{ clauses }` of a switch or select.
    fn clauses(&mut self, clause: fn(&mut Self) -> NodeId) -> NodeId {
        let start = self.expect(T::LBrace);
        let mark = self.stack.len();
        while matches!(self.tok, T::Case | T::Default) {
            let clause = clause(self);
            self.stack.push(clause);
        }
        self.expect(T::RBrace);
        let stmts = self.list_from(mark);
        self.finish_block(start, stmts)
    }

    /// The statement `x := y.(type)` or `y.(type)`, if it is one.
    fn type_switch_guard(&mut self, simple: Simple) -> Option<NodeId> {
        let is_guard = |p: &Self, x: NodeId| matches!(p.node(x), Node::TypeAssert { ty: None, .. });
        match simple {
            Simple::Expr(x) if is_guard(self, x) => Some(self.stmt_of(simple)),
            Simple::Stmt(stmt) => {
                let Node::Assign { op, lhs, rhs } = self.node(stmt) else { return None };
                let single = self.list_len(lhs) == 1 && self.list_len(rhs) == 1;
                if !single || !is_guard(self, self.list_at(rhs, 0)) {
                    return None;
                }
                match op {
                    AssignOp::Define => {}
                    AssignOp::Assign => {
                        self.err(self.places[stmt.index()].anchor, "expected ':=', found '='")
                    }
                    AssignOp::Op(_) => return None,
                }
                Some(stmt)
            }
            _ => None,
        }
    }

    fn case_clause(&mut self) -> NodeId {
        let start = self.pos();
        let mark = self.stack.len();
        let is_default = self.tok == T::Default;
        self.next();
        if !is_default {
            self.expr_list(true);
        }
        let exprs = self.list_from(mark);
        let anchor = self.expect(T::Colon);
        let colon_end = self.prev_end();
        let body = self.stmt_list();
        let id = self.finish(Node::CaseClause { exprs, body, is_default }, start, anchor, &[]);
        self.adopt_list(id, exprs);
        self.end_clause(id, body, colon_end)
    }

    /// A clause ends with its last statement, not with the semicolon behind it.
    fn end_clause(&mut self, id: NodeId, body: List, colon_end: u32) -> NodeId {
        self.adopt_list(id, body);
        let last = self.list_nodes(body).last();
        self.places[id.index()].end =
            last.map_or(colon_end, |s| self.places[s.index()].end).max(self.places[id.index()].start);
        id
    }

    fn select_stmt(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let body = self.clauses(Self::comm_clause);
        let id = self.finish(Node::Select { body }, start, start, &[Some(body)]);
        self.end_clauses(id, body)
    }

    fn comm_clause(&mut self) -> NodeId {
        let start = self.pos();
        let is_default = self.tok == T::Default;
        self.next();
        let comm = if is_default { None } else { Some(self.comm_stmt()) };
        let anchor = self.expect(T::Colon);
        let colon_end = self.prev_end();
        let body = self.stmt_list();
        let id = self.finish(Node::CommClause { comm, body }, start, anchor, &[comm]);
        self.end_clause(id, body, colon_end)
    }

    /// A send, or a receive with or without assignment.
    fn comm_stmt(&mut self) -> NodeId {
        let start = self.pos();
        let mark = self.stack.len();
        self.expr_list(false);
        let first = self.stack[mark];
        let n = self.stack.len() - mark;
        let anchor = self.pos();
        let op = match self.tok {
            T::Assign => Some(AssignOp::Assign),
            T::Define => Some(AssignOp::Define),
            _ => None,
        };
        if let Some(op) = op {
            if n > 2 {
                self.err_expected(self.start_of(first), "1 or 2 expressions");
                self.stack.truncate(mark + 2);
            }
            let lhs = self.list_from(mark);
            self.next();
            let x = self.rhs();
            let rhs = self.list_of(x);
            let id = self.finish(Node::Assign { op, lhs, rhs }, start, anchor, &[]);
            self.adopt_list(id, lhs);
            self.adopt(id, x);
            return id;
        }
        if n > 1 {
            self.err_expected(self.start_of(first), "1 expression");
        }
        self.stack.truncate(mark);
        if self.eat(T::Arrow) {
            let value = self.rhs();
            let node = Node::SendStmt { chan: first, value };
            return self.finish(node, start, anchor, &[Some(first), Some(value)]);
        }
        self.stmt_of(Simple::Expr(first))
    }

    fn for_stmt(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let (mut init, mut cond, mut post) = (None, None, None);
        if self.tok != T::LBrace {
            let outer = std::mem::replace(&mut self.expr_level, -1);
            if self.tok == T::Range {
                let anchor = self.pos();
                self.next();
                let x = self.rhs();
                cond = Some(Simple::Range { vars: List::EMPTY, tok: RangeTok::None, anchor, x });
            } else if !self.tok.is_semicolon() {
                cond = Some(self.simple_stmt(Allow::Range));
            }
            if !matches!(cond, Some(Simple::Range { .. })) && self.tok.is_semicolon() {
                self.next();
                init = cond.take().map(|simple| self.stmt_of(simple));
                if !self.tok.is_semicolon() {
                    cond = Some(self.simple_stmt(Allow::Basic));
                }
                // The condition is taken out of its statement before the post statement's nodes follow.
                let cond_expr = cond.map(|simple| self.expr_of(simple, "boolean or range expression"));
                cond = cond_expr.map(Simple::Expr);
                self.expect_semicolon();
                if self.tok != T::LBrace {
                    let simple = self.simple_stmt(Allow::Basic);
                    post = Some(self.stmt_of(simple));
                }
            }
            self.expr_level = outer;
        }
        if let Some(Simple::Range { vars, tok, anchor, x }) = cond {
            return self.range_stmt(start, vars, tok, anchor, x);
        }
        let cond = cond.map(|simple| self.expr_of(simple, "boolean or range expression"));
        let body = self.block();
        let ext = self.ext([init, cond, post, Some(body)]);
        let id = self.finish(Node::For(ext), start, start, &[init, cond, post, Some(body)]);
        self.end_clauses(id, body)
    }

    fn range_stmt(&mut self, start: u32, vars: List, tok: RangeTok, anchor: u32, x: NodeId) -> NodeId {
        let body = self.block();
        let n = self.list_len(vars);
        let [key, value] = [0, 1].map(|i| (i < n).then(|| self.list_at(vars, i)));
        if n > 2 {
            let last = self.list_at(vars, n - 1);
            self.err_expected(self.start_of(last), "at most 2 expressions");
            let id = self.finish(Node::BadStmt, start, start, &[key, value, Some(x), Some(body)]);
            return self.end_clauses(id, body);
        }
        let ext = self.ext([key, value, Some(x), Some(body)]);
        let node = Node::Range { ext, tok };
        let id = self.finish(node, start, anchor, &[key, value, Some(x), Some(body)]);
        self.end_clauses(id, body)
    }
}
