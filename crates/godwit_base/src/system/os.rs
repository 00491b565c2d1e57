//! The real disk and environment.
#![allow(clippy::disallowed_methods, reason = "the one place below the engine that may touch the disk")]

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use super::{DirEntry, FileType, Metadata, System, Writer};

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
    fn shared(&self) -> Option<Arc<dyn System>> {
        Some(Arc::new(OsSystem))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let (file, len) = open_regular(path)?;
        if len >= u64::from(u32::MAX) {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "file is larger than 4 GiB"));
        }
        let mut bytes = Vec::with_capacity(len as usize + 1);
        // Not `File::read_to_end`, which asks the system for the length again. A file that grows meanwhile is read to its end.
        io::Read::read_to_end(&mut io::Read::take(file, u64::MAX), &mut bytes)?;
        Ok(bytes)
    }

    fn read_head(&self, path: &Path, n: usize) -> io::Result<(Vec<u8>, u64)> {
        let (file, len) = open_regular(path)?;
        let mut bytes = Vec::with_capacity(n.min(len as usize) + 1);
        io::Read::read_to_end(&mut io::Read::take(file, n as u64), &mut bytes)?;
        // A file that ends early was changed meanwhile, or has no length.
        let len = if bytes.len() < n { bytes.len() as u64 } else { len };
        Ok((bytes, len))
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

/// A file and its length. Opening a FIFO blocks until somebody writes to it, so the type is asked for first.
fn open_regular(path: &Path) -> io::Result<(std::fs::File, u64)> {
    let meta = std::fs::metadata(path)?;
    match file_type(meta.file_type()) {
        FileType::File => Ok((std::fs::File::open(path)?, meta.len())),
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

/// Writing to the real disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsWriter;

impl Writer for OsWriter {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        std::fs::create_dir(path)
    }

    fn write(&self, path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
        let is_link = std::fs::symlink_metadata(path).is_ok_and(|meta| meta.file_type().is_symlink());
        let target = if is_link { std::fs::canonicalize(path)? } else { path.to_path_buf() };
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not a file name"))?;
        let mut temporary = std::ffi::OsString::from(".");
        temporary.push(name);
        temporary.push(format!(".{}.godwit", std::process::id()));
        let temporary = target.with_file_name(temporary);
        let written = write_new(&temporary, bytes, mode).and_then(|()| std::fs::rename(&temporary, &target));
        if written.is_err() {
            // Best effort: the failure that matters is the first one.
            let _ = std::fs::remove_file(&temporary);
        }
        written
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_dir(path)
    }
}

fn write_new(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    io::Write::write_all(&mut file, bytes)?;
    set_mode(&file, mode)
}

#[cfg(unix)]
fn set_mode(file: &std::fs::File, mode: u32) -> io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &std::fs::File, _: u32) -> io::Result<()> {
    Ok(())
}
