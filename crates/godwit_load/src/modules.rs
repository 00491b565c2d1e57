//! The modules of a build: which ones there are, at which versions, and where their files lie.
//!
//! Set-up is here: finding go.work and go.mod, reading them, choosing `-mod`. Version selection is in [`graph`], the way
//! from an import path to a folder in [`resolve`], the comparison with vendor/modules.txt in [`vendor`].

mod directives;
mod graph;
mod info;
mod resolve;
mod vendor;

use std::path::Path;
use std::sync::{Mutex, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::{LoadConfig, LoadDiagnostic, ModMode};
use crate::env::GoEnv;
use crate::folder::{Disk, Table, error_text};
use crate::go_sum::GoSum;
use crate::modfile::{self, ModError, ModFile, ModuleVersion, WorkFile};
use crate::vendor_list::VendorList;
use crate::{lexical, module_path, version};

pub use graph::Graph;
pub use resolve::{Found, ImportError, Owner};

/// A module whose source is being worked on.
#[derive(Clone, Debug)]
pub struct Main {
    pub path: String,
    /// Absolute.
    pub dir: String,
    pub go_mod: String,
    pub file: ModFile,
    /// What its import paths begin with; empty for the module `std` in GOROOT/src.
    pub prefix: String,
    pub in_goroot: bool,
}

impl Main {
    pub fn go_version(&self) -> &str {
        self.file.go.as_ref().map_or("1.16", |g| &g.value)
    }
}

/// How far requirements of requirements count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub(crate) enum Pruning {
    /// Go up to 1.16: everything reachable.
    Unpruned,
    /// From Go 1.17: the requirements of required modules, and no further.
    Pruned,
    /// As pruned, with the modules of go.work for roots.
    Workspace,
}

/// The target of a replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Replacement {
    /// As written, in a workspace with an absolute folder.
    pub new: ModuleVersion,
    /// The folder of a local replacement, absolute.
    pub dir: Option<String>,
}

pub struct Modules<'d> {
    pub(crate) disk: &'d Disk<'d>,
    pub(crate) env: GoEnv,
    pub(crate) cwd: String,
    pub mains: Vec<Main>,
    pub work: Option<(String, WorkFile)>,
    pub mode: ModMode,
    mode_explicit: bool,
    mode_reason: String,
    pub(crate) pruning: Pruning,
    /// Requirements of the main module, sorted; the main modules themselves in a workspace.
    pub(crate) roots: Vec<ModuleVersion>,
    root_versions: FxHashMap<String, String>,
    direct: FxHashSet<String>,
    replacements: FxHashMap<ModuleVersion, Replacement>,
    excludes: FxHashSet<ModuleVersion>,
    sums: GoSum,
    pub(crate) vendor: Option<VendorList>,
    pub(crate) vendor_dir: String,
    graph: OnceLock<Graph>,
    summaries: Table<graph::SummaryResult>,
    fetched: Table<Result<(String, bool), resolve::FetchError>>,
    /// Modules that are needed and not on this machine, with what was missing.
    missing: Mutex<std::collections::BTreeMap<ModuleVersion, &'static str>>,
    /// Problems met while graph and packages are read.
    late: Mutex<std::collections::BTreeSet<LoadDiagnostic>>,
}

/// Reads a text file; the error says which file and why.
fn read_text(disk: &Disk<'_>, path: &str) -> Result<String, String> {
    let bytes = disk.system.read(Path::new(path)).map_err(|e| error_text(&e).to_string())?;
    String::from_utf8(bytes).map_err(|_| "not valid UTF-8".to_string())
}

fn report(errors: Vec<ModError>, code: &'static str, file: &str, out: &mut Vec<LoadDiagnostic>) {
    for e in errors {
        out.push(LoadDiagnostic::error(code, file, e.message).at(e.line, e.column));
    }
}

/// The folder at or above `dir` that holds go.mod.
pub fn find_module_root(disk: &Disk<'_>, dir: &str) -> Option<String> {
    let mut dir = lexical::clean(dir);
    loop {
        if disk.system.is_file(Path::new(&lexical::child(&dir, "go.mod"))) {
            return Some(dir);
        }
        let parent = lexical::parent(&dir).to_string();
        if parent == dir || parent == "." {
            return None;
        }
        dir = parent;
    }
}

fn find_work_file(disk: &Disk<'_>, env: &GoEnv, dir: &str) -> Option<String> {
    match env.gowork.as_str() {
        "off" => return None,
        "" | "auto" => {}
        file => return Some(file.to_string()),
    }
    let mut dir = lexical::clean(dir);
    loop {
        let file = lexical::child(&dir, "go.work");
        if disk.system.is_file(Path::new(&file)) {
            return Some(file);
        }
        let parent = lexical::parent(&dir).to_string();
        // The distribution's own modules always use their vendored dependencies.
        if parent == dir || parent == "." || parent == env.goroot {
            return None;
        }
        dir = parent;
    }
}

impl<'d> Modules<'d> {
    pub fn open(
        disk: &'d Disk<'d>,
        env: &GoEnv,
        config: &LoadConfig,
        cwd: &str,
        out: &mut Vec<LoadDiagnostic>,
    ) -> Modules<'d> {
        let mut m = Modules {
            disk,
            env: env.clone(),
            cwd: cwd.to_string(),
            mains: Vec::new(),
            work: None,
            mode: ModMode::Readonly,
            mode_explicit: false,
            mode_reason: String::new(),
            pruning: Pruning::Pruned,
            roots: Vec::new(),
            root_versions: FxHashMap::default(),
            direct: FxHashSet::default(),
            replacements: FxHashMap::default(),
            excludes: FxHashSet::default(),
            sums: GoSum::default(),
            vendor: None,
            vendor_dir: String::new(),
            graph: OnceLock::new(),
            summaries: Table::default(),
            fetched: Table::default(),
            missing: Mutex::default(),
            late: Mutex::default(),
        };
        m.open_files(out);
        m.choose_mode(config, out);
        m.collect_requirements(out);
        if m.mode == ModMode::Vendor {
            m.read_vendor(out);
        } else if m.mode == ModMode::Readonly {
            m.check_roots(out);
        }
        m
    }

    fn open_files(&mut self, out: &mut Vec<LoadDiagnostic>) {
        if self.env.modules_off {
            let message = "GO111MODULE=off: packages in GOPATH are not loaded; modules are used all the same";
            out.push(LoadDiagnostic::warning("environment", "", message));
        }
        if let Some(file) = find_work_file(self.disk, &self.env, &self.cwd) {
            match read_text(self.disk, &file) {
                Ok(text) => {
                    let (work, errors) = modfile::parse_work(&text);
                    report(errors, "go.work", &file, out);
                    if work.use_.is_empty() {
                        let message = "no modules were found in the current workspace; see 'go help work'";
                        out.push(LoadDiagnostic::error("go.work", &file, message));
                    }
                    if self.env.flags.modfile.is_some() {
                        let message = "-modfile cannot be used in workspace mode; the modules' own go.mod files are read";
                        out.push(LoadDiagnostic::error("environment", "", message));
                    }
                    let base = lexical::parent(&file).to_string();
                    let mut seen = FxHashSet::default();
                    for used in &work.use_ {
                        let dir = lexical::absolute(&base, &used.value.replace('\\', "/"));
                        if !seen.insert(dir.clone()) {
                            let message = format!("path {dir} appears multiple times in workspace");
                            out.push(LoadDiagnostic::error("go.work", &file, message).at(used.line, 1));
                            continue;
                        }
                        let go_mod = lexical::child(&dir, "go.mod");
                        self.open_main(dir, go_mod, Some((&file, used.line)), out);
                    }
                    directives::check_go_of_work(&self.cwd, &file, &work, &self.mains, out);
                    self.check_godebug("go.work", &file, &work.godebug, out);
                    self.work = Some((file, work));
                    return;
                }
                Err(cause) => {
                    out.push(LoadDiagnostic::error("go.work", &file, format!("cannot read go.work: {cause}")))
                }
            }
        }
        if let Some(root) = find_module_root(self.disk, &self.cwd) {
            let go_mod = match &self.env.flags.modfile {
                Some(file) => lexical::absolute(&self.cwd, file),
                None => lexical::child(&root, "go.mod"),
            };
            self.open_main(root, go_mod, None, out);
        }
    }

    fn open_main(
        &mut self,
        dir: String,
        go_mod: String,
        used_by: Option<(&str, u32)>,
        out: &mut Vec<LoadDiagnostic>,
    ) {
        let text = match read_text(self.disk, &go_mod) {
            Ok(text) => text,
            Err(cause) => {
                out.push(match used_by {
                    Some((work, line)) => {
                        let shown = lexical::short(&self.cwd, &dir);
                        let message = format!(
                            "cannot load module {shown} listed in go.work file: open {go_mod}: {cause}"
                        );
                        LoadDiagnostic::error("go.work", work, message).at(line, 1)
                    }
                    None => LoadDiagnostic::error("go.mod", &go_mod, format!("cannot read go.mod: {cause}")),
                });
                return;
            }
        };
        let (file, mut errors) = modfile::parse(&text);
        if self.is_too_new(&file) {
            // A newer Go may know directives that this one does not; that it is newer is told anyway.
            errors.retain(|e| !e.message.starts_with("unknown directive: "));
        }
        let has_errors = !errors.is_empty();
        report(errors, "go.mod", &go_mod, out);
        let Some(path) = file.module.as_ref().map(|m| m.value.clone()) else {
            if !has_errors {
                let message = "no module declaration in go.mod. To specify the module path:\n\tgo mod edit -module=example.com/mod";
                out.push(LoadDiagnostic::error("go.mod", &go_mod, message));
            }
            // The module's packages are still worth listing; without a name they can only be reached by folder.
            self.push_main("command-line-arguments".into(), dir, go_mod, file);
            return;
        };
        if let Err(message) = module_path::check_import_path(&path) {
            let line = file.module.as_ref().map_or(1, |m| m.line);
            let message = message.replacen("import path", "module path", 1);
            out.push(LoadDiagnostic::error("go.mod", &go_mod, message).at(line, 1));
        }
        if self.mains.iter().any(|m| m.path == path) {
            out.push(LoadDiagnostic::error(
                "go.work",
                &go_mod,
                format!("module {path} appears multiple times in workspace"),
            ));
            return;
        }
        self.check_go_version(&file, &go_mod, out);
        self.check_godebug("go.mod", &go_mod, &file.godebug, out);
        self.push_main(path, dir, go_mod, file);
    }

    fn push_main(&mut self, path: String, dir: String, go_mod: String, file: ModFile) {
        let in_goroot = !self.env.goroot.is_empty() && lexical::below(&dir, &self.env.goroot_src()).is_some();
        let prefix = if in_goroot && path == "std" { String::new() } else { path.clone() };
        self.mains.push(Main { path, dir, go_mod, file, prefix, in_goroot });
    }

    fn is_too_new(&self, file: &ModFile) -> bool {
        let newer = |go: &str| version::compare_go(go, &self.env.go_version).is_gt();
        !self.env.go_version.is_empty() && file.go.as_ref().is_some_and(|go| newer(&go.value))
    }

    fn check_go_version(&self, file: &ModFile, go_mod: &str, out: &mut Vec<LoadDiagnostic>) {
        if let Some(go) = &file.go
            && self.is_too_new(file)
        {
            let message = format!(
                "go.mod requires go >= {} (found go {} in {}); the standard library may lack what the module uses",
                go.value, self.env.go_version, self.env.goroot
            );
            out.push(LoadDiagnostic::warning("go.mod", go_mod, message).at(go.line, 1));
        }
    }

    fn choose_mode(&mut self, config: &LoadConfig, out: &mut Vec<LoadDiagnostic>) {
        self.vendor_dir = match (&self.work, self.mains.first()) {
            (Some((file, _)), _) => lexical::join(lexical::parent(file), "vendor"),
            (None, Some(main)) => lexical::child(&main.dir, "vendor"),
            (None, None) => String::new(),
        };
        if let Some(mode) = config.mod_mode.or(self.env.flags.mod_mode) {
            self.mode_explicit = true;
            self.mode = mode;
            if self.work.is_some() && mode == ModMode::Mod {
                let message =
                    "-mod may only be set to readonly or vendor when in workspace mode; readonly is used";
                out.push(LoadDiagnostic::warning("environment", "", message));
                self.mode = ModMode::Readonly;
            }
            return;
        }
        if self.mains.is_empty() || !self.disk.system.is_dir(Path::new(&self.vendor_dir)) {
            return;
        }
        let (source, go) = match &self.work {
            Some((_, work)) => ("go.work", work.go.as_ref()),
            None => ("go.mod", self.mains[0].file.go.as_ref()),
        };
        let Some(go) = go.map(|g| g.value.clone()) else {
            self.mode_reason =
                format!("Go version in {source} is unspecified, so vendor directory was not used.");
            return;
        };
        if version::compare_go(&go, "1.14").is_lt() {
            self.mode_reason = format!("Go version in {source} is {go}, so vendor directory was not used.");
            return;
        }
        let list = lexical::child(&self.vendor_dir, "modules.txt");
        let for_workspace = read_text(self.disk, &list).is_ok_and(|text| {
            let first = text.lines().next().unwrap_or("");
            first.strip_prefix("## ").is_some_and(|a| a.split(';').any(|e| e.trim() == "workspace"))
        });
        match (for_workspace, self.work.is_some()) {
            (true, false) => {
                self.mode_reason = "Outside workspace mode, but vendor directory is for a workspace.".into();
            }
            (false, true) => {
                self.mode_reason = "In workspace mode, but vendor directory is not for a workspace".into();
            }
            _ => {
                self.mode = ModMode::Vendor;
                self.mode_reason =
                    format!("Go version in {source} is at least 1.14 and vendor directory exists.");
            }
        }
    }

    fn collect_requirements(&mut self, out: &mut Vec<LoadDiagnostic>) {
        let in_workspace = self.work.is_some();
        if let Some((file, work)) = &self.work {
            let base = lexical::parent(file);
            for r in &work.replace {
                if r.old.version.is_empty() && self.mains.iter().any(|m| m.path == r.old.path) {
                    let message = format!(
                        "workspace module {} is replaced at all versions in the go.work file. To fix, remove the \
                         replacement from the go.work file or specify the version at which to replace the module.",
                        r.old.path
                    );
                    out.push(LoadDiagnostic::error("go.work", file, message).at(r.line, 1));
                    continue;
                }
                let dir =
                    r.new.version.is_empty().then(|| lexical::absolute(base, &r.new.path.replace('\\', "/")));
                self.replacements.insert(r.old.clone(), Replacement { new: r.new.clone(), dir });
            }
        }
        let by_work: FxHashSet<String> =
            self.work.iter().flat_map(|(_, w)| w.replace.iter().map(|r| r.old.path.clone())).collect();
        for main in &self.mains {
            for e in &main.file.exclude {
                self.excludes.insert(e.value.clone());
            }
            let mut own: FxHashMap<&ModuleVersion, ()> = FxHashMap::default();
            for r in &main.file.replace {
                if by_work.contains(&r.old.path) {
                    continue;
                }
                let dir = r
                    .new
                    .version
                    .is_empty()
                    .then(|| lexical::absolute(&main.dir, &r.new.path.replace('\\', "/")));
                let mut new = r.new.clone();
                if in_workspace && let Some(dir) = &dir {
                    new.path = dir.clone();
                }
                let replacement = Replacement { new, dir };
                if let Some(previous) = self.replacements.get(&r.old)
                    && !own.contains_key(&r.old)
                    && *previous != replacement
                {
                    let message = format!(
                        "conflicting replacements for {}:\n\t{}\n\t{}\nuse \"go work edit -replace {}=[override]\" to resolve",
                        r.old, previous.new, replacement.new, r.old
                    );
                    out.push(LoadDiagnostic::error("go.mod", &main.go_mod, message).at(r.line, 1));
                    continue;
                }
                own.insert(&r.old, ());
                self.replacements.insert(r.old.clone(), replacement);
            }
        }
        for main in &self.mains {
            for r in &main.file.require {
                if self.excludes.contains(&r.module) {
                    let message = format!("requirement on excluded version {} is ignored", r.module);
                    out.push(LoadDiagnostic::warning("go.mod", &main.go_mod, message).at(r.line, 1));
                    continue;
                }
                if !r.indirect {
                    self.direct.insert(r.module.path.clone());
                }
                if !in_workspace {
                    self.roots.push(r.module.clone());
                }
            }
        }
        if in_workspace {
            self.pruning = Pruning::Workspace;
        } else if let Some(main) = self.mains.first() {
            self.pruning = pruning_of(main.go_version());
        }
        self.roots.sort_by(|a, b| {
            a.path.cmp(&b.path).then_with(|| version::compare_module(&a.path, &a.version, &b.version))
        });
        self.roots.dedup();
        for r in &self.roots {
            self.root_versions.insert(r.path.clone(), r.version.clone());
        }
        for file in self.sum_files() {
            if let Ok(text) = read_text(self.disk, &file) {
                let errors = self.sums.add(&text);
                report(errors, "go.sum", &file, out);
            }
        }
    }

    fn sum_files(&self) -> Vec<String> {
        let mut files: Vec<String> = self
            .mains
            .iter()
            .map(|m| format!("{}.sum", m.go_mod.strip_suffix(".mod").unwrap_or(&m.go_mod)))
            .collect();
        if let Some((file, _)) = &self.work {
            files.push(format!("{file}.sum"));
        }
        files
    }

    /// Whether every module must have its checksum in go.sum.
    fn must_have_sums(&self) -> bool {
        !self.mains.is_empty() && self.mode == ModMode::Readonly && self.work.is_none()
    }

    pub fn main(&self, path: &str) -> Option<&Main> {
        self.mains.iter().find(|m| m.path == path)
    }

    /// The selected version of a root, empty for a main module.
    fn root_selected(&self, path: &str) -> Option<&str> {
        if self.main(path).is_some() {
            return Some("");
        }
        self.root_versions.get(path).map(String::as_str)
    }

    fn replacement(&self, m: &ModuleVersion) -> Option<&Replacement> {
        if m.version.is_empty() && self.main(&m.path).is_some() {
            return None;
        }
        self.replacements.get(m).or_else(|| {
            self.replacements.get(&ModuleVersion { path: m.path.clone(), version: String::new() })
        })
    }

    /// The tools that main modules declare.
    pub fn tools(&self) -> Vec<String> {
        let mut tools: Vec<String> =
            self.mains.iter().flat_map(|m| m.file.tool.iter().map(|t| t.value.clone())).collect();
        tools.sort();
        tools.dedup();
        tools
    }

    fn note_missing(&self, m: &ModuleVersion, what: &'static str) {
        let mut missing = self.missing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Threads may note it in any order: the lesser text stays, so that output does not depend on them.
        missing.entry(m.clone()).and_modify(|w| *w = (*w).min(what)).or_insert(what);
    }

    fn note(&self, diagnostic: LoadDiagnostic) {
        self.late.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(diagnostic);
    }

    /// What came up while packages were looked for. One finding for each missing module.
    pub fn late_diagnostics(&self, out: &mut Vec<LoadDiagnostic>) {
        let late = self.late.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        out.extend(late.iter().cloned());
        let missing = self.missing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (m, what) in missing.iter() {
            let (file, line) = self.required_at(m);
            let message = format!(
                "{m} is required, but {what} is not in the module cache ({}); to bring it:\n\tgo mod download {m}",
                self.env.gomodcache
            );
            out.push(LoadDiagnostic::error("missing-module", file, message).at(line, u32::from(line > 0)));
        }
    }

    /// The line that requires a module, if a main module does so itself.
    fn required_at(&self, m: &ModuleVersion) -> (String, u32) {
        for main in &self.mains {
            let required = main.file.require.iter().find(|r| r.module == *m).map(|r| r.line);
            let replaced = main.file.replace.iter().find(|r| r.new == *m).map(|r| r.line);
            if let Some(line) = required.or(replaced) {
                return (main.go_mod.clone(), line);
            }
        }
        (self.mains.first().map_or(String::new(), |m| m.go_mod.clone()), 0)
    }
}

pub(crate) fn pruning_of(go_version: &str) -> Pruning {
    if version::compare_go(go_version, "1.17").is_lt() { Pruning::Unpruned } else { Pruning::Pruned }
}
