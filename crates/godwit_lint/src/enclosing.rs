//! Which function a node stands in, for every node at once: asking node by node would climb deep trees again and again.

use godwit_base::Idx;
use godwit_syntax::{File, Node, NodeId};

/// The nearest `FuncDecl` or `FuncLit` around each node.
pub struct Enclosing {
    functions: Vec<Option<NodeId>>,
}

impl Enclosing {
    pub(crate) fn new(file: &File) -> Self {
        let mut functions: Vec<Option<NodeId>> = vec![None; file.n_nodes()];
        // Parents have higher ids, so each is known before its children.
        for id in file.ids().rev() {
            let Some(parent) = file.parent(id) else { continue };
            functions[id.index()] = match file[parent] {
                Node::FuncDecl(_) | Node::FuncLit { .. } => Some(parent),
                _ => functions[parent.index()],
            };
        }
        Enclosing { functions }
    }

    /// The innermost function around a node.
    pub fn function(&self, node: NodeId) -> Option<NodeId> {
        self.functions[node.index()]
    }

    /// The top-level function declaration around a node.
    pub fn declaration(&self, node: NodeId) -> Option<NodeId> {
        let mut function = self.function(node)?;
        while let Some(outer) = self.function(function) {
            function = outer;
        }
        Some(function)
    }

    /// The name of the top-level function or method around a node; a function literal in a package variable has none.
    pub fn declaration_name<'f>(&self, file: &'f File, node: NodeId) -> Option<&'f str> {
        match file[self.declaration(node)?] {
            Node::FuncDecl(ext) => Some(file.text_of(file.func_decl(ext).name)),
            _ => None,
        }
    }
}

/// The body and signature of a `FuncDecl` or `FuncLit`.
pub fn function_parts(file: &File, function: NodeId) -> Option<(NodeId, NodeId)> {
    match file[function] {
        Node::FuncLit { ty, body } => Some((ty, body)),
        Node::FuncDecl(ext) => {
            let func = file.func_decl(ext);
            Some((func.ty, func.body?))
        }
        _ => None,
    }
}
