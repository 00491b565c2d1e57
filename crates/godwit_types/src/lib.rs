//! Go's type system: constants, scopes, inference, checking. Packages come in as parsed data, so nothing here touches a
//! disk or knows how packages are found; errors carry the codes, texts and positions of go/types.
//!
//! One [`Checker`] belongs to one thread and owns every type and object it has met, so no lock and no reference count stands
//! in the way of a look-up; several threads each own the bodies of some packages and share nothing but parsed files.
//! Declarations of a package whose bodies the thread does not own are resolved one by one, when something needs them.

#[cfg(feature = "wip")]
pub mod check;
#[cfg(feature = "wip")]
pub mod code;
pub mod constant;
#[cfg(feature = "wip")]
pub mod info;
#[cfg(feature = "wip")]
pub mod named;
#[cfg(feature = "wip")]
pub mod object;
#[cfg(feature = "wip")]
pub mod operand;
#[cfg(feature = "wip")]
pub mod package;
#[cfg(feature = "wip")]
pub mod scope;
#[cfg(feature = "wip")]
pub mod types;
#[cfg(feature = "wip")]
pub mod universe;
#[cfg(feature = "wip")]
pub mod version;

#[cfg(feature = "wip")]
pub use check::{Checker, Config, TypeError};
#[cfg(feature = "wip")]
pub use code::Code;
#[cfg(feature = "wip")]
pub use info::{Info, Instance, Selection, SelectionKind};
#[cfg(feature = "wip")]
pub use object::{BuiltinId, Object, ObjectId, ObjectKind, Pos, VarKind};
#[cfg(feature = "wip")]
pub use operand::{Mode, Operand};
#[cfg(feature = "wip")]
pub use package::{ImportError, Importer, PackageId, ParsedFile, ParsedPackage, UnitId};
#[cfg(feature = "wip")]
pub use scope::{Scope, ScopeId};
#[cfg(feature = "wip")]
pub use types::{BasicKind, ChanDir, Type, TypeId};
#[cfg(feature = "wip")]
pub use version::GoVersion;
