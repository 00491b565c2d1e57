//! The import declarations of a file as runs of specs, and the text they make.

use godwit_base::{Edit, Span, apply_edits};
use godwit_syntax::{DeclKind, File, Node, NodeId};

use super::fix::Fix;
use crate::groups::Comments;
use crate::import_path::unquote;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Spec {
    pub(super) name: String,
    /// As it is written.
    pub(super) literal: String,
    pub(super) path: String,
    /// Comments behind it on its line.
    pub(super) comment: String,
    /// Where it starts in the file; 0 for one that was added.
    line: u32,
}

impl Spec {
    pub(super) fn new(name: &str, path: &str) -> Self {
        Spec {
            name: name.into(),
            literal: format!("\"{path}\""),
            path: path.into(),
            comment: String::new(),
            line: 0,
        }
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::from("\t");
        if !self.name.is_empty() {
            out.push_str(&self.name);
            out.push(' ');
        }
        out.push_str(&self.literal);
        if !self.comment.is_empty() {
            out.push(' ');
            out.push_str(&self.comment);
        }
        out
    }
}

/// Specs on successive lines, and the comment lines above them.
#[derive(Clone, Default, Debug)]
pub(super) struct Run {
    pub(super) blank_before: bool,
    pub(super) lead: Vec<String>,
    pub(super) specs: Vec<Spec>,
}

/// One import declaration.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) decl: NodeId,
    pub(super) paren: bool,
    pub(super) runs: Vec<Run>,
    /// Comment lines before the closing parenthesis.
    pub(super) tail: Vec<String>,
}

/// The import declarations except those of cgo.
pub(super) fn blocks(file: &File) -> Vec<Block> {
    let comments = Comments::new(file);
    let mut out = Vec::new();
    for decl in file.decls() {
        let Node::GenDecl { kind: DeclKind::Import, specs, paren } = file[decl] else { break };
        let specs: Vec<NodeId> = file.list(specs).collect();
        if !specs.iter().any(|&s| file.import_path(s) == "C") {
            out.push(block(file, &comments, decl, paren, &specs));
        }
    }
    out
}

fn block(file: &File, comments: &Comments, decl: NodeId, paren: bool, specs: &[NodeId]) -> Block {
    let mut block = Block { decl, paren, runs: Vec::new(), tail: Vec::new() };
    // End of what was taken last, and the line it ends on.
    let mut at = if paren { file.anchor(decl) + 1 } else { file.start(decl) };
    let within = |from: u32, to: u32| {
        let first = comments.first_group_from(from);
        let groups = comments.groups[first..].iter();
        let all = groups.flat_map(|g| &comments.all[g.range()]).filter(move |c| c.start >= from);
        all.take_while(move |c| c.start < to).copied().collect::<Vec<_>>()
    };
    for (i, &id) in specs.iter().enumerate() {
        let Node::ImportSpec { name, path } = file[id] else { continue };
        let start = file.start(id);
        let lead = within(at, start);
        let gap_line = lead.first().map_or(start, |c| c.start);
        let far = file.line(start) > file.line(at) + 1;
        if i == 0 || far || !lead.is_empty() {
            let blank_before = i > 0 && file.line(gap_line) > file.line(at) + 1;
            let lead = lead.iter().map(|c| c.text(&file.text).into_owned()).collect();
            block.runs.push(Run { blank_before, lead, specs: Vec::new() });
        }
        let mut spec = Spec {
            name: name.map_or("", |n| file.text_of(n)).to_owned(),
            literal: file.text_of(path).to_owned(),
            path: unquote(file.text_of(path)).unwrap_or_default(),
            comment: String::new(),
            line: file.line(start),
        };
        at = file.end(id);
        let next = specs.get(i + 1).map_or(file.end(decl), |&s| file.start(s));
        for c in within(at, next.max(at)) {
            if file.line(c.start) != file.line(file.end(id)) {
                break;
            }
            if !spec.comment.is_empty() {
                spec.comment.push(' ');
            }
            spec.comment.push_str(&c.text(&file.text));
            at = c.end();
        }
        // A lone import's comment stands behind the declaration.
        if let Some(run) = block.runs.last_mut() {
            run.specs.push(spec);
        }
    }
    if paren {
        let end = file.end(decl) - 1;
        block.tail = within(at, end).iter().map(|c| c.text(&file.text).into_owned()).collect();
    }
    block
}

/// Number of path elements that two paths share.
fn match_len(x: &str, y: &str) -> i32 {
    x.bytes().zip(y.bytes()).take_while(|(a, b)| a == b).filter(|(a, _)| *a == b'/').count() as i32
}

fn group_of(path: &str, local: &[String]) -> u32 {
    let is_local = |p: &String| path.starts_with(p.as_str()) || p.strip_suffix('/').unwrap_or(p) == path;
    match path {
        _ if local.iter().any(is_local) => 3,
        _ if path.starts_with("appengine") => 2,
        _ if path.split('/').next().is_some_and(|first| first.contains('.')) => 1,
        _ => 0,
    }
}

/// The text with fixes applied and imports merged, sorted and grouped as goimports does it. `None`: nothing to do.
pub(super) fn goimports(file: &File, fixes: &[Fix], local: &[String]) -> Option<String> {
    let old = blocks(file);
    let mut new = old.clone();
    for fix in fixes {
        apply(&mut new, fix);
    }
    // All declarations become one: the others' specs join the last run of the first.
    let filled = |b: &Block| b.runs.iter().any(|r| !r.specs.is_empty());
    let mut merged = new.iter().find(|b| filled(b)).cloned();
    if let Some(first) = &mut merged {
        let rest: Vec<Spec> = new
            .iter()
            .filter(|b| filled(b) && b.decl != first.decl)
            .flat_map(|b| b.runs.iter().flat_map(|r| r.specs.iter().cloned()))
            .collect();
        first.paren |= !rest.is_empty();
        join(file, first, rest);
    }
    let added: Vec<Spec> = if merged.is_none() {
        fixes
            .iter()
            .filter_map(|f| match f {
                Fix::Add { path, name } => Some(Spec::new(name, path)),
                _ => None,
            })
            .collect()
    } else {
        Vec::new()
    };
    let mut text = String::new();
    match &mut merged {
        Some(block) => {
            for run in &mut block.runs {
                sort(&mut run.specs, local);
            }
            text = print(block, local);
        }
        None if !added.is_empty() => {
            let mut specs = added;
            sort(&mut specs, local);
            let mut block = Block {
                decl: file.root(),
                paren: specs.len() > 1,
                runs: vec![Run { specs, ..Run::default() }],
                tail: Vec::new(),
            };
            block.paren |= block.runs.iter().any(|r| r.specs.len() > 1);
            text = print(&block, local);
        }
        None => {}
    }
    let unchanged = fixes.is_empty() && old.len() <= 1 && {
        let mut same = old.first().is_none_or(|b| b.paren || b.runs.iter().all(|r| r.specs.len() <= 1));
        // An empty declaration goes.
        same &= old.first().is_none_or(|b| filled(b) || !b.tail.is_empty());
        if let (Some(o), Some(m)) = (old.first(), &merged) {
            same &= o.runs.iter().zip(&m.runs).all(|(a, b)| a.specs == b.specs);
            same &= o.runs.iter().all(|r| one_group(&r.specs, local));
        }
        same
    };
    if unchanged {
        return None;
    }
    replace(file, &old, &text)
}

/// Puts the specs of other declarations behind those of the first, as goimports does: it gives their paths the place of the
/// first declaration but leaves their names where they were, and a name far below its forerunner starts a run of its own.
fn join(file: &File, first: &mut Block, rest: Vec<Spec>) {
    let Some(last) = first.runs.iter_mut().rposition(|r| !r.specs.is_empty()) else { return };
    let top = file.start(first.decl);
    let behind = first.runs.split_off(last + 1);
    let mut end = first.runs[last].specs.last().map_or(0, |s| s.line).max(file.line(top));
    for spec in rest {
        let start = if spec.name.is_empty() { file.line(top) } else { spec.line };
        let is_far = start > end + 1;
        end = file.line((top + spec.literal.len() as u32).min(file.text.len() as u32));
        match first.runs.last_mut() {
            Some(run) if !is_far => run.specs.push(spec),
            _ => first.runs.push(Run { blank_before: true, lead: Vec::new(), specs: vec![spec] }),
        }
    }
    first.runs.extend(behind);
}

fn one_group(specs: &[Spec], local: &[String]) -> bool {
    specs.windows(2).all(|w| group_of(&w[0].path, local) == group_of(&w[1].path, local))
}

fn apply(blocks: &mut [Block], fix: &Fix) {
    match fix {
        Fix::Delete { name, path } => {
            for block in blocks.iter_mut() {
                let mut gap = false;
                for run in &mut block.runs {
                    run.blank_before |= gap;
                    gap = false;
                    run.specs.retain(|s| s.name != *name || s.path != *path);
                    // An emptied run leaves its blank line to the next one.
                    gap |= run.specs.is_empty() && run.blank_before;
                }
                block.runs.retain(|r| !r.specs.is_empty() || !r.lead.is_empty());
                if let Some(first) = block.runs.first_mut() {
                    first.blank_before = false;
                }
            }
        }
        Fix::SetName { path, name } => {
            let specs = blocks.iter_mut().flat_map(|b| &mut b.runs).flat_map(|r| &mut r.specs);
            specs.filter(|s| s.path == *path).for_each(|s| s.name.clone_from(name));
        }
        Fix::Add { path, name } => add(blocks, Spec::new(name, path)),
    }
}

/// Behind the spec with the most path elements in common.
fn add(blocks: &mut [Block], spec: Spec) {
    let third_party = spec.path.contains('.');
    let mut best = -1;
    let mut place = None;
    for (b, block) in blocks.iter().enumerate() {
        let mut seen_third_party = false;
        for (r, run) in block.runs.iter().enumerate() {
            for (s, other) in run.specs.iter().enumerate() {
                let n = match_len(&other.path, &spec.path);
                if n > best || best == 0 && !seen_third_party && third_party {
                    best = n;
                    place = Some((b, r, s));
                }
                seen_third_party |= other.path.contains('.');
            }
        }
    }
    if let Some((b, r, s)) = place {
        blocks[b].paren = true;
        blocks[b].runs[r].specs.insert(s + 1, spec);
    }
}

fn sort(specs: &mut Vec<Spec>, local: &[String]) {
    specs.sort_by(|a, b| {
        let key = |s: &Spec| (group_of(&s.path, local), s.path.clone(), s.name.clone(), s.comment.clone());
        key(a).cmp(&key(b))
    });
    let mut i = 0;
    while i + 1 < specs.len() {
        let same = specs[i].path == specs[i + 1].path && specs[i].name == specs[i + 1].name;
        if same && specs[i].comment.is_empty() {
            specs.remove(i);
        } else {
            i += 1;
        }
    }
}

fn print(block: &Block, local: &[String]) -> String {
    let specs: Vec<&Spec> = block.runs.iter().flat_map(|r| &r.specs).collect();
    if !block.paren
        && let [spec] = specs[..]
    {
        return format!("import {}", spec.text().trim_start());
    }
    let mut out = String::from("import (\n");
    for (i, run) in block.runs.iter().enumerate() {
        if i > 0 && run.blank_before {
            out.push('\n');
        }
        for line in &run.lead {
            out.push_str(&format!("\t{line}\n"));
        }
        for (j, spec) in run.specs.iter().enumerate() {
            if j > 0 && group_of(&run.specs[j - 1].path, local) != group_of(&spec.path, local) {
                out.push('\n');
            }
            out.push_str(&spec.text());
            out.push('\n');
        }
    }
    for line in &block.tail {
        out.push_str(&format!("\t{line}\n"));
    }
    out.push(')');
    out
}

/// Puts `text` in the place of the first declaration, or below the package clause, and removes the others.
pub(super) fn replace(file: &File, old: &[Block], text: &str) -> Option<String> {
    let mut edits = Vec::new();
    for (i, block) in old.iter().enumerate() {
        let (start, mut end) = (file.start(block.decl), file.end(block.decl));
        let comment = block.runs.iter().flat_map(|r| &r.specs).map(|s| &s.comment).find(|c| !c.is_empty());
        if !block.paren
            && let Some(comment) = comment
            && let Some(at) = file.text[end as usize..].find(comment.as_str())
        {
            end += (at + comment.len()) as u32;
        }
        let next = file.tokens.at_or_after(end);
        if file.tokens.kinds.get(next) == Some(&godwit_syntax::TokenKind::Semicolon) {
            end = file.tokens.spans[next].end;
        }
        edits.push(Edit::replace(Span::new(start, end), if i == 0 { text } else { "" }));
    }
    if old.is_empty() {
        let at = file.package_name().map(|n| file.end(n))?;
        // Behind a comment on the line of the package clause.
        let comment = file.trailing_comment(at).filter(|c| file.line(c.start) == file.line(at));
        let after_cgo = file.imports().last().and_then(|s| file.parent(s)).map(|d| file.end(d));
        let at = after_cgo.or(comment.map(|c| c.end)).unwrap_or(at);
        edits.push(Edit::insert(at, format!("\n\n{text}\n")));
    }
    apply_edits(&file.text, &edits)
}
