//! Parameters, results, type parameters; the fields of structs and the elements of interfaces.

use godwit_syntax::{List, Node, NodeId, TokenKind as T, UnaryOp};

use super::Printer;
use super::state::Ws;

/// A struct or interface with one field of this size may stand on one line.
const MAX_ONE_LINE_FIELD: usize = 30;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Params {
    Func,
    FuncType,
    TypeDecl,
}

impl Printer<'_> {
    pub(super) fn signature(&mut self, ty: NodeId) {
        let file = self.file;
        let Node::FuncType { type_params, params, results } = file[ty] else { return };
        if let Some(list) = type_params {
            self.parameters(list, Params::FuncType);
        }
        self.parameters(params, Params::Func);
        let Some(results) = results else { return };
        let Node::FieldList { fields } = file[results] else { return };
        if fields.is_empty() {
            return;
        }
        self.blank();
        if let Some(field) = file.list_single(fields)
            && let Node::Field { names: List::EMPTY, ty: Some(ty), .. } = file[field]
        {
            let ty = file.unparen(ty);
            return self.expr(ty);
        }
        self.parameters(results, Params::Func);
    }

    pub(super) fn parameters(&mut self, list: NodeId, mode: Params) {
        let file = self.file;
        let Node::FieldList { fields } = file[list] else { return };
        let (open, close) =
            if mode == Params::Func { (T::LParen, T::RParen) } else { (T::LBrack, T::RBrack) };
        let shift = u32::from(!self.shifted.contains(&list));
        let (opening, closing) = (self.start(list), self.end(list) - shift);
        self.tok_at(open, opening);
        if !fields.is_empty() {
            let mut prev_line = self.line(opening);
            let mut ws = Ws::Indent;
            for (i, field) in file.list(fields).enumerate() {
                let Node::Field { names, ty, .. } = file[field] else { continue };
                let start = self.start(field);
                let line = self.line(start);
                let needs_break = prev_line < line;
                if i > 0 {
                    if !needs_break {
                        self.set_pos(start);
                    }
                    self.tok(T::Comma);
                }
                if needs_break && self.linebreak(line, 0, ws, true) > 0 {
                    ws = Ws::Ignore;
                } else if i > 0 {
                    self.blank();
                }
                if !names.is_empty() {
                    // Indents by itself, and back, unless that was done already.
                    self.ident_list(names, ws == Ws::Indent);
                    self.blank();
                }
                if let Some(ty) = ty {
                    self.expr(file.unparen(ty));
                }
                prev_line = self.line(self.end(field));
            }
            let closing_line = self.line(closing);
            if prev_line < closing_line {
                self.tok(T::Comma);
                self.linebreak(closing_line, 0, Ws::Ignore, true);
            } else if mode == Params::TypeDecl && self.needs_type_param_comma(fields) {
                self.tok(T::Comma);
            }
            if ws == Ws::Ignore {
                self.ws(Ws::Unindent);
            }
        }
        self.tok_at(close, closing);
    }

    /// `[P *T,]` without its comma would read as an array length.
    fn needs_type_param_comma(&self, fields: List) -> bool {
        let Some(field) = self.file.list_single(fields) else { return false };
        match self.file[field] {
            Node::Field { names, ty: Some(ty), .. } => {
                self.file.n_list(names) <= 1 && self.combines_with_name(self.file.unparen(ty))
            }
            _ => false,
        }
    }

    fn combines_with_name(&self, mut x: NodeId) -> bool {
        loop {
            match self.file[x] {
                Node::Star { x } | Node::Paren { x } => return !self.is_type_elem(x),
                Node::Binary { x: left, y, .. } if !self.is_type_elem(y) => x = left,
                _ => return false,
            }
        }
    }

    /// Whether `x` can only be part of a constraint.
    fn is_type_elem(&self, x: NodeId) -> bool {
        let mut todo = vec![x];
        while let Some(x) = todo.pop() {
            match self.file[x] {
                Node::ArrayType { .. }
                | Node::StructType { .. }
                | Node::FuncType { .. }
                | Node::InterfaceType { .. }
                | Node::MapType { .. }
                | Node::ChanType { .. } => return true,
                Node::Unary { op: UnaryOp::Tilde, .. } => return true,
                Node::Binary { x, y, .. } => todo.extend([x, y]),
                Node::Paren { x } => todo.push(x),
                _ => {}
            }
        }
        false
    }

    /// Whether a comment stands on the line behind what ends at `end`, at the place where go/parser takes it for the
    /// comment of a field or spec.
    pub(super) fn has_line_comment(&self, end: u32) -> bool {
        if !self.measuring && self.st.comment_offset > self.lines.next_line(end) {
            return false;
        }
        self.is_line_comment(end)
    }

    /// The same, without the quick look at the pending comment.
    pub(super) fn is_line_comment(&self, end: u32) -> bool {
        let file = self.file;
        let tokens = &file.tokens;
        let at = tokens.at_or_after(end);
        let (kind, start) = match tokens.kinds.get(at) {
            Some(&kind) => (kind, tokens.spans[at].start),
            None => return false,
        };
        let behind = |from: u32| {
            let first = self.comments.first_group_from(from);
            self.comments.groups.get(first).copied().filter(|g| g.trailing)
        };
        let starts_at = |g: crate::groups::Group| self.comments.all[g.first as usize].start;
        match kind {
            T::AutoSemicolon => behind(end).is_some_and(|g| starts_at(g) <= start),
            T::Semicolon => {
                let (Some(next), Some(&kind)) =
                    (tokens.spans.get(at + 1).map(|span| span.start), tokens.kinds.get(at + 1))
                else {
                    return false;
                };
                behind(start).is_some_and(|g| {
                    let end = self.comments.all[g.last as usize].end();
                    starts_at(g) < next
                        && (self.line(next) != self.line(end) || kind.is_semicolon() || kind == T::Eof)
                })
            }
            _ => false,
        }
    }

    fn is_one_line_field(&mut self, fields: List) -> bool {
        let Some(field) = self.file.list_single(fields) else { return false };
        let Node::Field { names, ty: Some(ty), tag: None } = self.file[field] else { return false };
        if self.has_line_comment(self.end(field)) {
            return false;
        }
        let names = usize::from(!names.is_empty());
        names + self.node_size(ty, MAX_ONE_LINE_FIELD) as usize <= MAX_ONE_LINE_FIELD
    }

    /// The braces of a struct or interface type and what is in them.
    pub(super) fn field_list(&mut self, list: NodeId, is_struct: bool) {
        let file = self.file;
        let Node::FieldList { fields } = file[list] else { return };
        let (lbrace, rbrace) = (self.start(list), self.end(list) - 1);
        let has_comments = self.comment_before(rbrace);
        if !has_comments && self.line(lbrace) == self.line(rbrace) {
            if fields.is_empty() {
                self.tok_at(T::LBrace, lbrace);
                self.tok_at(T::RBrace, rbrace);
                return;
            }
            if self.is_one_line_field(fields) {
                return self.one_line_field(fields, lbrace, rbrace, is_struct);
            }
        }
        self.blank();
        self.tok_at(T::LBrace, lbrace);
        self.ws(Ws::Indent);
        if has_comments || !fields.is_empty() {
            self.ws(Ws::FormFeed);
        }
        let slot = self.new_slot();
        let single = file.n_list(fields) == 1;
        for (i, field) in file.list(fields).enumerate() {
            if self.aborted {
                break;
            }
            if i > 0 {
                self.linebreak(self.line(self.start(field)), 1, Ws::Ignore, self.is_multiline(slot));
            }
            self.record_line(slot);
            if is_struct {
                self.struct_field(field, if single { Ws::Blank } else { Ws::VTab });
            } else {
                self.interface_element(field);
            }
        }
        self.ws(Ws::Unindent);
        self.ws(Ws::FormFeed);
        self.tok_at(T::RBrace, rbrace);
    }

    fn one_line_field(&mut self, fields: List, lbrace: u32, rbrace: u32, is_struct: bool) {
        let file = self.file;
        self.tok_at(T::LBrace, lbrace);
        self.blank();
        if let Some(field) = file.list_get(fields, 0)
            && let Node::Field { names, ty: Some(ty), .. } = file[field]
        {
            if is_struct {
                for (i, name) in file.list(names).enumerate() {
                    if i > 0 {
                        self.tok(T::Comma);
                        self.blank();
                    }
                    self.expr(name);
                }
                if !names.is_empty() {
                    self.blank();
                }
                self.expr(ty);
            } else {
                self.interface_element(field);
            }
        }
        self.blank();
        self.tok_at(T::RBrace, rbrace);
    }

    fn struct_field(&mut self, field: NodeId, sep: Ws) {
        let Node::Field { names, ty, tag } = self.file[field] else { return };
        // Empty cells that keep a trailing comment in its column.
        let mut extra = 2;
        if !names.is_empty() {
            self.ident_list(names, false);
            self.ws(sep);
            extra = 1;
        }
        if let Some(ty) = ty {
            self.expr(ty);
        }
        if let Some(tag) = tag {
            if !names.is_empty() && sep == Ws::VTab {
                self.ws(sep);
            }
            self.ws(sep);
            self.expr(tag);
            extra = 0;
        }
        if extra > 0 && self.has_line_comment(self.end(field)) {
            for _ in 0..extra {
                self.ws(sep);
            }
        }
    }

    fn interface_element(&mut self, field: NodeId) {
        let file = self.file;
        let Node::Field { names, ty: Some(ty), .. } = file[field] else { return };
        match file.list_get(names, 0) {
            Some(name) => {
                self.expr(name);
                self.signature(ty);
            }
            None => self.expr(ty),
        }
    }
}
