//! Folders as read from the disk, independent of any build target, each read once a run.
//!
//! A file's head is scanned when a target first asks for it and kept, so several targets share one reading.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use godwit_base::System;
use godwit_base::system::FileType;
use godwit_syntax::Source;
use rustc_hash::FxHashMap;

use crate::header::{self, Constraint, Header, HeaderError, Place};
use crate::lexical;

/// What a file's name makes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameKind {
    Go,
    C,
    Cxx,
    ObjectiveC,
    HeaderFile,
    Fortran,
    Assembly,
    /// `.S` and `.sx`: assembly that only a C compiler understands.
    CAssembly,
    Swig,
    SwigCxx,
    Syso,
}

fn name_kind(name: &str) -> Option<NameKind> {
    Some(match &name[name.rfind('.')?..] {
        ".go" => NameKind::Go,
        ".c" => NameKind::C,
        ".cc" | ".cpp" | ".cxx" => NameKind::Cxx,
        ".m" => NameKind::ObjectiveC,
        ".h" | ".hh" | ".hpp" | ".hxx" => NameKind::HeaderFile,
        ".f" | ".F" | ".for" | ".f90" => NameKind::Fortran,
        ".s" => NameKind::Assembly,
        ".S" | ".sx" => NameKind::CAssembly,
        ".swig" => NameKind::Swig,
        ".swigcxx" => NameKind::SwigCxx,
        ".syso" => NameKind::Syso,
        _ => return None,
    })
}

/// A file that may belong to a package.
#[derive(Debug)]
pub struct Entry {
    pub name: Arc<str>,
    pub kind: NameKind,
    pub file_type: FileType,
    scan: OnceLock<Arc<FileScan>>,
}

impl Entry {
    pub fn is_test(&self) -> bool {
        self.kind == NameKind::Go && self.name.ends_with("_test.go")
    }
}

/// What the head of a file says.
#[derive(Debug, Default)]
pub struct FileScan {
    pub header: Header,
    /// The whole content, if it was asked for.
    pub text: Option<Source>,
    /// Bytes in the file.
    pub len: u64,
}

/// Mostly enough to see all imports; whatever does not end in it is read as a whole.
const HEAD: usize = 4096;

/// One folder.
#[derive(Debug, Default)]
pub struct Folder {
    pub path: Arc<str>,
    /// Files of a kind that packages are made of, sorted by name.
    pub entries: Vec<Entry>,
    /// Subfolders, sorted; symbolic links to folders are not among them.
    pub subfolders: Vec<String>,
    pub has_go_mod: bool,
    /// Some `.go` file is there, whatever its name or constraints.
    pub has_go_file: bool,
}

/// Number of locks over a table; enough that threads rarely meet.
const SHARDS: usize = 32;

/// A table from paths to values made once.
pub struct Table<V> {
    shards: Vec<Mutex<FxHashMap<Arc<str>, V>>>,
}

impl<V: Clone> Default for Table<V> {
    fn default() -> Self {
        Table { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl<V: Clone> Table<V> {
    fn shard(&self, key: &str) -> std::sync::MutexGuard<'_, FxHashMap<Arc<str>, V>> {
        use std::hash::BuildHasher;
        let hash = rustc_hash::FxBuildHasher.hash_one(key);
        let shard = &self.shards[(hash >> 48) as usize % SHARDS];
        // A panic while the lock was held cannot leave a half-made entry: values are inserted whole.
        shard.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The value for `key`; two threads may both make it, the first one stays.
    pub fn get_or_make(&self, key: &str, make: impl FnOnce() -> V) -> V {
        if let Some(v) = self.shard(key).get(key) {
            return v.clone();
        }
        let value = make();
        self.shard(key).entry(key.into()).or_insert(value).clone()
    }
}

/// Reading of folders and files, with memory.
pub struct Disk<'s> {
    pub system: &'s dyn System,
    folders: Table<Result<Arc<Folder>, Arc<str>>>,
}

impl<'s> Disk<'s> {
    pub fn new(system: &'s dyn System) -> Self {
        Disk { system, folders: Table::default() }
    }

    /// A folder; the error is the system's text.
    pub fn folder(&self, path: &str) -> Result<Arc<Folder>, Arc<str>> {
        self.folders.get_or_make(path, || self.read_folder(path).map(Arc::new))
    }

    fn read_folder(&self, path: &str) -> Result<Folder, Arc<str>> {
        let entries = self.system.read_dir(Path::new(path)).map_err(|e| error_text(&e))?;
        let mut folder = Folder { path: path.into(), ..Folder::default() };
        for entry in entries {
            let mut file_type = entry.file_type;
            if file_type == FileType::Symlink {
                let target = lexical::child(path, &entry.name);
                match self.system.metadata(Path::new(&target)) {
                    // A link to a folder is no package file, and walking does not follow it.
                    Ok(meta) if meta.file_type == FileType::Dir => continue,
                    Ok(meta) => file_type = meta.file_type,
                    Err(_) => {}
                }
            }
            if file_type == FileType::Dir {
                folder.subfolders.push(entry.name);
                continue;
            }
            if entry.name == "go.mod" && file_type == FileType::File {
                folder.has_go_mod = true;
                continue;
            }
            let Some(kind) = name_kind(&entry.name) else { continue };
            if kind == NameKind::Go && file_type == FileType::File {
                folder.has_go_file = true;
            }
            if entry.name.starts_with(['_', '.']) {
                continue;
            }
            folder.entries.push(Entry { name: entry.name.into(), kind, file_type, scan: OnceLock::new() });
        }
        Ok(folder)
    }

    /// The head of a file of `folder`, with its text if `keep_text`.
    pub fn scan(&self, folder: &Folder, entry: &Entry, keep_text: bool) -> Arc<FileScan> {
        let scan = entry.scan.get_or_init(|| Arc::new(self.scan_file(folder, entry, keep_text)));
        if keep_text && scan.text.is_none() && !scan.header.error.as_ref().is_some_and(|e| e.unreadable) {
            // Another target read it without keeping the text.
            return Arc::new(self.scan_file(folder, entry, true));
        }
        scan.clone()
    }

    fn scan_file(&self, folder: &Folder, entry: &Entry, keep_text: bool) -> FileScan {
        let path = lexical::child(&folder.path, &entry.name);
        let unreadable = |message: String| {
            let error = HeaderError { place: Place::default(), message, unreadable: true };
            FileScan { header: Header { error: Some(error), ..Header::default() }, ..FileScan::default() }
        };
        if entry.file_type == FileType::Other {
            return unreadable(format!("{path} is not a regular file"));
        }
        let whole = || self.system.read(Path::new(&path));
        let only_head = entry.kind == NameKind::Go && !keep_text;
        let read = if only_head {
            self.system.read_head(Path::new(&path), HEAD)
        } else {
            whole().map(|text| {
                let len = text.len() as u64;
                (text, len)
            })
        };
        let (mut text, mut len) = match read {
            Ok(read) => read,
            Err(error) => return unreadable(format!("open {path}: {}", error_text(&error))),
        };
        if entry.kind != NameKind::Go {
            return FileScan {
                header: Header { constraint: header::scan_constraint(&text), ..Header::default() },
                ..FileScan::default()
            };
        }
        let mut header = None;
        if (text.len() as u64) < len {
            header = header::scan_head(&text);
            if header.is_none() {
                match whole() {
                    Ok(read) => (len, text) = (read.len() as u64, read),
                    Err(error) => return unreadable(format!("open {path}: {}", error_text(&error))),
                }
            }
        }
        let mut header = header.unwrap_or_else(|| header::scan(&text));
        if let Some(error) = &mut header.error
            && error.unreadable
        {
            error.message = format!("read {path}: {}", error.message);
        }
        let keep = keep_text && !matches!(header.constraint, Constraint::Invalid(_));
        FileScan { header, text: keep.then(|| Source::new(text)), len }
    }
}

/// The text of an I/O error as the go command prints it: without the number that Rust appends.
pub(crate) fn error_text(error: &std::io::Error) -> Arc<str> {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "no such file or directory".into(),
        ErrorKind::PermissionDenied => "permission denied".into(),
        ErrorKind::NotADirectory => "not a directory".into(),
        ErrorKind::IsADirectory => "is a directory".into(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or("unknown error").into()
        }
    }
}
