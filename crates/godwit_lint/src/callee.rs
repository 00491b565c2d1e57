//! What a call calls, as far as imports and file-level resolution tell.

use godwit_base::{Symbol, sym};
use godwit_syntax::{Node, NodeId};
use smallvec::SmallVec;

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
        let import = self.import_of(x)?;
        Some(Qualified { path: &self.imports().by_index(import).path, name: self.file.ident(sel)? })
    }

    /// The place of the import that an expression stands for.
    fn import_of(&self, x: NodeId) -> Option<usize> {
        // All rules for a kind of node ask about one node before they ask about the next.
        match self.shared.qualifier.get() {
            Some((last, import)) if last == x => import,
            _ => {
                let import = self.find_import(x);
                self.shared.qualifier.set(Some((x, import)));
                import
            }
        }
    }

    fn find_import(&self, x: NodeId) -> Option<usize> {
        let qualifier = self.file.ident(x)?;
        // The cheap test first: most selectors are fields and methods.
        let import = self.imports().index_by_name(qualifier)?;
        self.is_left_to_the_file(x).then_some(import)
    }

    /// Whether `expr` is `path.name`.
    pub fn is_qualified(&self, expr: NodeId, path: &str, name: &str) -> bool {
        self.qualified(expr).is_some_and(|q| q.is(path, name))
    }

    /// The imported function that a call calls; type arguments are looked through.
    pub fn callee(&self, call: NodeId) -> Option<Qualified<'a>> {
        self.qualified(self.called(call)?)
    }

    /// The place of the import whose function a call calls.
    pub(crate) fn callee_import(&self, call: NodeId) -> Option<usize> {
        let Node::Selector { x, .. } = self.file[self.called(call)?] else { return None };
        self.import_of(x)
    }

    /// What a call calls, without type arguments.
    fn called(&self, call: NodeId) -> Option<NodeId> {
        let Node::Call { fun, .. } = self.file[call] else { return None };
        let fun = self.file.unparen(fun);
        match self.file[fun] {
            Node::Index { x, .. } | Node::IndexList { x, .. } => Some(x),
            _ => Some(fun),
        }
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
    pub fn args(&self, call: NodeId) -> SmallVec<[NodeId; 6]> {
        match self.file[call] {
            Node::Call { args, .. } => self.file.list(args).collect(),
            _ => SmallVec::new(),
        }
    }
}
