//! The packages a file could import: its folder, the standard library, its module and that module's requirements. Read when
//! a missing import asks for them, and kept for the rest of the run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use godwit_base::System;
use godwit_base::system::FileType;
use godwit_format::imports::Packages;
use godwit_load::{BuildContext, GoEnv, LoadConfig, constraint};
use godwit_syntax::{DeclKind, File, Node, ParseOptions, Source, parse_source};
use rustc_hash::FxHashSet;

use super::settings::Module;

/// Exported names.
type Exports = Arc<FxHashSet<String>>;

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
    /// Names of the packages in folders; empty where there is none to import.
    names: Mutex<BTreeMap<PathBuf, Arc<str>>>,
    /// By folder and whether the tests of the package count.
    exports: Mutex<BTreeMap<(PathBuf, bool), Exports>>,
    context: OnceLock<BuildContext>,
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
            names: Mutex::default(),
            exports: Mutex::default(),
            context: OnceLock::new(),
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

    /// What a folder's package is called: its first file says so, whatever system that is for.
    fn name(&self, dir: &Path) -> Arc<str> {
        if let Some(known) = self.names.lock().ok().and_then(|n| n.get(dir).cloned()) {
            return known;
        }
        let entries = self.system.read_dir(dir).unwrap_or_default();
        let files = entries.iter().map(|e| e.name.as_str());
        let mut files = files.filter(|name| name.ends_with(".go") && !name.ends_with("_test.go"));
        let name: Arc<str> = files
            .find_map(|name| {
                let file = self.parse(&dir.join(name))?;
                let clause = file.package_name().map_or("", |n| file.text_of(n));
                // Programs cannot be imported; beside a package they are what makes its files.
                (!matches!(clause, "" | "documentation" | "main")).then(|| Arc::from(clause))
            })
            .unwrap_or_default();
        if let Ok(mut names) = self.names.lock() {
            names.insert(dir.to_path_buf(), name.clone());
        }
        name
    }

    fn parse(&self, path: &Path) -> Option<File> {
        let bytes = self.system.read(path).ok()?;
        Some(parse_source(Source::new(bytes), ParseOptions { skip_bodies: true, ..ParseOptions::default() }))
    }

    /// What a folder's package offers on this system.
    fn exports(&self, dir: &Path, tests: bool) -> Exports {
        self.exports_of(dir, tests, |name, file| {
            let context = self.context.get_or_init(|| {
                BuildContext::new(self.system, &LoadConfig::default(), &self.env, &mut Vec::new())
            });
            context.good_file_name(name)
                && constraint::header_constraint(file.text.as_bytes())
                    .is_ok_and(|header| context.should_build(&header).unwrap_or(false))
        })
    }

    /// What a package of the standard library offers on any of the usual systems: code for them is written on all of them.
    fn std_exports(&self, dir: &Path) -> Exports {
        self.exports_of(dir, false, |name, file| {
            let ignored = file.go_build_line().is_some_and(|c| file.comment_text(c).contains("ignore"));
            !ignored && !name.contains("_plan9")
        })
    }

    fn exports_of(&self, dir: &Path, tests: bool, wanted: impl Fn(&str, &File) -> bool) -> Exports {
        let key = (dir.to_path_buf(), tests);
        if let Some(known) = self.exports.lock().ok().and_then(|e| e.get(&key).cloned()) {
            return known;
        }
        let mut exports = FxHashSet::default();
        for entry in self.system.read_dir(dir).unwrap_or_default() {
            let name = &entry.name;
            let is_hidden = name.starts_with(['.', '_']);
            if !name.ends_with(".go") || (!tests && name.ends_with("_test.go")) || is_hidden {
                continue;
            }
            let Some(file) = self.parse(&dir.join(name)) else { continue };
            let clause = file.package_name().map_or("", |n| file.text_of(n));
            if clause != "documentation" && !(tests && clause.ends_with("_test")) && wanted(name, &file) {
                add_exports(&file, &mut exports);
            }
        }
        let exports = Arc::new(exports);
        if let Ok(mut all) = self.exports.lock() {
            all.insert(key, exports.clone());
        }
        exports
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
        Some(self.universe.std_exports(&dir))
    }

    fn package_name(&self, path: &str) -> Option<String> {
        let dir = self.universe.dir_of(&self.module, path)?;
        let name = self.universe.name(&dir);
        (!name.is_empty()).then(|| name.to_string())
    }

    fn find(&self, name: &str, symbols: &[&str], missing: &[&str]) -> Option<String> {
        let universe = self.universe;
        let module = &self.module;
        if module.path.is_empty() || PREDECLARED.contains(&name) {
            return None;
        }
        let mut places = vec![(false, module.path.clone(), module.dir.clone())];
        for require in &module.file.require {
            let dir = universe.module_dir(module, &require.module.path, &require.module.version);
            places.extend(dir.map(|d| (require.indirect, require.module.path.clone(), d)));
        }
        let own_dir = self.path.parent().and_then(|d| {
            universe.system.canonicalize(if d.as_os_str().is_empty() { Path::new(".") } else { d }).ok()
        })?;
        // What is required for the sake of others comes last; then the nearest folder, then the shortest path.
        let wanted: FxHashSet<String> = missing.iter().map(|name| plain(name)).collect();
        let mut candidates = Vec::new();
        for (indirect, prefix, dir) in places {
            for (path, dir) in universe.folders_of(&dir, &prefix).iter() {
                if suggests(path, &wanted) && is_visible(&own_dir, dir) {
                    candidates.push((
                        indirect,
                        distance(&own_dir, dir),
                        path.len(),
                        path.clone(),
                        dir.clone(),
                    ));
                }
            }
        }
        candidates.sort();
        let fits = |dir: &Path| {
            let is_own = dir == own_dir;
            if *universe.name(dir) != *name || (is_own && self.package == name) {
                return false;
            }
            // An external test also sees what the tests of its package export.
            let exports = universe.exports(dir, is_own && self.package.ends_with("_test"));
            symbols.iter().all(|s| exports.contains(*s))
        };
        candidates.into_iter().find(|c| fits(&c.4)).map(|c| c.3)
    }
}

/// Names that an import must not take away.
const PREDECLARED: [&str; 44] = [
    "any",
    "append",
    "bool",
    "byte",
    "cap",
    "clear",
    "close",
    "comparable",
    "complex",
    "complex128",
    "complex64",
    "copy",
    "delete",
    "error",
    "false",
    "float32",
    "float64",
    "imag",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "iota",
    "len",
    "make",
    "max",
    "min",
    "new",
    "nil",
    "panic",
    "print",
    "println",
    "real",
    "recover",
    "rune",
    "string",
    "true",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
];

/// Steps from one folder to the other.
fn distance(from: &Path, to: &Path) -> usize {
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    from.components().count() + to.components().count() - 2 * common
}

/// Whether `internal` and `vendor` let a file in `from` import the folder: they open to what lies below their parent.
fn is_visible(from: &Path, to: &Path) -> bool {
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let mut rest = to.components().skip(common).map(|part| part.as_os_str());
    // The first step down may be the closed folder itself, for its parent is above both.
    rest.next();
    rest.all(|part| part != "internal" && part != "vendor")
}

/// A name or a piece of a path as the two are compared: hyphens, dots and case do not count.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '-' | '.')).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a package of one of the (plain) names may be what a path leads to: one of the last two elements is such a name, or
/// a piece of it between dots and hyphens is (`go-yaml`, `yaml.v3`, `api/compute/v1`).
fn suggests(path: &str, names: &FxHashSet<String>) -> bool {
    path.rsplit('/').take(2).any(|part| {
        names.contains(&plain(part)) || part.split(['-', '.']).any(|piece| names.contains(&plain(piece)))
    })
}
