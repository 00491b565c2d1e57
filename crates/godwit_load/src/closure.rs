//! Everything that the named packages need, read from disk level by level.
//!
//! Each level of the import graph is resolved and read in parallel. The result is a table from import path to folder and
//! file lists; who may import whom, and which error it is, is decided later in one thread.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::context::BuildContext;
use crate::embed::{self, EmbedError};
use crate::folder::Disk;
use crate::module_path;
use crate::modules::{Found, ImportError, Modules, Owner};
use crate::platform;
use crate::select::{self, DirPackage, Placed, Want};

/// What the generated main program of a test imports.
pub const TEST_MAIN_DEPS: [&str; 4] = ["os", "reflect", "testing", "testing/internal/testdeps"];

/// A package as it lies on disk, or why it does not.
#[derive(Debug)]
pub struct Unit {
    pub path: Arc<str>,
    pub found: Result<Found, ImportError>,
    pub data: Arc<DirPackage>,
    /// Files that its `//go:embed` patterns name; of tests only where tests were asked for.
    pub embeds: Embeds,
}

#[derive(Debug, Default)]
pub struct Embeds {
    pub own: Option<Result<Vec<Arc<str>>, EmbedError>>,
    pub test: Option<Result<Vec<Arc<str>>, EmbedError>>,
    pub xtest: Option<Result<Vec<Arc<str>>, EmbedError>>,
}

impl Unit {
    pub fn is_standard(&self) -> bool {
        match &self.found {
            Ok(found) => found.owner == Owner::Standard,
            Err(_) => false,
        }
    }
}

/// What to read, and how much of it.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// Read the tests of the roots and what they import.
    pub tests: bool,
    /// List the test files of dependencies.
    pub tests_of_deps: bool,
    pub text: bool,
    pub embed_files: bool,
}

pub struct Closure<'a, 'd> {
    pub disk: &'a Disk<'d>,
    pub context: &'a BuildContext,
    pub modules: &'a Modules<'d>,
    pub scope: Scope,
    pub units: FxHashMap<Arc<str>, Arc<Unit>>,
    /// Packages whose tests count too.
    with_tests: FxHashSet<Arc<str>>,
}

/// The import paths that cgo, SWIG and the linker add to a package.
pub fn implicit_imports(
    path: &str,
    standard: bool,
    data: &DirPackage,
    context: &BuildContext,
) -> Vec<&'static str> {
    let mut paths = Vec::new();
    if !data.lists.cgo_files.is_empty() {
        paths.push("unsafe");
        if !(standard && path == "runtime/cgo") {
            paths.push("runtime/cgo");
        }
        let no_syscall = ["runtime/cgo", "runtime/race", "runtime/msan", "runtime/asan"];
        if !(standard && no_syscall.contains(&path)) {
            paths.push("syscall");
        }
    }
    if !data.lists.swig_files.is_empty() || !data.lists.swig_cxx_files.is_empty() {
        paths.extend(["unsafe", "runtime/cgo", "syscall", "sync"]);
    }
    if &*data.name == "main" {
        paths.extend(linker_imports(context));
    }
    paths
}

/// What every program is linked with.
pub fn linker_imports(context: &BuildContext) -> Vec<&'static str> {
    let mut paths = vec!["runtime"];
    if platform::must_link_external(&context.goos, &context.goarch) && context.cgo {
        paths.push("runtime/cgo");
    }
    if context.goarch == "arm" {
        paths.push("math");
    }
    for (tag, package) in [("race", "runtime/race"), ("msan", "runtime/msan"), ("asan", "runtime/asan")] {
        if context.tags.iter().any(|t| t == tag) {
            paths.push(package);
        }
    }
    paths
}

impl<'a, 'd> Closure<'a, 'd> {
    pub fn new(
        disk: &'a Disk<'d>,
        context: &'a BuildContext,
        modules: &'a Modules<'d>,
        scope: Scope,
    ) -> Self {
        Closure {
            disk,
            context,
            modules,
            scope,
            units: FxHashMap::default(),
            with_tests: FxHashSet::default(),
        }
    }

    pub fn want(&self, root: bool) -> Want {
        Want {
            text: self.scope.text,
            test_text: self.scope.text && root && self.scope.tests,
            tests: self.scope.tests_of_deps || root,
            all_files: false,
        }
    }

    /// The path that an import in the package `importer` means: the distribution's packages have their own vendoring.
    pub fn canonical(&self, importer: &str, importer_is_standard: bool, path: &Arc<str>) -> Arc<str> {
        if !importer_is_standard {
            return path.clone();
        }
        self.modules.std_vendor(importer, path).unwrap_or_else(|| path.clone())
    }

    /// Reads `roots` and all they need. `read` holds folders that are read already.
    pub fn extend(&mut self, roots: &[Arc<str>], tests: bool, read: &FxHashMap<Arc<str>, Arc<DirPackage>>) {
        let mut fresh: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut imports_of_tests: BTreeSet<Arc<str>> = BTreeSet::new();
        for path in roots {
            if tests
                && self.with_tests.insert(path.clone())
                && let Some(unit) = self.units.get(path).cloned()
            {
                // Known as a dependency so far; now its tests are wanted too.
                let unit = self.reread_with_tests(&unit);
                self.test_imports(&unit, &mut imports_of_tests);
                self.units.insert(path.clone(), unit);
            } else if !self.units.contains_key(path) {
                fresh.insert(path.clone());
            }
        }
        let mut level: Vec<Arc<str>> = fresh.into_iter().collect();
        level.extend(imports_of_tests.into_iter().filter(|p| !self.units.contains_key(p)));
        level.sort();
        level.dedup();
        while !level.is_empty() {
            let units: Vec<Unit> = level.into_par_iter().map(|path| self.read_unit(path, read)).collect();
            let mut next: BTreeSet<Arc<str>> = BTreeSet::new();
            for unit in units {
                self.own_imports(&unit, &mut next);
                if self.with_tests.contains(&unit.path) {
                    self.test_imports(&unit, &mut next);
                }
                self.units.insert(unit.path.clone(), Arc::new(unit));
            }
            level = next.into_iter().filter(|p| !self.units.contains_key(p)).collect();
        }
    }

    /// Adds a package that is given rather than found: the files of the command line.
    pub fn add_given(&mut self, unit: Unit, read: &FxHashMap<Arc<str>, Arc<DirPackage>>) {
        let mut next: BTreeSet<Arc<str>> = BTreeSet::new();
        self.own_imports(&unit, &mut next);
        if self.scope.tests {
            self.with_tests.insert(unit.path.clone());
            self.test_imports(&unit, &mut next);
        }
        self.units.insert(unit.path.clone(), Arc::new(unit));
        let next: Vec<Arc<str>> = next.into_iter().collect();
        self.extend(&next, false, read);
    }

    fn own_imports(&self, unit: &Unit, into: &mut BTreeSet<Arc<str>>) {
        let standard = unit.is_standard();
        for (path, _) in unit.data.imports.iter().filter(|(p, _)| **p != *"C") {
            into.insert(self.canonical(&unit.path, standard, path));
        }
        for path in implicit_imports(&unit.path, standard, &unit.data, self.context) {
            into.insert(path.into());
        }
    }

    fn test_imports(&self, unit: &Unit, into: &mut BTreeSet<Arc<str>>) {
        if unit.data.test.is_empty() && unit.data.xtest.is_empty() {
            return;
        }
        let standard = unit.is_standard();
        for (path, _) in unit.data.test_imports.iter().chain(&unit.data.xtest_imports) {
            if &**path != "C" {
                into.insert(self.canonical(&unit.path, standard, path));
            }
        }
        for path in TEST_MAIN_DEPS.into_iter().chain(linker_imports(self.context)) {
            into.insert(path.into());
        }
    }

    fn reread_with_tests(&self, unit: &Unit) -> Arc<Unit> {
        let mut data = unit.data.clone();
        if let Ok(found) = &unit.found
            && let Ok(folder) = self.disk.folder(&found.dir)
        {
            data = Arc::new(select::select(self.disk, &folder, self.context, self.want(true), None));
        }
        let embeds = self.embeds(&data, true);
        Arc::new(Unit { path: unit.path.clone(), found: unit.found.clone(), data, embeds })
    }

    fn read_unit(&self, path: Arc<str>, read: &FxHashMap<Arc<str>, Arc<DirPackage>>) -> Unit {
        let found = self.modules.resolve(&path);
        let root = self.with_tests.contains(&path);
        let data = match &found {
            Err(_) => Arc::default(),
            Ok(found) => match read.get(&*found.dir) {
                Some(data) => data.clone(),
                None => self.read_dir(&found.dir, root),
            },
        };
        let embeds = self.embeds(&data, root);
        Unit { path, found, data, embeds }
    }

    fn read_dir(&self, dir: &str, root: bool) -> Arc<DirPackage> {
        match self.disk.folder(dir) {
            Ok(folder) => Arc::new(select::select(self.disk, &folder, self.context, self.want(root), None)),
            Err(cause) => Arc::new(DirPackage {
                dir: dir.into(),
                error: Some(select::DirError {
                    kind: crate::ErrorKind::MissingPackage,
                    message: format!("open {dir}: {cause}"),
                    place: None,
                }),
                ..DirPackage::default()
            }),
        }
    }

    pub fn embeds(&self, data: &DirPackage, root: bool) -> Embeds {
        if !self.scope.embed_files {
            return Embeds::default();
        }
        let resolve = |placed: &Placed| {
            (!placed.is_empty()).then(|| {
                let patterns: Vec<Arc<str>> = placed.iter().map(|(p, _)| p.clone()).collect();
                embed::resolve(self.disk.system, &data.dir, &patterns)
            })
        };
        Embeds {
            own: resolve(&data.embeds),
            test: root.then(|| resolve(&data.test_embeds)).flatten(),
            xtest: root.then(|| resolve(&data.xtest_embeds)).flatten(),
        }
    }

    /// The packages that `all` means: those of the main modules, their tests, and what these import, transitively.
    pub fn pattern_all(&self, roots: &[Arc<str>]) -> Vec<Arc<str>> {
        let mut all: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut stack: Vec<Arc<str>> = roots.to_vec();
        while let Some(path) = stack.pop() {
            if all.contains(&path) || module_path::check_import_path(&path).is_err() {
                continue;
            }
            let Some(unit) = self.units.get(&path) else { continue };
            all.insert(path.clone());
            let mut next = BTreeSet::new();
            let standard = unit.is_standard();
            let in_main = unit.found.as_ref().is_ok_and(|f| self.modules.in_main(&path, &f.owner));
            let own = unit.data.imports.iter();
            let tests = unit.data.test_imports.iter().chain(&unit.data.xtest_imports).filter(|_| in_main);
            for (import, _) in own.chain(tests).filter(|(p, _)| **p != *"C") {
                next.insert(self.canonical(&path, standard, import));
            }
            stack.extend(next.into_iter().filter(|p| !all.contains(p)));
        }
        all.into_iter().collect()
    }
}
