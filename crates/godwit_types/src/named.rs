//! Declared types and instances: resolved, expanded and looked into on demand.

use crate::check::Checker;
use crate::object::{ObjectId, ObjectKind, Pos, VarKind};
use crate::types::{Named, NamedState, Type, TypeId};

/// Longest chain `type A B; type B C; …` that is followed; longer ones are taken for a cycle.
const MAX_CHAIN: usize = 10_000;

impl Checker {
    /// The type behind aliases.
    #[inline]
    pub fn unalias(&self, ty: TypeId) -> TypeId {
        match &self.types[ty] {
            Type::Alias(_) => self.unalias_slow(ty),
            _ => ty,
        }
    }

    fn unalias_slow(&self, ty: TypeId) -> TypeId {
        let mut ty = ty;
        for _ in 0..MAX_CHAIN {
            match &self.types[ty] {
                Type::Alias(alias) => ty = alias.actual.unwrap_or(alias.from_rhs),
                _ => return ty,
            }
        }
        TypeId::INVALID
    }

    /// The underlying type; never a `Named` or an `Alias`. Of a type parameter: its constraint's interface. Of a type whose
    /// declaration is still being resolved: invalid.
    #[inline]
    pub fn under(&mut self, ty: TypeId) -> TypeId {
        match &self.types[ty] {
            Type::Named(named) => match named.underlying {
                Some(underlying) => underlying,
                None => self.named_underlying(ty),
            },
            Type::Alias(_) => {
                let actual = self.unalias_slow(ty);
                self.under(actual)
            }
            Type::TypeParam(_) => self.type_param_iface(ty),
            _ => ty,
        }
    }

    fn named_underlying(&mut self, ty: TypeId) -> TypeId {
        let mut path = Vec::new();
        let mut at = ty;
        let underlying = loop {
            at = self.unalias(at);
            let Some(named) = self.types.named(at) else {
                // A type parameter on a right-hand side was reported where it stands.
                break if matches!(self.types[at], Type::TypeParam(_)) { TypeId::INVALID } else { at };
            };
            if let Some(underlying) = named.underlying {
                break underlying;
            }
            if path.len() > MAX_CHAIN || path.contains(&at) {
                break TypeId::INVALID;
            }
            path.push(at);
            self.resolve_named(at);
            match self.types.named(at).and_then(|n| n.from_rhs) {
                Some(rhs) => at = rhs,
                // Still being declared: whoever asks now must not keep the answer.
                None => return TypeId::INVALID,
            }
        };
        for at in path {
            if let Some(named) = self.types.named_mut(at) {
                named.underlying = Some(underlying);
            }
        }
        underlying
    }

    /// The declared type or instance behind aliases.
    pub fn as_named(&self, ty: TypeId) -> Option<TypeId> {
        let ty = self.unalias(ty);
        self.types.named(ty).map(|_| ty)
    }

    pub fn named(&self, ty: TypeId) -> Option<&Named> {
        self.types.named(self.unalias(ty))
    }

    /// Makes sure that type parameters and right-hand side of a `Named` are known (unless its declaration is being resolved
    /// just now).
    pub fn resolve_named(&mut self, ty: TypeId) {
        let Some(named) = self.types.named_mut(ty) else { return };
        if named.state != NamedState::Lazy {
            return;
        }
        named.state = NamedState::Resolving;
        match named.origin {
            Some(origin) => self.expand_instance(ty, origin),
            None => self.resolve_lazy_type(ty),
        }
        // An instance whose generic type is still being resolved was set back to lazy.
        if let Some(named) = self.types.named_mut(ty)
            && named.state == NamedState::Resolving
        {
            named.state = NamedState::Resolved;
        }
    }

    fn expand_instance(&mut self, ty: TypeId, origin: TypeId) {
        self.resolve_named(origin);
        let Some(named) = self.types.named(ty) else { return };
        let (targs, pos) = (named.targs.clone(), named.pos);
        let Some(generic) = self.types.named(origin) else { return };
        let tparams = generic.tparams.clone();
        let rhs = match generic.from_rhs {
            Some(rhs) if tparams.len() == targs.len() => {
                let new = self.subst(pos, rhs, &tparams, &targs, Some(ty));
                self.adopt_interface_methods(new, rhs, origin, ty)
            }
            // A right-hand side that is still being resolved gives an instance that must be asked again.
            None => {
                if let Some(named) = self.types.named_mut(ty) {
                    named.state = NamedState::Lazy;
                }
                return;
            }
            Some(_) => TypeId::INVALID,
        };
        if let Some(named) = self.types.named_mut(ty) {
            named.from_rhs = Some(rhs);
            named.tparams = tparams;
        }
    }

    /// Methods of a generic interface have the generic type as receiver; an instance's have the instance.
    fn adopt_interface_methods(
        &mut self,
        new: TypeId,
        rhs: TypeId,
        origin: TypeId,
        instance: TypeId,
    ) -> TypeId {
        let Some(iface) = self.types.interface(new) else { return new };
        let mut iface = iface.clone();
        let Some(methods) = self.replace_recv_type(&iface.methods, origin, instance) else { return new };
        iface.methods = methods;
        iface.type_set = None;
        let iface = Type::Interface(Box::new(iface));
        if new == rhs {
            return self.types.push(iface);
        }
        self.types.set(new, iface);
        new
    }

    /// An instance of a generic declared type. Equal arguments give the same type.
    pub(crate) fn new_named_instance(&mut self, pos: Pos, origin: TypeId, targs: &[TypeId]) -> TypeId {
        if let Some(ty) = self.types.find_instance(origin, targs) {
            return ty;
        }
        let Some(obj) = self.types.named(origin).map(|n| n.obj) else { return TypeId::INVALID };
        let named = Named {
            obj,
            pos,
            origin: Some(origin),
            targs: targs.into(),
            tparams: Vec::new(),
            from_rhs: None,
            underlying: None,
            methods: Vec::new(),
            state: NamedState::Lazy,
            valid: false,
            finite: None,
            var_size: None,
        };
        self.types.add_instance(Type::Named(Box::new(named)))
    }

    /// A new declared type, which becomes the type of `obj`.
    pub(crate) fn new_named(&mut self, obj: ObjectId, state: NamedState) -> TypeId {
        let named = Named {
            obj,
            pos: self.objects[obj].pos,
            origin: None,
            targs: Box::new([]),
            tparams: Vec::new(),
            from_rhs: None,
            underlying: None,
            methods: Vec::new(),
            state,
            valid: false,
            finite: None,
            var_size: None,
        };
        let ty = self.types.push(Type::Named(Box::new(named)));
        if self.objects[obj].ty.is_none() {
            self.objects[obj].ty = Some(ty);
        }
        ty
    }

    /// The generic type of an instance; the type itself otherwise.
    pub fn named_origin(&self, ty: TypeId) -> TypeId {
        self.types.named(ty).and_then(|n| n.origin).unwrap_or(ty)
    }

    /// Type parameters of a declared type (of an instance: its origin's).
    pub fn named_tparams(&mut self, ty: TypeId) -> Vec<TypeId> {
        self.resolve_named(ty);
        self.types.named(ty).map(|n| n.tparams.clone()).unwrap_or_default()
    }

    /// Number of methods declared for a type.
    pub fn n_methods(&mut self, ty: TypeId) -> usize {
        let origin = self.named_origin(ty);
        self.types.named(origin).map_or(0, |n| n.methods.len())
    }

    /// The declared method of that name and its index, if it is visible from `pkg` (`None`: the name is looked for as if
    /// exported).
    pub fn lookup_method(
        &mut self,
        ty: TypeId,
        pkg: Option<crate::package::PackageId>,
        name: godwit_base::Symbol,
        fold_case: bool,
    ) -> Option<(usize, ObjectId)> {
        let origin = self.named_origin(ty);
        let named = self.types.named(origin)?;
        let same_package = self.same_package(self.objects[named.obj].pkg, pkg);
        if !same_package && !name.is_exported() && !fold_case || name.is_blank() {
            return None;
        }
        let matches = |&method: &Option<ObjectId>| {
            method.is_some_and(|m| {
                let own = self.objects[m].name;
                own == name || fold_case && own.as_str().to_lowercase() == name.as_str().to_lowercase()
            })
        };
        let index = named.methods.iter().position(matches)?;
        Some((index, self.method(ty, index)?))
    }

    /// The `index`-th method of a declared type; instances get theirs by substitution, when asked.
    pub fn method(&mut self, ty: TypeId, index: usize) -> Option<ObjectId> {
        let named = self.types.named(ty)?;
        if let Some(Some(method)) = named.methods.get(index) {
            return Some(*method);
        }
        let origin = named.origin?;
        let n_methods = self.types.named(origin)?.methods.len();
        let method = self.expand_method(ty, origin, index)?;
        let named = self.types.named_mut(ty)?;
        named.methods.resize(n_methods, None);
        named.methods[index] = Some(method);
        Some(method)
    }

    fn expand_method(&mut self, ty: TypeId, origin: TypeId, index: usize) -> Option<ObjectId> {
        let generic = *self.types.named(origin)?.methods.get(index)?.as_ref()?;
        let generic_sig = self.type_of_object(generic);
        let sig = self.types.signature(generic_sig)?.clone();
        let recv = sig.recv?;
        let recv_ty = self.type_of_object(recv);
        let (is_pointer, base) = match self.types[self.unalias(recv_ty)] {
            Type::Pointer { elem } => (true, elem),
            _ => (false, recv_ty),
        };
        if self.unalias(base) == ty {
            return Some(generic);
        }
        let targs = self.types.named(ty)?.targs.clone();
        let pos = self.objects[generic].pos;
        let mut new_sig = generic_sig;
        if sig.recv_tparams.len() == targs.len() {
            new_sig = self.subst(pos, generic_sig, &sig.recv_tparams, &targs, Some(ty));
        }
        let mut sig = self.types.signature(new_sig)?.clone();
        let ty = if is_pointer { self.types.pointer(ty) } else { ty };
        sig.recv = Some(self.clone_var(recv, ty));
        let sig = self.types.push(Type::Signature(Box::new(sig)));
        let mut method = self.objects[generic].clone();
        if let ObjectKind::Func { origin, .. } = &mut method.kind {
            *origin = Some(generic);
        }
        method.ty = Some(sig);
        method.decl = None;
        Some(self.add_object(method))
    }

    /// A copy of a variable with another type, which remembers its origin.
    pub(crate) fn clone_var(&mut self, var: ObjectId, ty: TypeId) -> ObjectId {
        let mut copy = self.objects[var].clone();
        if let ObjectKind::Var { origin, .. } = &mut copy.kind {
            *origin = Some(origin.unwrap_or(var));
        }
        copy.ty = Some(ty);
        copy.decl = None;
        self.add_object(copy)
    }

    /// The object a substituted field, parameter or method was made from; itself otherwise.
    pub fn origin_object(&self, id: ObjectId) -> ObjectId {
        match self.objects[id].kind {
            ObjectKind::Var { origin: Some(origin), .. } | ObjectKind::Func { origin: Some(origin), .. } => {
                origin
            }
            _ => id,
        }
    }

    /// A variable with a type and no name, as builtins' signatures have them.
    pub(crate) fn anonymous_var(&mut self, kind: VarKind, ty: TypeId) -> ObjectId {
        self.new_var(kind, godwit_base::sym::EMPTY, Pos::NONE, Some(ty))
    }

    /// Whether two packages are the same, by path: test variants of a package count as one.
    pub fn same_package(
        &self,
        a: Option<crate::package::PackageId>,
        b: Option<crate::package::PackageId>,
    ) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => a == b || self.packages[a].path_symbol == self.packages[b].path_symbol,
            (None, None) => true,
            _ => false,
        }
    }
}
