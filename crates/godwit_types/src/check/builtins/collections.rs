//! append, cap, clear, close, copy, delete, len and make.

use super::{Call, facts};
use crate::check::Checker;
use crate::check::under::TypeCause;
use crate::code::Code;
use crate::constant::Value;
use crate::object::BuiltinId;
use crate::operand::{Mode, Operand};
use crate::types::{ChanDir, Type, TypeId};
use crate::version::GoVersion;

impl Checker {
    pub(super) fn builtin_append(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let elem = match self.slice_elem(x) {
            Ok(elem) => elem,
            Err(cause) => {
                let cause = self.cause_string(&cause);
                return self.err_builtin(&*x, Code::InvalidAppend, format!("invalid append: {cause}"));
            }
        };
        let ty = x.ty;
        // append([]byte, string...) is special.
        if call.args.len() == 2 && call.ellipsis && self.is_assignable_to_bytes(x) {
            let y = call.args[1].ty;
            if self.bytes_or_string(y) == (true, true) {
                self.record_builtin(call, Some(ty), &[ty, y], true);
                x.mode = Mode::Value;
                x.value = None;
                return true;
            }
        }
        let slice = self.types.slice(elem);
        let sig = self.make_sig(Some(ty), &[ty, slice], true);
        let args = std::mem::take(&mut call.args);
        self.check_builtin_arguments(call.node, sig, args);
        if self.is_owned() {
            self.record_builtin_type(call.fun, sig);
        }
        x.mode = Mode::Value;
        x.ty = ty;
        x.value = None;
        true
    }

    pub(super) fn builtin_len(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let is_len = call.id == BuiltinId::Len;
        let under = self.under(x.ty);
        let under = self.array_behind_pointer(under);
        let mut value = None;
        let mode = match self.types[under] {
            Type::Basic(kind) if kind.is_string() && is_len => {
                if x.mode == Mode::Constant {
                    value = x.value.as_ref().and_then(Value::string_len).map(|n| Value::Int(n as i64));
                    Mode::Constant
                } else {
                    Mode::Value
                }
            }
            Type::Array { len, .. } => {
                if self.env.has_call_or_recv {
                    Mode::Value
                } else {
                    value = Some(if len >= 0 { Value::Int(len) } else { Value::Unknown });
                    Mode::Constant
                }
            }
            Type::Slice { .. } | Type::Chan { .. } => Mode::Value,
            Type::Map { .. } if is_len => Mode::Value,
            Type::Interface(_) if self.is_type_param(x.ty) => {
                let all = self.under_is(x.ty, |check, under| {
                    let Some(under) = under else { return false };
                    let under = check.array_behind_pointer(under);
                    match check.types[under] {
                        Type::Basic(kind) => kind.is_string() && is_len,
                        Type::Array { .. } | Type::Slice { .. } | Type::Chan { .. } => true,
                        Type::Map { .. } => is_len,
                        _ => false,
                    }
                });
                if all { Mode::Value } else { Mode::Invalid }
            }
            _ => Mode::Invalid,
        };
        if mode == Mode::Invalid {
            let under = self.under(x.ty);
            if under.is_valid() {
                let code = if is_len { Code::InvalidLen } else { Code::InvalidCap };
                let text = self.operand_string(x);
                let name = facts(call.id).0;
                self.error(&*x, code, format!("invalid argument: {text} for built-in {name}"));
            }
            return false;
        }
        if mode != Mode::Constant {
            self.record_builtin(call, Some(TypeId::INT), &[x.ty], false);
        }
        x.mode = mode;
        x.ty = TypeId::INT;
        x.value = value;
        true
    }

    /// The array type behind a pointer to one; else the type itself.
    fn array_behind_pointer(&mut self, ty: TypeId) -> TypeId {
        if let Type::Pointer { elem } = self.types[self.unalias(ty)] {
            let under = self.under(elem);
            if matches!(self.types[under], Type::Array { .. }) {
                return under;
            }
        }
        ty
    }

    pub(super) fn builtin_clear(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        self.verify_version(call.fun, GoVersion::GO1_21, "clear");
        let ok = self.under_is(x.ty, |check, under| {
            matches!(under.map(|u| &check.types[u]), Some(Type::Map { .. } | Type::Slice { .. }))
        });
        if !ok {
            let text = self.operand_string(x);
            let message = format!(
                "invalid argument: cannot clear {text}: argument must be (or constrained by) map or slice"
            );
            return self.err_builtin(&*x, Code::InvalidClear, message);
        }
        let ty = x.ty;
        self.give_nothing(x, call, &[ty])
    }

    pub(super) fn builtin_close(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let mut what = "";
        let ok = self.under_is(x.ty, |check, under| {
            what = match under.map(|u| &check.types[u]) {
                Some(Type::Chan { dir: ChanDir::Recv, .. }) => "receive-only channel",
                Some(Type::Chan { .. }) => return true,
                _ => "non-channel",
            };
            false
        });
        if !ok {
            let text = self.operand_string(x);
            let message = format!("invalid operation: cannot close {what} {text}");
            return self.err_builtin(&*x, Code::InvalidClose, message);
        }
        let ty = x.ty;
        self.give_nothing(x, call, &[ty])
    }

    pub(super) fn builtin_copy(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let y = call.args[1].clone();
        // Nil can be assigned to a slice, but is none.
        let is_nil = x.is_nil() && self.is_go1_27();
        let special = !is_nil && self.is_assignable_to_bytes(x) && self.bytes_or_string(y.ty).0;
        if !special {
            let dst = match self.slice_elem(x) {
                Ok(elem) => elem,
                Err(cause) => {
                    let cause = self.cause_string(&cause);
                    return self.err_builtin(&*x, Code::InvalidCopy, format!("invalid copy: {cause}"));
                }
            };
            let src = match self.slice_elem(&y) {
                Ok(elem) => elem,
                // Strings count as byte slices, so that the error below is about elements.
                Err(_) if self.all_string(y.ty) => TypeId::BYTE,
                Err(cause) => {
                    let cause = self.cause_string(&cause);
                    return self.err_builtin(&y, Code::InvalidCopy, format!("invalid copy: {cause}"));
                }
            };
            if !self.identical(dst, src) {
                let (a, b) = (self.operand_string(x), self.operand_string(&y));
                let (dst, src) = (self.type_string(dst), self.type_string(src));
                let message = format!(
                    "invalid copy: arguments {a} and {b} have different element types {dst} and {src}"
                );
                return self.err_builtin(&*x, Code::InvalidCopy, message);
            }
        }
        let ty = x.ty;
        self.give(x, call, TypeId::INT, &[ty, y.ty])
    }

    pub(super) fn builtin_delete(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let map = x.ty;
        let mut key: Option<TypeId> = None;
        let mut problem = None;
        self.under_is(map, |check, under| {
            let Some(&Type::Map { key: own, .. }) = under.map(|u| &check.types[u]) else {
                problem = Some(false);
                return false;
            };
            if key.is_some_and(|key| !check.identical(own, key)) {
                problem = Some(true);
                return false;
            }
            key = Some(own);
            true
        });
        if let Some(several) = problem {
            let text = self.operand_string(x);
            let message = if several {
                format!("invalid argument: maps of {text} must have identical key types")
            } else {
                format!("invalid argument: {text} is not a map")
            };
            return self.err_builtin(&*x, Code::InvalidDelete, message);
        }
        x.clone_from(&call.args[1]);
        self.assignment(x, key, "argument to delete");
        if !x.is_valid() {
            return false;
        }
        self.give_nothing(x, call, &[map, key.unwrap_or(TypeId::INVALID)])
    }

    pub(super) fn builtin_make(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let first = call.nodes[0];
        let ty = self.var_type(first);
        if !self.is_valid(ty) {
            return false;
        }
        let result =
            self.common_under_with(ty, |check, specific| match specific.map(|(_, u)| &check.types[u]) {
                Some(Type::Slice { .. } | Type::Map { .. } | Type::Chan { .. }) => Ok(()),
                None => Err(TypeCause::NoSpecificType),
                Some(_) => Err(TypeCause::Text("type must be slice, map, or channel".to_owned())),
            });
        let under = match result {
            Ok(under) => under,
            Err(cause) => {
                let (text, cause) = (self.expr_string(first), self.cause_string(&cause));
                let message = format!("invalid argument: cannot make {text}: {cause}");
                return self.err_builtin(first, Code::InvalidMake, message);
            }
        };
        let least = if matches!(self.types[under], Type::Slice { .. }) { 2 } else { 1 };
        let n = call.nodes.len();
        if n < least || n > least + 1 {
            let text = self.expr_string(call.node);
            let most = least + 1;
            let message = format!("invalid operation: {text} expects {least} or {most} arguments; found {n}");
            return self.err_builtin(call.node, Code::WrongArgCount, message);
        }
        let (mut types, mut sizes) = (vec![ty], Vec::new());
        for &node in &call.nodes[1..] {
            let (ty, size) = self.index(node, -1);
            types.push(ty);
            if size >= 0 {
                sizes.push(size);
            }
        }
        if let [len, cap] = *sizes
            && len > cap
        {
            let message = "invalid argument: length and capacity swapped";
            self.error(call.nodes[1], Code::SwappedMakeArgs, message);
        }
        self.give(x, call, ty, &types)
    }

    // ---- numbers ----
}
