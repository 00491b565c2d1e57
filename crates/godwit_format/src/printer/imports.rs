//! Sorting of import groups: specs change places, take over each other's positions, and their comments move with them.

use std::cmp::Ordering;

use godwit_syntax::{DeclKind, Node, NodeId, TokenKind};
use rustc_hash::FxHashMap;

use super::Printer;
use crate::import_path::unquote;

/// Where an import spec stands after sorting.
#[derive(Clone, Copy)]
struct Place {
    start: u32,
    /// Set for specs of a sorted run.
    end: u32,
}

#[derive(Default)]
pub(super) struct ImportPositions {
    places: FxHashMap<NodeId, Place>,
    /// Specs of each declaration that was sorted, duplicates left out.
    specs: FxHashMap<NodeId, Vec<NodeId>>,
}

/// What specs are sorted by.
struct Entry {
    spec: NodeId,
    path: String,
    name: String,
    comment: Option<String>,
    /// Groups that belong to the spec, and whether they stand to its left.
    groups: Vec<(usize, bool)>,
}

impl Printer<'_> {
    pub(super) fn import_specs(&self, decl: NodeId) -> Option<Vec<NodeId>> {
        self.imports.specs.get(&decl).cloned()
    }

    pub(super) fn spec_start(&self, spec: NodeId) -> u32 {
        self.imports.places.get(&spec).map_or_else(|| self.start(spec), |p| p.start)
    }

    pub(super) fn import_spec(&mut self, spec: NodeId, name: Option<NodeId>, path: NodeId) {
        let place = self.imports.places.get(&spec).copied();
        if let Some(name) = name {
            self.set_pos(place.map_or_else(|| self.start(name), |p| p.start));
            self.word(&self.text.as_bytes()[self.start(name) as usize..self.end(name) as usize]);
            self.blank();
        }
        self.set_pos(place.map_or_else(|| self.start(path), |p| p.start));
        let text = self.file.text_of(path);
        let plain = text.starts_with('"') && !text.contains('\\');
        let rewritten = if plain { None } else { crate::import_path::quoted(text) };
        match rewritten {
            Some(path) => self.literal(path.as_bytes(), TokenKind::String),
            None => self.literal(text.as_bytes(), TokenKind::String),
        }
        if let Some(place) = place {
            self.set_pos(place.end);
        }
    }

    /// Sorts runs of imports on successive lines and removes duplicates.
    pub(super) fn sort_imports(&mut self) {
        let file = self.file;
        for decl in file.decls() {
            let Node::GenDecl { kind: DeclKind::Import, specs, paren } = file[decl] else { break };
            if !paren {
                continue;
            }
            let specs: Vec<NodeId> = file.list(specs).collect();
            if specs.is_empty() {
                continue;
            }
            let rparen = self.end(decl) - 1;
            let mut sorted = Vec::with_capacity(specs.len());
            let mut first = 0;
            for i in 1..=specs.len() {
                let ends = specs
                    .get(i)
                    .is_none_or(|&spec| self.line(self.start(spec)) > 1 + self.line(self.end(specs[i - 1])));
                if ends {
                    self.sort_run(&specs[first..i], rparen, &mut sorted);
                    first = i;
                }
            }
            if let Some(&last) = sorted.last() {
                let last_line = self.line(self.spec_start(last));
                let mut line = self.line(rparen);
                while line > last_line + 1 {
                    line -= 1;
                    self.lines.merge(line);
                }
            }
            if sorted != specs {
                self.imports.specs.insert(decl, sorted);
            }
        }
    }

    fn sort_run(&mut self, specs: &[NodeId], rparen: u32, out: &mut Vec<NodeId>) {
        if specs.len() <= 1 {
            out.extend_from_slice(specs);
            return;
        }
        let places: Vec<Place> =
            specs.iter().map(|&s| Place { start: self.start(s), end: self.end(s) }).collect();
        let groups = self.groups_among(&places);
        let mut entries: Vec<Entry> = specs.iter().map(|&s| self.entry(s)).collect();
        let mut index = 0;
        for g in groups.clone() {
            let at = self.group_start(g);
            while index + 1 < specs.len() && places[index + 1].start <= at {
                index += 1;
            }
            let mut left = false;
            if index == 0 && places[0].start > at {
                left = true;
            } else if index + 1 < specs.len() && self.line(places[index].start) + 1 == self.line(at) {
                index += 1;
                left = true;
            }
            entries[index].groups.push((g, left));
        }
        let in_order = |a: &Entry, b: &Entry| compare(a, b) != Ordering::Greater && !same_import(a, b);
        if groups.is_empty() && entries.windows(2).all(|w| in_order(&w[0], &w[1])) {
            out.extend_from_slice(specs);
            return;
        }
        entries.sort_by(compare);
        let mut kept: Vec<&Entry> = Vec::with_capacity(entries.len());
        for (i, entry) in entries.iter().enumerate() {
            let next = entries.get(i + 1);
            if next.is_some_and(|next| same_import(entry, next) && entry.comment.is_none()) {
                let line = self.line(self.start(entry.spec));
                if line != self.line(rparen) {
                    self.lines.merge(line);
                }
            } else {
                kept.push(entry);
            }
        }
        for (entry, &place) in kept.iter().zip(&places) {
            self.imports.places.insert(entry.spec, place);
            for &(g, left) in &entry.groups {
                let at = if left { place.start - 1 } else { place.end };
                for i in self.comments.groups[g].range() {
                    self.comments.all[i].start = at;
                }
            }
        }
        out.extend(kept.iter().map(|e| e.spec));
        let mut moved: Vec<_> = groups.clone().map(|g| self.comments.groups[g]).collect();
        moved.sort_by_key(|g| self.comments.all[g.first as usize].start);
        self.comments.groups[groups].copy_from_slice(&moved);
    }

    fn group_start(&self, g: usize) -> u32 {
        self.comments.all[self.comments.groups[g].first as usize].start
    }

    /// The comment groups on the lines of a run of specs.
    fn groups_among(&self, places: &[Place]) -> std::ops::Range<usize> {
        let (first, last) = (places[0], places[places.len() - 1]);
        let begin = self.lines.start(self.line(first.start));
        let end_line = self.line(last.end);
        let end = if end_line == self.lines.n_lines() { last.end } else { self.lines.start(end_line + 1) };
        let from = self.comments.first_group_from(begin);
        let inside = |g: &crate::groups::Group| self.comments.all[g.last as usize].end() < end;
        let n = self.comments.groups[from..].iter().take_while(|g| inside(g)).count();
        from..from + n
    }

    fn entry(&self, spec: NodeId) -> Entry {
        let file = self.file;
        let (mut path_text, mut name_text) = (String::new(), String::new());
        if let Node::ImportSpec { name, path } = file[spec] {
            path_text = unquote(file.text_of(path)).unwrap_or_default();
            name_text = name.map_or("", |n| file.text_of(n)).to_owned();
        }
        let comment = self.spec_comment(spec).map(|g| {
            let text = |c: &crate::groups::Comment| c.text(self.text).into_owned();
            self.comments.all[g.range()].iter().map(text).collect::<Vec<_>>().join("\n")
        });
        Entry { spec, path: path_text, name: name_text, comment, groups: Vec::new() }
    }

    fn spec_comment(&self, spec: NodeId) -> Option<crate::groups::Group> {
        let end = self.end(spec);
        let next = self.comments.groups.get(self.comments.first_group_from(end))?;
        let at = self.comments.all[next.first as usize].start;
        (at < self.lines.next_line(end) && next.trailing && self.is_line_comment(end)).then_some(*next)
    }
}

fn same_import(a: &Entry, b: &Entry) -> bool {
    a.path == b.path && a.name == b.name
}

fn compare(a: &Entry, b: &Entry) -> Ordering {
    let key = |e: &Entry| e.comment.as_deref().map(comment_key).unwrap_or_default();
    a.path.cmp(&b.path).then_with(|| a.name.cmp(&b.name)).then_with(|| key(a).cmp(&key(b)))
}

/// A comment's text without its markers.
fn comment_key(text: &str) -> String {
    let line = |l: &str| {
        let body = l.strip_prefix("//").map(|b| b.strip_prefix(' ').unwrap_or(b));
        let body = body.or_else(|| l.strip_prefix("/*")?.strip_suffix("*/"));
        body.unwrap_or(l).trim_end().to_owned()
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
