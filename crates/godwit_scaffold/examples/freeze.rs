//! Writes the reverse diff that lets a newer godwit render an older template version: `freeze OLD_TEMPLATES_FOLDER`.
//!
//! `cargo xtask scaffold-freeze TAG` calls it with the templates of the last release.
#![allow(clippy::disallowed_methods, reason = "a development program that reads and writes files")]

use godwit_scaffold::history::{Catalog, reverse};
use godwit_scaffold::manifest::Manifest;
use godwit_scaffold::template_set::TemplateSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: freeze OLD_TEMPLATES_FOLDER");
        return ExitCode::from(2);
    };
    match freeze(&folder) {
        Ok(path) => {
            println!("wrote {}", path.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("freeze: {error}");
            ExitCode::FAILURE
        }
    }
}

fn freeze(folder: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let old = read(folder)?;
    let new = TemplateSet::embedded();
    let step = reverse(&new, &old)?;
    // What was written must lead back to what was read.
    let version = Manifest::parse(&old)?.template_version;
    if Catalog::new(new, [step.as_str()])?.version(&version)? != old {
        return Err("the diff does not lead back to the old templates".into());
    }
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/history").join(format!("{version}.diff"));
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&path, step)?;
    Ok(path)
}

fn read(root: &Path) -> Result<TemplateSet, Box<dyn std::error::Error>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                // Older steps are on the chain already.
                if name != "history" {
                    folders.push(path);
                }
            } else {
                files.push((name, std::fs::read_to_string(&path)?));
            }
        }
    }
    Ok(TemplateSet::from_files(files))
}
