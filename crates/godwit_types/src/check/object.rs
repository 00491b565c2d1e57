//! What objects are called, how they compare, and their text in messages.

use std::cmp::Ordering;

use godwit_base::{Symbol, sym};

use crate::check::Checker;
use crate::check::typestring::{Qualifier, TypeWriter};
use crate::object::{ObjectId, ObjectKind, VarKind};
use crate::package::PackageId;
use crate::scope::ScopeId;
use crate::types::{Type, TypeId};

/// Whether two names are equal but for case, as in strings.EqualFold.
pub(crate) fn equal_fold(a: Symbol, b: Symbol) -> bool {
    let fold = |s: Symbol| s.as_str().chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    a == b || fold(a).eq(fold(b))
}

impl Checker {
    /// Whether `name`, used in `pkg`, means this object: unexported names differ between packages.
    #[inline]
    pub fn same_id(&self, id: ObjectId, pkg: Option<PackageId>, name: Symbol, fold_case: bool) -> bool {
        let object = &self.objects[id];
        if object.name != name {
            return fold_case && equal_fold(object.name, name);
        }
        object.pkg == pkg || fold_case || self.same_package(object.pkg, pkg) || name.is_exported()
    }

    /// Whether two methods or fields have the same identifier.
    #[inline]
    pub fn same_name(&self, a: ObjectId, b: ObjectId) -> bool {
        let b = &self.objects[b];
        self.same_id(a, b.pkg, b.name, false)
    }

    /// Exported before unexported, then by name, then by package: the order of a type set's methods.
    pub fn cmp_objects(&self, a: ObjectId, b: ObjectId) -> Ordering {
        let (x, y) = (&self.objects[a], &self.objects[b]);
        let path = |pkg: Option<PackageId>| pkg.map(|p| &*self.packages[p].path);
        y.is_exported()
            .cmp(&x.is_exported())
            .then_with(|| x.name.as_str().cmp(y.name.as_str()))
            .then_with(|| if x.is_exported() { Ordering::Equal } else { path(x.pkg).cmp(&path(y.pkg)) })
    }

    /// Whether a method's receiver is a pointer, known before its signature is.
    pub fn has_ptr_recv(&mut self, id: ObjectId) -> bool {
        let object = &self.objects[id];
        let ObjectKind::Func { ptr_recv, .. } = object.kind else { return false };
        let recv = object.ty.and_then(|ty| self.types.signature(ty)).and_then(|sig| sig.recv);
        match recv.and_then(|recv| self.objects[recv].ty) {
            Some(ty) => matches!(self.types[self.unalias(ty)], Type::Pointer { .. }),
            None => ptr_recv,
        }
    }

    /// Whether a type name is an alias.
    pub fn is_alias_name(&self, id: ObjectId) -> bool {
        let object = &self.objects[id];
        let Some(ty) = object.ty else { return false };
        match &self.types[ty] {
            Type::Basic(kind) => match object.pkg {
                Some(PackageId::UNSAFE) => false,
                Some(_) => true,
                None => kind.name() != object.name.as_str() || ty == TypeId::BYTE || ty == TypeId::RUNE,
            },
            Type::Named(named) => named.obj != id,
            Type::TypeParam(tpar) => tpar.obj != id,
            _ => true,
        }
    }

    /// What an object is, in words.
    pub fn object_kind(&mut self, id: ObjectId) -> &'static str {
        match self.objects[id].kind {
            ObjectKind::PkgName { .. } => "package name",
            ObjectKind::Const { .. } => "constant",
            ObjectKind::TypeName => {
                if self.is_alias_name(id) {
                    "type alias"
                } else if self.objects[id].ty.is_some_and(|ty| matches!(self.types[ty], Type::TypeParam(_))) {
                    "type parameter"
                } else {
                    "defined type"
                }
            }
            ObjectKind::Var { kind, .. } => match kind {
                VarKind::Package => "package-level variable",
                VarKind::Local => "local variable",
                VarKind::Recv => "receiver",
                VarKind::Param => "parameter",
                VarKind::Result => "result variable",
                VarKind::Field => "struct field",
            },
            ObjectKind::Func { .. } => {
                let ty = self.type_of_object(id);
                if self.types.signature(ty).is_some_and(|s| s.recv.is_some()) { "method" } else { "function" }
            }
            ObjectKind::Label { .. } => "label",
            ObjectKind::Builtin(_) => "built-in function",
            ObjectKind::Nil => "untyped nil",
        }
    }

    /// An object as messages show it: kind, name and type.
    pub fn object_string(&mut self, id: ObjectId) -> String {
        self.object_string_with(id, Qualifier::Message)
    }

    pub fn object_string_with(&mut self, id: ObjectId, qualifier: Qualifier) -> String {
        let name = self.objects[id].name;
        let head = match &self.objects[id].kind {
            ObjectKind::PkgName { imported, .. } => {
                let package = &self.packages[*imported];
                if package.path.is_empty() || &*package.path == name.as_str() {
                    return format!("package {name}");
                }
                return format!("package {name} ({})", crate::constant::quote(package.path.as_bytes()));
            }
            ObjectKind::Func { .. } => {
                let mut w = TypeWriter::new(self, qualifier);
                w.out.push_str("func ");
                w.func_name(id);
                let ty = w.check.type_of_object(id);
                w.signature(ty);
                return w.out;
            }
            ObjectKind::Nil => return "nil".to_owned(),
            ObjectKind::Label { .. } => return format!("label {name}"),
            ObjectKind::Builtin(_) => return format!("builtin {name}"),
            ObjectKind::Const { .. } => "const ",
            ObjectKind::TypeName => match self.objects[id].ty {
                Some(ty) if self.is_type_param(ty) => "type parameter ",
                _ => "type ",
            },
            ObjectKind::Var { kind: VarKind::Field, .. } => "field ",
            ObjectKind::Var { .. } => "var ",
        };
        let mut ty = self.type_of_object(id);
        let is_type_name = self.objects[id].is_type_name();
        let (pkg, parent) = (self.objects[id].pkg, self.objects[id].parent);
        let is_alias = self.is_alias_name(id);
        let is_any = name == sym::ANY && parent == Some(ScopeId::UNIVERSE);
        let mut w = TypeWriter::new(self, qualifier);
        w.out.push_str(head);
        if let Some(pkg) = pkg
            && parent == Some(w.check.packages[pkg].scope)
        {
            w.package_prefix(pkg);
        }
        w.out.push_str(name.as_str());
        if is_type_name {
            let tparams = match &w.check.types[ty] {
                Type::Basic(_) => return w.out,
                Type::Named(_) => w.check.named_tparams(ty),
                Type::Alias(alias) => alias.tparams.clone(),
                _ => Vec::new(),
            };
            if !tparams.is_empty() {
                w.tparam_list(&tparams);
            }
            if is_alias {
                w.out.push_str(" =");
                if let Type::Alias(alias) = &w.check.types[ty] {
                    ty = alias.from_rhs;
                }
            } else if let Type::TypeParam(tpar) = &w.check.types[ty] {
                ty = tpar.bound;
            } else {
                ty = w.check.under(ty);
            }
        }
        if is_any {
            ty = TypeId::EMPTY_INTERFACE;
        }
        w.out.push(' ');
        w.typ(ty);
        w.out
    }

    /// The object's declared name with its package or receiver, as in `(*bytes.Buffer).Write`.
    pub fn func_full_name(&mut self, id: ObjectId) -> String {
        let mut w = TypeWriter::new(self, Qualifier::Path);
        w.func_name(id);
        w.out
    }
}
