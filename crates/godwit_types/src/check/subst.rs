//! Type parameters replaced by type arguments.

use smallvec::SmallVec;

use crate::check::Checker;
use crate::object::{Object, ObjectId, ObjectKind, Pos};
use crate::types::{Interface, NamedState, Signature, StructType, Term, Type, TypeId, TypeParam};

type Map = SmallVec<[(TypeId, TypeId); 4]>;

impl Checker {
    /// `ty` with each of `tparams` replaced by the type argument at the same place. `expanding` is the instance whose
    /// declaration is being expanded.
    pub(crate) fn subst(
        &mut self,
        pos: Pos,
        ty: TypeId,
        tparams: &[TypeId],
        targs: &[TypeId],
        expanding: Option<TypeId>,
    ) -> TypeId {
        let _ = expanding;
        debug_assert_eq!(tparams.len(), targs.len());
        if tparams.is_empty() || matches!(self.types[ty], Type::Basic(_)) {
            return ty;
        }
        let map = tparams.iter().copied().zip(targs.iter().copied()).collect();
        Subster { pos, map }.typ(self, ty)
    }

    /// As [`Checker::subst`], for arguments of which some are not known: their parameters stay.
    pub(crate) fn subst_known(
        &mut self,
        pos: Pos,
        ty: TypeId,
        tparams: &[TypeId],
        targs: &[Option<TypeId>],
    ) -> TypeId {
        let map: Map = tparams.iter().zip(targs).filter_map(|(&p, &t)| Some((p, t?))).collect();
        if map.is_empty() { ty } else { Subster { pos, map }.typ(self, ty) }
    }

    /// Methods of an interface whose receiver was `old` get receivers of type `new`. `None` if there are none.
    pub(crate) fn replace_recv_type(
        &mut self,
        methods: &[ObjectId],
        old: TypeId,
        new: TypeId,
    ) -> Option<Vec<ObjectId>> {
        let mut out: Option<Vec<ObjectId>> = None;
        for (i, &method) in methods.iter().enumerate() {
            let Some(sig_id) = self.objects[method].ty else { continue };
            let Some(recv) = self.types.signature(sig_id).and_then(|s| s.recv) else { continue };
            if self.objects[recv].ty != Some(old) {
                continue;
            }
            let Some(mut sig) = self.types.signature(sig_id).cloned() else { continue };
            sig.recv = Some(self.clone_var(recv, new));
            let sig = self.types.push(Type::Signature(Box::new(sig)));
            let method = self.clone_func(method, sig);
            out.get_or_insert_with(|| methods.to_vec())[i] = method;
        }
        out
    }

    /// A copy of a function with another type, which remembers its origin.
    pub(crate) fn clone_func(&mut self, func: ObjectId, ty: TypeId) -> ObjectId {
        let mut copy = self.objects[func].clone();
        if let ObjectKind::Func { origin, .. } = &mut copy.kind {
            *origin = Some(origin.unwrap_or(func));
        }
        copy.ty = Some(ty);
        copy.decl = None;
        self.add_object(copy)
    }

    /// A new type parameter with a name object of its own, like `tpar`; its constraint is still that of `tpar`.
    pub(crate) fn fresh_type_param(&mut self, tpar: TypeId) -> TypeId {
        let Some(old) = self.types.type_param(tpar).cloned() else { return TypeId::INVALID };
        let object = &self.objects[old.obj];
        let object = Object { ty: None, decl: None, parent: None, ..object.clone() };
        let obj = self.add_object(object);
        let ty = self.types.push(Type::TypeParam(Box::new(TypeParam { obj, ..old })));
        self.objects[obj].ty = Some(ty);
        ty
    }
}

struct Subster {
    pos: Pos,
    map: Map,
}

impl Subster {
    fn typ(&self, check: &mut Checker, ty: TypeId) -> TypeId {
        match &check.types[ty] {
            Type::Basic(_) => ty,
            Type::TypeParam(_) => self.map.iter().find(|&&(p, _)| p == ty).map_or(ty, |&(_, t)| t),
            Type::Named(named) if named.targs.is_empty() => ty,
            Type::Alias(alias) if alias.targs.is_empty() => ty,
            _ => check.nested(|check| self.compound(check, ty)).unwrap_or(TypeId::INVALID),
        }
    }

    fn compound(&self, check: &mut Checker, ty: TypeId) -> TypeId {
        match &check.types[ty] {
            &Type::Array { elem, len } => {
                let new = self.typ(check, elem);
                if new == elem { ty } else { check.types.array(new, len) }
            }
            &Type::Slice { elem } => {
                let new = self.typ(check, elem);
                if new == elem { ty } else { check.types.slice(new) }
            }
            &Type::Pointer { elem } => {
                let new = self.typ(check, elem);
                if new == elem { ty } else { check.types.pointer(new) }
            }
            &Type::Map { key, elem } => {
                let (k, e) = (self.typ(check, key), self.typ(check, elem));
                if (k, e) == (key, elem) { ty } else { check.types.map(k, e) }
            }
            &Type::Chan { dir, elem } => {
                let new = self.typ(check, elem);
                if new == elem { ty } else { check.types.chan(dir, new) }
            }
            Type::Tuple(vars) => {
                let vars = vars.clone();
                match self.vars(check, &vars) {
                    Some(vars) => check.types.tuple(&vars),
                    None => ty,
                }
            }
            Type::Struct(structure) => {
                let fields = structure.fields.clone();
                let Some(fields) = self.vars(check, &fields) else { return ty };
                let tags = match &check.types[ty] {
                    Type::Struct(structure) => structure.tags.clone(),
                    _ => Vec::new(),
                };
                check.types.push(Type::Struct(Box::new(StructType { fields, tags })))
            }
            Type::Signature(_) => self.signature(check, ty),
            Type::Union(terms) => {
                let terms = terms.clone();
                let new: Box<[Term]> =
                    terms.iter().map(|t| Term { tilde: t.tilde, ty: self.typ(check, t.ty) }).collect();
                if new == terms { ty } else { check.types.push(Type::Union(new)) }
            }
            Type::Interface(_) => self.interface(check, ty),
            Type::Named(named) => {
                let (origin, targs) = (named.origin, named.targs.clone());
                let Some(origin) = origin else { return ty };
                // A wrong number of arguments was reported where they are written.
                if check
                    .types
                    .named(origin)
                    .is_some_and(|n| n.state == NamedState::Resolved && n.tparams.len() != targs.len())
                {
                    return TypeId::INVALID;
                }
                match self.list(check, &targs) {
                    Some(targs) => check.new_named_instance(self.pos, origin, &targs),
                    None => ty,
                }
            }
            Type::Alias(alias) => {
                let (origin, targs) = (alias.origin, alias.targs.clone());
                let Some(origin) = origin else { return ty };
                match self.list(check, &targs) {
                    Some(targs) => check.new_alias_instance(self.pos, origin, &targs),
                    None => ty,
                }
            }
            Type::Basic(_) | Type::TypeParam(_) => self.typ(check, ty),
        }
    }

    /// `None` if nothing changed.
    fn list(&self, check: &mut Checker, list: &[TypeId]) -> Option<Vec<TypeId>> {
        let mut out: Option<Vec<TypeId>> = None;
        for (i, &ty) in list.iter().enumerate() {
            let new = self.typ(check, ty);
            if new != ty {
                out.get_or_insert_with(|| list.to_vec())[i] = new;
            }
        }
        out
    }

    fn vars(&self, check: &mut Checker, vars: &[ObjectId]) -> Option<Vec<ObjectId>> {
        let mut out: Option<Vec<ObjectId>> = None;
        for (i, &var) in vars.iter().enumerate() {
            let ty = check.type_of_object(var);
            let new = self.typ(check, ty);
            if new != ty {
                let new = check.clone_var(var, new);
                out.get_or_insert_with(|| vars.to_vec())[i] = new;
            }
        }
        out
    }

    fn signature(&self, check: &mut Checker, ty: TypeId) -> TypeId {
        let Some(sig) = check.types.signature(ty) else { return ty };
        let mut sig = Signature { scope: None, ..sig.clone() };
        let own = sig.tparams.clone();
        // The parameters of a generic method are not replaced when those of its receiver are. But its constraints may
        // mention the receiver's, and each instance of the receiver has a method of its own: so it gets fresh parameters.
        let renames = own.first().is_some_and(|p| !self.map.iter().any(|(q, _)| p == q));
        let extended;
        let this = if renames {
            let fresh: Vec<TypeId> = own.iter().map(|&p| check.fresh_type_param(p)).collect();
            let mut map = self.map.clone();
            for (&old, &new) in own.iter().zip(&fresh) {
                map.push((old, new));
                check.mono.record_canon(new, old);
            }
            extended = Subster { pos: self.pos, map };
            for &new in &fresh {
                let Some(bound) = check.types.type_param(new).map(|t| t.bound) else { continue };
                let bound = extended.typ(check, bound);
                if let Some(tpar) = check.types.type_param_mut(new) {
                    tpar.bound = bound;
                }
            }
            sig.tparams = fresh;
            &extended
        } else {
            self
        };
        let params = this.vars(check, &sig.params);
        let results = this.vars(check, &sig.results);
        if params.is_none() && results.is_none() && !renames {
            return ty;
        }
        sig.params = params.unwrap_or(sig.params);
        sig.results = results.unwrap_or(sig.results);
        check.types.push(Type::Signature(Box::new(sig)))
    }

    fn interface(&self, check: &mut Checker, ty: TypeId) -> TypeId {
        let Some(iface) = check.types.interface(ty) else { return ty };
        let old = Interface { type_set: None, ..iface.clone() };
        let mut methods: Option<Vec<ObjectId>> = None;
        for (i, &method) in old.methods.iter().enumerate() {
            let sig = check.type_of_object(method);
            let new = self.typ(check, sig);
            if new != sig {
                let new = check.clone_func(method, new);
                methods.get_or_insert_with(|| old.methods.clone())[i] = new;
            }
        }
        let embeddeds = self.list(check, &old.embeddeds);
        if methods.is_none() && embeddeds.is_none() {
            return ty;
        }
        let methods = methods.unwrap_or(old.methods);
        let embeddeds = embeddeds.unwrap_or(old.embeddeds);
        let new = check.types.push(Type::Interface(Box::new(Interface { methods, embeddeds, ..old })));
        let methods = check.types.interface(new).map(|i| i.methods.clone()).unwrap_or_default();
        if let Some(methods) = check.replace_recv_type(&methods, ty, new)
            && let Some(iface) = check.types.interface_mut(new)
        {
            iface.methods = methods;
        }
        new
    }
}
