//! Types: names, arrays, structs, interfaces, functions, maps, channels, and constraint elements.

use super::Parser;
use crate::node::{BinaryOp, ChanDir, List, LitKind, Node, NodeId, UnaryOp};
use crate::token::TokenKind as T;

impl Parser<'_> {
    pub(super) fn ty(&mut self) -> NodeId {
        match self.try_ident_or_type() {
            Some(ty) => ty,
            None => self.err_expr("type"),
        }
    }

    /// A type, or `None` without taking a token.
    pub(super) fn try_ident_or_type(&mut self) -> Option<NodeId> {
        Some(match self.tok {
            T::Ident => {
                let name = self.ident();
                self.qualified_ident(name)
            }
            T::LBrack => self.nested(|p| {
                let start = p.pos();
                p.next();
                p.array_type(start, None)
            }),
            T::Struct => self.nested(Self::struct_type),
            T::Mul => self.nested(Self::pointer_type),
            T::Func => self.nested(Self::func_type),
            T::Interface => self.nested(Self::interface_type),
            T::Map => self.nested(Self::map_type),
            T::Chan | T::Arrow => self.nested(Self::chan_type),
            T::LParen => self.nested(|p| {
                let start = p.pos();
                p.next();
                let x = p.ty();
                p.expect(T::RParen);
                p.finish(Node::Paren { x }, start, start, &[Some(x)])
            }),
            _ => return None,
        })
    }

    /// `.Name` behind a package name, where there is one.
    pub(super) fn type_name(&mut self, name: NodeId) -> NodeId {
        if self.tok != T::Period {
            return name;
        }
        let (start, dot) = (self.start_of(name), self.pos());
        self.next();
        let sel = self.ident();
        self.finish(Node::Selector { x: name, sel }, start, dot, &[Some(name), Some(sel)])
    }

    /// A type name with its type arguments.
    pub(super) fn qualified_ident(&mut self, name: NodeId) -> NodeId {
        let ty = self.type_name(name);
        if self.tok == T::LBrack { self.nested(|p| p.type_instance(ty)) } else { ty }
    }

    pub(super) fn type_instance(&mut self, x: NodeId) -> NodeId {
        let anchor = self.pos();
        self.next();
        self.expr_level += 1;
        let mark = self.stack.len();
        while self.tok != T::RBrack && self.tok != T::Eof {
            let arg = self.ty();
            self.stack.push(arg);
            if !self.at_comma("type argument list", T::RBrack) {
                break;
            }
            self.next();
        }
        self.expr_level -= 1;
        self.close_type_args(x, anchor, mark)
    }

    /// The closing bracket of type arguments that lie on the list stack above `mark`.
    fn close_type_args(&mut self, x: NodeId, anchor: u32, mark: usize) -> NodeId {
        let closing = self.expect_closing(T::RBrack, "type argument list");
        let index = match self.stack.get(mark) {
            Some(&first) => first,
            None => {
                self.err_expected(closing, "type argument list");
                self.push(Node::BadExpr, anchor + 1, closing.max(anchor + 1), anchor + 1)
            }
        };
        self.pack_index(x, index, anchor, mark)
    }

    /// Behind `[`, or behind `[len` where the length was parsed already.
    pub(super) fn array_type(&mut self, start: u32, len: Option<NodeId>) -> NodeId {
        let mut len = len;
        if len.is_none() {
            self.expr_level += 1;
            if self.tok == T::Ellipsis {
                let at = self.pos();
                self.next();
                len = Some(self.finish(Node::Ellipsis { elem: None }, at, at, &[]));
            } else if self.tok != T::RBrack {
                len = Some(self.rhs());
            }
            self.expr_level -= 1;
        }
        if self.tok == T::Comma {
            // Most often a trailing comma of what was meant to be type parameters.
            self.err(self.pos(), "unexpected comma; expecting ]");
            self.next();
        }
        self.expect(T::RBrack);
        let elem = self.ty();
        self.finish(Node::ArrayType { len, elem }, start, start, &[len, Some(elem)])
    }

    /// `x [n]T` (a name and an array type) or `x[A]` (an instantiated type). Gives whether `x` is a name, and the type.
    pub(super) fn array_or_instance(&mut self, x: NodeId) -> (bool, NodeId) {
        let anchor = self.pos();
        self.next();
        let mark = self.stack.len();
        let mut trailing_comma = None;
        if self.tok != T::RBrack {
            self.expr_level += 1;
            let arg = self.rhs();
            self.stack.push(arg);
            while self.tok == T::Comma {
                let comma = self.pos();
                self.next();
                if self.tok == T::RBrack {
                    trailing_comma = Some(comma);
                    break;
                }
                let arg = self.rhs();
                self.stack.push(arg);
            }
            self.expr_level -= 1;
        }
        self.expect(T::RBrack);
        match self.stack[mark..] {
            [] => {
                let elem = self.ty();
                let ty = Node::ArrayType { len: None, elem };
                (true, self.finish(ty, anchor, anchor, &[Some(elem)]))
            }
            [len] => {
                if let Some(elem) = self.try_ident_or_type() {
                    if let Some(comma) = trailing_comma {
                        self.err(comma, "unexpected comma; expecting ]");
                    }
                    self.stack.truncate(mark);
                    let ty = Node::ArrayType { len: Some(len), elem };
                    return (true, self.finish(ty, anchor, anchor, &[Some(len), Some(elem)]));
                }
                (false, self.pack_index(x, len, anchor, mark))
            }
            [first, ..] => (false, self.pack_index(x, first, anchor, mark)),
        }
    }

    fn pointer_type(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let x = self.ty();
        self.finish(Node::Star { x }, start, start, &[Some(x)])
    }

    fn map_type(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        self.expect(T::LBrack);
        let key = self.ty();
        self.expect(T::RBrack);
        let value = self.ty();
        self.finish(Node::MapType { key, value }, start, start, &[Some(key), Some(value)])
    }

    fn chan_type(&mut self) -> NodeId {
        let start = self.pos();
        let (mut dir, mut anchor) = (ChanDir::Both, start);
        if self.eat(T::Chan) {
            if self.tok == T::Arrow {
                (dir, anchor) = (ChanDir::Send, self.pos());
                self.next();
            }
        } else {
            self.next();
            self.expect(T::Chan);
            dir = ChanDir::Recv;
        }
        let elem = self.ty();
        self.finish(Node::ChanType { dir, elem }, start, anchor, &[Some(elem)])
    }

    pub(super) fn func_type(&mut self) -> NodeId {
        let start = self.pos();
        self.expect(T::Func);
        let mut type_params = None;
        if self.tok == T::LBrack {
            type_params = self.type_parameters();
            if let Some(list) = type_params {
                self.err(self.start_of(list), "function type must have no type parameters");
            }
        }
        self.signature(start, type_params)
    }

    /// Parameters and results of a function whose type starts at `start`.
    pub(super) fn signature(&mut self, start: u32, type_params: Option<NodeId>) -> NodeId {
        let params = self.parameters();
        let results = self.results();
        let ty = Node::FuncType { type_params, params, results };
        self.finish(ty, start, start, &[type_params, Some(params), results])
    }

    fn struct_type(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let opening = self.expect(T::LBrace);
        let mark = self.stack.len();
        while matches!(self.tok, T::Ident | T::Mul | T::LParen) {
            let field = self.field_decl();
            self.stack.push(field);
        }
        self.expect(T::RBrace);
        let fields = self.field_list(opening, mark);
        self.finish(Node::StructType { fields }, start, start, &[Some(fields)])
    }

    /// A `FieldList` of the fields on the list stack above `mark`, ending at the last token taken.
    pub(super) fn field_list(&mut self, start: u32, mark: usize) -> NodeId {
        let fields = self.list_from(mark);
        let id = self.finish(Node::FieldList { fields }, start, start, &[]);
        self.adopt_list(id, fields);
        id
    }

    /// Adds a `Field`; names and type are its only children besides the tag.
    pub(super) fn field(&mut self, names: List, ty: Option<NodeId>, tag: Option<NodeId>) -> NodeId {
        let first = if names.is_empty() { ty } else { Some(self.list_at(names, 0)) };
        let start = first.map_or(self.pos(), |f| self.start_of(f));
        let id = self.finish(Node::Field { names, ty, tag }, start, start, &[ty, tag]);
        self.adopt_list(id, names);
        id
    }

    fn field_decl(&mut self) -> NodeId {
        let mut names = List::EMPTY;
        let ty = match self.tok {
            T::Ident => {
                let name = self.ident();
                if matches!(self.tok, T::Period | T::String | T::Semicolon | T::AutoSemicolon | T::RBrace) {
                    if self.tok == T::Period { self.qualified_ident(name) } else { name }
                } else {
                    let mark = self.stack.len();
                    self.stack.push(name);
                    while self.eat(T::Comma) {
                        let name = self.ident();
                        self.stack.push(name);
                    }
                    if self.stack.len() == mark + 1 && self.tok == T::LBrack {
                        let (is_name, ty) = self.array_or_instance(name);
                        if !is_name {
                            self.stack.truncate(mark);
                        }
                        names = self.list_from(mark);
                        ty
                    } else {
                        names = self.list_from(mark);
                        self.ty()
                    }
                }
            }
            T::Mul => {
                let start = self.pos();
                self.next();
                let x = self.maybe_parenthesized_embedded();
                self.finish(Node::Star { x }, start, start, &[Some(x)])
            }
            _ => self.maybe_parenthesized_embedded(),
        };
        let mut tag = None;
        if self.tok == T::String {
            let at = self.pos();
            self.next();
            tag = Some(self.finish(Node::BasicLit { kind: LitKind::String }, at, at, &[]));
        }
        let field = self.field(names, Some(ty), tag);
        self.expect_semicolon();
        field
    }

    /// An embedded type; parentheses around it are an error.
    fn maybe_parenthesized_embedded(&mut self) -> NodeId {
        let parenthesized = self.tok == T::LParen;
        if parenthesized {
            self.err(self.pos(), "cannot parenthesize embedded type");
            self.next();
        }
        let start = self.pos();
        let star = parenthesized && self.eat(T::Mul);
        let name = self.ident();
        let mut ty = self.qualified_ident(name);
        if star {
            ty = self.finish(Node::Star { x: ty }, start, start, &[Some(ty)]);
        }
        if parenthesized {
            self.eat(T::RParen);
        }
        ty
    }

    fn interface_type(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let opening = self.expect(T::LBrace);
        let mark = self.stack.len();
        loop {
            let field = match self.tok {
                T::Ident => self.method_or_element(),
                T::Tilde => {
                    let ty = self.embedded_elem(None);
                    self.field(List::EMPTY, Some(ty), None)
                }
                _ => match self.try_ident_or_type() {
                    Some(ty) => {
                        let ty = self.embedded_elem(Some(ty));
                        self.field(List::EMPTY, Some(ty), None)
                    }
                    None => break,
                },
            };
            self.expect_semicolon();
            self.stack.push(field);
        }
        self.expect(T::RBrace);
        let methods = self.field_list(opening, mark);
        self.finish(Node::InterfaceType { methods }, start, start, &[Some(methods)])
    }

    /// An interface element that starts with an identifier: a method, or a type (possibly a union).
    fn method_or_element(&mut self) -> NodeId {
        let name = self.ident();
        let x = self.type_name(name);
        let is_method = x == name && self.tok == T::LParen;
        let ty = if x == name && self.tok == T::LBrack {
            match self.generic_method_or_instance(name) {
                Ok(method) => return method,
                Err(ty) => ty,
            }
        } else if is_method {
            return self.method(name);
        } else if self.tok == T::LBrack {
            self.type_instance(x)
        } else {
            x
        };
        let ty = self.embedded_elem(Some(ty));
        self.field(List::EMPTY, Some(ty), None)
    }

    fn method(&mut self, name: NodeId) -> NodeId {
        let start = self.pos();
        let ty = self.signature(start, None);
        let names = self.list_of(name);
        self.field(names, Some(ty), None)
    }

    /// `name[` in an interface: type arguments of an embedded type (`Err`), or type parameters, which a method there
    /// must not have.
    fn generic_method_or_instance(&mut self, name: NodeId) -> Result<NodeId, NodeId> {
        let anchor = self.pos();
        self.next();
        self.expr_level += 1;
        let x = self.expr();
        self.expr_level -= 1;
        if matches!(self.node(x), Node::Ident { .. }) && !matches!(self.tok, T::Comma | T::RBrack) {
            // They are dropped from the tree; only their errors count.
            let mark = self.stack.len();
            self.parameter_list(Some((x, None)), T::RBrack, false);
            self.stack.truncate(mark);
            self.expect(T::RBrack);
            self.err(anchor, "interface method must have no type parameters");
            return Ok(self.method(name));
        }
        let mark = self.stack.len();
        self.stack.push(x);
        if self.at_comma("type argument list", T::RBrack) {
            self.expr_level += 1;
            self.next();
            while self.tok != T::RBrack && self.tok != T::Eof {
                let arg = self.ty();
                self.stack.push(arg);
                if !self.at_comma("type argument list", T::RBrack) {
                    break;
                }
                self.next();
            }
            self.expr_level -= 1;
        }
        Err(self.close_type_args(name, anchor, mark))
    }

    /// A union of terms. `x`: the first term, already parsed.
    pub(super) fn embedded_elem(&mut self, x: Option<NodeId>) -> NodeId {
        let mut x = x.unwrap_or_else(|| self.embedded_term());
        while self.tok == T::Or {
            let (start, anchor) = (self.start_of(x), self.pos());
            self.next();
            let y = self.embedded_term();
            x = self.finish(Node::Binary { op: BinaryOp::Or, x, y }, start, anchor, &[Some(x), Some(y)]);
        }
        x
    }

    fn embedded_term(&mut self) -> NodeId {
        let start = self.pos();
        if self.eat(T::Tilde) {
            let x = self.ty();
            return self.finish(Node::Unary { op: UnaryOp::Tilde, x }, start, start, &[Some(x)]);
        }
        match self.try_ident_or_type() {
            Some(ty) => ty,
            None => self.err_expr("~ term or type"),
        }
    }
}
