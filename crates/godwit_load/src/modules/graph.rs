//! Minimal version selection over the module graph, pruned as Go 1.17 prunes it.
//!
//! go.mod files of dependencies are read from the module cache's download folder. Nothing is fetched: what is not there
//! is noted, and selection goes on without it.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Modules, Pruning, pruning_of, read_text};
use crate::config::{LoadDiagnostic, ModMode};
use crate::lexical;
use crate::modfile::{self, ModuleVersion};
use crate::package::ErrorKind;
use crate::version;

/// What importers need of a module's go.mod.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub go_version: String,
    pub pruning: Pruning,
    pub require: Vec<ModuleVersion>,
    pub ignore: Vec<String>,
}

/// Why a go.mod could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SummaryError {
    Missing,
    MissingSum,
    Invalid(String),
}

pub(crate) type SummaryResult = Result<Arc<Summary>, SummaryError>;

/// The selected version of every module in the graph.
#[derive(Debug, Default)]
pub struct Graph {
    selected: FxHashMap<String, String>,
    /// Modules whose own requirements are part of the graph.
    expanded: FxHashSet<ModuleVersion>,
    /// Set when some go.mod could not be read: then versions may be too low and modules may be missing.
    pub first_error: Option<(ErrorKind, String)>,
}

impl Graph {
    /// The selected version, empty for a main module, `None` for a module outside the graph.
    pub fn selected(&self, path: &str) -> Option<&str> {
        self.selected.get(path).map(String::as_str)
    }

    /// All selected modules, sorted by path.
    pub fn build_list(&self) -> Vec<ModuleVersion> {
        let mut list: Vec<ModuleVersion> = Vec::with_capacity(self.selected.len());
        #[allow(clippy::iter_over_hash_type, reason = "sorted below")]
        for (path, version) in &self.selected {
            list.push(ModuleVersion { path: path.clone(), version: version.clone() });
        }
        list.sort();
        list
    }

    pub(crate) fn is_expanded(&self, m: &ModuleVersion) -> bool {
        self.expanded.contains(m)
    }

    fn raise(&mut self, m: &ModuleVersion) {
        let higher = match self.selected.get(&m.path) {
            None => true,
            // The empty version is a main module's: nothing is above it.
            Some(v) if v.is_empty() => false,
            Some(v) => m.version.is_empty() || version::compare_module(&m.path, v, &m.version).is_lt(),
        };
        if higher {
            self.selected.insert(m.path.clone(), m.version.clone());
        }
    }
}

impl Modules<'_> {
    /// The whole module graph; read when first asked for, because most builds of a pruned module never need it.
    pub fn graph(&self) -> &Graph {
        self.graph.get_or_init(|| self.read_graph())
    }

    /// The requirements of a module, replacements and exclusions applied.
    pub(crate) fn summary(&self, m: &ModuleVersion) -> SummaryResult {
        let key = format!("{}@{}", m.path, m.version);
        self.summaries.get_or_make(&key, || self.read_summary(m))
    }

    fn read_summary(&self, m: &ModuleVersion) -> SummaryResult {
        if version::is_toolchain(&m.path) {
            return Ok(Arc::new(Summary {
                go_version: String::new(),
                pruning: Pruning::Pruned,
                require: Vec::new(),
                ignore: Vec::new(),
            }));
        }
        if m.version.is_empty()
            && let Some(main) = self.main(&m.path)
        {
            return Ok(Arc::new(self.summarize(&main.file)));
        }
        let replacement = self.replacement(m);
        let actual = replacement.map_or(m, |r| &r.new);
        let file = match replacement.and_then(|r| r.dir.as_ref()) {
            Some(dir) => lexical::child(dir, "go.mod"),
            None => {
                if self.must_have_sums() && self.sums.go_mod(actual).is_none() {
                    return Err(SummaryError::MissingSum);
                }
                if self.sums.disputed(actual, "/go.mod") {
                    let message = format!(
                        "verifying {actual}/go.mod: checksum mismatch: the go.sum files give different checksums; remove \
                         the wrong line and run:\n\tgo mod verify"
                    );
                    let (file, line) = self.required_at(m);
                    self.note(LoadDiagnostic::error("go.sum", file, message).at(line, u32::from(line > 0)));
                }
                self.cached_go_mod(actual).ok_or(SummaryError::Missing)?
            }
        };
        let text = match read_text(self.disk, &file) {
            Ok(text) => text,
            Err(cause) if replacement.is_some_and(|r| r.dir.is_some()) => {
                return Err(SummaryError::Invalid(format!("reading {file}: {cause}")));
            }
            Err(_) => return Err(SummaryError::Missing),
        };
        let (parsed, errors) = modfile::parse_lax(&text);
        if let Some(e) = errors.first() {
            let message = format!("{actual}: parsing {file}: {}", e.message);
            self.note(LoadDiagnostic::error("go.mod", &file, e.message.clone()).at(e.line, e.column));
            return Err(SummaryError::Invalid(message));
        }
        if !actual.version.is_empty() {
            let Some(declared) = &parsed.module else {
                return Err(SummaryError::Invalid(format!("{actual}: parsing go.mod: missing module line")));
            };
            if declared.value != m.path && declared.value != actual.path {
                let message = format!(
                    "{actual}: parsing go.mod:\n\tmodule declares its path as: {}\n\t        but was required as: {}",
                    declared.value, m.path
                );
                self.note(LoadDiagnostic::error("go.mod", &file, message.clone()).at(declared.line, 1));
                return Err(SummaryError::Invalid(message));
            }
        }
        self.check_go_of_dependency(m, actual, &parsed);
        Ok(Arc::new(self.summarize(&parsed)))
    }

    /// The go command refuses a dependency that is newer than itself; its packages can still be listed.
    fn check_go_of_dependency(&self, m: &ModuleVersion, actual: &ModuleVersion, file: &modfile::ModFile) {
        if let Some(go) = &file.go
            && !self.env.go_version.is_empty()
            && version::compare_go(&go.value, &self.env.go_version).is_gt()
        {
            let replaced = if m == actual { String::new() } else { format!("module {actual} ") };
            let message = format!(
                "{m}: {replaced}requires go >= {} (found go {} in {}); the standard library may lack what the module uses",
                go.value, self.env.go_version, self.env.goroot
            );
            let (file, line) = self.required_at(m);
            self.note(LoadDiagnostic::warning("go.mod", file, message).at(line, u32::from(line > 0)));
        }
    }

    fn summarize(&self, file: &modfile::ModFile) -> Summary {
        let go_version = file.go.as_ref().map_or(String::new(), |g| g.value.clone());
        let pruning = if go_version.is_empty() { Pruning::Unpruned } else { pruning_of(&go_version) };
        let require =
            file.require.iter().map(|r| &r.module).filter(|m| !self.excludes.contains(*m)).cloned().collect();
        Summary {
            go_version,
            pruning,
            require,
            ignore: file.ignore.iter().map(|i| i.value.clone()).collect(),
        }
    }

    /// The go.mod of a module version in the cache: the download folder's, else the extracted module's own.
    fn cached_go_mod(&self, m: &ModuleVersion) -> Option<String> {
        let is_file = |path: &String| self.disk.system.is_file(Path::new(path));
        self.env.download_file(&m.path, &m.version, "mod").filter(is_file).or_else(|| {
            self.env.module_dir(&m.path, &m.version).map(|d| lexical::child(&d, "go.mod")).filter(is_file)
        })
    }

    fn read_graph(&self) -> Graph {
        let mut graph = Graph::default();
        for main in &self.mains {
            graph.selected.insert(main.path.clone(), String::new());
        }
        if self.mode == ModMode::Vendor {
            self.vendor_graph(&mut graph);
            return graph;
        }
        let roots: Vec<ModuleVersion> = if self.pruning == Pruning::Workspace {
            self.mains
                .iter()
                .map(|m| ModuleVersion { path: m.path.clone(), version: String::new() })
                .collect()
        } else {
            self.roots.clone()
        };
        for r in &roots {
            graph.raise(r);
        }
        let mut seen: FxHashSet<(ModuleVersion, Pruning)> = FxHashSet::default();
        let start = roots.iter().map(|m| (m.clone(), self.pruning)).collect();
        self.expand(&mut graph, start, &mut seen);
        if self.pruning == Pruning::Workspace {
            self.expand_workspace(&mut graph, &roots, &mut seen);
        }
        graph
    }

    /// Reads go.mod files level by level, each level in parallel.
    fn expand(
        &self,
        graph: &mut Graph,
        start: Vec<(ModuleVersion, Pruning)>,
        seen: &mut FxHashSet<(ModuleVersion, Pruning)>,
    ) {
        let mut level = start;
        while !level.is_empty() {
            level.retain(|key| key.0.version != "none" && seen.insert(key.clone()));
            let read: Vec<SummaryResult> = level.par_iter().map(|(m, _)| self.summary(m)).collect();
            let mut next = Vec::new();
            for ((m, pruning), summary) in level.into_iter().zip(read) {
                let summary = match summary {
                    Ok(summary) => summary,
                    Err(error) => {
                        self.note_summary_error(&m, &error);
                        if graph.first_error.is_none() {
                            graph.first_error = Some(self.summary_error(&m, &error));
                        }
                        continue;
                    }
                };
                for r in &summary.require {
                    graph.raise(r);
                }
                let further = if pruning == Pruning::Unpruned { Pruning::Unpruned } else { summary.pruning };
                if pruning != Pruning::Pruned || summary.pruning == Pruning::Unpruned {
                    next.extend(summary.require.iter().map(|r| (r.clone(), further)));
                }
                graph.expanded.insert(m);
            }
            level = next;
        }
    }

    /// In a workspace the requirements of a main module may name versions below the selected ones. What the selected
    /// version requires can then provide packages, so it is read as if it were a root's.
    fn expand_workspace(
        &self,
        graph: &mut Graph,
        roots: &[ModuleVersion],
        seen: &mut FxHashSet<(ModuleVersion, Pruning)>,
    ) {
        let mut relevant: std::collections::BTreeSet<String> = roots.iter().map(|m| m.path.clone()).collect();
        let mut done: FxHashSet<ModuleVersion> = FxHashSet::default();
        loop {
            let mut wanted: std::collections::BTreeSet<ModuleVersion> = std::collections::BTreeSet::new();
            for path in &relevant {
                let Some(v) = graph.selected(path) else { continue };
                let m = ModuleVersion { path: path.clone(), version: v.to_string() };
                if !done.contains(&m) {
                    wanted.insert(m);
                    continue;
                }
                let Ok(summary) = self.summary(&m) else { continue };
                for r in &summary.require {
                    let Some(v) = graph.selected(&r.path) else { continue };
                    let s = ModuleVersion { path: r.path.clone(), version: v.to_string() };
                    let above = !s.version.is_empty()
                        && version::compare_module(&r.path, &s.version, &r.version).is_gt();
                    if above && !done.contains(&s) {
                        wanted.insert(s);
                    }
                }
            }
            if wanted.is_empty() {
                return;
            }
            for m in &wanted {
                done.insert(m.clone());
                relevant.insert(m.path.clone());
            }
            self.expand(graph, wanted.into_iter().map(|m| (m, Pruning::Workspace)).collect(), seen);
        }
    }

    fn vendor_graph(&self, graph: &mut Graph) {
        for r in &self.roots {
            graph.raise(r);
        }
        if self.pruning == Pruning::Workspace {
            for main in &self.mains {
                for r in &main.file.require {
                    graph.raise(&r.module);
                }
            }
        }
        for m in self.vendor.iter().flat_map(|v| &v.modules) {
            graph.raise(m);
        }
    }

    /// Why a go.mod could not be read, as an error of whatever needs it.
    fn summary_error(&self, m: &ModuleVersion, error: &SummaryError) -> (ErrorKind, String) {
        let actual = self.replacement(m).map_or(m, |r| &r.new);
        match error {
            SummaryError::Missing => {
                let message = format!(
                    "the go.mod file of {actual} is not in the module cache; to bring it:\n\tgo mod download {actual}"
                );
                (ErrorKind::MissingModule, message)
            }
            SummaryError::MissingSum => {
                let message = format!(
                    "{actual}: missing go.sum entry for go.mod file; to add it:\n\tgo mod download {}",
                    m.path
                );
                (ErrorKind::MissingSum, message)
            }
            SummaryError::Invalid(message) => (ErrorKind::Other, message.clone()),
        }
    }

    /// Tells why a go.mod could not be read, once.
    pub(crate) fn note_summary_error(&self, m: &ModuleVersion, error: &SummaryError) {
        let actual = self.replacement(m).map_or(m, |r| &r.new);
        match error {
            SummaryError::Missing => self.note_missing(actual, "its go.mod file"),
            SummaryError::MissingSum => {
                let (file, line) = self.required_at(m);
                let message = format!(
                    "{actual}: missing go.sum entry for go.mod file; to add it:\n\tgo mod download {}",
                    m.path
                );
                self.note(LoadDiagnostic::error("go.sum", file, message).at(line, u32::from(line > 0)));
            }
            SummaryError::Invalid(message) => {
                let (file, line) = self.required_at(m);
                self.note(
                    LoadDiagnostic::error("go.mod", file, message.clone()).at(line, u32::from(line > 0)),
                );
            }
        }
    }

    /// Without `-mod=mod` the requirements must be consistent as they stand.
    pub(crate) fn check_roots(&self, out: &mut Vec<LoadDiagnostic>) {
        let Some(main) = self.mains.first().filter(|_| self.work.is_none()) else { return };
        let mut stale: Vec<(&ModuleVersion, String)> = Vec::new();
        if self.pruning == Pruning::Unpruned {
            let graph = self.graph();
            for r in &self.roots {
                if let Some(v) = graph.selected(&r.path).filter(|v| *v != r.version && !v.is_empty()) {
                    stale.push((r, v.to_string()));
                }
            }
        }
        for (r, selected) in stale {
            let line = main.file.require.iter().find(|q| q.module == *r).map_or(0, |q| q.line);
            let message = format!(
                "updates to go.mod needed: {r} is required, but {selected} is selected; to update it:\n\tgo mod tidy"
            );
            out.push(LoadDiagnostic::error("go.mod", &main.go_mod, message).at(line, u32::from(line > 0)));
        }
    }

    /// Checks the requirements of a root that provides packages against the other roots.
    pub(crate) fn spot_check(&self, m: &ModuleVersion) {
        let Some(main) = self.mains.first() else { return };
        if self.pruning != Pruning::Pruned || self.mode != ModMode::Readonly {
            return;
        }
        let Ok(summary) = self.summary(m) else { return };
        for r in &summary.require {
            if let Some(v) = self.root_selected(&r.path)
                && !v.is_empty()
                && version::compare_module(&r.path, v, &r.version).is_lt()
            {
                let line = main.file.require.iter().find(|q| q.module.path == r.path).map_or(0, |q| q.line);
                let message = format!(
                    "updates to go.mod needed: {m} requires {r}, but go.mod requires {v}; to update it:\n\tgo mod tidy"
                );
                self.note(
                    LoadDiagnostic::error("go.mod", &main.go_mod, message).at(line, u32::from(line > 0)),
                );
            }
        }
    }
}
