//! Which Go files a run looks at: files as named, and everything below folders that the go command would look at. Files
//! that the build constraints of this machine leave out are part of the project all the same and are looked at too.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use godwit_base::System;
use godwit_base::system::FileType;

/// A Go file on disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundFile {
    /// What the user reads: relative to the working directory, with forward slashes, where it lies below it.
    pub shown: String,
    pub path: PathBuf,
}

/// Something that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub file: String,
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.file.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.file, self.message)
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// In order of `shown`, each file once.
    pub files: Vec<FoundFile>,
    pub problems: Vec<Problem>,
}

/// Folders deeper than this are not entered.
const MAX_DEPTH: usize = 200;

/// Finds the files of `paths`: files, folders, and folders written as `dir/...`.
pub fn discover(system: &dyn System, paths: &[PathBuf], exclude: &Exclude) -> Discovery {
    let mut found = Discovery::default();
    for path in paths {
        let path = without_dots(path);
        match system.metadata(&path) {
            Ok(m) if m.file_type == FileType::Dir => {
                let before = found.files.len() + found.problems.len();
                let mut walk =
                    Walk { system, exclude, in_module: in_module(system, &path), found: &mut found };
                walk.dir(&path);
                if found.files.len() + found.problems.len() == before {
                    found
                        .problems
                        .push(Problem { file: shown(&path), message: "no Go files in this folder".into() });
                }
            }
            Ok(m) if m.file_type == FileType::File => found.files.push(file(path)),
            Ok(_) => found.problems.push(not_regular(&path)),
            Err(error) => found.problems.push(Problem { file: shown(&path), message: cause(&error) }),
        }
    }
    found.files.sort();
    found.files.dedup();
    found.problems.sort();
    found.problems.dedup();
    found
}

fn not_regular(path: &Path) -> Problem {
    let message = "not a regular file (a pipe, socket or device); it was not opened".into();
    Problem { file: shown(path), message }
}

fn file(path: PathBuf) -> FoundFile {
    FoundFile { shown: shown(&path), path }
}

/// The cause of an I/O error in a few words, the same on every machine for the common ones.
pub fn cause(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase(),
    }
}

/// A path as people read it: without a leading `./`, with forward slashes.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().into_owned();
    let text =
        if std::path::MAIN_SEPARATOR == '/' { text } else { text.replace(std::path::MAIN_SEPARATOR, "/") };
    match text.strip_prefix("./") {
        Some("") | None => text,
        Some(rest) => rest.to_owned(),
    }
}

/// `./...` names the folder before the dots.
fn without_dots(path: &Path) -> PathBuf {
    if path.file_name().is_some_and(|n| n == "...") {
        let parent = path.parent().unwrap_or(Path::new("."));
        return if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_path_buf() };
    }
    path.to_path_buf()
}

/// Whether `dir` lies in a module; the modules below it are then projects of their own.
fn in_module(system: &dyn System, dir: &Path) -> bool {
    module_root(system, dir).is_some()
}

/// The folder of the go.mod that governs `dir`.
pub fn module_root(system: &dyn System, dir: &Path) -> Option<PathBuf> {
    let absolute = system.canonicalize(dir).ok()?;
    absolute.ancestors().find(|d| system.is_file(&d.join("go.mod"))).map(Path::to_path_buf)
}

struct Walk<'w> {
    system: &'w dyn System,
    exclude: &'w Exclude,
    in_module: bool,
    found: &'w mut Discovery,
}

impl Walk<'_> {
    fn dir(&mut self, root: &Path) {
        let mut todo = vec![(root.to_path_buf(), 0)];
        while let Some((dir, depth)) = todo.pop() {
            let entries = match self.system.read_dir(&dir) {
                Ok(entries) => entries,
                Err(error) => {
                    self.found.problems.push(Problem { file: shown(&dir), message: cause(&error) });
                    continue;
                }
            };
            for entry in entries {
                let path =
                    if dir == Path::new(".") { PathBuf::from(&entry.name) } else { dir.join(&entry.name) };
                match entry.file_type {
                    FileType::Dir => {
                        if self.enters(&entry.name, &path) {
                            if depth < MAX_DEPTH {
                                todo.push((path, depth + 1));
                            } else {
                                let message =
                                    format!("nested more than {MAX_DEPTH} folders deep; not entered");
                                self.found.problems.push(Problem { file: shown(&path), message });
                            }
                        }
                    }
                    file_type => self.file(&entry.name, path, file_type),
                }
            }
        }
    }

    /// The go command's rules for `./...`.
    fn enters(&self, name: &str, path: &Path) -> bool {
        !name.starts_with(['.', '_'])
            && name != "testdata"
            && name != "vendor"
            && !self.exclude.matches(path)
            && !(self.in_module && self.system.is_file(&path.join("go.mod")))
    }

    fn file(&mut self, name: &str, path: PathBuf, file_type: FileType) {
        if !name.ends_with(".go") || name.starts_with(['.', '_']) || self.exclude.matches(&path) {
            return;
        }
        let target = match file_type {
            FileType::Symlink => self.system.metadata(&path).map(|m| m.file_type),
            other => Ok(other),
        };
        match target {
            Ok(FileType::File) => self.found.files.push(file(path)),
            // The go command does not follow links to folders.
            Ok(FileType::Dir) => {}
            Ok(_) => self.found.problems.push(not_regular(&path)),
            Err(error) => self.found.problems.push(Problem { file: shown(&path), message: cause(&error) }),
        }
    }
}

/// Globs of `godwit.toml` that leave folders and files out.
#[derive(Clone, Debug, Default)]
pub struct Exclude {
    globs: GlobSet,
}

impl Exclude {
    /// The globs, and the patterns that are none.
    pub fn new(patterns: &[String]) -> (Self, Vec<String>) {
        let mut builder = GlobSetBuilder::new();
        let mut bad = Vec::new();
        for pattern in patterns {
            // A bare name is meant at any depth.
            let anywhere = if pattern.contains('/') { pattern.clone() } else { format!("**/{pattern}") };
            match (Glob::new(&anywhere), Glob::new(pattern.trim_end_matches("/**"))) {
                (Ok(glob), Ok(folder)) => {
                    builder.add(glob);
                    builder.add(folder);
                }
                (Err(error), _) | (_, Err(error)) => bad.push(error.to_string()),
            }
        }
        (Exclude { globs: builder.build().unwrap_or_default() }, bad)
    }

    fn matches(&self, path: &Path) -> bool {
        !self.globs.is_empty() && self.globs.is_match(path.strip_prefix("./").unwrap_or(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use godwit_base::system::MemorySystem;

    fn names(found: &Discovery) -> Vec<&str> {
        found.files.iter().map(|f| f.shown.as_str()).collect()
    }

    #[test]
    fn folders_the_go_command_skips_are_skipped() {
        let mut system = MemorySystem::new("/p").file("/p/go.mod", "module m\n");
        for name in [
            "a.go",
            "b/b.go",
            "b/_x.go",
            "b/.y.go",
            "testdata/t.go",
            "vendor/v/v.go",
            "_c/c.go",
            ".d/d.go",
            "n/n.go",
            "g/g.go",
        ] {
            system = system.file(format!("/p/{name}"), "package p\n");
        }
        let system = system.file("/p/n/go.mod", "module n\n");
        let (exclude, bad) = Exclude::new(&["g/**".into()]);
        assert!(bad.is_empty());
        let found = discover(
            &system,
            &["/p/...".into(), "/nope".into(), "/p/testdata/t.go".into()],
            &Exclude::default(),
        );
        assert_eq!(names(&found), ["/p/a.go", "/p/b/b.go", "/p/g/g.go", "/p/testdata/t.go"]);
        assert_eq!(
            found.problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["/nope: no such file or directory"]
        );
        assert!(
            exclude.matches(Path::new("g"))
                && exclude.matches(Path::new("g/g.go"))
                && !exclude.matches(Path::new("b/g"))
        );
    }
}
