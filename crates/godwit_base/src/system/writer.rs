//! The door to the disk for writing. Few callers may write, so it is a trait of its own: what holds a [`System`] can only read.

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
