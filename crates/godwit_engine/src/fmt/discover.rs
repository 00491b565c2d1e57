//! The files that `fmt` looks at. Wider than what `check` does: layout does not depend on what the go command builds, so
//! nested modules and folders with a leading underscore count. `vendor`, `testdata` and module caches are left alone unless
//! they are named.

use std::path::{Path, PathBuf};

use godwit_base::System;
use godwit_base::system::FileType;
use rayon::prelude::*;

use crate::files::{FoundFile, Problem, cause, shown};
use crate::writer;

const MAX_DEPTH: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    pub(super) found: FoundFile,
    /// The user named this very file.
    pub(super) named: bool,
}

#[derive(Default)]
pub(super) struct Discovery {
    /// In order of the name shown, each file once.
    pub(super) files: Vec<Target>,
    pub(super) problems: Vec<Problem>,
}

pub(super) fn discover(system: &dyn System, paths: &[PathBuf], all: bool) -> Discovery {
    let mut found = Discovery::default();
    for path in paths {
        let path = match path.file_name() {
            Some(name) if name == "..." => match path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
                _ => PathBuf::from("."),
            },
            _ => path.clone(),
        };
        match system.metadata(&path) {
            Ok(m) if m.file_type == FileType::Dir => {
                let below = folder(system, &path, all, 0);
                found.files.extend(below.files);
                found.problems.extend(below.problems);
            }
            Ok(m) if m.file_type == FileType::File => found.files.push(target(path, true)),
            Ok(_) => {
                let message = "not a regular file (a pipe, socket or device); it was not opened".into();
                found.problems.push(Problem { file: shown(&path), message });
            }
            Err(error) => found.problems.push(Problem { file: shown(&path), message: cause(&error) }),
        }
    }
    // A file that is also named comes first of its kind.
    found.files.sort_by(|a, b| a.found.cmp(&b.found).then(b.named.cmp(&a.named)));
    found.files.dedup_by(|b, a| a.found == b.found);
    found
}

fn target(path: PathBuf, named: bool) -> Target {
    Target { found: FoundFile { shown: shown(&path), path }, named }
}

fn folder(system: &dyn System, dir: &Path, all: bool, depth: usize) -> Discovery {
    let mut found = Discovery::default();
    let entries = match system.read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => {
            found.problems.push(Problem { file: shown(dir), message: cause(&error) });
            return found;
        }
    };
    if depth > MAX_DEPTH {
        let message = format!("nested more than {MAX_DEPTH} folders deep; not entered");
        found.problems.push(Problem { file: shown(dir), message });
        return found;
    }
    let is_module_cache = dir.ends_with("pkg/mod") && entries.iter().any(|e| e.name == "cache");
    if is_module_cache && depth > 0 && !all {
        return found;
    }
    let mut folders = Vec::new();
    for entry in entries {
        let name = entry.name.as_str();
        match entry.file_type {
            FileType::Dir if !name.starts_with('.') && (all || !matches!(name, "vendor" | "testdata")) => {
                folders.push(dir.join(name));
            }
            FileType::File if writer::is_leftover_name(name) => writer::clean_up(&dir.join(name)),
            FileType::File if is_go(name) => found.files.push(target(dir.join(name), false)),
            FileType::Symlink if is_go(name) && system.is_file(&dir.join(name)) => {
                found.files.push(target(dir.join(name), false));
            }
            _ => {}
        }
    }
    let below: Vec<Discovery> = folders.par_iter().map(|f| folder(system, f, all, depth + 1)).collect();
    for b in below {
        found.files.extend(b.files);
        found.problems.extend(b.problems);
    }
    found
}

fn is_go(name: &str) -> bool {
    name.ends_with(".go") && !name.starts_with('.')
}
