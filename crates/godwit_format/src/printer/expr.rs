//! Expressions and types.

use godwit_syntax::{BinaryOp, ChanDir, LitKind, Node, NodeId, TokenKind as T, UnaryOp};

use super::Printer;
use super::lists::{COMMA_TERM, NO_MODE};
use super::state::{INFINITY, NO_EXTRA_BLANK, NO_EXTRA_LINEBREAK, Ws};

const UNARY_PREC: u8 = 6;
const HIGHEST_PREC: u8 = 7;

const RED_ZONE: usize = 64 * 1024;
const STACK_CHUNK: usize = 4 * 1024 * 1024;
/// Subtrees with more nodes than this have their operator mix remembered: it is asked for at every level of a chain.
const LONG_CHAIN: u32 = 32;

/// Which operator levels stand side by side in an expression; decides where blanks go.
#[derive(Clone, Copy, Default)]
pub(super) struct Mix {
    has4: bool,
    has5: bool,
    /// Highest precedence at which operator and operand would read as another token.
    problem: u8,
}

impl Printer<'_> {
    #[inline]
    pub(super) fn expr(&mut self, id: NodeId) {
        self.expr1(id, 0, 1);
    }

    #[inline]
    pub(super) fn expr0(&mut self, id: NodeId, depth: u32) {
        self.expr1(id, 0, depth);
    }

    /// `min_prec`: what is weaker needs parentheses. `depth`: more than 1 drops optional blanks.
    #[inline]
    pub(super) fn expr1(&mut self, id: NodeId, min_prec: u8, depth: u32) {
        if self.aborted {
            return;
        }
        let id = self.shown(id);
        if let Node::Ident { .. } = self.file[id] {
            self.set_pos(self.start(id));
            let text: &[u8] = &self.text.as_bytes()[self.start(id) as usize..self.end(id) as usize];
            self.word(text);
            return;
        }
        if let Node::BasicLit { kind } = self.file[id] {
            self.set_pos(self.start(id));
            self.basic_lit(id, kind);
            return;
        }
        stacker::maybe_grow(RED_ZONE, STACK_CHUNK, || self.composed(id, min_prec, depth));
    }

    fn composed(&mut self, id: NodeId, min_prec: u8, depth: u32) {
        let file = self.file;
        let start = self.start(id);
        self.set_pos(start);
        match file[id] {
            Node::Selector { x, sel } => {
                self.selector(x, sel, depth, false);
            }
            Node::Call { fun, args, ellipsis } => self.call(id, fun, args, ellipsis, depth),
            Node::Binary { op, x, y } => self.binary(id, op, x, y, min_prec, depth),
            Node::Unary { op, x } => {
                if UNARY_PREC < min_prec {
                    self.tok(T::LParen);
                    self.expr(id);
                    self.tok(T::RParen);
                } else {
                    self.tok(unary_token(op));
                    self.expr1(x, UNARY_PREC, depth);
                }
            }
            Node::Star { x } => {
                let paren = UNARY_PREC < min_prec;
                if paren {
                    self.tok(T::LParen);
                }
                self.tok(T::Mul);
                self.expr(x);
                if paren {
                    self.tok(T::RParen);
                }
            }
            Node::KeyValue { key, value } => {
                self.expr(key);
                self.tok_at(T::Colon, file.anchor(id));
                self.blank();
                self.expr(value);
            }
            Node::CompositeLit { ty, elts } => {
                if let Some(ty) = ty {
                    self.expr1(ty, HIGHEST_PREC, depth);
                }
                let (lbrace, rbrace) = (file.anchor(id), self.end(id) - 1);
                self.st.level += 1;
                self.tok_at(T::LBrace, lbrace);
                self.expr_list(Some(lbrace), elts, 1, COMMA_TERM, Some(rbrace));
                let mode = NO_EXTRA_LINEBREAK | if elts.is_empty() { 0 } else { NO_EXTRA_BLANK };
                // So that lone comments are indented.
                self.ws(Ws::Indent);
                self.ws(Ws::Unindent);
                self.toggle_mode(mode);
                self.tok_at(T::RBrace, rbrace);
                self.toggle_mode(mode);
                self.st.level -= 1;
            }
            Node::Index { x, index } => {
                self.expr1(x, HIGHEST_PREC, 1);
                self.tok_at(T::LBrack, file.anchor(id));
                self.expr0(index, depth + 1);
                self.tok_at(T::RBrack, self.end(id) - 1);
            }
            Node::IndexList { x, indices } => {
                let (lbrack, rbrack) = (file.anchor(id), self.end(id) - 1);
                self.expr1(x, HIGHEST_PREC, 1);
                self.tok_at(T::LBrack, lbrack);
                self.expr_list(Some(lbrack), indices, depth + 1, COMMA_TERM, Some(rbrack));
                self.tok_at(T::RBrack, rbrack);
            }
            Node::Slice { x, .. } => {
                self.expr1(x, HIGHEST_PREC, 1);
                self.slice_bounds(id, depth);
            }
            Node::TypeAssert { x, ty } => {
                self.expr1(x, HIGHEST_PREC, depth);
                self.tok(T::Period);
                self.tok_at(T::LParen, file.anchor(id));
                match ty {
                    Some(ty) => self.expr(ty),
                    None => self.tok(T::Type),
                }
                self.tok_at(T::RParen, self.end(id) - 1);
            }
            Node::Paren { x } => {
                if let Node::Paren { .. } = file[x] {
                    // One pair is enough.
                    self.expr0(x, depth);
                } else {
                    self.tok(T::LParen);
                    self.expr0(x, depth.saturating_sub(1).max(1));
                    self.tok_at(T::RParen, self.end(id) - 1);
                }
            }
            Node::FuncLit { ty, body } => {
                self.set_pos(self.start(ty));
                self.tok(T::Func);
                let start_column = self.st.out_column.saturating_sub(4);
                self.signature(ty);
                let header = self.distance_from(self.start(ty), start_column);
                self.func_body(header, Ws::Blank, body);
            }
            Node::ArrayType { len, elem } => {
                self.tok(T::LBrack);
                if let Some(len) = len {
                    self.expr(len);
                }
                self.tok(T::RBrack);
                self.expr(elem);
            }
            Node::Ellipsis { elem } => {
                self.tok(T::Ellipsis);
                if let Some(elem) = elem {
                    self.expr(elem);
                }
            }
            Node::StructType { fields } => {
                self.tok(T::Struct);
                self.field_list(fields, true);
            }
            Node::InterfaceType { methods } => {
                self.tok(T::Interface);
                self.field_list(methods, false);
            }
            Node::FuncType { .. } => {
                self.tok(T::Func);
                self.signature(id);
            }
            Node::MapType { key, value } => {
                self.tok(T::Map);
                self.tok(T::LBrack);
                self.expr(key);
                self.tok(T::RBrack);
                self.expr(value);
            }
            Node::ChanType { dir, elem } => {
                match dir {
                    ChanDir::Both => self.tok(T::Chan),
                    ChanDir::Recv => {
                        self.tok(T::Arrow);
                        self.tok(T::Chan);
                    }
                    ChanDir::Send => {
                        self.tok(T::Chan);
                        self.tok_at(T::Arrow, file.anchor(id));
                    }
                }
                self.blank();
                self.expr(elem);
            }
            // Files with errors are not printed.
            _ => {}
        }
    }

    fn basic_lit(&mut self, id: NodeId, kind: LitKind) {
        let text = &self.text[self.start(id) as usize..self.end(id) as usize];
        let tok = match kind {
            LitKind::Int => T::Int,
            LitKind::Float => T::Float,
            LitKind::Imag => T::Imag,
            LitKind::Char => T::Char,
            LitKind::String => T::String,
        };
        if !self.replaced.is_empty()
            && let Some(other) = self.replaced.get(&id)
        {
            let other = other.clone();
            return self.literal(other.as_bytes(), tok);
        }
        match kind {
            LitKind::Int | LitKind::Float | LitKind::Imag if !self.measuring => {
                self.literal(crate::number::normalized(text).as_bytes(), tok);
            }
            LitKind::String if text.starts_with('`') && text.contains('\r') => {
                self.literal(crate::groups::strip_cr(text, false).as_bytes(), tok);
            }
            _ => self.literal(text.as_bytes(), tok),
        }
    }

    /// A function or selector in front of a call. Gives whether it was broken over lines and left indented.
    fn callee(&mut self, id: NodeId, depth: u32) -> bool {
        let id = self.shown(id);
        if let Node::Selector { x, sel } = self.file[id] {
            return stacker::maybe_grow(RED_ZONE, STACK_CHUNK, || self.selector(x, sel, depth, true));
        }
        self.expr1(id, HIGHEST_PREC, depth);
        false
    }

    fn selector(&mut self, x: NodeId, sel: NodeId, depth: u32, is_method: bool) -> bool {
        if self.aborted {
            return false;
        }
        self.expr1(x, HIGHEST_PREC, depth);
        self.tok(T::Period);
        let at = self.start(sel);
        let text: &[u8] = &self.text.as_bytes()[at as usize..self.end(sel) as usize];
        if self.st.pos.line < self.line(at) {
            self.ws(Ws::Indent);
            self.ws(Ws::Newline);
            self.set_pos(at);
            self.word(text);
            if !is_method {
                self.ws(Ws::Unindent);
            }
            return true;
        }
        self.set_pos(at);
        self.word(text);
        false
    }

    fn call(&mut self, id: NodeId, fun: NodeId, args: godwit_syntax::List, ellipsis: bool, depth: u32) {
        let file = self.file;
        let depth = if file.n_list(args) > 1 { depth + 1 } else { depth };
        // A function type or `<-chan` in front of parentheses needs its own.
        let paren = matches!(file[fun], Node::FuncType { .. } | Node::ChanType { dir: ChanDir::Recv, .. });
        if paren {
            self.tok(T::LParen);
        }
        let indented = self.callee(fun, depth);
        if paren {
            self.tok(T::RParen);
        }
        let (lparen, rparen) = (file.anchor(id), self.end(id) - 1);
        self.tok_at(T::LParen, lparen);
        let dots = if ellipsis { self.ellipsis_behind(args) } else { None };
        match dots {
            Some(dots) => {
                self.expr_list(Some(lparen), args, depth, NO_MODE, Some(dots));
                self.tok_at(T::Ellipsis, dots);
                if self.line(dots) < self.line(rparen) {
                    self.tok(T::Comma);
                    self.ws(Ws::FormFeed);
                }
            }
            None => self.expr_list(Some(lparen), args, depth, COMMA_TERM, Some(rparen)),
        }
        self.tok_at(T::RParen, rparen);
        if indented {
            self.ws(Ws::Unindent);
        }
    }

    fn ellipsis_behind(&self, args: godwit_syntax::List) -> Option<u32> {
        let last = self.file.list_last(args)?;
        let at = self.file.tokens.at_or_after(self.end(last));
        self.file.tokens.spans.get(at).map(|span| span.start)
    }

    fn slice_bounds(&mut self, id: NodeId, depth: u32) {
        let file = self.file;
        let Node::Slice { bounds, three, .. } = file[id] else { return };
        let bounds = file.slice_bounds(bounds);
        self.tok_at(T::LBrack, file.anchor(id));
        let all = [bounds.lo, bounds.hi, bounds.max];
        let all = &all[..if three { 3 } else { 2 }];
        let is_binary = |x: NodeId| matches!(file[x], Node::Binary { .. });
        let spaced =
            depth <= 1 && all.iter().flatten().count() > 1 && all.iter().flatten().any(|&x| is_binary(x));
        for (i, &x) in all.iter().enumerate() {
            if i > 0 {
                if all[i - 1].is_some() && spaced {
                    self.blank();
                }
                self.tok(T::Colon);
                if x.is_some() && spaced {
                    self.blank();
                }
            }
            if let Some(x) = x {
                self.expr0(x, depth + 1);
            }
        }
        self.tok_at(T::RBrack, self.end(id) - 1);
    }

    // ---- operators ----

    fn binary(&mut self, id: NodeId, op: BinaryOp, x: NodeId, y: NodeId, min_prec: u8, depth: u32) {
        let prec = op.precedence();
        if prec < min_prec {
            self.tok(T::LParen);
            self.expr0(id, depth.saturating_sub(1).max(1));
            self.tok(T::RParen);
            return;
        }
        let mut blanks = prec < self.cutoff(id, depth);
        let same_level =
            |x: NodeId| matches!(self.file[x], Node::Binary { op, .. } if op.precedence() == prec);
        let more = u32::from(!same_level(x));
        self.expr1(x, prec, depth + more);
        if blanks {
            self.blank();
        }
        // The operator may stand on the next line already.
        let x_line = self.st.pos.line;
        let y_line = self.line(self.start(y));
        self.tok_at(binary_token(op), self.file.anchor(id));
        let mut indented = false;
        if x_line != y_line && self.linebreak(y_line, 1, Ws::Indent, true) > 0 {
            indented = true;
            blanks = false;
        }
        if blanks {
            self.blank();
        }
        self.expr1(y, prec + 1, depth + 1);
        if indented {
            self.ws(Ws::Unindent);
        }
    }

    /// Operators below this precedence get blanks.
    fn cutoff(&mut self, id: NodeId, depth: u32) -> u8 {
        let mix = self.mix(id);
        if mix.problem > 0 {
            return mix.problem + 1;
        }
        match (mix.has4 && mix.has5, depth == 1) {
            (true, true) => 5,
            (false, true) => 6,
            _ => 4,
        }
    }

    fn mix(&mut self, id: NodeId) -> Mix {
        let Node::Binary { op, x, y } = self.file[id] else { return Mix::default() };
        let long = id.raw().saturating_sub(self.file.subtree(id).next().map_or(0, NodeId::raw)) > LONG_CHAIN;
        if long && let Some(&mix) = self.chains.get(&id) {
            return mix;
        }
        let prec = op.precedence();
        let mut mix = Mix { has4: prec == 4, has5: prec == 5, problem: 0 };
        let mut add = |m: Mix| {
            mix.has4 |= m.has4;
            mix.has5 |= m.has5;
            mix.problem = mix.problem.max(m.problem);
        };
        if let Node::Binary { op: left, .. } = self.file[x]
            && left.precedence() >= prec
        {
            add(stacker::maybe_grow(RED_ZONE, STACK_CHUNK, || self.mix(x)));
        }
        match self.file[y] {
            Node::Binary { op: right, .. } if right.precedence() > prec => add(self.mix(y)),
            Node::Star { .. } if op == BinaryOp::Quo => add(Mix { problem: 5, ..Mix::default() }),
            Node::Unary { op: unary, .. } => {
                let problem = match (op, unary) {
                    (BinaryOp::And, UnaryOp::Addr | UnaryOp::Xor) => 5,
                    (BinaryOp::Add, UnaryOp::Plus) | (BinaryOp::Sub, UnaryOp::Minus) => 4,
                    _ => 0,
                };
                add(Mix { problem, ..Mix::default() });
            }
            _ => {}
        }
        if long {
            self.chains.insert(id, mix);
        }
        mix
    }

    /// Columns written since `start_column`, if `start` is on the current source line. Negative where a comment broke the
    /// output line meanwhile.
    pub(super) fn distance_from(&self, start: u32, start_column: u32) -> i64 {
        if self.line(start) != self.st.pos.line {
            return i64::from(INFINITY);
        }
        i64::from(self.st.out_column) - i64::from(start_column)
    }
}

fn unary_token(op: UnaryOp) -> T {
    match op {
        UnaryOp::Plus => T::Add,
        UnaryOp::Minus => T::Sub,
        UnaryOp::Not => T::Not,
        UnaryOp::Xor => T::Xor,
        UnaryOp::Addr => T::And,
        UnaryOp::Recv => T::Arrow,
        UnaryOp::Tilde => T::Tilde,
    }
}

fn binary_token(op: BinaryOp) -> T {
    match op {
        BinaryOp::LOr => T::LOr,
        BinaryOp::LAnd => T::LAnd,
        BinaryOp::Eql => T::Eql,
        BinaryOp::Neq => T::Neq,
        BinaryOp::Lss => T::Lss,
        BinaryOp::Leq => T::Leq,
        BinaryOp::Gtr => T::Gtr,
        BinaryOp::Geq => T::Geq,
        BinaryOp::Add => T::Add,
        BinaryOp::Sub => T::Sub,
        BinaryOp::Or => T::Or,
        BinaryOp::Xor => T::Xor,
        BinaryOp::Mul => T::Mul,
        BinaryOp::Quo => T::Quo,
        BinaryOp::Rem => T::Rem,
        BinaryOp::Shl => T::Shl,
        BinaryOp::Shr => T::Shr,
        BinaryOp::And => T::And,
        BinaryOp::AndNot => T::AndNot,
    }
}
