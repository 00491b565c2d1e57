//! Imports of the standard library come first and together.

use godwit_base::{Edit, Span};
use godwit_syntax::{DeclKind, File, Node, NodeId};

use super::decls::Edits;
use crate::groups::Comments;

pub(super) fn joined(file: &File, module_path: &str) -> Edits {
    let comments = Comments::new(file);
    let mut edits = Edits::default();
    for decl in file.decls() {
        if let Node::GenDecl { kind: DeclKind::Import, specs, paren: true } = file[decl] {
            let specs: Vec<NodeId> = file.list(specs).collect();
            join(file, &comments, decl, &specs, module_path, &mut edits.edits);
        }
    }
    edits
}

fn is_std(path: &str, prefix: &str) -> bool {
    let first = path.split('/').next().unwrap_or(path);
    let dotted = first.find('.').is_some_and(|i| i > 0);
    let own = !prefix.is_empty() && first == prefix;
    !dotted && !own && !path.starts_with("test/") && !path.starts_with("example/")
}

fn join(
    file: &File,
    comments: &Comments,
    decl: NodeId,
    specs: &[NodeId],
    module_path: &str,
    edits: &mut Vec<Edit>,
) {
    let prefix = module_path.split('/').next().unwrap_or("");
    let starts = |g: &crate::groups::Group| comments.all[g.first as usize].start;
    let mut first_group = true;
    let mut last_end = file.start(decl);
    let (mut kept, mut moved, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for (i, &spec) in specs.iter().enumerate() {
        let start = file.start(spec);
        let from = comments.first_group_from(last_end);
        let before = comments.groups[from..].iter().take_while(|g| starts(g) < start).last();
        if let Some(group) = before {
            last_end = comments.all[group.last as usize].end();
        }
        if i > 0 && first_group && file.line(start) > file.line(last_end) + 1 {
            first_group = false;
        } else {
            last_end = file.end(spec);
        }
        let Node::ImportSpec { name, .. } = file[spec] else { continue };
        let path = file.import_path(spec);
        let stays = first_group && other.is_empty();
        let commented = comments.lead(&file.text, start).is_some() || trailing_comment(file, comments, spec);
        if !is_std(path, prefix) || !first_group && name.is_some() || !stays && commented {
            other.push(spec);
        } else if stays {
            kept.push(spec);
        } else {
            moved.push(spec);
        }
    }
    if moved.is_empty() && other.is_empty() {
        return;
    }
    for &spec in &moved {
        // With the line it stands on.
        let (start, end) = (file.start(spec), file.end(spec));
        let text = file.text.as_bytes();
        let line_start = text[..start as usize].iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        let alone_before = text[line_start..start as usize].iter().all(u8::is_ascii_whitespace);
        let rest = &text[end as usize..];
        let blank = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b';' | b'\r')).count();
        let span = if alone_before && rest.get(blank) == Some(&b'\n') {
            Span::new(line_start as u32, end + blank as u32 + 1)
        } else {
            Span::new(start, end)
        };
        edits.push(Edit::delete(span));
    }
    let moved: String = moved.iter().map(|&s| format!("\n\t{}", file.text_of(s))).collect();
    match kept.last() {
        Some(&last) => {
            let end = file.end(last);
            // Behind the comment of the spec, if it has one.
            let comment = comments.groups.get(comments.first_group_from(end));
            let comment = comment
                .map(|g| comments.all[g.last as usize])
                .filter(|c| file.line(c.start) == file.line(end));
            let end = comment.map_or(end, |c| c.end());
            let mut text = moved;
            let tight = |&other: &NodeId| file.line(file.end(last)) + 1 >= file.line(file.start(other));
            if other.first().is_some_and(tight) {
                text.push('\n');
            }
            if !text.is_empty() {
                edits.push(Edit::insert(end, text));
            }
        }
        None if !moved.is_empty() => {
            let opening = file.anchor(decl);
            // Declarations that were just joined start on the line of the parenthesis.
            let tight = |&other: &NodeId| file.line(opening) == file.line(file.start(other));
            let blank = if other.first().is_some_and(tight) { "\n" } else { "" };
            edits.push(Edit::insert(opening + 1, format!("{moved}\n{blank}")));
        }
        None => {}
    }
}

fn trailing_comment(file: &File, comments: &Comments, spec: NodeId) -> bool {
    let end = file.end(spec);
    let group = comments.groups.get(comments.first_group_from(end));
    group.is_some_and(|g| g.trailing && file.line(comments.all[g.first as usize].start) == file.line(end))
}
