//! Changes to a project: planned in memory, shown, then written all or not at all.
//!
//! What is left out: computing the changes (`create`, `merge`, `add`).

use crate::failure::{Failure, Result};
use godwit_base::system::{System, Writer};
use std::path::{Path, PathBuf};

/// What becomes of one file. `before` is `None` for a new file, `after` for a removed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub path: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// Permission bits of a new file; an existing one keeps its own.
    pub mode: u32,
}

impl Change {
    pub fn verb(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "create",
            (Some(_), Some(_)) => "modify",
            (Some(_), None) => "delete",
        }
    }
}

/// Writes every change below `root`. When one fails, those before it are undone and the failure is returned.
pub fn write_changes(
    system: &dyn System,
    writer: &dyn Writer,
    root: &Path,
    changes: &[Change],
) -> Result<()> {
    let mut journal = Journal { writer, steps: Vec::new() };
    for change in changes {
        if let Err(failure) = journal.carry_out(system, root, change) {
            return Err(match journal.undo() {
                Ok(()) => failure,
                Err(left) => failure.hint(format!("could not undo everything: {left}")),
            });
        }
    }
    Ok(())
}

/// What was done so far, to be undone in reverse.
struct Journal<'a> {
    writer: &'a dyn Writer,
    steps: Vec<Step>,
}

enum Step {
    CreatedFolder(PathBuf),
    CreatedFile(PathBuf),
    Replaced { path: PathBuf, before: String, mode: u32 },
}

impl Journal<'_> {
    fn carry_out(&mut self, system: &dyn System, root: &Path, change: &Change) -> Result<()> {
        let path = root.join(&change.path);
        let failed = |what: &str, at: &Path, e: std::io::Error| {
            Failure::new("write-failed", format!("cannot {what} {}: {e}", at.display()))
                .hint("nothing was changed")
        };
        refuse_escape(system, root, &path)?;
        let Some(after) = &change.after else {
            let mode = system.metadata(&path).map_or(change.mode, |m| m.mode & 0o7777);
            self.writer.remove_file(&path).map_err(|e| failed("remove", &path, e))?;
            if let Some(before) = &change.before {
                self.steps.push(Step::Replaced { path: path.clone(), before: before.clone(), mode });
            }
            return Ok(());
        };
        let missing: Vec<PathBuf> = path
            .ancestors()
            .skip(1)
            .take_while(|folder| !system.is_dir(folder))
            .map(Path::to_path_buf)
            .collect();
        for folder in missing.into_iter().rev() {
            self.writer.create_dir(&folder).map_err(|e| failed("create the folder", &folder, e))?;
            self.steps.push(Step::CreatedFolder(folder));
        }
        match &change.before {
            None => {
                if system.metadata(&path).is_ok() {
                    return Err(Failure::new("write-failed", format!("{} exists already", path.display()))
                        .hint("it appeared while godwit was working; run the command again"));
                }
                // Registered first: a write that fails half-way may leave a file.
                self.steps.push(Step::CreatedFile(path.clone()));
                self.writer
                    .write(&path, after.as_bytes(), change.mode)
                    .map_err(|e| failed("write", &path, e))?;
            }
            Some(before) => {
                let mode = system.metadata(&path).map_or(change.mode, |m| m.mode & 0o7777);
                self.steps.push(Step::Replaced { path: path.clone(), before: before.clone(), mode });
                self.writer.write(&path, after.as_bytes(), mode).map_err(|e| failed("write", &path, e))?;
            }
        }
        Ok(())
    }

    fn undo(&self) -> std::result::Result<(), String> {
        let mut left = Vec::new();
        for step in self.steps.iter().rev() {
            let (path, result) = match step {
                Step::CreatedFolder(path) => (path, self.writer.remove_dir(path)),
                Step::CreatedFile(path) => match self.writer.remove_file(path) {
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                    result => (path, result),
                },
                Step::Replaced { path, before, mode } => {
                    (path, self.writer.write(path, before.as_bytes(), *mode))
                }
            };
            if let Err(e) = result {
                left.push(format!("{}: {e}", path.display()));
            }
        }
        if left.is_empty() { Ok(()) } else { Err(left.join(", ")) }
    }
}

/// A symbolic link in a project must not lead a write out of it.
fn refuse_escape(system: &dyn System, root: &Path, path: &Path) -> Result<()> {
    let Ok(real_root) = system.canonicalize(root) else { return Ok(()) };
    let nearest = path.ancestors().find_map(|at| system.canonicalize(at).ok());
    if nearest.is_some_and(|real| real.starts_with(&real_root) || real_root.starts_with(&real)) {
        return Ok(());
    }
    Err(Failure::new(
        "path-escapes",
        format!("{} leads out of the project through a symbolic link", path.display()),
    )
    .hint("remove the link, or add the part by hand"))
}
