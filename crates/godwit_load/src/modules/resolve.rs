//! From an import path to the folder that holds the package, and back from a folder to its import path.

use std::path::Path;
use std::sync::Arc;

use super::{Modules, Pruning};
use crate::config::ModMode;
use crate::modfile::ModuleVersion;
use crate::package::ErrorKind;
use crate::{lexical, module_path, version};

/// Whose package it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    Standard,
    /// Index into [`Modules::mains`].
    Main(usize),
    Module(ModuleVersion),
    /// In a vendor folder without an entry in modules.txt.
    Unknown,
}

/// Where a package lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub dir: String,
    pub owner: Owner,
}

/// Why an import path leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    pub kind: ErrorKind,
    pub message: String,
    /// For a missing checksum: the rest of the message depends on who imports the package first.
    pub missing_sum: Option<(Vec<ModuleVersion>, bool)>,
}

impl ImportError {
    fn new(kind: ErrorKind, message: impl Into<String>) -> ImportError {
        ImportError { kind, message: message.into(), missing_sum: None }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FetchError {
    Missing,
    MissingSum,
    Invalid(String),
}

/// The import paths that could be modules for `path`: itself and each shorter prefix.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |p| p.rfind('/').map(|i| &p[..i])).filter(|p| !p.is_empty())
}

impl Modules<'_> {
    /// Finds the package that the import path `path` names, already translated for vendoring inside the distribution.
    pub fn resolve(&self, path: &str) -> Result<Found, ImportError> {
        let invalid = |message: String| Err(ImportError::new(ErrorKind::Forbidden, message));
        if path.contains('@') {
            let message =
                "can only use path@version syntax with 'go get' and 'go install' in module-aware mode";
            return invalid(message.into());
        }
        if path == "." || path == ".." || path.starts_with("./") || path.starts_with("../") {
            let quoted = module_path::quote(path);
            return invalid(format!(
                "{quoted} is relative, but relative import paths are not supported in module mode"
            ));
        }
        if lexical::is_absolute(path) {
            return invalid(format!(
                "{} is not a package path; see 'go help packages'",
                module_path::quote(path)
            ));
        }
        if matches!(path, "std" | "cmd" | "tool" | "work" | "all") {
            let quoted = module_path::quote(path);
            return invalid(format!("{quoted} is not an importable package; see 'go help packages'"));
        }
        if let Err(message) = module_path::check_import_path(path) {
            return Err(ImportError::new(ErrorKind::Forbidden, message));
        }
        let spelled_std = module_path::is_standard_spelling(path);
        let mut found: Vec<Found> = Vec::new();
        if spelled_std && !self.env.goroot.is_empty() {
            let dir = lexical::child(&self.env.goroot_src(), path);
            if self.disk.folder(&dir).is_ok_and(|f| f.has_go_file) {
                // Inside GOROOT/src the main module is the distribution; its vendor folder must not offer it again.
                for main in self.mains.iter().filter(|m| m.in_goroot) {
                    if let Some((dir, true)) = self.dir_in_module(path, &main.prefix, &main.dir, true) {
                        return Ok(Found { dir, owner: Owner::Standard });
                    }
                }
                found.push(Found { dir, owner: Owner::Standard });
            }
        }
        if self.mode == ModMode::Vendor {
            return self.resolve_vendored(path, found);
        }
        // First with the roots alone: in a tidy module they provide everything, and the graph need not be read.
        if self.pruning == Pruning::Pruned
            && let Some(result) =
                self.resolve_in(path, &found, |prefix| self.root_selected(prefix).map(str::to_string))
        {
            return result;
        }
        if !found.is_empty() && self.mains.iter().all(|m| !module_path::is_standard_spelling(&m.path)) {
            // Required modules have a dot in their first element, so none of them can provide it as well.
            return Ok(found.swap_remove(0));
        }
        let graph = self.graph();
        if let Some(result) =
            self.resolve_in(path, &found, |prefix| graph.selected(prefix).map(str::to_string))
        {
            return result;
        }
        if let Some((kind, cause)) = graph.first_error.as_ref().filter(|_| !spelled_std) {
            // The graph has a hole; the module that provides the package may have fallen through it.
            return Err(ImportError::new(*kind, cause.clone()));
        }
        Err(self.missing(path, spelled_std))
    }

    /// `None` when no selected module holds the package.
    fn resolve_in(
        &self,
        path: &str,
        standard: &[Found],
        selected: impl Fn(&str) -> Option<String>,
    ) -> Option<Result<Found, ImportError>> {
        let mut found: Vec<Found> = standard.to_vec();
        let mut without_sum: Vec<ModuleVersion> = Vec::new();
        for prefix in prefixes(path).filter(|p| !version::is_toolchain(p)) {
            let Some(v) = selected(prefix).filter(|v| v != "none") else { continue };
            let m = ModuleVersion { path: prefix.to_string(), version: v };
            let (root, local) = match self.fetch(&m) {
                Ok(place) => place,
                Err(FetchError::MissingSum) => {
                    without_sum.push(m);
                    continue;
                }
                Err(FetchError::Missing) => {
                    let actual = self.replacement(&m).map_or(&m, |r| &r.new);
                    self.note_missing(actual, "its source");
                    let message = format!(
                        "module {actual}, which may provide package {path}, is not in the module cache; to bring it:\n\t\
                         go mod download {actual}"
                    );
                    return Some(Err(ImportError::new(ErrorKind::MissingModule, message)));
                }
                Err(FetchError::Invalid(message)) => {
                    return Some(Err(ImportError::new(ErrorKind::MissingModule, format!("{m}: {message}"))));
                }
            };
            if let Some((dir, true)) = self.dir_in_module(path, prefix, &root, local) {
                let owner =
                    match self.mains.iter().position(|main| m.version.is_empty() && main.path == prefix) {
                        Some(i) => Owner::Main(i),
                        None => Owner::Module(m),
                    };
                found.push(Found { dir, owner });
            }
        }
        if found.len() > 1 {
            return Some(Err(self.ambiguous(path, found)));
        }
        if !without_sum.is_empty() {
            without_sum.reverse();
            let mut error = ImportError::new(ErrorKind::MissingSum, "");
            error.missing_sum = Some((without_sum, !found.is_empty()));
            return Some(Err(error));
        }
        let one = found.pop()?;
        if let Owner::Module(m) = &one.owner
            && let Err(error) = self.summary(m)
        {
            // Its language version is unknown then; the package itself is there.
            self.note_summary_error(m, &error);
        }
        Some(Ok(one))
    }

    /// Why a module cannot be used, as an error of whatever needs it.
    pub(crate) fn fetch_error(&self, m: &ModuleVersion, error: &FetchError) -> (ErrorKind, String) {
        match error {
            FetchError::MissingSum => (ErrorKind::MissingSum, format!("{m}: missing go.sum entry")),
            FetchError::Missing => {
                let actual = self.replacement(m).map_or(m, |r| &r.new);
                self.note_missing(actual, "its source");
                let message = format!(
                    "module {actual} is not in the module cache; to bring it:\n\tgo mod download {actual}"
                );
                (ErrorKind::MissingModule, message)
            }
            FetchError::Invalid(cause) => (ErrorKind::MissingModule, format!("{m}: {cause}")),
        }
    }

    fn ambiguous(&self, path: &str, mut found: Vec<Found>) -> ImportError {
        // The standard library stands first already; modules were found from the longest path to the shortest.
        found.reverse();
        let mut message = format!("ambiguous import: found package {path} in multiple modules:");
        for f in &found {
            let (module, v) = match &f.owner {
                Owner::Main(i) => (self.mains[*i].path.as_str(), ""),
                Owner::Module(m) => (m.path.as_str(), m.version.as_str()),
                Owner::Standard | Owner::Unknown => ("", ""),
            };
            message.push_str("\n\t");
            message.push_str(module);
            if !v.is_empty() {
                message.push_str(&format!(" {v}"));
            }
            message.push_str(&format!(" ({})", f.dir));
        }
        ImportError::new(ErrorKind::Ambiguous, message)
    }

    fn resolve_vendored(&self, path: &str, mut found: Vec<Found>) -> Result<Found, ImportError> {
        for (i, main) in self.mains.iter().enumerate() {
            if let Some((dir, true)) = self.dir_in_module(path, &main.prefix, &main.dir, true) {
                found.push(Found { dir, owner: Owner::Main(i) });
            }
        }
        if !self.vendor_dir.is_empty()
            && let Some((dir, true)) = self.dir_in_module(path, "", &self.vendor_dir, false)
        {
            let module = self.vendor.as_ref().and_then(|v| v.packages.get(path));
            let strict = self.go_version_at_least("1.23");
            match module {
                Some(m) => found.push(Found { dir, owner: Owner::Module(m.clone()) }),
                None if !strict => found.push(Found { dir, owner: Owner::Unknown }),
                None => {
                    let command = if self.work.is_some() { "work" } else { "mod" };
                    let message = format!(
                        "ignoring package {path} which exists in the vendor directory but is missing from \
                         vendor/modules.txt. To sync the vendor directory run go {command} vendor."
                    );
                    let file = lexical::child(&self.vendor_dir, "modules.txt");
                    self.note(crate::LoadDiagnostic::warning("vendor", file, message));
                }
            }
        }
        if found.len() > 1 {
            let mut message = format!("ambiguous import: found package {path} in multiple directories:");
            for f in &found {
                message.push_str(&format!("\n\t{}", f.dir));
            }
            return Err(ImportError::new(ErrorKind::Ambiguous, message));
        }
        found.pop().ok_or_else(|| self.missing(path, module_path::is_standard_spelling(path)))
    }

    pub(crate) fn go_version_at_least(&self, v: &str) -> bool {
        let go = match &self.work {
            Some((_, work)) => work.go.as_ref().map_or("1.18", |g| &g.value),
            None => self.mains.first().map_or("1.16", |m| m.go_version()),
        };
        version::compare_go(go, v).is_ge()
    }

    /// The import path that files named on the command line are judged by; a vendored folder has its own.
    pub(crate) fn path_of_files(&self, dir: &str) -> Arc<str> {
        for main in &self.mains {
            if let Some(path) = lexical::below(dir, &lexical::child(&main.dir, "vendor")) {
                return path.into();
            }
        }
        self.path_of_dir(dir).map_or_else(|_| Arc::from("."), Arc::from)
    }

    fn missing(&self, path: &str, spelled_std: bool) -> ImportError {
        if let Some(error) = self.replaced_but_not_required(path) {
            return error;
        }
        let message = if spelled_std {
            format!("package {path} is not in std ({}/{path})", self.env.goroot_src())
        } else if self.mains.is_empty() {
            format!(
                "no required module provides package {path}: go.mod file not found in current directory or any parent \
                 directory; see 'go help modules'"
            )
        } else if self.mode_explicit && self.mode != ModMode::Mod {
            let mode = self.mode.as_str();
            format!("cannot find module providing package {path}: import lookup disabled by -mod={mode}")
        } else if !self.mode_reason.is_empty() {
            let (mode, reason) = (self.mode.as_str(), &self.mode_reason);
            format!(
                "cannot find module providing package {path}: import lookup disabled by -mod={mode}\n\t({reason})"
            )
        } else if self.mode == ModMode::Mod {
            format!("cannot find module providing package {path}")
        } else {
            format!("no required module provides package {path}; to add it:\n\tgo get {path}")
        };
        ImportError::new(ErrorKind::MissingPackage, message)
    }

    fn replaced_but_not_required(&self, path: &str) -> Option<ImportError> {
        if self.mode != ModMode::Readonly {
            return None;
        }
        let mut candidates: Vec<&ModuleVersion> = Vec::new();
        for prefix in prefixes(path) {
            #[allow(clippy::iter_over_hash_type, reason = "the candidates are sorted before use")]
            for old in self.replacements.keys().filter(|m| m.path == prefix) {
                candidates.push(old);
            }
        }
        candidates.sort_by(|a, b| {
            b.path.len().cmp(&a.path.len()).then_with(|| version::compare(&b.version, &a.version))
        });
        for m in candidates {
            let Ok((root, local)) = self.fetch(m) else { continue };
            if let Some((_, true)) = self.dir_in_module(path, &m.path, &root, local) {
                let message = format!(
                    "module {} provides package {path} and is replaced but not required; to add it:\n\tgo get {m}",
                    m.path
                );
                return Some(ImportError::new(ErrorKind::MissingPackage, message));
            }
        }
        None
    }

    /// Where the package `path` would lie in the module `prefix` rooted at `root`, and whether Go files are there.
    /// `None` if it cannot be in that module at all.
    pub(crate) fn dir_in_module(
        &self,
        path: &str,
        prefix: &str,
        root: &str,
        local: bool,
    ) -> Option<(String, bool)> {
        let dir = if path == prefix {
            root.to_string()
        } else if prefix.is_empty() {
            lexical::child(root, path)
        } else {
            lexical::child(root, path.strip_prefix(prefix)?.strip_prefix('/')?)
        };
        if local {
            // A nested module hides its folders. The cache holds whole modules and vendor a flat tree: nothing nests.
            let mut d = dir.as_str();
            while d.len() > root.len() {
                if self.disk.folder(d).is_ok_and(|f| f.has_go_mod) {
                    return None;
                }
                d = lexical::parent(d);
            }
        }
        let has_files = self.disk.folder(&dir).is_ok_and(|f| f.has_go_file);
        Some((dir, has_files))
    }

    /// The folder of a module, and whether it is a local tree.
    pub(crate) fn fetch(&self, m: &ModuleVersion) -> Result<(String, bool), FetchError> {
        let key = format!("{}@{}", m.path, m.version);
        self.fetched.get_or_make(&key, || self.find_module(m))
    }

    fn find_module(&self, m: &ModuleVersion) -> Result<(String, bool), FetchError> {
        if m.version.is_empty()
            && let Some(main) = self.main(&m.path)
        {
            return Ok((main.dir.clone(), true));
        }
        let replacement = self.replacement(m);
        if let Some(replacement) = replacement
            && let Some(dir) = &replacement.dir
        {
            if !self.disk.system.is_dir(Path::new(dir)) {
                let message = format!("replacement directory {} does not exist", replacement.new.path);
                let (file, line) = self.required_at(&replacement.new);
                let text = format!("{m}: {message}");
                self.note(crate::LoadDiagnostic::error("go.mod", file, text).at(line, u32::from(line > 0)));
                return Err(FetchError::Invalid(message));
            }
            return Ok((dir.clone(), true));
        }
        let actual = replacement.map_or(m, |r| &r.new);
        if self.must_have_sums() && self.sums.module(actual).is_none() {
            return Err(FetchError::MissingSum);
        }
        match self.env.module_dir(&actual.path, &actual.version) {
            Some(dir) if self.disk.system.is_dir(Path::new(&dir)) => Ok((dir, false)),
            _ => Err(FetchError::Missing),
        }
    }

    /// Whether a package belongs to a main module; inside GOROOT that may be the distribution itself.
    pub fn in_main(&self, path: &str, owner: &Owner) -> bool {
        match owner {
            Owner::Main(_) => true,
            Owner::Standard => {
                let in_cmd = module_path::has_prefix(path, "cmd");
                self.mains.iter().any(|m| m.in_goroot && (m.prefix == "cmd") == in_cmd)
            }
            Owner::Module(_) | Owner::Unknown => false,
        }
    }

    /// The path that `path` means when a package of the distribution at `importer` imports it: its dependencies outside
    /// the standard library are vendored in GOROOT/src.
    pub fn std_vendor(&self, importer: &str, path: &str) -> Option<Arc<str>> {
        if module_path::is_standard_spelling(path) {
            return None;
        }
        let vendored = if module_path::has_prefix(importer, "cmd") {
            format!("cmd/vendor/{path}")
        } else {
            format!("vendor/{path}")
        };
        let dir = lexical::child(&self.env.goroot_src(), &vendored);
        self.disk.folder(&dir).is_ok().then(|| vendored.into())
    }

    /// The import path of a folder: of a main module, of the distribution, or of a module in the build.
    pub fn path_of_dir(&self, dir: &str) -> Result<String, String> {
        let src = self.env.goroot_src();
        if let Some(main) = self.mains.iter().find(|m| m.dir == dir) {
            if dir == src {
                return Err("GOROOT/src is not an importable package".into());
            }
            return Ok(main.prefix.clone());
        }
        let mut outside: Option<(usize, String)> = None;
        for main in &self.mains {
            let Some(suffix) = lexical::below(dir, &main.dir).filter(|s| !s.contains('@')) else { continue };
            if let Some(package) = suffix.strip_prefix("vendor/") {
                if self.mode != ModMode::Vendor {
                    return Err(format!("without -mod=vendor, directory {dir} has no package path"));
                }
                if !self.vendor.as_ref().is_some_and(|v| v.packages.contains_key(package)) {
                    return Err(format!("directory {dir} is not a package listed in vendor/modules.txt"));
                }
                return Ok(package.to_string());
            }
            if main.prefix.is_empty() {
                if suffix == "builtin" {
                    return Err("\"builtin\" is a pseudo-package, not an importable package".into());
                }
                return Ok(suffix.to_string());
            }
            let path = format!("{}/{suffix}", main.prefix);
            match self.dir_in_module(&path, &main.prefix, &main.dir, true) {
                Some((_, true)) => return Ok(path),
                _ => {
                    if outside.as_ref().is_none_or(|(n, _)| main.prefix.len() > *n) {
                        let message = format!("main module ({}) does not contain package {path}", main.path);
                        outside = Some((main.prefix.len(), message));
                    }
                }
            }
        }
        if let Some((_, message)) = outside {
            return Err(message);
        }
        if let Some(sub) = lexical::below(dir, &src).filter(|s| !s.is_empty() && !s.contains('@')) {
            if sub == "builtin" {
                return Err("\"builtin\" is a pseudo-package, not an importable package".into());
            }
            return Ok(sub.to_string());
        }
        if let Some(path) = self.path_in_cache(dir) {
            return Ok(path);
        }
        let shown = match lexical::short(&self.cwd, dir).as_str() {
            "." => "current directory".to_string(),
            short => format!("directory {short}"),
        };
        if self.work.is_some() {
            if let Some(root) = super::find_module_root(self.disk, dir) {
                let root = lexical::short(&self.cwd, &root);
                return Err(format!(
                    "{shown} is contained in a module that is not one of the workspace modules listed in go.work. You \
                     can add the module to the workspace using:\n\tgo work use {root}"
                ));
            }
            return Err(format!("{shown} outside modules listed in go.work or their selected dependencies"));
        }
        if self.mains.is_empty() {
            if let Some(hint) = self.where_a_module_could_be() {
                return Err(hint);
            }
            return Err(
                "go.mod file not found in current directory or any parent directory; see 'go help modules'"
                    .into(),
            );
        }
        Err(format!("{shown} outside main module or its selected dependencies"))
    }

    /// Without a module, the top of a repository is where one would be made; never inside the distribution.
    fn where_a_module_could_be(&self) -> Option<String> {
        let mut dir = lexical::clean(&self.cwd);
        if !self.env.goroot.is_empty() && lexical::below(&dir, &self.env.goroot).is_some() {
            return None;
        }
        while !self.disk.system.is_file(Path::new(&lexical::child(&dir, ".git/config"))) {
            let parent = lexical::parent(&dir).to_string();
            if parent == dir || parent == "." {
                return None;
            }
            dir = parent;
        }
        let cd = match lexical::relative(&self.cwd, &dir) {
            Some(rel) if rel == "." => String::new(),
            Some(rel) => format!("cd {rel} && "),
            None => format!("cd {dir} && "),
        };
        Some(format!(
            "cannot find main module, but found .git/config in {dir}\n\tto create a module there, run:\n\t{cd}go mod init"
        ))
    }

    fn path_in_cache(&self, dir: &str) -> Option<String> {
        let try_module = |m: &ModuleVersion| -> Option<String> {
            if version::is_toolchain(&m.path) || m.version.is_empty() {
                return None;
            }
            let root = match self.replacement(m) {
                Some(super::Replacement { dir: Some(dir), .. }) => dir.clone(),
                Some(r) => self.env.module_dir(&r.new.path, &r.new.version)?,
                None => self.env.module_dir(&m.path, &m.version)?,
            };
            let sub = lexical::below(dir, &root)?;
            if sub.contains("/vendor/") || sub.starts_with("vendor/") || sub.contains('@') {
                return None;
            }
            Some(if sub.is_empty() { m.path.clone() } else { format!("{}/{sub}", m.path) })
        };
        if self.pruning == Pruning::Pruned
            && let Some(path) = self.roots.iter().find_map(try_module)
        {
            return Some(path);
        }
        if self.mains.is_empty() {
            return None;
        }
        self.graph().build_list().iter().find_map(try_module)
    }

    /// Whether a folder below `dir` may hold packages of this build, so that walking it makes sense.
    pub fn covers(&self, dir: &str) -> bool {
        let root = super::find_module_root(self.disk, dir);
        root.is_some_and(|root| self.mains.iter().any(|m| m.dir == root))
            || lexical::below(dir, &self.env.goroot_src()).is_some()
            || self.path_in_cache(dir).is_some()
    }

    /// A package of a main module may import packages only of modules that its go.mod requires, at the version selected.
    /// Gives the module's version where that is not so.
    pub fn implicit_requirement(&self, owner: &Owner) -> Option<ModuleVersion> {
        let Owner::Module(m) = owner else { return None };
        if self.mode == ModMode::Mod {
            return None;
        }
        if self.work.is_some() {
            if self.mode == ModMode::Vendor {
                return None;
            }
            return (!self.graph().is_expanded(m)).then(|| m.clone());
        }
        match self.root_selected(&m.path) {
            Some(v) if v == m.version => None,
            _ => Some(m.clone()),
        }
    }
}
