//! A file system with unsaved editor buffers laid over it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use godwit_base::System;
use godwit_base::system::{DirEntry, FileType, Metadata};

/// Shows `files` in place of what is on `below`; `None` hides a file.
pub struct OverlaySystem<'a> {
    below: &'a dyn System,
    files: BTreeMap<PathBuf, Option<Vec<u8>>>,
    /// Folders that exist only because a buffer lies in them, with the names they add.
    added: BTreeMap<PathBuf, BTreeSet<(String, bool)>>,
}

impl<'a> OverlaySystem<'a> {
    pub fn new(below: &'a dyn System, overlay: &BTreeMap<String, Option<Vec<u8>>>) -> Self {
        let files: BTreeMap<PathBuf, Option<Vec<u8>>> =
            overlay.iter().map(|(path, text)| (PathBuf::from(path), text.clone())).collect();
        let mut added: BTreeMap<PathBuf, BTreeSet<(String, bool)>> = BTreeMap::new();
        for (path, text) in &files {
            if text.is_none() {
                continue;
            }
            let (mut child, mut is_file) = (path.as_path(), true);
            while let (Some(dir), Some(name)) = (child.parent(), child.file_name().and_then(|n| n.to_str())) {
                added.entry(dir.to_path_buf()).or_default().insert((name.to_string(), is_file));
                (child, is_file) = (dir, false);
            }
        }
        OverlaySystem { below, files, added }
    }
}

fn not_found() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no such file or directory")
}

impl System for OverlaySystem<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.files.get(path) {
            Some(Some(text)) => Ok(text.clone()),
            Some(None) => Err(not_found()),
            None => self.below.read(path),
        }
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let mut entries = match (self.below.read_dir(path), self.added.get(path)) {
            (Ok(entries), _) => entries,
            (Err(_), Some(_)) => Vec::new(),
            (Err(error), None) => return Err(error),
        };
        entries.retain(|e| self.files.get(&path.join(&e.name)) != Some(&None));
        if let Some(added) = self.added.get(path) {
            for (name, is_file) in added {
                let file_type = if *is_file { FileType::File } else { FileType::Dir };
                match entries.iter_mut().find(|e| e.name == *name) {
                    Some(entry) if *is_file => entry.file_type = file_type,
                    Some(_) => {}
                    None => entries.push(DirEntry { name: name.clone(), file_type }),
                }
            }
            entries.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Ok(entries)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        match self.files.get(path) {
            Some(Some(text)) => {
                Ok(Metadata { file_type: FileType::File, len: text.len() as u64, modified: 0, mode: 0o644 })
            }
            Some(None) => Err(not_found()),
            None => match self.below.metadata(path) {
                Err(_) if self.added.contains_key(path) => {
                    Ok(Metadata { file_type: FileType::Dir, len: 0, modified: 0, mode: 0o755 })
                }
                other => other,
            },
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        match self.below.canonicalize(path) {
            Err(_) if self.metadata(path).is_ok() => Ok(path.to_path_buf()),
            other => other,
        }
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.below.read_link(path)
    }

    fn current_dir(&self) -> io::Result<PathBuf> {
        self.below.current_dir()
    }

    fn env_var(&self, name: &str) -> Option<String> {
        self.below.env_var(name)
    }
}
