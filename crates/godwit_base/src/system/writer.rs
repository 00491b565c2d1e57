//! The door to the disk for writing. Few callers may write, so it is a trait of its own: what holds a [`System`] can only read.
#![allow(clippy::disallowed_methods, reason = "the one place below the engine that may touch the disk")]

use std::io;
use std::path::Path;

/// Write access to files.
pub trait Writer: Send + Sync {
    /// Creates one folder; its parent exists.
    fn create_dir(&self, path: &Path) -> io::Result<()>;
    /// Writes a whole file so that an interrupt leaves the old text or the new one, never a part. Symbolic links are followed.
    fn write(&self, path: &Path, bytes: &[u8], mode: u32) -> io::Result<()>;
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_dir(&self, path: &Path) -> io::Result<()>;
}

/// The real disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsWriter;

impl Writer for OsWriter {
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        std::fs::create_dir(path)
    }

    fn write(&self, path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let name = target.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not a file name"))?;
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
