//! Go's type system: constants, scopes, inference, checking. Packages come in as parsed data, so nothing here touches a
//! disk or knows how packages are found; errors carry the codes, texts and positions of go/types.
//!
//! One [`Checker`] belongs to one thread and owns every type and object it has met, so no lock and no reference count stands
//! in the way of a look-up; several threads each own the bodies of some packages and share nothing but parsed files.
//! Declarations of a package whose bodies the thread does not own are resolved one by one, when something needs them.

pub mod check;
pub mod code;
pub mod constant;
pub mod info;
pub mod named;
pub mod object;
pub mod operand;
pub mod package;
pub mod scope;
pub mod types;
pub mod universe;
pub mod version;
pub mod whole;

pub use check::{Checker, Config, TypeError};
pub use code::Code;
pub use info::{Info, Instance, Selection, SelectionKind};
pub use object::{BuiltinId, Object, ObjectId, ObjectKind, Pos, VarKind};
pub use operand::{Mode, Operand};
pub use package::{ImportError, Importer, PackageId, ParsedFile, ParsedPackage, UnitId};
pub use scope::{Scope, ScopeId};
pub use types::{BasicKind, ChanDir, Type, TypeId};
pub use version::GoVersion;
