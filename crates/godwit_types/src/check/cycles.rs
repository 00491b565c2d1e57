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

    /// Whether a type is known up to its underlying type; reports the cycle if its declaration is still going on.
    pub(crate) fn finite_size(&mut self, ty: TypeId) -> bool {
        let mut ty = ty;
        // Names may refer to names; a chain longer than there are types is a cycle found before.
        for _ in 0..self.types.len() {
            let (obj, rhs) = match &self.types[ty] {
                Type::Alias(alias) => (alias.obj, Some(alias.from_rhs)),
                Type::Named(named) => (named.obj, named.from_rhs),
                _ => return true,
            };
            if let Some(&start) = self.obj_path_index.get(&obj) {
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
}
