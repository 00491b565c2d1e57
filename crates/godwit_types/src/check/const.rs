//! Constants as operands: representability, overflow, and the types untyped operands take on.

use godwit_syntax::{BinaryOp, Node, UnaryOp};

use crate::check::Checker;
use crate::check::errors::At;
use crate::code::Code;
use crate::constant::{Kind, Target, Value, representable};
use crate::operand::{Mode, Operand};
use crate::types::{BasicKind, Type, TypeId};

/// Untyped integers may have this many bits.
const MAX_UNTYPED_BITS: usize = 512;

impl Checker {
    /// Reports a constant that its type cannot represent, or an untyped one that grew too large.
    pub(crate) fn overflow(&mut self, x: &mut Operand, op_pos: impl Into<At>) {
        let at = op_pos.into();
        let Some(value) = &x.value else { return };
        if value.is_unknown() {
            self.error(at, Code::InvalidConstVal, "constant result is not representable");
            return;
        }
        if self.is_typed(x.ty) {
            if let Some(kind) = self.basic_kind(x.ty) {
                self.representable(x, kind);
            }
            return;
        }
        if value.kind() == Kind::Int && value.bit_len() > MAX_UNTYPED_BITS {
            let op = x.expr.map_or("", |e| op_name(self.node(e)));
            self.error(at, Code::InvalidConstVal, format!("constant {op}overflow"));
            x.value = Some(Value::Unknown);
        }
    }

    /// The value that a constant has in a basic type, rounded where the type demands it.
    pub(crate) fn representable_const(&self, value: &Value, kind: BasicKind) -> Option<Value> {
        let target = match kind {
            BasicKind::Bool | BasicKind::UntypedBool => Target::Bool,
            BasicKind::String | BasicKind::UntypedString => Target::String,
            BasicKind::UntypedInt | BasicKind::UntypedRune => Target::UntypedInt,
            BasicKind::Float32 => Target::Float32,
            BasicKind::Float64 => Target::Float64,
            BasicKind::UntypedFloat => Target::UntypedFloat,
            BasicKind::Complex64 => Target::Complex64,
            BasicKind::Complex128 => Target::Complex128,
            BasicKind::UntypedComplex => Target::UntypedComplex,
            BasicKind::Invalid | BasicKind::UnsafePointer | BasicKind::UntypedNil => {
                return value.is_unknown().then_some(Value::Unknown);
            }
            _ => Target::Int { bits: self.int_bits(kind), signed: !kind.is_unsigned() },
        };
        representable(value, target)
    }

    /// Gives a constant operand the value it has in a basic type; reports and invalidates it if there is none.
    pub(crate) fn representable(&mut self, x: &mut Operand, kind: BasicKind) {
        match self.representation(x, kind) {
            Ok(value) => x.value = Some(value),
            Err(code) => {
                self.invalid_conversion(code, x, TypeId::basic(kind));
                x.mode = Mode::Invalid;
            }
        }
    }

    pub(crate) fn representation(&mut self, x: &Operand, kind: BasicKind) -> Result<Value, Code> {
        let value = x.value.as_ref().unwrap_or(&Value::Unknown);
        if let Some(value) = self.representable_const(value, kind) {
            return Ok(value);
        }
        if self.is_numeric(x.ty) && kind.is_numeric() {
            return Err(if !self.is_integer(x.ty) && kind.is_integer() {
                Code::TruncatedFloat
            } else {
                Code::NumericOverflow
            });
        }
        Err(Code::InvalidConstVal)
    }

    pub(crate) fn invalid_conversion(&mut self, code: Code, x: &Operand, target: TypeId) {
        let (operand, ty) = (self.operand_string(x), self.type_string(target));
        let message = match code {
            Code::TruncatedFloat => format!("{operand} truncated to {ty}"),
            Code::NumericOverflow => format!("{operand} overflows {ty}"),
            _ => format!("cannot convert {operand} to type {ty}"),
        };
        self.error(x, code, message);
    }

    /// Gives an untyped operand the type it has where `target` is expected; reports and invalidates it if it has none.
    pub(crate) fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        match self.implicit_type_and_value(x, target) {
            Err(code) => {
                let shown = if self.is_type_param(target) { target } else { self.under(target) };
                self.invalid_conversion(code, x, shown);
                x.mode = Mode::Invalid;
            }
            Ok((ty, value)) => {
                if let Some(value) = value {
                    if let Some(expr) = x.expr {
                        self.update_expr_val(expr, value.clone());
                    }
                    x.value = Some(value);
                }
                if ty != x.ty {
                    x.ty = ty;
                    if let Some(expr) = x.expr {
                        self.update_expr_type(expr, ty, false);
                    }
                }
            }
        }
    }

    /// The type, and for constants the value, that `x` takes on where a `target` is expected: typed operands keep theirs.
    pub(crate) fn implicit_type_and_value(
        &mut self,
        x: &Operand,
        target: TypeId,
    ) -> Result<(TypeId, Option<Value>), Code> {
        if !x.is_valid() || self.is_typed(x.ty) || !self.is_valid(target) {
            return Ok((x.ty, None));
        }
        const INVALID: Result<(TypeId, Option<Value>), Code> = Err(Code::InvalidUntypedConversion);
        if self.is_untyped(target) {
            return self.max_type(x.ty, target).map(|ty| (ty, None)).ok_or(Code::InvalidUntypedConversion);
        }
        let under = self.under(target);
        match &self.types[under] {
            &Type::Basic(kind) => {
                if x.mode == Mode::Constant {
                    return self.representation(x, kind).map(|value| (target, Some(value)));
                }
                // Untyped values that are no constants: results of comparisons, of shifts, and nil.
                let ok = match self.types[x.ty] {
                    Type::Basic(BasicKind::UntypedBool) => kind.is_boolean(),
                    Type::Basic(BasicKind::UntypedString) => kind.is_string(),
                    Type::Basic(BasicKind::UntypedNil) => {
                        if kind != BasicKind::UnsafePointer {
                            return INVALID;
                        }
                        return Ok((TypeId::UNTYPED_NIL, None));
                    }
                    Type::Basic(own) => own.is_numeric() && kind.is_numeric(),
                    _ => false,
                };
                if ok { Ok((target, None)) } else { INVALID }
            }
            Type::Interface(_) if self.is_type_param(target) => {
                let fits = |c: &mut Checker, u: Option<TypeId>| {
                    u.is_some_and(|u| c.nested(|c| c.implicit_type_and_value(x, u).is_ok()).unwrap_or(false))
                };
                if !self.under_is(target, fits) {
                    return INVALID;
                }
                Ok((if x.is_nil() { TypeId::UNTYPED_NIL } else { target }, None))
            }
            Type::Interface(_) => {
                if x.is_nil() {
                    return Ok((TypeId::UNTYPED_NIL, None));
                }
                // A value in an interface has a type of its own; one without methods takes any.
                if !self.type_set(under).is_all() {
                    return INVALID;
                }
                Ok((self.default_type(x.ty), None))
            }
            Type::Pointer { .. }
            | Type::Signature(_)
            | Type::Slice { .. }
            | Type::Map { .. }
            | Type::Chan { .. }
                if x.is_nil() =>
            {
                Ok((TypeId::UNTYPED_NIL, None))
            }
            _ => INVALID,
        }
    }
}

/// The operation that an expression is, in words and with a blank behind; empty where a word for it says nothing.
fn op_name(node: Node) -> &'static str {
    match node {
        Node::Binary { op, .. } => match op {
            BinaryOp::Add => "addition ",
            BinaryOp::Sub => "subtraction ",
            BinaryOp::Xor => "bitwise XOR ",
            BinaryOp::Mul => "multiplication ",
            BinaryOp::Shl => "shift ",
            _ => "",
        },
        Node::Unary { op: UnaryOp::Xor, .. } => "bitwise complement ",
        _ => "",
    }
}
