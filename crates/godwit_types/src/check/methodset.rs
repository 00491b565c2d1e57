//! All methods that can be called on a value of a type, for rules and for method expressions.

use godwit_base::Symbol;
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::info::{Selection, SelectionKind};
use crate::object::ObjectId;
use crate::package::PackageId;
use crate::types::{Type, TypeId};

/// Unexported names differ between packages.
type Key = (Symbol, Option<PackageId>);

struct Embedded {
    ty: TypeId,
    index: Vec<u32>,
    indirect: bool,
    multiples: bool,
}

impl Checker {
    /// The method set of a type, sorted as a type set's methods are.
    pub fn method_set(&mut self, ty: TypeId) -> Vec<Selection> {
        // A declared pointer type has no methods, nor has a pointer to an interface.
        if self.as_named(ty).is_some() && self.is_pointer(ty) {
            return Vec::new();
        }
        let (base, is_pointer) = self.deref(ty);
        if is_pointer && self.is_interface(base) {
            return Vec::new();
        }
        // `None`: the name is taken at this depth, but means nothing.
        let mut all: FxHashMap<Key, Option<Selection>> = FxHashMap::default();
        let mut current =
            vec![Embedded { ty: base, index: Vec::new(), indirect: is_pointer, multiples: false }];
        let mut seen: Vec<TypeId> = Vec::new();
        while !current.is_empty() {
            let mut next: Vec<Embedded> = Vec::new();
            let mut fields: Vec<Key> = Vec::new();
            let mut methods: FxHashMap<Key, Option<Selection>> = FxHashMap::default();
            for e in &current {
                if let Some(named) = self.as_named(e.ty) {
                    if seen.iter().any(|&s| self.identical(s, named)) {
                        continue;
                    }
                    seen.push(named);
                    for i in 0..self.n_methods(named) {
                        if let Some(method) = self.method(named, i) {
                            self.add_to_method_set(&mut methods, ty, method, e, i, e.indirect);
                        }
                    }
                }
                let under = self.under(e.ty);
                match &self.types[under] {
                    Type::Struct(structure) => {
                        for (i, field) in structure.fields.clone().into_iter().enumerate() {
                            fields.push(self.method_key(field));
                            if self.objects[field].is_embedded() {
                                let field_ty = self.type_of_object(field);
                                let (ty, is_pointer) = self.deref(field_ty);
                                let mut index = e.index.clone();
                                index.push(i as u32);
                                let indirect = e.indirect || is_pointer;
                                next.push(Embedded { ty, index, indirect, multiples: e.multiples });
                            }
                        }
                    }
                    Type::Interface(_) => {
                        let set = self.type_set(under);
                        for (i, &method) in set.methods.iter().enumerate() {
                            self.add_to_method_set(&mut methods, ty, method, e, i, true);
                        }
                    }
                    _ => {}
                }
            }
            // The order of the map does not matter: each name is decided on its own.
            #[allow(clippy::iter_over_hash_type)]
            for (key, selection) in methods {
                let hidden = fields.contains(&key);
                all.entry(key).or_insert(if hidden { None } else { selection });
            }
            for key in fields {
                all.entry(key).or_insert(None);
            }
            current = self.consolidate_embedded(next);
        }
        let mut list: Vec<Selection> = all.into_values().flatten().collect();
        list.sort_by(|a, b| self.cmp_objects(a.object, b.object));
        list
    }

    fn method_key(&self, id: ObjectId) -> Key {
        let object = &self.objects[id];
        (object.name, if object.is_exported() { None } else { object.pkg })
    }

    fn add_to_method_set(
        &mut self,
        set: &mut FxHashMap<Key, Option<Selection>>,
        recv: TypeId,
        method: ObjectId,
        e: &Embedded,
        i: usize,
        indirect: bool,
    ) {
        let key = self.method_key(method);
        let callable = indirect || !self.has_ptr_recv(method);
        let selection = if e.multiples || set.contains_key(&key) || !callable {
            None
        } else {
            let mut index = e.index.clone();
            index.push(i as u32);
            let ty = self.type_of_object(method);
            Some(Selection { kind: SelectionKind::MethodValue, recv, object: method, ty, index, indirect })
        };
        set.insert(key, selection);
    }

    fn consolidate_embedded(&mut self, list: Vec<Embedded>) -> Vec<Embedded> {
        let mut out: Vec<Embedded> = Vec::with_capacity(list.len());
        for e in list {
            match out.iter().position(|o| self.identical(o.ty, e.ty)) {
                Some(i) => out[i].multiples = true,
                None => out.push(e),
            }
        }
        out
    }
}
