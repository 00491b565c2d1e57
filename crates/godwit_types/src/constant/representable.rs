//! Whether a constant is a value of a basic type, and which one after rounding.

use super::{Kind, Value, make_complex};

/// A basic type, as far as constants go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    Bool,
    String,
    Int { bits: u32, signed: bool },
    UntypedInt,
    Float32,
    Float64,
    UntypedFloat,
    Complex64,
    Complex128,
    UntypedComplex,
}

/// The value that `x` has in `target`: an Int for integer types, rounded for float types. `None` if `target` cannot
/// represent it. Unknown values are representable everywhere: their error was reported before.
pub fn representable(x: &Value, target: Target) -> Option<Value> {
    if x.is_unknown() {
        return Some(Value::Unknown);
    }
    match target {
        Target::Bool => (x.kind() == Kind::Bool).then(|| x.clone()),
        Target::String => (x.kind() == Kind::String).then(|| x.clone()),
        Target::UntypedInt => known(x.to_int()),
        Target::Int { bits, signed } => known(x.to_int()).filter(|x| fits(x, bits, signed)),
        // Values of untyped kinds keep their representation; only their kind is looked at.
        Target::UntypedFloat => known(x.to_float()).map(|_| x.clone()),
        Target::UntypedComplex => known(x.to_complex()).map(|_| x.clone()),
        Target::Float32 => known(x.to_float()).and_then(|x| finite(x.to_f32())),
        Target::Float64 => known(x.to_float()).and_then(|x| finite(x.to_f64().0)),
        Target::Complex64 | Target::Complex128 => {
            let x = known(x.to_complex())?;
            let part = |x: Value| finite(if target == Target::Complex64 { x.to_f32() } else { x.to_f64().0 });
            Some(make_complex(part(x.real())?, part(x.imag())?))
        }
    }
}

fn known(x: Value) -> Option<Value> {
    (!x.is_unknown()).then_some(x)
}

fn finite(x: f64) -> Option<Value> {
    x.is_finite().then(|| Value::from_f64(x))
}

fn fits(x: &Value, bits: u32, signed: bool) -> bool {
    match x {
        Value::Int(x) if signed => bits >= 64 || (-(1i64 << (bits - 1))..1i64 << (bits - 1)).contains(x),
        Value::Int(x) => *x >= 0 && (bits >= 63 || *x < 1i64 << bits),
        _ => !signed && x.sign() >= 0 && x.bit_len() <= bits as usize,
    }
}
