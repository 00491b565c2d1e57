//! The file tree that `--dry-run` prints.

use crate::render::RenderedFile;
use std::collections::BTreeMap;

#[derive(Default)]
struct Folder<'a> {
    folders: BTreeMap<&'a str, Folder<'a>>,
    files: BTreeMap<&'a str, &'a RenderedFile>,
}

/// One line per folder and file, with line counts and classes, and a total.
pub fn draw(root: &str, files: &[RenderedFile]) -> String {
    let mut top = Folder::default();
    for file in files {
        let mut folder = &mut top;
        let mut rest = file.path.as_str();
        while let Some((head, tail)) = rest.split_once('/') {
            folder = folder.folders.entry(head).or_default();
            rest = tail;
        }
        folder.files.insert(rest, file);
    }
    let mut rows: Vec<(String, Option<&RenderedFile>)> = vec![(format!("{root}/"), None)];
    collect(&top, "", &mut rows);
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for (name, file) in &rows {
        match file {
            None => out.push_str(name),
            Some(file) => {
                let pad = width - name.chars().count();
                out.push_str(&format!("{name}{:pad$}  {:>5}  {}", "", file.n_lines(), file.class.name()));
            }
        }
        out.push('\n');
    }
    let n_lines: usize = files.iter().map(RenderedFile::n_lines).sum();
    out.push_str(&format!("\n{} files, {n_lines} lines\n", files.len()));
    out
}

/// Recursion is bounded by the depth of template paths, which are data of this crate.
fn collect<'a>(folder: &Folder<'a>, indent: &str, rows: &mut Vec<(String, Option<&'a RenderedFile>)>) {
    let n = folder.folders.len() + folder.files.len();
    let mut index = 0;
    let mut branch = || {
        index += 1;
        if index == n { ("└── ", "    ") } else { ("├── ", "│   ") }
    };
    for (name, inner) in &folder.folders {
        let (tee, bar) = branch();
        rows.push((format!("{indent}{tee}{name}/"), None));
        collect(inner, &format!("{indent}{bar}"), rows);
    }
    for (name, file) in &folder.files {
        let (tee, _) = branch();
        rows.push((format!("{indent}{tee}{name}"), Some(file)));
    }
}
