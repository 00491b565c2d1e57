//! Declarations and the file itself.

use godwit_syntax::{DeclKind, List, Node, NodeId, TokenKind as T};

use super::Printer;
use super::fields::Params;
use super::lists::NO_MODE;
use super::state::Ws;

impl Printer<'_> {
    pub(super) fn print_file(&mut self) {
        let file = self.file;
        let Some(name) = file.package_name() else { return };
        self.tok_at(T::Package, file.package_offset());
        self.past_head = true;
        self.blank();
        self.expr(name);
        let mut before: Option<T> = None;
        for decl in file.decls() {
            let tok = decl_token(&file[decl]);
            let start = self.start(decl);
            let line = self.line(start);
            let apart = before != Some(tok) || self.comments.lead(self.text, start).is_some();
            let section = tok == T::Func && self.line(self.end(decl)) > line;
            self.linebreak(line, if apart { 2 } else { 1 }, Ws::Ignore, section);
            self.decl(decl);
            self.slots.clear();
            before = Some(tok);
        }
        self.ws(Ws::Newline);
    }

    pub(super) fn decl(&mut self, id: NodeId) {
        match self.file[id] {
            Node::GenDecl { kind, specs, paren } => self.gen_decl(id, kind, specs, paren),
            Node::FuncDecl(ext) => {
                let decl = self.file.func_decl(ext);
                let start = self.start(id);
                self.tok_at(T::Func, start);
                self.blank();
                // The blank behind the keyword is not written yet, but counted.
                let start_column = self.st.out_column.saturating_sub(5);
                if let Some(recv) = decl.recv {
                    self.parameters(recv, Params::Func);
                    self.blank();
                }
                self.expr(decl.name);
                self.signature(decl.ty);
                if let Some(body) = decl.body {
                    let header = self.distance_from(start, start_column);
                    self.func_body(header, Ws::VTab, body);
                }
            }
            _ => {}
        }
    }

    fn gen_decl(&mut self, id: NodeId, kind: DeclKind, specs: List, paren: bool) {
        let file = self.file;
        self.tok_at(decl_token(&file[id]), self.start(id));
        self.blank();
        if !paren {
            if let Some(spec) = file.list_get(specs, 0) {
                self.spec(spec, 1, true);
            }
            return;
        }
        self.tok_at(T::LParen, file.anchor(id));
        let list = self.import_specs(id).unwrap_or_else(|| file.list(specs).collect());
        let n = list.len();
        if n > 0 {
            self.ws(Ws::Indent);
            self.ws(Ws::FormFeed);
            let columns = n > 1 && matches!(kind, DeclKind::Const | DeclKind::Var);
            let keep_type = if columns { self.kept_type_columns(&list) } else { Vec::new() };
            let slot = self.new_slot();
            for (i, &spec) in list.iter().enumerate() {
                if self.aborted {
                    return;
                }
                if i > 0 {
                    let line = self.line(self.spec_start(spec));
                    self.linebreak(line, 1, Ws::Ignore, self.is_multiline(slot));
                }
                self.record_line(slot);
                match keep_type.get(i) {
                    Some(&keep) => self.value_columns(spec, keep),
                    None => self.spec(spec, n, false),
                }
            }
            self.ws(Ws::Unindent);
            self.ws(Ws::FormFeed);
        }
        let closing = self.closings.get(&id).copied().unwrap_or(self.end(id) - 1);
        self.tok_at(T::RParen, closing);
    }

    /// For each spec whether its type column stays: in a run of specs with values it does if one of them has a type; else
    /// the values move there.
    fn kept_type_columns(&self, specs: &[NodeId]) -> Vec<bool> {
        let mut keep = vec![false; specs.len()];
        let mut run: Option<usize> = None;
        let mut has_type = false;
        for (i, &spec) in specs.iter().enumerate() {
            let Node::ValueSpec { ty, values, .. } = self.file[spec] else { continue };
            if values.is_empty() {
                if let Some(start) = run.take() {
                    keep[start..i].fill(has_type);
                }
            } else if run.is_none() {
                run = Some(i);
                has_type = false;
            }
            has_type |= ty.is_some();
        }
        if let Some(start) = run {
            keep[start..].fill(has_type);
        }
        keep
    }

    /// A constant or variable in a group, in columns.
    fn value_columns(&mut self, spec: NodeId, keep_type: bool) {
        let Node::ValueSpec { names, ty, values } = self.file[spec] else { return };
        self.ident_list(names, false);
        let mut extra = 3;
        if ty.is_some() || keep_type {
            self.ws(Ws::VTab);
            extra -= 1;
        }
        if let Some(ty) = ty {
            self.expr(ty);
        }
        if !values.is_empty() {
            self.ws(Ws::VTab);
            self.tok(T::Assign);
            self.blank();
            self.expr_list(None, values, 1, NO_MODE, None);
            extra -= 1;
        }
        if self.has_line_comment(self.end(spec)) {
            for _ in 0..extra {
                self.ws(Ws::VTab);
            }
        }
    }

    /// A spec alone or in a group of `n`.
    fn spec(&mut self, spec: NodeId, n: usize, indent: bool) {
        match self.file[spec] {
            Node::ImportSpec { name, path } => self.import_spec(spec, name, path),
            Node::ValueSpec { names, ty, values } => {
                self.ident_list(names, indent);
                if let Some(ty) = ty {
                    self.blank();
                    self.expr(ty);
                }
                if !values.is_empty() {
                    self.blank();
                    self.tok(T::Assign);
                    self.blank();
                    self.expr_list(None, values, 1, NO_MODE, None);
                }
            }
            Node::TypeSpec { name, type_params, ty, alias } => {
                self.expr(name);
                if let Some(list) = type_params {
                    self.parameters(list, Params::TypeDecl);
                }
                self.ws(if n == 1 { Ws::Blank } else { Ws::VTab });
                if alias {
                    self.tok(T::Assign);
                    self.blank();
                }
                self.expr(ty);
            }
            _ => {}
        }
    }
}

fn decl_token(node: &Node) -> T {
    match node {
        Node::GenDecl { kind: DeclKind::Import, .. } => T::Import,
        Node::GenDecl { kind: DeclKind::Const, .. } => T::Const,
        Node::GenDecl { kind: DeclKind::Type, .. } => T::Type,
        Node::GenDecl { kind: DeclKind::Var, .. } => T::Var,
        _ => T::Func,
    }
}
