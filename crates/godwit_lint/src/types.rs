//! The slot for types: what a rule may ask of the type checker, by node.
//!
//! Rules reach it through `cx.types()`, which is absent where a package was not checked. A rule that cannot do without
//! declares `Needs::Types` and is then not run.

use godwit_syntax::NodeId;

/// The answers about one file. Implemented where the checked package is at hand.
pub trait TypeInfo: Sync {
    /// The type of an expression as go/types writes it, qualified by import path; `None` where it has none.
    fn type_string(&self, expr: NodeId) -> Option<String>;

    /// The same for its underlying type.
    fn underlying_string(&self, expr: NodeId) -> Option<String>;

    /// Whether the expression's type implements `error`.
    fn is_error(&self, expr: NodeId) -> bool;

    /// The exact value of a constant expression, as go/constant writes it.
    fn constant(&self, expr: NodeId) -> Option<String>;

    /// The object that an identifier or selector denotes, as `path.Name` or `(path.Type).Method`.
    fn object_path(&self, ident: NodeId) -> Option<String>;
}
