//! Operators with two operands: arithmetic, comparisons, shifts.

use crate::check::{At, Checker};
use crate::code::Code;
use crate::constant::{self, Kind, Value};
use crate::operand::{Mode, Operand};
use crate::types::{Type, TypeId};
use crate::version::GoVersion;
use godwit_syntax::{BinaryOp, NodeId};

impl Checker {
    /// `node` is absent for assignment operations, whose operands are `lhs` and `rhs`.
    pub(crate) fn binary(
        &mut self,
        x: &mut Operand,
        node: Option<NodeId>,
        lhs: NodeId,
        rhs: NodeId,
        op: BinaryOp,
        op_pos: u32,
    ) {
        let mut y = Operand::invalid();
        self.expr(None, x, lhs);
        self.expr(None, &mut y, rhs);
        if !x.is_valid() {
            return;
        }
        if !y.is_valid() {
            x.mode = Mode::Invalid;
            x.expr = y.expr;
            return;
        }
        if op.is_shift() {
            return self.shift(x, &mut y, node, op);
        }
        self.match_types(x, &mut y);
        if !x.is_valid() {
            return;
        }
        if op.is_comparison() {
            return self.comparison(x, &mut y, op, false);
        }
        if !self.identical(x.ty, y.ty) {
            if self.is_valid(x.ty) && self.is_valid(y.ty) {
                let types = format!("{} and {}", self.type_string(x.ty), self.type_string(y.ty));
                let text = match node {
                    Some(node) => self.expr_string(node),
                    None => {
                        format!("{} {}= {}", self.expr_string(lhs), op.as_str(), self.expr_string(rhs))
                    }
                };
                let at = node.map_or(At::from(&*x), At::Node);
                let message = format!("invalid operation: {text} (mismatched types {types})");
                self.error(at, Code::MismatchedTypes, message);
            }
            x.mode = Mode::Invalid;
            return;
        }
        let defined = match op {
            BinaryOp::Add => self.all_numeric_or_string(x.ty),
            BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Quo => self.all_numeric(x.ty),
            BinaryOp::LAnd | BinaryOp::LOr => self.all_boolean(x.ty),
            _ => self.all_integer(x.ty),
        };
        if !defined {
            return self.err_operator(x, op.as_str());
        }
        if matches!(op, BinaryOp::Quo | BinaryOp::Rem) && self.divides_by_zero(x, &y) {
            self.error(&y, Code::DivByZero, "invalid operation: division by zero");
            x.mode = Mode::Invalid;
            return;
        }
        if x.mode == Mode::Constant && y.mode == Mode::Constant {
            let (Some(a), Some(b)) = (&x.value, &y.value) else { return };
            if a.is_unknown() || b.is_unknown() {
                x.value = Some(Value::Unknown);
                return;
            }
            let (a, b) = (a.clone(), b.clone());
            let int_div = op == BinaryOp::Quo && self.is_integer(x.ty);
            x.value = Some(constant::binary_op(&a, op, &b, int_div));
            x.expr = node;
            self.overflow(x, op_pos);
            return;
        }
        x.mode = Mode::Value;
    }

    fn divides_by_zero(&mut self, x: &Operand, y: &Operand) -> bool {
        let (Mode::Constant, Some(value)) = (y.mode, &y.value) else { return false };
        if value.is_unknown() {
            return false;
        }
        if (x.mode == Mode::Constant || self.all_integer(x.ty)) && value.sign() == 0 {
            return true;
        }
        x.mode == Mode::Constant
            && self.is_complex(x.ty)
            && value.real().sign() == 0
            && value.imag().sign() == 0
    }

    /// Gives untyped operands the type of the other one, where that can work.
    pub(crate) fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.ty);
        if !x.is_valid() {
            return;
        }
        self.convert_untyped(y, x.ty);
        if !y.is_valid() {
            x.mode = Mode::Invalid;
        }
    }

    fn may_convert(&mut self, x: &Operand, y: &Operand) -> bool {
        if self.is_typed(x.ty) && self.is_typed(y.ty) {
            return false;
        }
        if self.all_numeric(x.ty) != self.all_numeric(y.ty) {
            return false;
        }
        // An untyped operand may convert to its default type next to an interface.
        if self.is_non_type_param_interface(x.ty) || self.is_non_type_param_interface(y.ty) {
            return true;
        }
        if self.all_boolean(x.ty) != self.all_boolean(y.ty) || self.all_string(x.ty) != self.all_string(y.ty)
        {
            return false;
        }
        if x.is_nil() {
            return self.has_nil(y.ty);
        }
        if y.is_nil() {
            return self.has_nil(x.ty);
        }
        !self.is_pointer(x.ty) && !self.is_pointer(y.ty)
    }

    /// Compares; `switch_case`: `x` is a case's expression and `y` the switch's tag.
    pub(crate) fn comparison(&mut self, x: &mut Operand, y: &mut Operand, op: BinaryOp, switch_case: bool) {
        if !self.is_valid(x.ty) || !self.is_valid(y.ty) {
            x.mode = Mode::Invalid;
            return;
        }
        let op = if switch_case { BinaryOp::Eql } else { op };
        if let Err((code, at_y, cause)) = self.comparable_operands(x, y, op) {
            return self.err_comparison(x, y, op, switch_case, code, at_y, cause);
        }
        match (x.mode, y.mode, &x.value, &y.value) {
            (Mode::Constant, Mode::Constant, Some(a), Some(b)) => {
                x.value = Some(Value::Bool(constant::compare(a, op, b)));
            }
            _ => {
                x.mode = Mode::Value;
                // The operands keep no untyped type: this is their last use.
                for operand in [&*x, &*y] {
                    let ty = self.default_type(operand.ty);
                    if let Some(expr) = operand.expr
                        && self.is_untyped(operand.ty)
                    {
                        self.update_expr_type(expr, ty, true);
                    }
                }
            }
        }
        x.ty = TypeId::UNTYPED_BOOL;
    }

    /// Error: code, whether it is about `y`, and the cause if there is a specific one.
    fn comparable_operands(
        &mut self,
        x: &mut Operand,
        y: &mut Operand,
        op: BinaryOp,
    ) -> Result<(), (Code, bool, Option<String>)> {
        let assignable = self.assignable_to(x, y.ty, None).0 || self.assignable_to(y, x.ty, None).0;
        if !assignable {
            let cause = format!("mismatched types {} and {}", self.type_string(x.ty), self.type_string(y.ty));
            return Err((Code::MismatchedTypes, true, Some(cause)));
        }
        let code = Code::UndefinedOp;
        if matches!(op, BinaryOp::Eql | BinaryOp::Neq) {
            if x.is_nil() || y.is_nil() {
                let ty = if x.is_nil() { y.ty } else { x.ty };
                return if self.has_nil(ty) { Ok(()) } else { Err((code, true, None)) };
            }
            for (ty, is_y) in [(x.ty, false), (y.ty, true)] {
                if !self.comparable(ty) {
                    let cause = self.incomparable_cause(ty);
                    return Err((code, is_y, Some(cause)));
                }
            }
            return Ok(());
        }
        if !self.all_ordered(x.ty) {
            Err((code, false, None))
        } else if !self.all_ordered(y.ty) {
            Err((code, true, None))
        } else {
            Ok(())
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one message")]
    fn err_comparison(
        &mut self,
        x: &mut Operand,
        y: &Operand,
        op: BinaryOp,
        switch_case: bool,
        code: Code,
        at_y: bool,
        cause: Option<String>,
    ) {
        let mut about = if at_y { y } else { &*x };
        let cause = match cause.filter(|c| !c.is_empty()) {
            Some(cause) => cause,
            None if self.is_type_param(x.ty) || self.is_type_param(y.ty) => {
                about = if self.is_type_param(x.ty) { &*x } else { y };
                let text = self.type_string(about.ty);
                format!("type parameter {text} cannot use operator {}", op.as_str())
            }
            None => {
                let what = self.composite_kind(about.ty);
                let what = if what.is_empty() { self.type_string(about.ty) } else { what.to_owned() };
                format!("operator {} not defined on {what}", op.as_str())
            }
        };
        let text = |check: &mut Self, e: Option<NodeId>| e.map(|e| check.expr_string(e)).unwrap_or_default();
        let (a, b) = (text(self, x.expr), text(self, y.expr));
        if switch_case {
            // A switch without a tag is one on true.
            let b = if y.expr.is_none() { "true".to_owned() } else { b };
            let message = format!("invalid case {a} in switch on {b} ({cause})");
            self.error(&*x, code, message);
        } else {
            let at = At::from(about);
            self.error(at, code, format!("invalid operation: {a} {} {b} ({cause})", op.as_str()));
        }
        x.mode = Mode::Invalid;
    }

    fn incomparable_cause(&mut self, ty: TypeId) -> String {
        let under = self.under(ty);
        if matches!(self.types[under], Type::Slice { .. } | Type::Signature(_) | Type::Map { .. }) {
            return format!("{} can only be compared to nil", self.composite_kind(ty));
        }
        match self.comparable_type_cause(ty, true) {
            Some(cause) => self.cause_string(&cause),
            None => String::new(),
        }
    }

    fn shift(&mut self, x: &mut Operand, y: &mut Operand, node: Option<NodeId>, op: BinaryOp) {
        // The left operand must be an integer, or a constant that can be one.
        let x_value = match (x.mode, &x.value) {
            (Mode::Constant, Some(value)) => Some(value.to_int()),
            _ => None,
        };
        let is_int_constant = x_value.as_ref().is_some_and(|v| v.kind() == Kind::Int);
        let shiftable = self.all_integer(x.ty) || self.is_untyped(x.ty) && is_int_constant;
        if !shiftable {
            let text = self.operand_string(x);
            let message = format!("invalid operation: shifted operand {text} must be integer");
            self.error(&*x, Code::InvalidShiftOperand, message);
            x.mode = Mode::Invalid;
            return;
        }
        let Some(y_value) = self.shift_count(y) else {
            x.mode = Mode::Invalid;
            return;
        };
        if x.mode == Mode::Constant {
            if y.mode == Mode::Constant {
                return self.constant_shift(x, y, node, op, x_value, y_value);
            }
            // A non-constant shift of an untyped constant: the constant gets the type it would have without the shift,
            // which the context decides.
            if self.is_untyped(x.ty) {
                if let Some(expr) = x.expr
                    && let Some(info) = self.untyped.get_mut(self.env.file_id, expr)
                {
                    info.is_lhs = true;
                }
                x.mode = Mode::Value;
                return;
            }
        }
        if !self.all_integer(x.ty) {
            let text = self.operand_string(x);
            let message = format!("invalid operation: shifted operand {text} must be integer");
            self.error(&*x, Code::InvalidShiftOperand, message);
            x.mode = Mode::Invalid;
            return;
        }
        x.mode = Mode::Value;
    }

    /// Checks a shift count; gives its integer value if it is a constant. `None`: an error was reported.
    fn shift_count(&mut self, y: &mut Operand) -> Option<Value> {
        if y.mode == Mode::Constant {
            let value = y.value.as_ref().map(Value::to_int).unwrap_or_default();
            if value.kind() == Kind::Int && value.sign() < 0 {
                let text = self.operand_string(y);
                let message = format!("invalid operation: negative shift count {text}");
                self.error(&*y, Code::InvalidShiftCount, message);
                return None;
            }
            if self.is_untyped(y.ty) {
                // The count has no influence on the type of the result, but must be representable.
                self.representable(y, TypeId::UINT);
                if !y.is_valid() {
                    return None;
                }
            }
            return Some(value);
        }
        if self.all_integer(y.ty) {
            if !self.all_unsigned(y.ty) && !self.allow_version(GoVersion::GO1_13) {
                let text = self.operand_string(y);
                let what = format!("invalid operation: signed shift count {text}");
                self.version_error(&*y, GoVersion::GO1_13, &what);
                return None;
            }
        } else if self.is_untyped(y.ty) {
            self.convert_untyped(y, TypeId::UINT);
            if !y.is_valid() {
                return None;
            }
        } else {
            return self.err_shift_count(y);
        }
        Some(Value::Unknown)
    }

    fn err_shift_count(&mut self, y: &Operand) -> Option<Value> {
        let text = self.operand_string(y);
        let message = format!("invalid operation: shift count {text} must be integer");
        self.error(y, Code::InvalidShiftCount, message);
        None
    }

    fn constant_shift(
        &mut self,
        x: &mut Operand,
        y: &Operand,
        node: Option<NodeId>,
        op: BinaryOp,
        x_value: Option<Value>,
        y_value: Value,
    ) {
        let unknown = |v: &Option<Value>| v.as_ref().is_none_or(Value::is_unknown);
        if unknown(&x.value) || unknown(&y.value) {
            x.value = Some(Value::Unknown);
            if !self.is_integer(x.ty) {
                x.ty = TypeId::UNTYPED_INT;
            }
            return;
        }
        /// Enough to express the smallest float64.
        const MAX_SHIFT: u64 = 1023 - 1 + 52;
        let Some(count) = y_value.as_u64().filter(|&n| n <= MAX_SHIFT) else {
            let text = self.operand_string(y);
            let message = format!("invalid operation: invalid shift count {text}");
            self.error(y, Code::InvalidShiftCount, message);
            x.mode = Mode::Invalid;
            return;
        };
        if !self.is_integer(x.ty) {
            x.ty = TypeId::UNTYPED_INT;
        }
        x.value = Some(constant::shift(&x_value.unwrap_or_default(), op, count as usize));
        x.expr = node;
        let pos = node.map_or(0, |n| self.env.file.anchor(n));
        self.overflow(x, pos);
    }

    // ---- untyped operands ----
}
