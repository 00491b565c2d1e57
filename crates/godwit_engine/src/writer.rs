//! Replacing the content of a user's file so that nothing is ever lost: an interrupt at any moment leaves the old text or the
//! new one, and the next run removes what an interrupted one left behind.
//!
//! The new text is written to a temporary file in the same folder, which is then renamed over the old one. Symbolic links
//! are followed; mode and, where the system permits it, ownership are kept. A file with several hard links must be changed
//! in place; a journal beside it holds both texts meanwhile, from which the next run completes the change.
#![allow(clippy::disallowed_methods, reason = "the one place that replaces files of users")]

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// End of the names of temporary files, and of journals. Before it stands the number of the process.
const TEMPORARY: &str = ".godwit";
const JOURNAL: &str = ".godwit-journal";
const JOURNAL_HEAD: &str = "godwit journal ";

/// Replaces the content of `path`, which must still be `old`.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    let target = std::fs::canonicalize(path)?;
    // A file that must not be written is not replaced either, although its folder would allow it.
    let writable = OpenOptions::new().read(true).write(true).open(&target)?;
    let meta = writable.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let many_names = n_links(&meta) > 1;
    // Two names of one file may be at work at once, hard links or symbolic ones; the second finds the change made.
    static IN_PLACE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _turn = many_names.then(|| IN_PLACE.lock());
    let current = std::fs::read(&target)?;
    if current == new {
        return Ok(());
    }
    if current != old {
        return Err(io::Error::other("changed by another program in the meantime; left alone"));
    }
    if many_names {
        return replace_in_place(&target, writable, old, new);
    }
    let temporary = beside(&target, TEMPORARY)?;
    let written =
        write_new(&temporary, &[new], Some(&meta)).and_then(|()| std::fs::rename(&temporary, &target));
    if written.is_err() {
        // Best effort: the failure that matters is the first one.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

fn replace_in_place(target: &Path, mut file: File, old: &[u8], new: &[u8]) -> io::Result<()> {
    let temporary = beside(target, TEMPORARY)?;
    let journal = beside(target, JOURNAL)?;
    let head = format!("{JOURNAL_HEAD}{}\n", old.len());
    let written = write_new(&temporary, &[head.as_bytes(), old, new], None)
        .and_then(|()| std::fs::rename(&temporary, &journal))
        .and_then(|()| overwrite(&mut file, new));
    if written.is_err() {
        // The disk may be full: the old text had room.
        let _ = overwrite(&mut file, old);
        let _ = std::fs::remove_file(&temporary);
    }
    std::fs::remove_file(&journal).or_else(|e| if written.is_err() { Ok(()) } else { Err(e) })?;
    written
}

fn overwrite(file: &mut File, text: &[u8]) -> io::Result<()> {
    io::Seek::seek(file, io::SeekFrom::Start(0))?;
    file.write_all(text)?;
    file.set_len(text.len() as u64)
}

/// A hidden name in the same folder that no other process and no other call uses.
fn beside(target: &Path, suffix: &str) -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name =
        target.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not a file name"))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    hidden.push(format!(".{}.{n}{suffix}", std::process::id()));
    Ok(target.with_file_name(hidden))
}

fn write_new(path: &Path, parts: &[&[u8]], like: Option<&Metadata>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    for part in parts {
        file.write_all(part)?;
    }
    match like {
        Some(meta) => keep_owner_and_mode(&file, meta),
        None => Ok(()),
    }
}

#[cfg(unix)]
fn keep_owner_and_mode(file: &File, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (like.uid(), like.gid()) {
        // Only root may give files away; the group alone may be permitted.
        let _ = std::os::unix::fs::fchown(file, Some(like.uid()), Some(like.gid()))
            .or_else(|_| std::os::unix::fs::fchown(file, None, Some(like.gid())));
    }
    // Behind the change of owner, which clears set-id bits.
    file.set_permissions(like.permissions())
}

#[cfg(not(unix))]
fn keep_owner_and_mode(file: &File, like: &Metadata) -> io::Result<()> {
    file.set_permissions(like.permissions())
}

#[cfg(unix)]
fn n_links(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(meta)
}

#[cfg(not(unix))]
fn n_links(_: &Metadata) -> u64 {
    1
}

/// Whether a file name is one of a temporary file or journal.
pub fn is_leftover_name(name: &str) -> bool {
    name.starts_with('.')
        && (name.ends_with(TEMPORARY) || name.ends_with(JOURNAL))
        && parse_name(name).is_some()
}

/// The file a leftover belongs to, and the process that made it.
fn parse_name(name: &str) -> Option<(&str, u32)> {
    let body = name.strip_prefix('.')?;
    let body = body.strip_suffix(TEMPORARY).or_else(|| body.strip_suffix(JOURNAL))?;
    let (body, n) = body.rsplit_once('.')?;
    let _: u32 = n.parse().ok()?;
    let (file, process) = body.rsplit_once('.')?;
    Some((file, process.parse().ok()?))
}

/// Removes a leftover of a process that is gone; a journal completes its change first. Errors are left to the next run.
pub fn clean_up(leftover: &Path) {
    let Some(name) = leftover.file_name().and_then(|n| n.to_str()) else { return };
    let Some((file, process)) = parse_name(name) else { return };
    if is_running(process) {
        return;
    }
    if name.ends_with(JOURNAL) && recover(leftover, &leftover.with_file_name(file)).is_err() {
        return;
    }
    let _ = std::fs::remove_file(leftover);
}

/// Completes an interrupted change in place. A file that is no mixture of both texts was changed by somebody since and is
/// left alone.
fn recover(journal: &Path, target: &Path) -> io::Result<()> {
    let bytes = std::fs::read(journal)?;
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "not a journal");
    let end = bytes.iter().position(|&b| b == b'\n').ok_or_else(broken)?;
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| broken())?;
    let len: usize = head.strip_prefix(JOURNAL_HEAD).and_then(|n| n.parse().ok()).ok_or_else(broken)?;
    let texts = &bytes[end + 1..];
    let (old, new) = texts.split_at_checked(len).ok_or_else(broken)?;
    let current = std::fs::read(target)?;
    if is_mixture(&current, old, new) {
        overwrite(&mut OpenOptions::new().write(true).open(target)?, new)?;
    }
    Ok(())
}

/// Whether `current` starts like `new` and goes on like `old`.
fn is_mixture(current: &[u8], old: &[u8], new: &[u8]) -> bool {
    let same = current.iter().zip(new).take_while(|(a, b)| a == b).count();
    let len_fits = current.len() == old.len().max(same) || current.len() == new.len();
    len_fits && current.get(same..) == old.get(same..).or(Some(&[]))
}

fn is_running(process: u32) -> bool {
    process == std::process::id()
        || !cfg!(target_os = "linux")
        || Path::new(&format!("/proc/{process}")).exists()
}
