//! Collecting a package's declarations: the package scope, the file scopes, and methods with their receivers' types.

use std::sync::Arc;

use godwit_base::{Symbol, sym};
use godwit_syntax::{DeclKind, LitKind, Node, NodeId};

use crate::check::{Checker, NodeVec};
use crate::code::Code;
use crate::constant::Value;
use crate::info::Info;
use crate::object::{DeclId, DeclInfo, DeclSyntax, ObjectId, ObjectKind, VarKind};
use crate::package::{Package, PackageFile, PackageId, PackageState, ParsedPackage, UnitId};
use crate::scope::ScopeId;
use crate::version::GoVersion;

/// A constant or variable specification with what it inherits.
pub(crate) struct ValueSpec {
    pub spec: NodeId,
    pub names: NodeVec,
    pub ty: Option<NodeId>,
    pub values: NodeVec,
    pub iota: u32,
    pub inherited: bool,
}

/// One declaration of a file or statement.
pub(crate) enum Decl {
    Import(NodeId),
    Const(ValueSpec),
    Var(ValueSpec),
    Type(NodeId),
    Func(NodeId),
}

/// A method found while collecting; its receiver's type is looked up when all types are known.
struct MethodInfo {
    object: ObjectId,
    ptr: bool,
    recv: Symbol,
}

impl Checker {
    /// The package of a unit, known by name only until something looks inside.
    pub fn package_of_unit(&mut self, unit: UnitId) -> PackageId {
        if let Some(&id) = self.units.get(&unit) {
            return id;
        }
        let name = self.importer.package_name(unit);
        let path = self.importer.package_path(unit);
        let id = self.add_package(Some(unit), path, name);
        self.packages[id].owned = self.owned_units.contains(&unit);
        self.units.insert(unit, id);
        id
    }

    pub(crate) fn add_package(&mut self, unit: Option<UnitId>, path: Arc<str>, name: Symbol) -> PackageId {
        let scope = self.new_scope(ScopeId::UNIVERSE);
        self.packages.push(Package {
            unit,
            path_symbol: Symbol::intern(&path),
            path,
            name,
            state: PackageState::Unseen,
            fake: false,
            cgo: false,
            owned: false,
            version: GoVersion::UNKNOWN,
            scope,
            files: Vec::new(),
            imports: Vec::new(),
            methods: Default::default(),
            objects: Vec::new(),
        })
    }

    /// A package-level name of another package. Looks inside the package if nothing did before.
    pub fn lookup_in_package(&mut self, pkg: PackageId, name: Symbol) -> Option<ObjectId> {
        self.ensure_collected(pkg);
        self.scopes[self.packages[pkg].scope].lookup(name)
    }

    /// Makes sure that the package scope has all names.
    pub fn ensure_collected(&mut self, pkg: PackageId) {
        if self.packages[pkg].state != PackageState::Unseen {
            return;
        }
        self.packages[pkg].state = PackageState::Collected;
        let Some(unit) = self.packages[pkg].unit else { return };
        let owned = self.packages[pkg].owned;
        let parsed = self.importer.parsed(unit, owned);
        self.set_files(pkg, &parsed);
        self.collect_objects(pkg);
    }

    pub(crate) fn set_files(&mut self, pkg: PackageId, parsed: &ParsedPackage) {
        let (scope, owned) = (self.packages[pkg].scope, self.packages[pkg].owned);
        self.packages[pkg].version = parsed.version;
        for file in &parsed.files {
            let file_scope = self.new_scope(scope);
            let owned = owned && file.owned;
            let recorded = owned && file.recorded && self.conf.record;
            let info = if recorded { Info::with_nodes(file.file.n_nodes()) } else { Info::default() };
            self.packages[pkg].files.push(PackageFile {
                id: file.id,
                file: file.file.clone(),
                version: file.version,
                scope: file_scope,
                imports: Vec::new(),
                owned,
                recorded,
                info,
            });
        }
    }

    // ---- declarations ----

    /// The declarations of a `GenDecl` or `FuncDecl`, checked for a matching number of values.
    pub(crate) fn decls_of(&mut self, decl: NodeId) -> Vec<Decl> {
        match self.node(decl) {
            Node::FuncDecl(_) => vec![Decl::Func(decl)],
            Node::GenDecl { kind, specs, .. } => {
                let specs = self.list(specs);
                match kind {
                    DeclKind::Import => specs.into_iter().map(Decl::Import).collect(),
                    DeclKind::Type => specs.into_iter().map(Decl::Type).collect(),
                    DeclKind::Var => specs.into_iter().filter_map(|s| self.var_spec(s)).collect(),
                    DeclKind::Const => self.const_specs(&specs),
                }
            }
            _ => Vec::new(),
        }
    }

    fn var_spec(&mut self, spec: NodeId) -> Option<Decl> {
        let Node::ValueSpec { names, ty, values } = self.node(spec) else { return None };
        let (names, values) = (self.list(names), self.list(values));
        let spec = ValueSpec { spec, names, ty, values, iota: 0, inherited: false };
        self.arity_match(&spec, None);
        Some(Decl::Var(spec))
    }

    fn const_specs(&mut self, specs: &[NodeId]) -> Vec<Decl> {
        let mut last: Option<(NodeId, Option<NodeId>, NodeVec)> = None;
        let mut decls = Vec::with_capacity(specs.len());
        for (iota, &spec) in specs.iter().enumerate() {
            let Node::ValueSpec { names, ty, values } = self.node(spec) else { continue };
            let (names, own) = (self.list(names), self.list(values));
            let mut inherited = true;
            if ty.is_some() || !own.is_empty() {
                last = Some((spec, ty, own));
                inherited = false;
            } else if last.is_none() {
                inherited = false;
            }
            let (from, ty, values) = match &last {
                Some((from, ty, values)) => (Some(*from), *ty, values.clone()),
                None => (None, None, NodeVec::new()),
            };
            let spec = ValueSpec { spec, names, ty, values, iota: iota as u32, inherited };
            self.arity_match(&spec, Some(from));
            decls.push(Decl::Const(spec));
        }
        decls
    }

    /// Reports too few or too many initialisers. `init_from`: of a constant, the specification that has its values.
    fn arity_match(&mut self, spec: &ValueSpec, init_from: Option<Option<NodeId>>) {
        if !self.is_owned() {
            return;
        }
        let own_values = match self.node(spec.spec) {
            Node::ValueSpec { values, .. } => self.list(values),
            _ => return,
        };
        let (l, r) = (spec.names.len(), spec.values.len());
        let code = Code::WrongAssignCount;
        if init_from.is_none() && r == 0 {
            if spec.ty.is_none() {
                self.error(spec.spec, code, "missing type or init expr");
            }
        } else if l < r {
            if let Some(&extra) = own_values.get(l) {
                let text = self.expr_string(extra);
                self.error(extra, code, format!("extra init expr {text}"));
            } else if let Some(Some(from)) = init_from {
                let at = self.pos_string(self.pos_of(from));
                self.error(spec.spec, code, format!("extra init expr at {at}"));
            }
        } else if l > r && (init_from.is_some() || r != 1) {
            let name = spec.names[r];
            let text = self.env.file.text_of(name).to_owned();
            self.error(name, code, format!("missing init expr for {text}"));
        }
    }

    // ---- collecting ----

    pub(crate) fn collect_objects(&mut self, pkg: PackageId) {
        let mut methods = Vec::new();
        for index in 0..self.packages[pkg].files.len() {
            self.with_file(pkg, index as u32, |check| check.collect_file(&mut methods));
        }
        if self.packages[pkg].owned {
            self.with_any_file(pkg, |check| check.check_file_scopes(pkg));
        }
        for method in methods {
            let Some((ptr, base)) = self.resolve_base_type_name(pkg, method.ptr, method.recv) else {
                continue;
            };
            if let ObjectKind::Func { ptr_recv, .. } = &mut self.objects[method.object].kind {
                *ptr_recv = ptr;
            }
            self.packages[pkg].methods.entry(base).or_default().push(method.object);
        }
    }

    /// Runs `f` in the environment of the package's first file that is checked, for errors that know their positions.
    pub(crate) fn with_any_file<R: Default>(&mut self, pkg: PackageId, f: impl FnOnce(&mut Self) -> R) -> R {
        let files = &self.packages[pkg].files;
        let first = files.iter().position(|file| file.owned).unwrap_or(0);
        if files.is_empty() { R::default() } else { self.with_file(pkg, first as u32, f) }
    }

    fn collect_file(&mut self, methods: &mut Vec<MethodInfo>) {
        let file = self.env.file.clone();
        if let Some(name) = file.package_name() {
            self.record_def(name, None);
        }
        for decl in file.decls() {
            for decl in self.decls_of(decl) {
                match decl {
                    Decl::Import(spec) => self.collect_import(spec),
                    Decl::Const(spec) => self.collect_consts(&spec),
                    Decl::Var(spec) => self.collect_vars(&spec),
                    Decl::Type(spec) => {
                        let Node::TypeSpec { name, .. } = self.node(spec) else { continue };
                        let info = self.decl_info(DeclSyntax::Type { spec });
                        self.declare_pkg_obj(name, ObjectKind::TypeName, info);
                    }
                    Decl::Func(decl) => self.collect_func(decl, methods),
                }
            }
        }
    }

    fn decl_info(&mut self, syntax: DeclSyntax) -> DeclId {
        let (pkg, file, scope) = (self.env.pkg, self.env.file_index, self.env.scope);
        self.decls.push(DeclInfo { pkg, file, scope, syntax, deps: Vec::new() })
    }

    fn declare_pkg_obj(&mut self, ident: NodeId, kind: ObjectKind, decl: DeclId) -> ObjectId {
        let name = self.ident_name(ident).unwrap_or(sym::BLANK);
        let pos = self.pos_of(ident);
        let object = self.new_object(kind, name, pos, None);
        let pkg = self.env.pkg;
        if name == sym::INIT {
            self.error(ident, Code::InvalidInitDecl, "cannot declare init - must be func");
            return object;
        }
        if name == sym::MAIN && self.packages[pkg].name == sym::MAIN {
            self.error(ident, Code::InvalidMainDecl, "cannot declare main - must be func");
            return object;
        }
        let scope = self.packages[pkg].scope;
        self.declare(scope, Some(ident), object, 0);
        self.add_package_object(object, decl);
        object
    }

    fn add_package_object(&mut self, object: ObjectId, decl: DeclId) {
        let objects = &mut self.packages[self.env.pkg].objects;
        objects.push(object);
        self.objects[object].order = objects.len() as u32;
        self.objects[object].decl = Some(decl);
    }

    fn collect_consts(&mut self, spec: &ValueSpec) {
        for (i, &name) in spec.names.iter().enumerate() {
            let syntax = DeclSyntax::Const {
                ty: spec.ty,
                init: spec.values.get(i).copied(),
                iota: spec.iota,
                inherited: spec.inherited,
            };
            let info = self.decl_info(syntax);
            self.declare_pkg_obj(name, ObjectKind::Const { value: Value::Int(i64::from(spec.iota)) }, info);
        }
    }

    fn collect_vars(&mut self, spec: &ValueSpec) {
        let var = || ObjectKind::Var { kind: VarKind::Package, embedded: false, used: false, origin: None };
        if spec.values.len() == 1 {
            // One declaration for all names: their values come from one call.
            let syntax = DeclSyntax::Var { lhs: Vec::new(), ty: spec.ty, init: Some(spec.values[0]) };
            let info = self.decl_info(syntax);
            let objects: Vec<_> = spec.names.iter().map(|&n| self.declare_pkg_obj(n, var(), info)).collect();
            if let DeclSyntax::Var { lhs, .. } = &mut self.decls[info].syntax {
                *lhs = objects;
            }
            return;
        }
        for (i, &name) in spec.names.iter().enumerate() {
            let syntax = DeclSyntax::Var { lhs: Vec::new(), ty: spec.ty, init: spec.values.get(i).copied() };
            let info = self.decl_info(syntax);
            self.declare_pkg_obj(name, var(), info);
        }
    }

    fn collect_func(&mut self, decl: NodeId, methods: &mut Vec<MethodInfo>) {
        let Node::FuncDecl(ext) = self.node(decl) else { return };
        let func = self.env.file.func_decl(ext);
        let Some(name) = self.ident_name(func.name) else { return };
        let pos = self.pos_of(func.name);
        let object = self.new_object(ObjectKind::Func { ptr_recv: false, origin: None }, name, pos, None);
        let recv_field = func.recv.and_then(|recv| self.first_field(recv));
        let mut has_tparam_error = false;
        match recv_field {
            None => {
                if let Some(recv) = func.recv {
                    self.error(recv, Code::BadRecv, "method has no receiver");
                }
                has_tparam_error = self.collect_plain_func(object, name, &func);
            }
            Some(field) => {
                if let Node::Field { ty: Some(ty), .. } = self.node(field) {
                    let (ptr, base) = self.receiver_base(ty);
                    if let Some(recv) = self.ident_name(base)
                        && !name.is_blank()
                    {
                        methods.push(MethodInfo { object, ptr, recv });
                    }
                }
                self.record_def(func.name, Some(object));
            }
        }
        if let Node::FuncType { type_params: Some(list), .. } = self.node(func.ty)
            && !has_tparam_error
            && let Some(field) = self.first_field(list)
        {
            self.verify_version(field, GoVersion::GO1_18, "type parameter");
        }
        let info = self.decl_info(DeclSyntax::Func { decl });
        self.add_package_object(object, info);
    }

    /// A function without receiver; gives whether its type parameters were reported.
    fn collect_plain_func(&mut self, object: ObjectId, name: Symbol, func: &godwit_syntax::FuncDecl) -> bool {
        let pkg = self.env.pkg;
        let scope = self.packages[pkg].scope;
        let mut has_tparam_error = false;
        let is_main = name == sym::MAIN && self.packages[pkg].name == sym::MAIN;
        if name == sym::INIT || is_main {
            let code = if is_main { Code::InvalidMainDecl } else { Code::InvalidInitDecl };
            if let Node::FuncType { type_params, params, results } = self.node(func.ty) {
                if let Some(field) = type_params.and_then(|list| self.first_field(list)) {
                    self.soft_error(field, code, format!("func {name} must have no type parameters"));
                    has_tparam_error = true;
                }
                if self.first_field(params).is_some() || results.is_some() {
                    let message = format!("func {name} must have no arguments and no return values");
                    self.soft_error(func.name, code, message);
                }
            }
        }
        if name == sym::INIT {
            self.objects[object].parent = Some(scope);
            self.record_def(func.name, Some(object));
            if func.body.is_none() {
                self.soft_error(object, Code::MissingInitBody, "func init must have a body");
            }
        } else {
            self.declare(scope, Some(func.name), object, 0);
        }
        has_tparam_error
    }

    pub(crate) fn first_field(&self, list: NodeId) -> Option<NodeId> {
        match self.node(list) {
            Node::FieldList { fields } => self.env.file.list_get(fields, 0),
            _ => None,
        }
    }

    /// Whether a receiver is a pointer, and its base type without type arguments.
    pub(crate) fn receiver_base(&self, ty: NodeId) -> (bool, NodeId) {
        let mut base = self.env.file.unparen(ty);
        let mut ptr = false;
        if let Node::Star { x } = self.node(base) {
            ptr = true;
            base = self.env.file.unparen(x);
        }
        match self.node(base) {
            Node::Index { x, .. } | Node::IndexList { x, .. } => (ptr, x),
            _ => (ptr, base),
        }
    }

    /// The type name a receiver's name means, through aliases, and whether the receiver is a pointer in the end.
    fn resolve_base_type_name(&self, pkg: PackageId, ptr: bool, name: Symbol) -> Option<(bool, ObjectId)> {
        let (mut ptr, mut name) = (ptr, name);
        let mut seen: Vec<ObjectId> = Vec::new();
        loop {
            let object = self.scopes[self.packages[pkg].scope].lookup(name)?;
            if seen.contains(&object) {
                return None;
            }
            let decl = &self.decls[self.objects[object].decl?];
            let DeclSyntax::Type { spec } = decl.syntax else { return None };
            let file = &self.packages[pkg].files[decl.file as usize].file;
            let Node::TypeSpec { type_params, ty, alias, .. } = file[spec] else { return None };
            if !alias {
                return Some((ptr, object));
            }
            if type_params.is_some() {
                return None;
            }
            seen.push(object);
            let mut ty = file.unparen(ty);
            if let Node::Star { x } = file[ty] {
                if ptr {
                    return None;
                }
                ptr = true;
                ty = file.unparen(x);
            }
            name = file.ident(ty)?;
        }
    }

    // ---- imports ----

    fn collect_import(&mut self, spec: NodeId) {
        let Node::ImportSpec { name: name_node, path: path_node } = self.node(spec) else { return };
        let literal = self.env.file.text_of(path_node);
        if literal.is_empty() || !matches!(self.node(path_node), Node::BasicLit { kind: LitKind::String }) {
            return;
        }
        let path = match validated_import_path(literal) {
            Ok(path) => path,
            Err(cause) => {
                return self.error(path_node, Code::BadImportPath, format!("invalid import path ({cause})"));
            }
        };
        let imported = self.import_package(path_node, &path);
        let mut name = self.packages[imported].name;
        if let Some(node) = name_node {
            name = self.ident_name(node).unwrap_or(name);
            if path == "C" {
                return self.error(node, Code::ImportCRenamed, "cannot rename import \"C\"");
            }
        }
        if name == sym::INIT {
            let message = "cannot import package as init - init must be a func";
            return self.error(spec, Code::InvalidInitDecl, message);
        }
        let pkg = self.env.pkg;
        if !self.packages[pkg].imports.contains(&imported) {
            self.packages[pkg].imports.push(imported);
        }
        let pos = self.pos_of(spec);
        let used = self.packages[imported].fake;
        let object =
            self.new_object(ObjectKind::PkgName { imported, used }, name, pos, Some(crate::TypeId::INVALID));
        match name_node {
            Some(node) => self.record_def(node, Some(object)),
            None => self.record_implicit(spec, object),
        }
        let index = self.env.file_index as usize;
        self.packages[pkg].files[index].imports.push(object);
        let file_scope = self.env.scope;
        if name == sym::DOT {
            self.dot_import(file_scope, imported, object, name_node);
        } else {
            self.declare(file_scope, None, object, 0);
        }
    }

    fn dot_import(
        &mut self,
        file_scope: ScopeId,
        imported: PackageId,
        pkg_name: ObjectId,
        at: Option<NodeId>,
    ) {
        self.ensure_collected(imported);
        let names: Vec<_> = self.scopes[self.packages[imported].scope].iter().collect();
        for (name, object) in names {
            if !name.is_exported() {
                continue;
            }
            match self.scopes[file_scope].lookup(name) {
                Some(other) => {
                    let Some(at) = at else { continue };
                    let mut error = self.new_error(Code::DuplicateDecl);
                    let message = format!("{} redeclared in this block", self.objects[other].name);
                    self.add_line(&mut error, at, message);
                    self.add_alt_decl(&mut error, other);
                    self.report(error);
                }
                None => {
                    self.scopes[file_scope].insert(name, object);
                    self.dot_imports.insert((file_scope, name), pkg_name);
                }
            }
        }
    }

    fn import_package(&mut self, at: NodeId, path: &str) -> PackageId {
        if path == "unsafe" {
            return PackageId::UNSAFE;
        }
        let from = self.packages[self.env.pkg].unit;
        let fake = |check: &mut Self, path: &str, name: &str| {
            let id = check.add_package(None, path.into(), Symbol::intern(name));
            check.packages[id].fake = true;
            check.packages[id].state = PackageState::Checked;
            id
        };
        if path == "C" && self.conf.fake_import_c {
            let id = fake(self, "C", "C");
            self.packages[id].cgo = true;
            return id;
        }
        let found = match from {
            Some(from) => self.importer.import(from, path),
            None => Err(crate::package::ImportError("package has no importer".to_owned())),
        };
        match found {
            Ok(unit) => self.package_of_unit(unit),
            Err(cause) => {
                self.error(at, Code::BrokenImport, format!("could not import {path} ({})", cause.0));
                let name = assumed_name(path);
                fake(self, path, name)
            }
        }
    }

    /// Names declared both in a file (by an import) and in the package.
    fn check_file_scopes(&mut self, pkg: PackageId) {
        let package_scope = self.packages[pkg].scope;
        let scopes: Vec<_> = self.packages[pkg].files.iter().map(|f| f.scope).collect();
        for scope in scopes {
            let names: Vec<_> = self.scopes[scope].iter().collect();
            for (name, object) in names {
                let Some(other) = self.scopes[package_scope].lookup(name) else { continue };
                let how = match self.objects[object].kind {
                    ObjectKind::PkgName { imported, .. } => {
                        let (name, path) = (self.packages[imported].name, &self.packages[imported].path);
                        format!("import of package {name} (\"{path}\")")
                    }
                    _ => match self.objects[object].pkg {
                        Some(p) => {
                            let (name, path) = (self.packages[p].name, &self.packages[p].path);
                            format!("dot-import of package {name} (\"{path}\")")
                        }
                        None => "dot-import".to_owned(),
                    },
                };
                let mut error = self.new_error(Code::DuplicateDecl);
                let message = format!("{} already declared through {how}", self.objects[other].name);
                self.add_line(&mut error, other, message);
                self.add_alt_decl(&mut error, object);
                self.report(error);
            }
        }
    }

    pub(crate) fn unused_imports(&mut self, pkg: PackageId) {
        if self.conf.ignore_func_bodies || self.conf.disable_unused_import_check {
            return;
        }
        let files = self.packages[pkg].files.iter().filter(|file| file.owned);
        let imports: Vec<_> = files.flat_map(|f| f.imports.iter().copied()).collect();
        for object in imports {
            let ObjectKind::PkgName { imported, used } = self.objects[object].kind else { continue };
            let name = self.objects[object].name;
            if used || name.is_blank() {
                continue;
            }
            let path = self.packages[imported].path.clone();
            let elem = path.rsplit('/').next().unwrap_or(&path);
            let renamed = name != sym::DOT && name.as_str() != elem && !name.as_str().is_empty();
            let message = if renamed {
                format!("\"{path}\" imported as {name} and not used")
            } else {
                format!("\"{path}\" imported and not used")
            };
            self.soft_error(object, Code::UnusedImport, message);
        }
    }

    /// Adds `object` to a scope; the blank name is not entered. `scope_pos`: offset from which it is visible.
    pub(crate) fn declare(
        &mut self,
        scope: ScopeId,
        ident: Option<NodeId>,
        object: ObjectId,
        scope_pos: u32,
    ) {
        let name = self.objects[object].name;
        if !name.is_blank() {
            if let Some(other) = self.scopes[scope].insert(name, object) {
                let mut error = self.new_error(Code::DuplicateDecl);
                self.add_line(&mut error, object, format!("{name} redeclared in this block"));
                self.add_alt_decl(&mut error, other);
                return self.report(error);
            }
            self.objects[object].parent = Some(scope);
            self.objects[object].scope_pos = scope_pos;
        }
        if let Some(ident) = ident {
            self.record_def(ident, Some(object));
        }
    }

    pub(crate) fn open_scope(&mut self) -> ScopeId {
        let outer = self.env.scope;
        self.env.scope = self.new_inner_scope(outer);
        outer
    }
}

/// The name that a package most likely has, going by its import path: `redis` for `github.com/redis/go-redis/v9`. A better
/// guess means fewer errors that only follow from the missing package.
fn assumed_name(path: &str) -> &str {
    let is_version =
        |e: &str| e.len() > 1 && e.starts_with('v') && e[1..].bytes().all(|b| b.is_ascii_digit());
    let mut elements = path.rsplit('/').filter(|e| !e.is_empty());
    let mut name = elements.next().unwrap_or(path);
    if is_version(name) {
        name = elements.next().unwrap_or(name);
    }
    let name = name.strip_prefix("go-").unwrap_or(name);
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    if end == 0 { name } else { &name[..end] }
}

/// The text of an import path literal, if it is a path.
fn validated_import_path(literal: &str) -> Result<String, String> {
    let path = crate::constant::unquote(literal).ok_or("invalid syntax")?;
    let path = String::from_utf8(path.to_vec()).map_err(|_| "invalid character U+FFFD '\u{fffd}'")?;
    if path.is_empty() {
        return Err("empty string".to_owned());
    }
    let illegal =
        |c: &char| "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{fffd}".contains(*c) || c.is_whitespace() || c.is_control();
    match path.chars().find(illegal) {
        Some(c) if c.is_control() => Err(format!("invalid character U+{:04X}", c as u32)),
        Some(c) => Err(format!("invalid character U+{:04X} '{c}'", c as u32)),
        None => Ok(path),
    }
}
