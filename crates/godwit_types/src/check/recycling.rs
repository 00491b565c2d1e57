//! Using the room of finished function bodies again. Most scopes and many objects belong to one body and mean nothing
//! outside of it; taking their places keeps the tables small, and in the processor's caches.

use crate::check::Checker;
use crate::object::{Object, ObjectId};
use crate::scope::{Scope, ScopeId};
use crate::types::TypeId;

/// What can be used again, and what will be when the bodies being checked are done.
#[derive(Default)]
pub(crate) struct Spare {
    scopes: Vec<ScopeId>,
    objects: Vec<ObjectId>,
    /// Of the bodies being checked, outermost first.
    body_scopes: Vec<ScopeId>,
    body_objects: Vec<ObjectId>,
    /// Of the package being checked, where results that refer to them are kept until it is released.
    recorded_objects: Vec<ObjectId>,
    /// Types declared in functions so far. The search for endless instantiations looks at their scopes.
    pub n_local_types: u32,
}

/// Where a body's scopes and objects begin.
#[derive(Clone, Copy)]
pub(crate) struct BodyMark {
    scopes: usize,
    objects: usize,
    n_local_types: u32,
}

impl Checker {
    pub(crate) fn add_object(&mut self, object: Object) -> ObjectId {
        match self.spare.objects.pop() {
            Some(id) => {
                self.objects[id] = object;
                id
            }
            None => self.objects.push(object),
        }
    }

    /// A local variable. It goes with the body, or with the results that refer to it.
    pub(crate) fn note_local(&mut self, object: ObjectId) {
        match (self.env.sig, self.env.recorded) {
            (None, _) => {}
            (Some(_), true) => self.spare.recorded_objects.push(object),
            (Some(_), false) => self.spare.body_objects.push(object),
        }
    }

    /// The results of the packages checked so far are gone, and with them what refers to local variables.
    pub(crate) fn reuse_recorded(&mut self) {
        let spare = &mut self.spare;
        spare.objects.append(&mut spare.recorded_objects);
    }

    pub(crate) fn new_inner_scope(&mut self, parent: ScopeId) -> ScopeId {
        let scope = match self.spare.scopes.pop() {
            Some(id) => {
                self.scopes[id].reset(parent);
                id
            }
            None => self.scopes.push(Scope::new(Some(parent))),
        };
        if self.env.sig.is_some() {
            self.spare.body_scopes.push(scope);
        }
        scope
    }

    pub(crate) fn begin_body(&self) -> BodyMark {
        BodyMark {
            scopes: self.spare.body_scopes.len(),
            objects: self.spare.body_objects.len(),
            n_local_types: self.spare.n_local_types,
        }
    }

    pub(crate) fn end_body(&mut self, mark: BodyMark) {
        let spare = &mut self.spare;
        if spare.n_local_types == mark.n_local_types {
            spare.scopes.extend(spare.body_scopes.drain(mark.scopes..));
        } else {
            spare.body_scopes.truncate(mark.scopes);
        }
        spare.objects.extend(spare.body_objects.drain(mark.objects..));
    }

    /// The scope of a function whose body was checked.
    pub(crate) fn drop_signature_scope(&mut self, sig: TypeId) {
        if let Some(scope) = self.types.signature_mut(sig).and_then(|s| s.scope.take()) {
            self.spare.scopes.push(scope);
        }
    }
}
