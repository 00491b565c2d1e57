//! Declarations: resolving objects on demand, and the cycles that may not be.

use godwit_base::{Symbol, sym};
use godwit_syntax::{Node, NodeId};

use crate::check::cycles::CycleMember;
use crate::check::resolver::{Decl, ValueSpec};
use crate::check::{At, Checker};
use crate::code::Code;
use crate::constant::Value;
use crate::object::{DeclId, DeclSyntax, ObjectId, ObjectKind, Pos, VarKind};
use crate::operand::Operand;
use crate::types::{Alias, NamedState, Type, TypeId, TypeParam};
use crate::version::GoVersion;

impl Checker {
    /// Resolves the declaration of a package-level object, method, or lazy field, unless that was done.
    pub fn obj_decl(&mut self, object: ObjectId) {
        if self.obj_path_index.contains_key(&object) {
            return self.obj_cycle(object);
        }
        if self.objects[object].ty.is_some() {
            return;
        }
        let Some(decl) = self.objects[object].decl else {
            // A local object asked for before its declaration: an error was reported.
            self.objects[object].ty = Some(TypeId::INVALID);
            return;
        };
        let (pkg, file, scope) = {
            let d = &self.decls[decl];
            (d.pkg, d.file, d.scope)
        };
        if self.is_lazy_type(object, decl) {
            return self.declare_lazy_type(object);
        }
        self.push_object(object);
        let done = self.nested(|check| {
            check.with_file(pkg, file, |check| {
                check.env.scope = scope;
                let mark = check.untyped_mark();
                check.resolve_decl(object, decl);
                check.record_untyped(mark);
            });
        });
        self.pop_object();
        if done.is_none() {
            self.objects[object].ty = Some(TypeId::INVALID);
            self.error(
                object,
                Code::InvalidDeclCycle,
                "limit exceeded: declarations depend on each other too deeply",
            );
        }
    }

    fn push_object(&mut self, object: ObjectId) {
        self.obj_path_index.insert(object, self.obj_path.len());
        self.obj_path.push(object);
    }

    fn pop_object(&mut self) {
        if let Some(object) = self.obj_path.pop() {
            self.obj_path_index.remove(&object);
        }
    }

    fn resolve_decl(&mut self, object: ObjectId, decl: DeclId) {
        match self.decls[decl].syntax.clone() {
            DeclSyntax::Const { ty, init, iota, inherited } => {
                self.env.decl = Some(decl);
                self.const_decl(object, ty, init, iota, inherited);
            }
            DeclSyntax::Var { lhs, ty, init } => {
                self.env.decl = Some(decl);
                self.var_decl(object, &lhs, ty, init);
            }
            DeclSyntax::Type { spec } => {
                self.type_decl(object, spec);
                self.collect_methods(object);
            }
            DeclSyntax::Func { decl: node } => self.func_decl(object, decl, node),
            DeclSyntax::Field { ty } => {
                let ty = self.var_type(ty);
                self.objects[object].ty = Some(ty);
            }
            DeclSyntax::InterfaceMethod { ty, recv } => {
                let sig = self.method_signature(ty, recv, object);
                self.objects[object].ty = Some(sig);
            }
        }
    }

    fn obj_cycle(&mut self, object: ObjectId) {
        match self.objects[object].kind {
            ObjectKind::Const { .. } | ObjectKind::Var { .. } => {
                if !self.valid_cycle(object) || self.objects[object].ty.is_none() {
                    self.objects[object].ty = Some(TypeId::INVALID);
                }
            }
            ObjectKind::TypeName => {
                if !self.valid_cycle(object) {
                    self.objects[object].ty = Some(TypeId::INVALID);
                }
            }
            // A function's type is set before its signature is looked at.
            _ => {
                self.valid_cycle(object);
            }
        }
        if self.objects[object].ty.is_none() {
            self.objects[object].ty = Some(TypeId::INVALID);
        }
    }

    /// Whether a cycle of declarations that comes back to `object` is fine; reports it if not.
    fn valid_cycle(&mut self, object: ObjectId) -> bool {
        let Some(&start) = self.obj_path_index.get(&object) else { return true };
        let cycle: Vec<ObjectId> = self.obj_path[start..].to_vec();
        let (mut n_values, mut n_types) = (0, 0);
        for &object in &cycle {
            match self.objects[object].kind {
                ObjectKind::Const { .. } | ObjectKind::Var { .. } => n_values += 1,
                ObjectKind::TypeName => {
                    let ty = self.objects[object].ty;
                    if self.env.in_tparam_list && ty.is_some_and(|t| self.is_generic(t)) {
                        return true;
                    }
                    let is_alias =
                        ty.is_some_and(|t| matches!(self.types[t], Type::Alias(_) | Type::Basic(_)));
                    if !is_alias {
                        n_types += 1;
                    }
                }
                _ => {}
            }
        }
        // Values may depend on each other through functions: initialisation order decides. Types may refer to each other
        // as long as one of them is a definition; sizes are checked elsewhere.
        if n_values == cycle.len() || n_values == 0 && n_types > 0 {
            return true;
        }
        let first = self.first_in_source(&cycle);
        self.cycle_error(&cycle, first);
        false
    }

    pub(crate) fn cycle_error(&mut self, cycle: &[ObjectId], start: usize) {
        let cycle: Vec<CycleMember> = cycle.iter().map(|&o| self.cycle_object(o)).collect();
        self.cycle_error_at(&cycle, start);
    }

    /// Reports a cycle whose members stand at places of their own: instances are written somewhere.
    pub(crate) fn cycle_error_at(&mut self, cycle: &[CycleMember], start: usize) {
        let mut member = cycle[start];
        let is_type = self.objects[member.object].is_type_name();
        if is_type
            && let Some(ty) = self.objects[member.object].ty
            && let Some(alias) = self.types.alias_mut(ty)
        {
            alias.from_rhs = TypeId::INVALID;
        }
        let name = |check: &mut Self, member: CycleMember| match member.instance {
            Some(instance) if check.is_go1_27() => check.type_string(instance),
            _ => check.qualified_object_name(member.object),
        };
        if cycle.len() == 1 {
            let what = if is_type { "invalid recursive type" } else { "invalid cycle in declaration" };
            let message = format!("{what}: {} refers to itself", name(self, member));
            return self.error(member.pos, Code::InvalidDeclCycle, message);
        }
        let what = if is_type { "invalid recursive type" } else { "invalid cycle in declaration of" };
        let mut error = self.new_error(Code::InvalidDeclCycle);
        let text = format!("{what} {}", name(self, member));
        self.add_line(&mut error, member.pos, text);
        for i in 0..cycle.len() {
            let next = cycle[(start + i + 1) % cycle.len()];
            let message = format!("{} refers to {}", name(self, member), name(self, next));
            self.add_line(&mut error, member.pos, message);
            member = next;
        }
        self.report(error);
    }

    pub(crate) fn first_in_source(&self, path: &[ObjectId]) -> usize {
        (0..path.len()).min_by_key(|&i| self.objects[path[i]].pos).unwrap_or(0)
    }

    /// The object's name, with its package in front if that is not the current one.
    fn qualified_object_name(&self, object: ObjectId) -> String {
        let name = self.objects[object].name;
        match self.objects[object].pkg {
            Some(pkg) if pkg != self.env.pkg => format!("{}.{name}", self.packages[pkg].name),
            _ => name.as_str().to_owned(),
        }
    }

    // ---- types of packages that are not owned ----

    /// Whether the object is a defined type (no alias) of a file of which only declarations are looked at.
    fn is_lazy_type(&self, object: ObjectId, decl: DeclId) -> bool {
        let info = &self.decls[decl];
        let DeclSyntax::Type { spec } = info.syntax else { return false };
        let package = &self.packages[info.pkg];
        if package.files[info.file as usize].owned || !self.objects[object].is_type_name() {
            return false;
        }
        matches!(package.files[info.file as usize].file[spec], Node::TypeSpec { alias: false, .. })
    }

    /// Gives a type name its type without looking at the declaration; that happens when something needs to know more.
    fn declare_lazy_type(&mut self, object: ObjectId) {
        let ty = self.new_named(object, NamedState::Lazy);
        let Some(pkg) = self.objects[object].pkg else { return };
        let methods = self.packages[pkg].methods.get(&object).cloned().unwrap_or_default();
        if let Some(named) = self.types.named_mut(ty) {
            named.methods = methods.into_iter().map(Some).collect();
        }
    }

    /// Looks at the declaration of a type that was made by [`Checker::declare_lazy_type`].
    pub(crate) fn resolve_lazy_type(&mut self, ty: TypeId) {
        let Some(object) = self.types.named(ty).map(|n| n.obj) else { return };
        let Some(decl) = self.objects[object].decl else { return };
        let (pkg, file, scope) = {
            let d = &self.decls[decl];
            (d.pkg, d.file, d.scope)
        };
        let DeclSyntax::Type { spec } = self.decls[decl].syntax else { return };
        let done = self.nested(|check| {
            check.with_file(pkg, file, |check| {
                check.env.scope = scope;
                check.defined_type(object, ty, spec);
            });
        });
        if done.is_none()
            && let Some(named) = self.types.named_mut(ty)
        {
            named.from_rhs = Some(TypeId::INVALID);
        }
    }

    // ---- constants and variables ----

    fn const_decl(
        &mut self,
        object: ObjectId,
        ty: Option<NodeId>,
        init: Option<NodeId>,
        iota: u32,
        inherited: bool,
    ) {
        let outer = (self.env.iota.replace(Value::Int(i64::from(iota))), self.env.err_pos.take());
        self.const_decl_inner(object, ty, init, inherited);
        (self.env.iota, self.env.err_pos) = outer;
    }

    fn const_decl_inner(
        &mut self,
        object: ObjectId,
        ty: Option<NodeId>,
        init: Option<NodeId>,
        inherited: bool,
    ) {
        self.objects[object].kind = ObjectKind::Const { value: Value::Unknown };
        if let Some(node) = ty {
            let t = self.typ(node);
            if !self.is_const_type(t) {
                let under = self.under(t);
                if under.is_valid() {
                    let text = self.type_string(t);
                    self.error(node, Code::InvalidConstType, format!("invalid constant type {text}"));
                }
                self.objects[object].ty = Some(TypeId::INVALID);
                return;
            }
            self.objects[object].ty = Some(t);
        }
        let mut x = Operand::invalid();
        if let Some(init) = init {
            if inherited {
                // The initialiser may stand far away: errors are about this constant.
                self.env.err_pos = Some(self.objects[object].pos);
            }
            self.expr(None, &mut x, init);
        }
        self.init_const(object, &mut x);
    }

    fn var_decl(&mut self, object: ObjectId, lhs: &[ObjectId], ty: Option<NodeId>, init: Option<NodeId>) {
        if let Some(node) = ty {
            let t = self.var_type(node);
            self.objects[object].ty = Some(t);
            if !self.is_owned() {
                return;
            }
        }
        let Some(init) = init else {
            if ty.is_none() {
                self.objects[object].ty = Some(TypeId::INVALID);
            }
            return;
        };
        if lhs.len() <= 1 {
            let target = self.new_target(self.objects[object].ty, self.objects[object].name);
            let mut x = Operand::invalid();
            self.expr(target.as_ref(), &mut x, init);
            self.init_var(object, &mut x, "variable declaration");
            return;
        }
        if ty.is_some() {
            let t = self.objects[object].ty;
            for &other in lhs {
                self.objects[other].ty = t;
            }
        }
        self.init_vars(lhs, &[init], None);
    }

    // ---- types ----

    fn type_decl(&mut self, object: ObjectId, spec: NodeId) {
        let Node::TypeSpec { type_params, ty: rhs_node, alias, .. } = self.node(spec) else { return };
        if alias {
            return self.alias_decl(object, spec);
        }
        if let Some(field) = type_params.and_then(|list| self.first_field(list)) {
            self.verify_version(field, GoVersion::GO1_18, "type parameter");
        }
        let named = self.new_named(object, NamedState::Resolving);
        self.later(move |check| {
            if let Some(ty) = check.objects[object].ty
                && let Some(named) = check.as_named(ty)
            {
                check.valid_type(named);
            }
            let rhs = check.types.named(named).and_then(|n| n.from_rhs).unwrap_or(TypeId::INVALID);
            check.verify_imported_constraint(rhs, rhs_node);
        });
        self.defined_type(object, named, spec);
        if let Some(named) = self.types.named_mut(named) {
            named.state = NamedState::Resolved;
        }
    }

    /// Type parameters and right-hand side of a type definition.
    fn defined_type(&mut self, object: ObjectId, named: TypeId, spec: NodeId) {
        let Node::TypeSpec { type_params, ty: rhs_node, .. } = self.node(spec) else { return };
        let outer = self.env.scope;
        if let Some(list) = type_params {
            self.open_scope();
            self.collect_type_params(list, |check, tparams| {
                if let Some(named) = check.types.named_mut(named) {
                    named.tparams = tparams;
                }
            });
        }
        let mut rhs = self.declared_type(rhs_node, Some(object));
        if self.is_type_param(rhs) {
            let message = "cannot use a type parameter as RHS in type declaration";
            self.error(rhs_node, Code::MisplacedTypeParam, message);
            rhs = TypeId::INVALID;
        }
        if let Some(named) = self.types.named_mut(named) {
            named.from_rhs = Some(rhs);
        }
        self.env.scope = outer;
    }

    /// Types of other packages that are constraints need language version 1.18 even without type parameters.
    fn verify_imported_constraint(&mut self, ty: TypeId, at: NodeId) {
        let Some(named) = self.as_named(ty) else { return };
        let pkg = self.types.named(named).and_then(|n| self.objects[n.obj].pkg);
        if pkg.is_none() || pkg == Some(self.env.pkg) || self.allow_version(GoVersion::GO1_18) {
            return;
        }
        let under = self.under(named);
        if matches!(self.types[under], Type::Interface(_)) && !self.is_method_set(under) {
            let text = self.type_string(ty);
            self.version_error(at, GoVersion::GO1_18, &format!("using type constraint {text}"));
        }
    }

    fn alias_decl(&mut self, object: ObjectId, spec: NodeId) {
        let Node::TypeSpec { type_params, ty: rhs_node, .. } = self.node(spec) else { return };
        let first_tparam = type_params.and_then(|list| self.first_field(list));
        let mut version_ok = true;
        if let Some(field) = first_tparam {
            version_ok = self.verify_version(field, GoVersion::GO1_23, "generic type alias");
        }
        if version_ok {
            let at = self.pos_at(self.env.file.anchor(spec));
            version_ok = self.verify_version(at, GoVersion::GO1_9, "type alias");
        }
        let alias = Alias {
            obj: object,
            origin: None,
            targs: Box::new([]),
            tparams: Vec::new(),
            from_rhs: TypeId::INVALID,
            actual: None,
        };
        let alias = self.types.push(Type::Alias(Box::new(alias)));
        if self.objects[object].ty.is_none() {
            self.objects[object].ty = Some(alias);
        }
        let outer = self.env.scope;
        let mut own_tparams = Vec::new();
        if let Some(list) = type_params {
            self.open_scope();
            self.collect_type_params(list, |check, tparams| {
                if let Some(alias) = check.types.alias_mut(alias) {
                    alias.tparams = tparams;
                }
            });
            own_tparams = self.types.alias(alias).map(|a| a.tparams.clone()).unwrap_or_default();
        }
        let mut rhs = self.declared_type(rhs_node, Some(object));
        if own_tparams.contains(&rhs) {
            let message = "cannot use type parameter declared in alias declaration as RHS";
            self.error(rhs_node, Code::MisplacedTypeParam, message);
            rhs = TypeId::INVALID;
        }
        // A cycle found meanwhile made the object invalid; the alias must stay so.
        let broken = self.objects[object].ty == Some(TypeId::INVALID);
        let rhs = if broken { TypeId::INVALID } else { rhs };
        // What stands for an alias that is being declared itself is looked up again later.
        let actual = if self.is_open_alias(rhs) { None } else { Some(self.unalias(rhs)) };
        if let Some(alias) = self.types.alias_mut(alias) {
            alias.from_rhs = rhs;
            alias.actual = actual;
        }
        self.env.scope = outer;
        if version_ok {
            self.later(move |check| check.verify_imported_constraint(rhs, rhs_node));
        }
    }

    /// Declares the type parameters of a list in the current scope. `bind` is called with them before their constraints are
    /// looked at, which may refer to the type being declared.
    pub(crate) fn collect_type_params(&mut self, list: NodeId, bind: impl FnOnce(&mut Self, Vec<TypeId>)) {
        let Node::FieldList { fields } = self.node(list) else { return };
        let scope_pos = self.env.file.start(list);
        let fields = self.list(fields);
        let mut tparams = Vec::new();
        for &field in &fields {
            let Node::Field { names, .. } = self.node(field) else { continue };
            for name in self.list(names) {
                let tparam = self.declare_type_param(name, scope_pos, tparams.len());
                tparams.push(tparam);
            }
        }
        bind(self, tparams.clone());
        let outer = std::mem::replace(&mut self.env.in_tparam_list, true);
        let mut index = 0;
        for &field in &fields {
            let Node::Field { names, ty, .. } = self.node(field) else { continue };
            let mut bound = TypeId::INVALID;
            if let Some(node) = ty {
                bound = self.bound(node);
                if self.is_type_param(bound) {
                    let message = "cannot use a type parameter as constraint";
                    self.error(node, Code::MisplacedTypeParam, message);
                    bound = TypeId::INVALID;
                }
            }
            let n = self.env.file.n_list(names);
            for &tparam in tparams.iter().skip(index).take(n) {
                if let Some(tparam) = self.types.type_param_mut(tparam) {
                    tparam.bound = bound;
                }
            }
            index += n;
        }
        self.env.in_tparam_list = outer;
    }

    /// A constraint; `~T` and `A | B` stand for interfaces that embed them.
    fn bound(&mut self, node: NodeId) -> TypeId {
        use godwit_syntax::{BinaryOp, UnaryOp};
        let wrap = matches!(
            self.node(node),
            Node::Unary { op: UnaryOp::Tilde, .. } | Node::Binary { op: BinaryOp::Or, .. }
        );
        if wrap { self.implicit_interface(node) } else { self.typ(node) }
    }

    pub(crate) fn declare_type_param(&mut self, name_node: NodeId, scope_pos: u32, index: usize) -> TypeId {
        let name = self.ident_name(name_node).unwrap_or(sym::BLANK);
        let pos = self.pos_of(name_node);
        let tparam = self.new_type_param(name, pos, index);
        if let Some(obj) = self.types.type_param(tparam).map(|t| t.obj) {
            let scope = self.env.scope;
            self.declare(scope, Some(name_node), obj, scope_pos);
        }
        tparam
    }

    pub(crate) fn new_type_param(&mut self, name: Symbol, pos: Pos, index: usize) -> TypeId {
        let obj = self.new_object(ObjectKind::TypeName, name, pos, None);
        let tparam = TypeParam { obj, index: index as u32, bound: TypeId::INVALID };
        let ty = self.types.push(Type::TypeParam(Box::new(tparam)));
        self.objects[obj].ty = Some(ty);
        ty
    }

    // ---- methods and functions ----

    /// Gives a defined type the methods that were collected for it.
    pub(crate) fn collect_methods(&mut self, object: ObjectId) {
        let Some(pkg) = self.objects[object].pkg else { return };
        let Some(methods) = self.packages[pkg].methods.remove(&object) else { return };
        let base = self.objects[object].ty.and_then(|ty| self.as_named(ty));
        if let Some(base) = base {
            self.later(move |check| check.check_field_uniqueness(base));
        }
        let mut seen: Vec<(Symbol, ObjectId)> = Vec::new();
        for method in methods {
            let name = self.objects[method].name;
            if let Some(&(_, other)) = seen.iter().find(|(n, _)| *n == name) {
                self.duplicate_method(object, method, other);
                continue;
            }
            seen.push((name, method));
            if let Some(base) = base
                && let Some(named) = self.types.named_mut(base)
            {
                named.methods.push(Some(method));
            }
        }
    }

    /// Reports methods that a type of a file that is not checked has twice, because of one in a file that is.
    pub(crate) fn check_added_methods(&mut self, object: ObjectId) {
        let Some(pkg) = self.objects[object].pkg else { return };
        let methods = self.packages[pkg].methods.get(&object).cloned().unwrap_or_default();
        if !methods.iter().any(|&method| self.is_declared_in_owned_file(method)) {
            return;
        }
        for (i, &method) in methods.iter().enumerate() {
            let name = self.objects[method].name;
            if let Some(&other) = methods[..i].iter().find(|&&other| self.objects[other].name == name) {
                self.duplicate_method(object, method, other);
            }
        }
        let ty = self.type_of_object(object);
        if let Some(base) = self.as_named(ty) {
            self.later(move |check| check.check_field_uniqueness(base));
        }
    }

    pub(crate) fn is_declared_in_owned_file(&self, object: ObjectId) -> bool {
        let decl = self.objects[object].decl.map(|decl| &self.decls[decl]);
        decl.is_some_and(|decl| self.packages[decl.pkg].files[decl.file as usize].owned)
    }

    fn duplicate_method(&mut self, object: ObjectId, method: ObjectId, other: ObjectId) {
        let (at, name) = (self.pos_string(self.objects[other].pos), self.objects[method].name);
        let message = format!("method {}.{name} already declared at {at}", self.objects[object].name);
        self.error(method, Code::DuplicateMethod, message);
    }

    fn check_field_uniqueness(&mut self, base: TypeId) {
        let under = self.under(base);
        let Type::Struct(st) = &self.types[under] else { return };
        let fields = st.fields.clone();
        let Some(named) = self.types.named(base) else { return };
        let methods: Vec<ObjectId> = named.methods.iter().copied().flatten().collect();
        for field in fields {
            let name = self.objects[field].name;
            if name.is_blank() {
                continue;
            }
            let Some(&method) = methods.iter().find(|&&m| self.objects[m].name == name) else { continue };
            let mut error = self.new_error(Code::DuplicateFieldAndMethod);
            self.add_line(&mut error, method, format!("field and method with the same name {name}"));
            self.add_alt_decl(&mut error, field);
            self.report(error);
        }
    }

    fn func_decl(&mut self, object: ObjectId, decl: DeclId, node: NodeId) {
        let Node::FuncDecl(ext) = self.node(node) else { return };
        let func = self.env.file.func_decl(ext);
        let sig = self.types.push(Type::Signature(Box::default()));
        // Set before the signature is looked at, which may refer to the function.
        self.objects[object].ty = Some(sig);
        self.func_type(sig, func.recv, func.ty);
        if !self.is_owned() {
            return;
        }
        if let Node::FuncType { type_params: Some(_), .. } = self.node(func.ty)
            && func.body.is_none()
        {
            self.soft_error(func.name, Code::BadDecl, "generic function is missing function body");
        }
        if let Some(body) = func.body
            && !self.conf.ignore_func_bodies
        {
            self.later(move |check| {
                let n_local_types = check.spare.n_local_types;
                check.func_body(Some(decl), sig, body, None);
                if check.spare.n_local_types == n_local_types {
                    check.drop_signature_scope(sig);
                }
            });
        }
    }

    // ---- declarations inside functions ----

    pub(crate) fn decl_stmt(&mut self, decl: NodeId) {
        for decl in self.decls_of(decl) {
            match decl {
                Decl::Const(spec) => self.local_consts(&spec),
                Decl::Var(spec) => self.local_vars_decl(&spec),
                Decl::Type(spec) => self.local_type(spec),
                Decl::Import(node) | Decl::Func(node) => {
                    self.error(At::Node(node), Code::InvalidSyntaxTree, "unknown declaration in function");
                }
            }
        }
    }

    fn local_consts(&mut self, spec: &ValueSpec) {
        let top = self.delayed.len();
        let mut objects = Vec::with_capacity(spec.names.len());
        for (i, &node) in spec.names.iter().enumerate() {
            let (name, pos) = (self.ident_name(node).unwrap_or(sym::BLANK), self.pos_of(node));
            let object = self.new_object(ObjectKind::Const { value: Value::Unknown }, name, pos, None);
            self.const_decl(object, spec.ty, spec.values.get(i).copied(), spec.iota, spec.inherited);
            objects.push(object);
        }
        self.process_delayed(top);
        self.declare_local(spec, &objects);
    }

    fn local_vars_decl(&mut self, spec: &ValueSpec) {
        let top = self.delayed.len();
        let mut objects = Vec::with_capacity(spec.names.len());
        for &node in &spec.names {
            let (name, pos) = (self.ident_name(node).unwrap_or(sym::BLANK), self.pos_of(node));
            objects.push(self.new_var(VarKind::Local, name, pos, None));
        }
        let single = spec.values.len() == 1 && spec.names.len() != 1;
        for (i, &object) in objects.iter().enumerate() {
            let init = if single { spec.values.first() } else { spec.values.get(i) };
            let lhs: &[ObjectId] = if single { &objects } else { &[] };
            self.var_decl(object, lhs, spec.ty, init.copied());
            if single {
                break;
            }
        }
        self.process_delayed(top);
        self.local_vars.extend_from_slice(&objects);
        self.declare_local(spec, &objects);
    }

    /// Names are visible only behind their specification.
    fn declare_local(&mut self, spec: &ValueSpec, objects: &[ObjectId]) {
        let (scope, scope_pos) = (self.env.scope, self.env.file.end(spec.spec));
        for (&node, &object) in spec.names.iter().zip(objects) {
            self.declare(scope, Some(node), object, scope_pos);
        }
    }

    fn local_type(&mut self, spec: NodeId) {
        let Node::TypeSpec { name: node, .. } = self.node(spec) else { return };
        self.spare.n_local_types += 1;
        let (name, pos) = (self.ident_name(node).unwrap_or(sym::BLANK), self.pos_of(node));
        let object = self.new_object(ObjectKind::TypeName, name, pos, None);
        let (scope, scope_pos) = (self.env.scope, self.env.file.start(node));
        self.declare(scope, Some(node), object, scope_pos);
        self.push_object(object);
        self.type_decl(object, spec);
        self.pop_object();
    }
}
