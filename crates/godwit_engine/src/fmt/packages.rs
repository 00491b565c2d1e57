//! The packages a file could import: its folder, the standard library, its module and that module's requirements. Read when
//! a missing import asks for them, and kept for the rest of the run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use godwit_base::System;
use godwit_base::system::FileType;
use godwit_format::imports::Packages;
use godwit_load::GoEnv;
use godwit_syntax::{DeclKind, File, Node, ParseOptions, Source, parse_source};
use rustc_hash::FxHashSet;

use super::settings::Module;

/// Name and exported names of a package; the name is empty where there is no Go file.
#[derive(Default)]
struct Package {
    name: String,
    exports: Arc<FxHashSet<String>>,
}

/// Files of a folder with their package names.
type Siblings = Arc<Vec<(String, Arc<File>)>>;

/// Import paths with their folders.
type Folders = Arc<Vec<(String, PathBuf)>>;

/// What is known of all packages, shared by the files of a run.
pub(super) struct Universe<'s> {
    system: &'s dyn System,
    env: GoEnv,
    /// Paths of the standard library by their last element.
    std: OnceLock<BTreeMap<String, Vec<String>>>,
    packages: Mutex<BTreeMap<PathBuf, Arc<Package>>>,
    siblings: Mutex<BTreeMap<PathBuf, Siblings>>,
    /// Package folders of a module, with their import paths.
    folders: Mutex<BTreeMap<PathBuf, Folders>>,
}

/// A module with more packages than this is not searched to its end.
const MAX_FOLDERS: usize = 5_000;

impl<'s> Universe<'s> {
    pub(super) fn new(system: &'s dyn System, env: GoEnv) -> Self {
        Universe {
            system,
            env,
            std: OnceLock::new(),
            packages: Mutex::default(),
            siblings: Mutex::default(),
            folders: Mutex::default(),
        }
    }

    fn std_root(&self) -> Option<PathBuf> {
        (!self.env.goroot.is_empty()).then(|| PathBuf::from(self.env.goroot_src()))
    }

    fn std(&self) -> &BTreeMap<String, Vec<String>> {
        self.std.get_or_init(|| {
            let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (path, _) in
                self.std_root().map(|root| self.package_folders(&root, "", true)).unwrap_or_default()
            {
                let base = path.rsplit('/').next().unwrap_or(&path).to_owned();
                by_name.entry(base).or_default().push(path);
            }
            by_name
        })
    }

    /// Folders below `root` that may hold packages others can import.
    fn package_folders(&self, root: &Path, prefix: &str, std: bool) -> Vec<(String, PathBuf)> {
        let mut out = Vec::new();
        let mut todo = vec![(prefix.to_owned(), root.to_path_buf())];
        while let Some((path, dir)) = todo.pop() {
            let Ok(entries) = self.system.read_dir(&dir) else { continue };
            let is_go = |name: &str| name.ends_with(".go") && !name.ends_with("_test.go");
            if !path.is_empty() && entries.iter().any(|e| e.file_type == FileType::File && is_go(&e.name)) {
                out.push((path.clone(), dir.clone()));
            }
            if out.len() > MAX_FOLDERS {
                break;
            }
            for entry in entries.iter().filter(|e| e.file_type == FileType::Dir) {
                let name = entry.name.as_str();
                let skipped = name.starts_with(['.', '_'])
                    || matches!(name, "testdata" | "vendor")
                    || std && (name == "internal" || name == "cmd" && path.is_empty());
                let nested = dir != root && self.system.is_file(&dir.join("go.mod"));
                if !skipped && !nested {
                    let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
                    todo.push((path, dir.join(name)));
                }
            }
        }
        out.sort();
        out
    }

    fn package(&self, dir: &Path) -> Arc<Package> {
        if let Some(known) = self.packages.lock().ok().and_then(|p| p.get(dir).cloned()) {
            return known;
        }
        let package = Arc::new(self.read_package(dir));
        if let Ok(mut packages) = self.packages.lock() {
            packages.insert(dir.to_path_buf(), package.clone());
        }
        package
    }

    fn parse(&self, path: &Path) -> Option<File> {
        let bytes = self.system.read(path).ok()?;
        Some(parse_source(Source::new(bytes), ParseOptions { skip_bodies: true, ..ParseOptions::default() }))
    }

    fn read_package(&self, dir: &Path) -> Package {
        let mut package = Package::default();
        let mut exports = FxHashSet::default();
        for entry in self.system.read_dir(dir).unwrap_or_default() {
            let name = &entry.name;
            if !name.ends_with(".go") || name.ends_with("_test.go") || name.starts_with(['.', '_']) {
                continue;
            }
            let Some(file) = self.parse(&dir.join(name)) else { continue };
            let clause = file.package_name().map_or("", |n| file.text_of(n));
            let ignored = file.go_build_line().is_some_and(|c| file.comment_text(c).contains("ignore"));
            if ignored || clause == "documentation" || clause == "main" && !package.name.is_empty() {
                continue;
            }
            if package.name.is_empty() {
                package.name = clause.to_owned();
            }
            if clause == package.name {
                add_exports(&file, &mut exports);
            }
        }
        package.exports = Arc::new(exports);
        package
    }

    /// The folder of an import path, seen from a module.
    fn dir_of(&self, module: &Module, path: &str) -> Option<PathBuf> {
        let below = |prefix: &str| {
            let rest = path.strip_prefix(prefix)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/').to_owned())
        };
        if !path.split('/').next()?.contains('.')
            && let Some(dir) = self.std_root().map(|r| r.join(path)).filter(|d| self.system.is_dir(d))
        {
            return Some(dir);
        }
        if !module.path.is_empty()
            && let Some(rest) = below(&module.path)
        {
            return Some(module.dir.join(rest));
        }
        let vendored = module.dir.join("vendor").join(path);
        if self.system.is_dir(&vendored) {
            return Some(vendored);
        }
        let requires = module.file.require.iter();
        let best = requires
            .filter_map(|r| Some((r, below(&r.module.path)?)))
            .max_by_key(|(r, _)| r.module.path.len());
        let (require, rest) = best?;
        Some(self.module_dir(module, &require.module.path, &require.module.version)?.join(rest))
    }

    fn module_dir(&self, module: &Module, path: &str, version: &str) -> Option<PathBuf> {
        let fits = |r: &&godwit_load::modfile::Replace| {
            r.old.path == path && (r.old.version.is_empty() || r.old.version == version)
        };
        if let Some(replace) = module.file.replace.iter().find(fits) {
            if replace.new.version.is_empty() {
                return Some(module.dir.join(&replace.new.path));
            }
            return self.env.module_dir(&replace.new.path, &replace.new.version).map(PathBuf::from);
        }
        self.env.module_dir(path, version).map(PathBuf::from)
    }

    fn folders_of(&self, dir: &Path, prefix: &str) -> Folders {
        if let Some(known) = self.folders.lock().ok().and_then(|f| f.get(dir).cloned()) {
            return known;
        }
        let folders = Arc::new(self.package_folders(dir, prefix, false));
        if let Ok(mut all) = self.folders.lock() {
            all.insert(dir.to_path_buf(), folders.clone());
        }
        folders
    }
}

fn add_exports(file: &File, out: &mut FxHashSet<String>) {
    let mut add = |id| {
        let name = file.text_of(id);
        if name.starts_with(|c: char| c.is_uppercase()) {
            out.insert(name.to_owned());
        }
    };
    for decl in file.decls() {
        match file[decl] {
            Node::FuncDecl(ext) if file.func_decl(ext).recv.is_none() => add(file.func_decl(ext).name),
            Node::GenDecl { kind, specs, .. } if kind != DeclKind::Import => {
                for spec in file.list(specs) {
                    match file[spec] {
                        Node::ValueSpec { names, .. } => file.list(names).for_each(&mut add),
                        Node::TypeSpec { name, .. } => add(name),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

/// What one file can see.
pub(super) struct View<'u> {
    pub(super) universe: &'u Universe<'u>,
    pub(super) module: Arc<Module>,
    pub(super) path: PathBuf,
    /// The name in the file's package clause.
    pub(super) package: String,
}

impl Packages for View<'_> {
    fn siblings(&self) -> Vec<Arc<File>> {
        let universe = self.universe;
        let Some(dir) = self.path.parent() else { return Vec::new() };
        let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
        let known = universe.siblings.lock().ok().and_then(|s| s.get(dir).cloned());
        let all = known.unwrap_or_else(|| {
            let entries = universe.system.read_dir(dir).unwrap_or_default();
            let names = entries.into_iter().map(|e| e.name).filter(|n| n.ends_with(".go"));
            let parse = |name: String| {
                let bytes = universe.system.read(&dir.join(&name)).ok()?;
                let file = parse_source(Source::new(bytes), ParseOptions::default());
                file.errors.is_empty().then(|| (name, Arc::new(file)))
            };
            let all: Arc<Vec<_>> = Arc::new(names.filter_map(parse).collect());
            if let Ok(mut siblings) = universe.siblings.lock() {
                siblings.insert(dir.to_path_buf(), all.clone());
            }
            all
        });
        let own = self.path.file_name().and_then(|n| n.to_str()).unwrap_or("");
        let tests = own.ends_with("_test.go");
        let wanted = |name: &str| name != own && (tests || !name.ends_with("_test.go"));
        all.iter().filter(|(name, _)| wanted(name)).map(|(_, file)| file.clone()).collect()
    }

    fn std_named(&self, name: &str) -> Vec<String> {
        self.universe.std().get(name).cloned().unwrap_or_default()
    }

    fn std_exports(&self, path: &str) -> Option<Arc<FxHashSet<String>>> {
        let base = path.rsplit('/').next()?;
        if !self.universe.std().get(base)?.iter().any(|p| p == path) {
            return None;
        }
        let dir = self.universe.std_root()?.join(path);
        Some(self.universe.package(&dir).exports.clone())
    }

    fn package_name(&self, path: &str) -> Option<String> {
        let dir = self.universe.dir_of(&self.module, path)?;
        let package = self.universe.package(&dir);
        (!package.name.is_empty()).then(|| package.name.clone())
    }

    fn find(&self, name: &str, symbols: &[&str]) -> Option<String> {
        let universe = self.universe;
        let module = &self.module;
        if module.path.is_empty() {
            return None;
        }
        // The module itself first, then direct requirements, then the others.
        let mut places = vec![(module.path.clone(), module.dir.clone())];
        let mut requires: Vec<_> = module.file.require.iter().collect();
        requires.sort_by_key(|r| r.indirect);
        for require in requires {
            let dir = universe.module_dir(module, &require.module.path, &require.module.version);
            places.extend(dir.map(|d| (require.module.path.clone(), d)));
        }
        let own_dir = self.path.parent().and_then(|d| universe.system.canonicalize(d).ok());
        let below = own_dir.as_ref().and_then(|d| d.strip_prefix(&module.dir).ok());
        let below = below.map(|b| b.to_string_lossy().replace('\\', "/")).unwrap_or_default();
        let own_path =
            if below.is_empty() { module.path.clone() } else { format!("{}/{below}", module.path) };
        for (prefix, dir) in places {
            let folders = universe.folders_of(&dir, &prefix);
            let fits = |(path, dir): &&(String, PathBuf)| {
                let mut last = path.rsplit('/').take(2);
                let named = last.any(|part| {
                    part.replace(['-', '_', '.'], "").to_lowercase().contains(&name.to_lowercase())
                });
                let root =
                    path.rsplit_once("/internal/").map(|(root, _)| root).or(path.strip_suffix("/internal"));
                let visible = root.is_none_or(|root| {
                    own_path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                });
                if !named || !visible || own_dir.as_ref() == Some(dir) && self.package == name {
                    return false;
                }
                let package = universe.package(dir);
                // An external test also sees what the tests of its package export.
                let own_test =
                    own_dir.as_ref() == Some(dir) && self.package.strip_suffix("_test") == Some(name);
                package.name == name && (own_test || symbols.iter().all(|s| package.exports.contains(*s)))
            };
            let mut found: Vec<&String> = folders.iter().filter(fits).map(|(path, _)| path).collect();
            found.sort_by_key(|p| (p.len(), (*p).clone()));
            if let Some(path) = found.first() {
                return Some((*path).clone());
            }
        }
        None
    }
}
