//! Cycles of declarations that go through names alone, and types asked about before they are complete.

use godwit_syntax::Node;
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::object::{DeclSyntax, ObjectId, Pos};
use crate::types::{Type, TypeId};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    /// On the path being followed, at this place.
    OnPath(usize),
    Done,
}

/// A declaration, or an instance of a generic one, which has a place of its own.
#[derive(Clone, Copy)]
pub(crate) struct CycleMember {
    pub object: ObjectId,
    pub pos: Pos,
    pub instance: Option<TypeId>,
}

impl Checker {
    /// Reports `type A B; type B A` among the current package's declarations, before anything else looks at them.
    pub(crate) fn direct_cycles(&mut self) {
        let mut visits: FxHashMap<ObjectId, Visit> = FxHashMap::default();
        for obj in self.packages[self.env.pkg].objects.clone() {
            if self.objects[obj].is_type_name() {
                self.direct_cycle(obj, &mut visits);
            }
        }
    }

    fn direct_cycle(&mut self, obj: ObjectId, visits: &mut FxHashMap<ObjectId, Visit>) {
        let mut path: Vec<ObjectId> = Vec::new();
        let mut obj = obj;
        loop {
            match visits.get(&obj) {
                Some(Visit::Done) => break,
                Some(&Visit::OnPath(start)) => {
                    self.objects[obj].ty = Some(TypeId::INVALID);
                    let cycle = path[start..].to_vec();
                    let first = self.first_in_source(&cycle);
                    self.cycle_error(&cycle, first);
                    break;
                }
                None => {}
            }
            visits.insert(obj, Visit::OnPath(path.len()));
            path.push(obj);
            match self.declared_as(obj) {
                Some(next) => obj = next,
                None => break,
            }
        }
        for obj in path {
            visits.insert(obj, Visit::Done);
        }
    }

    /// The package-level type that a type is declared as, if its declaration is a plain name.
    fn declared_as(&self, obj: ObjectId) -> Option<ObjectId> {
        let decl = &self.decls[self.objects[obj].decl?];
        let DeclSyntax::Type { spec } = decl.syntax else { return None };
        let package = &self.packages[decl.pkg];
        let file = &package.files.get(decl.file as usize)?.file;
        let Node::TypeSpec { ty, .. } = file[spec] else { return None };
        let next = self.scopes[package.scope].lookup(file.ident(ty)?)?;
        self.objects[next].is_type_name().then_some(next)
    }

    /// Whether the underlying type of `ty` is known; reports the cycle if it is asked for while it is being declared. Go 1.26
    /// has `finite_size` for that.
    #[inline]
    pub(crate) fn is_complete(&mut self, ty: TypeId) -> bool {
        // Outside of declarations everything is.
        self.obj_path.is_empty() || !self.is_go1_27() || self.is_complete_in_declaration(ty)
    }

    /// The same for what a pointer points to, where an operation looks through pointers.
    #[inline]
    pub(crate) fn is_complete_pointee(&mut self, ty: TypeId) -> bool {
        if self.obj_path.is_empty() {
            return true;
        }
        let under = self.under(ty);
        match self.types[under] {
            Type::Pointer { elem } => self.is_complete(elem),
            _ => true,
        }
    }

    fn is_complete_in_declaration(&mut self, mut ty: TypeId) -> bool {
        // A chain of names is not longer than the number of types.
        for _ in 0..self.types.len() {
            let (obj, rhs, is_instance) = match &self.types[ty] {
                Type::Alias(alias) => (alias.obj, Some(alias.from_rhs), alias.origin.is_some()),
                Type::Named(named) => (named.obj, named.from_rhs, named.origin.is_some()),
                _ => return true,
            };
            if let Some(&start) = self.obj_path_index.get(&obj).filter(|_| !is_instance) {
                let cycle = self.obj_path[start..].to_vec();
                let first = self.first_in_source(&cycle);
                self.cycle_error(&cycle, first);
                return false;
            }
            match rhs {
                Some(rhs) => ty = rhs,
                None => return true,
            }
        }
        true
    }

    /// Whether the size of a type depends on type parameters, or cannot be known because the type contains itself, which is
    /// reported. Go 1.27's way; it remembers the answer.
    pub(crate) fn var_size(&mut self, ty: TypeId, path: &mut Vec<TypeId>) -> bool {
        let ty = self.unalias(ty);
        match &self.types[ty] {
            &Type::Array { elem, .. } => self.nested(|c| c.var_size(elem, path)).unwrap_or(true),
            Type::Struct(structure) => {
                let fields = structure.fields.clone();
                fields.into_iter().any(|field| {
                    let ty = self.type_of_object(field);
                    self.nested(|c| c.var_size(ty, path)).unwrap_or(true)
                })
            }
            Type::TypeParam(_) => true,
            Type::Named(_) => self.named_var_size(ty, path),
            _ => false,
        }
    }

    fn named_var_size(&mut self, ty: TypeId, path: &mut Vec<TypeId>) -> bool {
        let Some(named) = self.types.named(ty) else { return false };
        if let Some(var_size) = named.var_size {
            return var_size;
        }
        let (obj, is_instance) = (named.obj, named.origin.is_some());
        let start = if is_instance { None } else { self.obj_path_index.get(&obj).copied() };
        if let Some(start) = start {
            let resolving = self.obj_path[start..].to_vec();
            self.cycle_through(&resolving, path);
            return true;
        }
        if let Some(on_path) = path.iter().position(|&p| p == ty) {
            let inside = path[on_path..].to_vec();
            self.cycle_through(&[], &inside);
            return true;
        }
        self.resolve_named(ty);
        let Some(rhs) = self.types.named(ty).and_then(|named| named.from_rhs) else { return false };
        path.push(ty);
        let var_size = self.nested(|c| c.var_size(rhs, path)).unwrap_or(true);
        path.pop();
        // The vectors of package simd get their size from the machine.
        let object = &self.objects[obj];
        let is_simd = object.name.as_str() == "_simd"
            && object.pkg.is_some_and(|pkg| &*self.packages[pkg].path == "simd");
        if let Some(named) = self.types.named_mut(ty) {
            named.var_size = Some(var_size || is_simd);
        }
        var_size || is_simd
    }

    /// Reports a cycle that leads through declarations being resolved into types inside of each other.
    fn cycle_through(&mut self, resolving: &[ObjectId], inside: &[TypeId]) {
        let mut cycle: Vec<CycleMember> = resolving.iter().map(|&o| self.cycle_object(o)).collect();
        cycle.extend(inside.iter().filter_map(|&p| self.cycle_member(p)));
        let first = (0..cycle.len()).min_by_key(|&i| cycle[i].pos).unwrap_or(0);
        self.cycle_error_at(&cycle, first);
    }

    pub(crate) fn cycle_object(&self, object: ObjectId) -> CycleMember {
        CycleMember { object, pos: self.objects[object].pos, instance: None }
    }

    pub(crate) fn cycle_member(&self, ty: TypeId) -> Option<CycleMember> {
        let named = self.types.named(ty)?;
        Some(CycleMember { object: named.obj, pos: named.pos, instance: named.origin.map(|_| ty) })
    }

    /// Whether values of a type have a finite size, as far as its declaration is known; reports the cycle if not.
    #[inline]
    pub(crate) fn finite_size(&mut self, ty: TypeId) -> bool {
        match &self.types[ty] {
            Type::Named(named) if named.finite == Some(true) => true,
            Type::Named(_) | Type::Alias(_) | Type::Array { .. } | Type::Struct(_) => {
                self.finite_size_in(ty, &mut Vec::new())
            }
            _ => true,
        }
    }

    /// `path`: the declared types that `ty` was found inside of, behind those whose declarations are being resolved.
    fn finite_size_in(&mut self, ty: TypeId, path: &mut Vec<TypeId>) -> bool {
        let ty = self.unalias(ty);
        match &self.types[ty] {
            &Type::Array { elem, .. } => self.nested(|c| c.finite_size_in(elem, path)).unwrap_or(true),
            Type::Struct(structure) => {
                let fields = structure.fields.clone();
                // Fields of types that nothing looked at yet cannot lead back here.
                let known = |c: &Checker, field: ObjectId| c.objects[field].ty;
                fields
                    .into_iter()
                    .filter_map(|f| known(self, f))
                    .collect::<Vec<_>>()
                    .into_iter()
                    .all(|ty| self.nested(|c| c.finite_size_in(ty, path)).unwrap_or(true))
            }
            Type::Named(named) => {
                if let Some(finite) = named.finite {
                    return finite;
                }
                let (obj, rhs, is_instance) = (named.obj, named.from_rhs, named.origin.is_some());
                let on_path = path.iter().position(|&p| p == ty);
                let start = if is_instance { None } else { self.obj_path_index.get(&obj).copied() };
                if on_path.is_some() || start.is_some() {
                    let resolving = start.map(|start| self.obj_path[start..].to_vec()).unwrap_or_default();
                    let inside = if start.is_some() { &path[..] } else { &path[on_path.unwrap_or(0)..] };
                    self.cycle_through(&resolving, inside);
                    return false;
                }
                let Some(rhs) = rhs else { return true };
                path.push(ty);
                let finite = self.nested(|c| c.finite_size_in(rhs, path)).unwrap_or(true);
                path.pop();
                if let Some(named) = self.types.named_mut(ty) {
                    named.finite = Some(finite);
                }
                finite
            }
            _ => true,
        }
    }
}
