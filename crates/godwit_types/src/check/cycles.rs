//! Cycles of declarations that go through names alone, and types asked about before they are complete.

use godwit_syntax::Node;
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::object::{DeclSyntax, ObjectId};
use crate::types::{Type, TypeId};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    /// On the path being followed, at this place.
    OnPath(usize),
    Done,
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
                    let mut cycle: Vec<_> = resolving.iter().map(|&o| (o, self.objects[o].pos)).collect();
                    let inside = if start.is_some() { &path[..] } else { &path[on_path.unwrap_or(0)..] };
                    cycle.extend(inside.iter().filter_map(|&p| self.types.named(p).map(|n| (n.obj, n.pos))));
                    let first = (0..cycle.len()).min_by_key(|&i| cycle[i].1).unwrap_or(0);
                    self.cycle_error_at(&cycle, first);
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
