//! Calls, conversions, selectors, and the instantiation of generic functions.

use godwit_base::{Symbol, sym};
use godwit_syntax::{Node, NodeId};
use smallvec::{SmallVec, smallvec};

use crate::check::expr::{ExprKind, Target};
use crate::check::{At, Checker, NodeVec};
use crate::code::Code;
use crate::info::{Selection, SelectionKind};
use crate::object::{ObjectId, ObjectKind, Pos, VarKind};
use crate::operand::{Mode, Operand, Operands};
use crate::types::{Signature, Type, TypeId};
use crate::version::GoVersion;

/// The arguments of a call, with the type arguments that partially instantiated generic functions among them have.
#[derive(Default)]
struct Arguments {
    args: Operands,
    /// Shorter than `args` where none of the rest has any.
    targs: Vec<Vec<TypeId>>,
}

impl Checker {
    /// Instantiates the generic function `x`, with type arguments from the index expression `index` and from `target`.
    /// Gives the type arguments if there are too few and `infer` is off.
    pub(crate) fn func_inst(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &mut Operand,
        index: Option<NodeId>,
        infer: bool,
    ) -> Option<Vec<TypeId>> {
        let inst_pos = match index {
            Some(node) => {
                // Otherwise the expression of x is kept.
                x.expr = Some(node);
                self.pos_at(self.env.file.anchor(node))
            }
            None => pos,
        };
        let version_ok = self.verify_version(inst_pos, GoVersion::GO1_18, "function instantiation");
        let mut indices = NodeVec::new();
        let mut targs = Vec::new();
        if let Some(node) = index {
            indices = self.indices_of(node).1;
            match self.type_list(&indices) {
                Some(types) => targs = types,
                None => {
                    x.mode = Mode::Invalid;
                    return None;
                }
            }
        }
        let sig_ty = self.unalias(x.ty);
        let sig = self.types.signature(sig_ty)?.clone();
        let (got, want) = (targs.len(), sig.tparams.len());
        if got > want {
            let message = format!("got {got} type arguments but want {want}");
            self.error(indices[got - 1], Code::WrongTypeArgCount, message);
            x.mode = Mode::Invalid;
            return None;
        }
        if got < want {
            if !infer {
                return Some(targs);
            }
            match self.infer_func_inst(target, pos, x, &sig, &targs, version_ok, index.is_some(), inst_pos) {
                Some(inferred) => targs = inferred,
                None => {
                    x.mode = Mode::Invalid;
                    return None;
                }
            }
        }
        let expr = x.expr;
        let pos = expr.map_or(pos, |e| self.pos_of(e));
        x.ty = self.instantiate_signature(pos, expr, sig_ty, &targs, &indices);
        x.mode = Mode::Value;
        None
    }

    #[allow(clippy::too_many_arguments, reason = "one step of func_inst")]
    fn infer_func_inst(
        &mut self,
        target: Option<&Target>,
        pos: Pos,
        x: &Operand,
        sig: &Signature,
        targs: &[TypeId],
        version_ok: bool,
        has_index: bool,
        inst_pos: Pos,
    ) -> Option<Vec<TypeId>> {
        let (mut args, mut params, mut reverse) = (Vec::new(), Vec::new(), false);
        if let Some(target) = target {
            if version_ok && !self.allow_version(GoVersion::GO1_21) {
                let how = if has_index { "partially" } else { "implicitly" };
                let what = format!("{how} instantiated function in assignment");
                self.version_error(inst_pos, GoVersion::GO1_21, &what);
            }
            // The function's own signature stands for the parameter, the target for the argument.
            let plain = Signature {
                params: sig.params.clone(),
                results: sig.results.clone(),
                variadic: sig.variadic,
                ..Signature::default()
            };
            let plain = self.types.push(Type::Signature(Box::new(plain)));
            params.push(self.new_var(VarKind::Param, sym::EMPTY, pos, Some(plain)));
            args.push(Operand::new(Mode::Value, None, target.sig));
            reverse = true;
        }
        let tuple = self.types.tuple(&params);
        let (tparams, tuple) = self.rename_tparams(pos, &sig.tparams, tuple);
        let params = self.tuple_vars(tuple);
        let targs: Vec<Option<TypeId>> = targs.iter().copied().map(Some).collect();
        let mut error = self.new_error(Code::CannotInferTypeArgs);
        let desc = target.map(|t| t.desc.clone());
        let inferred =
            self.infer(At::Pos(pos), &tparams, &targs, &params, &args, reverse, desc.as_deref(), &mut error);
        if inferred.is_none() {
            let _ = x;
            self.report(error);
        }
        inferred
    }

    pub(crate) fn tuple_vars(&self, tuple: TypeId) -> Vec<ObjectId> {
        match &self.types[tuple] {
            Type::Tuple(vars) => vars.to_vec(),
            _ => Vec::new(),
        }
    }

    /// An instance of a generic signature; its constraints are verified later.
    pub(crate) fn instantiate_signature(
        &mut self,
        pos: Pos,
        expr: Option<NodeId>,
        sig: TypeId,
        targs: &[TypeId],
        indices: &[NodeId],
    ) -> TypeId {
        let inst = self.instance(pos, sig, targs, None);
        if let Some(expr) = expr {
            self.record_instance(expr, targs, inst);
        }
        let (targs, indices) = (targs.to_vec(), NodeVec::from_slice(indices));
        self.later(move |check| {
            let tparams = check.types.signature(sig).map(|s| s.tparams.clone()).unwrap_or_default();
            match check.verify(pos, &tparams, &targs) {
                Some((i, cause)) => {
                    let at = indices.get(i).map_or(pos, |&index| check.pos_of(index));
                    check.soft_error(at, Code::InvalidTypeArg, cause);
                }
                None => check.mono_record_instance(pos, &tparams, &targs, &indices),
            }
        });
        inst
    }

    // ---- calls ----

    pub(crate) fn call_expr(&mut self, x: &mut Operand, node: NodeId) -> ExprKind {
        let Node::Call { fun, args, ellipsis } = self.node(node) else { return ExprKind::Statement };
        let args = self.list(args);
        let mut index = None;
        if matches!(self.node(fun), Node::Index { .. } | Node::IndexList { .. }) {
            if self.index_expr(x, fun) {
                index = Some(fun);
            }
            x.expr = Some(fun);
            self.record(x);
        } else {
            self.expr_or_type(x, fun, true);
        }
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(&args);
                x.expr = Some(node);
                return ExprKind::Statement;
            }
            Mode::TypeExpr => {
                self.conversion_call(x, node, &args, ellipsis);
                x.expr = Some(node);
                return ExprKind::Conversion;
            }
            Mode::Builtin => {
                let Some(id) = x.builtin else { return ExprKind::Statement };
                if !self.builtin(x, node, &args, id) {
                    x.mode = Mode::Invalid;
                }
                x.expr = Some(node);
                if !matches!(x.mode, Mode::Invalid | Mode::Constant) {
                    self.env.has_call_or_recv = true;
                }
                return crate::check::builtins::kind_of(id);
            }
            _ => {}
        }
        let is_cgo = x.mode == Mode::CgoFunc;
        let Some(sig) = self.called_signature(x) else {
            self.use_exprs(&args);
            x.mode = Mode::Invalid;
            x.expr = Some(node);
            return ExprKind::Statement;
        };
        self.function_call(x, node, fun, &args, index, sig, is_cgo)
    }

    /// The signature of the function operand.
    fn called_signature(&mut self, x: &Operand) -> Option<TypeId> {
        use crate::check::under::TypeCause;
        // Nearly all functions have a signature type as it is.
        if matches!(self.types[x.ty], Type::Signature(_)) {
            return Some(x.ty);
        }
        let result = self.common_under_with(x.ty, |check, specific| match specific {
            Some((t, u)) if check.types.signature(u).is_none() => {
                let text = check.type_string(t);
                Err(TypeCause::Text(format!("{text} is not a function")))
            }
            _ => Ok(()),
        });
        match result {
            Ok(under) => Some(under),
            Err(cause) => {
                let (text, cause) = (self.operand_string(x), self.cause_string(&cause));
                let message = format!("invalid operation: cannot call {text}: {cause}");
                self.error(x, Code::InvalidCall, message);
                None
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "one step of call_expr")]
    fn function_call(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        fun: NodeId,
        args: &[NodeId],
        index: Option<NodeId>,
        sig: TypeId,
        is_cgo: bool,
    ) -> ExprKind {
        let mut sig = sig;
        let n_tparams = self.types.signature(sig).map_or(0, |s| s.tparams.len());
        let (mut indices, mut targs) = (NodeVec::new(), Vec::new());
        if let Some(index) = index {
            indices = self.indices_of(index).1;
            let types = self.type_list(&indices);
            let too_many = types.as_ref().is_some_and(|t| t.len() > n_tparams);
            if too_many {
                let message = format!("got {} type arguments but want {n_tparams}", indices.len());
                self.error(indices[n_tparams], Code::WrongTypeArgCount, message);
            }
            let Some(types) = types.filter(|_| !too_many) else {
                self.use_exprs(args);
                x.mode = Mode::Invalid;
                x.expr = Some(node);
                return ExprKind::Statement;
            };
            targs = types;
            if targs.len() == n_tparams && n_tparams > 0 {
                let bracket = self.pos_at(self.env.file.anchor(index));
                self.verify_version(bracket, GoVersion::GO1_18, "function instantiation");
                let pos = self.pos_of(index);
                sig = self.instantiate_signature(pos, Some(index), sig, &targs, &indices);
                targs.clear();
                indices.clear();
            }
        }
        let arguments = self.generic_expr_list(args);
        let sig = self.arguments(node, sig, &targs, &indices, arguments);
        let (results, is_generic) = match self.types.signature(sig) {
            Some(s) => (SmallVec::<[ObjectId; 4]>::from_slice(&s.results), !s.tparams.is_empty()),
            None => (SmallVec::new(), false),
        };
        if n_tparams > 0 && !is_generic {
            self.record_type_and_value(fun, Mode::Value, sig, None);
        }
        x.value = None;
        match *results {
            [] => x.mode = Mode::NoValue,
            [result] => {
                x.mode = if is_cgo { Mode::CommaErr } else { Mode::Value };
                x.ty = self.type_of_object(result);
                if !self.is_complete(x.ty) {
                    x.mode = Mode::Invalid;
                    x.expr = Some(node);
                    return ExprKind::Statement;
                }
            }
            _ => {
                x.mode = Mode::Value;
                x.ty = self.results_tuple(sig, &results);
            }
        }
        x.expr = Some(node);
        self.env.has_call_or_recv = true;
        // Type arguments could not be inferred: the result is useless if it depends on them.
        if x.mode == Mode::Value && is_generic {
            let tparams = self.types.signature(sig).map(|s| s.tparams.clone()).unwrap_or_default();
            if self.is_parameterized(&tparams, x.ty) {
                x.mode = Mode::Invalid;
            }
        }
        ExprKind::Statement
    }

    /// The tuple of a signature's results, made once.
    fn results_tuple(&mut self, sig: TypeId, results: &[ObjectId]) -> TypeId {
        if let Some(&tuple) = self.result_tuples.get(&sig) {
            return tuple;
        }
        let tuple = self.types.tuple(results);
        self.result_tuples.insert(sig, tuple);
        tuple
    }

    fn conversion_call(&mut self, x: &mut Operand, node: NodeId, args: &[NodeId], ellipsis: bool) {
        self.non_generic(None, x);
        if !x.is_valid() {
            return;
        }
        let ty = x.ty;
        x.mode = Mode::Invalid;
        if !self.is_complete(ty) {
            return;
        }
        match args {
            [] => {
                let text = self.type_string(ty);
                let at = self.closing(node);
                self.error(at, Code::WrongArgCount, format!("missing argument in conversion to {text}"));
            }
            [arg] => {
                let target = if self.is_go1_27() { self.new_target(Some(ty), "conversion") } else { None };
                self.expr(target.as_ref(), x, *arg);
                if !x.is_valid() {
                    return;
                }
                if ellipsis {
                    let text = self.type_string(ty);
                    let message = format!("invalid use of ... in conversion to {text}");
                    self.error(*arg, Code::BadDotDotDotSyntax, message);
                    return;
                }
                let under = self.under(ty);
                if matches!(self.types[under], Type::Interface(_))
                    && !self.is_type_param(ty)
                    && !self.is_method_set(under)
                {
                    let text = self.type_string(ty);
                    let why = "contains specific type constraints or is comparable";
                    let message = format!("cannot use interface {text} in conversion ({why})");
                    self.error(node, Code::MisplacedConstraintIface, message);
                    return;
                }
                self.conversion(x, ty);
            }
            [.., last] => {
                self.use_exprs(args);
                let text = self.type_string(ty);
                let message = format!("too many arguments in conversion to {text}");
                self.error(*last, Code::WrongArgCount, message);
            }
        }
    }

    /// The closing parenthesis of a call.
    pub(crate) fn closing(&self, call: NodeId) -> At {
        let end = self.env.file.end(call);
        At::Span { start: self.pos_of(call), pos: end.saturating_sub(1), end }
    }

    /// The `...` of a call.
    pub(crate) fn dots(&self, call: NodeId) -> At {
        let file = &self.env.file;
        let end = file.end(call);
        let last = match file[call] {
            Node::Call { args, .. } => file.list_last(args).map_or(end, |a| file.end(a)),
            _ => end,
        };
        let between = file.text.get(last as usize..end as usize).unwrap_or("");
        let pos = between.find("...").map_or(last, |i| last + i as u32);
        At::Span { start: self.pos_of(call), pos, end }
    }

    /// Values of expressions in a list; a single call may give several.
    pub(crate) fn expr_list(&mut self, nodes: &[NodeId]) -> Operands {
        match nodes {
            [node] => self.multi_expr(*node, false).0,
            _ => nodes
                .iter()
                .map(|&node| {
                    let mut x = Operand::invalid();
                    self.expr(None, &mut x, node);
                    x
                })
                .collect(),
        }
    }

    /// As [`Checker::expr_list`], but functions may be generic.
    fn generic_expr_list(&mut self, nodes: &[NodeId]) -> Arguments {
        // Before go1.21 all type arguments had to be there.
        let infer = nodes.is_empty() || !self.allow_version(GoVersion::GO1_21);
        let mut found = Arguments::default();
        for &node in nodes {
            let mut x = Operand::invalid();
            let mut targs = Vec::new();
            let is_index = matches!(self.node(node), Node::Index { .. } | Node::IndexList { .. });
            if is_index && self.index_expr(&mut x, node) {
                let pos = self.pos_of(node);
                match self.func_inst(None, pos, &mut x, Some(node), infer) {
                    Some(partial) => {
                        targs = partial;
                        x.expr = Some(node);
                    }
                    None => self.record(&x),
                }
            } else if is_index {
                x.expr = Some(node);
                self.finish_index_arg(&mut x);
            } else if nodes.len() == 1 {
                let operands = self.generic_multi_expr(node);
                return Arguments { args: operands, targs: Vec::new() };
            } else {
                self.generic_expr(&mut x, node);
            }
            if !targs.is_empty() {
                found.targs.resize(found.args.len(), Vec::new());
                found.targs.push(targs);
            }
            found.args.push(x);
        }
        found
    }

    /// An index expression that turned out to be no generic function is recorded like any expression.
    fn finish_index_arg(&mut self, x: &mut Operand) {
        self.record(x);
        self.exclude_non_value_arg(x);
    }

    fn exclude_non_value_arg(&mut self, x: &mut Operand) {
        if x.mode == Mode::TypeExpr {
            let text = self.operand_string(x);
            self.error(&*x, Code::NotAnExpr, format!("{text} is not an expression"));
            x.mode = Mode::Invalid;
        }
    }

    fn generic_multi_expr(&mut self, node: NodeId) -> Operands {
        let mut x = Operand::invalid();
        self.raw_expr(None, &mut x, node, None, true);
        if x.mode == Mode::Value
            && let Type::Tuple(vars) = &self.types[x.ty]
        {
            let vars = vars.clone();
            return self.tuple_operands(node, &vars);
        }
        self.exclude_non_values(&mut x);
        smallvec![x]
    }

    /// Checks the arguments of a builtin that has an ordinary signature.
    pub(crate) fn check_builtin_arguments(&mut self, call: NodeId, sig: TypeId, args: Operands) {
        self.arguments(call, sig, &[], &[], Arguments { args, targs: Vec::new() });
    }

    /// Checks arguments against parameters and infers missing type arguments. Gives the signature, instantiated if all type
    /// arguments are known.
    fn arguments(
        &mut self,
        call: NodeId,
        sig_ty: TypeId,
        targs: &[TypeId],
        indices: &[NodeId],
        arguments: Arguments,
    ) -> TypeId {
        let Node::Call { fun, args: arg_nodes, ellipsis } = self.node(call) else { return sig_ty };
        let Some(sig) = self.types.signature(sig_ty) else { return sig_ty };
        let sig_params: SmallVec<[ObjectId; 8]> = SmallVec::from_slice(&sig.params);
        let (variadic, tparams) = (sig.variadic, sig.tparams.clone());
        let Arguments { mut args, targs: arg_targs } = arguments;
        let n_args = args.len();
        let mut param_types: SmallVec<[TypeId; 8]> =
            sig_params.iter().map(|&p| self.type_of_object(p)).collect();
        let mut n_params = param_types.len();
        if variadic {
            if ellipsis {
                if self.env.file.n_list(arg_nodes) == 1 && n_args > 1 {
                    let first = self.list(arg_nodes)[0];
                    let text = self.expr_string(first);
                    let message = format!("cannot use ... with {n_args}-valued {text}");
                    let at = self.dots(call);
                    self.error(at, Code::InvalidDotDotDot, message);
                    return sig_ty;
                }
            } else if n_args + 1 >= n_params {
                // One parameter for each argument.
                let last = param_types.pop().unwrap_or(TypeId::INVALID);
                let elem = match self.types[self.unalias(last)] {
                    Type::Slice { elem } => elem,
                    _ => TypeId::INVALID,
                };
                param_types.resize(n_args, elem);
                n_params = n_args;
            } else {
                n_params -= 1;
            }
        } else if ellipsis {
            let text = self.expr_string(fun);
            let message = format!("cannot use ... in call to non-variadic {text}");
            let at = self.dots(call);
            self.error(at, Code::NonVariadicDotDotDot, message);
            return sig_ty;
        }
        if n_args != n_params {
            self.err_arg_count(call, fun, &args, n_params, &sig_params, variadic, ellipsis);
            return sig_ty;
        }
        let is_generic_arg = |check: &Self, x: &Operand| {
            x.is_valid() && check.types.signature(x.ty).is_some_and(|s| !s.tparams.is_empty())
        };
        let any_generic_arg = args.iter().any(|x| is_generic_arg(self, x));
        let mut result = sig_ty;
        if !tparams.is_empty() || any_generic_arg {
            let adjusted = variadic && !ellipsis;
            let inferred = self.infer_arguments(
                call,
                fun,
                sig_ty,
                &tparams,
                targs,
                indices,
                &mut args,
                &arg_targs,
                &param_types,
                &sig_params,
                adjusted,
            );
            match inferred {
                Some((sig, types)) => (result, param_types) = (sig, types.into()),
                None => return sig_ty,
            }
        }
        if args.is_empty() {
            return result;
        }
        let context = LazyContext { fun };
        for (x, &ty) in args.iter_mut().zip(&param_types) {
            self.assignment_to_param(x, ty, &context);
        }
        result
    }

    fn assignment_to_param(&mut self, x: &mut Operand, ty: TypeId, context: &LazyContext) {
        self.assignment_in(x, Some(ty), &|check: &mut Checker| {
            format!("argument to {}", check.expr_string(context.fun))
        });
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one message")]
    fn err_arg_count(
        &mut self,
        call: NodeId,
        fun: NodeId,
        args: &[Operand],
        n_params: usize,
        params: &[ObjectId],
        variadic: bool,
        ellipsis: bool,
    ) {
        let (at, qualifier) = if args.len() > n_params {
            (At::from(&args[n_params]), "too many")
        } else {
            let end = self.env.file.end(call);
            (At::Pos(self.pos_at(end.saturating_sub(1))), "not enough")
        };
        let text = self.expr_string(fun);
        let have: Vec<TypeId> = args.iter().map(|x| x.ty).collect();
        let want: Vec<TypeId> = params.iter().map(|&p| self.type_of_object(p)).collect();
        let have = self.types_summary(&have, false, ellipsis);
        let want = self.types_summary(&want, variadic, false);
        let mut error = self.new_error(Code::WrongArgCount);
        self.add_line(&mut error, at, format!("{qualifier} arguments in call to {text}"));
        self.add_line(&mut error, Pos::NONE, format!("have {have}"));
        self.add_line(&mut error, Pos::NONE, format!("want {want}"));
        self.report(error);
    }

    /// Infers type arguments of the called function and of generic functions among the arguments. Gives the instantiated
    /// signature and the parameter types.
    #[allow(clippy::too_many_arguments, reason = "one step of arguments")]
    fn infer_arguments(
        &mut self,
        call: NodeId,
        fun: NodeId,
        sig_ty: TypeId,
        own_tparams: &[TypeId],
        targs: &[TypeId],
        indices: &[NodeId],
        args: &mut [Operand],
        arg_targs: &[Vec<TypeId>],
        param_types: &[TypeId],
        sig_params: &[ObjectId],
        adjusted: bool,
    ) -> Option<(TypeId, Vec<TypeId>)> {
        let pos = self.pos_of(call);
        let n = own_tparams.len();
        let vars: Vec<ObjectId> = param_types
            .iter()
            .enumerate()
            .map(|(i, &ty)| {
                // Extra arguments of a variadic function share the last parameter's name and position.
                let from = sig_params.get(i).or(sig_params.last());
                match from {
                    Some(&p) if self.objects[p].ty == Some(ty) => p,
                    Some(&p) => self.clone_var(p, ty),
                    None => self.new_var(VarKind::Param, sym::EMPTY, pos, Some(ty)),
                }
            })
            .collect();
        let mut tuple = self.types.tuple(&vars);
        let mut tparams = Vec::new();
        let mut all_targs: Vec<Option<TypeId>> = targs.iter().copied().map(Some).collect();
        if n > 0 {
            if !self.allow_version(GoVersion::GO1_18) {
                let (at, what) = match self.node(fun) {
                    Node::Index { .. } | Node::IndexList { .. } => {
                        (self.pos_at(self.env.file.anchor(fun)), "function instantiation")
                    }
                    _ => (self.pos_at(self.env.file.anchor(call)), "implicit function instantiation"),
                };
                self.version_error(at, GoVersion::GO1_18, what);
            }
            // Fresh type parameters, so that recursive calls do not mix theirs up with the callee's.
            (tparams, tuple) = self.rename_tparams(pos, own_tparams, tuple);
            all_targs.resize(n, None);
        }
        let mut generic_args = Vec::new();
        for (i, arg) in args.iter_mut().enumerate() {
            let Some(sig) = self.types.signature(arg.ty).filter(|s| !s.tparams.is_empty()) else { continue };
            if !arg.is_valid() {
                continue;
            }
            let arg_tparams = sig.tparams.clone();
            let plain = Signature { tparams: Vec::new(), ..sig.clone() };
            let plain = self.types.push(Type::Signature(Box::new(plain)));
            let (renamed, ty) = self.rename_tparams(pos, &arg_tparams, plain);
            // A type of its own, so that its type parameters are this argument's alone.
            let mut own = self.types.signature(ty).cloned().unwrap_or_default();
            own.tparams.clone_from(&renamed);
            arg.ty = self.types.push(Type::Signature(Box::new(own)));
            tparams.extend(renamed);
            if let Some(partial) = arg_targs.get(i) {
                all_targs.extend(partial.iter().copied().map(Some));
            }
            all_targs.resize(tparams.len(), None);
            generic_args.push(i);
        }
        if let Some(&first) = generic_args.first() {
            let at = At::from(&args[first]);
            self.verify_version(at, GoVersion::GO1_21, "implicitly instantiated function as argument");
        }
        let params = self.tuple_vars(tuple);
        let mut error = self.new_error(Code::CannotInferTypeArgs);
        let inferred =
            self.infer(At::Node(call), &tparams, &all_targs, &params, args, false, None, &mut error);
        let Some(inferred) = inferred else {
            let text = self.expr_string(fun);
            self.report_in_call(error, &text);
            return None;
        };
        let (mut result, mut types) = (sig_ty, Vec::new());
        if n > 0 {
            result = self.instantiate_signature(pos, Some(fun), sig_ty, &inferred[..n], indices);
            if !adjusted {
                let params = self.types.signature(result).map(|s| s.params.clone()).unwrap_or_default();
                types = params.iter().map(|&p| self.type_of_object(p)).collect();
            }
        }
        if types.is_empty() {
            for &param in &params {
                let ty = self.type_of_object(param);
                types.push(if n > 0 { self.subst(pos, ty, &tparams[..n], &inferred[..n], None) } else { ty });
            }
        }
        let mut next = n;
        for i in generic_args {
            let arg = &mut args[i];
            let count = self.types.signature(arg.ty).map_or(0, |s| s.tparams.len());
            let (expr, ty) = (arg.expr, arg.ty);
            arg.ty = self.instantiate_signature(pos, expr, ty, &inferred[next..next + count], &[]);
            // Recorded here because the usual way was not taken.
            let arg = arg.clone();
            self.record(&arg);
            next += count;
        }
        Some((result, types))
    }

    // ---- selectors ----

    /// `x.sel`: a qualified identifier, a field, a method value or a method expression.
    pub(crate) fn selector(&mut self, x: &mut Operand, node: NodeId, want_type: bool) {
        let Node::Selector { x: base, sel } = self.node(node) else { return };
        *x = Operand { expr: Some(node), ..Operand::invalid() };
        let Some(name) = self.ident_name(sel) else { return };
        if let Some(ident) = self.ident_name(base) {
            let found = self.lookup(ident);
            if let Some((_, object)) = found
                && let ObjectKind::PkgName { imported, .. } = self.objects[object].kind
            {
                self.record_use(base, object);
                self.mark_used(object);
                return self.qualified_ident(x, node, sel, name, imported);
            }
            self.found_ident(x, base, found);
        } else {
            self.expr_or_type(x, base, false);
        }
        match x.mode {
            Mode::Invalid => {}
            Mode::Builtin => {
                let text = self.operand_string(x);
                let message = format!("invalid use of {text} in selector expression");
                self.error(sel, Code::UncalledBuiltin, message);
                x.mode = Mode::Invalid;
            }
            // Only a complete type has fields and methods.
            _ if !self.is_complete(x.ty) => x.mode = Mode::Invalid,
            _ if want_type => {
                let text = self.expr_string(node);
                self.error(sel, Code::NotAType, format!("{text} is not a type"));
                x.mode = Mode::Invalid;
            }
            _ => {
                // Selecting looks through a pointer.
                if !self.is_complete_pointee(x.ty) || !self.select(x, node, sel, name) {
                    x.mode = Mode::Invalid;
                }
            }
        }
        if !x.is_valid() {
            x.ty = TypeId::INVALID;
            x.value = None;
        }
        x.expr = Some(node);
    }

    fn qualified_ident(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        sel: NodeId,
        name: Symbol,
        pkg: crate::PackageId,
    ) {
        if self.packages[pkg].cgo {
            // Names of C are known to nobody; the loader says so once.
            x.mode = Mode::Invalid;
            return;
        }
        let Some(object) = self.lookup_in_package(pkg, name) else {
            if !self.packages[pkg].fake && !name.is_blank() {
                let text = self.expr_string(node);
                let similar = self.exported_ignoring_case(pkg, name);
                let but = similar.map(|s| format!(" (but have {s})")).unwrap_or_default();
                self.error(sel, Code::UndeclaredImportedName, format!("undefined: {text}{but}"));
            }
            return;
        };
        if !name.is_exported() {
            let package = self.packages[pkg].name;
            let message = format!("name {name} not exported by package {package}");
            self.error(sel, Code::UnexportedName, message);
        }
        self.record_use(sel, object);
        let ty = self.type_of_object(object);
        match &self.objects[object].kind {
            ObjectKind::Const { value } => {
                x.value = Some(value.clone());
                x.mode = Mode::Constant;
            }
            ObjectKind::TypeName => x.mode = Mode::TypeExpr,
            ObjectKind::Var { .. } => x.mode = Mode::Variable,
            ObjectKind::Func { .. } => x.mode = Mode::Value,
            ObjectKind::Builtin(id) => {
                x.builtin = Some(*id);
                x.mode = Mode::Builtin;
            }
            _ => return,
        }
        x.ty = self.unalias_invalid(ty);
        if x.mode != Mode::Builtin && !x.ty.is_valid() {
            x.mode = Mode::Invalid;
        }
    }

    fn exported_ignoring_case(&self, pkg: crate::PackageId, name: Symbol) -> Option<Symbol> {
        let folded = name.as_str().to_lowercase();
        let scope = &self.scopes[self.packages[pkg].scope];
        let mut similar: Vec<Symbol> = scope
            .iter()
            .map(|(n, _)| n)
            .filter(|n| n.is_exported() && n.as_str().to_lowercase() == folded)
            .collect();
        similar.sort_by_key(|n| n.as_str());
        similar.first().copied()
    }

    /// Looks `name` up in the operand's type. False: an error was reported.
    fn select(&mut self, x: &mut Operand, node: NodeId, sel: NodeId, name: Symbol) -> bool {
        let pkg = Some(self.env.pkg);
        let addressable = x.mode == Mode::Variable;
        let found = self.lookup_field_or_method(x.ty, addressable, pkg, name, false);
        let Some(object) = found.obj else {
            self.err_selector(x, sel, name, &found.index, found.indirect);
            return false;
        };
        let object_ty = self.type_of_object(object);
        let is_method = self.objects[object].is_func();
        let (recv, index, indirect) = (x.ty, found.index, found.indirect);
        let selection = |kind, ty| Selection { kind, recv, object, ty, index, indirect };
        if x.mode == Mode::TypeExpr {
            if !is_method && self.is_go1_27() {
                let ty = self.type_string(x.ty);
                let message = format!("operand for field selector {name} must be value of type {ty}");
                let at = x.expr.unwrap_or(sel);
                self.error(at, Code::MissingFieldOrMethod, message);
                return false;
            }
            if !is_method {
                let base = x.expr.map(|e| self.expr_string(e)).unwrap_or_default();
                let ty = self.type_string(x.ty);
                let message = format!("{base}.{name} undefined (type {ty} has no method {name})");
                self.error(sel, Code::MissingFieldOrMethod, message);
                return false;
            }
            let Some(ty) = self.method_expr_type(object_ty, x.ty) else {
                self.error(node, Code::InvalidDeclCycle, "illegal cycle in method declaration");
                return false;
            };
            self.record_selection(node, sel, selection(SelectionKind::MethodExpr, ty));
            x.mode = Mode::Value;
            x.ty = ty;
            self.add_decl_dep(object);
            return true;
        }
        if is_method {
            let ty = self.method_value_type(object, object_ty);
            self.record_selection(node, sel, selection(SelectionKind::MethodValue, ty));
            x.mode = Mode::Value;
            x.ty = ty;
            self.add_decl_dep(self.origin_object(object));
        } else {
            self.record_selection(node, sel, selection(SelectionKind::Field, object_ty));
            x.mode = if addressable || indirect { Mode::Variable } else { Mode::Value };
            x.ty = object_ty;
        }
        x.value = None;
        true
    }

    /// The method's signature with the receiver as first parameter.
    fn method_expr_type(&mut self, sig: TypeId, recv_ty: TypeId) -> Option<TypeId> {
        let sig = self.types.signature(sig)?.clone();
        let recv = sig.recv?;
        let mut name = sym::EMPTY;
        if let Some(&first) = sig.params.first()
            && !self.objects[first].name.as_str().is_empty()
        {
            // Parameters are named all or none.
            name = self.objects[recv].name;
            if name.as_str().is_empty() {
                name = sym::BLANK;
            }
        }
        let pos = self.objects[recv].pos;
        let mut params = vec![self.new_var(VarKind::Param, name, pos, Some(recv_ty))];
        params.extend(&sig.params);
        let sig = Signature {
            tparams: sig.tparams,
            params,
            results: sig.results,
            variadic: sig.variadic,
            ..Signature::default()
        };
        Some(self.types.push(Type::Signature(Box::new(sig))))
    }

    /// The method's signature without receiver, made once.
    fn method_value_type(&mut self, method: ObjectId, sig: TypeId) -> TypeId {
        if let Some(&ty) = self.method_values.get(&method) {
            return ty;
        }
        let Some(sig) = self.types.signature(sig) else { return TypeId::INVALID };
        let sig = Signature { recv: None, recv_tparams: Vec::new(), ..sig.clone() };
        let ty = self.types.push(Type::Signature(Box::new(sig)));
        // While its own declaration is being resolved a method has no parameters yet.
        if !self.obj_path_index.contains_key(&self.origin_object(method)) {
            self.method_values.insert(method, ty);
        }
        ty
    }

    fn err_selector(&mut self, x: &Operand, sel: NodeId, name: Symbol, index: &[u32], indirect: bool) {
        let under = self.under(x.ty);
        if !under.is_valid() {
            return;
        }
        let base = x.expr.map(|e| self.expr_string(e)).unwrap_or_default();
        if !index.is_empty() {
            let message = format!("ambiguous selector {base}.{name}");
            return self.error(sel, Code::AmbiguousSelector, message);
        }
        if indirect {
            let ty = self.type_string(x.ty);
            let message = if x.mode == Mode::TypeExpr {
                format!("invalid method expression {ty}.{name} (needs pointer receiver (*{ty}).{name})")
            } else {
                format!("cannot call pointer method {name} on {ty}")
            };
            return self.error(sel, Code::InvalidMethodExpr, message);
        }
        let why = if self.is_interface_ptr(x.ty) {
            self.interface_ptr_error(x.ty)
        } else {
            let pkg = Some(self.env.pkg);
            let folded = self.lookup_field_or_method(x.ty, x.mode == Mode::Variable, pkg, name, true);
            self.lookup_error(x.ty, name, folded.obj, false)
        };
        self.error(sel, Code::MissingFieldOrMethod, format!("{base}.{name} undefined ({why})"));
    }

    // ---- use ----

    /// Checks expressions whose values are not needed, so that names in them count as used. False: one is invalid.
    pub(crate) fn use_exprs(&mut self, nodes: &[NodeId]) -> bool {
        let mut ok = true;
        for &node in nodes {
            ok &= self.use_one(node, false);
        }
        ok
    }

    /// As [`Checker::use_exprs`] for the left side of an assignment, where variables are not used but assigned to.
    pub(crate) fn use_lhs(&mut self, nodes: &[NodeId]) -> bool {
        let mut ok = true;
        for &node in nodes {
            ok &= self.use_one(node, true);
        }
        ok
    }

    fn use_one(&mut self, node: NodeId, lhs: bool) -> bool {
        let inner = self.env.file.unparen(node);
        let mut x = Operand::invalid();
        if let Some(name) = self.ident_name(inner) {
            if name.is_blank() {
                return true;
            }
            let local = if lhs { self.local_var(name) } else { None };
            let was_used = local.is_some_and(|v| self.is_used(v));
            self.expr_or_type(&mut x, inner, true);
            if let Some(var) = local {
                self.set_used(var, was_used);
            }
        } else {
            self.raw_expr(None, &mut x, node, None, true);
        }
        x.is_valid()
    }

    /// The variable of this package that a name means.
    pub(crate) fn local_var(&self, name: Symbol) -> Option<ObjectId> {
        let (_, object) = self.lookup(name)?;
        let object_ref = &self.objects[object];
        (object_ref.is_var() && object_ref.pkg == Some(self.env.pkg)).then_some(object)
    }

    pub(crate) fn is_used(&self, object: ObjectId) -> bool {
        matches!(self.objects[object].kind, ObjectKind::Var { used: true, .. })
    }

    pub(crate) fn set_used(&mut self, object: ObjectId, value: bool) {
        if let ObjectKind::Var { used, .. } = &mut self.objects[object].kind {
            *used = value;
        }
    }
}

/// What an argument's error message calls its place; the text is only made for a message.
struct LazyContext {
    fun: NodeId,
}
