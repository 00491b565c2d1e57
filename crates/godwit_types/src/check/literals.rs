//! Basic, function and composite literals.

use godwit_base::sym;
use godwit_syntax::{LitKind, Node, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::{At, Checker};
use crate::code::Code;
use crate::constant::{Key, Value};
use crate::object::ObjectId;
use crate::operand::{Mode, Operand};
use crate::types::{Type, TypeId};
use crate::version::GoVersion;

impl Checker {
    pub(crate) fn basic_lit(&mut self, x: &mut Operand, node: NodeId, kind: LitKind) {
        /// Longest number that is read; longer ones would only cost time.
        const MAX_DIGITS: usize = 10_000;
        let file = self.env.file.clone();
        let text = file.text_of(node);
        if matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag) {
            self.lang_compat(node, kind, text);
            if text.len() > MAX_DIGITS {
                let message = format!("excessively long constant: {}... ({} chars)", &text[..10], text.len());
                return self.error(node, Code::InvalidConstVal, message);
            }
        }
        let value = Value::from_literal(text, kind);
        if value.is_unknown() {
            return self.error(node, Code::InvalidConstVal, format!("malformed constant: {text}"));
        }
        let ty = match kind {
            LitKind::Int => TypeId::UNTYPED_INT,
            LitKind::Float => TypeId::UNTYPED_FLOAT,
            LitKind::Imag => TypeId::UNTYPED_COMPLEX,
            LitKind::Char => TypeId::UNTYPED_RUNE,
            LitKind::String => TypeId::UNTYPED_STRING,
        };
        *x = Operand::constant(Some(node), ty, value);
        let pos = self.env.file.start(node);
        self.overflow(x, pos);
    }

    /// Number forms that came with go1.13.
    fn lang_compat(&mut self, node: NodeId, kind: LitKind, text: &str) {
        let v = GoVersion::GO1_13;
        if text.len() <= 2 || self.allow_version(v) {
            return;
        }
        if text.contains('_') {
            return self.version_error(node, v, "underscore in numeric literal");
        }
        match text.as_bytes() {
            [b'0', b'b' | b'B', ..] => self.version_error(node, v, "binary literal"),
            [b'0', b'o' | b'O', ..] => self.version_error(node, v, "0o/0O-style octal literal"),
            [b'0', b'x' | b'X', ..] if kind != LitKind::Int => {
                self.version_error(node, v, "hexadecimal floating-point literal");
            }
            _ => {}
        }
    }

    pub(crate) fn func_lit(&mut self, x: &mut Operand, node: NodeId, ty: NodeId, body: NodeId) {
        let sig = self.typ(ty);
        if self.types.signature(sig).is_none() {
            let text = self.expr_string(node);
            return self.error(node, Code::InvalidSyntaxTree, format!("invalid function literal {text}"));
        }
        if !self.conf.ignore_func_bodies {
            // Checked when the enclosing statement's variables are declared.
            let (decl, iota) = (self.env.decl, self.env.iota.clone());
            self.later(move |check| check.func_body(decl, sig, body, iota));
        }
        x.mode = Mode::Value;
        x.ty = sig;
    }

    // ---- composite literals ----

    pub(crate) fn composite_lit(&mut self, x: &mut Operand, node: NodeId, hint: Option<TypeId>) {
        let Node::CompositeLit { ty: ty_node, elts } = self.node(node) else { return };
        let elts = self.list(elts);
        let (ty, base, is_elem) = match (ty_node, hint) {
            (Some(ty_node), _) => {
                if let Some((array, elem)) = self.open_array(ty_node) {
                    // `[...]T{…}`: the length is that of the literal.
                    let elem = self.var_type(elem);
                    let len = self.indexed_elts(&elts, elem, -1);
                    let ty = self.types.array(elem, len);
                    self.record_type_and_value(array, Mode::TypeExpr, ty, None);
                    x.mode = Mode::Value;
                    x.ty = ty;
                    return;
                }
                let ty = self.typ(ty_node);
                (ty, ty, false)
            }
            (None, Some(hint)) => {
                // `{…}` for `&T{…}`.
                let base = match self.common_under(hint) {
                    Ok(under) => match self.types[under] {
                        Type::Pointer { elem } => elem,
                        _ => hint,
                    },
                    Err(_) => hint,
                };
                (hint, base, true)
            }
            (None, None) => {
                self.error(node, Code::UntypedLit, "missing type in composite literal");
                (TypeId::INVALID, TypeId::INVALID, false)
            }
        };
        if !self.is_complete(base) {
            x.mode = Mode::Invalid;
            return;
        }
        let under = self.common_under(base).ok();
        match under.map(|u| self.types[u].clone()) {
            Some(Type::Struct(st)) => self.struct_lit(x, node, &elts, base, &st.fields),
            Some(Type::Array { elem, len }) => {
                self.indexed_elts(&elts, elem, len);
            }
            Some(Type::Slice { elem }) => {
                self.indexed_elts(&elts, elem, -1);
            }
            Some(Type::Map { key, elem }) => self.map_lit(x, &elts, key, elem),
            _ => {
                for &elt in &elts {
                    let elt = match self.node(elt) {
                        // A key may be a field name.
                        Node::KeyValue { value, .. } => value,
                        _ => elt,
                    };
                    self.use_exprs(&[elt]);
                }
                if under.is_none_or(TypeId::is_valid) {
                    let qualifier = if is_elem { " element" } else { "" };
                    let cause = if under.is_none() { " (no common underlying type)" } else { "" };
                    let text = self.type_string(ty);
                    let message = format!("invalid composite literal{qualifier} type {text}{cause}");
                    self.error(node, Code::InvalidLit, message);
                    x.mode = Mode::Invalid;
                    return;
                }
            }
        }
        x.mode = Mode::Value;
        x.ty = ty;
    }

    /// The type and element of `[...]T`.
    fn open_array(&self, ty: NodeId) -> Option<(NodeId, NodeId)> {
        match self.node(ty) {
            Node::ArrayType { len: Some(len), elem } if matches!(self.node(len), Node::Ellipsis { .. }) => {
                Some((ty, elem))
            }
            _ => None,
        }
    }

    fn struct_lit(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        elts: &[NodeId],
        base: TypeId,
        fields: &[ObjectId],
    ) {
        let Some(&first) = elts.first() else { return };
        if matches!(self.node(first), Node::KeyValue { .. }) {
            return self.keyed_struct_lit(x, elts, base, fields);
        }
        for (i, &elt) in elts.iter().enumerate() {
            if matches!(self.node(elt), Node::KeyValue { .. }) {
                let message = "mixture of field:value and value elements in struct literal";
                self.error(elt, Code::MixedStructLit, message);
                continue;
            }
            if let Some(&field) = fields.get(i)
                && self.is_accessible(field)
            {
                let ty = self.type_of_object(field);
                if self.plain_literal(elt, ty) {
                    continue;
                }
            }
            self.element_value(x, elt);
            let Some(&field) = fields.get(i) else {
                let text = self.type_string(base);
                let message = format!("too many values in struct literal of type {text}");
                self.error(&*x, Code::InvalidStructLit, message);
                break;
            };
            if !self.is_accessible(field) {
                let (name, text) = (self.objects[field].name, self.type_string(base));
                let message = format!(
                    "implicit assignment to unexported field {name} in struct literal of type {text}"
                );
                self.error(&*x, Code::UnexportedLitField, message);
                continue;
            }
            let ty = self.type_of_object(field);
            self.assignment(x, Some(ty), "struct literal");
        }
        if elts.len() < fields.len() {
            let text = self.type_string(base);
            let end = self.env.file.end(node);
            let at = At::Span { start: self.pos_of(node), pos: end.saturating_sub(1), end };
            let message = format!("too few values in struct literal of type {text}");
            self.error(at, Code::InvalidStructLit, message);
        }
    }

    fn is_accessible(&self, field: ObjectId) -> bool {
        let object = &self.objects[field];
        object.is_exported() || object.pkg == Some(self.env.pkg)
    }

    fn keyed_struct_lit(&mut self, x: &mut Operand, elts: &[NodeId], base: TypeId, fields: &[ObjectId]) {
        // Paths to the fields that were set.
        let mut visited: Vec<(Vec<u32>, ObjectId)> = Vec::new();
        let mut names: FxHashSet<ObjectId> = FxHashSet::default();
        for &elt in elts {
            let Node::KeyValue { key, value } = self.node(elt) else {
                let message = "mixture of field:value and value elements in struct literal";
                self.error(elt, Code::MixedStructLit, message);
                continue;
            };
            // The value is checked even if the key is wrong.
            let name = self.ident_name(key);
            self.element_value(x, value);
            let Some(name) = name else {
                let text = self.expr_string(key);
                let message = format!("invalid field name {text} in struct literal");
                self.error(elt, Code::InvalidLitField, message);
                continue;
            };
            let Some((field, index)) = self.literal_field(key, base, fields, name) else { continue };
            self.record_use(key, field);
            let ty = self.type_of_object(field);
            self.assignment(x, Some(ty), "struct literal");
            // Nearly all keys are fields of the struct itself: a set is enough for those.
            let is_new = names.insert(field);
            if is_new && index.len() == 1 && visited.is_empty() {
                continue;
            }
            if visited.is_empty() {
                let position =
                    |f: &ObjectId| fields.iter().position(|own| own == f).map(|i| (vec![i as u32], *f));
                visited = names.iter().filter(|f| **f != field).filter_map(position).collect();
                visited.sort();
            }
            if !is_new {
                let message = format!("duplicate field name {name} in struct literal");
                self.error(elt, Code::DuplicateLitField, message);
            } else if let Some((path, other)) =
                visited.iter().find(|(path, _)| path.starts_with(&index) || index.starts_with(path))
            {
                let (own, other) = (self.objects[field].name, self.objects[*other].name);
                let message = if path.len() < index.len() {
                    format!("cannot specify promoted field {own} and enclosing embedded field {other}")
                } else {
                    format!("cannot specify embedded field {own} and enclosed promoted field {other}")
                };
                self.error(elt, Code::DuplicateLitField, message);
            }
            visited.push((index, field));
        }
    }

    /// The field a key names, and the path to it. Since go1.27 that may be a promoted one. `None`: an error was reported.
    fn literal_field(
        &mut self,
        key: NodeId,
        base: TypeId,
        fields: &[ObjectId],
        name: godwit_base::Symbol,
    ) -> Option<(ObjectId, Vec<u32>)> {
        let pkg = Some(self.env.pkg);
        if name != sym::BLANK
            && let Some(i) = fields.iter().position(|&f| self.same_id(f, pkg, name, false))
        {
            return Some((fields[i], vec![i as u32]));
        }
        if !self.is_go1_27() {
            let folded = fields.iter().copied().find(|&f| self.same_id(f, pkg, name, true));
            let message = self.lookup_error(base, name, folded, true);
            self.error(key, Code::MissingLitField, message);
            return None;
        }
        let structure = self.common_under(base).unwrap_or(base);
        let found = self.lookup_field_or_method(structure, false, pkg, name, false);
        let Some(field) = found.obj else {
            let folded = self.lookup_field_or_method(structure, false, pkg, name, true).obj;
            let message = self.lookup_error(base, name, folded, true);
            self.error(key, Code::MissingLitField, message);
            return None;
        };
        if !self.objects[field].is_field() {
            self.error(key, Code::MissingLitField, format!("{name} is not a field"));
            return None;
        }
        if found.index.len() > 1 && !self.allow_version(GoVersion::GO1_27) {
            let (path, ty) = (self.field_path(structure, &found.index), self.type_string(base));
            let what = format!("use of promoted field {path} in struct literal of type {ty}");
            self.version_error(key, GoVersion::GO1_27, &what);
            return None;
        }
        if found.indirect {
            let message = format!("invalid implicit pointer indirection to reach {name}");
            self.error(key, Code::InvalidLitField, message);
            return None;
        }
        Some((field, found.index))
    }

    /// The names along a path, as in `a.b.c`.
    fn field_path(&mut self, structure: TypeId, index: &[u32]) -> String {
        let mut ty = structure;
        let mut names = Vec::with_capacity(index.len());
        for &i in index {
            let base = self.deref_struct_ptr(ty);
            let under = self.under(base);
            let Type::Struct(st) = &self.types[under] else { break };
            let Some(&field) = st.fields.get(i as usize) else { break };
            names.push(self.objects[field].name.as_str());
            ty = self.type_of_object(field);
        }
        names.join(".")
    }

    fn map_lit(&mut self, x: &mut Operand, elts: &[NodeId], key_ty: TypeId, elem_ty: TypeId) {
        let key_is_interface = self.is_non_type_param_interface(key_ty);
        let mut visited: FxHashMap<Key, Vec<TypeId>> = FxHashMap::default();
        for &elt in elts {
            let Node::KeyValue { key, value } = self.node(elt) else {
                self.error(elt, Code::MissingLitKey, "missing key in map literal");
                continue;
            };
            self.expr_with_hint(x, key, key_ty);
            self.assignment(x, Some(key_ty), "map literal");
            if !x.is_valid() {
                continue;
            }
            if x.mode == Mode::Constant
                && let Some(constant) = x.value.as_ref().and_then(Value::map_key)
            {
                let same = visited.get(&constant).cloned();
                // Keys of an interface type are equal only if their dynamic types are.
                let duplicate = match &same {
                    Some(types) if key_is_interface => types.iter().any(|&t| self.identical(t, x.ty)),
                    Some(_) => true,
                    None => false,
                };
                visited.entry(constant).or_default().push(x.ty);
                if duplicate {
                    let text = x.value.as_ref().map(ToString::to_string).unwrap_or_default();
                    let message = format!("duplicate key {text} in map literal");
                    self.error(&*x, Code::DuplicateLitKey, message);
                    continue;
                }
            }
            self.expr_with_hint(x, value, elem_ty);
            self.assignment(x, Some(elem_ty), "map literal");
        }
    }

    /// Checks the elements of an array or slice literal; gives the length. `length` below 0: unbounded.
    fn indexed_elts(&mut self, elts: &[NodeId], ty: TypeId, length: i64) -> i64 {
        let mut visited: FxHashSet<i64> = FxHashSet::default();
        // Without keys no index can come twice.
        let keyed = elts.iter().any(|&e| matches!(self.node(e), Node::KeyValue { .. }));
        let (mut index, mut max) = (0i64, 0i64);
        for &elt in elts {
            let mut valid = false;
            let mut value_node = elt;
            if let Node::KeyValue { key, value } = self.node(elt) {
                let (key_ty, i) = self.index(key, length);
                if key_ty.is_valid() {
                    if i >= 0 {
                        index = i;
                        valid = true;
                    } else {
                        let text = self.expr_string(key);
                        let message = format!("index {text} must be integer constant");
                        self.error(elt, Code::InvalidLitIndex, message);
                    }
                }
                value_node = value;
            } else if length >= 0 && index >= length {
                let message = format!("index {index} is out of bounds (>= {length})");
                self.error(elt, Code::OversizeArrayLit, message);
            } else {
                valid = true;
            }
            if keyed && valid && !visited.insert(index) {
                let message = format!("duplicate index {index} in array or slice literal");
                self.error(elt, Code::DuplicateLitKey, message);
            }
            index = index.saturating_add(1);
            max = max.max(index);
            if self.plain_literal(value_node, ty) {
                continue;
            }
            let mut x = Operand::invalid();
            self.expr_with_hint(&mut x, value_node, ty);
            self.assignment(&mut x, Some(ty), "array or slice literal");
        }
        max
    }
}
