//! Calls, conversions, selectors, and the instantiation of generic functions.

use godwit_base::{Symbol, sym};
use godwit_syntax::{Node, NodeId};
use smallvec::SmallVec;

use crate::check::expr::{ExprKind, Target};
use crate::check::{At, Checker, NodeVec};
use crate::code::Code;
use crate::object::{ObjectId, ObjectKind, Pos, VarKind};
use crate::operand::{Mode, Operand};
use crate::types::{Signature, Type, TypeId};
use crate::version::GoVersion;

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
