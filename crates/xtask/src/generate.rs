//! `cargo xtask gen`: files that are derived from others, written or, with `--check`, compared.
//!
//! Each generator returns paths and texts; this module is the only one that writes, so `--check` and `tidy` see exactly
//! what `gen` would do.

#[path = "gen/mod.rs"]
mod generators;

use std::path::PathBuf;

use crate::{Result, repo};

/// A file as it should be, relative to the root of the repository.
pub struct Generated {
    pub path: PathBuf,
    pub text: String,
}

pub fn run(args: &[String]) -> Result {
    match args {
        [] => write(),
        [flag] if flag == "--check" => {
            let stale = stale()?;
            if stale.is_empty() {
                Ok(())
            } else {
                Err(format!("stale, run `cargo xtask gen`:\n  {}", stale.join("\n  ")).into())
            }
        }
        _ => Err("usage: cargo xtask gen [--check]".into()),
    }
}

fn write() -> Result {
    for file in generators::all()? {
        let path = repo::root().join(&file.path);
        // An unchanged file keeps its time stamp: nothing is compiled again.
        if std::fs::read_to_string(&path).is_ok_and(|old| old == file.text) {
            continue;
        }
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, &file.text)?;
        println!("wrote {}", file.path.display());
    }
    Ok(())
}

/// Generated files that differ from what `gen` would write.
pub fn stale() -> Result<Vec<String>> {
    let mut stale = Vec::new();
    for file in generators::all()? {
        if std::fs::read_to_string(repo::root().join(&file.path)).ok().as_deref() != Some(&file.text) {
            stale.push(file.path.display().to_string());
        }
    }
    Ok(stale)
}
