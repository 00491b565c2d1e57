//! Parameter, result and type parameter lists.

use super::{Parser, ends_expression};
use crate::node::{List, Node, NodeId};
use crate::token::TokenKind as T;

/// How far [`Parser::looks_named`] follows brackets before it guesses.
const MAX_LOOKAHEAD: usize = 1_000;

/// What the entries of a list turned out to be; decides which error is reported.
#[derive(Default)]
struct Count {
    entries: usize,
    /// Entries with a name and a type.
    named: usize,
    /// Entries with a type.
    typed: usize,
    first_without_name: Option<u32>,
    first_pending: Option<u32>,
}

impl Parser<'_> {
    pub(super) fn type_parameters(&mut self) -> Option<NodeId> {
        let opening = self.expect(T::LBrack);
        let mark = self.stack.len();
        if self.tok != T::RBrack {
            self.parameter_list(None, T::RBrack, false);
        }
        let closing = self.expect(T::RBrack);
        if self.stack.len() == mark {
            self.err(closing, "empty type parameter list");
            return None;
        }
        Some(self.field_list(opening, mark))
    }

    pub(super) fn parameters(&mut self) -> NodeId {
        self.parenthesized_parameters(true)
    }

    fn parenthesized_parameters(&mut self, variadic_ok: bool) -> NodeId {
        let opening = self.expect(T::LParen);
        let mark = self.stack.len();
        if self.tok != T::RParen {
            self.parameter_list(None, T::RParen, variadic_ok);
        }
        self.expect(T::RParen);
        self.field_list(opening, mark)
    }

    pub(super) fn results(&mut self) -> Option<NodeId> {
        if self.tok == T::LParen {
            return Some(self.parenthesized_parameters(false));
        }
        let ty = self.try_ident_or_type()?;
        let mark = self.stack.len();
        let start = self.start_of(ty);
        let field = self.field(List::EMPTY, Some(ty), None);
        self.stack.push(field);
        Some(self.field_list(start, mark))
    }

    /// Whether the list at the current token has names: `a, b int` has, `a, b` and `a, *b` have not. Only a leading run of
    /// plain identifiers and the entry behind it need to be looked at.
    fn looks_named(&self) -> bool {
        let mut ahead = 0;
        loop {
            if self.peek(ahead) != T::Ident {
                return false;
            }
            match self.peek(ahead + 1) {
                T::Comma => ahead += 2,
                T::LBrack => return self.array_follows(ahead + 1),
                kind => return kind == T::Ellipsis || starts_type_behind_name(kind),
            }
        }
    }

    /// At a `[`: whether it starts an array or slice type rather than type arguments, which end the entry.
    fn array_follows(&self, bracket: usize) -> bool {
        if self.peek(bracket + 1) == T::RBrack {
            return true;
        }
        let mut depth = 0u32;
        for ahead in bracket..bracket + MAX_LOOKAHEAD {
            match self.peek(ahead) {
                T::LBrack | T::LParen | T::LBrace => depth += 1,
                T::RBrack | T::RParen | T::RBrace => depth = depth.saturating_sub(1),
                T::Eof => return false,
                _ => {}
            }
            if depth == 0 {
                return !matches!(self.peek(ahead + 1), T::Comma | T::RParen);
            }
        }
        true
    }

    /// Parses entries up to `closing` and leaves their `Field`s on the list stack. `first`: name and perhaps type of the
    /// first entry, where the caller has parsed them.
    pub(super) fn parameter_list(
        &mut self,
        first: Option<(NodeId, Option<NodeId>)>,
        closing: T,
        variadic_ok: bool,
    ) {
        let type_params = closing == T::RBrack;
        let start = first.map_or(self.pos(), |(name, _)| self.start_of(name));
        let has_names = type_params || self.looks_named();
        let mut first = first;
        let mut pending = self.stack.len();
        let mut count = Count::default();
        let mut dots: Vec<(NodeId, usize)> = Vec::new();
        while first.is_some() || self.tok != closing && self.tok != T::Eof {
            let (name, ty) = match first.take() {
                Some((name, Some(ty))) => (Some(name), Some(self.embedded_elem(Some(ty)))),
                Some((name, None)) => self.param_decl(Some(name), type_params),
                None => self.param_decl(None, type_params),
            };
            if let Some(ty) = ty
                && matches!(self.node(ty), Node::Ellipsis { .. })
            {
                // In `a, b ...T` the type is that of both names, and the first is not the last entry.
                let names = if has_names { self.stack.len().saturating_sub(pending) } else { 0 };
                dots.push((ty, count.entries - names.min(count.entries)));
            }
            self.count_entry(&mut count, name, ty);
            match (name, ty) {
                (Some(name), None) if has_names => self.stack.push(name),
                (Some(name), None) => {
                    let field = self.field(List::EMPTY, Some(name), None);
                    self.stack.push(field);
                    pending = self.stack.len();
                }
                (name, Some(ty)) => {
                    self.stack.extend(name);
                    pending = self.param_field(pending, Some(ty));
                }
                (None, None) => {}
            }
            if !self.at_comma("parameter list", closing) {
                break;
            }
            self.next();
        }
        if self.stack.len() > pending {
            self.param_field(pending, None);
        }
        self.err_parameter_list(&count, type_params, start);
        self.err_dots(&dots, count.entries, variadic_ok);
    }

    /// Makes a `Field` of the names on the list stack above `pending`, and pushes it there.
    fn param_field(&mut self, pending: usize, ty: Option<NodeId>) -> usize {
        let names = self.list_from(pending);
        let field = self.field(names, ty, None);
        self.stack.push(field);
        self.stack.len()
    }

    fn count_entry(&self, count: &mut Count, name: Option<NodeId>, ty: Option<NodeId>) {
        match (name, ty) {
            (Some(_), Some(_)) => {
                count.named += 1;
                count.typed += 1;
                count.first_pending = None;
            }
            (None, Some(ty)) => {
                count.typed += 1;
                count.first_without_name.get_or_insert(self.start_of(ty));
                count.first_pending = None;
            }
            (Some(name), None) => {
                count.first_pending.get_or_insert(self.start_of(name));
            }
            (None, None) => return,
        }
        count.entries += 1;
    }

    fn err_parameter_list(&mut self, count: &Count, type_params: bool, start: u32) {
        if count.entries == 0 {
            return;
        }
        let or_length = if count.entries == 1 { " or invalid array length" } else { "" };
        if count.named == 0 {
            if type_params && count.typed == 0 {
                self.err(self.pos(), "missing type constraint");
            } else if type_params {
                self.err(start, format!("missing type parameter name{or_length}"));
            }
        } else if count.named != count.entries {
            let Some(at) = count.first_without_name.or(count.first_pending) else { return };
            match (count.named == count.typed, type_params) {
                (true, true) => self.err(self.pos(), "missing type constraint"),
                (true, false) => self.err(self.pos(), "missing parameter type"),
                (false, true) => self.err(at, format!("missing type parameter name{or_length}")),
                (false, false) => self.err(at, "missing parameter name"),
            }
        }
    }

    /// `...T` anywhere but at the end of a parameter list; only the first is reported.
    fn err_dots(&mut self, dots: &[(NodeId, usize)], entries: usize, variadic_ok: bool) {
        let misplaced = dots.iter().filter(|&&(_, index)| !variadic_ok || index + 1 < entries);
        for (n, &(id, _)) in misplaced.enumerate() {
            if n == 0 {
                let message =
                    if variadic_ok { "can only use ... with final parameter" } else { "invalid use of ..." };
                self.err(self.start_of(id), message);
            }
            self.nodes[godwit_base::Idx::index(id)] = Node::BadExpr;
        }
    }

    /// One entry: its name and its type, as far as they can be told apart. `name` was parsed by the caller.
    fn param_decl(&mut self, name: Option<NodeId>, type_sets_ok: bool) -> (Option<NodeId>, Option<NodeId>) {
        let (mut name, mut ty) = (name, None);
        if name.is_none() && type_sets_ok && self.tok == T::Tilde {
            return (None, Some(self.embedded_elem(None)));
        }
        if name.is_some() || self.tok == T::Ident {
            let ident = name.unwrap_or_else(|| self.ident());
            name = Some(ident);
            match self.tok {
                kind if starts_type_behind_name(kind) => ty = Some(self.ty()),
                T::LBrack => {
                    let (is_name, array) = self.array_or_instance(ident);
                    ty = Some(array);
                    if !is_name {
                        name = None;
                    }
                }
                T::Ellipsis => return (name, Some(self.dots_type())),
                T::Period => (name, ty) = (None, Some(self.qualified_ident(ident))),
                T::Tilde if type_sets_ok => return (name, Some(self.embedded_elem(None))),
                T::Or if type_sets_ok => return (None, Some(self.embedded_elem(Some(ident)))),
                _ => {}
            }
        } else {
            match self.tok {
                T::Mul
                | T::Arrow
                | T::Func
                | T::LBrack
                | T::Chan
                | T::Map
                | T::Struct
                | T::Interface
                | T::LParen => ty = Some(self.ty()),
                T::Ellipsis => return (None, Some(self.dots_type())),
                _ => {
                    self.err_expected(self.pos(), "')'");
                    self.advance(ends_expression);
                }
            }
        }
        if type_sets_ok
            && self.tok == T::Or
            && let Some(first) = ty
        {
            ty = Some(self.embedded_elem(Some(first)));
        }
        (name, ty)
    }

    fn dots_type(&mut self) -> NodeId {
        let start = self.pos();
        self.next();
        let elem = Some(self.ty());
        self.finish(Node::Ellipsis { elem }, start, start, &[elem])
    }
}

/// Whether the token behind a parameter's name starts its type. A `[` may as well start type arguments of the name.
const fn starts_type_behind_name(kind: T) -> bool {
    matches!(
        kind,
        T::Ident | T::Mul | T::Arrow | T::Func | T::Chan | T::Map | T::Struct | T::Interface | T::LParen
    )
}
