//! Which types which printf verbs accept.

use godwit_base::Symbol;
use godwit_types::check::typestring::Qualifier;
use godwit_types::{BasicKind, Checker, ObjectId, Type, TypeId};
use rustc_hash::FxHashSet;

use crate::types::{implements_error, is_named};

/// Kinds of operands, as bits.
pub type Accepts = u32;
pub const BOOL: Accepts = 1 << 0;
pub const BYTE: Accepts = 1 << 1;
pub const INT: Accepts = 1 << 2;
pub const RUNE: Accepts = 1 << 3;
pub const STRING: Accepts = 1 << 4;
pub const FLOAT: Accepts = 1 << 5;
pub const COMPLEX: Accepts = 1 << 6;
pub const POINTER: Accepts = 1 << 7;
pub const ERROR: Accepts = 1 << 8;
pub const ANY: Accepts = !0;

/// Types nested deeper are taken to fit.
const MAX_DEPTH: usize = 200;

/// Whether an operand of the type may be printed by a verb that accepts these kinds. The error says what does not fit, where
/// the type alone does not show it.
pub fn fits(checker: &mut Checker, accepts: Accepts, ty: TypeId) -> Result<(), String> {
    if accepts == ANY {
        return Ok(());
    }
    let mut search = Search { checker, accepts, seen: FxHashSet::default(), reason: String::new() };
    if search.fits(ty, true, 0) { Ok(()) } else { Err(search.reason) }
}

struct Search<'c> {
    checker: &'c mut Checker,
    accepts: Accepts,
    /// Types that fit or are being looked into.
    seen: FxHashSet<TypeId>,
    reason: String,
}

impl Search<'_> {
    /// `is_operand`: the operand's own type, not one inside of it.
    fn fits(&mut self, ty: TypeId, is_operand: bool, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            return true;
        }
        if self.accepts == ERROR {
            return ty == TypeId::UNTYPED_NIL || implements_error(self.checker, ty);
        }
        let accepts = |kind: Accepts| self.accepts & kind != 0;
        if is_formatter(self.checker, ty) || accepts(STRING) && has_text(self.checker, ty) {
            return true;
        }
        if self.checker.is_type_param(ty) {
            return self.type_param_fits(ty, is_operand, depth);
        }
        let under = self.checker.under(ty);
        if !self.seen.insert(under) {
            return true;
        }
        match self.checker.types[under].clone() {
            Type::Signature(_) => self.accepts == POINTER,
            Type::Map { key, elem } => {
                self.accepts == POINTER
                    || self.fits(key, false, depth + 1) && self.fits(elem, false, depth + 1)
            }
            Type::Chan { .. } => accepts(POINTER),
            Type::Array { elem, .. } => {
                accepts(STRING) && self.is_byte(elem) || self.fits(elem, false, depth + 1)
            }
            Type::Slice { elem } => {
                accepts(STRING) && self.is_byte(elem)
                    || self.accepts == POINTER
                    || self.fits(elem, false, depth + 1)
            }
            Type::Pointer { elem } => {
                if !elem.is_valid() || self.accepts == POINTER || self.checker.is_type_param(elem) {
                    return true;
                }
                let pointed = self.checker.under(elem);
                match self.checker.types[pointed] {
                    // Printed as `&` and what it points to, but only on the outermost level.
                    Type::Struct(_) | Type::Array { .. } | Type::Slice { .. } | Type::Map { .. } => {
                        is_operand && self.fits(pointed, false, depth + 1)
                    }
                    _ => accepts(POINTER),
                }
            }
            Type::Struct(structure) => structure.fields.iter().all(|&field| {
                let ty = self.checker.type_of_object(field);
                if !self.fits(ty, false, depth + 1) {
                    return false;
                }
                // fmt cannot call methods of values in unexported fields.
                let is_hidden = !self.checker.objects[field].is_exported();
                !(self.accepts & STRING != 0 && is_hidden && has_text(self.checker, ty))
            }),
            // It depends on what the interface holds.
            Type::Interface(_) => true,
            Type::Basic(kind) => accepts(kinds(kind)) || kind == BasicKind::Invalid,
            _ => false,
        }
    }

    /// Every type that the parameter may stand for must fit.
    fn type_param_fits(&mut self, ty: TypeId, is_operand: bool, depth: usize) -> bool {
        let param = self.checker.unalias(ty);
        if !self.seen.insert(param) {
            return true;
        }
        let set = self.checker.type_param_set(param);
        if set.is_empty() {
            return true;
        }
        // Without terms it may be any type, and some type does not fit.
        let Some(terms) = set.specific() else { return false };
        let is_outermost = self.seen.len() == 1;
        for term in terms {
            if self.fits(term.ty, is_operand, depth + 1) {
                continue;
            }
            if is_outermost {
                let text = self.checker.type_string_with(term.ty, Qualifier::Path);
                self.reason = format!("contains {}{text}", if term.tilde { "~" } else { "" });
            }
            return false;
        }
        true
    }

    fn is_byte(&mut self, ty: TypeId) -> bool {
        self.checker.basic_kind(ty) == Some(BasicKind::Uint8)
    }
}

fn kinds(kind: BasicKind) -> Accepts {
    match kind {
        BasicKind::UntypedBool | BasicKind::Bool => BOOL,
        BasicKind::Uint8 => INT | BYTE,
        BasicKind::Int32 | BasicKind::UntypedRune => INT | RUNE,
        BasicKind::UnsafePointer => POINTER | INT,
        _ if kind.is_integer() => INT,
        _ if kind.is_float() => FLOAT,
        _ if kind.is_complex() => COMPLEX,
        _ if kind.is_string() => STRING,
        _ => 0,
    }
}

/// Whether values of the type may print themselves by fmt.Formatter.
pub fn is_formatter(checker: &mut Checker, ty: TypeId) -> bool {
    if checker.is_non_type_param_interface(ty) {
        return true;
    }
    let Some(method) = method(checker, ty, "Format") else { return false };
    let sig = checker.type_of_object(method);
    let Some(sig) = checker.types.signature(sig) else { return false };
    let &[state, verb] = sig.params.as_slice() else { return false };
    if !sig.results.is_empty() {
        return false;
    }
    let (state, verb) = (checker.type_of_object(state), checker.type_of_object(verb));
    let is_state = checker.named(state).is_some_and(|n| is_named(checker, n.obj, "fmt", "State"));
    let verb = checker.unalias(verb);
    is_state && matches!(checker.types[verb], Type::Basic(BasicKind::Int32))
}

/// Whether values of the type have text of their own: `Error` or `String`.
fn has_text(checker: &mut Checker, ty: TypeId) -> bool {
    if checker.unalias(ty) == TypeId::UNTYPED_NIL {
        return false;
    }
    implements_error(checker, ty) || method(checker, ty, "String").is_some_and(|m| gives_string(checker, m))
}

/// The method of that name which a value of the type has.
pub fn method(checker: &mut Checker, ty: TypeId, name: &str) -> Option<ObjectId> {
    let found = checker.lookup_field_or_method(ty, false, None, Symbol::intern(name), false);
    found.obj.filter(|&m| checker.objects[m].is_func())
}

/// Whether a method is `func() string`.
pub fn gives_string(checker: &mut Checker, method: ObjectId) -> bool {
    let ty = checker.type_of_object(method);
    let Some(sig) = checker.types.signature(ty) else { return false };
    let &[result] = sig.results.as_slice() else { return false };
    sig.params.is_empty() && checker.type_of_object(result) == TypeId::STRING
}
