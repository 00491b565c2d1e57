//! Instances of generic types and functions; whether a type implements an interface or satisfies a constraint.

use crate::check::Checker;
use crate::check::errors::At;
use crate::code::Code;
use crate::object::Pos;
use crate::types::{Alias, Type, TypeId};
use crate::version::GoVersion;

impl Checker {
    /// The instance of a generic `Named`, `Alias` or `Signature` with the given arguments, which were not verified.
    pub(crate) fn instance(
        &mut self,
        pos: Pos,
        generic: TypeId,
        targs: &[TypeId],
        expanding: Option<TypeId>,
    ) -> TypeId {
        match &self.types[generic] {
            Type::Named(_) => self.new_named_instance(pos, generic, targs),
            Type::Alias(alias) => {
                let (n, name) = (alias.tparams.len(), self.objects[alias.obj].name);
                if !self.validate_targ_len(pos, name.as_str(), n, targs.len()) {
                    return TypeId::INVALID;
                }
                if n == 0 { generic } else { self.new_alias_instance(pos, generic, targs) }
            }
            Type::Signature(sig) => {
                let tparams = sig.tparams.clone();
                if tparams.len() != targs.len() {
                    let name = self.type_string_with(generic, crate::check::typestring::Qualifier::Path);
                    self.validate_targ_len(pos, &name, tparams.len(), targs.len());
                    return TypeId::INVALID;
                }
                if tparams.is_empty() {
                    return generic;
                }
                let new = self.subst(pos, generic, &tparams, targs, expanding);
                let Some(mut sig) = self.types.signature(new).cloned() else { return TypeId::INVALID };
                sig.tparams.clear();
                self.types.push(Type::Signature(Box::new(sig)))
            }
            _ => TypeId::INVALID,
        }
    }

    /// An instance of a generic alias.
    pub(crate) fn new_alias_instance(&mut self, pos: Pos, origin: TypeId, targs: &[TypeId]) -> TypeId {
        if let Some(ty) = self.types.find_instance(origin, targs) {
            return ty;
        }
        let Some(generic) = self.types.alias(origin) else { return TypeId::INVALID };
        let (obj, tparams, rhs, complete) =
            (generic.obj, generic.tparams.clone(), generic.from_rhs, generic.actual.is_some());
        if tparams.len() != targs.len() {
            return TypeId::INVALID;
        }
        let rhs = self.subst(pos, rhs, &tparams, targs, None);
        let alias = Alias {
            obj,
            origin: Some(origin),
            targs: targs.into(),
            tparams,
            from_rhs: rhs,
            actual: complete.then(|| self.unalias(rhs)),
        };
        let alias = Type::Alias(Box::new(alias));
        // An alias that is still being declared has no right-hand side to substitute in: its instances are not kept.
        if complete { self.types.add_instance(alias) } else { self.types.push(alias) }
    }

    /// Whether the number of type arguments is right; reports if not.
    pub(crate) fn validate_targ_len(
        &mut self,
        at: impl Into<At>,
        name: &str,
        want: usize,
        got: usize,
    ) -> bool {
        let qualifier = match got.cmp(&want) {
            std::cmp::Ordering::Less => "not enough",
            std::cmp::Ordering::Greater => "too many",
            std::cmp::Ordering::Equal => return true,
        };
        let message = format!("{qualifier} type arguments for type {name}: have {got}, want {want}");
        self.error(at, Code::WrongTypeArgCount, message);
        false
    }

    /// Whether the arguments satisfy their parameters' constraints; the index of the first that does not, and why.
    pub(crate) fn verify(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        targs: &[TypeId],
    ) -> Option<(usize, String)> {
        for (i, (&tpar, &targ)) in tparams.iter().zip(targs).enumerate() {
            // Wraps a constraint that is no interface, so that the substitution sees one.
            self.type_param_iface(tpar);
            let Some(bound) = self.types.type_param(tpar).map(|t| t.bound) else { continue };
            let bound = self.subst(pos, bound, tparams, targs, None);
            let mut cause = String::new();
            if !self.implements(targ, bound, true, Some(&mut cause)) {
                return Some((i, cause));
            }
        }
        None
    }

    /// Whether `ty` implements interface `target`; with `constraint`, whether it satisfies it.
    pub fn implements(
        &mut self,
        ty: TypeId,
        target: TypeId,
        constraint: bool,
        cause: Option<&mut String>,
    ) -> bool {
        let target_under = self.under(target);
        if let Some(iface) = self.types.interface(target_under)
            && let Some(set) = &iface.type_set
            && set.is_all()
        {
            return true;
        }
        let under = self.under(ty);
        if !under.is_valid() || !target_under.is_valid() {
            return true;
        }
        if let Type::Pointer { elem } = self.types[under]
            && !self.under(elem).is_valid()
        {
            return true;
        }
        match self.why_not_implements(ty, under, target, target_under, constraint, cause.is_some()) {
            Ok(()) => true,
            Err(why) => {
                if let Some(cause) = cause {
                    *cause = why;
                }
                false
            }
        }
    }

    /// The error is a text only if `explain` asks for it.
    fn why_not_implements(
        &mut self,
        ty: TypeId,
        under: TypeId,
        target: TypeId,
        target_under: TypeId,
        constraint: bool,
        explain: bool,
    ) -> Result<(), String> {
        let verb = if constraint { "satisfy" } else { "implement" };
        let does_not = |c: &mut Checker, detail: String| {
            let (v, t) = (c.type_string(ty), c.type_string(target));
            Err(if detail.is_empty() {
                format!("{v} does not {verb} {t}")
            } else {
                format!("{v} does not {verb} {t} {detail}")
            })
        };
        let silent = || Err(String::new());

        if !matches!(self.types[target_under], Type::Interface(_)) {
            if !explain {
                return silent();
            }
            let detail = if self.is_interface_ptr(target_under) {
                self.interface_ptr_error(target)
            } else {
                format!("{} is not an interface", self.type_string(target))
            };
            return does_not(self, format!("({detail})"));
        }
        let target_set = self.type_set(target_under);
        if target_set.is_all() {
            return Ok(());
        }
        let own_set = matches!(self.types[under], Type::Interface(_)).then(|| self.type_set(under));
        // Nothing is in an empty type set, so all of it is in any other.
        if own_set.as_ref().is_some_and(|set| set.is_empty()) {
            return Ok(());
        }
        if target_set.is_empty() {
            if !explain {
                return silent();
            }
            return Err(format!("cannot {verb} {} (empty type set)", self.type_string(target)));
        }
        let mut missing = String::new();
        let missing_cause = explain.then_some(&mut missing);
        if !self.has_all_methods(ty, target, true, &mut |c, x, y| c.identical(x, y), missing_cause) {
            return if explain { does_not(self, missing) } else { silent() };
        }

        let target_comparable = match target_set.specific() {
            None => target_set.comparable,
            Some(terms) => terms.iter().all(|t| self.check_comparable(t.ty, false).is_ok()),
        };
        let check_comparability = |c: &mut Checker| {
            if !target_comparable || c.check_comparable(ty, false).is_ok() {
                return Ok(());
            }
            // Types whose comparison may panic satisfy `comparable` since Go 1.20, but do not implement it.
            if constraint && c.check_comparable(ty, true).is_ok() {
                if c.allow_version(GoVersion::GO1_20) {
                    return Ok(());
                }
                return Err(format!("{} to {verb} comparable requires go1.20 or later", c.type_string(ty)));
            }
            Err(format!("{} does not {verb} comparable", c.type_string(ty)))
        };

        let Some(terms) = target_set.specific() else { return check_comparability(self) };
        if let Some(own_set) = own_set {
            if !self.terms_subset_of(&own_set.terms, &target_set.terms) {
                return if explain { does_not(self, String::new()) } else { silent() };
            }
            return check_comparability(self);
        }
        if terms.iter().any(|&t| self.term_includes(t, ty)) {
            return check_comparability(self);
        }
        if !explain {
            return silent();
        }
        let without_tilde = terms.iter().find(|&&t| {
            !t.tilde && {
                let u = self.under(t.ty);
                self.identical(t.ty, u) && self.term_includes(crate::types::Term { tilde: true, ..t }, ty)
            }
        });
        let detail = match without_tilde {
            Some(alternative) => {
                let (alternative, t) = (self.type_string(alternative.ty), self.type_string(target));
                format!("(possibly missing ~ for {alternative} in {t})")
            }
            None if self.mentions(target_under, ty) => {
                let (v, t) = (self.type_string(ty), self.type_string(target));
                format!("({t} mentions {v}, but {v} is not in the type set of {t})")
            }
            None => {
                let terms = self.terms_string(&target_set.terms);
                format!("({} missing in {terms})", self.type_string(ty))
            }
        };
        does_not(self, detail)
    }

    /// Whether a constraint names `ty` in one of its elements.
    fn mentions(&mut self, constraint: TypeId, ty: TypeId) -> bool {
        match &self.types[constraint] {
            Type::Interface(iface) => {
                let embeddeds = iface.embeddeds.clone();
                embeddeds.iter().any(|&e| self.nested(|c| c.mentions(e, ty)).unwrap_or(false))
            }
            Type::Union(terms) => {
                let terms = terms.clone();
                terms.iter().any(|t| self.nested(|c| c.mentions(t.ty, ty)).unwrap_or(false))
            }
            _ => self.identical(constraint, ty),
        }
    }
}
