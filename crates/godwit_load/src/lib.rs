//! What `go list` does, natively: modules, packages and their files, found without running go and without a network.
//!
//! The way in is [`Workspace::load`], or [`Workspace::load_all`] for several targets over one reading of the disk. Loading
//! never fails: what is wrong comes as [`LoadDiagnostic`]s and as [`PackageError`]s on the packages concerned, and the
//! rest is there.
//!
//! Left out, because nothing here builds or fetches: downloading, toolchain switching, install targets, staleness,
//! profile-guided copies of packages (`-pgo`), coverage, packages in GOPATH.

mod assemble;
mod closure;
pub mod config;
pub use godwit_syntax::constraint;
pub mod context;
mod embed;
pub mod env;
mod folder;
pub mod go_sum;
pub mod header;
mod lexical;
mod load;
mod matching;
pub mod modfile;
pub mod module_path;
mod modules;
mod overlay;
mod package;
mod pattern;
pub mod platform;
mod select;
mod variants;
pub mod vendor_list;
pub mod version;

pub use config::{LoadConfig, LoadDiagnostic, LoadSeverity, ModMode};
pub use context::BuildContext;
pub use env::GoEnv;
pub use package::{
    ErrorKind, FileLists, Import, Module, ModuleId, Package, PackageError, PackageId, PackageKind,
    SourceFile, SourceId, Workspace,
};
