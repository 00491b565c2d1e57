//! Function types: receivers, type parameters, parameters and results.

use godwit_base::sym;
use godwit_syntax::{Node, NodeId};

use crate::check::{Checker, NodeVec};
use crate::code::Code;
use crate::object::{ObjectId, VarKind};
use crate::operand::Mode;
use crate::types::{BasicKind, Type, TypeId};
use crate::version::GoVersion;

/// Parameters or results of a function.
#[derive(Default)]
struct Params {
    names: Vec<Option<NodeId>>,
    vars: Vec<ObjectId>,
    variadic: bool,
}

impl Checker {
    /// Fills the signature `sig` from a `FuncType` and, for methods, the receiver's `FieldList`.
    pub(crate) fn func_type(&mut self, sig: TypeId, recv_list: Option<NodeId>, node: NodeId) {
        let Node::FuncType { type_params, params, results } = self.node(node) else { return };
        let outer = self.open_scope();
        let scope = self.env.scope;
        self.scopes[scope].is_func = true;
        let scope_pos = self.env.file.start(node);
        let recv_fields = recv_list.map(|list| self.fields_of(list)).unwrap_or_default();
        let mut recv = None;
        if let Some(&field) = recv_fields.first() {
            if recv_fields.len() > 1 {
                let last = recv_fields[recv_fields.len() - 1];
                self.error(last, Code::InvalidRecv, "method has multiple receivers");
            }
            let (var, tparams) = self.collect_recv(field, scope_pos);
            recv = Some(var);
            if let Some(sig) = self.types.signature_mut(sig) {
                sig.recv_tparams = tparams;
            }
        }
        if let Some(list) = type_params {
            if recv_list.is_some() {
                self.verify_method_type_params(list);
            }
            self.collect_type_params(list, |check, tparams| {
                if let Some(sig) = check.types.signature_mut(sig) {
                    sig.tparams = tparams;
                }
            });
        }
        let params = self.collect_params(VarKind::Param, Some(params));
        let results = self.collect_params(VarKind::Result, results);
        // Parameters are visible only in the body.
        let scope_pos = self.env.file.end(node);
        if let Some(recv) = recv
            && !self.objects[recv].name.as_str().is_empty()
        {
            let name = recv_fields.first().and_then(|&f| self.first_name(f));
            self.declare(scope, name, recv, scope_pos);
        }
        self.declare_params(&params, scope_pos);
        self.declare_params(&results, scope_pos);
        if let Some(sig) = self.types.signature_mut(sig) {
            sig.recv = recv;
            sig.params = params.vars;
            sig.results = results.vars;
            sig.variadic = params.variadic;
            sig.scope = Some(scope);
        }
        self.env.scope = outer;
    }

    /// Methods have type parameters of their own since go1.27; before, that was a syntax error.
    fn verify_method_type_params(&mut self, list: NodeId) {
        if self.allow_version(GoVersion::GO1_27) {
            return;
        }
        if let Some(field) = self.first_field(list).filter(|_| self.is_go1_27()) {
            self.version_error(field, GoVersion::GO1_27, "generic method");
        } else {
            self.error(list, Code::InvalidMethodTypeParams, "methods cannot have type parameters");
        }
    }

    pub(crate) fn fields_of(&self, list: NodeId) -> NodeVec {
        match self.node(list) {
            Node::FieldList { fields } => self.list(fields),
            _ => NodeVec::new(),
        }
    }

    fn first_name(&self, field: NodeId) -> Option<NodeId> {
        match self.node(field) {
            Node::Field { names, .. } => self.env.file.list_get(names, 0),
            _ => None,
        }
    }

    /// The receiver, and the type parameters it declares.
    fn collect_recv(&mut self, field: NodeId, scope_pos: u32) -> (ObjectId, Vec<TypeId>) {
        let Node::Field { names, ty: Some(ty_node), .. } = self.node(field) else {
            let pos = self.pos_of(field);
            return (self.new_var(VarKind::Recv, sym::EMPTY, pos, Some(TypeId::INVALID)), Vec::new());
        };
        let (ptr, base) = self.receiver_base(ty_node);
        let tparam_nodes = self.receiver_tparams(ty_node);
        let (recv_ty, tparams) = match tparam_nodes {
            None => (self.plain_recv_type(ty_node, base), Vec::new()),
            Some(nodes) => self.generic_recv_type(ty_node, ptr, base, &nodes, scope_pos),
        };
        let names = self.list(names);
        if names.len() > 1 {
            self.error(names[names.len() - 1], Code::InvalidRecv, "method has multiple receivers");
        }
        let recv = match names.first() {
            Some(&name) => {
                let (symbol, pos) = (self.ident_name(name).unwrap_or(sym::BLANK), self.pos_of(name));
                self.new_var(VarKind::Recv, symbol, pos, Some(recv_ty))
            }
            None => {
                let pos = self.pos_of(field);
                let recv = self.new_var(VarKind::Recv, sym::EMPTY, pos, Some(recv_ty));
                self.record_implicit(field, recv);
                recv
            }
        };
        self.later(move |check| check.valid_recv(base, recv));
        (recv, tparams)
    }

    /// The type arguments of a receiver, which declare type parameters; `None` without brackets.
    fn receiver_tparams(&mut self, ty: NodeId) -> Option<NodeVec> {
        let mut base = self.env.file.unparen(ty);
        if let Node::Star { x } = self.node(base) {
            base = self.env.file.unparen(x);
        }
        let args = match self.node(base) {
            Node::Index { index, .. } => NodeVec::from_slice(&[index]),
            Node::IndexList { indices, .. } => self.list(indices),
            _ => return None,
        };
        for &arg in &args {
            if !matches!(self.node(arg), Node::Ident { .. } | Node::BadExpr) {
                let text = self.expr_string(arg);
                let message = format!("receiver type parameter {text} must be an identifier");
                self.error(arg, Code::BadDecl, message);
            }
        }
        Some(args)
    }

    fn plain_recv_type(&mut self, ty_node: NodeId, base: NodeId) -> TypeId {
        let ty = self.var_type(ty_node);
        // A receiver may be an alias, but not one of an instantiated type.
        let mut at = self.unpointer(ty);
        while let Type::Alias(alias) = &self.types[at] {
            let rhs = self.unpointer(alias.from_rhs);
            let instantiated = match &self.types[rhs] {
                Type::Named(named) => !named.targs.is_empty(),
                Type::Alias(alias) => !alias.targs.is_empty(),
                _ => false,
            };
            if instantiated {
                let text = self.type_string(rhs);
                let message = format!("cannot define new methods on instantiated type {text}");
                self.error(base, Code::InvalidRecv, message);
                return TypeId::INVALID;
            }
            at = rhs;
        }
        ty
    }

    fn unpointer(&self, ty: TypeId) -> TypeId {
        let mut ty = ty;
        while let Type::Pointer { elem } = self.types[ty] {
            ty = elem;
        }
        ty
    }

    fn generic_recv_type(
        &mut self,
        ty_node: NodeId,
        ptr: bool,
        base: NodeId,
        nodes: &[NodeId],
        scope_pos: u32,
    ) -> (TypeId, Vec<TypeId>) {
        let (generic, cause) = self.generic_type(base);
        let mut base_type = None;
        if self.is_valid(generic) {
            match self.types[generic] {
                Type::Named(_) => base_type = Some(generic),
                _ => {
                    let text = self.type_string(generic);
                    let message = format!("cannot define new methods on generic alias type {text}");
                    self.error(base, Code::InvalidRecv, message);
                }
            }
        } else if let Some(cause) = cause {
            self.error(base, Code::InvalidRecv, cause);
        }
        let mut tparams = Vec::with_capacity(nodes.len());
        for (i, &node) in nodes.iter().enumerate() {
            let tparam = self.declare_type_param(node, scope_pos, i);
            tparams.push(tparam);
            if let Some(obj) = self.types.type_param(tparam).map(|t| t.obj) {
                self.record_use(node, obj);
            }
            self.record_type_and_value(node, Mode::TypeExpr, tparam, None);
        }
        let Some(base_type) = base_type else { return (TypeId::INVALID, tparams) };
        self.bind_recv_tparams(base, base_type, &tparams);
        self.verify_version(base, GoVersion::GO1_18, "type instantiation");
        let pos = self.pos_of(ty_node);
        let mut recv = self.instance(pos, base_type, &tparams, None);
        self.record_instance(base, &tparams, recv);
        if ptr && self.is_valid(recv) {
            recv = self.types.pointer(recv);
        }
        self.record_parenthesized_recv_types(ty_node, recv);
        (recv, tparams)
    }

    /// Gives a receiver's type parameters the constraints of the declared ones.
    fn bind_recv_tparams(&mut self, at: NodeId, base_type: TypeId, tparams: &[TypeId]) {
        let declared = self.named_tparams(base_type);
        if declared.len() != tparams.len() {
            let plural = if tparams.len() == 1 { "" } else { "s" };
            let message = format!(
                "receiver declares {} type parameter{plural}, but receiver base type declares {}",
                tparams.len(),
                declared.len()
            );
            return self.error(at, Code::BadRecv, message);
        }
        for (&own, &of_base) in tparams.iter().zip(&declared) {
            self.mono_record_canon(own, of_base);
            let Some((bound, obj)) = self.types.type_param(of_base).map(|t| (t.bound, t.obj)) else {
                continue;
            };
            let pos = self.objects[obj].pos;
            let bound = self.subst(pos, bound, &declared, tparams, None);
            if let Some(own) = self.types.type_param_mut(own) {
                own.bound = bound;
            }
        }
    }

    fn record_parenthesized_recv_types(&mut self, node: NodeId, ty: TypeId) {
        let (mut node, mut ty) = (node, ty);
        loop {
            self.record_type_and_value(node, Mode::TypeExpr, ty, None);
            match self.node(node) {
                Node::Paren { x } => node = x,
                Node::Star { x } => {
                    let Type::Pointer { elem } = self.types[ty] else { return };
                    (node, ty) = (x, elem);
                }
                _ => return,
            }
        }
    }

    fn collect_params(&mut self, kind: VarKind, list: Option<NodeId>) -> Params {
        let mut found = Params::default();
        let fields = list.map(|list| self.fields_of(list)).unwrap_or_default();
        let (mut named, mut anonymous) = (false, false);
        for (i, &field) in fields.iter().enumerate() {
            let Node::Field { names, ty, .. } = self.node(field) else { continue };
            let names = self.list(names);
            let mut ty_node = ty;
            if let Some(node) = ty
                && let Node::Ellipsis { elem } = self.node(node)
            {
                ty_node = elem;
                if kind == VarKind::Param && i + 1 == fields.len() && names.len() <= 1 {
                    found.variadic = true;
                } else {
                    self.soft_error(node, Code::InvalidSyntaxTree, "invalid use of ...");
                }
            }
            let ty = ty_node.map_or(TypeId::INVALID, |node| self.var_type(node));
            for &name in &names {
                let (symbol, pos) = (self.ident_name(name).unwrap_or(sym::BLANK), self.pos_of(name));
                let var = self.new_var(kind, symbol, pos, Some(ty));
                found.names.push(Some(name));
                found.vars.push(var);
                named = true;
            }
            if names.is_empty() {
                let pos = self.pos_of(ty_node.unwrap_or(field));
                let var = self.new_var(kind, sym::EMPTY, pos, Some(ty));
                self.record_implicit(field, var);
                found.names.push(None);
                found.vars.push(var);
                anonymous = true;
            }
        }
        if named
            && anonymous
            && let Some(list) = list
        {
            let message = "list contains both named and anonymous parameters";
            self.error(list, Code::InvalidSyntaxTree, message);
        }
        if found.variadic
            && let Some(&last) = found.vars.last()
        {
            let elem = self.objects[last].ty.unwrap_or(TypeId::INVALID);
            let slice = self.types.slice(elem);
            self.objects[last].ty = Some(slice);
            if let Some(&field) = fields.last()
                && let Node::Field { ty: Some(node), .. } = self.node(field)
            {
                self.record_type_and_value(node, Mode::TypeExpr, slice, None);
            }
        }
        found
    }

    fn declare_params(&mut self, params: &Params, scope_pos: u32) {
        let scope = self.env.scope;
        for (name, &var) in params.names.iter().zip(&params.vars) {
            if let Some(name) = name {
                self.declare(scope, Some(*name), var, scope_pos);
            }
        }
    }

    /// Reports receivers of types that cannot have methods.
    fn valid_recv(&mut self, at: NodeId, recv: ObjectId) {
        let Some(recv_ty) = self.objects[recv].ty else { return };
        let (base, _) = self.deref(recv_ty);
        let actual = self.unalias(base);
        if !self.is_valid(actual) {
            return;
        }
        let named_pkg = match &self.types[actual] {
            Type::Named(named) => self.objects[named.obj].pkg,
            Type::Basic(_) => None,
            _ => {
                let text = self.type_string(recv_ty);
                return self.error(at, Code::InvalidRecv, format!("invalid receiver type {text}"));
            }
        };
        if named_pkg != Some(self.env.pkg) {
            let text = self.type_string(base);
            let message = format!("cannot define new methods on non-local type {text}");
            return self.error(at, Code::InvalidRecv, message);
        }
        let under = self.under(actual);
        let cause = match self.types[under] {
            Type::Basic(BasicKind::UnsafePointer) => "unsafe.Pointer",
            Type::Pointer { .. } | Type::Interface(_) => "pointer or interface type",
            _ => return,
        };
        let text = self.type_string(base);
        self.error(at, Code::InvalidRecv, format!("invalid receiver type {text} ({cause})"));
    }
}
