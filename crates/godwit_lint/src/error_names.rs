//! Which identifiers hold an error, as far as names and declarations tell without types.

use godwit_base::sym;
use godwit_syntax::{Node, NodeId};

use crate::pass::Cx;

impl Cx<'_> {
    /// Whether a type expression is the predeclared `error`.
    pub fn is_error_type(&self, ty: NodeId) -> bool {
        self.is_universe(ty, sym::ERROR)
    }

    /// Whether an expression is a variable that surely holds an error: declared `error`, or named `err` or `…Err` and
    /// assigned from a call.
    pub fn is_error_variable(&self, expr: NodeId) -> bool {
        let Some(name) = self.file.ident(expr) else { return false };
        if let Some(types) = self.types() {
            return types.is_error(expr);
        }
        let Some(object) = self.object(expr) else { return false };
        match self.file[object.decl] {
            Node::Field { ty: Some(ty), .. } | Node::ValueSpec { ty: Some(ty), .. } => self.is_error_type(ty),
            _ => name.as_str() == "err" || name.as_str().ends_with("Err"),
        }
    }
}
