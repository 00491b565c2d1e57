//! Intermediate results of expression checking.

use godwit_syntax::NodeId;
use smallvec::SmallVec;

use crate::constant::Value;
use crate::object::BuiltinId;
use crate::types::TypeId;

/// What an expression denotes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Mode {
    /// An error was reported.
    Invalid,
    /// A call without result.
    NoValue,
    Builtin,
    /// A type.
    TypeExpr,
    Constant,
    /// Addressable.
    Variable,
    /// Not addressable, but may be assigned to.
    MapIndex,
    Value,
    /// A value that may be used with a second, boolean one (`v, ok := <-c`).
    CommaOk,
    /// A cgo call that may be used with an error.
    CommaErr,
    /// A function of the pseudo-package `C`.
    CgoFunc,
}

/// An expression on its way: mode, type and, for constants, value.
#[derive(Clone, Debug)]
pub struct Operand {
    pub mode: Mode,
    /// In the file being checked.
    pub expr: Option<NodeId>,
    pub ty: TypeId,
    /// Of constants.
    pub value: Option<Value>,
    /// Of builtins.
    pub builtin: Option<BuiltinId>,
    /// Of the values of a call that gives several: which one, from 1.
    pub nth: u8,
}

/// Few enough, mostly, to need no memory of their own.
pub(crate) type Operands = SmallVec<[Operand; 4]>;

impl Operand {
    pub const fn invalid() -> Self {
        Operand { mode: Mode::Invalid, expr: None, ty: TypeId::INVALID, value: None, builtin: None, nth: 0 }
    }

    pub fn new(mode: Mode, expr: Option<NodeId>, ty: TypeId) -> Self {
        Operand { mode, expr, ty, value: None, builtin: None, nth: 0 }
    }

    pub fn constant(expr: Option<NodeId>, ty: TypeId, value: Value) -> Self {
        Operand { mode: Mode::Constant, expr, ty, value: Some(value), builtin: None, nth: 0 }
    }

    pub fn is_valid(&self) -> bool {
        self.mode != Mode::Invalid
    }

    /// The untyped `nil`.
    pub fn is_nil(&self) -> bool {
        self.mode == Mode::Value && self.ty == TypeId::UNTYPED_NIL
    }
}
