//! Type sets as lists of specific types, and the type they have in common underneath.

use smallvec::SmallVec;

use crate::check::Checker;
use crate::types::{ChanDir, Type, TypeId};

/// Why types cannot be used together or compared; turned into text only where an error is reported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TypeCause {
    /// There is nothing to add to the message.
    Silent,
    StructContaining(TypeId),
    CannotBeCompared(TypeId),
    EmptyTypeSet,
    IncomparableTypeSet,
    NoSpecificType,
    ChannelElements(TypeId, TypeId),
    ChannelDirections(TypeId, TypeId),
    DifferentUnderlying(TypeId, TypeId),
    Text(String),
}

/// A specific type and its underlying type; `None`: there are no specific types.
pub type Specific = Option<(TypeId, TypeId)>;

impl Checker {
    pub fn cause_string(&mut self, cause: &TypeCause) -> String {
        let mut two = |x, between: &str, y, end: &str| {
            let (x, y) = (self.type_string(x), self.type_string(y));
            format!("{x}{between}{y}{end}")
        };
        match *cause {
            TypeCause::Silent => String::new(),
            TypeCause::StructContaining(ty) => {
                format!("struct containing {} cannot be compared", self.type_string(ty))
            }
            TypeCause::CannotBeCompared(ty) => format!("{} cannot be compared", self.type_string(ty)),
            TypeCause::EmptyTypeSet => "empty type set".to_owned(),
            TypeCause::IncomparableTypeSet => "incomparable types in type set".to_owned(),
            TypeCause::NoSpecificType => "no specific type".to_owned(),
            TypeCause::ChannelElements(x, y) => {
                format!("channels {}", two(x, " and ", y, " have different element types"))
            }
            TypeCause::ChannelDirections(x, y) => {
                format!("channels {}", two(x, " and ", y, " have conflicting directions"))
            }
            TypeCause::DifferentUnderlying(x, y) => two(x, " and ", y, " have different underlying types"),
            TypeCause::Text(ref text) => text.clone(),
        }
    }

    /// Of a type parameter: the specific types of its constraint, or a single `None` if there are none. Of any other type:
    /// the type itself.
    pub fn typeset(&mut self, ty: TypeId) -> SmallVec<[Specific; 1]> {
        let actual = self.unalias(ty);
        if !matches!(self.types[actual], Type::TypeParam(_)) {
            let under = self.under(actual);
            return smallvec::smallvec![Some((ty, under))];
        }
        let set = self.type_param_set(actual);
        let Some(terms) = set.specific() else { return smallvec::smallvec![None] };
        terms
            .iter()
            .map(|term| {
                let actual = self.unalias(term.ty);
                Some((term.ty, if term.tilde { actual } else { self.under(actual) }))
            })
            .collect()
    }

    /// Whether `f` holds for the underlying types of all specific types; it is called with `None` if there are none.
    pub fn under_is(&mut self, ty: TypeId, mut f: impl FnMut(&mut Checker, Option<TypeId>) -> bool) -> bool {
        for specific in self.typeset(ty) {
            if !f(self, specific.map(|(_, under)| under)) {
                return false;
            }
        }
        true
    }

    /// The underlying type that all specific types share. Channels may differ in direction: the restricted one is given.
    pub fn common_under(&mut self, ty: TypeId) -> Result<TypeId, TypeCause> {
        self.common_under_with(ty, |_, _| Ok(()))
    }

    /// As [`Checker::common_under`], for types that all pass `condition`.
    pub fn common_under_with(
        &mut self,
        ty: TypeId,
        mut condition: impl FnMut(&mut Checker, Specific) -> Result<(), TypeCause>,
    ) -> Result<TypeId, TypeCause> {
        let mut common: Option<(TypeId, TypeId)> = None;
        for specific in self.typeset(ty) {
            condition(self, specific)?;
            let Some((t, u)) = specific else { return Err(TypeCause::NoSpecificType) };
            let Some((ct, cu)) = common else {
                common = Some((t, u));
                continue;
            };
            if let (&Type::Chan { dir: cdir, elem: celem }, &Type::Chan { dir, elem }) =
                (&self.types[cu], &self.types[u])
            {
                if !self.identical(celem, elem) {
                    return Err(TypeCause::ChannelElements(ct, t));
                }
                if cdir == dir {
                } else if cdir == ChanDir::Both {
                    common = Some((t, u));
                } else if dir != ChanDir::Both {
                    return Err(TypeCause::ChannelDirections(ct, t));
                }
                continue;
            }
            if !self.identical(cu, u) {
                return Err(TypeCause::DifferentUnderlying(ct, t));
            }
        }
        common.map(|(_, u)| u).ok_or(TypeCause::NoSpecificType)
    }
}
