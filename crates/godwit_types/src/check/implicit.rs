//! Untyped expressions on their way to a type: what a context gives them, and the nodes that wait for it.

use crate::check::Checker;
use crate::code::Code;
use crate::constant::Value;
use crate::operand::{Mode, Operand};
use crate::types::{BasicKind, Type, TypeId};
use godwit_syntax::{Node, NodeId};

impl Checker {
    /// Gives an untyped expression, and what it was computed from, a type. `final_`: no further change will come.
    pub(crate) fn update_expr_type(&mut self, node: NodeId, ty: TypeId, final_: bool) {
        let file = self.env.file_id;
        let Some(old) = self.untyped.get_mut(file, node) else { return };
        let is_constant = old.value.is_some();
        match self.node(node) {
            Node::Call { .. } | Node::Ident { .. } | Node::BasicLit { .. } | Node::Selector { .. } => {}
            Node::Paren { x } => self.update_nested(x, ty, final_),
            // The operands of a constant expression keep their types.
            Node::Unary { x, .. } if !is_constant => self.update_nested(x, ty, final_),
            Node::Binary { op, x, y } if !is_constant => {
                // The result of a comparison does not depend on its operands' types; of a shift, only the left one counts.
                if !op.is_comparison() {
                    self.update_nested(x, ty, final_);
                    if !op.is_shift() {
                        self.update_nested(y, ty, final_);
                    }
                }
            }
            Node::Unary { .. } | Node::Binary { .. } => {}
            _ => return,
        }
        if !final_ && self.is_untyped(ty) {
            let under = self.under(ty);
            if let Some(old) = self.untyped.get_mut(file, node) {
                old.ty = under;
            }
            return;
        }
        let Some(old) = self.untyped.remove(file, node) else { return };
        if old.is_lhs && !self.all_integer(ty) {
            let (text, to) = (self.expr_string(node), self.type_string(ty));
            let message = format!("invalid operation: shifted operand {text} (type {to}) must be integer");
            return self.error(node, Code::InvalidShiftOperand, message);
        }
        if let Some(value) = &old.value {
            let mut c = Operand {
                mode: old.mode,
                expr: Some(node),
                ty: old.ty,
                value: Some(value.clone()),
                builtin: None,
                nth: 0,
            };
            self.convert_untyped(&mut c, ty);
            if !c.is_valid() {
                return;
            }
        }
        self.record_type_and_value(node, old.mode, ty, old.value);
    }

    fn update_nested(&mut self, node: NodeId, ty: TypeId, final_: bool) {
        self.nested(|check| check.update_expr_type(node, ty, final_));
    }

    pub(crate) fn update_expr_val(&mut self, node: NodeId, value: Value) {
        if let Some(info) = self.untyped.get_mut(self.env.file_id, node) {
            info.value = Some(value);
        }
    }

    pub(crate) fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        match self.implicit_type_and_value(x, target) {
            Err(code) => {
                let shown = if self.is_type_param(target) { target } else { self.under(target) };
                self.invalid_conversion(code, x, shown);
                x.mode = Mode::Invalid;
            }
            Ok((ty, value)) => {
                self.take_type_and_value(x, ty, value);
            }
        }
    }

    /// Gives an untyped operand what [`Checker::implicit_type_and_value`] found for it.
    pub(crate) fn take_type_and_value(&mut self, x: &mut Operand, ty: TypeId, value: Option<Value>) {
        let has_new_type = ty != x.ty;
        x.ty = ty;
        let Some(expr) = x.expr else {
            x.value = value.or_else(|| x.value.take());
            return;
        };
        if let Some(value) = value {
            x.value = Some(value.clone());
            // Most constants get their final type at once, and that it can represent them was just found out.
            let is_whole = has_new_type
                && self.is_typed(ty)
                && matches!(
                    self.node(expr),
                    Node::BasicLit { .. }
                        | Node::Ident { .. }
                        | Node::Selector { .. }
                        | Node::Unary { .. }
                        | Node::Binary { .. }
                );
            if is_whole {
                if let Some(old) = self.untyped.remove(self.env.file_id, expr) {
                    self.record_type_and_value(expr, old.mode, ty, Some(value));
                }
                return;
            }
            self.update_expr_val(expr, value);
        }
        if has_new_type {
            self.update_expr_type(expr, ty, false);
        }
    }

    /// The type that an untyped operand gets next to `target`, and its value there.
    pub(crate) fn implicit_type_and_value(
        &mut self,
        x: &Operand,
        target: TypeId,
    ) -> Result<(TypeId, Option<Value>), Code> {
        if !x.is_valid() || self.is_typed(x.ty) || !self.is_valid(target) {
            return Ok((x.ty, None));
        }
        let invalid = Err(Code::InvalidUntypedConversion);
        if self.is_untyped(target) {
            return match self.max_type(x.ty, target) {
                Some(ty) => Ok((ty, None)),
                None => invalid,
            };
        }
        let under = self.under(target);
        match self.types[under] {
            Type::Basic(_) => {
                if x.mode == Mode::Constant {
                    let value = self.representation(x, under)?;
                    return Ok((target, Some(value)));
                }
                // Non-constant untyped values come from comparisons, shifts and nil.
                let Type::Basic(kind) = self.types[x.ty] else { return invalid };
                let ok = match kind {
                    BasicKind::UntypedBool => self.is_boolean(target),
                    BasicKind::UntypedInt
                    | BasicKind::UntypedRune
                    | BasicKind::UntypedFloat
                    | BasicKind::UntypedComplex => self.is_numeric(target),
                    BasicKind::UntypedString => self.is_string(target),
                    // unsafe.Pointer
                    BasicKind::UntypedNil if self.has_nil(target) => return Ok((TypeId::UNTYPED_NIL, None)),
                    _ => false,
                };
                if ok { Ok((target, None)) } else { invalid }
            }
            Type::Interface(_) => {
                if self.is_type_param(target) {
                    let all = self.under_is(target, |check, under| {
                        under.is_some_and(|under| check.implicit_type_and_value(x, under).is_ok())
                    });
                    if !all {
                        return invalid;
                    }
                    return Ok((if x.is_nil() { TypeId::UNTYPED_NIL } else { target }, None));
                }
                if x.is_nil() {
                    return Ok((TypeId::UNTYPED_NIL, None));
                }
                // The default type is used, if it can be.
                if !self.type_set(under).is_all() {
                    return invalid;
                }
                Ok((self.default_type(x.ty), None))
            }
            Type::Pointer { .. }
            | Type::Signature(_)
            | Type::Slice { .. }
            | Type::Map { .. }
            | Type::Chan { .. } => {
                if x.is_nil() {
                    Ok((TypeId::UNTYPED_NIL, None))
                } else {
                    invalid
                }
            }
            _ => invalid,
        }
    }
}
