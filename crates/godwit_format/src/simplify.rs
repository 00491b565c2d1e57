//! gofmt's `-s`: shorter forms of the same code, as edits of the text.

use godwit_base::{Edit, Span};
use godwit_syntax::{File, Node, NodeId, TokenKind, UnaryOp};

/// The edits that simplify a file; empty if nothing can be.
pub(crate) fn edits(file: &File) -> Vec<Edit> {
    let mut simplifier = Simplifier { file, edits: Vec::new() };
    simplifier.empty_groups();
    // Elements of array, slice and map literals are looked at with their literal; everything else by itself.
    let mut todo = vec![file.root()];
    while let Some(id) = todo.pop() {
        if !simplifier.literal(id, &mut todo) {
            simplifier.node(id);
            file.for_each_child(id, |child| todo.push(child));
        }
    }
    simplifier.edits.sort();
    simplifier.edits.dedup();
    simplifier.edits
}

struct Simplifier<'f> {
    file: &'f File,
    edits: Vec<Edit>,
}

impl Simplifier<'_> {
    /// Deletes a span, but keeps its comments and, if asked, its line breaks.
    fn delete(&mut self, start: u32, end: u32, keep_breaks: bool) {
        let text = &self.file.text;
        let mut kept = String::new();
        let mut at = start;
        let breaks = |from: u32, to: u32| "\n".repeat(text[from as usize..to as usize].matches('\n').count());
        for c in self.file.comments.iter().filter(|c| c.start >= start && c.end <= end) {
            if keep_breaks {
                kept.push_str(&breaks(at, c.start));
            }
            kept.push_str(&text[c.start as usize..c.end as usize]);
            if text[c.start as usize..].starts_with("//") && !keep_breaks {
                kept.push('\n');
            }
            at = c.end;
        }
        if keep_breaks {
            kept.push_str(&breaks(at, end));
        }
        self.edits.push(Edit::replace(Span::new(start, end), kept));
    }

    /// `const ()` and the like, unless something is said in or above them.
    fn empty_groups(&mut self) {
        let file = self.file;
        for decl in file.decls() {
            let Node::GenDecl { specs, paren: true, .. } = file[decl] else { continue };
            let (start, mut end) = (file.start(decl), file.end(decl));
            let commented = file.comments.iter().any(|c| start <= c.start && c.end <= end);
            if !specs.is_empty() || commented || file.doc(decl).is_some() {
                continue;
            }
            let next = file.tokens.at_or_after(end);
            if file.tokens.kinds.get(next) == Some(&TokenKind::Semicolon) {
                end = file.tokens.spans[next].end;
            }
            self.edits.push(Edit::delete(Span::new(start, end)));
        }
    }

    fn node(&mut self, id: NodeId) {
        let file = self.file;
        match file[id] {
            Node::Slice { x, bounds, three: false } => {
                let Some(hi) = file.slice_bounds(bounds).hi else { return };
                if let Node::Call { fun, args, ellipsis: false } = file[hi]
                    && let Some(arg) = file.list_single(args)
                    && self.is_name(fun, "len")
                    && file.ident(x).is_some()
                    && file.ident(x) == file.ident(arg)
                {
                    self.delete(file.start(hi), file.end(hi), true);
                }
            }
            Node::Range { ext, .. } => {
                let stmt = file.range_stmt(ext);
                let blank = |x: Option<NodeId>| x.is_some_and(|x| self.is_name(x, "_"));
                let Some(key) = stmt.key else { return };
                let no_value = stmt.value.is_none() || blank(stmt.value);
                if blank(stmt.key) && no_value {
                    let width = file.text[file.anchor(id) as usize..]
                        .bytes()
                        .take_while(|b| b":=".contains(b))
                        .count();
                    self.delete(file.start(key), file.anchor(id) + width as u32, false);
                } else if let Some(value) = stmt.value.filter(|&v| blank(Some(v))) {
                    self.delete(file.end(key), file.end(value), false);
                }
            }
            _ => {}
        }
    }

    fn is_name(&self, id: NodeId, name: &str) -> bool {
        matches!(self.file[id], Node::Ident { .. }) && self.file.text_of(id) == name
    }

    /// A literal of arrays, slices or maps: its elements need not repeat the type. Gives whether `id` is one; then its
    /// elements are put on the list in its place.
    fn literal(&mut self, id: NodeId, todo: &mut Vec<NodeId>) -> bool {
        let file = self.file;
        let Node::CompositeLit { ty: Some(ty), elts } = file[id] else { return false };
        let (key_ty, elem_ty) = match file[ty] {
            Node::ArrayType { elem, .. } => (None, elem),
            Node::MapType { key, value } => (Some(key), value),
            _ => return false,
        };
        for x in file.list(elts) {
            let mut value = x;
            if let Node::KeyValue { key, value: v } = file[x] {
                value = v;
                // gofmt does not look into the keys of arrays.
                if let Some(key_ty) = key_ty {
                    self.element(key_ty, key, todo);
                }
            }
            self.element(elem_ty, value, todo);
        }
        true
    }

    fn element(&mut self, ty: NodeId, x: NodeId, todo: &mut Vec<NodeId>) {
        let file = self.file;
        todo.push(x);
        if let Node::CompositeLit { ty: Some(own), .. } = file[x]
            && self.same(ty, own)
        {
            self.delete(file.start(own), file.end(own), true);
        }
        if let Node::Star { x: pointee } = file[ty]
            && let Node::Unary { op: UnaryOp::Addr, x: inner } = file[x]
            && let Node::CompositeLit { ty: Some(own), .. } = file[inner]
            && self.same(pointee, own)
        {
            self.delete(file.start(x), file.end(own), true);
        }
    }

    /// Whether two types are written with the same tokens.
    fn same(&self, a: NodeId, b: NodeId) -> bool {
        let (file, tokens) = (self.file, &self.file.tokens);
        let words = |id: NodeId| {
            let (first, last) = (tokens.at_or_after(file.start(id)), tokens.at_or_after(file.end(id)));
            // A semicolon before a brace may be written or not.
            let counts = |&i: &usize| {
                !tokens.kinds[i].is_semicolon() || tokens.kinds.get(i + 1) != Some(&TokenKind::RBrace)
            };
            (first..last).filter(counts).map(|i| {
                let kind =
                    if tokens.kinds[i].is_semicolon() { TokenKind::Semicolon } else { tokens.kinds[i] };
                let text = if kind.is_literal() {
                    &file.text[tokens.spans[i].start as usize..tokens.spans[i].end as usize]
                } else {
                    ""
                };
                (kind, text)
            })
        };
        words(a).eq(words(b))
    }
}
