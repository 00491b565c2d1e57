//! Where things are: the repository, its target folder, the binaries built from it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, process};

/// The root of the repository, found from the place this crate was compiled in.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).expect("xtask lies two folders below the root").to_path_buf()
}

pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A folder below `target` that exists.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let dir = target().join("xtask").join(name);
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// The release build of godwit, brought up to date. `GODWIT_BINARY` names another one, to be used as it is.
pub fn godwit() -> Result<PathBuf> {
    if let Some(binary) = std::env::var_os("GODWIT_BINARY") {
        return Ok(PathBuf::from(binary));
    }
    process::run(cargo().args(["build", "--quiet", "--release", "--package", "godwit"]))?;
    Ok(target().join("release").join(format!("godwit{}", std::env::consts::EXE_SUFFIX)))
}

/// The cargo that runs this task, in the root of the repository.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    if strict() {
        // Nothing is built twice there: the caches of incremental builds would only fill the disk (several GB).
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// True where nothing may be skipped: `CI=true`.
pub fn strict() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// All files that git tracks or would track, relative to the root and sorted.
pub fn files() -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let out = process::output(&mut git)?;
    let mut files: Vec<PathBuf> =
        out.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect();
    files.sort();
    files.dedup();
    // A file that was deleted but not yet committed is still listed.
    files.retain(|file| root().join(file).is_file());
    Ok(files)
}
