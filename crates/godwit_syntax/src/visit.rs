//! Children of a node, in source order, for code that walks rather than loops.

use crate::node::{Node, NodeId};
use crate::tree::File;

impl File {
    /// Calls `f` with each direct child in source order.
    pub fn for_each_child(&self, id: NodeId, mut f: impl FnMut(NodeId)) {
        let mut list = |l| self.list(l).for_each(&mut f);
        match self[id] {
            Node::BadExpr
            | Node::Ident { .. }
            | Node::BasicLit { .. }
            | Node::BadStmt
            | Node::EmptyStmt { .. }
            | Node::BadDecl => {}
            Node::CompositeLit { ty, elts } => {
                ty.map(&mut f);
                self.list(elts).for_each(f);
            }
            Node::FuncLit { ty, body } => [ty, body].into_iter().for_each(f),
            Node::Paren { x }
            | Node::Star { x }
            | Node::Unary { x, .. }
            | Node::ExprStmt { x }
            | Node::IncDec { x, .. } => f(x),
            Node::Selector { x, sel } => [x, sel].into_iter().for_each(f),
            Node::Index { x, index } => [x, index].into_iter().for_each(f),
            Node::IndexList { x, indices } => {
                f(x);
                self.list(indices).for_each(f);
            }
            Node::Slice { x, bounds, .. } => {
                f(x);
                self.ext(bounds).into_iter().flatten().for_each(f);
            }
            Node::TypeAssert { x, ty } => [Some(x), ty].into_iter().flatten().for_each(f),
            Node::Call { fun, args, .. } => {
                f(fun);
                self.list(args).for_each(f);
            }
            Node::Binary { x, y, .. } => [x, y].into_iter().for_each(f),
            Node::KeyValue { key, value } | Node::MapType { key, value } => {
                [key, value].into_iter().for_each(f)
            }
            Node::ArrayType { len, elem } => [len, Some(elem)].into_iter().flatten().for_each(f),
            Node::Ellipsis { elem } => elem.into_iter().for_each(f),
            Node::StructType { fields } => f(fields),
            Node::FuncType { type_params, params, results } => {
                [type_params, Some(params), results].into_iter().flatten().for_each(f);
            }
            Node::InterfaceType { methods } => f(methods),
            Node::ChanType { elem, .. } => f(elem),
            Node::Field { names, ty, tag } => {
                list(names);
                [ty, tag].into_iter().flatten().for_each(f);
            }
            Node::FieldList { fields } => list(fields),
            Node::DeclStmt { decl } => f(decl),
            Node::LabeledStmt { label, stmt } => [label, stmt].into_iter().for_each(f),
            Node::SendStmt { chan, value } => [chan, value].into_iter().for_each(f),
            Node::Assign { lhs, rhs, .. } => {
                list(lhs);
                list(rhs);
            }
            Node::GoStmt { call } | Node::DeferStmt { call } => f(call),
            Node::Return { results } => list(results),
            Node::Branch { label, .. } => label.into_iter().for_each(f),
            Node::Block { stmts, .. } => list(stmts),
            Node::If(ext) | Node::For(ext) | Node::FuncDecl(ext) => {
                self.ext(ext).into_iter().flatten().for_each(f)
            }
            Node::Range { ext, .. } => self.ext(ext).into_iter().flatten().for_each(f),
            Node::CaseClause { exprs, body, .. } => {
                list(exprs);
                list(body);
            }
            Node::Switch { init, tag, body } => [init, tag, Some(body)].into_iter().flatten().for_each(f),
            Node::TypeSwitch { init, assign, body } => {
                [init, Some(assign), Some(body)].into_iter().flatten().for_each(f);
            }
            Node::CommClause { comm, body } => {
                comm.map(&mut f);
                self.list(body).for_each(f);
            }
            Node::Select { body } => f(body),
            Node::GenDecl { specs, .. } => list(specs),
            Node::ImportSpec { name, path } => [name, Some(path)].into_iter().flatten().for_each(f),
            Node::ValueSpec { names, ty, values } => {
                list(names);
                ty.map(&mut f);
                self.list(values).for_each(f);
            }
            Node::TypeSpec { name, type_params, ty, .. } => {
                [Some(name), type_params, Some(ty)].into_iter().flatten().for_each(f);
            }
            Node::File { name, decls } => {
                name.map(&mut f);
                self.list(decls).for_each(f);
            }
        }
    }

    /// The direct children in source order.
    pub fn children(&self, id: NodeId) -> Vec<NodeId> {
        let mut children = Vec::new();
        self.for_each_child(id, |c| children.push(c));
        children
    }
}
