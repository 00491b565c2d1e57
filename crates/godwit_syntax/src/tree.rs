//! One parsed file: parallel arrays indexed by `NodeId`, the comments, and the line table.

use std::ops::{Index, RangeInclusive};
use std::sync::Arc;

use godwit_base::{Idx, LineColumn, LineIndex, Span, Symbol};

use crate::comments::Comment;
use crate::node::{Ext, ForStmt, FuncDecl, IfStmt, List, Node, NodeId, RangeStmt, SliceBounds};
use crate::source::SyntaxError;
use crate::{LitKind, Tokens};

/// A file's text and its flat syntax tree. Immutable once parsed, `Send + Sync`, freed in a few frees.
#[derive(Clone, Debug)]
pub struct File {
    pub text: Arc<String>,
    pub lines: LineIndex,
    /// All tokens but comments; automatic semicolons included. Empty after [`File::drop_tokens`].
    pub tokens: Tokens,
    pub comments: Vec<Comment>,
    /// In order of position; all of them, several a line.
    pub errors: Vec<SyntaxError>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) places: Vec<Place>,
    pub(crate) extra: Vec<u32>,
    pub(crate) root: NodeId,
}

/// Where a node stands in the text and in the tree. Beside the nodes, so that a search for one kind of node reads nothing
/// else; together, because adding a node writes all of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub start: u32,
    pub end: u32,
    pub anchor: u32,
    pub parent: Option<NodeId>,
    /// The first node of the subtree.
    pub first: u32,
}

impl Index<NodeId> for File {
    type Output = Node;
    #[inline]
    fn index(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }
}

impl File {
    /// The `Node::File`; it has the highest id.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// One more than the highest node id: the length of a side table.
    pub fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    /// All node ids, children before parents.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (1..self.nodes.len()).map(NodeId::from_usize)
    }

    #[inline]
    pub fn start(&self, id: NodeId) -> u32 {
        self.places[id.index()].start
    }

    #[inline]
    pub fn end(&self, id: NodeId) -> u32 {
        self.places[id.index()].end
    }

    /// The position of the node's characteristic token, as documented at each [`Node`] variant; else its start.
    #[inline]
    pub fn anchor(&self, id: NodeId) -> u32 {
        self.places[id.index()].anchor
    }

    #[inline]
    pub fn span(&self, id: NodeId) -> Span {
        Span::new(self.start(id), self.end(id))
    }

    #[inline]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.places[id.index()].parent
    }

    /// Parent, grandparent … up to the root.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |&p| self.parent(p))
    }

    /// The ids of `id`'s subtree, `id` itself being the last.
    #[inline]
    pub fn subtree(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        let range: RangeInclusive<u32> = self.places[id.index()].first..=id.raw();
        range.map(NodeId::new)
    }

    /// Whether `inner` lies in the subtree of `outer` (or is `outer`).
    pub fn is_within(&self, inner: NodeId, outer: NodeId) -> bool {
        self.places[outer.index()].first <= inner.raw() && inner <= outer
    }

    /// The node's source text.
    pub fn text_of(&self, id: NodeId) -> &str {
        self.slice(self.span(id))
    }

    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    pub fn line(&self, offset: u32) -> u32 {
        self.lines.line(offset)
    }

    pub fn line_column(&self, offset: u32) -> LineColumn {
        self.lines.line_column(offset)
    }

    #[inline]
    pub fn n_list(&self, list: List) -> usize {
        self.extra[list.0 as usize] as usize
    }

    /// The nodes of a list.
    #[inline]
    pub fn list(
        &self,
        list: List,
    ) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + Clone + '_ {
        let start = list.0 as usize + 1;
        self.extra[start..start + self.extra[start - 1] as usize].iter().map(|&raw| NodeId::new(raw))
    }

    pub fn list_get(&self, list: List, index: usize) -> Option<NodeId> {
        if index >= self.n_list(list) {
            return None;
        }
        NodeId::from_raw_opt(self.extra[list.0 as usize + 1 + index])
    }

    pub fn list_last(&self, list: List) -> Option<NodeId> {
        self.list_get(list, self.n_list(list).checked_sub(1)?)
    }

    /// The only element of a list of one.
    pub fn list_single(&self, list: List) -> Option<NodeId> {
        if self.n_list(list) == 1 { self.list_get(list, 0) } else { None }
    }

    #[inline]
    pub(crate) fn ext(&self, ext: Ext) -> [Option<NodeId>; 4] {
        let at = ext.0 as usize;
        [0, 1, 2, 3].map(|i| NodeId::from_raw_opt(self.extra[at + i]))
    }

    // The parser never leaves a required child out: a missing one is a Bad node.
    fn req(id: Option<NodeId>) -> NodeId {
        id.unwrap_or(NodeId::new(1))
    }

    pub fn if_stmt(&self, ext: Ext) -> IfStmt {
        let [init, cond, then, els] = self.ext(ext);
        IfStmt { init, cond: Self::req(cond), then: Self::req(then), els }
    }

    pub fn for_stmt(&self, ext: Ext) -> ForStmt {
        let [init, cond, post, body] = self.ext(ext);
        ForStmt { init, cond, post, body: Self::req(body) }
    }

    pub fn range_stmt(&self, ext: Ext) -> RangeStmt {
        let [key, value, x, body] = self.ext(ext);
        RangeStmt { key, value, x: Self::req(x), body: Self::req(body) }
    }

    pub fn func_decl(&self, ext: Ext) -> FuncDecl {
        let [recv, name, ty, body] = self.ext(ext);
        FuncDecl { recv, name: Self::req(name), ty: Self::req(ty), body }
    }

    pub fn slice_bounds(&self, ext: Ext) -> SliceBounds {
        let [lo, hi, max, _] = self.ext(ext);
        SliceBounds { lo, hi, max }
    }

    /// The package name's `Ident`.
    pub fn package_name(&self) -> Option<NodeId> {
        match self[self.root] {
            Node::File { name, .. } => name,
            _ => None,
        }
    }

    /// Top-level declarations: `GenDecl`, `FuncDecl`, `BadDecl`.
    pub fn decls(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + Clone + '_ {
        match self[self.root] {
            Node::File { decls, .. } => self.list(decls),
            _ => self.list(List::EMPTY),
        }
    }

    /// The `ImportSpec`s of the file in source order.
    pub fn imports(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.decls()
            .filter_map(|d| match self[d] {
                Node::GenDecl { kind: crate::DeclKind::Import, specs, .. } => Some(self.list(specs)),
                _ => None,
            })
            .flatten()
            .filter(|&s| matches!(self[s], Node::ImportSpec { .. }))
    }

    /// The unquoted path of an `ImportSpec`; empty where the literal is broken.
    pub fn import_path(&self, spec: NodeId) -> &str {
        match self[spec] {
            Node::ImportSpec { path, .. } => {
                let text = self.text_of(path);
                if text.len() >= 2 && matches!(self[path], Node::BasicLit { kind: LitKind::String }) {
                    &text[1..text.len() - 1]
                } else {
                    ""
                }
            }
            _ => "",
        }
    }

    /// The name of an `Ident` node; `None` for every other kind.
    #[inline]
    pub fn ident(&self, id: NodeId) -> Option<Symbol> {
        match self[id] {
            Node::Ident { name } => Some(name),
            _ => None,
        }
    }

    /// Strips parentheses.
    pub fn unparen(&self, mut id: NodeId) -> NodeId {
        while let Node::Paren { x } = self[id] {
            id = x;
        }
        id
    }

    /// Frees the token table; node positions stay. For dependency files, of which only declarations are looked at.
    pub fn drop_tokens(&mut self) {
        self.tokens = Tokens::default();
    }

    /// Whether the tree lacks its tokens or the bodies of functions.
    pub fn is_cut(&self) -> bool {
        self.tokens.kinds.is_empty()
            || self.ids().any(|id| matches!(self[id], Node::Block { skipped: true, .. }))
    }
}
