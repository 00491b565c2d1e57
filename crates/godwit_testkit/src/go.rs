//! Where the installed Go lies, whose own test data several tests read.

#![allow(clippy::disallowed_methods, reason = "tests read the installed Go")]

use std::path::PathBuf;

/// GOROOT from the environment, or that of the `go` in PATH. `None`, with a note, where no Go is installed: there is nothing
/// to compare with. Under `CI` nothing is skipped.
///
/// # Panics
///
/// Without Go while the variable `CI` is set.
pub fn goroot() -> Option<PathBuf> {
    let root = std::env::var_os("GOROOT").map(PathBuf::from).or_else(from_path);
    let root = root.filter(|root| root.join("src").is_dir());
    if root.is_none() {
        assert!(std::env::var_os("CI").is_none(), "no Go in GOROOT or PATH: this test needs its test data");
        eprintln!("no Go distribution here: nothing to compare with");
    }
    root
}

fn from_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let go = std::env::split_paths(&path).map(|dir| dir.join("go")).find(|go| go.is_file())?;
    Some(std::fs::canonicalize(go).ok()?.parent()?.parent()?.to_path_buf())
}
