//! Constants: what fits where.

use godwit_syntax::{BinaryOp, Node, UnaryOp};

use crate::check::Checker;
use crate::code::Code;
use crate::constant::{self, Kind, Target, Value};
use crate::operand::{Mode, Operand};
use crate::types::{BasicKind, Type, TypeId};

impl Checker {
    /// Reports a constant operand that its type cannot represent, or that is excessively large. `op_pos`: where.
    pub(crate) fn overflow(&mut self, x: &mut Operand, op_pos: u32) {
        /// Bits of an untyped integer constant.
        const MAX_BITS: usize = 512;
        /// Bytes of a string constant: the largest symbol of the linker.
        const MAX_STRING: usize = 2_000_000_000;
        let Some(value) = &x.value else { return };
        if value.is_unknown() {
            let at = self.pos_at(op_pos);
            return self.error(at, Code::InvalidConstVal, "constant result is not representable");
        }
        if self.is_typed(x.ty) {
            let under = self.under(x.ty);
            return self.representable(x, under);
        }
        if value.kind() == Kind::Int && value.bit_len() > MAX_BITS {
            let op = x.expr.map_or("", |expr| match self.node(expr) {
                Node::Binary { op: BinaryOp::Add, .. } => "addition ",
                Node::Binary { op: BinaryOp::Sub, .. } => "subtraction ",
                Node::Binary { op: BinaryOp::Xor, .. } => "bitwise XOR ",
                Node::Binary { op: BinaryOp::Mul, .. } => "multiplication ",
                Node::Binary { op: BinaryOp::Shl, .. } => "shift ",
                Node::Unary { op: UnaryOp::Xor, .. } => "bitwise complement ",
                _ => "",
            });
            let at = self.pos_at(op_pos);
            self.error(at, Code::InvalidConstVal, format!("constant {op}overflow"));
            x.value = Some(Value::Unknown);
        }
        // Go 1.26 joins strings until the machine's memory is full.
        if let Some(Value::String(text)) = &x.value
            && text.len() > MAX_STRING
        {
            let len = text.len();
            let at = self.pos_at(op_pos);
            let message = format!("constant string too long ({len} bytes > {MAX_STRING} bytes)");
            self.error(at, Code::InvalidConstVal, message);
            x.value = Some(Value::Unknown);
        }
    }

    /// The value a basic type gives a constant, rounded where it rounds; `None` if it cannot represent it.
    pub(crate) fn representable_const(&self, value: &Value, ty: TypeId) -> Option<Value> {
        let Type::Basic(kind) = self.types[ty] else { return None };
        let word = (self.conf.word_size * 8) as u32;
        let int = |bits, signed| Target::Int { bits, signed };
        let target = match kind {
            BasicKind::Bool | BasicKind::UntypedBool => Target::Bool,
            BasicKind::String | BasicKind::UntypedString => Target::String,
            BasicKind::Int => int(word, true),
            BasicKind::Int8 => int(8, true),
            BasicKind::Int16 => int(16, true),
            BasicKind::Int32 => int(32, true),
            BasicKind::Int64 => int(64, true),
            BasicKind::Uint | BasicKind::Uintptr => int(word, false),
            BasicKind::Uint8 => int(8, false),
            BasicKind::Uint16 => int(16, false),
            BasicKind::Uint32 => int(32, false),
            BasicKind::Uint64 => int(64, false),
            BasicKind::UntypedInt | BasicKind::UntypedRune => Target::UntypedInt,
            BasicKind::Float32 => Target::Float32,
            BasicKind::Float64 => Target::Float64,
            BasicKind::UntypedFloat => Target::UntypedFloat,
            BasicKind::Complex64 => Target::Complex64,
            BasicKind::Complex128 => Target::Complex128,
            BasicKind::UntypedComplex => Target::UntypedComplex,
            _ => return if value.is_unknown() { Some(Value::Unknown) } else { None },
        };
        constant::representable(value, target)
    }

    /// Gives the operand the value it has in `ty`, or reports that it has none.
    pub(crate) fn representable(&mut self, x: &mut Operand, ty: TypeId) {
        match self.representation(x, ty) {
            Ok(value) => x.value = Some(value),
            Err(code) => {
                self.invalid_conversion(code, x, ty);
                x.mode = Mode::Invalid;
            }
        }
    }

    pub(crate) fn representation(&mut self, x: &Operand, ty: TypeId) -> Result<Value, Code> {
        let value = x.value.clone().unwrap_or_default();
        if let Some(value) = self.representable_const(&value, ty) {
            return Ok(value);
        }
        if !self.is_numeric(x.ty) || !self.is_numeric(ty) {
            return Err(Code::InvalidConstVal);
        }
        // Numbers either lose their fraction or do not fit.
        let truncates = !self.is_integer(x.ty) && self.is_integer(ty);
        Err(if truncates { Code::TruncatedFloat } else { Code::NumericOverflow })
    }

    pub(crate) fn invalid_conversion(&mut self, code: Code, x: &Operand, target: TypeId) {
        let (text, to) = (self.operand_string(x), self.type_string(target));
        let message = match code {
            Code::TruncatedFloat => format!("{text} truncated to {to}"),
            Code::NumericOverflow => format!("{text} overflows {to}"),
            _ => format!("cannot convert {text} to type {to}"),
        };
        self.error(x, code, message);
    }
}
