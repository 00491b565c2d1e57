//! Expressions: operands, selectors, indices, calls, literals, operators.

use godwit_base::{Idx, sym};

use super::{Parser, ends_expression, starts_statement};
use crate::node::{BinaryOp, ChanDir, List, LitKind, Node, NodeId, UnaryOp};
use crate::token::TokenKind as T;

pub(super) const fn lit_kind(kind: T) -> Option<LitKind> {
    Some(match kind {
        T::Int => LitKind::Int,
        T::Float => LitKind::Float,
        T::Imag => LitKind::Imag,
        T::Char => LitKind::Char,
        T::String => LitKind::String,
        _ => return None,
    })
}

pub(super) const fn binary_op(kind: T) -> Option<BinaryOp> {
    Some(match kind {
        T::LOr => BinaryOp::LOr,
        T::LAnd => BinaryOp::LAnd,
        T::Eql => BinaryOp::Eql,
        T::Neq => BinaryOp::Neq,
        T::Lss => BinaryOp::Lss,
        T::Leq => BinaryOp::Leq,
        T::Gtr => BinaryOp::Gtr,
        T::Geq => BinaryOp::Geq,
        T::Add => BinaryOp::Add,
        T::Sub => BinaryOp::Sub,
        T::Or => BinaryOp::Or,
        T::Xor => BinaryOp::Xor,
        T::Mul => BinaryOp::Mul,
        T::Quo => BinaryOp::Quo,
        T::Rem => BinaryOp::Rem,
        T::Shl => BinaryOp::Shl,
        T::Shr => BinaryOp::Shr,
        T::And => BinaryOp::And,
        T::AndNot => BinaryOp::AndNot,
        _ => return None,
    })
}

/// Tokens that go on neither with an operand nor with an operation.
const fn ends_operand(kind: T) -> bool {
    matches!(
        kind,
        T::Comma | T::RParen | T::RBrack | T::RBrace | T::Semicolon | T::AutoSemicolon | T::Colon | T::Define
    )
}

/// Longest chain of selectors, calls or operators of one level; go/parser's nesting limit.
const MAX_CHAIN: u32 = 100_000;

impl Parser<'_> {
    pub(super) fn ident(&mut self) -> NodeId {
        let span = self.tokens.spans[self.at];
        let (start, end) = (span.start, span.end);
        if self.tok == T::Ident {
            let name = self.symbol();
            self.next();
            return self.push(Node::Ident { name }, start, end, start);
        }
        self.expect(T::Ident);
        self.push(Node::Ident { name: sym::BLANK }, start, start, start)
    }

    /// Pushes expressions on the list stack, at least one.
    pub(super) fn expr_list(&mut self, in_rhs: bool) {
        let outer = std::mem::replace(&mut self.in_rhs, in_rhs);
        loop {
            let x = self.expr();
            self.stack.push(x);
            if !self.eat(T::Comma) {
                break;
            }
        }
        self.in_rhs = outer;
    }

    #[inline]
    pub(super) fn expr(&mut self) -> NodeId {
        // Most expressions are one name or literal; they need no descent through the levels of precedence.
        if ends_operand(self.peek(1)) {
            if self.tok == T::Ident {
                return self.ident();
            }
            if let Some(kind) = lit_kind(self.tok) {
                return self.literal(kind);
            }
        }
        self.binary_expr(None, 1)
    }

    #[inline]
    fn literal(&mut self, kind: LitKind) -> NodeId {
        let span = self.tokens.spans[self.at];
        self.next();
        self.push(Node::BasicLit { kind }, span.start, span.end, span.start)
    }

    #[inline]
    pub(super) fn rhs(&mut self) -> NodeId {
        let outer = std::mem::replace(&mut self.in_rhs, true);
        let x = self.expr();
        self.in_rhs = outer;
        x
    }

    pub(super) fn binary_expr(&mut self, x: Option<NodeId>, min_precedence: u8) -> NodeId {
        let mut x = x.unwrap_or_else(|| self.unary_expr());
        let mut chain = 0;
        loop {
            let mistyped = self.tok == T::Assign && self.in_rhs;
            let Some(op) = (if mistyped { Some(BinaryOp::Eql) } else { binary_op(self.tok) }) else {
                return x;
            };
            if op.precedence() < min_precedence {
                return x;
            }
            let anchor = self.pos();
            if mistyped {
                self.err_expected(anchor, "'=='");
            }
            self.next();
            let y = self.binary_expr(None, op.precedence() + 1);
            let start = self.start_of(x);
            x = self.finish(Node::Binary { op, x, y }, start, anchor, &[Some(x), Some(y)]);
            chain += 1;
            if chain > MAX_CHAIN {
                self.give_up();
            }
        }
    }

    fn unary_expr(&mut self) -> NodeId {
        let op = match self.tok {
            T::Add => UnaryOp::Plus,
            T::Sub => UnaryOp::Minus,
            T::Not => UnaryOp::Not,
            T::Xor => UnaryOp::Xor,
            T::And => UnaryOp::Addr,
            T::Tilde => UnaryOp::Tilde,
            T::Arrow => return self.nested(Self::arrow_expr),
            T::Mul => {
                return self.nested(|p| {
                    let start = p.pos();
                    p.next();
                    let x = p.unary_expr();
                    p.finish(Node::Star { x }, start, start, &[Some(x)])
                });
            }
            _ => return self.primary_expr(None),
        };
        self.nested(|p| {
            let start = p.pos();
            p.next();
            let x = p.unary_expr();
            p.finish(Node::Unary { op, x }, start, start, &[Some(x)])
        })
    }

    /// `<-x`, or a channel type: in `<-chan T` the arrow belongs to the type that follows.
    fn arrow_expr(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let x = self.unary_expr();
        if !matches!(self.node(x), Node::ChanType { .. }) {
            return self.finish(Node::Unary { op: UnaryOp::Recv, x }, start, start, &[Some(x)]);
        }
        // (<-type) was parsed as <-(type); move the arrow one type inwards for each `chan<-` on the way.
        let (mut arrow, mut at, mut last) = (start, x, ChanDir::Send);
        while let Node::ChanType { dir, elem } = self.node(at)
            && last == ChanDir::Send
        {
            let own_arrow = self.places[at.index()].anchor;
            if dir == ChanDir::Recv {
                self.err_expected(own_arrow, "'chan'");
            }
            self.nodes[at.index()] = Node::ChanType { dir: ChanDir::Recv, elem };
            self.places[at.index()].start = arrow;
            self.places[at.index()].anchor = arrow;
            (arrow, last, at) = (own_arrow, dir, elem);
        }
        if last == ChanDir::Send {
            self.err_expected(arrow, "channel type");
        }
        x
    }

    fn operand(&mut self) -> NodeId {
        let start = self.pos();
        match self.tok {
            T::Ident => return self.ident(),
            T::LParen => {
                return self.nested(|p| {
                    p.next();
                    p.expr_level += 1;
                    let x = p.rhs();
                    p.expr_level -= 1;
                    p.expect(T::RParen);
                    p.finish(Node::Paren { x }, start, start, &[Some(x)])
                });
            }
            T::Func => return self.nested(Self::func_type_or_lit),
            kind => {
                if let Some(kind) = lit_kind(kind) {
                    return self.literal(kind);
                }
            }
        }
        if let Some(ty) = self.try_ident_or_type() {
            return ty;
        }
        self.err_expected(start, "operand");
        self.advance(starts_statement);
        self.bad_expr(start)
    }

    fn func_type_or_lit(&mut self) -> NodeId {
        let start = self.pos();
        let ty = self.func_type();
        if self.tok != T::LBrace {
            return ty;
        }
        self.expr_level += 1;
        let body = self.block();
        self.expr_level -= 1;
        self.finish(Node::FuncLit { ty, body }, start, start, &[Some(ty), Some(body)])
    }

    /// An operand with all that is applied to it. `x`: the operand, already parsed.
    pub(super) fn primary_expr(&mut self, x: Option<NodeId>) -> NodeId {
        let mut x = x.unwrap_or_else(|| self.operand());
        let mut chain = 0;
        loop {
            match self.tok {
                T::Period => x = self.selector_or_assertion(x),
                T::LBrack => x = self.nested(|p| p.index_or_slice(x)),
                T::LParen => x = self.nested(|p| p.call(x)),
                T::LBrace => {
                    if !self.may_be_literal_type(x) {
                        return x;
                    }
                    x = self.nested(|p| p.composite_lit(Some(x)));
                }
                _ => return x,
            }
            chain += 1;
            if chain > MAX_CHAIN {
                self.give_up();
            }
        }
    }

    /// Whether `x {` starts a composite literal here.
    fn may_be_literal_type(&mut self, x: NodeId) -> bool {
        let ty = self.unparen(x);
        let possible = match self.node(ty) {
            Node::BadExpr
            | Node::Ident { .. }
            | Node::Selector { .. }
            | Node::Index { .. }
            | Node::IndexList { .. } => self.expr_level >= 0,
            Node::ArrayType { .. } | Node::StructType { .. } | Node::MapType { .. } => true,
            _ => false,
        };
        if possible && ty != x {
            self.err(self.start_of(ty), "cannot parenthesize type in composite literal");
        }
        possible
    }

    fn selector_or_assertion(&mut self, x: NodeId) -> NodeId {
        let (start, dot) = (self.start_of(x), self.pos());
        self.next();
        match self.tok {
            T::Ident => {
                let sel = self.ident();
                self.finish(Node::Selector { x, sel }, start, dot, &[Some(x), Some(sel)])
            }
            T::LParen => {
                let anchor = self.pos();
                self.next();
                let ty = if self.eat(T::Type) { None } else { Some(self.ty()) };
                self.expect(T::RParen);
                self.finish(Node::TypeAssert { x, ty }, start, anchor, &[Some(x), ty])
            }
            _ => {
                let pos = self.pos();
                self.err_expected(pos, "selector or type assertion");
                if self.tok != T::RBrace {
                    self.next();
                }
                let sel = self.push(Node::Ident { name: sym::BLANK }, pos, pos, pos);
                self.finish(Node::Selector { x, sel }, start, dot, &[Some(x), Some(sel)])
            }
        }
    }

    /// `x[` and what follows: an index, a slice, or type arguments.
    fn index_or_slice(&mut self, x: NodeId) -> NodeId {
        let (start, anchor) = (self.start_of(x), self.pos());
        self.next();
        if self.tok == T::RBrack {
            let at = self.pos();
            self.err_expected(at, "operand");
            let index = self.push(Node::BadExpr, at, at, at);
            self.next();
            return self.finish(Node::Index { x, index }, start, anchor, &[Some(x), Some(index)]);
        }
        self.expr_level += 1;
        let mut bounds = [None; 3];
        if self.tok != T::Colon {
            bounds[0] = Some(self.rhs());
        }
        let mark = self.stack.len();
        let mut colons = [0u32; 2];
        let mut n_colons = 0;
        if self.tok == T::Colon {
            while self.tok == T::Colon && n_colons < 2 {
                colons[n_colons] = self.pos();
                n_colons += 1;
                self.next();
                if !matches!(self.tok, T::Colon | T::RBrack | T::Eof) {
                    bounds[n_colons] = Some(self.rhs());
                } else if n_colons == 1 && self.tok == T::Colon {
                    // The middle bound, kept in place so that node order stays source order.
                    self.err(colons[0], "middle index required in 3-index slice");
                    bounds[1] = Some(self.push(Node::BadExpr, colons[0] + 1, self.pos(), colons[0] + 1));
                }
            }
        } else if self.tok == T::Comma {
            self.stack.extend(bounds[0]);
            while self.eat(T::Comma) {
                if !matches!(self.tok, T::RBrack | T::Eof) {
                    let ty = self.ty();
                    self.stack.push(ty);
                }
            }
        }
        self.expr_level -= 1;
        let closing = self.expect(T::RBrack);
        if n_colons == 0 {
            let index = bounds[0].unwrap_or_else(|| self.bad_expr(closing));
            return self.pack_index(x, index, anchor, mark);
        }
        let three = n_colons == 2;
        if three && bounds[2].is_none() {
            self.err(colons[1], "final index required in 3-index slice");
            bounds[2] = Some(self.push(Node::BadExpr, colons[1] + 1, closing, colons[1] + 1));
        }
        let ext = self.ext([bounds[0], bounds[1], bounds[2], None]);
        let children = [Some(x), bounds[0], bounds[1], bounds[2]];
        self.finish(Node::Slice { x, bounds: ext, three }, start, anchor, &children)
    }

    /// `x[index]`, or `x[a, b]` if the list stack holds several indices above `mark`.
    pub(super) fn pack_index(&mut self, x: NodeId, index: NodeId, anchor: u32, mark: usize) -> NodeId {
        let start = self.start_of(x);
        if self.stack.len() - mark < 2 {
            self.stack.truncate(mark);
            return self.finish(Node::Index { x, index }, start, anchor, &[Some(x), Some(index)]);
        }
        let indices = self.list_from(mark);
        let id = self.finish(Node::IndexList { x, indices }, start, anchor, &[Some(x)]);
        self.adopt_list(id, indices);
        id
    }

    fn call(&mut self, fun: NodeId) -> NodeId {
        let (start, anchor) = (self.start_of(fun), self.pos());
        self.next();
        self.expr_level += 1;
        let mark = self.stack.len();
        let mut ellipsis = false;
        while self.tok != T::RParen && self.tok != T::Eof && !ellipsis {
            let x = self.rhs();
            self.stack.push(x);
            ellipsis = self.eat(T::Ellipsis);
            if !self.at_comma("argument list", T::RParen) {
                break;
            }
            self.next();
        }
        self.expr_level -= 1;
        self.expect_closing(T::RParen, "argument list");
        let args = self.list_from(mark);
        let id = self.finish(Node::Call { fun, args, ellipsis }, start, anchor, &[Some(fun)]);
        self.adopt_list(id, args);
        id
    }

    /// `{ … }` behind a type, or alone inside another literal.
    pub(super) fn composite_lit(&mut self, ty: Option<NodeId>) -> NodeId {
        let anchor = self.pos();
        let start = ty.map_or(anchor, |t| self.start_of(t));
        self.next();
        self.expr_level += 1;
        let mark = self.stack.len();
        while self.tok != T::RBrace && self.tok != T::Eof {
            let x = self.element();
            self.stack.push(x);
            if !self.at_comma("composite literal", T::RBrace) {
                break;
            }
            self.next();
        }
        self.expr_level -= 1;
        self.expect_closing(T::RBrace, "composite literal");
        let elts = self.list_from(mark);
        let id = self.finish(Node::CompositeLit { ty, elts }, start, anchor, &[ty]);
        self.adopt_list(id, elts);
        id
    }

    fn element(&mut self) -> NodeId {
        let key = self.element_value();
        if self.tok != T::Colon {
            return key;
        }
        let (start, anchor) = (self.start_of(key), self.pos());
        self.next();
        let value = self.element_value();
        self.finish(Node::KeyValue { key, value }, start, anchor, &[Some(key), Some(value)])
    }

    fn element_value(&mut self) -> NodeId {
        if self.tok == T::LBrace { self.nested(|p| p.composite_lit(None)) } else { self.expr() }
    }

    /// Reports `expected …` here and skips to the end of the broken expression.
    pub(super) fn err_expr(&mut self, what: &str) -> NodeId {
        let start = self.pos();
        self.err_expected(start, what);
        self.advance(ends_expression);
        self.bad_expr(start)
    }

    pub(super) fn list_nodes(&self, list: List) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.list_len(list)).map(move |i| self.list_at(list, i))
    }
}
