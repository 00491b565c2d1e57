//! Declarations and the file itself.

use godwit_base::sym;

use super::{Parser, ends_expression, starts_declaration};
use crate::node::BinaryOp;
use crate::node::{DeclKind, List, LitKind, Node, NodeId, UnaryOp};
use crate::token::TokenKind as T;

impl Parser<'_> {
    /// Parses the whole file. Gives the root and whether all tokens were looked at: like go/parser, nothing is read behind
    /// a broken package clause.
    pub(super) fn file(&mut self, scan_error_at_start: bool) -> (NodeId, bool) {
        let start = self.pos();
        let mark = self.stack.len();
        if scan_error_at_start {
            return (self.finish_file(start, None, mark), false);
        }
        self.expect(T::Package);
        let name = self.ident();
        self.expect_semicolon();
        if !self.errors.is_empty() {
            return (self.finish_file(start, Some(name), mark), false);
        }
        while self.tok == T::Import {
            let decl = self.gen_decl(DeclKind::Import);
            self.stack.push(decl);
        }
        if !self.options.imports_only {
            let mut last = T::Import;
            while self.tok != T::Eof {
                if self.tok == T::Import && last != T::Import {
                    self.err(self.pos(), "imports must appear before other declarations");
                }
                last = self.tok;
                let decl = self.decl(starts_declaration);
                self.stack.push(decl);
            }
        }
        let complete = !self.stopped && !self.options.imports_only;
        (self.finish_file(start, Some(name), mark), complete)
    }

    fn finish_file(&mut self, start: u32, name: Option<NodeId>, mark: usize) -> NodeId {
        let decls = self.list_from(mark);
        let id = self.finish(Node::File { name, decls }, start, start, &[name]);
        self.adopt_list(id, decls);
        id
    }

    pub(super) fn decl(&mut self, sync: fn(T) -> bool) -> NodeId {
        match self.tok {
            T::Import => self.gen_decl(DeclKind::Import),
            T::Const => self.gen_decl(DeclKind::Const),
            T::Var => self.gen_decl(DeclKind::Var),
            T::Type => self.gen_decl(DeclKind::Type),
            T::Func => self.func_decl(),
            _ => {
                let start = self.pos();
                self.err_expected(start, "declaration");
                self.advance(sync);
                let end = self.pos().max(start);
                self.push(Node::BadDecl, start, end, start)
            }
        }
    }

    fn gen_decl(&mut self, kind: DeclKind) -> NodeId {
        let start = self.pos();
        self.next();
        let mark = self.stack.len();
        let mut anchor = start;
        let paren = self.tok == T::LParen;
        if paren {
            anchor = self.pos();
            self.next();
            while self.tok != T::RParen && self.tok != T::Eof {
                let spec = self.spec(kind);
                self.stack.push(spec);
            }
            self.expect(T::RParen);
        } else {
            let spec = self.spec(kind);
            self.stack.push(spec);
        }
        let specs = self.list_from(mark);
        let id = self.finish(Node::GenDecl { kind, specs, paren }, start, anchor, &[]);
        self.adopt_list(id, specs);
        if paren {
            self.expect_semicolon();
        } else {
            // The semicolon belongs to the spec and was taken with it.
            let spec = self.list_at(specs, 0);
            self.places[godwit_base::Idx::index(id)].end = self.places[godwit_base::Idx::index(spec)].end;
        }
        id
    }

    fn spec(&mut self, kind: DeclKind) -> NodeId {
        match kind {
            DeclKind::Import => self.import_spec(),
            DeclKind::Const | DeclKind::Var => self.value_spec(kind),
            DeclKind::Type => self.type_spec(),
        }
    }

    fn import_spec(&mut self) -> NodeId {
        let start = self.pos();
        let name = match self.tok {
            T::Ident => Some(self.ident()),
            T::Period => {
                self.next();
                Some(self.finish(Node::Ident { name: sym::DOT }, start, start, &[]))
            }
            _ => None,
        };
        let at = self.pos();
        let path = if self.tok == T::String {
            self.next();
            self.finish(Node::BasicLit { kind: LitKind::String }, at, at, &[])
        } else {
            if self.tok.is_literal() {
                self.err(at, "import path must be a string");
                self.next();
            } else {
                self.err(at, "missing import path");
                self.advance(ends_expression);
            }
            self.push(Node::BasicLit { kind: LitKind::String }, at, at, at)
        };
        let id = self.finish(Node::ImportSpec { name, path }, start, start, &[name, Some(path)]);
        self.expect_semicolon();
        id
    }

    fn value_spec(&mut self, kind: DeclKind) -> NodeId {
        let start = self.pos();
        let mark = self.stack.len();
        loop {
            let name = self.ident();
            self.stack.push(name);
            if !self.eat(T::Comma) {
                break;
            }
        }
        let names = self.list_from(mark);
        let ty = if kind == DeclKind::Const {
            if matches!(self.tok, T::Eof | T::Semicolon | T::AutoSemicolon | T::RParen) {
                None
            } else {
                self.try_ident_or_type()
            }
        } else {
            (self.tok != T::Assign).then(|| self.ty())
        };
        let mark = self.stack.len();
        if self.eat(T::Assign) {
            self.expr_list(true);
        }
        let values = self.list_from(mark);
        let id = self.finish(Node::ValueSpec { names, ty, values }, start, start, &[ty]);
        self.adopt_list(id, names);
        self.adopt_list(id, values);
        self.expect_semicolon();
        id
    }

    fn type_spec(&mut self) -> NodeId {
        let start = self.pos();
        let name = self.ident();
        let mut parts = TypeParts { anchor: start, ..TypeParts::default() };
        let ty = if self.tok == T::LBrack {
            self.array_or_generic(&mut parts)
        } else {
            self.alias_or_type(&mut parts)
        };
        let TypeParts { type_params, alias, anchor } = parts;
        let node = Node::TypeSpec { name, type_params, ty, alias };
        let id = self.finish(node, start, anchor, &[Some(name), type_params, Some(ty)]);
        self.expect_semicolon();
        id
    }

    fn alias_or_type(&mut self, parts: &mut TypeParts) -> NodeId {
        if self.tok == T::Assign {
            (parts.alias, parts.anchor) = (true, self.pos());
            self.next();
        }
        self.ty()
    }

    /// `type T [` may start an array type or type parameters. As in go/parser, what follows is parsed as an expression
    /// where it starts with a name, and turned into a type parameter if it reads as one.
    fn array_or_generic(&mut self, parts: &mut TypeParts) -> NodeId {
        let opening = self.pos();
        self.next();
        if self.tok != T::Ident {
            return self.array_type(opening, None);
        }
        let mut x = self.ident();
        if self.tok != T::LBrack {
            self.expr_level += 1;
            let lhs = self.primary_expr(Some(x));
            x = self.binary_expr(Some(lhs), 1);
            self.expr_level -= 1;
        }
        let force = self.tok == T::Comma;
        match self.split_name(x, force) {
            Some((name, constraint)) if constraint.is_some() || self.tok != T::RBrack => {
                let mark = self.stack.len();
                self.parameter_list(Some((name, constraint)), T::RBrack, false);
                self.expect(T::RBrack);
                parts.type_params = Some(self.field_list(opening, mark));
                self.alias_or_type(parts)
            }
            _ => self.array_type(opening, Some(x)),
        }
    }

    /// Splits `P *C`, `P (C)`, `P *C|Q` (parsed as expressions) into a name and a constraint, if the rest can be a
    /// constraint or `force` says that it must be. The nodes are changed in place.
    fn split_name(&mut self, x: NodeId, force: bool) -> Option<(NodeId, Option<NodeId>)> {
        let at = godwit_base::Idx::index(x);
        match self.node(x) {
            Node::Ident { .. } => Some((x, None)),
            Node::Binary { op: BinaryOp::Mul, x: name, y } => {
                let is_name = matches!(self.node(name), Node::Ident { .. });
                if !is_name || !(force || self.is_type_elem(y)) {
                    return None;
                }
                self.nodes[at] = Node::Star { x: y };
                self.places[at].start = self.places[at].anchor;
                self.detach_first(x, name, y);
                Some((name, Some(x)))
            }
            Node::Binary { op: BinaryOp::Or, x: lhs, y } => {
                let force = force || self.is_type_elem(y);
                // A lone name to the left of `|` is a term, not the parameter's name.
                if matches!(self.node(lhs), Node::Ident { .. }) {
                    return None;
                }
                let (name, Some(lhs)) = self.split_name(lhs, force)? else { return None };
                self.places[at].start = self.start_of(lhs);
                self.detach_first(x, name, lhs);
                Some((name, Some(x)))
            }
            Node::Call { fun, args, ellipsis: false } => {
                let is_name = matches!(self.node(fun), Node::Ident { .. });
                if !is_name || self.list_len(args) != 1 {
                    return None;
                }
                let arg = self.list_at(args, 0);
                if !force && !self.is_type_elem(arg) {
                    return None;
                }
                self.nodes[at] = Node::Paren { x: arg };
                self.places[at].start = self.places[at].anchor;
                self.detach_first(x, fun, arg);
                Some((fun, Some(x)))
            }
            _ => None,
        }
    }

    /// `name` is no longer a child of `x`, whose subtree now starts with that of `first`.
    fn detach_first(&mut self, x: NodeId, name: NodeId, first: NodeId) {
        let index = godwit_base::Idx::index;
        self.places[index(name)].parent = None;
        self.places[index(x)].first = self.places[index(first)].first;
    }

    /// Whether an expression can only be a type element.
    fn is_type_elem(&self, x: NodeId) -> bool {
        match self.node(x) {
            Node::ArrayType { .. }
            | Node::StructType { .. }
            | Node::FuncType { .. }
            | Node::InterfaceType { .. }
            | Node::MapType { .. }
            | Node::ChanType { .. } => true,
            Node::Binary { x, y, .. } => self.is_type_elem(y) || self.is_type_elem(x),
            Node::Unary { op, .. } => op == UnaryOp::Tilde,
            Node::Paren { x } => self.is_type_elem(x),
            _ => false,
        }
    }

    fn func_decl(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let recv = (self.tok == T::LParen).then(|| self.parameters());
        let name = self.ident();
        let mut type_params = None;
        if self.tok == T::LBrack {
            type_params = self.type_parameters();
            if let Some(list) = type_params
                && recv.is_some()
                && self.options.go_minor < 27
            {
                self.err(self.start_of(list), "method must have no type parameters");
            }
        }
        let ty = self.signature(start, type_params);
        let mut body = None;
        match self.tok {
            T::LBrace => body = Some(self.func_body()),
            // A semicolon is taken below with the rest, unless a brace follows on the next line.
            T::Semicolon | T::AutoSemicolon if self.peek(1) == T::LBrace => {
                self.next();
                self.err(self.pos(), "unexpected semicolon or newline before {");
                body = Some(self.func_body());
            }
            _ => {}
        }
        let ext = self.ext([recv, Some(name), Some(ty), body]);
        let id = self.finish(Node::FuncDecl(ext), start, start, &[recv, Some(name), Some(ty), body]);
        self.expect_semicolon();
        id
    }

    fn func_body(&mut self) -> NodeId {
        if !self.options.skip_bodies {
            return self.block();
        }
        let start = self.pos();
        let mut depth = 0u32;
        loop {
            match self.tok {
                T::LBrace => depth += 1,
                T::RBrace => depth -= 1,
                T::Eof => {
                    self.expect(T::RBrace);
                    break;
                }
                _ => {}
            }
            self.next();
            if depth == 0 {
                break;
            }
        }
        self.finish(Node::Block { stmts: List::EMPTY, skipped: true }, start, start, &[])
    }
}

#[derive(Default)]
struct TypeParts {
    type_params: Option<NodeId>,
    alias: bool,
    anchor: u32,
}
