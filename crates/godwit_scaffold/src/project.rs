//! A project on disk, as the scaffolder sees it: text files below a root, read through [`System`].
//!
//! What is left out: Go's own view of packages and modules, which `godwit_load` has.

use crate::failure::{Failure, Result};
use godwit_base::system::{FileType, System};
use std::io;
use std::path::{Path, PathBuf};

/// Folders that never hold a project's own source.
const FOREIGN_FOLDERS: [&str; 5] = [".git", "vendor", "node_modules", "testdata", ".idea"];

/// Deeper than any real tree; a loop of symbolic links or a bind mount ends here.
const MAX_DEPTH: usize = 32;

/// More files than a service has; a listing is for detection, not for an archive.
const MAX_FILES: usize = 200_000;

/// Read access to a project.
#[derive(Clone)]
pub struct Project<'a> {
    system: &'a dyn System,
    root: PathBuf,
}

impl<'a> Project<'a> {
    pub fn new(system: &'a dyn System, root: impl Into<PathBuf>) -> Self {
        Self { system, root: root.into() }
    }

    /// The nearest folder at or above `start` that holds `file`.
    pub fn find(system: &'a dyn System, start: &Path, file: &str) -> Option<Self> {
        start
            .ancestors()
            .take(MAX_DEPTH)
            .find(|folder| system.is_file(&folder.join(file)))
            .map(|root| Self::new(system, root))
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn system(&self) -> &'a dyn System {
        self.system
    }

    /// The text of `path`, or `None` when there is no such file.
    pub fn read(&self, path: &str) -> Result<Option<String>> {
        match self.system.read_to_string(&self.root.join(path)) {
            Ok(text) => Ok(Some(text)),
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(e) => Err(Failure::new("read-failed", format!("cannot read {path}: {e}"))
                .hint("check its permissions and encoding")),
        }
    }

    pub fn exists(&self, path: &str) -> bool {
        self.system.metadata(&self.root.join(path)).is_ok()
    }

    /// The project's own files, sorted, relative with `/`.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![(String::new(), 0)];
        while let Some((folder, depth)) = folders.pop() {
            let Ok(entries) = self.system.read_dir(&self.root.join(&folder)) else { continue };
            for entry in entries {
                let path =
                    if folder.is_empty() { entry.name.clone() } else { format!("{folder}/{}", entry.name) };
                match entry.file_type {
                    FileType::File if files.len() < MAX_FILES => files.push(path),
                    // A nested module is another project.
                    FileType::Dir
                        if depth < MAX_DEPTH
                            && !FOREIGN_FOLDERS.contains(&entry.name.as_str())
                            && !self.system.is_file(&self.root.join(&path).join("go.mod")) =>
                    {
                        folders.push((path, depth + 1));
                    }
                    _ => {}
                }
            }
        }
        files.sort();
        files
    }
}
