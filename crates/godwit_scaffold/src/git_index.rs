//! Whether git holds the present content of files that a merge is about to change.
//!
//! The index is read, no program is started: a file is safe when its index entry names the blob of what is on disk, because `git
//! checkout -- FILE` then brings it back. What is left out: ignored files, submodules, and index versions other than 2 and 3, for
//! which the answer is that nothing is known.

use crate::change::Change;
use crate::failure::{Failure, Result};
use crate::lock::LOCK_PATH;
use crate::project::Project;
use std::collections::BTreeMap;
use std::path::Path;

/// Fails when a changed or deleted file is not safe in git.
pub fn refuse_unsaved(project: &Project<'_>, changes: &[Change]) -> Result<()> {
    let failed = |message: String| {
        Err(Failure::new("not-in-git", message).hint("commit or stage it first, or pass --allow-dirty"))
    };
    let system = project.system();
    let top =
        project.root().ancestors().take(32).find(|folder| system.metadata(&folder.join(".git")).is_ok());
    let Some(top) = top else {
        return failed(format!(
            "{} is not in a git repository, so a merge could not be taken back",
            project.root().display()
        ));
    };
    let Some(entries) =
        git_folder(project, top).and_then(|git| read_index(&system.read(&git.join("index")).ok()?))
    else {
        return failed(format!("cannot read the git index of {}", top.display()));
    };
    let prefix =
        project.root().strip_prefix(top).map(|p| p.to_string_lossy().replace('\\', "/")).unwrap_or_default();
    for change in changes.iter().filter(|change| change.path != LOCK_PATH) {
        let Some(before) = &change.before else { continue };
        let path = if prefix.is_empty() { change.path.clone() } else { format!("{prefix}/{}", change.path) };
        // With core.autocrlf the blob has other line ends than the file.
        let held = [before.clone(), before.replace("\r\n", "\n")]
            .iter()
            .any(|text| entries.get(&path) == Some(&blob_id(text)));
        if !held {
            return failed(format!("{} has changes that git does not hold", change.path));
        }
    }
    Ok(())
}

/// The repository folder: `.git`, or what a `.git` file of a worktree points at.
fn git_folder(project: &Project<'_>, top: &Path) -> Option<std::path::PathBuf> {
    let git = top.join(".git");
    if project.system().is_dir(&git) {
        return Some(git);
    }
    let text = project.system().read_to_string(&git).ok()?;
    Some(top.join(text.strip_prefix("gitdir:")?.trim()))
}

/// Blob ids by path. `None` when the format is not understood.
fn read_index(bytes: &[u8]) -> Option<BTreeMap<String, [u8; 20]>> {
    let word = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if bytes.get(..4)? != b"DIRC" || !matches!(word(4)?, 2 | 3) {
        return None;
    }
    let version = word(4)?;
    let mut entries = BTreeMap::new();
    let mut at = 12;
    for _ in 0..word(8)? {
        let id: [u8; 20] = bytes.get(at + 40..at + 60)?.try_into().ok()?;
        let flags = u16::from_be_bytes(bytes.get(at + 60..at + 62)?.try_into().ok()?);
        let extended = version >= 3 && flags & 0x4000 != 0;
        let name_at = at + if extended { 64 } else { 62 };
        let length = bytes.get(name_at..)?.iter().position(|&b| b == 0)?;
        let name = String::from_utf8_lossy(bytes.get(name_at..name_at + length)?).into_owned();
        entries.insert(name, id);
        // Entries are padded with one to eight zero bytes to a multiple of eight.
        at += (name_at - at + length + 8) / 8 * 8;
    }
    Some(entries)
}

/// Git's name for a file with this content.
fn blob_id(text: &str) -> [u8; 20] {
    let mut data = format!("blob {}\0", text.len()).into_bytes();
    data.extend_from_slice(text.as_bytes());
    sha1(&data)
}

/// SHA-1 as git uses it to name objects; nothing here depends on it being hard to forge.
fn sha1(data: &[u8]) -> [u8; 20] {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut padded = data.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend_from_slice(&(data.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words = [0u32; 80];
        for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
            *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        for i in 16..80 {
            words[i] = (words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16]).rotate_left(1);
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (i, &word) in words.iter().enumerate() {
            let (mix, constant) = match i {
                0..20 => ((b & c) | (!b & d), 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6u32),
            };
            let next =
                a.rotate_left(5).wrapping_add(mix).wrapping_add(e).wrapping_add(constant).wrapping_add(word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, value) in state.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(value);
        }
    }
    let mut id = [0; 20];
    for (bytes, word) in id.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    id
}
