//! Fields and methods by name, through embedded fields; which methods a type lacks for an interface.

use godwit_base::Symbol;
use smallvec::SmallVec;

use crate::check::Checker;
use crate::check::typestring::{Qualifier, TypeWriter};
use crate::object::ObjectId;
use crate::package::PackageId;
use crate::types::{Type, TypeId};

/// What a look-up found.
#[derive(Clone, Default, Debug)]
pub struct Lookup {
    pub obj: Option<ObjectId>,
    /// The path through embedded fields; the last index is the field's or method's own. Without an object: where the name
    /// became ambiguous, or empty.
    pub index: Vec<u32>,
    /// A pointer was followed on the way. Without an object and index: the method needs a pointer receiver.
    pub indirect: bool,
}

/// A type at some depth of embedding.
struct Embedded {
    ty: TypeId,
    /// The entry of the type it is embedded in, in `Search::all`; none at depth 0.
    parent: u32,
    index: u32,
    indirect: bool,
    /// The type occurs several times at this depth.
    multiples: bool,
}

const NO_PARENT: u32 = u32::MAX;

impl Checker {
    /// Looks for the field or method `name` of `ty`, as seen from package `pkg`. With `addressable`, methods with pointer
    /// receivers of non-pointers count.
    pub fn lookup_field_or_method(
        &mut self,
        ty: TypeId,
        addressable: bool,
        pkg: Option<PackageId>,
        name: Symbol,
        fold_case: bool,
    ) -> Lookup {
        // Methods cannot be called on a declared pointer type, though fields can be reached through it.
        if self.as_named(ty).is_some() {
            let under = self.under(ty);
            if matches!(self.types[under], Type::Pointer { .. }) {
                let found = self.lookup_impl(under, false, pkg, name, fold_case);
                return match found.obj {
                    Some(object) if self.objects[object].is_func() => Lookup::default(),
                    _ => found,
                };
            }
        }
        self.lookup_impl(ty, addressable, pkg, name, fold_case)
    }

    pub(crate) fn lookup_impl(
        &mut self,
        ty: TypeId,
        addressable: bool,
        pkg: Option<PackageId>,
        name: Symbol,
        fold_case: bool,
    ) -> Lookup {
        if name.is_blank() {
            return Lookup::default();
        }
        let (ty, is_pointer) = self.deref(ty);
        if is_pointer && self.is_interface(ty) {
            return Lookup::default();
        }
        let mut all: SmallVec<[Embedded; 8]> = SmallVec::new();
        all.push(Embedded { ty, parent: NO_PARENT, index: 0, indirect: is_pointer, multiples: false });
        let mut level = 0..1;
        let mut seen: SmallVec<[TypeId; 4]> = SmallVec::new();
        while !level.is_empty() {
            let mut found: Option<(ObjectId, usize, u32)> = None;
            let next_start = all.len();
            for at in level.clone() {
                let Embedded { ty, indirect, multiples, .. } = all[at];
                let hit = |found: &mut Option<_>, object, index: usize| {
                    let collision = found.is_some() || multiples;
                    *found = Some((object, at, index as u32));
                    collision
                };
                if let Some(named) = self.as_named(ty) {
                    // The same type at a lesser depth hides this one; and embedding may be cyclic.
                    if seen.iter().any(|&s| s == named || self.identical(s, named)) {
                        continue;
                    }
                    seen.push(named);
                    if let Some((i, method)) = self.lookup_method(named, pkg, name, fold_case) {
                        if hit(&mut found, method, i) {
                            return collision(&all, at, i);
                        }
                        continue;
                    }
                }
                let under = self.under(ty);
                match &self.types[under] {
                    Type::Struct(structure) => {
                        let n_fields = structure.fields.len();
                        for i in 0..n_fields {
                            let Some(field) = self.struct_field(under, i) else { break };
                            if self.same_id(field, pkg, name, fold_case) {
                                if hit(&mut found, field, i) {
                                    return collision(&all, at, i);
                                }
                                continue;
                            }
                            // Once there is a hit at this depth, deeper ones do not matter.
                            if found.is_none() && self.objects[field].is_embedded() {
                                let field_ty = self.type_of_object(field);
                                let (ty, is_pointer) = self.deref(field_ty);
                                let indirect = indirect || is_pointer;
                                all.push(Embedded {
                                    ty,
                                    parent: at as u32,
                                    index: i as u32,
                                    indirect,
                                    multiples,
                                });
                            }
                        }
                    }
                    Type::Interface(_) => {
                        let set = self.type_set(under);
                        if let Some((i, method)) = self.set_method(&set, pkg, name, fold_case)
                            && hit(&mut found, method, i)
                        {
                            return collision(&all, at, i);
                        }
                    }
                    _ => {}
                }
            }
            if let Some((object, at, i)) = found {
                let indirect = all[at].indirect;
                if self.objects[object].is_func() && !indirect && !addressable && self.has_ptr_recv(object) {
                    return Lookup { indirect: true, ..Lookup::default() };
                }
                return Lookup { obj: Some(object), index: path(&all, at, i as usize), indirect };
            }
            self.consolidate_multiples(&mut all, next_start);
            level = next_start..all.len();
        }
        Lookup::default()
    }

    /// Keeps one of several entries for the same type at one depth, and marks it.
    fn consolidate_multiples(&mut self, all: &mut SmallVec<[Embedded; 8]>, start: usize) {
        let mut n = start;
        for i in start..all.len() {
            let ty = all[i].ty;
            match (start..n).find(|&j| self.identical(all[j].ty, ty)) {
                Some(j) => all[j].multiples = true,
                None => {
                    all.swap(n, i);
                    n += 1;
                }
            }
        }
        all.truncate(n);
    }

    /// The first method of interface `target` that `ty` lacks, and whether it only has the wrong type. Methods are compared
    /// with `equivalent`. With `is_static` false, `ty` may be an interface whose dynamic type has the method.
    pub(crate) fn missing_method(
        &mut self,
        ty: TypeId,
        target: TypeId,
        is_static: bool,
        equivalent: &mut dyn FnMut(&mut Checker, TypeId, TypeId) -> bool,
        cause: Option<&mut String>,
    ) -> Option<(ObjectId, bool)> {
        let target_under = self.under(target);
        let methods = self.type_set(target_under);
        let under = self.under(ty);
        let is_interface = matches!(self.types[under], Type::Interface(_));
        let own_set = is_interface.then(|| self.type_set(under));
        for &method in &methods.methods {
            let (pkg, name) = (self.objects[method].pkg, self.objects[method].name);
            let state = match &own_set {
                Some(set) => match self.set_method(set, pkg, name, false) {
                    None if !is_static => continue,
                    None => Missing::NotFound,
                    Some((_, own)) if own == method => continue,
                    Some((_, own)) => Missing::WrongSignature(own),
                },
                None => {
                    let found = self.lookup_impl(ty, false, pkg, name, false);
                    match found.obj {
                        None if !found.index.is_empty() => Missing::Ambiguous,
                        None if found.indirect => Missing::PointerReceiver,
                        None => {
                            let similar = self.lookup_impl(ty, false, pkg, name, true).obj;
                            match similar {
                                Some(own) if self.objects[own].is_func() => {
                                    if self.objects[own].name == name {
                                        Missing::Unexported
                                    } else {
                                        Missing::WrongName(own)
                                    }
                                }
                                _ => Missing::NotFound,
                            }
                        }
                        Some(own) if self.objects[own].is_func() => Missing::WrongSignature(own),
                        Some(_) => Missing::Field,
                    }
                }
            };
            if let Missing::WrongSignature(own) = state {
                let (have, want) = (self.type_of_object(own), self.type_of_object(method));
                if equivalent(self, have, want) {
                    continue;
                }
            }
            if let Some(cause) = cause {
                *cause = self.missing_cause(ty, target, method, state);
            }
            return Some((method, matches!(state, Missing::WrongSignature(_) | Missing::PointerReceiver)));
        }
        None
    }

    fn missing_cause(&mut self, ty: TypeId, target: TypeId, method: ObjectId, state: Missing) -> String {
        let name = self.objects[method].name;
        match state {
            Missing::NotFound => {
                if self.is_interface_ptr(ty) {
                    format!("({})", self.interface_ptr_error(ty))
                } else if self.is_interface_ptr(target) {
                    format!("({})", self.interface_ptr_error(target))
                } else {
                    format!("(missing method {name})")
                }
            }
            Missing::WrongName(own) => {
                let (have, want) = (self.func_string(own, false), self.func_string(method, false));
                format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Missing::Unexported => format!("(unexported method {name})"),
            Missing::WrongSignature(own) => {
                let (mut have, mut want) = (self.func_string(own, false), self.func_string(method, false));
                if have == want {
                    // Spell out the packages.
                    (have, want) = (self.func_string(own, true), self.func_string(method, true));
                }
                if have == want {
                    return format!("(wrong type for method {name})");
                }
                format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Missing::Ambiguous => format!("(ambiguous selector {}.{name})", self.type_string(ty)),
            Missing::PointerReceiver => format!("(method {name} has pointer receiver)"),
            Missing::Field => format!("({}.{name} is a field, not a method)", self.type_string(ty)),
        }
    }

    /// Whether `ty` has all methods of interface `target`, or might have them if what it embeds were valid.
    pub(crate) fn has_all_methods(
        &mut self,
        ty: TypeId,
        target: TypeId,
        is_static: bool,
        equivalent: &mut dyn FnMut(&mut Checker, TypeId, TypeId) -> bool,
        cause: Option<&mut String>,
    ) -> bool {
        if !self.is_valid(ty) {
            return true;
        }
        self.missing_method(ty, target, is_static, equivalent, cause).is_none()
            || self.has_invalid_embedded_fields(ty, &mut Vec::new())
    }

    fn has_invalid_embedded_fields(&mut self, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        let structure = self.deref_struct_ptr(ty);
        let structure = self.under(structure);
        if !matches!(self.types[structure], Type::Struct(_)) || seen.contains(&structure) {
            return false;
        }
        seen.push(structure);
        let mut i = 0;
        while let Some(field) = self.struct_field(structure, i) {
            if self.objects[field].is_embedded() {
                let field_ty = self.type_of_object(field);
                if !self.is_valid(field_ty)
                    || self.nested(|c| c.has_invalid_embedded_fields(field_ty, seen)).unwrap_or(false)
                {
                    return true;
                }
            }
            i += 1;
        }
        false
    }

    pub(crate) fn is_interface_ptr(&mut self, ty: TypeId) -> bool {
        let under = self.under(ty);
        match self.types[under] {
            Type::Pointer { elem } => self.is_interface(elem),
            _ => false,
        }
    }

    /// Of a pointer to an interface or type parameter.
    pub(crate) fn interface_ptr_error(&mut self, ty: TypeId) -> String {
        let text = self.type_string(ty);
        let under = self.under(ty);
        match self.types[under] {
            Type::Pointer { elem } if self.is_type_param(elem) => {
                format!("type {text} is pointer to type parameter, not type parameter")
            }
            _ => format!("type {text} is pointer to interface, not interface"),
        }
    }

    /// A method's name and signature without parameter names.
    pub(crate) fn func_string(&mut self, func: ObjectId, pkg_info: bool) -> String {
        let sig = self.type_of_object(func);
        let name = self.objects[func].name;
        let qualifier = if pkg_info { Qualifier::Path } else { Qualifier::Message };
        let mut w = TypeWriter::new(self, qualifier);
        w.out.push_str(name.as_str());
        w.pkg_info = pkg_info;
        w.param_names = false;
        w.signature(sig);
        w.out
    }

    /// Whether a value of interface type `ty` may hold a `target`.
    pub(crate) fn assertable_to(&mut self, ty: TypeId, target: TypeId, cause: Option<&mut String>) -> bool {
        // Any interface may be implemented by some dynamic type.
        self.is_interface(target)
            || self.has_all_methods(target, ty, false, &mut |c, x, y| c.identical(x, y), cause)
    }

    /// The element of a pointer that is no declared type, and whether it is one.
    #[inline]
    pub fn deref(&self, ty: TypeId) -> (TypeId, bool) {
        match self.types[self.unalias(ty)] {
            Type::Pointer { elem } => (elem, true),
            _ => (ty, false),
        }
    }

    /// The struct a pointer points to; other types stay.
    pub fn deref_struct_ptr(&mut self, ty: TypeId) -> TypeId {
        let under = self.under(ty);
        if let Type::Pointer { elem } = self.types[under] {
            let elem_under = self.under(elem);
            if matches!(self.types[elem_under], Type::Struct(_)) {
                return elem;
            }
        }
        ty
    }
}

#[derive(Clone, Copy)]
enum Missing {
    NotFound,
    WrongName(ObjectId),
    Unexported,
    WrongSignature(ObjectId),
    Ambiguous,
    PointerReceiver,
    Field,
}

fn collision(all: &[Embedded], at: usize, index: usize) -> Lookup {
    Lookup { obj: None, index: path(all, at, index), indirect: false }
}

fn path(all: &[Embedded], at: usize, index: usize) -> Vec<u32> {
    let mut path = vec![index as u32];
    let mut at = at;
    while all[at].parent != NO_PARENT {
        path.push(all[at].index);
        at = all[at].parent as usize;
    }
    path.reverse();
    path
}
