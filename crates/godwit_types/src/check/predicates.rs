//! Questions about types: kinds, comparability, identity, default types.

use godwit_base::Symbol;
use smallvec::SmallVec;

use crate::check::Checker;
use crate::check::under::TypeCause;
use crate::object::ObjectId;
use crate::types::{BasicKind, Type, TypeId};

/// How strictly types are compared.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Comparer {
    pub ignore_tags: bool,
    /// An invalid type is identical to any other.
    pub ignore_invalids: bool,
}

/// Pairs of interfaces being compared: interfaces are the only types that can be cyclic without a declared type in between.
type Pairs = SmallVec<[(TypeId, TypeId); 4]>;

macro_rules! kind_predicates {
    ($($one:ident, $all:ident, $test:ident;)*) => {
        impl Checker {
            $(
                /// Of the underlying type; false for type parameters.
                pub fn $one(&mut self, ty: TypeId) -> bool {
                    self.basic_kind(ty).is_some_and(BasicKind::$test)
                }

                /// As the other, but of a type parameter it is asked about all its specific types.
                pub fn $all(&mut self, ty: TypeId) -> bool {
                    self.all_basic(ty, BasicKind::$test)
                }
            )*
        }
    };
}

kind_predicates! {
    is_boolean, all_boolean, is_boolean;
    is_integer, all_integer, is_integer;
    is_unsigned, all_unsigned, is_unsigned;
    is_float, all_float, is_float;
    is_complex, all_complex, is_complex;
    is_numeric, all_numeric, is_numeric;
    is_string, all_string, is_string;
    is_ordered, all_ordered, is_ordered;
    is_const_type, all_const_type, is_const_type;
}

impl Checker {
    /// The kind of the underlying type if that is basic.
    #[inline]
    pub fn basic_kind(&mut self, ty: TypeId) -> Option<BasicKind> {
        if let Type::Basic(kind) = self.types[ty] {
            return Some(kind);
        }
        let under = self.under(ty);
        match self.types[under] {
            Type::Basic(kind) => Some(kind),
            _ => None,
        }
    }

    /// Whether it is no consequence of an error. An alias that is being declared is valid: its type will be known.
    pub fn is_valid(&self, ty: TypeId) -> bool {
        self.unalias(ty).is_valid() || self.is_open_alias(ty)
    }

    /// Whether an alias, or what it stands for, is being declared.
    pub(crate) fn is_open_alias(&self, mut ty: TypeId) -> bool {
        if self.obj_path.is_empty() {
            return false;
        }
        for _ in 0..self.types.len() {
            match self.types.alias(ty) {
                Some(alias) if alias.actual.is_some() => return false,
                Some(alias) if self.obj_path_index.contains_key(&alias.obj) => {
                    return self.objects[alias.obj].ty != Some(TypeId::INVALID);
                }
                Some(alias) => ty = alias.from_rhs,
                None => return false,
            }
        }
        false
    }

    pub(crate) fn all_basic(&mut self, ty: TypeId, test: impl Fn(BasicKind) -> bool) -> bool {
        let actual = self.unalias(ty);
        if matches!(self.types[actual], Type::TypeParam(_)) {
            let set = self.type_param_set(actual);
            return set
                .specific()
                .is_some_and(|terms| terms.iter().all(|t| self.basic_kind(t.ty).is_some_and(&test)));
        }
        self.basic_kind(ty).is_some_and(test)
    }

    pub fn is_integer_or_float(&mut self, ty: TypeId) -> bool {
        self.basic_kind(ty).is_some_and(|k| k.is_integer() || k.is_float())
    }

    pub fn all_numeric_or_string(&mut self, ty: TypeId) -> bool {
        self.all_basic(ty, |k| k.is_numeric() || k.is_string())
    }

    /// Predeclared, declared, or a type parameter.
    pub fn has_name(&self, ty: TypeId) -> bool {
        matches!(self.types[self.unalias(ty)], Type::Basic(_) | Type::Named(_) | Type::TypeParam(_))
    }

    /// Neither declared nor a type parameter; predeclared types count as literals here.
    pub fn is_type_lit(&self, ty: TypeId) -> bool {
        !matches!(self.types[self.unalias(ty)], Type::Named(_) | Type::TypeParam(_))
    }

    #[inline]
    pub fn is_untyped(&self, ty: TypeId) -> bool {
        matches!(self.types[ty], Type::Basic(kind) if kind.is_untyped())
    }

    #[inline]
    pub fn is_typed(&self, ty: TypeId) -> bool {
        !self.is_untyped(ty)
    }

    pub fn is_untyped_numeric(&self, ty: TypeId) -> bool {
        matches!(self.types[ty], Type::Basic(kind) if kind.is_untyped() && kind.is_numeric())
    }

    /// Whether the underlying type is an interface; type parameters included.
    pub fn is_interface(&mut self, ty: TypeId) -> bool {
        let under = self.under(ty);
        matches!(self.types[under], Type::Interface(_))
    }

    pub fn is_non_type_param_interface(&mut self, ty: TypeId) -> bool {
        !self.is_type_param(ty) && self.is_interface(ty)
    }

    pub fn is_type_param(&self, ty: TypeId) -> bool {
        matches!(self.types[self.unalias(ty)], Type::TypeParam(_))
    }

    /// A type parameter that no type can satisfy, as far as its constraint's type set is known already.
    pub(crate) fn has_empty_typeset(&self, ty: TypeId) -> bool {
        let Some(tpar) = self.types.type_param(self.unalias(ty)) else { return false };
        let bound = self.unalias(tpar.bound);
        let under = match &self.types[bound] {
            Type::Named(named) => named.underlying,
            _ => Some(bound),
        };
        let iface = under.and_then(|u| self.types.interface(u));
        iface.and_then(|i| i.type_set.as_ref()).is_some_and(|set| set.is_empty())
    }

    /// A generic type that was not instantiated.
    pub fn is_generic(&mut self, ty: TypeId) -> bool {
        if let Type::Alias(alias) = &self.types[ty]
            && !alias.tparams.is_empty()
            && alias.targs.is_empty()
        {
            return true;
        }
        let actual = self.unalias(ty);
        match &self.types[actual] {
            Type::Named(named) if named.origin.is_none() => !self.named_tparams(actual).is_empty(),
            _ => false,
        }
    }

    /// Whether values can be compared with `==`, interfaces included.
    pub fn comparable(&mut self, ty: TypeId) -> bool {
        self.check_comparable(ty, true).is_ok()
    }

    /// As [`Checker::comparable`]: the name in go/types.
    pub(crate) fn comparable_type(&mut self, ty: TypeId) -> bool {
        self.comparable(ty)
    }

    /// Why values of a type cannot be compared. With `dynamic`, interfaces count as comparable though a comparison may panic.
    pub(crate) fn check_comparable(&mut self, ty: TypeId, dynamic: bool) -> Result<(), TypeCause> {
        match self.basic_kind(ty) {
            Some(BasicKind::UntypedNil) => Err(TypeCause::Silent),
            Some(_) => Ok(()),
            None => self.comparable_seen(ty, dynamic, &mut Vec::new()),
        }
    }

    pub(crate) fn comparable_type_cause(&mut self, ty: TypeId, dynamic: bool) -> Option<TypeCause> {
        self.check_comparable(ty, dynamic).err()
    }

    fn comparable_seen(
        &mut self,
        ty: TypeId,
        dynamic: bool,
        seen: &mut Vec<TypeId>,
    ) -> Result<(), TypeCause> {
        if seen.contains(&ty) {
            return Ok(());
        }
        let under = self.under(ty);
        match &self.types[under] {
            Type::Basic(BasicKind::UntypedNil) => Err(TypeCause::Silent),
            Type::Basic(_) | Type::Pointer { .. } | Type::Chan { .. } => Ok(()),
            Type::Struct(_) => {
                seen.push(ty);
                let mut i = 0;
                while let Some(field) = self.struct_field(under, i) {
                    let field_ty = self.type_of_object(field);
                    let nested = self.nested(|c| c.comparable_seen(field_ty, dynamic, seen));
                    if nested.is_some_and(|r| r.is_err()) {
                        return Err(TypeCause::StructContaining(field_ty));
                    }
                    i += 1;
                }
                Ok(())
            }
            &Type::Array { elem, .. } => {
                seen.push(ty);
                let nested = self.nested(|c| c.comparable_seen(elem, dynamic, seen));
                if nested.is_some_and(|r| r.is_err()) { Err(TypeCause::CannotBeCompared(ty)) } else { Ok(()) }
            }
            Type::Interface(_) => {
                if dynamic && !self.is_type_param(ty) {
                    return Ok(());
                }
                seen.push(ty);
                let set = self.type_set(under);
                let comparable = match &set.terms {
                    None => set.comparable,
                    // No terms: there are no specific types, so there is none to rely on.
                    Some(terms) if terms.is_empty() => false,
                    Some(terms) => {
                        let ok = |c: &mut Checker| {
                            terms.iter().all(|t| c.comparable_seen(t.ty, false, seen).is_ok())
                        };
                        self.nested(ok).unwrap_or(true)
                    }
                };
                if comparable {
                    Ok(())
                } else if set.is_empty() {
                    Err(TypeCause::EmptyTypeSet)
                } else {
                    Err(TypeCause::IncomparableTypeSet)
                }
            }
            _ => Err(TypeCause::Silent),
        }
    }

    /// The `index`-th field of a `Struct`.
    #[inline]
    pub(crate) fn struct_field(&self, structure: TypeId, index: usize) -> Option<ObjectId> {
        match &self.types[structure] {
            Type::Struct(s) => s.fields.get(index).copied(),
            _ => None,
        }
    }

    /// Whether `nil` is a value of the type.
    pub fn has_nil(&mut self, ty: TypeId) -> bool {
        let under = self.under(ty);
        match &self.types[under] {
            Type::Basic(kind) => *kind == BasicKind::UnsafePointer,
            Type::Slice { .. }
            | Type::Pointer { .. }
            | Type::Signature(_)
            | Type::Map { .. }
            | Type::Chan { .. } => true,
            Type::Interface(_) => {
                !self.is_type_param(ty)
                    || self
                        .under_is(ty, |c, u| u.is_some_and(|u| c.nested(|c| c.has_nil(u)).unwrap_or(false)))
            }
            _ => false,
        }
    }

    /// Whether two types are identical.
    #[inline]
    pub fn identical(&mut self, x: TypeId, y: TypeId) -> bool {
        x == y || self.identical_with(x, y, Comparer::default())
    }

    pub fn identical_ignore_tags(&mut self, x: TypeId, y: TypeId) -> bool {
        x == y || self.identical_with(x, y, Comparer { ignore_tags: true, ..Comparer::default() })
    }

    pub(crate) fn identical_with(&mut self, x: TypeId, y: TypeId, how: Comparer) -> bool {
        self.identical_pairs(x, y, how, &mut Pairs::new())
    }

    fn identical_pairs(&mut self, x: TypeId, y: TypeId, how: Comparer, pairs: &mut Pairs) -> bool {
        if x == y {
            return true;
        }
        let (x, y) = (self.unalias(x), self.unalias(y));
        if x == y || how.ignore_invalids && !(x.is_valid() && y.is_valid()) {
            return true;
        }
        match (&self.types[x], &self.types[y]) {
            (Type::Basic(a), Type::Basic(b)) => a == b,
            (&Type::Slice { elem: a }, &Type::Slice { elem: b })
            | (&Type::Pointer { elem: a }, &Type::Pointer { elem: b }) => {
                self.identical_nested(a, b, how, pairs)
            }
            (&Type::Array { elem: a, len: m }, &Type::Array { elem: b, len: n }) => {
                // An unknown length was reported; it equals any other.
                (m < 0 || n < 0 || m == n) && self.identical_nested(a, b, how, pairs)
            }
            (&Type::Map { key: k, elem: a }, &Type::Map { key: l, elem: b }) => {
                self.identical_nested(k, l, how, pairs) && self.identical_nested(a, b, how, pairs)
            }
            (&Type::Chan { dir: d, elem: a }, &Type::Chan { dir: e, elem: b }) => {
                d == e && self.identical_nested(a, b, how, pairs)
            }
            (Type::Named(a), Type::Named(b)) => {
                // Declared types are identical to themselves only; instances are found by their arguments.
                if a.origin.is_none() || a.origin != b.origin || a.targs.len() != b.targs.len() {
                    return false;
                }
                let (a, b) = (a.targs.clone(), b.targs.clone());
                a.iter().zip(b.iter()).all(|(&a, &b)| self.identical_nested(a, b, Comparer::default(), pairs))
            }
            (Type::Struct(a), Type::Struct(b)) => {
                if a.fields.len() != b.fields.len() {
                    return false;
                }
                (0..a.fields.len()).all(|i| self.identical_fields(x, y, i, how, pairs))
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                let (a, b) = (a.clone(), b.clone());
                self.identical_vars(&a, &b, how, pairs)
            }
            (Type::Signature(a), Type::Signature(b)) => {
                if a.tparams.len() != b.tparams.len()
                    || a.variadic != b.variadic
                    || a.params.len() != b.params.len()
                    || a.results.len() != b.results.len()
                {
                    return false;
                }
                self.identical_signatures(x, y, how, pairs)
            }
            (Type::Union(_), Type::Union(_)) => {
                let (a, b) = (self.union_terms_of(x), self.union_terms_of(y));
                self.terms_equal(&a, &b)
            }
            (Type::Interface(_), Type::Interface(_)) => self.identical_interfaces(x, y, how, pairs),
            _ => false,
        }
    }

    fn identical_nested(&mut self, x: TypeId, y: TypeId, how: Comparer, pairs: &mut Pairs) -> bool {
        x == y || self.nested(|c| c.identical_pairs(x, y, how, pairs)).unwrap_or(false)
    }

    fn identical_fields(&mut self, x: TypeId, y: TypeId, i: usize, how: Comparer, pairs: &mut Pairs) -> bool {
        let (Type::Struct(a), Type::Struct(b)) = (&self.types[x], &self.types[y]) else { return false };
        let (f, g) = (a.fields[i], b.fields[i]);
        if !how.ignore_tags && a.tag(i) != b.tag(i) {
            return false;
        }
        if f == g {
            return true;
        }
        if self.objects[f].is_embedded() != self.objects[g].is_embedded() || !self.same_name(f, g) {
            return false;
        }
        let (f, g) = (self.type_of_object(f), self.type_of_object(g));
        self.identical_nested(f, g, how, pairs)
    }

    fn identical_vars(&mut self, x: &[ObjectId], y: &[ObjectId], how: Comparer, pairs: &mut Pairs) -> bool {
        x.len() == y.len()
            && x.iter().zip(y).all(|(&a, &b)| {
                let (a, b) = (self.type_of_object(a), self.type_of_object(b));
                self.identical_nested(a, b, how, pairs)
            })
    }

    /// Signatures with equally many parameters of each kind.
    fn identical_signatures(&mut self, x: TypeId, y: TypeId, how: Comparer, pairs: &mut Pairs) -> bool {
        let (Type::Signature(a), Type::Signature(b)) = (&self.types[x], &self.types[y]) else { return false };
        if a.tparams.is_empty() {
            let vars = |s: &crate::types::Signature| -> SmallVec<[ObjectId; 8]> {
                s.params.iter().chain(&s.results).copied().collect()
            };
            let (a, b) = (vars(a), vars(b));
            return self.identical_vars(&a, &b, how, pairs);
        }
        // Generic functions are identical if they are after renaming the type parameters of the one to those of the other.
        let (a, b) = (a.clone(), b.clone());
        for (&p, &q) in a.tparams.iter().zip(&b.tparams) {
            let bound = |c: &Checker, t| c.types.type_param(t).map_or(TypeId::INVALID, |t| t.bound);
            let (p, q) = (bound(self, p), bound(self, q));
            let q = self.subst(crate::object::Pos::NONE, q, &b.tparams, &a.tparams, None);
            if !self.identical_nested(p, q, how, pairs) {
                return false;
            }
        }
        let left = a.params.iter().chain(&a.results);
        let right = b.params.iter().chain(&b.results);
        for (&p, &q) in left.zip(right) {
            let (p, q) = (self.type_of_object(p), self.type_of_object(q));
            let q = self.subst(crate::object::Pos::NONE, q, &b.tparams, &a.tparams, None);
            if !self.identical_nested(p, q, how, pairs) {
                return false;
            }
        }
        true
    }

    fn union_terms_of(&mut self, union: TypeId) -> crate::check::typeterm::Terms {
        self.union_type_set(crate::object::Pos::NONE, union).unwrap_or(Some(Vec::new()))
    }

    fn identical_interfaces(&mut self, x: TypeId, y: TypeId, how: Comparer, pairs: &mut Pairs) -> bool {
        let (a, b) = (self.type_set(x), self.type_set(y));
        if a.comparable != b.comparable
            || a.methods.len() != b.methods.len()
            || !self.terms_equal(&a.terms, &b.terms)
        {
            return false;
        }
        if pairs.contains(&(x, y)) || pairs.contains(&(y, x)) {
            return true;
        }
        pairs.push((x, y));
        let same = a.methods.iter().zip(&b.methods).all(|(&f, &g)| {
            f == g
                || self.same_name(f, g) && {
                    let (f, g) = (self.type_of_object(f), self.type_of_object(g));
                    self.identical_nested(f, g, how, pairs)
                }
        });
        pairs.pop();
        same
    }

    /// Whether two declared types or instances come from the same declaration.
    pub(crate) fn identical_origin(&self, x: TypeId, y: TypeId) -> bool {
        self.named_origin(x) == self.named_origin(y)
    }

    /// The type an untyped value gets where nothing asks for another; other types stay. Untyped nil stays too.
    pub fn default_type(&self, ty: TypeId) -> TypeId {
        match self.types[ty] {
            Type::Basic(kind) => match kind {
                BasicKind::UntypedBool => TypeId::BOOL,
                BasicKind::UntypedInt => TypeId::INT,
                BasicKind::UntypedRune => TypeId::RUNE,
                BasicKind::UntypedFloat => TypeId::FLOAT64,
                BasicKind::UntypedComplex => TypeId::COMPLEX128,
                BasicKind::UntypedString => TypeId::STRING,
                _ => ty,
            },
            _ => ty,
        }
    }

    /// The larger of two untyped numeric types, or the type both are.
    pub fn max_type(&self, x: TypeId, y: TypeId) -> Option<TypeId> {
        if x == y {
            return Some(x);
        }
        match (&self.types[x], &self.types[y]) {
            (Type::Basic(a), Type::Basic(b))
                if a.is_untyped() && a.is_numeric() && b.is_untyped() && b.is_numeric() =>
            {
                Some(if a > b { x } else { y })
            }
            _ => None,
        }
    }

    pub(crate) fn is_uintptr(&mut self, ty: TypeId) -> bool {
        self.basic_kind(ty) == Some(BasicKind::Uintptr)
    }

    pub(crate) fn is_unsafe_pointer(&mut self, ty: TypeId) -> bool {
        self.basic_kind(ty) == Some(BasicKind::UnsafePointer)
    }

    pub(crate) fn is_pointer(&mut self, ty: TypeId) -> bool {
        let under = self.under(ty);
        matches!(self.types[under], Type::Pointer { .. })
    }

    /// `[]byte` or `[]rune`, under the name.
    pub(crate) fn is_bytes_or_runes(&mut self, ty: TypeId) -> bool {
        let under = self.under(ty);
        match self.types[under] {
            Type::Slice { elem } => {
                matches!(self.basic_kind(elem), Some(BasicKind::Uint8 | BasicKind::Int32))
            }
            _ => false,
        }
    }

    /// Whether a name is a Go identifier.
    pub fn is_valid_name(name: Symbol) -> bool {
        name.as_str()
            .chars()
            .enumerate()
            .all(|(i, c)| c.is_alphabetic() || c == '_' || i > 0 && c.is_numeric())
    }
}
