//! Calls of predeclared functions and of package unsafe.

mod collections;
mod numbers;
mod unsafe_package;

use godwit_syntax::{Node, NodeId};
use smallvec::SmallVec;

use crate::check::expr::ExprKind;
use crate::check::under::TypeCause;
use crate::check::{At, Checker};
use crate::code::Code;
use crate::constant::{Kind, Value};
use crate::object::{BuiltinId, VarKind};
use crate::operand::{Mode, Operand, Operands};
use crate::types::{Signature, Type, TypeId};
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
