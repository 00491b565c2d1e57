//! From package patterns to import paths: walking folders, modules and the distribution.

use std::cmp::Ordering;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::{LoadDiagnostic, ModMode};
use crate::context::BuildContext;
use crate::folder::Disk;
use crate::lexical;
use crate::modfile::ModuleVersion;
use crate::modules::{Modules, Owner};
use crate::package::ErrorKind;
use crate::pattern::{IgnorePatterns, Matcher, Pattern, PatternKind};
use crate::select::{self, DirPackage, Want};
use crate::version;

/// What a pattern matched.
#[derive(Clone, Debug)]
pub struct Match {
    pub pattern: Pattern,
    pub paths: Vec<Arc<str>>,
    /// Why the pattern could not be matched, fully or in part.
    pub error: Option<(ErrorKind, String)>,
}

/// Folders nest at most this deep; the limit of path lengths is far below, links are not followed.
const MAX_DEPTH: usize = 1000;

pub struct Matching<'a, 'd> {
    pub disk: &'a Disk<'d>,
    pub context: &'a BuildContext,
    pub modules: &'a Modules<'d>,
    pub want: Want,
    pub cwd: &'a str,
    /// Packages read while matching, by folder; the loader goes on with them.
    pub read: FxHashMap<Arc<str>, Arc<DirPackage>>,
    pub diagnostics: Vec<LoadDiagnostic>,
}

/// What a walk may enter and keep.
struct Walk<'w> {
    /// Import path of the root of the walk, or the spelling of the folder in a local pattern.
    root_name: String,
    stop_at_go_mod: bool,
    stop_at_vendor: bool,
    /// The root of the walk is itself no package.
    skip_root: bool,
    ignore: IgnorePatterns,
    /// The walk's root relative to the module that `ignore` belongs to.
    ignore_base: String,
    enter: &'w (dyn Fn(&str) -> bool + Sync),
    keep: &'w (dyn Fn(&str) -> bool + Sync),
}

struct Visited {
    name: String,
    package: Option<DirPackage>,
    children: Vec<(String, String, String)>,
}

/// The order in which a walk meets folders: by elements, not by bytes.
pub fn walk_order(a: &str, b: &str) -> Ordering {
    a.split('/').cmp(b.split('/'))
}

impl Matching<'_, '_> {
    pub fn run(&mut self, patterns: &[Pattern]) -> Vec<Match> {
        self.read_named(patterns);
        patterns.iter().map(|p| self.one(p)).collect()
    }

    /// Reads the folders that are named one by one, in parallel.
    fn read_named(&mut self, patterns: &[Pattern]) {
        let named: Vec<&Pattern> = patterns.iter().filter(|p| p.kind == PatternKind::LocalDir).collect();
        let read = |pattern: &&Pattern| {
            let dir = lexical::absolute(self.cwd, &pattern.text);
            let folder = self.disk.folder(&dir).ok()?;
            let package = select::select(self.disk, &folder, self.context, self.want, None);
            Some((dir.into(), Arc::new(package)))
        };
        let read: Vec<_> = named.par_iter().filter_map(read).collect();
        self.read.extend(read);
    }

    fn one(&mut self, pattern: &Pattern) -> Match {
        let mut m = Match { pattern: pattern.clone(), paths: Vec::new(), error: None };
        match pattern.kind {
            PatternKind::Literal => m.paths.push(pattern.text.as_str().into()),
            PatternKind::LocalDir => {
                let dir = lexical::absolute(self.cwd, &pattern.text);
                self.local_dir(&dir, &mut m);
            }
            PatternKind::LocalWild => self.local_wild(&mut m),
            PatternKind::Distribution => self.distribution(&mut m),
            PatternKind::All => {
                self.in_modules(None, &self.main_owners(), false, &mut m);
                m.paths.extend(self.modules.tools().into_iter().map(Arc::from));
            }
            PatternKind::Work => self.in_modules(None, &self.main_owners(), false, &mut m),
            PatternKind::Tool => m.paths.extend(self.modules.tools().into_iter().map(Arc::from)),
            PatternKind::Wild => {
                let mut owners = self.main_owners();
                if self.modules.mode != ModMode::Vendor && !self.modules.mains.is_empty() {
                    for module in self.modules.graph().build_list() {
                        if !module.version.is_empty() && !version::is_toolchain(&module.path) {
                            owners.push(Owner::Module(module));
                        }
                    }
                }
                let matcher = Matcher::new(&pattern.text);
                self.in_modules(Some(&matcher), &owners, true, &mut m);
            }
        }
        if m.paths.is_empty() && m.error.is_none() {
            let message = format!("\"{}\" matched no packages", pattern.text);
            self.diagnostics.push(LoadDiagnostic::warning("pattern", "", message));
        }
        m
    }

    fn main_owners(&self) -> Vec<Owner> {
        (0..self.modules.mains.len()).map(Owner::Main).collect()
    }

    fn local_dir(&mut self, dir: &str, m: &mut Match) {
        let mut nothing_there = None;
        match self.disk.folder(dir) {
            Err(cause) => {
                let cause = match &*cause {
                    "no such file or directory" => "directory not found",
                    other => other,
                };
                m.error = Some((ErrorKind::MissingPackage, format!("stat {dir}: {cause}")));
                return;
            }
            Ok(folder) => {
                let package = self.read.get(dir).cloned().unwrap_or_else(|| {
                    Arc::new(select::select(self.disk, &folder, self.context, self.want, None))
                });
                if package.error.as_ref().is_some_and(|e| e.kind == ErrorKind::NoGoFiles)
                    && package.lists.ignored_go_files.is_empty()
                {
                    nothing_there = Some(format!("no Go files in {dir}"));
                }
                self.read.insert(dir.into(), package);
            }
        }
        if let Some(message) = nothing_there {
            // That there is no module at all is the first thing to say.
            if self.modules.mains.is_empty()
                && let Err(message) = self.modules.path_of_dir(dir)
            {
                m.error = Some((ErrorKind::MissingPackage, message));
                return;
            }
            m.error = Some((ErrorKind::NoGoFiles, message));
            return;
        }
        match self.modules.path_of_dir(dir) {
            Ok(path) => m.paths.push(path.into()),
            Err(message) => m.error = Some((ErrorKind::MissingPackage, message)),
        }
    }

    fn local_wild(&mut self, m: &mut Match) {
        let text = m.pattern.text.clone();
        let at = text.find("...").unwrap_or(text.len());
        let base = match text[..at].rfind('/') {
            Some(i) => lexical::clean(&text[..=i]),
            None => ".".to_string(),
        };
        let dir = lexical::absolute(self.cwd, &base);
        if !self.disk.system.is_dir(Path::new(&dir)) {
            let shown = &text[..text[..at].rfind('/').map_or(0, |i| i + 1)];
            m.error = Some((ErrorKind::MissingPackage, format!("lstat {shown}: no such file or directory")));
            return;
        }
        if !self.modules.covers(&dir) {
            let scope = if self.modules.work.is_some() {
                "modules listed in go.work or their selected dependencies"
            } else {
                "main module or its selected dependencies"
            };
            let shown = lexical::short(self.cwd, &dir);
            let message = format!("directory prefix {shown} does not contain {scope}");
            m.error = Some((ErrorKind::MissingPackage, message));
            return;
        }
        let clean = lexical::clean(&text);
        let dotted = text.starts_with("./");
        let matcher = Matcher::new(if dotted { &text } else { &clean });
        let main = self.modules.mains.iter().position(|main| lexical::below(&dir, &main.dir).is_some());
        let (ignore, ignore_base) = match main {
            Some(i) => {
                let base = lexical::below(&dir, &self.modules.mains[i].dir).unwrap_or("").to_string();
                (IgnorePatterns::new(&self.modules.ignore_patterns(&Owner::Main(i))), base)
            }
            None => (IgnorePatterns::default(), String::new()),
        };
        let root_name = match (dotted, base.as_str()) {
            (true, ".") => ".".to_string(),
            (true, base) => format!("./{base}"),
            (false, base) => base.to_string(),
        };
        let keep = |name: &str| {
            // The walk's root is spelled `.`, in the pattern `./...` the dot stands for it.
            matcher.matches(name) || (name == "." && matcher.matches("./."))
        };
        let walk = Walk {
            root_name,
            stop_at_go_mod: true,
            // Wildcards do not match below a vendor folder, so it is only worth walking if the pattern names it.
            stop_at_vendor: !text.contains("vendor"),
            skip_root: false,
            ignore,
            ignore_base,
            enter: &|_| true,
            keep: &keep,
        };
        let mut errors: Vec<(ErrorKind, String)> = Vec::new();
        for (_, dir) in self.walk(&dir, &walk) {
            match self.modules.path_of_dir(&dir) {
                Ok(path) => m.paths.push(path.into()),
                Err(message) if message.contains("not an importable package") => {}
                Err(message) => errors.push((ErrorKind::MissingPackage, message)),
            }
        }
        m.error = errors.into_iter().next();
    }

    fn distribution(&mut self, m: &mut Match) {
        let src = self.modules.env.goroot_src();
        if self.modules.env.goroot.is_empty() {
            m.error = Some((ErrorKind::MissingPackage, "no Go installation found".into()));
            return;
        }
        let is_std = m.pattern.text == "std";
        let (dir, root_name) =
            if is_std { (src, String::new()) } else { (lexical::child(&src, "cmd"), "cmd".to_string()) };
        let cgo = self.context.cgo;
        let enter = move |name: &str| !is_std || name != "cmd";
        let keep = move |name: &str| name != "builtin" && (cgo || name != "runtime/cgo");
        let walk = Walk {
            root_name,
            stop_at_go_mod: false,
            stop_at_vendor: false,
            skip_root: is_std,
            ignore: IgnorePatterns::default(),
            ignore_base: String::new(),
            enter: &enter,
            keep: &keep,
        };
        for (name, dir) in self.walk(&dir, &walk) {
            let is_program = self.read.get(&*dir).is_some_and(|p| &*p.name == "main");
            if name.starts_with("cmd/vendor") && is_program {
                continue;
            }
            m.paths.push(name.into());
        }
    }

    /// The packages of modules, and of the distribution if `with_std`, that a matcher takes.
    fn in_modules(&mut self, matcher: Option<&Matcher>, owners: &[Owner], with_std: bool, m: &mut Match) {
        let cgo = self.context.cgo;
        let enter = |name: &str| matcher.is_none_or(|m| name.is_empty() || m.tree_can_match(name));
        let seen: std::cell::RefCell<FxHashSet<String>> = Default::default();
        let keep = |name: &str| {
            name != "builtin" && (cgo || name != "runtime/cgo") && matcher.is_none_or(|m| m.matches(name))
        };
        let mut walks: Vec<(String, Walk<'_>)> = Vec::new();
        let walk =
            |root_name: &str, stop_at_go_mod: bool, stop_at_vendor: bool, ignore: IgnorePatterns| Walk {
                root_name: root_name.to_string(),
                stop_at_go_mod,
                stop_at_vendor,
                skip_root: root_name.is_empty(),
                ignore,
                ignore_base: String::new(),
                enter: &enter,
                keep: &keep,
            };
        if with_std && !self.modules.env.goroot.is_empty() {
            let src = self.modules.env.goroot_src();
            walks.push((src.clone(), walk("", true, false, IgnorePatterns::default())));
            if enter("cmd") {
                walks
                    .push((lexical::child(&src, "cmd"), walk("cmd", true, false, IgnorePatterns::default())));
            }
        }
        for owner in owners {
            match owner {
                Owner::Main(i) => {
                    let main = &self.modules.mains[*i];
                    if enter(&main.prefix) {
                        let ignore = IgnorePatterns::new(&self.modules.ignore_patterns(owner));
                        walks.push((main.dir.clone(), walk(&main.prefix, true, true, ignore)));
                    }
                }
                Owner::Module(module) => {
                    if enter(&module.path)
                        && let Some((dir, local)) = self.module_dir(module, m)
                    {
                        let ignore = IgnorePatterns::new(&self.modules.ignore_patterns(owner));
                        walks.push((dir, walk(&module.path, local, true, ignore)));
                    }
                }
                Owner::Standard | Owner::Unknown => {}
            }
        }
        if self.modules.mode == ModMode::Vendor && matcher.is_some() && !self.modules.mains.is_empty() {
            walks.push((self.modules.vendor_dir.clone(), walk("", false, true, IgnorePatterns::default())));
        }
        for (dir, walk) in &walks {
            for (name, _) in self.walk(dir, walk) {
                if seen.borrow_mut().insert(name.clone()) {
                    m.paths.push(name.into());
                }
            }
        }
        m.paths.sort();
    }

    fn module_dir(&self, module: &ModuleVersion, m: &mut Match) -> Option<(String, bool)> {
        match self.modules.fetch(module) {
            Ok(found) => Some(found),
            Err(error) => {
                if m.error.is_none() {
                    m.error = Some(self.modules.fetch_error(module, &error));
                }
                None
            }
        }
    }

    /// Walks a tree, level by level and each level in parallel. Gives names and folders of packages, in the order of a
    /// depth-first walk. A folder that
    /// has only excluded files is none.
    fn walk(&mut self, dir: &str, walk: &Walk<'_>) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        let root = (dir.to_string(), walk.root_name.clone(), walk.ignore_base.clone());
        let mut level: Vec<(String, String, String)> = vec![root];
        let mut depth = 0;
        let known = std::mem::take(&mut self.read);
        let mut read: Vec<(Arc<str>, Arc<DirPackage>)> = Vec::new();
        while !level.is_empty() && depth < MAX_DEPTH {
            let visited: Vec<(String, Visited)> = level
                .into_par_iter()
                .filter_map(|(dir, name, relative)| {
                    let visited = self.visit(&dir, name, &relative, walk, depth == 0, &known)?;
                    Some((dir, visited))
                })
                .collect();
            let mut next = Vec::new();
            for (dir, v) in visited {
                if let Some(package) = v.package {
                    let is_package = package.error.as_ref().is_none_or(|e| e.kind != ErrorKind::NoGoFiles);
                    if is_package {
                        found.push((v.name, dir.clone()));
                    }
                    read.push((dir.into(), Arc::new(package)));
                }
                next.extend(v.children);
            }
            level = next;
            depth += 1;
        }
        self.read = known;
        self.read.extend(read);
        found.sort_by(|a, b| walk_order(&a.0, &b.0));
        found
    }

    fn visit(
        &self,
        dir: &str,
        name: String,
        relative: &str,
        walk: &Walk<'_>,
        is_root: bool,
        known: &FxHashMap<Arc<str>, Arc<DirPackage>>,
    ) -> Option<Visited> {
        let folder = self.disk.folder(dir).ok()?;
        if !is_root && walk.stop_at_go_mod && folder.has_go_mod {
            return None;
        }
        let wanted = !(is_root && walk.skip_root) && (walk.keep)(&name);
        let package = (wanted && folder.entries.iter().any(|e| e.name.ends_with(".go"))).then(|| match known
            .get(dir)
        {
            Some(package) => (**package).clone(),
            None => select::select(self.disk, &folder, self.context, self.want, None),
        });
        let mut children = Vec::new();
        let is_vendor = !is_root && lexical::base(dir) == "vendor";
        if !(is_vendor && walk.stop_at_vendor) {
            for sub in &folder.subfolders {
                if sub.starts_with(['.', '_']) || sub == "testdata" {
                    continue;
                }
                let child_name = match name.as_str() {
                    "" => sub.clone(),
                    "." => format!("./{sub}"),
                    name if name.ends_with('/') => format!("{name}{sub}"),
                    name => format!("{name}/{sub}"),
                };
                let child_relative =
                    if relative.is_empty() { sub.clone() } else { format!("{relative}/{sub}") };
                if walk.ignore.ignores(&child_relative) || !(walk.enter)(&child_name) {
                    continue;
                }
                children.push((lexical::child(dir, sub), child_name, child_relative));
            }
        }
        Some(Visited { name, package, children })
    }
}
