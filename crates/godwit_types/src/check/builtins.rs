//! Calls of predeclared functions and of package unsafe.

use godwit_syntax::{BinaryOp, Node, NodeId};
use smallvec::SmallVec;

use crate::check::expr::ExprKind;
use crate::check::under::TypeCause;
use crate::check::{At, Checker};
use crate::code::Code;
use crate::constant::{self, Kind, Value};
use crate::info::{Selection, SelectionKind};
use crate::object::{BuiltinId, VarKind};
use crate::operand::{Mode, Operand, Operands};
use crate::types::{BasicKind, ChanDir, Interface, Signature, Term, Type, TypeId};
use crate::version::GoVersion;

/// Name, least number of arguments, whether there may be more, and whether a call may stand as a statement.
const fn facts(id: BuiltinId) -> (&'static str, usize, bool, ExprKind) {
    use ExprKind::{Expression, Statement};
    match id {
        BuiltinId::Append => ("append", 1, true, Expression),
        BuiltinId::Cap => ("cap", 1, false, Expression),
        BuiltinId::Clear => ("clear", 1, false, Statement),
        BuiltinId::Close => ("close", 1, false, Statement),
        BuiltinId::Complex => ("complex", 2, false, Expression),
        BuiltinId::Copy => ("copy", 2, false, Statement),
        BuiltinId::Delete => ("delete", 2, false, Statement),
        BuiltinId::Imag => ("imag", 1, false, Expression),
        BuiltinId::Len => ("len", 1, false, Expression),
        BuiltinId::Make => ("make", 1, true, Expression),
        BuiltinId::Max => ("max", 1, true, Expression),
        BuiltinId::Min => ("min", 1, true, Expression),
        BuiltinId::New => ("new", 1, false, Expression),
        BuiltinId::Panic => ("panic", 1, false, Statement),
        BuiltinId::Print => ("print", 0, true, Statement),
        BuiltinId::Println => ("println", 0, true, Statement),
        BuiltinId::Real => ("real", 1, false, Expression),
        BuiltinId::Recover => ("recover", 0, false, Statement),
        BuiltinId::Add => ("Add", 2, false, Expression),
        BuiltinId::Alignof => ("Alignof", 1, false, Expression),
        BuiltinId::Offsetof => ("Offsetof", 1, false, Expression),
        BuiltinId::Sizeof => ("Sizeof", 1, false, Expression),
        BuiltinId::Slice => ("Slice", 2, false, Expression),
        BuiltinId::SliceData => ("SliceData", 1, false, Expression),
        BuiltinId::String => ("String", 2, false, Expression),
        BuiltinId::StringData => ("StringData", 1, false, Expression),
        BuiltinId::Assert => ("assert", 1, false, Statement),
        BuiltinId::Trace => ("trace", 0, true, Expression),
    }
}

pub(crate) const fn kind_of(id: BuiltinId) -> ExprKind {
    facts(id).3
}

/// A builtin's call, taken apart.
struct Call<'a> {
    node: NodeId,
    fun: NodeId,
    nodes: &'a [NodeId],
    /// Values of the arguments; empty for builtins that take types.
    args: Operands,
    ellipsis: bool,
    id: BuiltinId,
}

/// Result and argument types of a builtin's signature, and whether it is variadic.
pub(crate) type BuiltinSig = (Option<TypeId>, SmallVec<[TypeId; 3]>, bool);

impl Checker {
    /// Checks a call; the result is in `x`. False: an error was reported.
    pub(crate) fn builtin(&mut self, x: &mut Operand, node: NodeId, nodes: &[NodeId], id: BuiltinId) -> bool {
        let Node::Call { fun, ellipsis, .. } = self.node(node) else { return false };
        let (name, least, variadic, _) = facts(id);
        if ellipsis && id != BuiltinId::Append {
            let message = format!("invalid operation: invalid use of ... with built-in {name}");
            let at = self.dots(node);
            self.error(at, Code::InvalidDotDotDot, message);
            self.use_exprs(nodes);
            return false;
        }
        // len and cap are constant if their argument has no calls; whether it has is asked for this call alone.
        let outer = self.env.has_call_or_recv;
        let resets = matches!(id, BuiltinId::Len | BuiltinId::Cap);
        if resets {
            self.env.has_call_or_recv = false;
        }
        let takes_types =
            matches!(id, BuiltinId::Make | BuiltinId::New | BuiltinId::Offsetof | BuiltinId::Trace);
        let mut args = Operands::new();
        let mut ok = true;
        if !takes_types {
            args = self.expr_list(nodes);
            ok = args.iter().all(Operand::is_valid);
            if let Some(first) = args.first() {
                x.clone_from(first);
            }
        }
        let n_args = if takes_types { nodes.len() } else { args.len() };
        if ok {
            let problem = if n_args < least {
                Some("not enough")
            } else if !variadic && n_args > least {
                Some("too many")
            } else {
                None
            };
            if let Some(problem) = problem {
                let text = self.expr_string(node);
                let message = format!(
                    "invalid operation: {problem} arguments for {text} (expected {least}, found {n_args})"
                );
                let at = self.closing(node);
                self.error(at, Code::WrongArgCount, message);
                ok = false;
            }
        }
        if ok {
            let mut call = Call { node, fun, nodes, args, ellipsis, id };
            ok = self.builtin_call(x, &mut call);
        }
        if resets {
            self.env.has_call_or_recv = outer;
        }
        ok
    }

    fn builtin_call(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        match call.id {
            BuiltinId::Append => self.builtin_append(x, call),
            BuiltinId::Cap | BuiltinId::Len => self.builtin_len(x, call),
            BuiltinId::Clear => self.builtin_clear(x, call),
            BuiltinId::Close => self.builtin_close(x, call),
            BuiltinId::Complex => self.builtin_complex(x, call),
            BuiltinId::Copy => self.builtin_copy(x, call),
            BuiltinId::Delete => self.builtin_delete(x, call),
            BuiltinId::Imag | BuiltinId::Real => self.builtin_real(x, call),
            BuiltinId::Make => self.builtin_make(x, call),
            BuiltinId::Max | BuiltinId::Min => self.builtin_max(x, call),
            BuiltinId::New => self.builtin_new(x, call),
            BuiltinId::Panic => self.builtin_panic(x, call),
            BuiltinId::Print | BuiltinId::Println => self.builtin_print(x, call),
            BuiltinId::Recover => {
                x.value = None;
                self.give(x, call, TypeId::EMPTY_INTERFACE, &[])
            }
            BuiltinId::Add
            | BuiltinId::Slice
            | BuiltinId::SliceData
            | BuiltinId::String
            | BuiltinId::StringData => self.builtin_unsafe(x, call),
            BuiltinId::Alignof | BuiltinId::Sizeof => self.builtin_sizeof(x, call),
            BuiltinId::Offsetof => self.builtin_offsetof(x, call),
            BuiltinId::Assert => self.builtin_assert(x, call),
            BuiltinId::Trace => self.builtin_trace(x, call),
        }
    }

    // ---- results ----

    /// The result is a value of type `result`; the builtin has the given argument types here.
    fn give(&mut self, x: &mut Operand, call: &Call<'_>, result: TypeId, args: &[TypeId]) -> bool {
        self.record_builtin(call, Some(result), args, false);
        x.mode = Mode::Value;
        x.ty = result;
        x.value = None;
        true
    }

    /// No result.
    fn give_nothing(&mut self, x: &mut Operand, call: &Call<'_>, args: &[TypeId]) -> bool {
        self.record_builtin(call, None, args, false);
        x.mode = Mode::NoValue;
        x.value = None;
        true
    }

    fn record_builtin(&mut self, call: &Call<'_>, result: Option<TypeId>, args: &[TypeId], variadic: bool) {
        if self.is_owned() {
            let sig = self.make_sig(result, args, variadic);
            self.record_builtin_type(call.fun, sig);
        }
    }

    /// A signature without names; equal ones are made once.
    fn make_sig(&mut self, result: Option<TypeId>, args: &[TypeId], variadic: bool) -> TypeId {
        let args: SmallVec<[TypeId; 3]> = args.iter().map(|&t| self.default_type(t)).collect();
        let key: BuiltinSig = (result, args, variadic);
        if let Some(&sig) = self.builtin_sigs.get(&key) {
            return sig;
        }
        let params = key.1.iter().map(|&ty| self.anonymous_var(VarKind::Param, ty)).collect();
        let results = result.map(|ty| self.anonymous_var(VarKind::Result, ty)).into_iter().collect();
        let sig = Signature { params, results, variadic, ..Signature::default() };
        let sig = self.types.push(Type::Signature(Box::new(sig)));
        self.builtin_sigs.insert(key, sig);
        sig
    }

    fn err_builtin(&mut self, at: impl Into<At>, code: Code, message: String) -> bool {
        self.error(at, code, message);
        false
    }

    // ---- slices, maps, channels ----

    /// The element type that all slice types of the operand share.
    fn slice_elem(&mut self, x: &Operand) -> Result<TypeId, TypeCause> {
        let mut common: Option<TypeId> = None;
        for specific in self.typeset(x.ty) {
            let elem = match specific.map(|(_, u)| &self.types[u]) {
                Some(&Type::Slice { elem }) => elem,
                _ => {
                    let text = if x.is_nil() { "untyped nil".to_owned() } else { self.operand_string(x) };
                    return Err(TypeCause::Text(format!("argument must be a slice; have {text}")));
                }
            };
            match common {
                None => common = Some(elem),
                Some(c) if !self.identical(c, elem) => {
                    let (a, b) = (self.type_string(c), self.type_string(elem));
                    let text = self.operand_string(x);
                    let message = format!("mismatched slice element types {a} and {b} in {text}");
                    return Err(TypeCause::Text(message));
                }
                Some(_) => {}
            }
        }
        common.ok_or(TypeCause::NoSpecificType)
    }

    /// Whether all types of `ty` are byte slices or strings; and whether one is a string.
    fn bytes_or_string(&mut self, ty: TypeId) -> (bool, bool) {
        let mut has_string = false;
        for specific in self.typeset(ty) {
            let Some((_, u)) = specific else { return (false, false) };
            match self.types[u] {
                Type::Slice { elem } => {
                    if !self.identical(elem, TypeId::BYTE) {
                        return (false, false);
                    }
                }
                Type::Basic(kind) if kind.is_string() => has_string = true,
                _ => return (false, false),
            }
        }
        (true, has_string)
    }

    fn is_assignable_to_bytes(&mut self, x: &mut Operand) -> bool {
        let bytes = self.types.slice(TypeId::BYTE);
        self.assignable_to(x, bytes, None).0
    }

    fn builtin_append(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_len(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_clear(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_close(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_copy(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_delete(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_make(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_complex(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_real(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_max(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
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

    fn builtin_new(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let node = call.nodes[0];
        self.expr_or_type(x, node, false);
        if x.mode == Mode::Builtin {
            let text = self.operand_string(x);
            self.error(&*x, Code::UncalledBuiltin, format!("{text} must be called"));
            x.mode = Mode::Invalid;
        }
        match x.mode {
            Mode::Invalid => return false,
            Mode::TypeExpr => self.valid_var_type(node, x.ty),
            _ => {
                if self.is_untyped(x.ty) {
                    self.assignment(x, None, "argument to new");
                    if !x.is_valid() {
                        return false;
                    }
                }
                if !self.allow_version(GoVersion::GO1_26) {
                    let text = self.expr_string(node);
                    self.version_error(call.fun, GoVersion::GO1_26, &format!("new({text})"));
                }
            }
        }
        let ty = x.ty;
        let pointer = self.types.pointer(ty);
        self.give(x, call, pointer, &[ty])
    }

    fn builtin_panic(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        // A function with results may end with a panic; see the check of terminating statements.
        if let Some(sig) = self.env.sig
            && self.types.signature(sig).is_some_and(|s| !s.results.is_empty())
        {
            self.env.panic_calls.insert(call.node);
        }
        self.assignment(x, Some(TypeId::EMPTY_INTERFACE), "argument to panic");
        if !x.is_valid() {
            return false;
        }
        self.give_nothing(x, call, &[TypeId::EMPTY_INTERFACE])
    }

    fn builtin_print(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let context = format!("argument to built-in {}", facts(call.id).0);
        let mut args = std::mem::take(&mut call.args);
        let mut types = Vec::with_capacity(args.len());
        for arg in &mut args {
            self.assignment(arg, None, &context);
            if !arg.is_valid() {
                return false;
            }
            types.push(arg.ty);
        }
        self.give_nothing(x, call, &types)
    }

    // ---- package unsafe ----

    fn builtin_unsafe(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let (name, version) = match call.id {
            BuiltinId::Add => ("unsafe.Add", GoVersion::GO1_17),
            BuiltinId::Slice => ("unsafe.Slice", GoVersion::GO1_17),
            BuiltinId::SliceData => ("unsafe.SliceData", GoVersion::GO1_20),
            BuiltinId::String => ("unsafe.String", GoVersion::GO1_20),
            _ => ("unsafe.StringData", GoVersion::GO1_20),
        };
        self.verify_version(call.fun, version, name);
        let context = format!("argument to {name}");
        let bytes = self.types.pointer(TypeId::BYTE);
        let (arg, result) = match call.id {
            BuiltinId::Add => (Some(TypeId::UNSAFE_POINTER), TypeId::UNSAFE_POINTER),
            BuiltinId::String => (Some(bytes), TypeId::STRING),
            BuiltinId::StringData => (Some(TypeId::STRING), bytes),
            _ => {
                let under = self.common_under(x.ty).ok();
                match (under.map(|u| &self.types[u]), call.id) {
                    (Some(&Type::Pointer { elem }), BuiltinId::Slice) => (None, self.types.slice(elem)),
                    (Some(&Type::Slice { elem }), BuiltinId::SliceData) => (None, self.types.pointer(elem)),
                    _ => {
                        let (code, what) = match call.id {
                            BuiltinId::Slice => (Code::InvalidUnsafeSlice, "a pointer"),
                            _ => (Code::InvalidUnsafeSliceData, "a slice"),
                        };
                        let text = self.operand_string(x);
                        let message = format!("invalid argument: {text} is not {what}");
                        return self.err_builtin(&*x, code, message);
                    }
                }
            }
        };
        if arg.is_some() {
            self.assignment(x, arg, &context);
            if !x.is_valid() {
                return false;
            }
        }
        let mut types = vec![arg.unwrap_or(x.ty)];
        if let Some(mut y) = call.args.get(1).cloned() {
            let code = match call.id {
                BuiltinId::Add => Code::InvalidUnsafeAdd,
                BuiltinId::Slice => Code::InvalidUnsafeSlice,
                _ => Code::InvalidUnsafeString,
            };
            if !self.is_valid_index(&mut y, code, "length", call.id == BuiltinId::Add) {
                return false;
            }
            types.push(y.ty);
        }
        self.give(x, call, result, &types)
    }

    fn builtin_sizeof(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let is_size = call.id == BuiltinId::Sizeof;
        let name = if is_size { "argument to unsafe.Sizeof" } else { "argument to unsafe.Alignof" };
        self.assignment(x, None, name);
        if !x.is_valid() {
            return false;
        }
        let ty = x.ty;
        if self.has_var_size(ty) {
            return self.give(x, call, TypeId::UINTPTR, &[ty]);
        }
        let n = if is_size { self.sizeof(ty) } else { self.alignof(ty) };
        if n < 0 {
            let text = self.operand_string(x);
            return self.err_builtin(&*x, Code::TypeTooLarge, format!("{text} is too large"));
        }
        x.mode = Mode::Constant;
        x.value = Some(Value::Int(n));
        x.ty = TypeId::UINTPTR;
        true
    }

    /// Whether the size depends on type parameters.
    fn has_var_size(&mut self, ty: TypeId) -> bool {
        if self.is_go1_27() {
            return self.var_size(ty, &mut Vec::new());
        }
        self.has_var_size_in(ty, &mut Vec::new())
    }

    fn has_var_size_in(&mut self, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        if let Some(named) = self.as_named(ty) {
            if seen.contains(&named) {
                return false;
            }
            seen.push(named);
        }
        let under = self.under(ty);
        match &self.types[under] {
            Type::Array { elem, .. } => {
                let elem = *elem;
                self.has_var_size_in(elem, seen)
            }
            Type::Struct(st) => {
                let fields = st.fields.clone();
                fields.into_iter().any(|f| {
                    let ty = self.type_of_object(f);
                    self.has_var_size_in(ty, seen)
                })
            }
            Type::Interface(_) => self.is_type_param(ty),
            _ => false,
        }
    }

    fn builtin_offsetof(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let arg = call.nodes[0];
        let selector = self.env.file.unparen(arg);
        let Node::Selector { x: base_node, sel } = self.node(selector) else {
            let text = self.expr_string(arg);
            let message = format!("invalid argument: {text} is not a selector expression");
            self.error(arg, Code::BadOffsetofSyntax, message);
            self.use_exprs(&[arg]);
            return false;
        };
        let Some(name) = self.ident_name(sel) else { return false };
        self.expr(None, x, base_node);
        if !x.is_valid() {
            return false;
        }
        let base = self.deref_struct_ptr(x.ty);
        let found = self.lookup_field_or_method(base, false, Some(self.env.pkg), name, false);
        let Some(object) = found.obj else {
            let text = self.type_string(base);
            let message = format!("invalid argument: {text} has no single field {name}");
            return self.err_builtin(&*x, Code::MissingFieldOrMethod, message);
        };
        if self.objects[object].is_func() {
            let text = self.expr_string(arg);
            let message = format!("invalid argument: {text} is a method value");
            return self.err_builtin(arg, Code::InvalidOffsetof, message);
        }
        if found.indirect {
            let text = self.type_string(base);
            let message = format!("invalid argument: field {name} is embedded via a pointer in {text}");
            return self.err_builtin(&*x, Code::InvalidOffsetof, message);
        }
        let ty = self.type_of_object(object);
        let index = found.index.clone();
        let selection = Selection {
            kind: SelectionKind::Field,
            recv: base,
            object,
            ty,
            index: found.index,
            indirect: false,
        };
        self.record_selection(selector, sel, selection);
        let mode = if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value };
        self.record(&Operand::new(mode, Some(selector), ty));
        if self.has_var_size(base) {
            return self.give(x, call, TypeId::UINTPTR, &[ty]);
        }
        let offset = self.offsetof(base, &index);
        if offset < 0 {
            let text = self.operand_string(x);
            return self.err_builtin(&*x, Code::TypeTooLarge, format!("{text} is too large"));
        }
        x.mode = Mode::Constant;
        x.value = Some(Value::Int(offset));
        x.ty = TypeId::UINTPTR;
        true
    }

    // ---- test support ----

    fn builtin_assert(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        if x.mode != Mode::Constant || !self.is_boolean(x.ty) {
            let text = self.operand_string(x);
            let message = format!("invalid argument: {text} is not a boolean constant");
            return self.err_builtin(&*x, Code::Test, message);
        }
        match &x.value {
            Some(Value::Bool(false)) => {
                let text = self.expr_string(call.node);
                self.error(call.node, Code::Test, format!("{text} failed"));
            }
            Some(value) if value.kind() != Kind::Bool => {
                let text = self.operand_string(x);
                let message = format!("internal error: value of {text} should be a boolean constant");
                return self.err_builtin(&*x, Code::Test, message);
            }
            _ => {}
        }
        true
    }

    fn builtin_trace(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        if call.nodes.is_empty() {
            x.mode = Mode::NoValue;
            return true;
        }
        let mut other = Operand::invalid();
        for (i, &node) in call.nodes.iter().enumerate() {
            let operand = if i == 0 { &mut *x } else { &mut other };
            self.raw_expr(None, operand, node, None, false);
        }
        x.is_valid()
    }
}
