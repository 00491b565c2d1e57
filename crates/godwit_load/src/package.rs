//! What loading gives: packages in dependency order, their modules and source files.
//!
//! Every field names the field of `go list -json` that it mirrors. Trees and types are left out: a consumer parses
//! [`SourceFile::text`] once and shares the result by [`SourceId`].

use std::sync::Arc;

use godwit_syntax::Source;
use rustc_hash::FxHashMap;

use crate::context::BuildContext;
use crate::env::GoEnv;

/// A package of a [`Workspace`]; test variants are packages of their own. Ids are topological: every import of a package
/// has a smaller id (import cycles, which are errors, excepted).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PackageId(pub u32);

/// A module of a [`Workspace`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ModuleId(pub u32);

/// A Go source file of a [`Workspace`]. Ids are in path order; a file that several variants of a package compile has one id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SourceId(pub u32);

impl PackageId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl ModuleId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl SourceId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The packages that patterns match and everything they need.
#[derive(Debug, Default)]
pub struct Workspace {
    /// In dependency order: what `go list -deps` prints, in the same order.
    pub packages: Vec<Package>,
    /// The packages that a pattern names, in the order of the patterns; with tests also their test variants.
    pub roots: Vec<PackageId>,
    pub modules: Vec<Module>,
    /// The Go files that some package compiles, ordered by path.
    pub sources: Vec<SourceFile>,
    /// GOOS, GOARCH, tags and cgo of this load.
    pub context: BuildContext,
    /// GOROOT, GOMODCACHE and the rest of `go env`.
    pub env: GoEnv,
    /// The main module, or the modules that go.work uses.
    pub main_modules: Vec<ModuleId>,
    /// The go.work file in effect.
    pub work_file: Option<Arc<str>>,
    pub(crate) by_path: FxHashMap<Arc<str>, PackageId>,
}

impl Workspace {
    pub fn package(&self, id: PackageId) -> &Package {
        &self.packages[id.index()]
    }

    pub fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.index()]
    }

    pub fn source(&self, id: SourceId) -> &SourceFile {
        &self.sources[id.index()]
    }

    /// The package with the listed import path: `fmt`, `example.com/m/p [example.com/m/p.test]`.
    pub fn lookup(&self, import_path: &str) -> Option<PackageId> {
        self.by_path.get(import_path).copied()
    }

    /// The language version of a package, as go/types wants it (`go1.22`); `None` for the standard library, which is
    /// always of the toolchain's own version.
    pub fn go_version(&self, id: PackageId) -> Option<&str> {
        self.package(id).go_version.as_deref()
    }

    /// `Deps`: the listed paths of everything `id` imports, directly or not, sorted.
    pub fn deps(&self, id: PackageId) -> Vec<Arc<str>> {
        let mut seen = vec![false; self.packages.len()];
        let mut stack: Vec<PackageId> = self.package(id).imports.iter().map(|i| i.package).collect();
        let mut found = Vec::new();
        while let Some(p) = stack.pop() {
            if !std::mem::replace(&mut seen[p.index()], true) {
                found.push(self.package(p).import_path.clone());
                stack.extend(self.package(p).imports.iter().map(|i| i.package));
            }
        }
        found.sort();
        found
    }
}

/// How a package came to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum PackageKind {
    /// The package as its importers see it.
    Plain,
    /// `p [p.test]`: p with its internal test files.
    InternalTest,
    /// `p_test [p.test]`: the external test package.
    ExternalTest,
    /// `p.test`: the generated main program of the test; it has no file on disk.
    TestMain,
    /// `q [p.test]`: a dependency of p's tests that imports p, compiled against `p [p.test]`.
    Recompiled,
}

/// One package, or one variant of it for a test.
#[derive(Clone, Debug)]
pub struct Package {
    pub id: PackageId,
    /// `ImportPath`, with the variant in brackets.
    pub import_path: Arc<str>,
    /// The path without the variant: what go/types calls the package's path.
    pub path: Arc<str>,
    /// `Name`; empty where no file has a package clause.
    pub name: Arc<str>,
    /// `Dir`; empty for a package that was not found.
    pub dir: Arc<str>,
    pub kind: PackageKind,
    /// `ForTest`: the package under test of this variant.
    pub for_test: Option<Arc<str>>,
    /// `Module`; none in the standard library.
    pub module: Option<ModuleId>,
    /// `go` line of the module as `go1.N`; `None` in the standard library.
    pub go_version: Option<Arc<str>>,
    /// `Root`: GOROOT or the module's directory.
    pub root: Arc<str>,
    /// `Goroot`
    pub goroot: bool,
    /// `Standard`
    pub standard: bool,
    /// `DepOnly`: not named by a pattern.
    pub dep_only: bool,
    /// `Match`: the patterns that name it.
    pub matched: Vec<Arc<str>>,
    /// The Go files of this variant: `GoFiles` (with `TestGoFiles` in an internal test variant), then `CgoFiles`.
    pub files: Vec<SourceId>,
    /// All file lists of the folder, shared by the variants.
    pub lists: Arc<FileLists>,
    /// `EmbedFiles`, for a variant with those of its tests.
    pub embed_files: Vec<Arc<str>>,
    /// `TestEmbedFiles`
    pub test_embed_files: Vec<Arc<str>>,
    /// `XTestEmbedFiles`
    pub xtest_embed_files: Vec<Arc<str>>,
    /// `Imports` with `ImportMap` applied, sorted by the path as written: every package that this one needs, also those that cgo and the linker add,
    /// which no source file names (`Import::implicit`).
    pub imports: Vec<Import>,
    /// `Imports` as listed: resolved paths, including `C`, which is no package.
    pub import_paths: Vec<Arc<str>>,
    /// The same length and order as `import_paths`: the paths as written. Where they differ is `ImportMap`.
    pub source_imports: Vec<Arc<str>>,
    /// `TestImports`, resolved, sorted.
    pub test_imports: Vec<Arc<str>>,
    /// `XTestImports`, resolved, sorted.
    pub xtest_imports: Vec<Arc<str>>,
    /// `Incomplete`: this package or one that it imports has an error.
    pub incomplete: bool,
    /// `Error`
    pub error: Option<PackageError>,
}

impl Package {
    /// The package that an import path in a source file of this package means.
    pub fn import(&self, source_path: &str) -> Option<PackageId> {
        let found = self.imports.binary_search_by(|i| (*i.path).cmp(source_path)).ok()?;
        Some(self.imports[found].package)
    }

    /// Whether some file imports "C".
    pub fn uses_cgo(&self) -> bool {
        !self.lists.cgo_files.is_empty()
            && matches!(self.kind, PackageKind::Plain | PackageKind::InternalTest | PackageKind::Recompiled)
    }
}

/// One import of a package, by all of its files together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// As written in the source.
    pub path: Arc<str>,
    pub package: PackageId,
    /// Added by cgo or for the linker; no file names it.
    pub implicit: bool,
}

/// The file lists of a folder. Names are relative to the folder and sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileLists {
    /// `GoFiles`
    pub go_files: Vec<Arc<str>>,
    /// `CgoFiles`
    pub cgo_files: Vec<Arc<str>>,
    /// `IgnoredGoFiles`
    pub ignored_go_files: Vec<Arc<str>>,
    /// `InvalidGoFiles`
    pub invalid_go_files: Vec<Arc<str>>,
    /// `IgnoredOtherFiles`
    pub ignored_other_files: Vec<Arc<str>>,
    /// `CFiles`
    pub c_files: Vec<Arc<str>>,
    /// `CXXFiles`
    pub cxx_files: Vec<Arc<str>>,
    /// `MFiles`
    pub m_files: Vec<Arc<str>>,
    /// `HFiles`
    pub h_files: Vec<Arc<str>>,
    /// `FFiles`
    pub f_files: Vec<Arc<str>>,
    /// `SFiles`
    pub s_files: Vec<Arc<str>>,
    /// `SwigFiles`
    pub swig_files: Vec<Arc<str>>,
    /// `SwigCXXFiles`
    pub swig_cxx_files: Vec<Arc<str>>,
    /// `SysoFiles`
    pub syso_files: Vec<Arc<str>>,
    /// `TestGoFiles`
    pub test_go_files: Vec<Arc<str>>,
    /// `XTestGoFiles`
    pub xtest_go_files: Vec<Arc<str>>,
    /// `EmbedPatterns`
    pub embed_patterns: Vec<Arc<str>>,
    /// `TestEmbedPatterns`
    pub test_embed_patterns: Vec<Arc<str>>,
    /// `XTestEmbedPatterns`
    pub xtest_embed_patterns: Vec<Arc<str>>,
}

/// A Go file that some package of the workspace compiles.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// File name without folder.
    pub name: Arc<str>,
    /// Absolute path.
    pub path: Arc<str>,
    /// The content, if [`LoadConfig::keep_text`](crate::LoadConfig) asked to keep it.
    pub text: Option<Source>,
    /// Its length in bytes.
    pub len: u64,
    /// The language version that the file's `//go:build` line implies: the N of `go1.N`.
    pub go_version: Option<u32>,
    /// Named `_test.go`.
    pub is_test: bool,
    /// Imports "C".
    pub is_cgo: bool,
}

/// `Error`: why a package could not be loaded properly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageError {
    /// `ImportStack`: the import paths from a named package to this one.
    pub import_stack: Vec<Arc<str>>,
    /// `Pos`: `file:line:column`, the file relative to the working directory; empty where there is none.
    pub pos: String,
    /// `Err`
    pub message: String,
    pub kind: ErrorKind,
}

/// What kind of error it is, for consumers that treat them differently.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum ErrorKind {
    /// No module provides the package.
    MissingPackage,
    /// The module that may provide it is not on this machine.
    MissingModule,
    /// go.sum lacks an entry.
    MissingSum,
    /// Several modules provide it.
    Ambiguous,
    /// The folder has no Go files for this build.
    NoGoFiles,
    /// A file cannot be read or its header not parsed.
    Syntax,
    /// Files of several packages in one folder.
    MixedPackages,
    ImportCycle,
    /// A `//go:embed` pattern matches nothing or something that cannot be embedded.
    Embed,
    /// The import is forbidden: internal, a program, vendored elsewhere, relative.
    Forbidden,
    Other,
}

/// One module of the build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// `Path`
    pub path: Arc<str>,
    /// `Version`; empty for a main module.
    pub version: Arc<str>,
    /// `Main`
    pub main: bool,
    /// `Indirect`
    pub indirect: bool,
    /// `Dir`; empty in vendor mode.
    pub dir: Arc<str>,
    /// `GoMod`
    pub go_mod: Arc<str>,
    /// `GoVersion`: the `go` line.
    pub go_version: Arc<str>,
    /// `Sum`
    pub sum: Arc<str>,
    /// `GoModSum`
    pub go_mod_sum: Arc<str>,
    /// `Replace`
    pub replace: Option<Box<Module>>,
}

impl Module {
    /// The language version that go/types is given: `go1.N`. A module without a `go` line is of Go 1.16.
    pub fn language(&self) -> String {
        let lang = crate::version::go_language(&self.go_version);
        if lang.is_empty() { "go1.16".to_string() } else { format!("go{lang}") }
    }
}
