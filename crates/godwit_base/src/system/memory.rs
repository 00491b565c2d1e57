//! A file system in memory, for tests and for editor overlays.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::{DirEntry, FileType, Metadata, System};

/// Absolute paths to contents; folders exist by having files below them.
#[derive(Clone, Debug, Default)]
pub struct MemorySystem {
    files: BTreeMap<PathBuf, Vec<u8>>,
    executables: BTreeSet<PathBuf>,
    links: BTreeMap<PathBuf, PathBuf>,
    unreadable: BTreeSet<PathBuf>,
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

    /// A program: a file that may be executed.
    pub fn executable(mut self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        self.executables.insert(path.clone());
        self.file(path, "")
    }

    /// A symbolic link; a relative target starts from the folder of the link.
    pub fn link(mut self, path: impl Into<PathBuf>, target: impl Into<PathBuf>) -> Self {
        self.links.insert(path.into(), target.into());
        self
    }

    /// A file or folder that exists and that nobody may read.
    pub fn unreadable(mut self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        self.unreadable.insert(path.clone());
        self.file(path, "")
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    /// The path with all links on it followed.
    fn follow(&self, path: &Path) -> io::Result<PathBuf> {
        if self.links.is_empty() {
            return Ok(path.to_path_buf());
        }
        let mut hops = 0;
        let mut done = PathBuf::new();
        let mut todo: Vec<std::ffi::OsString> =
            path.components().rev().map(|c| c.as_os_str().to_owned()).collect();
        while let Some(part) = todo.pop() {
            if part == ".." {
                done.pop();
                continue;
            }
            let next = done.join(&part);
            match self.links.get(&next) {
                Some(target) => {
                    hops += 1;
                    if hops > 40 {
                        return Err(io::Error::new(
                            io::ErrorKind::InvalidInput,
                            "too many levels of symbolic links",
                        ));
                    }
                    todo.extend(target.components().rev().map(|c| c.as_os_str().to_owned()));
                }
                None => done = next,
            }
        }
        Ok(done)
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
        let path = self.follow(path)?;
        if self.unreadable.contains(&path) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "permission denied"));
        }
        self.files.get(&path).cloned().ok_or_else(not_found)
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let path = self.follow(path)?;
        if self.unreadable.contains(&path) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "permission denied"));
        }
        let children = self.children(&path);
        let links =
            self.links.keys().filter(|l| l.parent() == Some(&path)).filter_map(|l| l.file_name()?.to_str());
        let mut entries: BTreeMap<String, FileType> =
            links.map(|name| (name.to_owned(), FileType::Symlink)).collect();
        for (name, is_file) in children {
            entries.entry(name).or_insert(if is_file { FileType::File } else { FileType::Dir });
        }
        if entries.is_empty() {
            return Err(not_found());
        }
        Ok(entries.into_iter().map(|(name, file_type)| DirEntry { name, file_type }).collect())
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let path = &self.follow(path)?;
        if let Some(bytes) = self.files.get(path) {
            let mode = if self.executables.contains(path) { 0o755 } else { 0o644 };
            return Ok(Metadata { file_type: FileType::File, len: bytes.len() as u64, modified: 0, mode });
        }
        if self.children(path).is_empty() {
            return Err(not_found());
        }
        Ok(Metadata { file_type: FileType::Dir, len: 0, modified: 0, mode: 0o755 })
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        self.metadata(path)?;
        self.follow(path)
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.links
            .get(path)
            .cloned()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not a symbolic link"))
    }

    fn current_dir(&self) -> io::Result<PathBuf> {
        Ok(self.cwd.clone())
    }

    fn env_var(&self, name: &str) -> Option<String> {
        self.env.get(name).cloned()
    }
}
