//! `x.f`: qualified identifiers, fields, methods, method values and method expressions.

use crate::check::Checker;
use crate::code::Code;
use crate::info::{Selection, SelectionKind};
use crate::object::{ObjectId, ObjectKind, VarKind};
use crate::operand::{Mode, Operand};
use crate::types::{Signature, Type, TypeId};
use godwit_base::{Symbol, sym};
use godwit_syntax::{Node, NodeId};

impl Checker {
    /// `x.sel`: a qualified identifier, a field, a method value or a method expression.
    pub(crate) fn selector(&mut self, x: &mut Operand, node: NodeId, want_type: bool) {
        let Node::Selector { x: base, sel } = self.node(node) else { return };
        *x = Operand { expr: Some(node), ..Operand::invalid() };
        let Some(name) = self.ident_name(sel) else { return };
        if let Some(ident) = self.ident_name(base) {
            let found = self.lookup(ident);
            if let Some((_, object)) = found
                && let ObjectKind::PkgName { imported, .. } = self.objects[object].kind
            {
                self.record_use(base, object);
                self.mark_used(object);
                return self.qualified_ident(x, node, sel, name, imported);
            }
            self.found_ident(x, base, found);
        } else {
            self.expr_or_type(x, base, false);
        }
        match x.mode {
            Mode::Invalid => {}
            Mode::Builtin => {
                let text = self.operand_string(x);
                let message = format!("invalid use of {text} in selector expression");
                self.error(sel, Code::UncalledBuiltin, message);
                x.mode = Mode::Invalid;
            }
            // Only a complete type has fields and methods.
            _ if !self.is_complete(x.ty) => x.mode = Mode::Invalid,
            _ if want_type => {
                let text = self.expr_string(node);
                self.error(sel, Code::NotAType, format!("{text} is not a type"));
                x.mode = Mode::Invalid;
            }
            _ => {
                // Selecting looks through a pointer.
                if !self.is_complete_pointee(x.ty) || !self.select(x, node, sel, name) {
                    x.mode = Mode::Invalid;
                }
            }
        }
        if !x.is_valid() {
            x.ty = TypeId::INVALID;
            x.value = None;
        }
        x.expr = Some(node);
    }

    fn qualified_ident(
        &mut self,
        x: &mut Operand,
        node: NodeId,
        sel: NodeId,
        name: Symbol,
        pkg: crate::PackageId,
    ) {
        if self.packages[pkg].cgo {
            // Names of C are known to nobody; the loader says so once.
            x.mode = Mode::Invalid;
            return;
        }
        let Some(object) = self.lookup_in_package(pkg, name) else {
            if !self.packages[pkg].fake && !name.is_blank() {
                let text = self.expr_string(node);
                let similar = self.exported_ignoring_case(pkg, name);
                let but = similar.map(|s| format!(" (but have {s})")).unwrap_or_default();
                self.error(sel, Code::UndeclaredImportedName, format!("undefined: {text}{but}"));
            }
            return;
        };
        if !name.is_exported() {
            let package = self.packages[pkg].name;
            let message = format!("name {name} not exported by package {package}");
            self.error(sel, Code::UnexportedName, message);
        }
        self.record_use(sel, object);
        let ty = self.type_of_object(object);
        match &self.objects[object].kind {
            ObjectKind::Const { value } => {
                x.value = Some(value.clone());
                x.mode = Mode::Constant;
            }
            ObjectKind::TypeName => x.mode = Mode::TypeExpr,
            ObjectKind::Var { .. } => x.mode = Mode::Variable,
            ObjectKind::Func { .. } => x.mode = Mode::Value,
            ObjectKind::Builtin(id) => {
                x.builtin = Some(*id);
                x.mode = Mode::Builtin;
            }
            _ => return,
        }
        x.ty = self.unalias_invalid(ty);
        if x.mode != Mode::Builtin && !x.ty.is_valid() {
            x.mode = Mode::Invalid;
        }
    }

    fn exported_ignoring_case(&self, pkg: crate::PackageId, name: Symbol) -> Option<Symbol> {
        let folded = name.as_str().to_lowercase();
        let scope = &self.scopes[self.packages[pkg].scope];
        let mut similar: Vec<Symbol> = scope
            .iter()
            .map(|(n, _)| n)
            .filter(|n| n.is_exported() && n.as_str().to_lowercase() == folded)
            .collect();
        similar.sort_by_key(|n| n.as_str());
        similar.first().copied()
    }

    /// Looks `name` up in the operand's type. False: an error was reported.
    fn select(&mut self, x: &mut Operand, node: NodeId, sel: NodeId, name: Symbol) -> bool {
        let pkg = Some(self.env.pkg);
        let addressable = x.mode == Mode::Variable;
        let found = self.lookup_field_or_method(x.ty, addressable, pkg, name, false);
        let Some(object) = found.obj else {
            self.err_selector(x, sel, name, &found.index, found.indirect);
            return false;
        };
        let object_ty = self.type_of_object(object);
        let is_method = self.objects[object].is_func();
        let (recv, index, indirect) = (x.ty, found.index, found.indirect);
        let selection = |kind, ty| Selection { kind, recv, object, ty, index, indirect };
        if x.mode == Mode::TypeExpr {
            if !is_method && self.is_go1_27() {
                let ty = self.type_string(x.ty);
                let message = format!("operand for field selector {name} must be value of type {ty}");
                let at = x.expr.unwrap_or(sel);
                self.error(at, Code::MissingFieldOrMethod, message);
                return false;
            }
            if !is_method {
                let base = x.expr.map(|e| self.expr_string(e)).unwrap_or_default();
                let ty = self.type_string(x.ty);
                let message = format!("{base}.{name} undefined (type {ty} has no method {name})");
                self.error(sel, Code::MissingFieldOrMethod, message);
                return false;
            }
            let Some(ty) = self.method_expr_type(object_ty, x.ty) else {
                self.error(node, Code::InvalidDeclCycle, "illegal cycle in method declaration");
                return false;
            };
            self.record_selection(node, sel, selection(SelectionKind::MethodExpr, ty));
            x.mode = Mode::Value;
            x.ty = ty;
            self.add_decl_dep(object);
            return true;
        }
        if is_method {
            let ty = self.method_value_type(object, object_ty);
            self.record_selection(node, sel, selection(SelectionKind::MethodValue, ty));
            x.mode = Mode::Value;
            x.ty = ty;
            self.add_decl_dep(self.origin_object(object));
        } else {
            self.record_selection(node, sel, selection(SelectionKind::Field, object_ty));
            x.mode = if addressable || indirect { Mode::Variable } else { Mode::Value };
            x.ty = object_ty;
        }
        x.value = None;
        true
    }

    /// The method's signature with the receiver as first parameter.
    fn method_expr_type(&mut self, sig: TypeId, recv_ty: TypeId) -> Option<TypeId> {
        let sig = self.types.signature(sig)?.clone();
        let recv = sig.recv?;
        let mut name = sym::EMPTY;
        if let Some(&first) = sig.params.first()
            && !self.objects[first].name.as_str().is_empty()
        {
            // Parameters are named all or none.
            name = self.objects[recv].name;
            if name.as_str().is_empty() {
                name = sym::BLANK;
            }
        }
        let pos = self.objects[recv].pos;
        let mut params = vec![self.new_var(VarKind::Param, name, pos, Some(recv_ty))];
        params.extend(&sig.params);
        let sig = Signature {
            tparams: sig.tparams,
            params,
            results: sig.results,
            variadic: sig.variadic,
            ..Signature::default()
        };
        Some(self.types.push(Type::Signature(Box::new(sig))))
    }

    /// The method's signature without receiver, made once.
    fn method_value_type(&mut self, method: ObjectId, sig: TypeId) -> TypeId {
        if let Some(&ty) = self.method_values.get(&method) {
            return ty;
        }
        let Some(sig) = self.types.signature(sig) else { return TypeId::INVALID };
        let sig = Signature { recv: None, recv_tparams: Vec::new(), ..sig.clone() };
        let ty = self.types.push(Type::Signature(Box::new(sig)));
        // While its own declaration is being resolved a method has no parameters yet.
        if !self.obj_path_index.contains_key(&self.origin_object(method)) {
            self.method_values.insert(method, ty);
        }
        ty
    }

    fn err_selector(&mut self, x: &Operand, sel: NodeId, name: Symbol, index: &[u32], indirect: bool) {
        let under = self.under(x.ty);
        if !under.is_valid() {
            return;
        }
        let base = x.expr.map(|e| self.expr_string(e)).unwrap_or_default();
        if !index.is_empty() {
            let message = format!("ambiguous selector {base}.{name}");
            return self.error(sel, Code::AmbiguousSelector, message);
        }
        if indirect {
            let ty = self.type_string(x.ty);
            let message = if x.mode == Mode::TypeExpr {
                format!("invalid method expression {ty}.{name} (needs pointer receiver (*{ty}).{name})")
            } else {
                format!("cannot call pointer method {name} on {ty}")
            };
            return self.error(sel, Code::InvalidMethodExpr, message);
        }
        let why = if self.is_interface_ptr(x.ty) {
            self.interface_ptr_error(x.ty)
        } else {
            let pkg = Some(self.env.pkg);
            let folded = self.lookup_field_or_method(x.ty, x.mode == Mode::Variable, pkg, name, true);
            self.lookup_error(x.ty, name, folded.obj, false)
        };
        self.error(sel, Code::MissingFieldOrMethod, format!("{base}.{name} undefined ({why})"));
    }

    // ---- use ----
}
