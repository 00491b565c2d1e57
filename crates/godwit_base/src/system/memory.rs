//! A file system in memory, for tests and for editor overlays.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::{DirEntry, FileType, Metadata, System};

/// Absolute paths to contents; folders exist by having files below them.
#[derive(Clone, Debug, Default)]
pub struct MemorySystem {
    files: BTreeMap<PathBuf, Vec<u8>>,
    env: BTreeMap<String, String>,
    cwd: PathBuf,
}

impl MemorySystem {
    pub fn new(cwd: impl Into<PathBuf>) -> Self {
        MemorySystem { cwd: cwd.into(), ..Self::default() }
    }

    pub fn file(mut self, path: impl Into<PathBuf>, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    fn children(&self, dir: &Path) -> BTreeSet<(String, bool)> {
        let below = self.files.range(dir.to_path_buf()..).map(|(p, _)| p).take_while(|p| p.starts_with(dir));
        below
            .filter_map(|p| {
                let rest = p.strip_prefix(dir).ok()?;
                let mut parts = rest.components();
                let first = parts.next()?.as_os_str().to_str()?.to_owned();
                Some((first, parts.next().is_none()))
            })
            .collect()
    }
}

fn not_found() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no such file or directory")
}

impl System for MemorySystem {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(not_found)
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let children = self.children(path);
        if children.is_empty() {
            return Err(not_found());
        }
        let entry = |(name, is_file)| DirEntry { name, file_type: if is_file { FileType::File } else { FileType::Dir } };
        Ok(children.into_iter().map(entry).collect())
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        if let Some(bytes) = self.files.get(path) {
            return Ok(Metadata { file_type: FileType::File, len: bytes.len() as u64, modified: 0, mode: 0o644 });
        }
        if self.children(path).is_empty() {
            return Err(not_found());
        }
        Ok(Metadata { file_type: FileType::Dir, len: 0, modified: 0, mode: 0o755 })
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.metadata(path).map(|_| path.to_path_buf())
    }

    fn read_link(&self, _: &Path) -> io::Result<PathBuf> {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a symbolic link"))
    }

    fn current_dir(&self) -> io::Result<PathBuf> {
        Ok(self.cwd.clone())
    }

    fn env_var(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }
}
