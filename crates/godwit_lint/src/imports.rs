//! The imports of a file: which package a qualifier means.

use godwit_base::{Edit, Span, Symbol};
use godwit_syntax::{File, Node, NodeId};

/// One import.
#[derive(Clone, Debug)]
pub struct Import {
    pub path: String,
    pub kind: ImportKind,
    /// The name the file uses; a guess from the path where the import is not renamed.
    pub name: Symbol,
    pub spec: NodeId,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportKind {
    /// Without a name.
    Plain,
    Renamed,
    Dot,
    Blank,
}

/// All imports of a file in source order.
#[derive(Debug, Default)]
pub struct Imports {
    list: Vec<Import>,
    /// The name of each import as a qualifier; the blank identifier where it is none.
    qualifiers: Vec<Symbol>,
}

impl Imports {
    pub(crate) fn new(file: &File) -> Self {
        let import = |spec| {
            let Node::ImportSpec { name, .. } = file[spec] else { return None };
            let path = file.import_path(spec).to_owned();
            let (kind, name) = match name
                .and_then(|n| file.ident(n).or((file.text_of(n) == ".").then_some(godwit_base::sym::DOT)))
            {
                None => (ImportKind::Plain, Symbol::intern(package_name_of(&path))),
                Some(n) if n == godwit_base::sym::DOT => (ImportKind::Dot, n),
                Some(n) if n.is_blank() => (ImportKind::Blank, n),
                Some(n) => (ImportKind::Renamed, n),
            };
            Some(Import { path, kind, name, spec })
        };
        let list: Vec<Import> = file.imports().filter_map(import).collect();
        let qualifier = |import: &Import| match import.kind {
            ImportKind::Plain | ImportKind::Renamed => import.name,
            ImportKind::Dot | ImportKind::Blank => godwit_base::sym::BLANK,
        };
        let qualifiers = list.iter().map(qualifier).collect();
        Imports { list, qualifiers }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Import> {
        self.list.iter()
    }

    /// The import that a qualifier of this name means.
    pub fn by_name(&self, name: Symbol) -> Option<&Import> {
        self.index_by_name(name).map(|index| &self.list[index])
    }

    /// Its place in source order.
    pub(crate) fn index_by_name(&self, name: Symbol) -> Option<usize> {
        if name.is_blank() {
            return None;
        }
        self.qualifiers.iter().position(|&qualifier| qualifier == name)
    }

    pub(crate) fn by_index(&self, index: usize) -> &Import {
        &self.list[index]
    }

    pub fn by_path(&self, path: &str) -> Option<&Import> {
        self.list.iter().find(|i| i.path == path)
    }

    pub fn has(&self, path: &str) -> bool {
        self.by_path(path).is_some()
    }

    pub fn has_dot_imports(&self) -> bool {
        self.list.iter().any(|i| i.kind == ImportKind::Dot)
    }
}

/// The package name that an import path suggests: its last element, without a major version, `go-` prefix or `.go` suffix.
pub fn package_name_of(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let mut last = parts.next().unwrap_or(path);
    if is_major_version(last) {
        last = parts.next().unwrap_or(last);
    }
    // gopkg.in/yaml.v3
    if let Some((name, version)) = last.rsplit_once('.')
        && is_major_version(version)
    {
        last = name;
    }
    let last = last.strip_prefix("go-").unwrap_or(last);
    let last = last.strip_suffix("-go").or_else(|| last.strip_suffix(".go")).unwrap_or(last);
    last.rsplit_once('-').map_or(last, |(_, tail)| tail)
}

fn is_major_version(text: &str) -> bool {
    text.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

impl crate::Cx<'_> {
    /// The edit that removes an import whose last `n_removed` uses a fix takes away; `None` where other uses remain.
    pub fn edit_import_unused_after(&self, path: &str, n_removed: usize) -> Option<Edit> {
        let import = self.imports().by_path(path)?;
        if !matches!(import.kind, ImportKind::Plain | ImportKind::Renamed) {
            return None;
        }
        let uses =
            self.resolution().unresolved().iter().filter(|&&id| self.file.ident(id) == Some(import.name));
        if uses.count() != n_removed {
            return None;
        }
        let decl = self.file.parent(import.spec)?;
        let Node::GenDecl { specs, .. } = self.file[decl] else { return None };
        let target = if self.file.n_list(specs) == 1 { decl } else { import.spec };
        Some(Edit::delete(self.line_span(self.file.span(target))))
    }

    /// The whole lines of a span where nothing else stands on them; else the span itself.
    pub fn line_span(&self, span: Span) -> Span {
        let lines = &self.file.lines;
        let start = lines.line_start(lines.line(span.start)).unwrap_or(span.start);
        let end = lines.line_start(lines.line(span.end) + 1).unwrap_or(self.file.text.len() as u32);
        let blank = |from, to| self.file.slice(Span::new(from, to)).trim().is_empty();
        if blank(start, span.start) && blank(span.end, end) { Span::new(start, end) } else { span }
    }
}
