//! complex, real, imag, max and min.

use super::{Call, facts};
use crate::check::Checker;
use crate::code::Code;
use crate::constant::{self, Value};
use crate::object::BuiltinId;
use crate::operand::{Mode, Operand};
use crate::types::{BasicKind, Interface, Term, Type, TypeId};
use crate::version::GoVersion;
use godwit_syntax::BinaryOp;

impl Checker {
    pub(super) fn builtin_complex(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let mut y = call.args[1].clone();
        match (self.is_untyped(x.ty), self.is_untyped(y.ty)) {
            (false, false) => {}
            (true, false) => self.convert_untyped(x, y.ty),
            (false, true) => self.convert_untyped(&mut y, x.ty),
            (true, true) if x.mode == Mode::Constant && y.mode == Mode::Constant => {
                for operand in [&mut *x, &mut y] {
                    let is_real = operand.value.as_ref().is_some_and(|v| v.imag().sign() == 0);
                    if self.is_numeric(operand.ty) && is_real {
                        operand.ty = TypeId::UNTYPED_FLOAT;
                    }
                }
            }
            (true, true) => {
                // Untyped values that are not constant, as shifts have them.
                self.convert_untyped(x, TypeId::FLOAT64);
                self.convert_untyped(&mut y, TypeId::FLOAT64);
            }
        }
        if !x.is_valid() || !y.is_valid() {
            return false;
        }
        if !self.identical(x.ty, y.ty) {
            let text = self.expr_string(call.node);
            let (a, b) = (self.type_string(x.ty), self.type_string(y.ty));
            let message = format!("invalid operation: {text} (mismatched types {a} and {b})");
            return self.err_builtin(&*x, Code::InvalidComplex, message);
        }
        let complex_of = |kind| match kind {
            BasicKind::Float32 => Some(TypeId::COMPLEX64),
            BasicKind::Float64 => Some(TypeId::COMPLEX128),
            BasicKind::UntypedFloat => Some(TypeId::UNTYPED_COMPLEX),
            _ => None,
        };
        let Some(result) = self.apply_type_func(complex_of, x, call.id) else {
            let text = self.type_string(x.ty);
            let message = format!("invalid argument: arguments have type {text}, expected floating-point");
            return self.err_builtin(&*x, Code::InvalidComplex, message);
        };
        let ty = x.ty;
        match (&x.value, &y.value) {
            (Some(re), Some(im)) if x.mode == Mode::Constant && y.mode == Mode::Constant => {
                let im = Value::imaginary(im.to_float());
                x.value = Some(constant::binary_op(&re.to_float(), BinaryOp::Add, &im, false));
            }
            _ => {
                x.mode = Mode::Value;
                x.value = None;
                self.record_builtin(call, Some(result), &[ty, ty], false);
            }
        }
        x.ty = result;
        true
    }

    pub(super) fn builtin_real(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let is_real = call.id == BuiltinId::Real;
        if self.is_untyped(x.ty) {
            if x.mode == Mode::Constant {
                if self.is_numeric(x.ty) {
                    x.ty = TypeId::UNTYPED_COMPLEX;
                }
            } else {
                self.convert_untyped(x, TypeId::COMPLEX128);
                if !x.is_valid() {
                    return false;
                }
            }
        }
        let part_of = |kind| match kind {
            BasicKind::Complex64 => Some(TypeId::FLOAT32),
            BasicKind::Complex128 => Some(TypeId::FLOAT64),
            BasicKind::UntypedComplex => Some(TypeId::UNTYPED_FLOAT),
            _ => None,
        };
        let Some(result) = self.apply_type_func(part_of, x, call.id) else {
            let code = if is_real { Code::InvalidReal } else { Code::InvalidImag };
            let text = self.type_string(x.ty);
            let message = format!("invalid argument: argument has type {text}, expected complex type");
            return self.err_builtin(&*x, code, message);
        };
        let ty = x.ty;
        match &x.value {
            Some(value) if x.mode == Mode::Constant => {
                x.value = Some(if is_real { value.real() } else { value.imag() });
            }
            _ => {
                x.mode = Mode::Value;
                self.record_builtin(call, Some(result), &[ty], false);
            }
        }
        x.ty = result;
        true
    }

    /// Maps the operand's type; of a type parameter, each type of its set.
    fn apply_type_func(
        &mut self,
        f: impl Fn(BasicKind) -> Option<TypeId>,
        x: &Operand,
        id: BuiltinId,
    ) -> Option<TypeId> {
        let map = |check: &mut Self, ty: TypeId| {
            let under = check.under(ty);
            match check.types[under] {
                Type::Basic(kind) => f(kind),
                _ => None,
            }
        };
        let actual = self.unalias(x.ty);
        let Some(tparam) = self.types.type_param(actual).cloned() else { return map(self, x.ty) };
        let set = self.type_param_set(actual);
        let mut terms = Vec::new();
        for term in set.specific()? {
            terms.push(Term { tilde: term.tilde, ty: map(self, term.ty)? });
        }
        let (name, code) = match id {
            BuiltinId::Real => ("real", Code::InvalidReal),
            BuiltinId::Imag => ("imag", Code::InvalidImag),
            _ => ("complex", Code::InvalidComplex),
        };
        // The result would be a type parameter that no program can name.
        let text = self.operand_string(x);
        let message = format!(
            "{text} not supported as argument to built-in {name} for go1.18 (see go.dev/issue/50937)"
        );
        self.soft_error(x, code, message);
        let union = self.types.push(Type::Union(terms.into()));
        let bound = Interface { embeddeds: vec![union], complete: true, ..Interface::default() };
        let bound = self.types.push(Type::Interface(Box::new(bound)));
        let symbol = self.objects[tparam.obj].name;
        let ty = self.new_type_param(symbol, crate::object::Pos::NONE, tparam.index as usize);
        if let Some(own) = self.types.type_param_mut(ty) {
            own.bound = bound;
        }
        Some(ty)
    }

    pub(super) fn builtin_max(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let name = facts(call.id).0;
        self.verify_version(call.fun, GoVersion::GO1_21, &format!("built-in {name}"));
        let op = if call.id == BuiltinId::Max { BinaryOp::Gtr } else { BinaryOp::Lss };
        let mut args = std::mem::take(&mut call.args);
        for (i, arg) in args.iter_mut().enumerate() {
            if !self.all_ordered(arg.ty) {
                let text = self.operand_string(arg);
                let message = format!("invalid argument: {text} cannot be ordered");
                return self.err_builtin(&*arg, Code::InvalidMinMaxOperand, message);
            }
            if i == 0 {
                continue;
            }
            self.match_types(x, arg);
            if !x.is_valid() {
                return false;
            }
            if !self.identical(x.ty, arg.ty) {
                let (a, b) = (self.type_string(x.ty), self.type_string(arg.ty));
                let text = arg.expr.map(|e| self.expr_string(e)).unwrap_or_default();
                let message = format!(
                    "invalid argument: mismatched types {a} (previous argument) and {b} (type of {text})"
                );
                return self.err_builtin(&*arg, Code::MismatchedTypes, message);
            }
            match (&x.value, &arg.value) {
                (Some(a), Some(b)) if x.mode == Mode::Constant && arg.mode == Mode::Constant => {
                    if constant::compare(b, op, a) {
                        x.clone_from(arg);
                    }
                }
                _ => {
                    x.mode = Mode::Value;
                    x.value = None;
                }
            }
        }
        if x.mode != Mode::Constant {
            x.mode = Mode::Value;
            // An untyped value gets its default type.
            self.assignment(x, Some(TypeId::EMPTY_INTERFACE), &format!("argument to built-in {name}"));
            if !x.is_valid() {
                return false;
            }
        }
        for arg in &args {
            if let Some(expr) = arg.expr {
                self.update_expr_type(expr, x.ty, true);
            }
        }
        if x.mode != Mode::Constant {
            let types = vec![x.ty; args.len()];
            self.record_builtin(call, Some(x.ty), &types, false);
        }
        true
    }

    // ---- new, panic, print ----
}
