//! Packages as the checker is given them, and as it keeps them.

use std::sync::Arc;

use godwit_base::{FileId, Symbol, define_id};
use godwit_syntax::File;
use rustc_hash::FxHashMap;

use crate::info::Info;
use crate::object::ObjectId;
use crate::scope::ScopeId;
use crate::version::GoVersion;

define_id! {
    /// A package in a checker's table.
    pub struct PackageId;
}

define_id! {
    /// A package as the loader numbers them: one for each test variant.
    pub struct UnitId;
}

impl PackageId {
    pub const UNSAFE: PackageId = PackageId(0);
}

/// One parsed file.
#[derive(Clone, Debug)]
pub struct ParsedFile {
    pub id: FileId,
    pub file: Arc<File>,
    /// Language version of the file: the module's, raised or lowered by the file's `//go:build go1.N`.
    pub version: GoVersion,
    /// Whether the file is checked where its package is. The files that a test variant shares with its package are checked
    /// there, and here only looked at as far as the tests need them.
    pub owned: bool,
    /// Whether results of its nodes are kept, where any are.
    pub recorded: bool,
}

/// One package's files.
#[derive(Clone, Debug)]
pub struct ParsedPackage {
    /// Import path (the part before a blank of a test variant's).
    pub path: Arc<str>,
    pub files: Vec<ParsedFile>,
    /// Language version of the module; `GoVersion::UNKNOWN` allows everything.
    pub version: GoVersion,
}

/// Why an import has no package; the message follows `could not import PATH`.
#[derive(Clone, Debug)]
pub struct ImportError(pub String);

/// Gives the checker the packages that others import. Shared by all threads.
pub trait Importer: Send + Sync {
    /// The unit that `path` means in files of `from`.
    fn import(&self, from: UnitId, path: &str) -> Result<UnitId, ImportError>;

    /// The name in the unit's package clauses, known without parsing it.
    fn package_name(&self, unit: UnitId) -> Symbol;

    /// The unit's import path.
    fn package_path(&self, unit: UnitId) -> Arc<str>;

    /// The files of a unit. With `bodies`, function bodies must be parsed; without, they need not be.
    fn parsed(&self, unit: UnitId, bodies: bool) -> Arc<ParsedPackage>;

    /// What messages call a file. Without a name, they give line and column alone.
    fn file_name(&self, _id: FileId) -> String {
        String::new()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PackageState {
    /// Known by path only: nothing has looked inside yet.
    Unseen,
    /// The package scope has all names; declarations are resolved on demand.
    Collected,
    /// All declarations and bodies were checked.
    Checked,
}

/// A package in the making.
#[derive(Debug)]
pub struct Package {
    pub unit: Option<UnitId>,
    pub path: Arc<str>,
    /// The path, to be compared.
    pub(crate) path_symbol: Symbol,
    pub name: Symbol,
    pub state: PackageState,
    /// Stands in for a package that could not be found; every name in it is accepted silently.
    pub fake: bool,
    /// The pseudo-package `C`.
    pub cgo: bool,
    /// This checker checks the bodies too, reports errors and records types, of all files that say so. Others are resolved
    /// lazily and silently.
    pub owned: bool,
    pub version: GoVersion,
    pub scope: ScopeId,
    pub files: Vec<PackageFile>,
    /// Directly imported packages, without duplicates.
    pub imports: Vec<PackageId>,
    /// Non-blank methods by the type name of their receiver, in source order.
    pub methods: FxHashMap<ObjectId, Vec<ObjectId>>,
    /// Package-level objects and methods with declarations, in source order.
    pub objects: Vec<ObjectId>,
}

/// A file of a package, with what was recorded about its nodes.
#[derive(Debug)]
pub struct PackageFile {
    pub id: FileId,
    pub file: Arc<File>,
    pub version: GoVersion,
    pub scope: ScopeId,
    /// Imports in source order (`PkgName` objects).
    pub imports: Vec<ObjectId>,
    /// Whether it is checked: see [`ParsedFile::owned`].
    pub owned: bool,
    /// Whether results are kept: see [`ParsedFile::recorded`].
    pub recorded: bool,
    /// Empty for files that are not recorded.
    pub info: Info,
}
