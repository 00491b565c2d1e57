//! Types as text, as go/types prints them.

use std::fmt::Write;

use crate::check::Checker;
use crate::constant::quote;
use crate::object::ObjectId;
use crate::package::PackageId;
use crate::scope::ScopeId;
use crate::types::{BasicKind, ChanDir, Type, TypeId};

/// How the packages of named types are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Qualifier {
    /// By import path.
    Path,
    /// By import path, but not at all for this package.
    RelativeTo(PackageId),
    /// As in messages: by name, or by quoted path where the name alone is ambiguous, and not at all for the package being
    /// checked.
    Message,
}

impl Checker {
    /// A type as messages show it.
    pub fn type_string(&mut self, ty: TypeId) -> String {
        self.type_string_with(ty, Qualifier::Message)
    }

    pub fn type_string_with(&mut self, ty: TypeId, qualifier: Qualifier) -> String {
        let mut w = TypeWriter::new(self, qualifier);
        w.typ(ty);
        w.out
    }

    /// `[a, b]`
    pub fn type_list_string(&mut self, list: &[TypeId]) -> String {
        let mut w = TypeWriter::new(self, Qualifier::Message);
        w.type_list(list);
        w.out
    }

    /// The types of several variables in parentheses.
    pub fn tuple_string(&mut self, vars: &[ObjectId]) -> String {
        let mut w = TypeWriter::new(self, Qualifier::Message);
        w.tuple(vars, false);
        w.out
    }
}

pub struct TypeWriter<'c> {
    pub check: &'c mut Checker,
    pub out: String,
    qualifier: Qualifier,
    /// Types being written, outermost first.
    seen: Vec<TypeId>,
    pub param_names: bool,
    /// Name the package of the first unexported field, to tell apart types that would look the same.
    pub pkg_info: bool,
}

impl<'c> TypeWriter<'c> {
    pub fn new(check: &'c mut Checker, qualifier: Qualifier) -> Self {
        TypeWriter {
            check,
            out: String::new(),
            qualifier,
            seen: Vec::new(),
            param_names: true,
            pkg_info: false,
        }
    }

    fn error(&mut self, message: &str) {
        self.out.push('<');
        self.out.push_str(message);
        self.out.push('>');
    }

    pub fn package_prefix(&mut self, pkg: PackageId) {
        let check = &*self.check;
        let package = &check.packages[pkg];
        let n = self.out.len();
        match self.qualifier {
            Qualifier::RelativeTo(own) if own == pkg => {}
            Qualifier::Path | Qualifier::RelativeTo(_) => self.out.push_str(&package.path),
            Qualifier::Message if pkg == check.env.pkg => {}
            Qualifier::Message => {
                // go/types looks at everything imported, however far away; here only direct imports count, so that the text
                // does not depend on how much of the import graph was needed.
                let clashes = |other: PackageId| {
                    let other = &check.packages[other];
                    other.name == package.name && other.path != package.path
                };
                let own = &check.packages[check.env.pkg];
                if clashes(check.env.pkg) || own.imports.iter().any(|&p| clashes(p)) {
                    self.out.push_str(&quote(package.path.as_bytes()));
                } else {
                    self.out.push_str(package.name.as_str());
                }
            }
        }
        if self.out.len() > n {
            self.out.push('.');
        }
    }

    pub fn typ(&mut self, ty: TypeId) {
        if self.seen.contains(&ty) {
            let kind = match self.check.types[ty] {
                Type::Basic(_) => "*Basic",
                Type::Array { .. } => "*Array",
                Type::Slice { .. } => "*Slice",
                Type::Pointer { .. } => "*Pointer",
                Type::Map { .. } => "*Map",
                Type::Chan { .. } => "*Chan",
                Type::Tuple(_) => "*Tuple",
                Type::Struct(_) => "*Struct",
                Type::Signature(_) => "*Signature",
                Type::Interface(_) => "*Interface",
                Type::Union(_) => "*Union",
                Type::Named(_) => "*Named",
                Type::Alias(_) => "*Alias",
                Type::TypeParam(_) => "*TypeParam",
            };
            self.error(&format!("cycle to {kind}"));
            return;
        }
        if self.seen.len() > MAX_NESTING {
            self.out.push('…');
            return;
        }
        self.seen.push(ty);
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.typ_inner(ty));
        self.seen.pop();
    }

    fn typ_inner(&mut self, ty: TypeId) {
        match &self.check.types[ty] {
            Type::Basic(kind) => {
                let kind = *kind;
                if kind == BasicKind::UnsafePointer {
                    self.package_prefix(PackageId::UNSAFE);
                }
                self.out.push_str(match ty {
                    TypeId::BYTE => "byte",
                    TypeId::RUNE => "rune",
                    _ => kind.name(),
                });
            }
            &Type::Array { elem, len } => {
                let _ = write!(self.out, "[{len}]");
                self.typ(elem);
            }
            &Type::Slice { elem } => {
                self.out.push_str("[]");
                self.typ(elem);
            }
            &Type::Pointer { elem } => {
                self.out.push('*');
                self.typ(elem);
            }
            &Type::Map { key, elem } => {
                self.out.push_str("map[");
                self.typ(key);
                self.out.push(']');
                self.typ(elem);
            }
            &Type::Chan { dir, elem } => {
                self.out.push_str(match dir {
                    ChanDir::Both => "chan ",
                    ChanDir::Send => "chan<- ",
                    ChanDir::Recv => "<-chan ",
                });
                // `chan (<-chan T)` would otherwise read as `(chan<-) chan T`.
                let parens = dir == ChanDir::Both
                    && matches!(self.check.types[elem], Type::Chan { dir: ChanDir::Recv, .. });
                if parens {
                    self.out.push('(');
                }
                self.typ(elem);
                if parens {
                    self.out.push(')');
                }
            }
            Type::Tuple(vars) => {
                let vars = vars.clone();
                self.tuple(&vars, false);
            }
            Type::Struct(_) => self.structure(ty),
            Type::Signature(_) => {
                self.out.push_str("func");
                self.signature(ty);
            }
            Type::Interface(_) => self.interface(ty),
            Type::Union(terms) => {
                let terms = terms.clone();
                if terms.is_empty() {
                    self.error("empty union");
                }
                for (i, term) in terms.iter().enumerate() {
                    if i > 0 {
                        self.out.push_str(" | ");
                    }
                    if term.tilde {
                        self.out.push('~');
                    }
                    self.typ(term.ty);
                }
            }
            Type::Named(named) => {
                let (obj, targs) = (named.obj, named.targs.clone());
                self.type_name(obj);
                if targs.is_empty() {
                    let tparams = self.check.named_tparams(ty);
                    if !tparams.is_empty() {
                        self.tparam_list(&tparams);
                    }
                } else {
                    self.type_list(&targs);
                }
            }
            Type::Alias(alias) => {
                let (obj, targs, tparams) = (alias.obj, alias.targs.clone(), alias.tparams.clone());
                self.type_name(obj);
                if !targs.is_empty() {
                    self.type_list(&targs);
                } else if !tparams.is_empty() {
                    self.tparam_list(&tparams);
                }
            }
            Type::TypeParam(tpar) => {
                let name = self.check.objects[tpar.obj].name;
                self.out.push_str(name.as_str());
                if self.check.scopes[ScopeId::UNIVERSE].lookup(name).is_some() {
                    self.out.push_str("/* type parameter */");
                }
            }
        }
    }

    fn structure(&mut self, ty: TypeId) {
        self.out.push_str("struct{");
        let mut i = 0;
        while let Type::Struct(structure) = &self.check.types[ty]
            && let Some(&field) = structure.fields.get(i)
        {
            let tag = structure.tags.get(i).cloned().flatten();
            if i > 0 {
                self.out.push_str("; ");
            }
            let object = &self.check.objects[field];
            let annotate = self.pkg_info && !object.is_exported();
            let pkg = object.pkg;
            if !object.is_embedded() {
                self.out.push_str(object.name.as_str());
                self.out.push(' ');
            }
            let field_ty = self.check.type_of_object(field);
            if annotate {
                self.pkg_info = false;
            }
            self.typ(field_ty);
            if annotate && let Some(pkg) = pkg {
                let _ = write!(self.out, " /* package {} */ ", self.check.packages[pkg].path);
            }
            if let Some(tag) = tag
                && !tag.is_empty()
            {
                self.out.push(' ');
                self.out.push_str(&quote(tag.as_bytes()));
            }
            i += 1;
        }
        self.out.push('}');
    }

    fn interface(&mut self, ty: TypeId) {
        if self.check.types.named(TypeId::COMPARABLE).is_some_and(|n| n.underlying == Some(ty)) {
            self.out.push_str("interface{comparable}");
            return;
        }
        let Some(iface) = self.check.types.interface(ty) else { return };
        let (methods, embeddeds, implicit) = (iface.methods.clone(), iface.embeddeds.clone(), iface.implicit);
        if implicit {
            if methods.is_empty() && embeddeds.len() == 1 {
                self.typ(embeddeds[0]);
                return;
            }
            self.out.push_str("/* implicit */ ");
        }
        self.out.push_str("interface{");
        let mut first = true;
        for method in methods {
            if !std::mem::take(&mut first) {
                self.out.push_str("; ");
            }
            self.out.push_str(self.check.objects[method].name.as_str());
            let sig = self.check.type_of_object(method);
            self.signature(sig);
        }
        for embedded in embeddeds {
            if !std::mem::take(&mut first) {
                self.out.push_str("; ");
            }
            self.typ(embedded);
        }
        self.out.push('}');
    }

    pub fn type_list(&mut self, list: &[TypeId]) {
        self.out.push('[');
        for (i, &ty) in list.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            self.typ(ty);
        }
        self.out.push(']');
    }

    /// `[P, Q any, R comparable]`: a constraint is written once for neighbours that share it.
    pub fn tparam_list(&mut self, list: &[TypeId]) {
        self.out.push('[');
        let mut previous = None;
        for (i, &ty) in list.iter().enumerate() {
            let bound = self.check.types.type_param(ty).map(|t| t.bound);
            if i > 0 {
                if bound != previous
                    && let Some(previous) = previous
                {
                    self.out.push(' ');
                    self.typ(previous);
                }
                self.out.push_str(", ");
            }
            previous = bound;
            self.typ(ty);
        }
        if let Some(previous) = previous {
            self.out.push(' ');
            self.typ(previous);
        }
        self.out.push(']');
    }

    fn type_name(&mut self, obj: ObjectId) {
        if let Some(pkg) = self.check.objects[obj].pkg {
            self.package_prefix(pkg);
        }
        self.out.push_str(self.check.objects[obj].name.as_str());
    }

    pub fn tuple(&mut self, vars: &[ObjectId], variadic: bool) {
        self.out.push('(');
        for (i, &var) in vars.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            let name = self.check.objects[var].name;
            if self.param_names && name != godwit_base::sym::EMPTY {
                self.out.push_str(name.as_str());
                self.out.push(' ');
            }
            let ty = self.check.type_of_object(var);
            if variadic && i == vars.len() - 1 {
                if let Type::Slice { elem } = self.check.types[ty] {
                    self.out.push_str("...");
                    self.typ(elem);
                } else {
                    // `append([]byte, string...)`
                    self.typ(ty);
                    self.out.push_str("...");
                }
            } else {
                self.typ(ty);
            }
        }
        self.out.push(')');
    }

    /// Parameters and results, without `func`.
    pub fn signature(&mut self, ty: TypeId) {
        let Some(sig) = self.check.types.signature(ty) else {
            self.error("no signature");
            return;
        };
        let (tparams, params, results) = (sig.tparams.clone(), sig.params.clone(), sig.results.clone());
        let variadic = sig.variadic;
        if !tparams.is_empty() {
            self.tparam_list(&tparams);
        }
        self.tuple(&params, variadic);
        match results[..] {
            [] => {}
            [result] if self.check.objects[result].name == godwit_base::sym::EMPTY => {
                self.out.push(' ');
                let ty = self.check.type_of_object(result);
                self.typ(ty);
            }
            _ => {
                self.out.push(' ');
                self.tuple(&results, false);
            }
        }
    }

    /// A function's name with its package, or a method's with its receiver.
    pub fn func_name(&mut self, id: ObjectId) {
        let ty = self.check.type_of_object(id);
        let object = &self.check.objects[id];
        let (name, pkg) = (object.name, object.pkg);
        match self.check.types.signature(ty).and_then(|s| s.recv) {
            Some(recv) => {
                self.out.push('(');
                let recv = self.check.type_of_object(recv);
                if matches!(self.check.types[recv], Type::Interface(_)) {
                    // An interface literal could be long, and cyclic.
                    self.out.push_str("interface");
                } else {
                    self.typ(recv);
                }
                self.out.push_str(").");
            }
            None => {
                if let Some(pkg) = pkg {
                    self.package_prefix(pkg);
                }
            }
        }
        self.out.push_str(name.as_str());
    }
}

/// Deeper types are cut: nobody reads them.
const MAX_NESTING: usize = 10_000;
