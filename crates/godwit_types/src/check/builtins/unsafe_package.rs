//! The functions of package unsafe.

use super::Call;
use crate::check::Checker;
use crate::code::Code;
use crate::constant::Value;
use crate::info::{Selection, SelectionKind};
use crate::object::BuiltinId;
use crate::operand::{Mode, Operand};
use crate::types::{Type, TypeId};
use crate::version::GoVersion;
use godwit_syntax::Node;

impl Checker {
    pub(super) fn builtin_unsafe(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let (name, version) = match call.id {
            BuiltinId::Add => ("unsafe.Add", GoVersion::GO1_17),
            BuiltinId::Slice => ("unsafe.Slice", GoVersion::GO1_17),
            BuiltinId::SliceData => ("unsafe.SliceData", GoVersion::GO1_20),
            BuiltinId::String => ("unsafe.String", GoVersion::GO1_20),
            _ => ("unsafe.StringData", GoVersion::GO1_20),
        };
        self.verify_version(call.fun, version, name);
        let context = format!("argument to {name}");
        let bytes = self.types.pointer(TypeId::BYTE);
        let (arg, result) = match call.id {
            BuiltinId::Add => (Some(TypeId::UNSAFE_POINTER), TypeId::UNSAFE_POINTER),
            BuiltinId::String => (Some(bytes), TypeId::STRING),
            BuiltinId::StringData => (Some(TypeId::STRING), bytes),
            _ => {
                let under = self.common_under(x.ty).ok();
                match (under.map(|u| &self.types[u]), call.id) {
                    (Some(&Type::Pointer { elem }), BuiltinId::Slice) => (None, self.types.slice(elem)),
                    (Some(&Type::Slice { elem }), BuiltinId::SliceData) => (None, self.types.pointer(elem)),
                    _ => {
                        let (code, what) = match call.id {
                            BuiltinId::Slice => (Code::InvalidUnsafeSlice, "a pointer"),
                            _ => (Code::InvalidUnsafeSliceData, "a slice"),
                        };
                        let text = self.operand_string(x);
                        let message = format!("invalid argument: {text} is not {what}");
                        return self.err_builtin(&*x, code, message);
                    }
                }
            }
        };
        if arg.is_some() {
            self.assignment(x, arg, &context);
            if !x.is_valid() {
                return false;
            }
        }
        let mut types = vec![arg.unwrap_or(x.ty)];
        if let Some(mut y) = call.args.get(1).cloned() {
            let code = match call.id {
                BuiltinId::Add => Code::InvalidUnsafeAdd,
                BuiltinId::Slice => Code::InvalidUnsafeSlice,
                _ => Code::InvalidUnsafeString,
            };
            if !self.is_valid_index(&mut y, code, "length", call.id == BuiltinId::Add) {
                return false;
            }
            types.push(y.ty);
        }
        self.give(x, call, result, &types)
    }

    pub(super) fn builtin_sizeof(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let is_size = call.id == BuiltinId::Sizeof;
        let name = if is_size { "argument to unsafe.Sizeof" } else { "argument to unsafe.Alignof" };
        self.assignment(x, None, name);
        if !x.is_valid() {
            return false;
        }
        let ty = x.ty;
        if self.has_var_size(ty) {
            return self.give(x, call, TypeId::UINTPTR, &[ty]);
        }
        let n = if is_size { self.sizeof(ty) } else { self.alignof(ty) };
        if n < 0 {
            let text = self.operand_string(x);
            return self.err_builtin(&*x, Code::TypeTooLarge, format!("{text} is too large"));
        }
        x.mode = Mode::Constant;
        x.value = Some(Value::Int(n));
        x.ty = TypeId::UINTPTR;
        true
    }

    /// Whether the size depends on type parameters.
    fn has_var_size(&mut self, ty: TypeId) -> bool {
        if self.is_go1_27() {
            return self.var_size(ty, &mut Vec::new());
        }
        self.has_var_size_in(ty, &mut Vec::new())
    }

    fn has_var_size_in(&mut self, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        if let Some(named) = self.as_named(ty) {
            if seen.contains(&named) {
                return false;
            }
            seen.push(named);
        }
        let under = self.under(ty);
        match &self.types[under] {
            Type::Array { elem, .. } => {
                let elem = *elem;
                self.has_var_size_in(elem, seen)
            }
            Type::Struct(st) => {
                let fields = st.fields.clone();
                fields.into_iter().any(|f| {
                    let ty = self.type_of_object(f);
                    self.has_var_size_in(ty, seen)
                })
            }
            Type::Interface(_) => self.is_type_param(ty),
            _ => false,
        }
    }

    pub(super) fn builtin_offsetof(&mut self, x: &mut Operand, call: &mut Call<'_>) -> bool {
        let arg = call.nodes[0];
        let selector = self.env.file.unparen(arg);
        let Node::Selector { x: base_node, sel } = self.node(selector) else {
            let text = self.expr_string(arg);
            let message = format!("invalid argument: {text} is not a selector expression");
            self.error(arg, Code::BadOffsetofSyntax, message);
            self.use_exprs(&[arg]);
            return false;
        };
        let Some(name) = self.ident_name(sel) else { return false };
        self.expr(None, x, base_node);
        if !x.is_valid() {
            return false;
        }
        let base = self.deref_struct_ptr(x.ty);
        let found = self.lookup_field_or_method(base, false, Some(self.env.pkg), name, false);
        let Some(object) = found.obj else {
            let text = self.type_string(base);
            let message = format!("invalid argument: {text} has no single field {name}");
            return self.err_builtin(&*x, Code::MissingFieldOrMethod, message);
        };
        if self.objects[object].is_func() {
            let text = self.expr_string(arg);
            let message = format!("invalid argument: {text} is a method value");
            return self.err_builtin(arg, Code::InvalidOffsetof, message);
        }
        if found.indirect {
            let text = self.type_string(base);
            let message = format!("invalid argument: field {name} is embedded via a pointer in {text}");
            return self.err_builtin(&*x, Code::InvalidOffsetof, message);
        }
        let ty = self.type_of_object(object);
        let index = found.index.clone();
        let selection = Selection {
            kind: SelectionKind::Field,
            recv: base,
            object,
            ty,
            index: found.index,
            indirect: false,
        };
        self.record_selection(selector, sel, selection);
        let mode = if x.mode == Mode::Variable { Mode::Variable } else { Mode::Value };
        self.record(&Operand::new(mode, Some(selector), ty));
        if self.has_var_size(base) {
            return self.give(x, call, TypeId::UINTPTR, &[ty]);
        }
        let offset = self.offsetof(base, &index);
        if offset < 0 {
            let text = self.operand_string(x);
            return self.err_builtin(&*x, Code::TypeTooLarge, format!("{text} is too large"));
        }
        x.mode = Mode::Constant;
        x.value = Some(Value::Int(offset));
        x.ty = TypeId::UINTPTR;
        true
    }

    // ---- test support ----
}
