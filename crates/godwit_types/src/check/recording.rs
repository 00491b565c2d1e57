//! Writing results into the side tables of the current file.

use godwit_syntax::{Node, NodeId};

use crate::check::Checker;
use crate::check::untyped::UntypedInfo;
use crate::constant::Value;
use crate::info::{Info, Instance, Selection};
use crate::object::ObjectId;
use crate::operand::{Mode, Operand};
use crate::types::TypeId;

impl Checker {
    fn info(&mut self) -> &mut Info {
        let file = self.env.file_index as usize;
        &mut self.packages[self.env.pkg].files[file].info
    }

    /// Whether results are kept at all for the current file.
    #[inline]
    fn records(&self) -> bool {
        self.env.recorded
    }

    /// Records an expression's result, or remembers it if its final type is not known yet.
    pub(crate) fn record(&mut self, x: &Operand) {
        let Some(expr) = x.expr else { return };
        let (ty, value) = match x.mode {
            Mode::Invalid => (TypeId::INVALID, None),
            Mode::NoValue => (TypeId::EMPTY_TUPLE, None),
            Mode::Constant => (x.ty, x.value.clone()),
            _ => (x.ty, None),
        };
        if self.is_untyped_type(ty) {
            let info = UntypedInfo { is_lhs: false, mode: x.mode, ty, value };
            self.untyped.push(self.env.file_id, expr, info);
        } else {
            self.record_type_and_value(expr, x.mode, ty, value);
        }
    }

    fn is_untyped_type(&self, ty: TypeId) -> bool {
        matches!(self.types[ty], crate::types::Type::Basic(kind) if kind.is_untyped())
    }

    pub(crate) fn record_type_and_value(
        &mut self,
        expr: NodeId,
        mode: Mode,
        ty: TypeId,
        value: Option<Value>,
    ) {
        if mode != Mode::Invalid && self.records() {
            self.info().record_type(expr, mode, ty, value);
        }
    }

    /// Records the signature of a builtin call's function, through parentheses.
    pub(crate) fn record_builtin_type(&mut self, fun: NodeId, sig: TypeId) {
        let mut fun = fun;
        loop {
            self.record_type_and_value(fun, Mode::Builtin, sig, None);
            match self.node(fun) {
                Node::Paren { x } => fun = x,
                _ => return,
            }
        }
    }

    /// Updates a call, receive, index or assertion that turned out to be used for two values.
    pub(crate) fn record_comma_ok_types(&mut self, x: NodeId, types: [TypeId; 2]) {
        if !types.iter().all(|&t| self.is_valid(t)) || !self.records() {
            return;
        }
        let vars = types.map(|ty| {
            let pos = self.pos_of(x);
            self.new_var(crate::object::VarKind::Result, godwit_base::sym::EMPTY, pos, Some(ty))
        });
        let tuple = self.types.tuple(&vars);
        let mut x = x;
        loop {
            let mode = self.info().mode(x);
            self.info().record_type(x, mode, tuple, None);
            match self.node(x) {
                Node::Paren { x: inner } => x = inner,
                _ => return,
            }
        }
    }

    /// `expr`: the generic function or type as written; the identifier in it is the key.
    pub(crate) fn record_instance(&mut self, expr: NodeId, targs: &[TypeId], ty: TypeId) {
        if !self.records() {
            return;
        }
        let Some(ident) = self.instantiated_ident(expr) else { return };
        self.info().instances.insert(ident, Instance { targs: targs.into(), ty });
    }

    fn instantiated_ident(&self, expr: NodeId) -> Option<NodeId> {
        let mut expr = expr;
        loop {
            match self.node(expr) {
                Node::Ident { .. } => return Some(expr),
                Node::Selector { sel, .. } => return Some(sel),
                Node::Index { x, .. } | Node::IndexList { x, .. } | Node::Paren { x } => expr = x,
                _ => return None,
            }
        }
    }

    pub(crate) fn record_def(&mut self, ident: NodeId, object: Option<ObjectId>) {
        if self.records() {
            self.info().record_def(ident, object);
        }
    }

    pub(crate) fn record_use(&mut self, ident: NodeId, object: ObjectId) {
        if self.records() {
            self.info().record_use(ident, object);
        }
    }

    pub(crate) fn record_implicit(&mut self, node: NodeId, object: ObjectId) {
        if self.records() {
            self.info().implicits.insert(node, object);
        }
    }

    /// Records what a selector expression means; its `sel` is a use of the object.
    pub(crate) fn record_selection(&mut self, node: NodeId, sel: NodeId, selection: Selection) {
        self.record_use(sel, selection.object);
        if self.records() {
            self.info().selections.insert(node, selection);
        }
    }
}
