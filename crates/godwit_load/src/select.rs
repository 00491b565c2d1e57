//! From a folder to the package that a build target sees in it: file lists, name, imports, errors.
//!
//! This is what go/build's ImportDir decides. Resolving the imports to packages is done elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::context::BuildContext;
use crate::folder::{Disk, Entry, FileScan, Folder, NameKind};
use crate::header::{Constraint, Place};
use crate::package::{ErrorKind, FileLists};

/// Where something stands: a file of the folder and a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlace {
    pub file: Arc<str>,
    pub place: Place,
}

/// Import paths or patterns in order, each with its first place.
pub type Placed = Vec<(Arc<str>, FilePlace)>;

/// A Go file that some variant of the package compiles.
#[derive(Clone, Debug)]
pub struct GoFile {
    pub name: Arc<str>,
    pub scan: Arc<FileScan>,
}

/// The package in a folder for one target.
#[derive(Clone, Debug, Default)]
pub struct DirPackage {
    pub dir: Arc<str>,
    pub name: Arc<str>,
    pub lists: FileLists,
    pub go: Vec<GoFile>,
    pub cgo: Vec<GoFile>,
    pub test: Vec<GoFile>,
    pub xtest: Vec<GoFile>,
    pub imports: Placed,
    pub test_imports: Placed,
    pub xtest_imports: Placed,
    pub embeds: Placed,
    pub test_embeds: Placed,
    pub xtest_embeds: Placed,
    pub error: Option<DirError>,
}

/// The first thing that is wrong with the files of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirError {
    pub kind: ErrorKind,
    pub message: String,
    /// Set for an error in a file's syntax.
    pub place: Option<FilePlace>,
}

/// What is wanted of a folder.
#[derive(Clone, Copy, Debug)]
pub struct Want {
    /// Keep the texts of the files that the package itself compiles.
    pub text: bool,
    /// Keep the texts of test files.
    pub test_text: bool,
    /// Look at test files at all.
    pub tests: bool,
    /// Take every file, whatever its name and constraints say: the files named on the command line.
    pub all_files: bool,
}

#[derive(Default)]
struct Gather {
    imports: BTreeMap<Arc<str>, FilePlace>,
    embeds: BTreeMap<Arc<str>, FilePlace>,
}

impl Gather {
    fn add(&mut self, name: &Arc<str>, scan: &FileScan) {
        for import in &scan.header.imports {
            if !self.imports.contains_key(&*import.path) {
                let at = FilePlace { file: name.clone(), place: import.place };
                self.imports.insert(Arc::from(&*import.path), at);
            }
        }
        for (pattern, place) in &scan.header.embeds {
            let at = FilePlace { file: name.clone(), place: *place };
            self.embeds.entry(Arc::from(&**pattern)).or_insert(at);
        }
    }

    fn finish(self) -> (Placed, Placed) {
        (self.imports.into_iter().collect(), self.embeds.into_iter().collect())
    }
}

enum Verdict {
    Skip,
    Ignored,
    Bad(DirError),
    Take(Arc<FileScan>),
}

fn judge(disk: &Disk<'_>, folder: &Folder, entry: &Entry, context: &BuildContext, want: Want) -> Verdict {
    if entry.is_test() && !want.tests {
        return Verdict::Skip;
    }
    if !want.all_files && !context.good_file_name(&entry.name) {
        return Verdict::Ignored;
    }
    if entry.kind == NameKind::Syso {
        return Verdict::Take(Arc::default());
    }
    let keep = if entry.is_test() { want.test_text } else { want.text };
    let scan = disk.scan(folder, entry, keep && entry.kind == NameKind::Go);
    if let Some(error) = &scan.header.error
        && error.unreadable
    {
        if entry.kind != NameKind::Go {
            return Verdict::Ignored;
        }
        let message = error.message.clone();
        return Verdict::Bad(DirError { kind: ErrorKind::Syntax, message, place: None });
    }
    let ok = match &scan.header.constraint {
        Constraint::None => true,
        Constraint::GoBuild(expr) => context.eval(expr),
        Constraint::PlusBuild(exprs) => exprs.iter().all(|e| context.eval(e)),
        Constraint::Invalid(message) => {
            if entry.kind != NameKind::Go {
                return Verdict::Ignored;
            }
            let message = format!("{}: {message}", entry.name);
            return Verdict::Bad(DirError { kind: ErrorKind::Syntax, message, place: None });
        }
    };
    if ok || want.all_files { Verdict::Take(scan) } else { Verdict::Ignored }
}

/// Files from which on reading a folder is shared among threads.
const PARALLEL_FROM: usize = 12;

/// The package that `context` sees in `folder`. `only` limits it to some files of the folder.
pub fn select(
    disk: &Disk<'_>,
    folder: &Folder,
    context: &BuildContext,
    want: Want,
    only: Option<&[String]>,
) -> DirPackage {
    let entries: Vec<&Entry> = folder
        .entries
        .iter()
        .filter(|e| only.is_none_or(|names| names.iter().any(|n| **n == *e.name)))
        .collect();
    let verdicts: Vec<Verdict> = if entries.len() >= PARALLEL_FROM {
        entries.par_iter().with_min_len(4).map(|e| judge(disk, folder, e, context, want)).collect()
    } else {
        entries.iter().map(|e| judge(disk, folder, e, context, want)).collect()
    };
    let mut p = DirPackage { dir: folder.path.clone(), ..DirPackage::default() };
    let mut c_assembly: Vec<Arc<str>> = Vec::new();
    let (mut own, mut test, mut xtest) = (Gather::default(), Gather::default(), Gather::default());
    let mut first_file: Arc<str> = Arc::default();
    for (entry, verdict) in entries.into_iter().zip(verdicts) {
        let name = entry.name.clone();
        let scan = match verdict {
            Verdict::Skip => continue,
            Verdict::Ignored => {
                if entry.kind == NameKind::Go {
                    p.lists.ignored_go_files.push(name);
                } else {
                    p.lists.ignored_other_files.push(name);
                }
                continue;
            }
            Verdict::Bad(error) => {
                p.bad_file(name, error);
                continue;
            }
            Verdict::Take(scan) => scan,
        };
        match entry.kind {
            NameKind::Go => {}
            NameKind::CAssembly => {
                c_assembly.push(name);
                continue;
            }
            kind => {
                p.other_list(kind).push(name);
                continue;
            }
        }
        if let Some(error) = &scan.header.error {
            let place = Some(FilePlace { file: name.clone(), place: error.place });
            p.bad_file(
                name.clone(),
                DirError { kind: ErrorKind::Syntax, message: error.message.clone(), place },
            );
        }
        let mut package: &str = &scan.header.package;
        if package == "documentation" {
            p.lists.ignored_go_files.push(name);
            continue;
        }
        let is_test = entry.is_test();
        let is_xtest = is_test && package.ends_with("_test") && *p.name != *package;
        if is_xtest {
            package = &package[..package.len() - "_test".len()];
        }
        if p.name.is_empty() {
            p.name = package.into();
            first_file = name.clone();
        } else if *package != *p.name {
            let message =
                format!("found packages {} ({first_file}) and {package} ({name}) in {}", p.name, p.dir);
            p.bad_file(name.clone(), DirError { kind: ErrorKind::MixedPackages, message, place: None });
        }
        let mut is_cgo = scan.header.imports_c();
        if is_cgo && is_test {
            let message = format!("use of cgo in test {}/{name} not supported", p.dir);
            p.bad_file(name.clone(), DirError { kind: ErrorKind::Other, message, place: None });
            is_cgo = false;
        }
        let file = GoFile { name: name.clone(), scan: scan.clone() };
        if is_cgo {
            if context.cgo {
                p.lists.cgo_files.push(name.clone());
                p.cgo.push(file);
                own.add(&name, &scan);
            } else {
                p.lists.ignored_go_files.push(name);
            }
        } else if is_xtest {
            p.lists.xtest_go_files.push(name.clone());
            p.xtest.push(file);
            xtest.add(&name, &scan);
        } else if is_test {
            p.lists.test_go_files.push(name.clone());
            p.test.push(file);
            test.add(&name, &scan);
        } else {
            p.lists.go_files.push(name.clone());
            p.go.push(file);
            own.add(&name, &scan);
        }
    }
    // Assembly for a C compiler counts only where one is used anyway.
    if p.lists.cgo_files.is_empty() {
        p.lists.ignored_other_files.append(&mut c_assembly);
        p.lists.ignored_other_files.sort();
    } else {
        p.lists.s_files.append(&mut c_assembly);
        p.lists.s_files.sort();
    }
    (p.imports, p.embeds) = own.finish();
    (p.test_imports, p.test_embeds) = test.finish();
    (p.xtest_imports, p.xtest_embeds) = xtest.finish();
    let names = |placed: &Placed| placed.iter().map(|(n, _)| n.clone()).collect();
    p.lists.embed_patterns = names(&p.embeds);
    p.lists.test_embed_patterns = names(&p.test_embeds);
    p.lists.xtest_embed_patterns = names(&p.xtest_embeds);
    if p.error.is_none() && p.go.is_empty() && p.cgo.is_empty() && p.test.is_empty() && p.xtest.is_empty() {
        let message = p.no_go_message();
        p.error = Some(DirError { kind: ErrorKind::NoGoFiles, message, place: None });
    }
    p
}

impl DirPackage {
    /// Why the folder is no package for this target.
    pub fn no_go_message(&self) -> String {
        if !self.lists.ignored_go_files.is_empty() {
            return format!("build constraints exclude all Go files in {}", self.dir);
        }
        if !self.lists.test_go_files.is_empty() || !self.lists.xtest_go_files.is_empty() {
            return format!("no non-test Go files in {}", self.dir);
        }
        format!("no Go files in {}", self.dir)
    }

    fn bad_file(&mut self, name: Arc<str>, error: DirError) {
        if self.error.is_none() {
            self.error = Some(error);
        }
        if !self.lists.invalid_go_files.contains(&name) {
            self.lists.invalid_go_files.push(name);
        }
    }

    fn other_list(&mut self, kind: NameKind) -> &mut Vec<Arc<str>> {
        let l = &mut self.lists;
        match kind {
            NameKind::Go => &mut l.go_files,
            NameKind::C => &mut l.c_files,
            NameKind::Cxx => &mut l.cxx_files,
            NameKind::ObjectiveC => &mut l.m_files,
            NameKind::HeaderFile => &mut l.h_files,
            NameKind::Fortran => &mut l.f_files,
            NameKind::Assembly | NameKind::CAssembly => &mut l.s_files,
            NameKind::Swig => &mut l.swig_files,
            NameKind::SwigCxx => &mut l.swig_cxx_files,
            NameKind::Syso => &mut l.syso_files,
        }
    }
}
