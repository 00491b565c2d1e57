//! Explicit conversions `T(x)`.

use crate::check::Checker;
use crate::check::operand::prepend_cause;
use crate::code::Code;
use crate::constant::Value;
use crate::operand::{Mode, Operand};
use crate::types::{Type, TypeId};
use crate::version::GoVersion;

impl Checker {
    /// Converts `x` to `target`; reports and invalidates it where that is not possible.
    pub(crate) fn conversion(&mut self, x: &mut Operand, target: TypeId) {
        let const_arg = x.mode == Mode::Constant;
        let mut cause = String::new();
        let ok = if const_arg && self.is_const_type(target) {
            let value = self.const_convertible_to(x, target);
            let ok = value.is_some();
            if let Some(value) = value {
                x.value = Some(value);
            } else if self.is_integer(x.ty) && self.is_integer(target) {
                let (value, ty) = (x.value.clone().unwrap_or_default(), self.type_string(target));
                self.error(&*x, Code::InvalidConversion, format!("constant {value} overflows {ty}"));
                x.mode = Mode::Invalid;
                return;
            }
            ok
        } else if const_arg && self.is_type_param(target) {
            // The constant must be a value of every type that the type parameter may stand for.
            let operand = x.clone();
            let ok = self.under_is(target, |c, u| {
                let Some(u) = u else {
                    cause = format!("{} does not contain specific types", c.type_string(target));
                    return false;
                };
                if c.is_string(operand.ty) && c.is_bytes_or_runes(u) {
                    return true;
                }
                if c.const_convertible_to(&operand, u).is_some() {
                    return true;
                }
                let (ty, tp) = (c.type_string(u), c.type_string(target));
                cause = if c.is_integer(operand.ty) && c.is_integer(u) {
                    format!("constant {} overflows {ty} (in {tp})", operand.value.clone().unwrap_or_default())
                } else {
                    format!("cannot convert {} to type {ty} (in {tp})", c.operand_string(&operand))
                };
                false
            });
            x.mode = Mode::Value;
            ok
        } else if self.convertible_to(x, target, Some(&mut cause)) {
            x.mode = Mode::Value;
            true
        } else {
            false
        };

        if !ok {
            let (operand, ty) = (self.operand_string(x), self.type_string(target));
            let mut message = format!("cannot convert {operand} to type {ty}");
            if !cause.is_empty() {
                message.push_str(": ");
                message.push_str(&cause);
            }
            self.error(&*x, Code::InvalidConversion, message);
            x.mode = Mode::Invalid;
            return;
        }

        if self.is_untyped(x.ty) {
            let is_final = if self.is_non_type_param_interface(target)
                || const_arg && !self.is_const_type(target)
                || x.is_nil()
            {
                self.default_type(x.ty)
            } else if x.mode == Mode::Constant && self.is_integer(x.ty) && self.all_string(target) {
                x.ty
            } else {
                target
            };
            if let Some(expr) = x.expr {
                self.update_expr_type(expr, is_final, true);
            }
        }
        x.ty = target;
    }

    /// The constant that `x` becomes in `target`, if it does.
    fn const_convertible_to(&mut self, x: &Operand, target: TypeId) -> Option<Value> {
        let under = self.under(target);
        let Type::Basic(kind) = self.types[under] else { return None };
        let value = x.value.as_ref()?;
        if let Some(value) = self.representable_const(value, under) {
            return Some(value);
        }
        if self.is_integer(x.ty) && kind.is_string() {
            let code = value.as_u64().and_then(|v| u32::try_from(v).ok());
            let c = code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
            return Some(Value::from_bytes(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
        None
    }

    /// Whether a value that is no constant of `target` can be converted to it.
    pub(crate) fn convertible_to(
        &mut self,
        x: &Operand,
        target: TypeId,
        mut cause: Option<&mut String>,
    ) -> bool {
        if self.assignable_to(x, target, cause.as_deref_mut()).0 {
            return true;
        }
        let (v, t) = (self.unalias(x.ty), self.unalias(target));
        let (vu, tu) = (self.under(v), self.under(t));
        let v_is_param = matches!(self.types[v], Type::TypeParam(_));
        let t_is_param = matches!(self.types[t], Type::TypeParam(_));

        if !v_is_param && !t_is_param && self.identical_ignore_tags(vu, tu) {
            return true;
        }
        if let (&Type::Pointer { elem: a }, &Type::Pointer { elem: b }) = (&self.types[v], &self.types[t])
            && !self.is_type_param(a)
            && !self.is_type_param(b)
        {
            let (a, b) = (self.under(a), self.under(b));
            if self.identical_ignore_tags(a, b) {
                return true;
            }
        }
        if self.is_integer_or_float(vu) && self.is_integer_or_float(tu)
            || self.is_complex(vu) && self.is_complex(tu)
        {
            return true;
        }
        if (self.is_integer(vu) || self.is_bytes_or_runes(vu)) && self.is_string(tu)
            || self.is_string(vu) && self.is_bytes_or_runes(tu)
        {
            return true;
        }
        let pointer_like = |c: &mut Checker, ty| c.is_pointer(ty) || c.is_uintptr(ty);
        if pointer_like(self, vu) && self.is_unsafe_pointer(tu)
            || self.is_unsafe_pointer(vu) && pointer_like(self, tu)
        {
            return true;
        }
        if let Type::Slice { elem } = self.types[vu] {
            let (array, pointer) = match self.types[tu] {
                Type::Array { elem, .. } => (Some(elem), None),
                Type::Pointer { elem } => (None, Some(elem)),
                _ => (None, None),
            };
            if array.is_some_and(|b| self.identical(elem, b)) {
                return self.slice_conversion(GoVersion::GO1_20, "array", cause);
            }
            if let Some(array) = pointer {
                let array = self.under(array);
                if let Type::Array { elem: b, .. } = self.types[array]
                    && self.identical(elem, b)
                {
                    return self.slice_conversion(GoVersion::GO1_17, "array pointer", cause);
                }
            }
        }
        if !v_is_param && !t_is_param {
            return false;
        }

        // Each type of the one constraint must be convertible to each of the other.
        let sources = if v_is_param { self.type_param_terms(v) } else { Some(vec![x.ty]) };
        let targets = if t_is_param { self.type_param_terms(t) } else { Some(vec![t]) };
        let (Some(sources), Some(targets)) = (sources, targets) else { return false };
        for &source in &sources {
            let y = Operand { ty: source, ..x.clone() };
            for &to in &targets {
                if self.convertible_to(&y, to, cause.as_deref_mut()) {
                    continue;
                }
                if let Some(cause) = cause {
                    let from = self.type_string(source);
                    let from = if v_is_param { format!("{from} (in {})", self.type_string(v)) } else { from };
                    let to = if t_is_param {
                        format!("{} (in {})", self.type_string(to), self.type_string(t))
                    } else {
                        self.type_string(target)
                    };
                    prepend_cause(cause, format!("cannot convert {from} to type {to}"));
                }
                return false;
            }
        }
        true
    }

    fn slice_conversion(&mut self, version: GoVersion, what: &str, cause: Option<&mut String>) -> bool {
        if self.allow_version(version) {
            return true;
        }
        if let Some(cause) = cause {
            *cause = format!("conversion of slice to {what} requires {version} or later");
        }
        false
    }

    /// The specific types of a type parameter's constraint; `None` if there are none.
    fn type_param_terms(&mut self, tpar: TypeId) -> Option<Vec<TypeId>> {
        let set = self.type_param_set(tpar);
        set.specific().map(|terms| terms.iter().map(|t| t.ty).collect())
    }
}
