//! The names of the project's files.

use std::path::Path;

use godwit_base::System;
use godwit_base::system::FileType;

/// Paths relative to the project, sorted.
#[derive(Clone, Debug, Default)]
pub struct Files {
    paths: Vec<String>,
    /// Whether the list was cut.
    pub is_cut: bool,
}

const MAX_DEPTH: usize = 8;
const MAX_FILES: usize = 50_000;
/// Folders that hold other people's files, or none of interest.
const SKIPPED: [&str; 8] =
    [".git", "vendor", "node_modules", "testdata", "third_party", ".idea", ".terraform", "target"];

pub fn list(system: &dyn System, root: &Path) -> Files {
    let mut files = Files::default();
    let mut todo = vec![(String::new(), 0)];
    while let Some((dir, depth)) = todo.pop() {
        let Ok(entries) = system.read_dir(&root.join(&dir)) else { continue };
        // A folder with a go.mod of its own is another project.
        let is_module = !dir.is_empty() && entries.iter().any(|e| e.name == "go.mod");
        if is_module {
            continue;
        }
        for entry in entries {
            let path = if dir.is_empty() { entry.name.clone() } else { format!("{dir}/{}", entry.name) };
            match entry.file_type {
                FileType::Dir if depth < MAX_DEPTH && !SKIPPED.contains(&entry.name.as_str()) => {
                    todo.push((path, depth + 1))
                }
                FileType::File | FileType::Symlink if files.paths.len() < MAX_FILES => files.paths.push(path),
                FileType::File => files.is_cut = true,
                _ => {}
            }
        }
    }
    files.paths.sort();
    files
}

impl Files {
    pub fn has(&self, path: &str) -> bool {
        self.paths.binary_search_by(|p| p.as_str().cmp(path)).is_ok()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    pub fn matching<'f>(&'f self, matches: impl Fn(&str) -> bool + 'f) -> impl Iterator<Item = &'f str> {
        self.iter().filter(move |p| matches(p))
    }

    pub fn first(&self, matches: impl Fn(&str) -> bool) -> Option<&str> {
        self.iter().find(|p| matches(p))
    }

    /// The first file below `dir`, which ends with a slash.
    pub fn below(&self, dir: &str) -> Option<&str> {
        let at = self.paths.partition_point(|p| p.as_str() < dir);
        self.paths.get(at).map(String::as_str).filter(|p| p.starts_with(dir))
    }
}

/// The last part of a path.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
