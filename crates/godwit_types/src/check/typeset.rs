//! Type sets of interfaces and unions.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::check::Checker;
use crate::check::typeterm::Terms;
use crate::code::Code;
use crate::object::{ObjectId, Pos};
use crate::types::{Interface, Term, Type, TypeId, TypeSet};
use crate::version::GoVersion;

/// Unions with more terms are refused, as in go/types.
pub(crate) const MAX_TERM_COUNT: usize = 100;

impl TypeSet {
    /// No type at all.
    pub fn is_empty(&self) -> bool {
        self.terms.as_ref().is_some_and(Vec::is_empty)
    }

    /// Every type.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }

    /// Described by methods alone.
    pub fn is_method_set(&self) -> bool {
        !self.comparable && self.terms.is_none()
    }

    pub fn has_terms(&self) -> bool {
        self.specific().is_some()
    }

    /// The terms, if the set has specific types.
    pub fn specific(&self) -> Option<&[Term]> {
        self.terms.as_deref().filter(|terms| !terms.is_empty())
    }
}

/// A method and where it came into the interface.
struct Collected {
    methods: Vec<(ObjectId, Pos)>,
    by_name: FxHashMap<godwit_base::Symbol, SmallVec<[u32; 2]>>,
}

impl Checker {
    /// The type set of an `Interface`; the set of all types while the interface is incomplete.
    pub fn type_set(&mut self, iface: TypeId) -> Arc<TypeSet> {
        match self.types.interface(iface) {
            Some(Interface { type_set: Some(set), .. }) => set.clone(),
            _ => self.compute_interface_type_set(Pos::NONE, iface),
        }
    }

    /// The type set of a type parameter's constraint.
    pub fn type_param_set(&mut self, tpar: TypeId) -> Arc<TypeSet> {
        let iface = self.type_param_iface(tpar);
        self.type_set(iface)
    }

    /// Whether an `Interface` is described by methods alone, and so is no constraint.
    pub(crate) fn is_method_set(&mut self, iface: TypeId) -> bool {
        self.type_set(iface).is_method_set()
    }

    pub(crate) fn sort_methods(&self, methods: &mut [ObjectId]) {
        methods.sort_by(|&a, &b| self.cmp_objects(a, b));
    }

    /// The constraint of a type parameter as an interface; a constraint that is none is wrapped into one.
    pub fn type_param_iface(&mut self, tpar: TypeId) -> TypeId {
        let Some(bound) = self.types.type_param(self.unalias(tpar)).map(|t| t.bound) else {
            return TypeId::EMPTY_INTERFACE;
        };
        let under = self.under_of_bound(bound);
        match &self.types[under] {
            Type::Basic(crate::types::BasicKind::Invalid) => TypeId::EMPTY_INTERFACE,
            Type::Interface(_) => under,
            // The constraint is a type parameter, which was reported.
            Type::TypeParam(_) => TypeId::EMPTY_INTERFACE,
            _ => {
                let iface = Interface {
                    embeddeds: vec![bound],
                    implicit: true,
                    complete: true,
                    ..Interface::default()
                };
                let iface = self.types.push(Type::Interface(Box::new(iface)));
                if let Some(tpar) = self.types.type_param_mut(tpar) {
                    tpar.bound = iface;
                }
                iface
            }
        }
    }

    fn under_of_bound(&mut self, bound: TypeId) -> TypeId {
        let bound = self.unalias(bound);
        if matches!(self.types[bound], Type::TypeParam(_)) { bound } else { self.under(bound) }
    }

    /// `pos` stands for embedded elements whose own position is not known.
    pub(crate) fn compute_interface_type_set(&mut self, pos: Pos, id: TypeId) -> Arc<TypeSet> {
        let Some(iface) = self.types.interface(id) else { return Arc::default() };
        if let Some(set) = &iface.type_set {
            return set.clone();
        }
        if !iface.complete {
            return Arc::default();
        }
        let (methods, embeddeds, embed_pos) =
            (iface.methods.clone(), iface.embeddeds.clone(), iface.embed_pos.clone());
        // Whoever asks for the set while it is being computed has met a cycle, which is reported elsewhere.
        self.set_type_set(id, Arc::default());

        let mut all = Collected { methods: Vec::with_capacity(methods.len()), by_name: FxHashMap::default() };
        for &method in &methods {
            let pos = self.objects[method].pos;
            self.add_method(&mut all, pos, method, true);
        }
        let mut terms: Terms = None;
        let mut comparable = false;
        for (i, &ty) in embeddeds.iter().enumerate() {
            let pos = embed_pos.get(i).copied().unwrap_or(pos);
            let under = self.under(ty);
            let (more, more_comparable): (Terms, bool) = match &self.types[under] {
                Type::Interface(_) => {
                    let set = self.nested(|c| c.compute_interface_type_set(pos, under)).unwrap_or_default();
                    if self.reports_at(pos)
                        && !self.allow_version(GoVersion::GO1_18)
                        && self.is_foreign_constraint(ty)
                    {
                        let text = self.type_string(ty);
                        self.version_error(
                            pos,
                            GoVersion::GO1_18,
                            &format!("embedding constraint interface {text}"),
                        );
                        continue;
                    }
                    for &method in &set.methods {
                        self.add_method(&mut all, pos, method, false);
                    }
                    (set.terms.clone(), set.comparable)
                }
                Type::Union(_) => {
                    if self.reports_at(pos) && !self.allow_version(GoVersion::GO1_18) {
                        let text = self.type_string(under);
                        self.version_error(
                            pos,
                            GoVersion::GO1_18,
                            &format!("embedding interface element {text}"),
                        );
                        continue;
                    }
                    match self.union_type_set(pos, under) {
                        Some(terms) => (terms, false),
                        None => continue,
                    }
                }
                _ if !under.is_valid() => continue,
                _ => {
                    if self.reports_at(pos) && !self.allow_version(GoVersion::GO1_18) {
                        let text = self.type_string(ty);
                        self.version_error(
                            pos,
                            GoVersion::GO1_18,
                            &format!("embedding non-interface type {text}"),
                        );
                        continue;
                    }
                    (Some(vec![Term { tilde: false, ty }]), false)
                }
            };
            (terms, comparable) = self.intersect_term_lists(&terms, comparable, &more, more_comparable);
        }

        let mut methods: Vec<ObjectId> = all.methods.into_iter().map(|(m, _)| m).collect();
        self.sort_methods(&mut methods);
        let set = Arc::new(TypeSet { methods, terms, comparable });
        self.set_type_set(id, set.clone());
        set
    }

    fn set_type_set(&mut self, id: TypeId, set: Arc<TypeSet>) {
        if let Some(iface) = self.types.interface_mut(id) {
            iface.type_set = Some(set);
        }
    }

    /// Whether errors at a position are errors of the package being checked.
    fn reports_at(&self, pos: Pos) -> bool {
        pos.is_valid()
            && self.is_owned()
            && self.packages[self.env.pkg].files.iter().any(|f| f.id == pos.file)
    }

    /// A constraint interface that another package declares.
    fn is_foreign_constraint(&mut self, ty: TypeId) -> bool {
        let Some(named) = self.named(ty) else { return false };
        let pkg = self.objects[named.obj].pkg;
        if pkg.is_none() || pkg == Some(self.env.pkg) {
            return false;
        }
        let under = self.under(ty);
        matches!(self.types[under], Type::Interface(_)) && !self.type_set(under).is_method_set()
    }

    fn add_method(&mut self, all: &mut Collected, pos: Pos, method: ObjectId, explicit: bool) {
        let name = self.objects[method].name;
        let same_name = all.by_name.entry(name).or_default();
        let other =
            same_name.iter().map(|&i| all.methods[i as usize]).find(|&(m, _)| self.same_name(m, method));
        let Some((other, other_pos)) = other else {
            same_name.push(all.methods.len() as u32);
            all.methods.push((method, pos));
            return;
        };
        if !self.reports_at(pos) {
            return;
        }
        if explicit {
            self.err_duplicate_method(pos, method, other_pos);
        } else if other != method {
            // The two must have identical types, which may not be known yet.
            self.later(move |check| {
                let (x, y) = (check.type_of_object(method), check.type_of_object(other));
                if !check.allow_version(GoVersion::GO1_14) || !check.identical(x, y) {
                    check.err_duplicate_method(pos, method, other_pos);
                }
            });
        } else if !self.allow_version(GoVersion::GO1_14) {
            self.later(move |check| check.err_duplicate_method(pos, method, other_pos));
        }
    }

    fn err_duplicate_method(&mut self, pos: Pos, method: ObjectId, other_pos: Pos) {
        let name = self.objects[method].name;
        let mut error = self.new_error(Code::DuplicateDecl);
        self.add_line(&mut error, pos, format!("duplicate method {name}"));
        self.add_line(&mut error, other_pos, format!("other declaration of method {name}"));
        self.report(error);
    }

    fn intersect_term_lists(
        &mut self,
        x: &Terms,
        x_comparable: bool,
        y: &Terms,
        y_comparable: bool,
    ) -> (Terms, bool) {
        let terms = self.intersect_terms(x, y);
        let comparable = x_comparable || y_comparable;
        match terms {
            Some(mut terms) if comparable => {
                // With specific types, comparability is a matter of each of them.
                terms.retain(|t| self.check_comparable(t.ty, false).is_ok());
                (Some(terms), false)
            }
            terms => (terms, comparable),
        }
    }

    /// The terms of a `Union`; `None` if it has too many.
    pub(crate) fn union_type_set(&mut self, pos: Pos, union: TypeId) -> Option<Terms> {
        let Type::Union(terms) = &self.types[union] else { return Some(None) };
        let terms = terms.clone();
        let mut all: Terms = Some(Vec::new());
        for &term in &terms {
            let under = self.under(term.ty);
            let more: Terms = if matches!(self.types[under], Type::Interface(_)) {
                self.nested(|c| c.compute_interface_type_set(pos, under)).unwrap_or_default().terms.clone()
            } else if !under.is_valid() {
                continue;
            } else if term.tilde && !self.identical(term.ty, under) {
                // `~T` with a defined type T was reported; it includes nothing.
                Some(Vec::new())
            } else {
                Some(vec![term])
            };
            all = self.union_terms(all, more);
            if all.as_ref().is_some_and(|all| all.len() > MAX_TERM_COUNT) {
                if self.reports_at(pos) {
                    let message = format!(
                        "cannot handle more than {MAX_TERM_COUNT} union terms (implementation limitation)"
                    );
                    self.error(pos, Code::InvalidUnion, message);
                }
                return None;
            }
        }
        Some(all)
    }

    /// The method of an interface's type set with that name, visible from `pkg`.
    pub(crate) fn set_method(
        &self,
        set: &TypeSet,
        pkg: Option<crate::package::PackageId>,
        name: godwit_base::Symbol,
        fold_case: bool,
    ) -> Option<(usize, ObjectId)> {
        if name.is_blank() {
            return None;
        }
        set.methods.iter().copied().enumerate().find(|&(_, m)| self.same_id(m, pkg, name, fold_case))
    }
}
