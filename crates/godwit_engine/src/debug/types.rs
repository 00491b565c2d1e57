//! `debug types`: all that the checker recorded about packages, in the format of the Go program that is compared with it
//! (`tools/cmd/typesdump`): one JSON line a package, types and objects in tables, offsets in bytes.

use std::fmt::Write as _;
use std::io::{self, Write};

use godwit_base::{FileId, LineIndex, System};
use godwit_syntax::{File, Node, NodeId};
use godwit_types::check::typestring::Qualifier;
use godwit_types::constant::{Unicode, Value};
use godwit_types::types::Type;
use godwit_types::{
    Checker, Info, Mode, ObjectId, ObjectKind, PackageId, ScopeId, SelectionKind, TypeError, TypeId, UnitId,
};
use rustc_hash::FxHashMap;

use crate::typecheck::{Project, Request, Sources, Visitor, check_units};

/// What came of it, besides the dump.
#[derive(Debug, Default)]
pub struct End {
    pub problems: Vec<String>,
}

/// Dumps the named packages to `out`.
pub fn write(system: &dyn System, request: &Request, out: &mut dyn Write) -> io::Result<End> {
    let mut end = End::default();
    let project = match Project::load::<Dump<'_>>(system, request) {
        Ok(project) => project,
        Err(message) => {
            end.problems.push(message);
            return Ok(end);
        }
    };
    end.problems.extend(project.diagnostics.iter().map(|d| d.message.clone()));
    let dump = Dump { sources: &project.sources };
    for checked in check_units(&project.sources, &project.owned, &project.conf, &dump) {
        match checked.out {
            Ok(line) => out.write_all(line.as_bytes())?,
            Err(panic) => {
                end.problems.push(format!("internal error: {}: {panic}", project.sources.place(checked.unit)))
            }
        }
    }
    Ok(end)
}

struct Dump<'s> {
    sources: &'s Sources,
}

impl Visitor for Dump<'_> {
    type Out = String;

    fn package(
        &self,
        unit: UnitId,
        package: PackageId,
        errors: &[TypeError],
        checker: &mut Checker,
    ) -> String {
        let Some(id) = self.sources.package(unit) else { return String::new() };
        let mut tables = Tables {
            sources: self.sources,
            checker,
            types: String::new(),
            type_rows: FxHashMap::default(),
            objects: String::new(),
            object_rows: FxHashMap::default(),
            lines: FxHashMap::default(),
        };
        let mut files = String::new();
        for index in 0..tables.checker.packages[package].files.len() {
            let file = &mut tables.checker.packages[package].files[index];
            // The dump needs the checker for the texts of types.
            let info = std::mem::take(&mut file.info);
            let (id, tree) = (file.id, file.file.clone());
            separate(&mut files);
            tables.file(id, &tree, &info, &mut files);
            tables.checker.packages[package].files[index].info = info;
        }
        let mut error_rows = String::new();
        for error in errors.iter().filter(|e| !e.secondary) {
            let Some(file) = self.sources.file(error.file) else { continue };
            let at = file.line_column(error.offset);
            separate(&mut error_rows);
            let path = self.sources.path(error.file).unwrap_or("");
            let _ = write!(error_rows, "[{},{},{},{}]", json(path), at.line, at.column, json(&error.message));
        }
        let name = &self.sources.workspace.package(id).import_path;
        let Tables { types, objects, .. } = tables;
        format!(
            "{{\"package\":{},\"types\":[{types}],\"objects\":[{objects}],\"files\":[{files}],\"errors\":[{error_rows}]}}\n",
            json(name)
        )
    }
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn separate(list: &mut String) {
    if !list.is_empty() {
        list.push(',');
    }
}

/// The tables that rows refer to, as they fill.
struct Tables<'c> {
    sources: &'c Sources,
    checker: &'c mut Checker,
    types: String,
    type_rows: FxHashMap<TypeId, usize>,
    objects: String,
    object_rows: FxHashMap<ObjectId, usize>,
    lines: FxHashMap<FileId, LineIndex>,
}

impl Tables<'_> {
    fn type_row(&mut self, ty: TypeId) -> usize {
        if let Some(&row) = self.type_rows.get(&ty) {
            return row;
        }
        let row = self.type_rows.len();
        self.type_rows.insert(ty, row);
        separate(&mut self.types);
        let text = self.checker.type_string_with(ty, Qualifier::Path);
        self.types.push_str(&json(&text));
        row
    }

    fn object_row(&mut self, id: ObjectId) -> usize {
        if let Some(&row) = self.object_rows.get(&id) {
            return row;
        }
        let row = self.object_rows.len();
        self.object_rows.insert(id, row);
        let object = self.checker.objects[id].clone();
        let path = object.pkg.map(|p| self.checker.packages[p].path.to_string()).unwrap_or_default();
        let place = match self.sources.path(object.pos.file) {
            Some(path) if object.pos.is_valid() => {
                let lines = self
                    .lines
                    .entry(object.pos.file)
                    .or_insert_with(|| self.sources.lines(object.pos.file).unwrap_or_default());
                let at = lines.line_column(object.pos.offset);
                format!("{}:{}:{}", path.rsplit('/').next().unwrap_or(path), at.line, at.column)
            }
            _ => "-".to_owned(),
        };
        let kind = self.object_kind(id);
        let ty = match object.kind {
            ObjectKind::PkgName { .. } | ObjectKind::Builtin(_) | ObjectKind::Label { .. } => -1,
            _ => {
                let ty = self.checker.type_of_object(id);
                self.type_row(ty) as i64
            }
        };
        separate(&mut self.objects);
        let _ = write!(
            self.objects,
            "[\"{kind}\",{},{},{},{ty}]",
            json(&path),
            json(object.name.as_str()),
            json(&place)
        );
        row
    }

    fn object_kind(&mut self, id: ObjectId) -> &'static str {
        match self.checker.objects[id].kind {
            ObjectKind::PkgName { .. } => "package",
            ObjectKind::Const { .. } => "const",
            ObjectKind::TypeName => "type",
            ObjectKind::Var { .. } if self.checker.objects[id].is_field() => "field",
            ObjectKind::Var { .. } => "var",
            ObjectKind::Func { .. } => {
                let ty = self.checker.type_of_object(id);
                if self.checker.types.signature(ty).is_some_and(|s| s.recv.is_some()) {
                    "method"
                } else {
                    "func"
                }
            }
            ObjectKind::Label { .. } => "label",
            ObjectKind::Builtin(_) => "builtin",
            ObjectKind::Nil => "nil",
        }
    }

    /// What a declaring identifier refers to: an embedded field its type, a type parameter of a receiver itself.
    fn also_used(&self, file: &File, info: &Info, node: NodeId) -> Option<ObjectId> {
        let id = info.def(node)?;
        let object = &self.checker.objects[id];
        let ty = object.ty?;
        let types = &self.checker.types;
        if object.is_embedded() {
            let ty = if let Type::Pointer { elem } = types[ty] { elem } else { ty };
            return match &types[ty] {
                Type::Named(named) => Some(named.obj),
                Type::Alias(alias) => Some(alias.obj),
                Type::TypeParam(param) => Some(param.obj),
                _ => self.checker.scopes[ScopeId::UNIVERSE].lookup(file.ident(node)?),
            };
        }
        let in_receiver = || {
            file.ancestors(node).any(|above| match file[above] {
                Node::FuncDecl(ext) => {
                    file.func_decl(ext).recv.is_some_and(|recv| file.is_within(node, recv))
                }
                _ => false,
            })
        };
        let is_type_param = object.is_type_name() && matches!(types[ty], Type::TypeParam(_));
        (is_type_param && in_receiver()).then_some(id)
    }

    fn file(&mut self, id: FileId, file: &File, info: &Info, out: &mut String) {
        let [mut exprs, mut defs, mut uses, mut implicits, mut selections, mut instances] =
            [const { Vec::new() }; 6];
        for node in file.ids() {
            let (start, end) = (file.start(node), file.end(node));
            if let Some(ty) = info.type_of(node) {
                let mut row =
                    format!("[{start},{end},\"{}\",{}", self.mode(file, info, node), self.type_row(ty));
                if let Some(value) = info.constant(node) {
                    let _ = write!(row, ",{}", json(&value_text(value, self.checker.unicode())));
                }
                row.push(']');
                exprs.push((start, end, row));
            }
            if info.is_def(node) {
                let object = info.object(node).map_or(-1, |o| self.object_row(o) as i64);
                defs.push((start, end, format!("[{start},{object}]")));
                // Some identifiers declare and refer at once; the checker keeps what they declare.
                if let Some(object) = self.also_used(file, info, node) {
                    uses.push((start, end, format!("[{start},{}]", self.object_row(object))));
                }
            } else if let Some(object) = info.object(node) {
                uses.push((start, end, format!("[{start},{}]", self.object_row(object))));
            }
            if let Some(&object) = info.implicits.get(&node) {
                implicits.push((start, end, format!("[{start},{}]", self.object_row(object))));
            }
            if let Some(selection) = info.selections.get(&node) {
                let kind = match selection.kind {
                    SelectionKind::Field => "field",
                    SelectionKind::MethodValue => "method",
                    SelectionKind::MethodExpr => "method expr",
                };
                let path: Vec<String> = selection.index.iter().map(u32::to_string).collect();
                let (recv, object, ty) = (
                    self.type_row(selection.recv),
                    self.object_row(selection.object),
                    self.type_row(selection.ty),
                );
                let (path, indirect) = (path.join("."), selection.indirect);
                selections.push((
                    start,
                    end,
                    format!("[{start},{end},\"{kind}\",{recv},{object},{ty},\"{path}\",{indirect}]"),
                ));
            }
            if let Some(instance) = info.instances.get(&node) {
                let args: Vec<String> =
                    instance.targs.iter().map(|&t| self.type_row(t).to_string()).collect();
                let ty = self.type_row(instance.ty);
                instances.push((start, end, format!("[{start},[{}],{ty}]", args.join(","))));
            }
        }
        let _ = write!(out, "{{\"file\":{}", json(self.sources.path(id).unwrap_or("")));
        let lists = [
            ("exprs", exprs),
            ("defs", defs),
            ("uses", uses),
            ("implicits", implicits),
            ("selections", selections),
            ("instances", instances),
        ];
        for (name, mut rows) in lists {
            rows.sort_by_key(|&(start, end, _)| (start, std::cmp::Reverse(end)));
            let rows: Vec<String> = rows.into_iter().map(|(.., row)| row).collect();
            let _ = write!(out, ",\"{name}\":[{}]", rows.join(","));
        }
        out.push('}');
    }
}

impl Tables<'_> {
    fn mode(&self, file: &File, info: &Info, node: NodeId) -> &'static str {
        let is_nil = || {
            let object = info.object(file.unparen(node));
            object.is_some_and(|object| matches!(self.checker.objects[object].kind, ObjectKind::Nil))
        };
        match info.mode(node) {
            Mode::NoValue => "novalue",
            Mode::TypeExpr => "type",
            Mode::Builtin => "builtin",
            _ if info.constant(node).is_some() => "const",
            Mode::Value if is_nil() => "nil",
            Mode::Variable => "var",
            Mode::MapIndex => "mapindex",
            Mode::CommaOk => "commaok",
            _ => "value",
        }
    }
}

/// Longer constants are shown by length and hash: concatenated tables would otherwise take quadratic space.
const LONGEST: usize = 256;

fn value_text(value: &Value, unicode: Unicode) -> String {
    let text = value.exact_string_with(unicode);
    if text.len() <= LONGEST {
        return text;
    }
    // FNV-1a, as Go's hash/fnv has it.
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("#{}:{hash:016x}", text.len())
}
