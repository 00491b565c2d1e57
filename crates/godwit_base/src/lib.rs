//! The vocabulary every other crate shares: source positions, interned names, diagnostics, edits, and the one door to the
//! disk. It knows nothing of Go's grammar and depends on no other Godwit crate.

pub mod diagnostic;
pub mod edit;
pub mod index_vec;
pub mod line_index;
pub mod span;
pub mod symbol;
pub mod system;

pub use diagnostic::{Diagnostic, Related, Severity};
pub use edit::{Applicability, Edit, Fix, apply_edits};
pub use index_vec::{Idx, IndexVec};
pub use line_index::{LineColumn, LineIndex};
pub use span::{FileId, Span};
pub use symbol::{Symbol, sym};
pub use system::{OsSystem, System};
