//! Index and slice expressions.

use godwit_syntax::{Node, NodeId};

use crate::check::{At, Checker, NodeVec};
use crate::code::Code;
use crate::constant::Value;
use crate::operand::{Mode, Operand};
use crate::types::{BasicKind, Type, TypeId};

/// What indexing a type gives.
struct Indexed {
    /// Of maps.
    key: Option<TypeId>,
    elem: TypeId,
    /// Below 0: not known.
    length: i64,
    mode: Mode,
}

impl Checker {
    /// The indexed expression and the indices of an `Index` or `IndexList`.
    pub(crate) fn indices_of(&self, node: NodeId) -> (NodeId, NodeVec) {
        match self.node(node) {
            Node::Index { x, index } => (x, NodeVec::from_slice(&[index])),
            Node::IndexList { x, indices } => (x, self.list(indices)),
            _ => (node, NodeVec::new()),
        }
    }

    /// Checks an index expression. True: `x` is a generic function whose type arguments the indices are.
    pub(crate) fn index_expr(&mut self, x: &mut Operand, node: NodeId) -> bool {
        let (base, indices) = self.indices_of(node);
        self.expr_or_type(x, base, true);
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(&indices);
                return false;
            }
            Mode::TypeExpr => {
                // A generic type.
                x.mode = Mode::Invalid;
                x.ty = self.var_type(node);
                if self.is_valid(x.ty) {
                    x.mode = Mode::TypeExpr;
                }
                return false;
            }
            Mode::Value => {
                let under = self.under(x.ty);
                if self.types.signature(under).is_some_and(|sig| !sig.tparams.is_empty()) {
                    return true;
                }
            }
            _ => {}
        }
        self.non_generic(None, x);
        if !x.is_valid() {
            return false;
        }
        if !self.is_complete_to_index(x.ty) {
            x.mode = Mode::Invalid;
            return false;
        }
        let Some(indexed) = self.indexed(x) else {
            let text = self.operand_string(x);
            self.error(&*x, Code::NonIndexableOperand, format!("cannot index {text}"));
            self.use_exprs(&indices);
            x.mode = Mode::Invalid;
            return false;
        };
        let Some(index) = self.single_index(&indices) else {
            x.mode = Mode::Invalid;
            return false;
        };
        if let Some(key_ty) = indexed.key {
            let mut key = Operand::invalid();
            self.element_value(&mut key, index);
            self.assignment(&mut key, Some(key_ty), "map index");
            // A wrong key does not make the element's type unknown.
            x.mode = Mode::MapIndex;
            x.ty = indexed.elem;
            x.expr = Some(node);
            x.value = None;
            return false;
        }
        x.mode = indexed.mode;
        x.ty = indexed.elem;
        x.value = None;
        self.index(index, indexed.length);
        false
    }

    fn indexed(&mut self, x: &Operand) -> Option<Indexed> {
        let under = self.under(x.ty);
        if matches!(self.types[under], Type::Interface(_)) {
            return if self.is_type_param(x.ty) { self.indexed_type_param(x) } else { None };
        }
        self.indexed_under(x, under)
    }

    fn indexed_under(&mut self, x: &Operand, under: TypeId) -> Option<Indexed> {
        let element = |elem, length, mode| Some(Indexed { key: None, elem, length, mode });
        match self.types[under] {
            Type::Basic(kind) if kind.is_string() => {
                let length = match (&x.value, x.mode) {
                    (Some(value), Mode::Constant) => value.string_len().map_or(-1, |n| n as i64),
                    _ => -1,
                };
                element(TypeId::BYTE, length, Mode::Value)
            }
            Type::Array { elem, len } => {
                element(elem, len, if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value })
            }
            Type::Pointer { elem } => {
                let array = self.under(elem);
                match self.types[array] {
                    Type::Array { elem, len } => element(elem, len, Mode::Variable),
                    _ => None,
                }
            }
            Type::Slice { elem } => element(elem, -1, Mode::Variable),
            Type::Map { key, elem } => {
                Some(Indexed { key: Some(key), elem, length: -1, mode: Mode::MapIndex })
            }
            _ => None,
        }
    }

    /// All types of the type set must be indexable, with the same element and, for maps, key type.
    fn indexed_type_param(&mut self, x: &Operand) -> Option<Indexed> {
        let mut all: Option<Indexed> = None;
        let mut mode = Mode::Variable;
        let ok = self.under_is(x.ty, |check, under| {
            let Some(one) = under.and_then(|under| check.indexed_under(x, under)) else { return false };
            if one.mode == Mode::Value {
                mode = Mode::Value;
            }
            let Some(so_far) = &mut all else {
                all = Some(one);
                return true;
            };
            let same_key = match (so_far.key, one.key) {
                (Some(a), Some(b)) => check.identical(a, b),
                (None, None) => true,
                _ => false,
            };
            if !same_key || !check.identical(so_far.elem, one.elem) {
                return false;
            }
            if one.length >= 0 && one.length < so_far.length {
                so_far.length = one.length;
            }
            true
        });
        let mut all = all.filter(|_| ok)?;
        if all.key.is_none() {
            all.mode = mode;
        }
        Some(all)
    }

    fn single_index(&mut self, indices: &[NodeId]) -> Option<NodeId> {
        if let Some(&second) = indices.get(1) {
            self.error(second, Code::InvalidIndex, "invalid operation: more than one index");
        }
        indices.first().copied()
    }

    // ---- slices ----

    /// Indexing looks through a pointer, and gives a value of a map's element type.
    fn is_complete_to_index(&mut self, ty: TypeId) -> bool {
        if !self.is_complete(ty) {
            return false;
        }
        let under = self.under(ty);
        match self.types[under] {
            Type::Pointer { elem } | Type::Map { elem, .. } => self.is_complete(elem),
            _ => true,
        }
    }

    pub(crate) fn slice_expr(&mut self, x: &mut Operand, node: NodeId) {
        let Node::Slice { x: base, bounds, three } = self.node(node) else { return };
        let bounds = self.env.file.slice_bounds(bounds);
        let bounds = [bounds.lo, bounds.hi, bounds.max];
        self.expr(None, x, base);
        if !x.is_valid() {
            let given: NodeVec = bounds.into_iter().flatten().collect();
            self.use_exprs(&given);
            return;
        }
        if !self.is_complete_pointee(x.ty) {
            x.mode = Mode::Invalid;
            return;
        }
        let Some(under) = self.sliceable(x) else {
            x.mode = Mode::Invalid;
            return;
        };
        let mut length = -1i64;
        match self.types[under] {
            Type::Basic(kind) if kind.is_string() => {
                if three {
                    let at = bounds[2].unwrap_or(node);
                    let message = "invalid operation: 3-index slice of string";
                    self.error(at, Code::InvalidSliceExpr, message);
                    x.mode = Mode::Invalid;
                    return;
                }
                if x.mode == Mode::Constant {
                    length = x.value.as_ref().and_then(Value::string_len).map_or(-1, |n| n as i64);
                }
                // The result is not constant, so it cannot be untyped.
                if self.is_untyped(x.ty) {
                    x.ty = TypeId::STRING;
                }
            }
            Type::Array { elem, len } => {
                length = len;
                if x.mode != Mode::Variable {
                    let text = self.operand_string(x);
                    let message = format!("cannot slice unaddressable value {text}");
                    self.error(&*x, Code::NonSliceableOperand, message);
                    x.mode = Mode::Invalid;
                    return;
                }
                x.ty = self.types.slice(elem);
            }
            Type::Pointer { elem } => {
                let array = self.under(elem);
                match self.types[array] {
                    Type::Array { elem, len } => {
                        length = len;
                        x.ty = self.types.slice(elem);
                    }
                    _ => return self.err_not_sliceable(x),
                }
            }
            Type::Slice { .. } => {}
            _ => return self.err_not_sliceable(x),
        }
        x.mode = Mode::Value;
        x.value = None;
        if three && (bounds[1].is_none() || bounds[2].is_none()) {
            let end = self.env.file.end(node);
            let at = At::Span { start: self.pos_of(node), pos: end.saturating_sub(1), end };
            self.error(at, Code::InvalidSyntaxTree, "2nd and 3rd index required in 3-index slice");
            x.mode = Mode::Invalid;
            return;
        }
        self.slice_bounds(bounds, length);
    }

    fn err_not_sliceable(&mut self, x: &mut Operand) {
        let text = self.operand_string(x);
        self.error(&*x, Code::NonSliceableOperand, format!("cannot slice {text}"));
        x.mode = Mode::Invalid;
    }

    /// The underlying type that all types of the operand share, strings counting as byte slices beside byte slices.
    fn sliceable(&mut self, x: &Operand) -> Option<TypeId> {
        let bytes = self.types.slice(TypeId::BYTE);
        let mut common: Option<(TypeId, TypeId)> = None;
        let mut has_string = false;
        for specific in self.typeset(x.ty) {
            let Some((t, mut u)) = specific else {
                let (text, ty) = (self.operand_string(x), self.type_string(x.ty));
                let message = format!("cannot slice {text}: no specific type in {ty}");
                self.error(x, Code::NonSliceableOperand, message);
                return None;
            };
            if matches!(self.types[u], Type::Basic(kind) if kind.is_string()) {
                u = bytes;
                has_string = true;
            }
            match common {
                None => common = Some((t, u)),
                Some((ct, cu)) if !self.identical(cu, u) => {
                    let text = self.operand_string(x);
                    let (a, b) = (self.type_string(ct), self.type_string(t));
                    let message = format!("cannot slice {text}: {a} and {b} have different underlying types");
                    self.error(x, Code::NonSliceableOperand, message);
                    return None;
                }
                Some(_) => {}
            }
        }
        if has_string {
            return Some(if self.is_type_param(x.ty) { TypeId::STRING } else { self.under(x.ty) });
        }
        common.map(|(_, u)| u)
    }

    /// Constant bounds must lie within the length and not decrease.
    fn slice_bounds(&mut self, bounds: [Option<NodeId>; 3], length: i64) {
        let mut values = [-1i64; 3];
        for (i, bound) in bounds.iter().enumerate() {
            values[i] = match bound {
                Some(node) => {
                    let max = if length >= 0 { length.saturating_add(1) } else { -1 };
                    self.index(*node, max).1
                }
                None if i == 0 => 0,
                None => length,
            };
        }
        for i in 0..2 {
            if values[i] <= 0 {
                continue;
            }
            for j in i + 1..3 {
                if values[j] >= 0 && values[j] < values[i] {
                    // The smaller bound was given: a missing one is the length, which no bound exceeds.
                    if let Some(at) = bounds[j] {
                        let message = format!("invalid slice indices: {} < {}", values[j], values[i]);
                        self.error(at, Code::SwappedSliceIndices, message);
                    }
                    return;
                }
            }
        }
    }

    /// Checks an index; gives its type (invalid after an error) and its value, below 0 if that is not constant. `max`: the
    /// bound for constant indices, below 0 if there is none.
    pub(crate) fn index(&mut self, node: NodeId, max: i64) -> (TypeId, i64) {
        let mut x = Operand::invalid();
        self.expr(None, &mut x, node);
        if !self.is_valid_index(&mut x, Code::InvalidIndex, "index", false) {
            return (TypeId::INVALID, -1);
        }
        if x.mode != Mode::Constant {
            return (x.ty, -1);
        }
        let Some(value) = x.value.as_ref().and_then(Value::as_i64) else { return (TypeId::INVALID, -1) };
        if max >= 0 && value >= max {
            let message = format!("invalid argument: index {value} out of bounds [0:{max}]");
            self.error(&x, Code::InvalidIndex, message);
            return (TypeId::INVALID, -1);
        }
        (x.ty, value)
    }

    /// Whether the operand can be an index or size.
    pub(crate) fn is_valid_index(
        &mut self,
        x: &mut Operand,
        code: Code,
        what: &str,
        allow_negative: bool,
    ) -> bool {
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, TypeId::INT);
        if !x.is_valid() {
            return false;
        }
        let problem = if !self.all_integer(x.ty) {
            "must be integer"
        } else if x.mode == Mode::Constant {
            let value = x.value.clone().unwrap_or_default();
            if !allow_negative && value.sign() < 0 {
                "must not be negative"
            } else {
                match self.representable_const(&value, TypeId::basic(BasicKind::Int)) {
                    Some(value) => {
                        x.value = Some(value);
                        return true;
                    }
                    None => "overflows int",
                }
            }
        } else {
            return true;
        };
        let text = self.operand_string(x);
        self.error(&*x, code, format!("invalid argument: {what} {text} {problem}"));
        false
    }
}
