//! From files to what the linter takes: folders, the packages in them, and the module they are of.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use godwit_base::{Diagnostic, FileId, LineColumn, System};
use godwit_lint::{Outcome, Package, RuleSet, SourceUnit, layout, lint_package_and};
use godwit_load::modfile;
use godwit_syntax::File;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::files::FoundFile;
use crate::finding::{Finding, LineColumnOf};

/// The files that stand in one folder.
pub struct Folder {
    /// Absolute, as the go command names it; `None` where the system cannot say.
    pub dir: Option<PathBuf>,
    /// As the files were named.
    pub named: PathBuf,
    pub files: Vec<FoundFile>,
}

/// Files by folder; `files` is sorted, and so are the folders and the files in each.
pub fn folders(system: &dyn System, files: &[FoundFile]) -> Vec<Folder> {
    let mut folders: FxHashMap<&Path, Vec<FoundFile>> = FxHashMap::default();
    for file in files {
        folders.entry(file.path.parent().unwrap_or(Path::new(""))).or_default().push(file.clone());
    }
    let mut folders: Vec<_> = folders.into_iter().collect();
    folders.sort_by(|a, b| a.0.cmp(b.0));
    let folder = |(named, files): (&Path, Vec<FoundFile>)| {
        let named = if named.as_os_str().is_empty() { Path::new(".") } else { named };
        Folder { dir: system.canonicalize(named).ok(), named: named.to_path_buf(), files }
    };
    folders.into_par_iter().map(folder).collect()
}

/// The files of a folder by package clause, in order of name.
pub fn group<'p, 'f>(parsed: &'p [(&'f FoundFile, Arc<File>)]) -> Vec<Vec<&'p (&'f FoundFile, Arc<File>)>> {
    let mut groups: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for file in parsed {
        let tree = &file.1;
        groups.entry(tree.package_name().map_or("", |n| tree.text_of(n))).or_default().push(file);
    }
    groups.into_values().collect()
}

/// What a go.mod says of the packages below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    pub root: PathBuf,
    pub path: String,
    /// 27 for `go 1.27`; the newest known where nothing is said.
    pub go_minor: u32,
}

/// The language version of files without a module: the newest.
const NEWEST: u32 = 27;

/// Modules by folder, read once.
#[derive(Default)]
pub struct Modules {
    by_dir: Mutex<FxHashMap<PathBuf, Arc<Module>>>,
}

impl Modules {
    /// The module that governs a folder, given by its absolute path without links.
    pub fn of(&self, system: &dyn System, dir: &Path) -> Arc<Module> {
        let mut table = self.by_dir.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Folders share those above them: each is looked into once.
        let mut passed = Vec::new();
        let mut module = None;
        for above in dir.ancestors() {
            module = match table.get(above) {
                Some(known) => Some(known.clone()),
                None if system.is_file(&above.join("go.mod")) => Some(Arc::new(read(system, above))),
                None => None,
            };
            passed.push(above);
            if module.is_some() {
                break;
            }
        }
        let module = module.unwrap_or_else(|| Arc::new(Module { go_minor: NEWEST, ..Module::default() }));
        for above in passed {
            table.insert(above.to_path_buf(), module.clone());
        }
        module
    }
}

/// What the go.mod in `root` says.
fn read(system: &dyn System, root: &Path) -> Module {
    let none = Module { go_minor: NEWEST, ..Module::default() };
    let Ok(text) = system.read_to_string(&root.join("go.mod")) else { return none };
    let (file, _) = modfile::parse_lax(&text);
    let minor = file.go.as_ref().and_then(|g| g.value.split('.').nth(1)?.parse().ok());
    Module {
        root: root.to_path_buf(),
        path: file.module.map(|m| m.value).unwrap_or_default(),
        // A module without a go line is of Go 1.16.
        go_minor: minor.unwrap_or(16),
    }
}

/// `layouts` are findings of the formatter in the same files.
pub fn lint(
    group: &[&(&FoundFile, Arc<File>)],
    module: &Module,
    rules: &RuleSet,
    layouts: Vec<Diagnostic>,
) -> Outcome {
    let files = group.iter().enumerate().map(|(i, (file, tree))| unit_of(i, file, tree, module)).collect();
    let dir = group[0].0.shown.rsplit_once('/').map_or("", |(dir, _)| dir);
    let path = if module.path.is_empty() {
        dir.to_owned()
    } else {
        import_path(module, &group[0].0.path).unwrap_or_else(|| dir.to_owned())
    };
    let mut outcome = lint_package_and(&Package { path: &path, files }, rules, layouts);
    layout::one_a_file(&mut outcome.diagnostics, &outcome.suppressed);
    outcome
}

fn unit_of<'u>(i: usize, file: &'u FoundFile, tree: &'u File, module: &Module) -> SourceUnit<'u> {
    SourceUnit { id: FileId(i as u32), path: &file.shown, tree, go_minor: module.go_minor, types: None }
}

fn import_path(module: &Module, file: &Path) -> Option<String> {
    let dir = file.parent()?;
    let dir = std::path::absolute(if dir.as_os_str().is_empty() { Path::new(".") } else { dir }).ok()?;
    let below = dir.strip_prefix(&module.root).ok()?;
    let below = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    Some(if below.is_empty() { module.path.clone() } else { format!("{}/{below}", module.path) })
}

/// The outcome as findings that outlive the trees.
pub fn findings(group: &[&(&FoundFile, Arc<File>)], outcome: Outcome) -> Vec<Finding> {
    let place = |id: FileId| -> Option<(String, LineColumnOf)> {
        let (file, tree) = group.get(id.0 as usize)?;
        let lines = tree.lines.clone();
        Some((file.shown.clone(), Box::new(move |offset| -> LineColumn { lines.line_column(offset) })))
    };
    let finding = |d: godwit_base::Diagnostic| {
        let (file, tree) = group.get(d.file.0 as usize)?;
        Some(Finding::from_diagnostic(d, tree, &file.shown, place))
    };
    outcome.diagnostics.into_iter().filter_map(finding).collect()
}
