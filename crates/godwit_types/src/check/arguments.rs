//! The arguments of a call: their values, how they meet the parameters, and what they infer.

use crate::check::{At, Checker};
use crate::code::Code;
use crate::object::{ObjectId, Pos, VarKind};
use crate::operand::{Mode, Operand, Operands};
use crate::types::{Signature, Type, TypeId};
use crate::version::GoVersion;
use godwit_base::sym;
use godwit_syntax::{Node, NodeId};
use smallvec::{SmallVec, smallvec};

/// The arguments of a call, with the type arguments that partially instantiated generic functions among them have.
#[derive(Default)]
pub(super) struct Arguments {
    args: Operands,
    /// Shorter than `args` where none of the rest has any.
    targs: Vec<Vec<TypeId>>,
}

impl Checker {
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
    pub(super) fn generic_expr_list(&mut self, nodes: &[NodeId]) -> Arguments {
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
    pub(super) fn arguments(
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
}

/// What an argument's error message calls its place; the text is only made for a message.
struct LazyContext {
    fun: NodeId,
}
