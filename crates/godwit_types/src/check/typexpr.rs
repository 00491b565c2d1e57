//! Type expressions, and identifiers of every kind.

use godwit_base::Symbol;
use godwit_syntax::{ChanDir as SyntaxDir, Node, NodeId};

use crate::check::{Checker, NodeVec};
use crate::code::Code;
use crate::object::{ObjectId, ObjectKind};
use crate::operand::{Mode, Operand};
use crate::scope::ScopeId;
use crate::types::{ChanDir, Type, TypeId};
use crate::version::GoVersion;

impl Checker {
    /// Resolves an identifier. `want_type`: a type is expected, and anything else an error.
    pub(crate) fn ident(&mut self, x: &mut Operand, node: NodeId, want_type: bool) {
        *x = Operand { expr: Some(node), ..Operand::invalid() };
        let Some(name) = self.ident_name(node) else { return };
        let found = self.lookup(name);
        self.ident_in(x, node, name, found, want_type);
    }

    /// As [`Checker::ident`], of a name that was looked up.
    pub(crate) fn ident_in(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        name: Symbol,
        found: Option<(ScopeId, ObjectId)>,
        want_type: bool,
    ) {
        let Some((scope, object)) = found else {
            if name.is_blank() {
                self.error(node, Code::InvalidBlank, "cannot use _ as value or type");
            } else if !name.as_str().is_empty() {
                self.error(node, Code::UndeclaredName, format!("undefined: {name}"));
            }
            return;
        };
        if (object == self.universe.comparable || object == self.universe.any)
            && !self.verify_version(node, GoVersion::GO1_18, &format!("predeclared {name}"))
        {
            return;
        }
        self.record_use(node, object);
        let is_type = self.objects[object].is_type_name();
        let same_package = self.objects[object].pkg == Some(self.env.pkg);
        if !is_type && want_type {
            let kind = self.object_kind(object);
            self.error(node, Code::NotAType, format!("{name} ({kind}) is not a type"));
            if self.objects[object].is_var() && same_package {
                self.mark_used(object);
            }
            return;
        }
        if self.objects[object].ty.is_none() || is_type && want_type && same_package {
            self.obj_decl(object);
        }
        let ty = self.objects[object].ty.unwrap_or(TypeId::INVALID);
        // A name that came through a dot-import marks that import as used.
        if !self.dot_imports.is_empty()
            && let Some(&pkg_name) = self.dot_imports.get(&(scope, name))
        {
            self.mark_used(pkg_name);
        }
        self.object_operand(x, node, object, ty);
    }

    fn object_operand(&mut self, x: &mut Operand, node: NodeId, object: ObjectId, ty: TypeId) {
        match &self.objects[object].kind {
            ObjectKind::PkgName { .. } => {
                let name = self.objects[object].name;
                return self.error(
                    node,
                    Code::InvalidPkgUse,
                    format!("use of package {name} not in selector"),
                );
            }
            ObjectKind::Const { value } => {
                let value = value.clone();
                self.add_decl_dep(object);
                if !self.is_valid(ty) {
                    return;
                }
                x.value = Some(value);
                if object == self.universe.iota {
                    let Some(iota) = self.env.iota.clone() else {
                        let message = "cannot use iota outside constant declaration";
                        return self.error(node, Code::InvalidIota, message);
                    };
                    x.value = Some(iota);
                }
                x.mode = Mode::Constant;
            }
            ObjectKind::TypeName => {
                x.mode = Mode::TypeExpr;
                // An alias of what could not be resolved is no type of its own. One that is being declared is: what needs to
                // know it reports the cycle.
                x.ty = self.unalias_invalid(ty);
                return;
            }
            ObjectKind::Var { .. } => {
                if self.objects[object].pkg == Some(self.env.pkg) {
                    self.mark_used(object);
                }
                self.add_decl_dep(object);
                if !self.is_valid(ty) {
                    return;
                }
                x.mode = Mode::Variable;
            }
            ObjectKind::Func { .. } => {
                self.add_decl_dep(object);
                x.mode = Mode::Value;
            }
            ObjectKind::Builtin(id) => {
                x.builtin = Some(*id);
                x.mode = Mode::Builtin;
            }
            ObjectKind::Nil => x.mode = Mode::Value,
            ObjectKind::Label { .. } => return,
        }
        x.ty = ty;
    }

    /// The type, or the invalid type if it is an alias of that.
    pub(crate) fn unalias_invalid(&self, ty: TypeId) -> TypeId {
        if self.is_valid(ty) { ty } else { TypeId::INVALID }
    }

    /// Notes that the package-level declaration being checked depends on another one.
    pub(crate) fn add_decl_dep(&mut self, to: ObjectId) {
        let Some(from) = self.env.decl else { return };
        if self.objects[to].order > 0 && self.objects[to].pkg == Some(self.env.pkg) {
            let deps = &mut self.decls[from].deps;
            if deps.last() != Some(&to) {
                deps.push(to);
            }
        }
    }

    // ---- type expressions ----

    pub(crate) fn typ(&mut self, node: NodeId) -> TypeId {
        self.declared_type(node, None)
    }

    /// The type of a variable: anything but a constraint.
    pub(crate) fn var_type(&mut self, node: NodeId) -> TypeId {
        let ty = self.declared_type(node, None);
        self.valid_var_type(node, ty);
        ty
    }

    pub(crate) fn valid_var_type(&mut self, node: NodeId, ty: TypeId) {
        // Only interfaces can be constraints; most types need no second look.
        match self.types[ty] {
            Type::Named(_) | Type::Interface(_) => {}
            Type::Alias(_) if !self.is_type_param(ty) => {}
            _ => return,
        }
        if matches!(ty, TypeId::ERROR | TypeId::ANY | TypeId::EMPTY_INTERFACE) {
            return;
        }
        self.later(move |check| {
            let under = check.under(ty);
            if !matches!(check.types[under], Type::Interface(_)) {
                return;
            }
            let pos = check.pos_of(node);
            let set = check.compute_interface_type_set(pos, under);
            if check.is_method_set(under) {
                return;
            }
            let why = if set.comparable {
                "interface is (or embeds) comparable"
            } else {
                "interface contains type constraints"
            };
            let text = check.type_string(ty);
            let message = format!("cannot use type {text} outside a type constraint: {why}");
            check.soft_error(node, Code::MisplacedConstraintIface, message);
        });
    }

    /// `def`: the type name being declared with this expression as its right-hand side.
    pub(crate) fn declared_type(&mut self, node: NodeId, def: Option<ObjectId>) -> TypeId {
        let mut ty = self.typ_internal(node, def);
        if self.is_generic(ty) {
            let text = self.type_string(ty);
            let message = format!("cannot use generic type {text} without instantiation");
            self.error(node, Code::WrongTypeArgCount, message);
            ty = TypeId::INVALID;
        }
        self.record_type_and_value(node, Mode::TypeExpr, ty, None);
        ty
    }

    /// A generic type without its arguments. The second result says why it is none.
    pub(crate) fn generic_type(&mut self, node: NodeId) -> (TypeId, Option<String>) {
        let mut ty = self.typ_internal(node, None);
        let mut cause = None;
        if self.is_valid(ty) && !self.is_generic(ty) {
            cause = Some(format!("{} is not a generic type", self.type_string(ty)));
            ty = TypeId::INVALID;
        }
        self.record_type_and_value(node, Mode::TypeExpr, ty, None);
        (ty, cause)
    }

    fn typ_internal(&mut self, node: NodeId, def: Option<ObjectId>) -> TypeId {
        match self.node(node) {
            Node::Ident { .. } => {
                let mut x = Operand::invalid();
                self.ident(&mut x, node, true);
                self.type_of_operand(&x)
            }
            Node::Selector { .. } => {
                let mut x = Operand::invalid();
                self.selector(&mut x, node, true);
                self.type_of_operand(&x)
            }
            _ => match self.nested(|check| check.composite_type(node, def)) {
                Some(ty) => ty,
                None => {
                    self.error(node, Code::InvalidTypeCycle, "limit exceeded: type is nested too deeply");
                    TypeId::INVALID
                }
            },
        }
    }

    fn type_of_operand(&mut self, x: &Operand) -> TypeId {
        match x.mode {
            Mode::TypeExpr => return x.ty,
            Mode::Invalid => {}
            Mode::NoValue => {
                let text = self.operand_string(x);
                self.error(x, Code::NotAType, format!("{text} used as type"));
            }
            _ => {
                let text = self.operand_string(x);
                self.error(x, Code::NotAType, format!("{text} is not a type"));
            }
        }
        TypeId::INVALID
    }

    fn composite_type(&mut self, node: NodeId, def: Option<ObjectId>) -> TypeId {
        match self.node(node) {
            Node::BadExpr => TypeId::INVALID,
            Node::Index { x, index } => {
                let indices = NodeVec::from_slice(&[index]);
                self.instantiated_type(node, x, indices)
            }
            Node::IndexList { x, indices } => {
                let indices = self.list(indices);
                self.instantiated_type(node, x, indices)
            }
            Node::Paren { x } => self.declared_type(x, def),
            Node::ArrayType { len: None, elem } => {
                let elem = self.var_type(elem);
                self.types.slice(elem)
            }
            Node::ArrayType { len: Some(len), elem } => {
                let n = if matches!(self.node(len), Node::Ellipsis { .. }) {
                    let message = "invalid use of [...] array (outside a composite literal)";
                    self.error(len, Code::BadDotDotDotSyntax, message);
                    -1
                } else {
                    self.array_length(len)
                };
                let elem = self.var_type(elem);
                if n < 0 { TypeId::INVALID } else { self.types.array(elem, n) }
            }
            Node::Ellipsis { .. } => {
                self.error(node, Code::InvalidSyntaxTree, "invalid use of ...");
                TypeId::INVALID
            }
            Node::StructType { fields } => self.struct_type(fields),
            Node::Star { x } => {
                let elem = self.var_type(x);
                if self.is_valid(elem) { self.types.pointer(elem) } else { TypeId::INVALID }
            }
            Node::FuncType { .. } => {
                let sig = self.types.push(Type::Signature(Box::default()));
                self.func_type(sig, None, node);
                sig
            }
            Node::InterfaceType { methods } => self.interface_type(node, methods, def),
            Node::MapType { key, value } => self.map_type(key, value),
            Node::ChanType { dir, elem } => {
                let elem = self.var_type(elem);
                let dir = match dir {
                    SyntaxDir::Both => ChanDir::Both,
                    SyntaxDir::Send => ChanDir::Send,
                    SyntaxDir::Recv => ChanDir::Recv,
                };
                self.types.chan(dir, elem)
            }
            _ => {
                let text = self.expr_string(node);
                self.error(node, Code::NotAType, format!("{text} is not a type"));
                self.use_exprs(&[node]);
                TypeId::INVALID
            }
        }
    }

    fn map_type(&mut self, key_node: NodeId, value_node: NodeId) -> TypeId {
        let key = self.var_type(key_node);
        let elem = self.var_type(value_node);
        if !matches!(self.types[key], Type::Basic(_)) {
            self.later(move |check| {
                if !check.comparable_type(key) {
                    let why = if check.is_type_param(key) { " (missing comparable constraint)" } else { "" };
                    let text = check.type_string(key);
                    let message = format!("invalid map key type {text}{why}");
                    check.error(key_node, Code::IncomparableMapKey, message);
                }
            });
        }
        self.types.map(key, elem)
    }

    fn instantiated_type(&mut self, node: NodeId, x: NodeId, indices: NodeVec) -> TypeId {
        let bracket = self.pos_at(self.env.file.anchor(node));
        self.verify_version(bracket, GoVersion::GO1_18, "type instantiation");
        let (generic, cause) = self.generic_type(x);
        if let Some(cause) = cause {
            let text = self.expr_string(node);
            self.error(node, Code::NotAGenericType, format!("invalid operation: {text} ({cause})"));
        }
        if !self.is_valid(generic) {
            return generic;
        }
        let Some(targs) = self.type_list(&indices) else { return TypeId::INVALID };
        let pos = self.pos_of(node);
        let inst = self.instance(pos, generic, &targs, None);
        if !matches!(self.types[inst], Type::Named(_) | Type::Alias(_)) {
            return TypeId::INVALID;
        }
        // Constraints are verified when all types are there.
        self.later(move |check| {
            check.record_instance(node, &targs, inst);
            let (name, tparams) = check.generic_name_and_params(inst);
            if !check.validate_targ_len(pos, &name, tparams.len(), targs.len()) {
                return;
            }
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

    /// Name and type parameters of a generic type or an instance of one.
    pub(crate) fn generic_name_and_params(&mut self, ty: TypeId) -> (String, Vec<TypeId>) {
        let (object, tparams) = match &self.types[ty] {
            Type::Alias(alias) => (alias.obj, alias.tparams.clone()),
            Type::Named(named) => {
                let object = named.obj;
                (object, self.named_tparams(self.named_origin(ty)))
            }
            _ => return (String::new(), Vec::new()),
        };
        (self.objects[object].name.as_str().to_owned(), tparams)
    }

    pub(crate) fn array_length(&mut self, node: NodeId) -> i64 {
        // A name that is no constant may have been meant as a type parameter.
        if let Some(name) = self.ident_name(node) {
            match self.lookup(name) {
                None => {
                    let message = format!("undefined array length {name} or missing type constraint");
                    self.error(node, Code::InvalidArrayLen, message);
                    return -1;
                }
                Some((_, object)) if !matches!(self.objects[object].kind, ObjectKind::Const { .. }) => {
                    self.error(node, Code::InvalidArrayLen, format!("invalid array length {name}"));
                    return -1;
                }
                _ => {}
            }
        }
        let mut x = Operand::invalid();
        self.expr(None, &mut x, node);
        if x.mode != Mode::Constant {
            if x.mode != Mode::Invalid {
                let text = self.operand_string(&x);
                self.error(&x, Code::InvalidArrayLen, format!("array length {text} must be constant"));
            }
            return -1;
        }
        let is_integer = self.is_integer(x.ty);
        if (self.is_untyped(x.ty) || is_integer)
            && let Some(value) = &x.value
        {
            let value = value.to_int();
            if value.kind() == crate::constant::Kind::Int
                && self.representable_const(&value, TypeId::INT).is_some()
                && let Some(n) = value.as_i64()
                && n >= 0
            {
                return n;
            }
        }
        let text = self.operand_string(&x);
        let message = if is_integer {
            format!("invalid array length {text}")
        } else {
            format!("array length {text} must be integer")
        };
        self.error(&x, Code::InvalidArrayLen, message);
        -1
    }

    /// The types of a list; `None` if one of them is invalid.
    pub(crate) fn type_list(&mut self, list: &[NodeId]) -> Option<Vec<TypeId>> {
        let types: Vec<TypeId> = list.iter().map(|&node| self.var_type(node)).collect();
        types.iter().all(|&t| self.is_valid(t)).then_some(types)
    }
}
