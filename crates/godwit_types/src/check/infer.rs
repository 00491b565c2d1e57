//! Inference of type arguments from function arguments, constraints and untyped constants.

use crate::check::Checker;
use crate::check::errors::{At, ErrorBuilder};
use crate::check::unify::{Unifier, UnifyMode};
use crate::object::{ObjectId, Pos};
use crate::operand::Operand;
use crate::types::{Signature, Term, Type, TypeId};
use crate::version::GoVersion;

impl Checker {
    /// All type arguments for `tparams`, of which `targs` gives those known already. `params` and `args` are as many. With
    /// `reverse`, the call is one made up for an assignment, messages are turned around, and `desc` is what they call the
    /// argument. `None`: an error was added to
    /// `error`, or an argument is invalid.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn infer(
        &mut self,
        at: At,
        tparams: &[TypeId],
        targs: &[Option<TypeId>],
        params: &[ObjectId],
        args: &[Operand],
        reverse: bool,
        desc: Option<&str>,
        error: &mut ErrorBuilder,
    ) -> Option<Vec<TypeId>> {
        let n = tparams.len();
        debug_assert!(n > 0 && targs.len() <= n && params.len() == args.len());
        if targs.len() == n
            && let Some(targs) = targs.iter().copied().collect::<Option<Vec<_>>>()
        {
            return Some(targs);
        }
        if args.iter().any(|a| !a.is_valid()) {
            return None;
        }
        let mut targs = targs.to_vec();
        targs.resize(n, None);

        // What is known already goes into the parameters' types: then assignability decides about them, not unification.
        let params: Vec<TypeId> = params
            .iter()
            .map(|&p| {
                let ty = self.type_of_object(p);
                self.subst_known(Pos::NONE, ty, tparams, &targs)
            })
            .collect();

        let mut u = Unifier::new(tparams, &targs, self.allow_version(GoVersion::GO1_21));
        let mut untyped = Vec::new();
        for (i, arg) in args.iter().enumerate() {
            let param = params[i];
            if !self.is_parameterized(tparams, param) && !self.is_parameterized(tparams, arg.ty) {
                continue;
            }
            if self.is_typed(arg.ty) {
                if !u.unify(self, param, arg.ty, UnifyMode::ASSIGN) {
                    let text = match desc {
                        Some(desc) => desc.to_owned(),
                        None => arg.expr.map(|e| self.expr_string(e)).unwrap_or_default(),
                    };
                    let at = if arg.expr.is_some() { At::from(arg) } else { at };
                    self.err_unify(&u, tparams, param, (arg, at), (reverse, &text), error);
                    return None;
                }
            } else if matches!(self.types[param], Type::TypeParam(_)) && !arg.is_nil() {
                // The type of an untyped constant is a basic one, so nothing but a bare parameter can match it.
                untyped.push(i);
            }
        }

        self.infer_from_constraints(at, tparams, &mut u, error)?;

        // Parameters that are left take the default type of the largest kind among their untyped arguments.
        let mut largest: Vec<(TypeId, TypeId)> = Vec::new();
        for &i in &untyped {
            let (tpar, arg) = (params[i], &args[i]);
            if u.at(tpar).is_some() {
                continue;
            }
            let Some((_, max)) = largest.iter_mut().find(|(p, _)| *p == tpar) else {
                largest.push((tpar, arg.ty));
                continue;
            };
            match self.max_type(*max, arg.ty) {
                Some(ty) => *max = ty,
                None => {
                    let (x, y, p) =
                        (self.type_string(*max), self.type_string(arg.ty), self.type_string(tpar));
                    self.add_line(error, arg, format!("mismatched types {x} and {y} (cannot infer {p})"));
                    return None;
                }
            }
        }
        for (tpar, ty) in largest {
            u.set(tpar, self.default_type(ty));
        }

        let mut inferred = u.inferred(tparams);
        self.simplify_inferred(tparams, &targs, &mut inferred);

        for (i, &ty) in inferred.iter().enumerate() {
            if ty.is_none_or(|ty| self.is_parameterized(tparams, ty)) {
                let obj = self.types.type_param(tparams[i]).map(|t| t.obj)?;
                let (name, pos) = (self.objects[obj].name, self.pos_string(self.objects[obj].pos));
                self.add_line(error, at, format!("cannot infer {name} (declared at {pos})"));
                return None;
            }
        }
        inferred.into_iter().collect()
    }

    fn err_unify(
        &mut self,
        u: &Unifier,
        tparams: &[TypeId],
        param: TypeId,
        (arg, at): (&Operand, At),
        (reverse, expr): (bool, &str),
        error: &mut ErrorBuilder,
    ) {
        let targs = u.inferred(tparams);
        let (p, t) = (self.type_string(param), self.type_string(arg.ty));
        let message = if targs.iter().all(Option::is_none) {
            let names = self.type_params_string(tparams);
            format!("type {t} of {expr} does not match {p} (cannot infer {names})")
        } else {
            let inferred = self.subst_known(Pos::NONE, param, tparams, &targs);
            let i = self.type_string(inferred);
            if inferred == param {
                format!("type {t} of {expr} does not match {p}")
            } else if reverse {
                format!("inferred type {i} for {p} does not match type {t} of {expr}")
            } else {
                format!("type {t} of {expr} does not match inferred type {i} for {p}")
            }
        };
        self.add_line(error, at, message);
    }

    /// Unifies type parameters with their constraints for as long as that tells something new.
    fn infer_from_constraints(
        &mut self,
        at: At,
        tparams: &[TypeId],
        u: &mut Unifier,
        error: &mut ErrorBuilder,
    ) -> Option<()> {
        loop {
            let unknown = u.unknowns();
            for &tpar in tparams {
                let known = u.at(tpar);
                if let Some((core, single)) = self.core_term(tpar) {
                    match known {
                        Some(ty) if !u.unify(self, ty, core.ty, UnifyMode::INEXACT) => {
                            self.err_not_satisfied(at, tpar, ty, "", error);
                            return None;
                        }
                        None if single && !core.tilde => u.set(tpar, core.ty),
                        _ => {}
                    }
                }
                // A known argument must have the constraint's methods, whose signatures may tell about others. Methods of a
                // type that still holds parameters are not the final ones.
                if let Some(ty) = known
                    && !self.is_parameterized(tparams, ty)
                {
                    let constraint = self.type_param_iface(tpar);
                    let mut cause = String::new();
                    let mut same = |c: &mut Checker, x, y| u.unify(c, x, y, UnifyMode::EXACT);
                    if !self.has_all_methods(ty, constraint, true, &mut same, Some(&mut cause)) {
                        self.err_not_satisfied(at, tpar, ty, &cause, error);
                        return None;
                    }
                }
            }
            if u.unknowns() == unknown {
                return Some(());
            }
        }
    }

    fn err_not_satisfied(&mut self, at: At, tpar: TypeId, ty: TypeId, cause: &str, error: &mut ErrorBuilder) {
        let bound = self.types.type_param(tpar).map_or(TypeId::INVALID, |t| t.bound);
        let (p, t, b) = (self.type_string(tpar), self.type_string(ty), self.type_string(bound));
        let space = if cause.is_empty() { "" } else { " " };
        self.add_line(error, at, format!("{p} (type {t}) does not satisfy {b}{space}{cause}"));
    }

    /// Replaces type parameters inside inferred types by what was inferred for them.
    fn simplify_inferred(
        &mut self,
        tparams: &[TypeId],
        targs: &[Option<TypeId>],
        inferred: &mut [Option<TypeId>],
    ) {
        // A parameter whose type contains the parameter would be replaced for ever.
        CycleFinder { tparams, inferred, seen: Vec::new() }.run(self);
        let mut dirty: Vec<usize> = (0..inferred.len())
            .filter(|&i| inferred[i].is_some() && targs.get(i).copied().flatten().is_none())
            .collect();
        while !dirty.is_empty() {
            let known = inferred.to_vec();
            let mut still_dirty = Vec::new();
            for index in dirty {
                let Some(old) = inferred[index] else { continue };
                let mut new = self.subst_known(Pos::NONE, old, tparams, &known);
                if new == old {
                    continue;
                }
                // A generic function whose parameters were all replaced is generic no more.
                if self.types.signature(new).is_some_and(|s| !s.tparams.is_empty())
                    && !self.is_parameterized(tparams, new)
                    && let Some(sig) = self.types.signature(new)
                {
                    let sig = Signature { tparams: Vec::new(), ..sig.clone() };
                    new = self.types.push(Type::Signature(Box::new(sig)));
                }
                inferred[index] = Some(new);
                still_dirty.push(index);
            }
            dirty = still_dirty;
        }
    }

    /// New type parameters in place of `tparams`, and `ty` with them: a function that calls itself must not have the
    /// parameters it solves for mixed up with its own.
    pub(crate) fn rename_tparams(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        ty: TypeId,
    ) -> (Vec<TypeId>, TypeId) {
        if tparams.is_empty() {
            return (Vec::new(), ty);
        }
        let fresh: Vec<TypeId> = tparams.iter().map(|&p| self.fresh_type_param(p)).collect();
        for (&old, &new) in tparams.iter().zip(&fresh) {
            let Some(bound) = self.types.type_param(old).map(|t| t.bound) else { continue };
            let bound = self.subst(pos, bound, tparams, &fresh, None);
            if let Some(tpar) = self.types.type_param_mut(new) {
                tpar.bound = bound;
            }
        }
        let ty = self.subst(pos, ty, tparams, &fresh, None);
        (fresh, ty)
    }

    /// `A`, `A and B`, `A, B, and C`
    pub(crate) fn type_params_string(&self, list: &[TypeId]) -> String {
        let names: Vec<&str> = list
            .iter()
            .map(|&t| self.types.type_param(t).map_or("", |t| self.objects[t.obj].name.as_str()))
            .collect();
        match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [one, two] => format!("{one} and {two}"),
            [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
        }
    }

    /// Whether any of `tparams` occurs in `ty`. Of a generic function only parameters and results count.
    pub(crate) fn is_parameterized(&mut self, tparams: &[TypeId], ty: TypeId) -> bool {
        self.parameterized(tparams, ty, &mut Vec::new())
    }

    fn parameterized(&mut self, tparams: &[TypeId], ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        let ty = self.unalias(ty);
        match &self.types[ty] {
            Type::Basic(_) | Type::Union(_) | Type::Alias(_) => false,
            Type::TypeParam(_) => tparams.contains(&ty),
            Type::Named(named) if named.targs.is_empty() => false,
            _ => self.nested(|c| c.parameterized_compound(tparams, ty, seen)).unwrap_or(false),
        }
    }

    fn parameterized_compound(&mut self, tparams: &[TypeId], ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        match &self.types[ty] {
            &Type::Array { elem, .. }
            | &Type::Slice { elem }
            | &Type::Pointer { elem }
            | &Type::Chan { elem, .. } => self.parameterized(tparams, elem, seen),
            &Type::Map { key, elem } => {
                self.parameterized(tparams, key, seen) || self.parameterized(tparams, elem, seen)
            }
            Type::Named(named) => {
                let targs = named.targs.clone();
                targs.iter().any(|&t| self.parameterized(tparams, t, seen))
            }
            Type::Tuple(vars) => {
                let vars = vars.clone();
                self.parameterized_vars(tparams, &vars, seen)
            }
            Type::Struct(structure) => {
                let fields = structure.fields.clone();
                self.parameterized_vars(tparams, &fields, seen)
            }
            Type::Signature(sig) => {
                let vars: Vec<ObjectId> = sig.params.iter().chain(&sig.results).copied().collect();
                self.parameterized_vars(tparams, &vars, seen)
            }
            Type::Interface(_) => {
                if seen.contains(&ty) {
                    return false;
                }
                seen.push(ty);
                let set = self.type_set(ty);
                self.parameterized_vars(tparams, &set.methods, seen)
                    || set
                        .specific()
                        .is_some_and(|terms| terms.iter().all(|t| self.parameterized(tparams, t.ty, seen)))
            }
            Type::Basic(_) | Type::Union(_) | Type::Alias(_) | Type::TypeParam(_) => false,
        }
    }

    fn parameterized_vars(&mut self, tparams: &[TypeId], vars: &[ObjectId], seen: &mut Vec<TypeId>) -> bool {
        vars.iter().any(|&v| {
            let ty = self.type_of_object(v);
            self.parameterized(tparams, ty, seen)
        })
    }

    /// The only specific type of a constraint and true, or the type under all of them and false; with a tilde if any of
    /// them has one.
    fn core_term(&mut self, tpar: TypeId) -> Option<(Term, bool)> {
        let set = self.type_param_set(tpar);
        let terms = set.specific()?;
        if let [single] = terms {
            return Some((*single, true));
        }
        let tilde = terms.iter().any(|t| t.tilde);
        let ty = self.common_under(tpar).ok()?;
        Some((Term { tilde, ty }, false))
    }

    /// A position in a message: the file's name, line and column.
    pub(crate) fn pos_string(&self, pos: Pos) -> String {
        if !pos.is_valid() {
            return "-".to_owned();
        }
        let name = self.importer.file_name(pos.file);
        let file = self.packages.iter().flat_map(|p| &p.files).find(|f| f.id == pos.file);
        let Some(file) = file else { return name };
        let at = file.file.line_column(pos.offset);
        let colon = if name.is_empty() { "" } else { ":" };
        format!("{name}{colon}{}:{}", at.line, at.column)
    }
}

/// Takes back inferred types that lead to themselves.
struct CycleFinder<'a> {
    tparams: &'a [TypeId],
    inferred: &'a mut [Option<TypeId>],
    /// Types being walked.
    seen: Vec<TypeId>,
}

impl CycleFinder<'_> {
    fn run(&mut self, check: &mut Checker) {
        for i in 0..self.tparams.len() {
            self.typ(check, self.tparams[i]);
        }
    }

    fn index(&self, ty: TypeId) -> Option<usize> {
        self.tparams.iter().position(|&p| p == ty)
    }

    fn typ(&mut self, check: &mut Checker, ty: TypeId) {
        let ty = check.unalias(ty);
        if matches!(check.types[ty], Type::Basic(_)) {
            return;
        }
        if self.seen.contains(&ty) {
            if let Some(i) = self.index(ty) {
                self.inferred[i] = None;
            }
            return;
        }
        self.seen.push(ty);
        check.nested(|check| self.children(check, ty));
        self.seen.pop();
    }

    fn children(&mut self, check: &mut Checker, ty: TypeId) {
        let vars: Vec<ObjectId> = match &check.types[ty] {
            &Type::Array { elem, .. }
            | &Type::Slice { elem }
            | &Type::Pointer { elem }
            | &Type::Chan { elem, .. } => return self.typ(check, elem),
            &Type::Map { key, elem } => {
                self.typ(check, key);
                return self.typ(check, elem);
            }
            Type::Named(named) => {
                for &targ in &named.targs.clone() {
                    self.typ(check, targ);
                }
                return;
            }
            Type::Union(terms) => {
                for term in &terms.clone() {
                    self.typ(check, term.ty);
                }
                return;
            }
            Type::TypeParam(_) => {
                if let Some(inferred) = self.index(ty).and_then(|i| self.inferred[i]) {
                    self.typ(check, inferred);
                }
                return;
            }
            Type::Interface(iface) => {
                let (methods, embeddeds) = (iface.methods.clone(), iface.embeddeds.clone());
                for method in methods {
                    let sig = check.type_of_object(method);
                    self.typ(check, sig);
                }
                for embedded in embeddeds {
                    self.typ(check, embedded);
                }
                return;
            }
            Type::Struct(structure) => structure.fields.clone(),
            Type::Signature(sig) => sig.params.iter().chain(&sig.results).copied().collect(),
            Type::Basic(_) | Type::Tuple(_) | Type::Alias(_) => return,
        };
        for var in vars {
            let ty = check.type_of_object(var);
            self.typ(check, ty);
        }
    }
}
