//! Regrouping of declarations, and the extra rules that write names, as edits of the text.

use godwit_base::{Edit, Span};
use godwit_syntax::{DeclKind, File, List, Node, NodeId, TokenKind as T};

use super::marks::is_directive;
use crate::groups::{Comments, Group};

/// Edits of a text, and where statements stand that were declarations, by their old offsets.
#[derive(Default)]
pub(super) struct Edits {
    pub(super) edits: Vec<Edit>,
    pub(super) converted: Vec<u32>,
    /// Where groups start whose closing parenthesis was written below a comment.
    pub(super) closed_below: Vec<u32>,
}

impl Edits {
    /// Where an old offset is in the new text.
    pub(super) fn moved(&self, at: u32) -> u32 {
        let before =
            self.edits.iter().filter(|e| e.span.end <= at && (e.span.start < at || e.span.is_empty()));
        let delta: i64 = before.map(|e| e.text.len() as i64 - i64::from(e.span.len())).sum();
        (i64::from(at) + delta).max(0) as u32
    }

    fn replace(&mut self, start: u32, end: u32, text: impl Into<String>) {
        self.edits.push(Edit::replace(Span::new(start, end), text));
    }
}

struct Source<'f> {
    file: &'f File,
    comments: Comments,
}

impl<'f> Source<'f> {
    fn new(file: &'f File) -> Self {
        Source { file, comments: Comments::new(file) }
    }

    fn line(&self, offset: u32) -> u32 {
        self.file.line(offset)
    }

    /// Comment groups that start in a range.
    fn between(&self, from: u32, to: u32) -> &[Group] {
        let first = self.comments.first_group_from(from);
        let n = self.comments.groups[first..].iter().take_while(|g| self.start(g) < to).count();
        &self.comments.groups[first..first + n]
    }

    fn start(&self, group: &Group) -> u32 {
        self.comments.all[group.first as usize].start
    }

    /// End of the comment behind `offset` on its line.
    fn inline_comment_end(&self, offset: u32) -> Option<u32> {
        let group = self.comments.groups.get(self.comments.first_group_from(offset))?;
        let line = self.line(offset);
        let comment = self.comments.all[group.range()].iter().find(|c| self.line(c.start) == line)?;
        Some(comment.end())
    }

    fn doc(&self, decl: NodeId) -> Option<Group> {
        self.comments.lead(&self.file.text, self.file.start(decl))
    }

    fn texts(&self, group: &Group) -> Vec<String> {
        self.comments.all[group.range()].iter().map(|c| c.text(&self.file.text).into_owned()).collect()
    }

    fn has_directive(&self, decl: NodeId) -> bool {
        self.doc(decl).is_some_and(|doc| {
            self.texts(&doc).iter().any(|c| is_directive(c.strip_prefix("//").unwrap_or(c)))
        })
    }

    /// The comments in a range as text: those on the first line behind a blank, the others on lines of their own. What
    /// stands behind the range must not become a part of the last one.
    fn kept_comments(&self, from: u32, to: u32) -> String {
        let mut out = String::new();
        let mut line = self.line(from);
        let mut is_open = false;
        for comment in self.between(from, to).iter().flat_map(|g| &self.comments.all[g.range()]) {
            out.push(if self.line(comment.start) == line { ' ' } else { '\n' });
            let text = comment.text(&self.file.text);
            is_open = text.starts_with("//");
            out.push_str(&text);
            line = self.line(comment.end());
        }
        let behind = self.file.text[to as usize..].trim_start_matches([' ', '\t', '\r']);
        if is_open && !behind.is_empty() && !behind.starts_with('\n') {
            out.push('\n');
        }
        out
    }
}

/// `var ( x = 1 )` without parentheses; in functions `x := 1` for `var x = 1`.
pub(super) fn unwrapped(file: &File) -> Edits {
    let source = Source::new(file);
    let mut edits = Edits::default();
    for id in file.ids() {
        let Node::GenDecl { kind: DeclKind::Var, specs, paren } = file[id] else { continue };
        let Some(spec) = file.list_single(specs) else { continue };
        let Node::ValueSpec { names, ty, values } = file[spec] else { continue };
        let in_function = file.parent(id).is_some_and(|p| matches!(file[p], Node::DeclStmt { .. }));
        let convert = in_function && ty.is_none() && !values.is_empty();
        // Only a whole declaration keeps its parentheses for the sake of its comment.
        let unwrap = paren && (convert || source.doc(id).is_none());
        if !unwrap && !convert {
            continue;
        }
        let (start, spec_start, spec_end) = (file.start(id), file.start(spec), file.end(spec));
        let keyword = if convert { "" } else { "var " };
        // With a comment above it, gofumpt leaves the lines of the parentheses as blank ones.
        let stays_spaced = paren && source.doc(id).is_some();
        if source.between(start, spec_start).is_empty() && !stays_spaced {
            edits.replace(start, spec_start, keyword);
        } else {
            let opening = if paren { file.anchor(id) + 1 } else { start + 3 };
            edits.replace(start, opening, "");
            edits.replace(spec_start, spec_start, keyword);
        }
        if convert {
            convert_spec(file, names, spec_start, &mut edits);
        }
        if !paren {
            continue;
        }
        let end = file.end(id);
        if stays_spaced {
            edits.replace(end - 1, end, "");
        } else {
            edits.replace(spec_end, end, source.kept_comments(spec_end, end));
        }
    }
    edits
}

fn convert_spec(file: &File, names: List, spec_start: u32, edits: &mut Edits) {
    let Some(last) = file.list_last(names) else { return };
    let assign = file.tokens.at_or_after(file.end(last));
    let blank = file.list(names).all(|n| file.text_of(n) == "_");
    if !blank && file.tokens.kinds.get(assign) == Some(&T::Assign) {
        edits.replace(file.tokens.spans[assign].start, file.tokens.spans[assign].end, ":=");
    }
    edits.converted.push(spec_start);
}

fn is_cgo(file: &File, specs: List) -> bool {
    file.list_single(specs).is_some_and(|s| file.import_path(s) == "C")
}

/// Lone declarations of one kind on successive lines become a group.
pub(super) fn joined(file: &File) -> Edits {
    let source = Source::new(file);
    let mut edits = Edits::default();
    let decls: Vec<NodeId> = file.decls().collect();
    let mut i = 0;
    while i < decls.len() {
        let first = decls[i];
        i += 1;
        let Node::GenDecl { kind, specs, paren } = file[first] else { continue };
        if is_cgo(file, specs) || source.has_directive(first) {
            continue;
        }
        let mut last = first;
        while let Some(&next) = decls.get(i)
            && continues(&source, kind, last, next)
        {
            if let Node::GenDecl { specs, .. } = file[next]
                && let Some(spec) = file.list_get(specs, 0)
            {
                let keyword = file.start(next)
                    + if kind == DeclKind::Type {
                        4
                    } else if kind == DeclKind::Const {
                        5
                    } else if kind == DeclKind::Import {
                        6
                    } else {
                        3
                    };
                let end = if source.between(keyword, file.start(spec)).is_empty() {
                    file.start(spec)
                } else {
                    keyword
                };
                edits.replace(file.start(next), end, "");
            }
            last = next;
            i += 1;
        }
        if last == first {
            continue;
        }
        if paren {
            edits.replace(file.end(first) - 1, file.end(first), "");
        } else if let Some(spec) = file.list_get(specs, 0) {
            edits.replace(file.start(spec), file.start(spec), "(");
        }
        let end = file.end(last);
        match source.inline_comment_end(end) {
            Some(at) => {
                edits.replace(at, at, "\n)");
                edits.closed_below.push(file.start(first));
            }
            None => edits.replace(end, end, ")"),
        }
    }
    edits
}

/// Whether `next` joins the group that `last` is the last of so far.
fn continues(source: &Source<'_>, kind: DeclKind, last: NodeId, next: NodeId) -> bool {
    let file = source.file;
    let Node::GenDecl { kind: next_kind, specs, paren: false } = file[next] else { return false };
    if next_kind != kind || is_cgo(file, specs) {
        return false;
    }
    let (last_line, next_line) = (source.line(file.start(last)), source.line(file.start(next)));
    if last_line + 1 >= next_line {
        return true;
    }
    let Some(doc) = source.doc(next) else { return false };
    let comments = &source.comments.all[doc.range()];
    comments.iter().enumerate().all(|(i, comment)| {
        let text = comment.text(&file.text);
        source.line(comment.start) == last_line + 1 + i as u32
            && !is_directive(text.strip_prefix("//").unwrap_or(&text))
    })
}

/// `(a int, b int)` as `(a, b int)`.
pub(super) fn grouped_params(file: &File) -> Edits {
    let mut edits = Edits::default();
    for id in file.ids() {
        let Node::FieldList { fields } = file[id] else { continue };
        // Fields stay apart, and so do the type parameters of a type.
        let apart = |p| matches!(file[p], Node::StructType { .. } | Node::TypeSpec { .. });
        if file.parent(id).is_some_and(apart) {
            continue;
        }
        let all: Vec<NodeId> = file.list(fields).collect();
        let mut first = None;
        for pair in all.windows(2) {
            let first_of_run = *first.get_or_insert(pair[0]);
            if merges(file, first_of_run, pair[1]) {
                if let Node::Field { names, ty: Some(ty), .. } = file[pair[0]]
                    && let Some(name) = file.list_last(names)
                {
                    edits.replace(file.end(name), file.end(ty), "");
                }
            } else {
                first = Some(pair[1]);
            }
        }
    }
    edits
}

fn merges(file: &File, a: NodeId, b: NodeId) -> bool {
    let (Node::Field { names: n1, ty: Some(t1), .. }, Node::Field { names: n2, ty: Some(t2), .. }) =
        (file[a], file[b])
    else {
        return false;
    };
    let words = |id: NodeId| -> Vec<&str> {
        let tokens = &file.tokens;
        let (from, to) = (tokens.at_or_after(file.start(id)), tokens.at_or_after(file.end(id)));
        (from..to).map(|i| &file.text[tokens.spans[i].start as usize..tokens.spans[i].end as usize]).collect()
    };
    !n1.is_empty()
        && !n2.is_empty()
        && file.line(file.start(a)) == file.line(file.start(b))
        && words(t1) == words(t2)
}

/// Naked returns with the names of the results.
pub(super) fn clothed_returns(file: &File) -> Edits {
    let mut edits = Edits::default();
    for id in file.ids() {
        let Node::Return { results: List::EMPTY } = file[id] else { continue };
        let function = file.ancestors(id).find_map(|a| match file[a] {
            Node::FuncLit { ty, .. } => Some(ty),
            Node::FuncDecl(ext) => Some(file.func_decl(ext).ty),
            _ => None,
        });
        let Some(ty) = function else { continue };
        let Node::FuncType { results: Some(results), .. } = file[ty] else { continue };
        let Node::FieldList { fields } = file[results] else { continue };
        let fields = file.list(fields).filter_map(|f| match file[f] {
            Node::Field { names, .. } => Some(names),
            _ => None,
        });
        let names: Vec<&str> = fields.flat_map(|names| file.list(names)).map(|n| file.text_of(n)).collect();
        if !names.is_empty() && !names.contains(&"_") {
            edits.replace(file.end(id), file.end(id), format!(" {}", names.join(", ")));
        }
    }
    edits
}
