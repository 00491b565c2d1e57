//! What `go list` does, natively: modules, packages and their files, found without running go and without a network.
//!
//! The way in is [`Workspace::load`] (one target) or [`Loader`] (several targets over one reading of the disk). Loading
//! never fails: what is wrong comes as [`LoadDiagnostic`]s and as [`PackageError`]s on the packages concerned, and the
//! rest is there.
//!
//! Left out, because nothing here builds or fetches: downloading, toolchain switching, install targets, staleness,
//! profile-guided copies of packages (`-pgo`), coverage.

pub mod config;
pub mod constraint;
pub mod context;
pub mod env;
pub mod go_sum;
pub mod header;
mod folder;
mod lexical;
pub mod modfile;
pub mod module_path;
mod package;
mod overlay;
pub mod platform;
mod select;
pub mod vendor_list;
pub mod version;

pub use config::{LoadConfig, LoadDiagnostic, LoadSeverity, ModMode};
pub use context::BuildContext;
pub use env::GoEnv;
pub use package::{
    ErrorKind, FileLists, Import, Module, ModuleId, Package, PackageError, PackageId, PackageKind, SourceFile, SourceId,
    Workspace,
};
