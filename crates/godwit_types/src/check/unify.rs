//! Unification: the types that a list of type parameters must stand for so that two types match.
//!
//! Matching is looser than identity: a declared type matches a literal of its underlying type, channel directions may
//! differ, an interface matches what has its methods, and a type parameter that is not being solved for matches its
//! constraint's common underlying type. What is inferred too loosely fails later, when arguments are assigned.

use smallvec::SmallVec;

use crate::check::Checker;
use crate::object::ObjectId;
use crate::types::{ChanDir, Type, TypeId};

/// Deeper matches fail. Correct programs stay far below.
const DEPTH_LIMIT: u32 = 50;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct UnifyMode {
    /// The types are those of an assignment: elements must match exactly, the types themselves need not.
    assign: bool,
    exact: bool,
}

impl UnifyMode {
    pub(crate) const INEXACT: UnifyMode = UnifyMode { assign: false, exact: false };
    pub(crate) const ASSIGN: UnifyMode = UnifyMode { assign: true, exact: false };
    pub(crate) const EXACT: UnifyMode = UnifyMode { assign: false, exact: true };
}

pub(crate) struct Unifier {
    /// Each type parameter's slot; parameters found to be the same share one.
    handles: SmallVec<[(TypeId, u32); 4]>,
    slots: SmallVec<[Option<TypeId>; 4]>,
    depth: u32,
    interface_inference: bool,
}

type Pairs = SmallVec<[(TypeId, TypeId); 4]>;

impl Unifier {
    /// Solves for `tparams`, of which some have arguments already.
    pub(crate) fn new(tparams: &[TypeId], targs: &[Option<TypeId>], interface_inference: bool) -> Self {
        let slot = |i: usize| targs.get(i).copied().flatten();
        Unifier {
            handles: tparams.iter().enumerate().map(|(i, &p)| (p, i as u32)).collect(),
            slots: (0..tparams.len()).map(slot).collect(),
            depth: 0,
            interface_inference,
        }
    }

    fn handle(&self, tpar: TypeId) -> Option<u32> {
        self.handles.iter().find(|&&(p, _)| p == tpar).map(|&(_, h)| h)
    }

    /// What a type parameter stands for, as far as known.
    pub(crate) fn at(&self, tpar: TypeId) -> Option<TypeId> {
        self.handle(tpar).and_then(|h| self.slots[h as usize])
    }

    pub(crate) fn set(&mut self, tpar: TypeId, ty: TypeId) {
        if let Some(h) = self.handle(tpar) {
            self.slots[h as usize] = Some(ty);
        }
    }

    /// How many type parameters have no type yet.
    pub(crate) fn unknowns(&self) -> usize {
        self.handles.iter().filter(|&&(_, h)| self.slots[h as usize].is_none()).count()
    }

    pub(crate) fn inferred(&self, tparams: &[TypeId]) -> Vec<Option<TypeId>> {
        tparams.iter().map(|&p| self.at(p)).collect()
    }

    /// Makes two parameters one; false if both have types.
    fn join(&mut self, x: u32, y: u32) -> bool {
        let (from, to) = match (x == y, self.slots[x as usize], self.slots[y as usize]) {
            (true, ..) => return true,
            (_, Some(_), Some(_)) => return false,
            (_, Some(_), None) => (y, x),
            _ => (x, y),
        };
        for (_, handle) in &mut self.handles {
            if *handle == from {
                *handle = to;
            }
        }
        true
    }

    /// Tries to match two types; on the way, type parameters get types.
    pub(crate) fn unify(&mut self, check: &mut Checker, x: TypeId, y: TypeId, mode: UnifyMode) -> bool {
        self.nify(check, x, y, mode, &mut Pairs::new())
    }

    /// A type parameter that is being solved for.
    fn bound_param(&self, check: &Checker, ty: TypeId) -> Option<TypeId> {
        let ty = check.unalias(ty);
        (matches!(check.types[ty], Type::TypeParam(_)) && self.handle(ty).is_some()).then_some(ty)
    }

    fn nify(
        &mut self,
        check: &mut Checker,
        x: TypeId,
        y: TypeId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        if x == y || check.unalias(x) == check.unalias(y) {
            return true;
        }
        if self.depth >= DEPTH_LIMIT {
            return false;
        }
        self.depth += 1;
        let result = self.nify_inner(check, x, y, mode, pairs);
        self.depth -= 1;
        result
    }

    fn nify_inner(
        &mut self,
        check: &mut Checker,
        x: TypeId,
        y: TypeId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        let (mut x, mut y) = (x, y);
        // A declared type, if there is one, goes to y; a type parameter being solved for to x.
        if check.as_named(x).is_some() || self.bound_param(check, y).is_some() {
            std::mem::swap(&mut x, &mut y);
        }
        // A declared type matches a literal by what is under it. Basic types count as literals here.
        if !mode.exact
            && let Some(named) = check.as_named(y)
            && check.is_type_lit(x)
            && !(self.interface_inference && check.is_interface(x))
        {
            y = check.under(named);
            if x == y || check.unalias(x) == y {
                return true;
            }
        }

        match (self.bound_param(check, x), self.bound_param(check, y)) {
            (Some(px), Some(py)) => {
                let (Some(hx), Some(hy)) = (self.handle(px), self.handle(py)) else { return false };
                if self.join(hx, hy) {
                    return true;
                }
                let (Some(x), Some(y)) = (self.at(px), self.at(py)) else { return false };
                return self.nify(check, x, y, mode, pairs);
            }
            (Some(px), None) => {
                return match self.at(px) {
                    Some(x) => self.nify_known(check, px, x, y, mode, pairs),
                    None => {
                        self.set(px, y);
                        true
                    }
                };
            }
            _ => {}
        }

        if self.interface_inference && !mode.exact {
            let (xi, yi) = (as_interface(check, x), as_interface(check, y));
            match (xi, yi) {
                (Some(xi), Some(yi)) => return self.nify_interfaces(check, xi, yi, pairs),
                (Some(iface), None) => return self.nify_methods(check, iface, y, pairs),
                (None, Some(iface)) => return self.nify_methods(check, iface, x, pairs),
                (None, None) => {}
            }
        }

        // Type parameters that are left are not solved for; one of them goes to x.
        if check.is_type_param(y) {
            std::mem::swap(&mut x, &mut y);
        }
        self.nify_structure(check, x, y, mode, pairs)
    }

    /// A type parameter that stands for `x` must match `y`, which may be the better choice.
    fn nify_known(
        &mut self,
        check: &mut Checker,
        px: TypeId,
        x: TypeId,
        y: TypeId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        if !self.nify(check, x, y, mode, pairs) {
            return false;
        }
        let (xi, yi) = (as_interface(check, x), as_interface(check, y));
        let (x_named, y_named) = (check.as_named(x).is_some(), check.as_named(y).is_some());
        match (xi, yi) {
            (Some(xi), Some(yi)) => {
                // Which of two declared interfaces has the right name is not for unification to say.
                if x_named && y_named {
                    return check.identical(x, y);
                }
                if check.type_set(xi).methods.len() != check.type_set(yi).methods.len() {
                    return false;
                }
            }
            // Either would do, so the choice would depend on the order of arguments.
            (Some(_), None) | (None, Some(_)) => return false,
            (None, None) => {}
        }
        if !mode.exact && !x_named {
            // A declared type is kept for its name, a directed channel because others can be assigned to it.
            let y_under = check.under(y);
            let directed =
                matches!(check.types[y_under], Type::Chan { dir: ChanDir::Send | ChanDir::Recv, .. });
            if y_named || directed {
                self.set(px, y);
            }
        }
        true
    }

    /// One interface's methods must be among the other's.
    fn nify_interfaces(&mut self, check: &mut Checker, xi: TypeId, yi: TypeId, pairs: &mut Pairs) -> bool {
        let (a, b) = (check.type_set(xi), check.type_set(yi));
        if a.comparable != b.comparable || !check.terms_equal(&a.terms, &b.terms) {
            return false;
        }
        if pairs.contains(&(xi, yi)) || pairs.contains(&(yi, xi)) {
            return true;
        }
        let (few, many) = if a.methods.len() <= b.methods.len() { (&a, &b) } else { (&b, &a) };
        pairs.push((xi, yi));
        let ok = few.methods.iter().all(|&f| {
            let other = many.methods.iter().copied().find(|&g| f == g || check.same_name(f, g));
            other.is_some_and(|g| self.nify_objects(check, f, g, UnifyMode::EXACT, pairs))
        });
        pairs.pop();
        ok
    }

    /// A type that is no interface must have the interface's methods.
    fn nify_methods(&mut self, check: &mut Checker, iface: TypeId, ty: TypeId, pairs: &mut Pairs) -> bool {
        let set = check.type_set(iface);
        set.methods.iter().all(|&f| {
            let (pkg, name) = (check.objects[f].pkg, check.objects[f].name);
            let Some(own) = check.lookup_field_or_method(ty, false, pkg, name, false).obj else {
                return false;
            };
            if !check.objects[own].is_func() {
                return false;
            }
            let sig = check.type_of_object(own);
            // A generic method implements nothing; matching its own parameters would infer nonsense.
            let is_generic = check.types.signature(sig).is_some_and(|s| !s.tparams.is_empty());
            !is_generic && self.nify_objects(check, f, own, UnifyMode::EXACT, pairs)
        })
    }

    fn nify_objects(
        &mut self,
        check: &mut Checker,
        x: ObjectId,
        y: ObjectId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        let (x, y) = (check.type_of_object(x), check.type_of_object(y));
        self.nify(check, x, y, mode, pairs)
    }

    fn nify_lists(
        &mut self,
        check: &mut Checker,
        x: &[ObjectId],
        y: &[ObjectId],
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        x.len() == y.len() && x.iter().zip(y).all(|(&x, &y)| self.nify_objects(check, x, y, mode, pairs))
    }

    fn nify_structure(
        &mut self,
        check: &mut Checker,
        x: TypeId,
        y_original: TypeId,
        mode: UnifyMode,
        pairs: &mut Pairs,
    ) -> bool {
        let element = UnifyMode { exact: mode.exact || mode.assign, ..mode };
        let (x, y) = (check.unalias(x), check.unalias(y_original));
        match (&check.types[x], &check.types[y]) {
            (Type::Basic(a), Type::Basic(b)) => a == b,
            (&Type::Array { elem: a, len: m }, &Type::Array { elem: b, len: n }) => {
                (m < 0 || n < 0 || m == n) && self.nify(check, a, b, element, pairs)
            }
            (&Type::Slice { elem: a }, &Type::Slice { elem: b })
            | (&Type::Pointer { elem: a }, &Type::Pointer { elem: b }) => {
                self.nify(check, a, b, element, pairs)
            }
            (&Type::Map { key: k, elem: a }, &Type::Map { key: l, elem: b }) => {
                self.nify(check, k, l, element, pairs) && self.nify(check, a, b, element, pairs)
            }
            (&Type::Chan { dir: d, elem: a }, &Type::Chan { dir: e, elem: b }) => {
                (!mode.exact || d == e) && self.nify(check, a, b, element, pairs)
            }
            (Type::Struct(a), Type::Struct(b)) => {
                let (a, b) = (a.clone(), b.clone());
                a.fields.len() == b.fields.len()
                    && (0..a.fields.len()).all(|i| {
                        let (f, g) = (a.fields[i], b.fields[i]);
                        check.objects[f].is_embedded() == check.objects[g].is_embedded()
                            && a.tag(i) == b.tag(i)
                            && check.same_name(f, g)
                            && self.nify_objects(check, f, g, element, pairs)
                    })
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                let (a, b) = (a.clone(), b.clone());
                self.nify_lists(check, &a, &b, mode, pairs)
            }
            (Type::Signature(a), Type::Signature(b)) => {
                if a.variadic != b.variadic {
                    return false;
                }
                let (a, b) = (a.clone(), b.clone());
                self.nify_lists(check, &a.params, &b.params, element, pairs)
                    && self.nify_lists(check, &a.results, &b.results, element, pairs)
            }
            (Type::Interface(_), Type::Interface(_)) => {
                let (a, b) = (check.type_set(x), check.type_set(y));
                if a.comparable != b.comparable
                    || a.methods.len() != b.methods.len()
                    || !check.terms_equal(&a.terms, &b.terms)
                {
                    return false;
                }
                if pairs.contains(&(x, y)) || pairs.contains(&(y, x)) {
                    return true;
                }
                pairs.push((x, y));
                let ok = a.methods.iter().zip(&b.methods).all(|(&f, &g)| {
                    check.same_name(f, g) && self.nify_objects(check, f, g, UnifyMode::EXACT, pairs)
                });
                pairs.pop();
                ok
            }
            (Type::Named(a), Type::Named(b)) => {
                if a.targs.len() != b.targs.len() {
                    return false;
                }
                // The arguments before the origins: what they tell makes for better messages.
                let (a, b) = (a.targs.clone(), b.targs.clone());
                a.iter().zip(b.iter()).all(|(&a, &b)| self.nify(check, a, b, mode, pairs))
                    && check.identical_origin(x, y)
            }
            (Type::TypeParam(_), _) => match check.common_under(x) {
                // The types a parameter may stand for look like this, whatever they are called.
                Ok(core) => self.nify(check, core, y_original, UnifyMode::ASSIGN, pairs),
                Err(_) => false,
            },
            _ => false,
        }
    }
}

/// The interface under a type that is no type parameter.
fn as_interface(check: &mut Checker, ty: TypeId) -> Option<TypeId> {
    if check.is_type_param(ty) {
        return None;
    }
    let under = check.under(ty);
    matches!(check.types[under], Type::Interface(_)).then_some(under)
}
