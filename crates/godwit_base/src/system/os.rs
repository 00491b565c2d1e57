//! The real disk and environment.
#![allow(clippy::disallowed_methods, reason = "the one place below the engine that may touch the disk")]

use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{DirEntry, FileType, Metadata, System};

#[derive(Clone, Copy, Debug, Default)]
pub struct OsSystem;

fn file_type(t: std::fs::FileType) -> FileType {
    if t.is_file() {
        FileType::File
    } else if t.is_dir() {
        FileType::Dir
    } else if t.is_symlink() {
        FileType::Symlink
    } else {
        FileType::Other
    }
}

impl System for OsSystem {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut file = open_regular(path)?;
        let len = file.metadata()?.len();
        if len >= u64::from(u32::MAX) {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "file is larger than 4 GiB"));
        }
        let mut bytes = Vec::with_capacity(len as usize + 1);
        io::Read::read_to_end(&mut file, &mut bytes)?;
        Ok(bytes)
    }

    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            if let Ok(name) = entry.file_name().into_string() {
                entries.push(DirEntry { name, file_type: file_type(entry.file_type()?) });
            }
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let meta = std::fs::metadata(path)?;
        let modified = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
        Ok(Metadata {
            file_type: file_type(meta.file_type()),
            len: meta.len(),
            modified: modified.map_or(0, |d| d.as_nanos() as u64),
            mode: mode(&meta),
        })
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(path)
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::read_link(path)
    }

    fn current_dir(&self) -> io::Result<PathBuf> {
        std::env::current_dir()
    }

    fn env_var(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

/// Opening a FIFO blocks until somebody writes to it, so the type is asked for first.
fn open_regular(path: &Path) -> io::Result<std::fs::File> {
    let kind = file_type(std::fs::metadata(path)?.file_type());
    match kind {
        FileType::File => std::fs::File::open(path),
        FileType::Dir => Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory")),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
    }
}

#[cfg(unix)]
fn mode(meta: &std::fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&meta.permissions())
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> u32 {
    0o644
}
