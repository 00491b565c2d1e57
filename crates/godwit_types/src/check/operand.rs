//! Operands in messages, and whether they can be assigned.

use crate::check::Checker;
use crate::check::typestring::{Qualifier, TypeWriter};
use crate::code::Code;
use crate::constant::Value;
use crate::operand::{Mode, Operand};
use crate::types::{BasicKind, ChanDir, Type, TypeId};

impl Mode {
    /// What an operand is, in words.
    pub const fn text(self) -> &'static str {
        match self {
            Mode::Invalid => "invalid operand",
            Mode::NoValue => "no value",
            Mode::Builtin => "built-in",
            Mode::TypeExpr => "type",
            Mode::Constant => "constant",
            Mode::Variable => "variable",
            Mode::MapIndex => "map index expression",
            Mode::Value => "value",
            Mode::CommaOk => "comma, ok expression",
            Mode::CommaErr => "comma, error expression",
            Mode::CgoFunc => "cgo function",
        }
    }
}

impl Checker {
    /// An operand as messages show it, for instance `x (variable of type int)`.
    pub fn operand_string(&mut self, x: &Operand) -> String {
        if x.is_nil() {
            return "nil".to_owned();
        }
        let expr = match (x.expr, x.mode) {
            _ if self.operand_label.is_some() => self.operand_label.unwrap_or_default().to_owned(),
            (Some(_), _) if x.nth > 0 && self.is_go1_27() => {
                let ending = match x.nth {
                    1 => "st",
                    2 => "nd",
                    3 => "rd",
                    _ => "th",
                };
                format!("{}{ending} function result", x.nth)
            }
            (Some(expr), _) => self.expr_string(expr),
            (None, Mode::Builtin) => x.builtin.map(|id| format!("{id:?}")).unwrap_or_default(),
            (None, Mode::TypeExpr) => self.type_string(x.ty),
            (None, Mode::Constant) => x.value.as_ref().map(Value::to_string).unwrap_or_default(),
            _ => String::new(),
        };
        let mut out = String::new();
        if !expr.is_empty() {
            out.push_str(&expr);
            out.push_str(" (");
        }
        let mut has_type = false;
        if !matches!(x.mode, Mode::Invalid | Mode::NoValue | Mode::Builtin | Mode::TypeExpr) {
            match self.types[x.ty] {
                Type::Basic(kind) if kind.is_untyped() => {
                    out.push_str(kind.name());
                    out.push(' ');
                }
                _ => has_type = true,
            }
        }
        out.push_str(x.mode.text());
        if x.mode == Mode::Constant
            && let Some(value) = &x.value
        {
            let value = value.to_string();
            if value != expr {
                out.push(' ');
                out.push_str(&value);
            }
        }
        if has_type {
            if self.is_valid(x.ty) {
                let mut description = String::new();
                if self.is_generic(x.ty) {
                    description.push_str("generic ");
                }
                let tpar = self.types.type_param(self.unalias(x.ty)).map(|t| t.bound);
                if tpar.is_none() && matches!(self.types[x.ty], Type::Alias(_) | Type::Named(_)) {
                    let what = self.composite_kind(x.ty);
                    if what.is_empty() {
                        description.push_str(self.basic_kind(x.ty).map_or("", BasicKind::name));
                    } else {
                        description.push_str(what);
                    }
                    description.push(' ');
                }
                let mut w = TypeWriter::new(self, Qualifier::Message);
                w.typ(x.ty);
                let ty = std::mem::take(&mut w.out);
                out.push_str(&format!(" of {description}type {ty}"));
                if let Some(bound) = tpar {
                    out.push_str(" constrained by ");
                    out.push_str(&self.type_string(bound));
                    if self.has_empty_typeset(x.ty) {
                        out.push_str(" with empty type set");
                    }
                }
            } else {
                out.push_str(" with invalid type");
            }
        }
        if !expr.is_empty() {
            out.push(')');
        }
        out
    }

    /// The kind of a composite type in words; empty for basic types.
    pub(crate) fn composite_kind(&mut self, ty: TypeId) -> &'static str {
        let under = self.under(ty);
        match self.types[under] {
            Type::Array { .. } => "array",
            Type::Slice { .. } => "slice",
            Type::Struct(_) => "struct",
            Type::Pointer { .. } => "pointer",
            Type::Signature(_) => "func",
            Type::Interface(_) => "interface",
            Type::Map { .. } => "map",
            Type::Chan { .. } => "chan",
            Type::Tuple(_) => "tuple",
            Type::Union(_) => "union",
            Type::Basic(_) | Type::Named(_) | Type::Alias(_) | Type::TypeParam(_) => "",
        }
    }

    /// Whether `x` can be assigned to a variable of type `target`; else the code to report, and in `cause` why.
    pub(crate) fn assignable_to(
        &mut self,
        x: &Operand,
        target: TypeId,
        cause: Option<&mut String>,
    ) -> (bool, Code) {
        match self.check_assignable(x, target, cause) {
            Ok(()) => (true, Code::IncompatibleAssign),
            Err(code) => (false, code),
        }
    }

    fn check_assignable(
        &mut self,
        x: &Operand,
        target: TypeId,
        mut cause: Option<&mut String>,
    ) -> Result<(), Code> {
        if !x.is_valid() || !self.is_valid(target) {
            return Ok(());
        }
        if self.identical(x.ty, target) {
            return Ok(());
        }
        let (v, t) = (self.unalias(x.ty), self.unalias(target));
        let (vu, tu) = (self.under(v), self.under(t));
        let v_is_param = matches!(self.types[v], Type::TypeParam(_));
        let t_is_param = matches!(self.types[t], Type::TypeParam(_));

        if self.is_untyped(vu) {
            let ok = if t_is_param {
                let set = self.type_param_set(t);
                set.specific().is_some_and(|terms| {
                    terms.iter().all(|term| self.implicit_type_and_value(x, term.ty).is_ok())
                })
            } else {
                self.implicit_type_and_value(x, t).is_ok()
            };
            return if ok { Ok(()) } else { Err(Code::IncompatibleAssign) };
        }
        let neither_is_param = !v_is_param && !t_is_param;
        if neither_is_param && (!self.has_name(v) || !self.has_name(t)) && self.identical(vu, tu) {
            return Ok(());
        }
        let t_is_interface = matches!(self.types[tu], Type::Interface(_));
        if t_is_interface && !t_is_param || self.is_interface_ptr(tu) {
            if self.implementing.contains(&(v, t)) {
                return Ok(());
            }
            if self.implements(v, t, false, cause.as_deref_mut()) {
                // Inside of functions all types are complete, so the answer stays.
                if neither_is_param && self.env.sig.is_some() && self.obj_path.is_empty() {
                    self.implementing.insert((v, t));
                }
                return Ok(());
            }
            if !v_is_param {
                return Err(Code::InvalidIfaceAssign);
            }
            if let Some(cause) = &mut cause {
                cause.clear();
            }
        }
        // The value may hold what is wanted.
        if matches!(self.types[vu], Type::Interface(_)) && !v_is_param && self.implements(t, v, false, None) {
            if let Some(cause) = cause {
                *cause = "need type assertion".to_owned();
            }
            return Err(Code::IncompatibleAssign);
        }
        if let (&Type::Chan { dir: ChanDir::Both, elem: a }, &Type::Chan { elem: b, .. }) =
            (&self.types[vu], &self.types[tu])
            && self.identical(a, b)
        {
            let ok = !self.has_name(v) || !self.has_name(t);
            return if ok { Ok(()) } else { Err(Code::InvalidChanAssign) };
        }
        if neither_is_param {
            return Err(Code::IncompatibleAssign);
        }

        // An unnamed type must be assignable to all types of a constraint, or all of them to it.
        if !self.has_name(v) && t_is_param {
            let set = self.type_param_set(t);
            let Some(terms) = set.specific() else { return Err(Code::IncompatibleAssign) };
            for term in terms {
                if let Err(code) = self.check_assignable(x, term.ty, cause.as_deref_mut()) {
                    if let Some(cause) = cause {
                        let (x, ty, tp) =
                            (self.type_string(x.ty), self.type_string(term.ty), self.type_string(t));
                        prepend_cause(cause, format!("cannot assign {x} to {ty} (in {tp})"));
                    }
                    return Err(code);
                }
            }
            return Ok(());
        }
        if v_is_param && !self.has_name(t) {
            let set = self.type_param_set(v);
            let Some(terms) = set.specific() else { return Err(Code::IncompatibleAssign) };
            for term in terms {
                let x = Operand { ty: term.ty, ..x.clone() };
                if let Err(code) = self.check_assignable(&x, t, cause.as_deref_mut()) {
                    if let Some(cause) = cause {
                        let (ty, vp, to) =
                            (self.type_string(term.ty), self.type_string(v), self.type_string(target));
                        prepend_cause(cause, format!("cannot assign {ty} (in {vp}) to {to}"));
                    }
                    return Err(code);
                }
            }
            return Ok(());
        }
        Err(Code::IncompatibleAssign)
    }
}

/// Puts a line before a cause.
pub(crate) fn prepend_cause(cause: &mut String, line: String) {
    let rest = std::mem::replace(cause, line);
    if !rest.is_empty() {
        cause.push_str("\n\t");
        cause.push_str(&rest);
    }
}
