//! The one door to the disk and the environment. Everything below the engine reaches files through [`System`], so that an
//! editor can overlay unsaved buffers and a test can run without a disk.

mod memory;
mod os;
mod writer;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use memory::MemorySystem;
pub use os::{OsSystem, OsWriter};
pub use writer::Writer;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileType {
    File,
    Dir,
    Symlink,
    /// FIFO, socket, device: never opened, a read could block for ever.
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirEntry {
    pub name: String,
    /// Of the entry itself: a symbolic link is not followed.
    pub file_type: FileType,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Metadata {
    pub file_type: FileType,
    pub len: u64,
    /// Nanoseconds since the Unix epoch; 0 where the system does not tell.
    pub modified: u64,
    pub mode: u32,
}

/// Read access to files, and to the variables of the environment.
pub trait System: Send + Sync {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The first `n` bytes of a file (or more, or all there are), and its length.
    fn read_head(&self, path: &Path, _n: usize) -> io::Result<(Vec<u8>, u64)> {
        let bytes = self.read(path)?;
        let len = bytes.len() as u64;
        Ok((bytes, len))
    }
    /// Entries sorted by name, so that no result depends on directory order. Names that are not UTF-8 are left out.
    fn read_dir(&self, path: &Path) -> io::Result<Vec<DirEntry>>;
    /// Follows symbolic links.
    fn metadata(&self, path: &Path) -> io::Result<Metadata>;
    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf>;
    fn read_link(&self, path: &Path) -> io::Result<PathBuf>;
    fn current_dir(&self) -> io::Result<PathBuf>;
    fn env_var(&self, name: &str) -> Option<String>;

    /// The same system for whoever reads files after the borrow has ended, if that can be given.
    fn shared(&self) -> Option<Arc<dyn System>> {
        None
    }

    fn is_file(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|m| m.file_type == FileType::File)
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|m| m.file_type == FileType::Dir)
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        String::from_utf8(self.read(path)?).map_err(|e| {
            io::Error::new(io::ErrorKind::InvalidData, format!("not valid UTF-8: {}", e.utf8_error()))
        })
    }
}
