//! Declared types that would contain themselves.

use crate::check::Checker;
use crate::check::cycles::CycleMember;
use crate::types::{Type, TypeId};

impl Checker {
    /// Reports a declared type that contains itself without a pointer in between.
    pub(crate) fn valid_type(&mut self, named: TypeId) {
        self.valid_type_in(named, &mut Vec::new(), &mut Vec::new());
    }

    /// `nest`: the declared types and instances that `ty` stands inside of, as their type parameters are bound. `path`: all
    /// that were walked through to come here.
    fn valid_type_in(&mut self, ty: TypeId, nest: &mut Vec<TypeId>, path: &mut Vec<TypeId>) -> bool {
        let ty = self.unalias(ty);
        match &self.types[ty] {
            Type::Array { .. }
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Interface(_)
            | Type::Named(_)
            | Type::TypeParam(_) => self.nested(|c| c.valid_compound(ty, nest, path)).unwrap_or(true),
            _ => true,
        }
    }

    fn valid_compound(&mut self, ty: TypeId, nest: &mut Vec<TypeId>, path: &mut Vec<TypeId>) -> bool {
        match &self.types[ty] {
            &Type::Array { elem, .. } => self.valid_type_in(elem, nest, path),
            Type::Struct(structure) => {
                let fields = structure.fields.clone();
                fields.into_iter().all(|field| {
                    let ty = self.type_of_object(field);
                    self.valid_type_in(ty, nest, path)
                })
            }
            Type::Union(terms) => {
                let terms = terms.clone();
                terms.iter().all(|t| self.valid_type_in(t.ty, nest, path))
            }
            Type::Interface(iface) => {
                let embeddeds = iface.embeddeds.clone();
                embeddeds.into_iter().all(|e| self.valid_type_in(e, nest, path))
            }
            Type::Named(_) => self.valid_named(ty, nest, path),
            Type::TypeParam(_) => {
                // A type argument stands where the instance stands, not inside of it.
                let Some(instance) = nest.pop() else { return true };
                let tparams = self.named_tparams(instance);
                let targ = tparams
                    .iter()
                    .position(|&p| p == ty)
                    .and_then(|i| self.types.named(instance)?.targs.get(i).copied());
                let valid = targ.is_none_or(|targ| self.valid_type_in(targ, nest, path));
                nest.push(instance);
                valid
            }
            _ => true,
        }
    }

    fn valid_named(&mut self, ty: TypeId, nest: &mut Vec<TypeId>, path: &mut Vec<TypeId>) -> bool {
        let Some(named) = self.types.named(ty) else { return true };
        // Types without type arguments are the same wherever they stand, so once is enough. Other packages cannot refer
        // back to this one.
        if named.valid && named.targs.is_empty() {
            return true;
        }
        let (obj, no_targs) = (named.obj, named.targs.is_empty());
        if no_targs && self.objects[obj].pkg != Some(self.env.pkg) {
            return true;
        }
        let origin = self.named_origin(ty);
        if self.position_of_identical(nest, origin, ty).is_some() {
            if let Some(named) = self.types.named_mut(origin) {
                named.from_rhs = Some(TypeId::INVALID);
                named.underlying.get_or_insert(TypeId::INVALID);
            }
            let start = self.position_of_identical(path, origin, ty).unwrap_or(0);
            let cycle: Vec<CycleMember> =
                path[start..].iter().filter_map(|&p| self.cycle_member(p)).collect();
            self.cycle_error_at(&cycle, 0);
            return false;
        }
        self.resolve_named(origin);
        let Some(rhs) = self.types.named(origin).and_then(|n| n.from_rhs) else { return true };
        nest.push(ty);
        path.push(ty);
        let valid = self.valid_type_in(rhs, nest, path);
        nest.pop();
        path.pop();
        if valid
            && no_targs
            && let Some(named) = self.types.named_mut(ty)
        {
            named.valid = true;
        }
        valid
    }

    fn position_of_identical(&mut self, list: &[TypeId], origin: TypeId, ty: TypeId) -> Option<usize> {
        list.iter()
            .position(|&other| other == ty || self.named_origin(other) == origin && self.identical(other, ty))
    }
}
