//! What a call calls, as far as imports and file-level resolution tell.

use godwit_base::{Symbol, sym};
use godwit_syntax::{Node, NodeId};

use crate::pass::Cx;

/// A package-level function or name of an imported package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Qualified<'a> {
    /// Import path.
    pub path: &'a str,
    pub name: Symbol,
}

impl Qualified<'_> {
    pub fn is(&self, path: &str, name: &str) -> bool {
        self.path == path && self.name.as_str() == name
    }
}

impl<'a> Cx<'a> {
    /// `pkg.Name` where `pkg` is an import of this file and nothing hides it.
    pub fn qualified(&self, expr: NodeId) -> Option<Qualified<'a>> {
        let Node::Selector { x, sel } = self.file[expr] else { return None };
        let qualifier = self.file.ident(x)?;
        // The cheap test first: most selectors are fields and methods.
        let import = self.imports().by_name(qualifier)?;
        if !self.is_left_to_the_file(x) {
            return None;
        }
        Some(Qualified { path: &import.path, name: self.file.ident(sel)? })
    }

    /// Whether `expr` is `path.name`.
    pub fn is_qualified(&self, expr: NodeId, path: &str, name: &str) -> bool {
        let Node::Selector { sel, .. } = self.file[expr] else { return false };
        self.file.ident(sel).is_some_and(|s| s.as_str() == name)
            && self.qualified(expr).is_some_and(|q| q.path == path)
    }

    /// The imported function that a call calls; type arguments are looked through.
    pub fn callee(&self, call: NodeId) -> Option<Qualified<'a>> {
        let Node::Call { fun, .. } = self.file[call] else { return None };
        let mut fun = self.file.unparen(fun);
        if let Node::Index { x, .. } | Node::IndexList { x, .. } = self.file[fun] {
            fun = x;
        }
        self.qualified(fun)
    }

    pub fn is_call_to(&self, call: NodeId, path: &str, name: &str) -> bool {
        let Node::Call { fun, .. } = self.file[call] else { return false };
        self.is_qualified(self.file.unparen(fun), path, name)
    }

    /// Whether a call calls the predeclared function.
    pub fn is_builtin_call(&self, call: NodeId, name: Symbol) -> bool {
        let Node::Call { fun, .. } = self.file[call] else { return false };
        self.is_universe(self.file.unparen(fun), name)
    }

    /// Whether an expression is the predeclared `nil`.
    pub fn is_nil(&self, expr: NodeId) -> bool {
        self.is_universe(self.file.unparen(expr), sym::NIL)
    }

    /// The value of the predeclared `true` or `false`.
    pub fn bool_value(&self, expr: NodeId) -> Option<bool> {
        let expr = self.file.unparen(expr);
        match self.file.ident(expr)? {
            name if name == sym::TRUE && self.is_universe(expr, name) => Some(true),
            name if name == sym::FALSE && self.is_universe(expr, name) => Some(false),
            _ => None,
        }
    }

    /// Receiver and name of a method-like call `x.name(…)`; qualified functions are none.
    pub fn method_call(&self, call: NodeId) -> Option<(NodeId, Symbol)> {
        let Node::Call { fun, .. } = self.file[call] else { return None };
        let fun = self.file.unparen(fun);
        let Node::Selector { x, sel } = self.file[fun] else { return None };
        if self.qualified(fun).is_some() {
            return None;
        }
        Some((x, self.file.ident(sel)?))
    }

    /// The arguments of a call.
    pub fn args(&self, call: NodeId) -> Vec<NodeId> {
        match self.file[call] {
            Node::Call { args, .. } => self.file.list(args).collect(),
            _ => Vec::new(),
        }
    }
}
