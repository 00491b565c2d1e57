//! `debug types`: all that the checker records about the named packages, in the format of `tools/cmd/typesdump`, whose head
//! describes it. Rows hold indices into the tables of types and objects.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use godwit_base::{FileId, System};
use godwit_load::{LoadConfig, LoadSeverity, Workspace};
use godwit_syntax::{File, Node, NodeId};
use godwit_types::check::typestring::Qualifier;
use godwit_types::constant::Value;
use godwit_types::{Checker, Info, Mode, ObjectId, ObjectKind, PackageId, SelectionKind, TypeId, UnitId};
use serde_json::{Value as Json, json};

use crate::isolation;
use crate::program::Program;

#[derive(Clone, Debug, Default)]
pub struct Options {
    pub patterns: Vec<String>,
    /// Working directory; empty for the process's own.
    pub dir: String,
    pub tests: bool,
    pub goos: Option<String>,
    pub goarch: Option<String>,
}

#[derive(Debug, Default)]
pub struct Outcome {
    pub problems: Vec<String>,
}

/// Checks the named packages one after the other and writes a JSON line for each.
pub fn write(system: &dyn System, options: &Options, out: &mut dyn Write) -> io::Result<Outcome> {
    let config = LoadConfig {
        dir: options.dir.clone(),
        patterns: options.patterns.clone(),
        tests: options.tests,
        goos: options.goos.clone(),
        goarch: options.goarch.clone(),
        keep_text: true,
        ..LoadConfig::default()
    };
    let (workspace, diagnostics) = Workspace::load(system, &config);
    let mut outcome = Outcome::default();
    outcome.problems.extend(
        diagnostics.iter().filter(|d| d.severity == LoadSeverity::Error).map(|d| format!("{}: {}", d.file, d.message)),
    );
    let named: Vec<(UnitId, Arc<str>)> = workspace
        .packages
        .iter()
        .filter(|package| !package.dep_only && !package.import_path.ends_with(".test") && &*package.import_path != "unsafe")
        .map(|package| (Program::unit(package.id), package.import_path.clone()))
        .collect();
    let program = Arc::new(Program::new(workspace, system));
    // A checker keeps every type it has met. One for all would know more and more; one for each package starts small.
    for (unit, path) in named {
        let result = isolation::guard(|| {
            let mut checker = Checker::new(program.config(), program.clone(), [unit]);
            let package = checker.check_unit(unit);
            Dump { program: &program, checker, types: Table::default(), objects: Table::default() }.package(&path, package)
        });
        match result {
            Ok(record) => {
                serde_json::to_writer(&mut *out, &record)?;
                writeln!(out)?;
            }
            Err(panic) => outcome.problems.push(format!("{path}: internal error: {panic}")),
        }
    }
    Ok(outcome)
}

/// Rows in the order of their first use.
struct Table<K, V> {
    ids: HashMap<K, usize>,
    rows: Vec<V>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Table { ids: HashMap::new(), rows: Vec::new() }
    }
}

struct Dump<'p> {
    program: &'p Program,
    checker: Checker,
    types: Table<TypeId, String>,
    objects: Table<ObjectId, Json>,
}

#[derive(serde::Serialize)]
struct Record {
    package: String,
    types: Vec<String>,
    objects: Vec<Json>,
    files: Vec<FileRecord>,
    errors: Vec<Json>,
}

#[derive(Default, serde::Serialize)]
struct FileRecord {
    file: String,
    exprs: Vec<Json>,
    defs: Vec<Json>,
    uses: Vec<Json>,
    implicits: Vec<Json>,
    selections: Vec<Json>,
    instances: Vec<Json>,
}

impl Dump<'_> {
    fn package(mut self, path: &str, package: PackageId) -> Record {
        let mut files = Vec::new();
        for index in 0..self.checker.packages[package].files.len() {
            let own = &self.checker.packages[package].files[index];
            let (id, file, info) = (own.id, own.file.clone(), own.info.clone());
            files.push(self.file(id, &file, &info));
        }
        let mut errors = Vec::new();
        for error in self.checker.errors.iter().filter(|error| error.pkg == package && !error.secondary) {
            let place = self.place(error.file, error.offset);
            errors.push(json!([self.program.path(error.file), place.0, place.1, error.message]));
        }
        Record { package: path.to_owned(), types: self.types.rows, objects: self.objects.rows, files, errors }
    }

    fn file(&mut self, id: FileId, file: &File, info: &Info) -> FileRecord {
        let mut record = FileRecord { file: self.program.path(id).to_owned(), ..FileRecord::default() };
        for node in file.ids() {
            let (start, end) = (file.start(node), file.end(node));
            if let Some(ty) = info.type_of(node) {
                let mode = self.mode(file, info, node);
                let ty = self.typ(ty);
                record.exprs.push(match info.constant(node) {
                    Some(value) => json!([start, end, mode, ty, constant(value)]),
                    None => json!([start, end, mode, ty]),
                });
            }
            if let Some(&object) = info.implicits.get(&node) {
                let object = self.object(object);
                record.implicits.push(json!([start, object]));
            }
            if let Some(selection) = info.selections.get(&node) {
                let kind = match selection.kind {
                    SelectionKind::Field => "field",
                    SelectionKind::MethodValue => "method",
                    SelectionKind::MethodExpr => "method expr",
                };
                let (recv, object, ty) =
                    (self.typ(selection.recv), self.object(selection.object), self.typ(selection.ty));
                let path: Vec<String> = selection.index.iter().map(u32::to_string).collect();
                let path = path.join(".");
                record.selections.push(json!([start, end, kind, recv, object, ty, path, selection.indirect]));
            }
            if !matches!(file[node], Node::Ident { .. }) {
                continue;
            }
            if info.is_def(node) {
                let object = info.def(node).map_or(-1, |object| self.object(object));
                record.defs.push(json!([start, object]));
            } else if let Some(object) = info.used(node) {
                let object = self.object(object);
                record.uses.push(json!([start, object]));
            }
            if let Some(instance) = info.instances.get(&node) {
                let targs: Vec<i64> = instance.targs.iter().map(|&targ| self.typ(targ)).collect();
                let ty = self.typ(instance.ty);
                record.instances.push(json!([start, targs, ty]));
            }
        }
        record
    }

    fn mode(&self, file: &File, info: &Info, node: NodeId) -> &'static str {
        match info.mode(node) {
            Mode::Invalid => "invalid",
            Mode::NoValue => "novalue",
            Mode::Builtin => "builtin",
            Mode::TypeExpr => "type",
            Mode::Constant => "const",
            Mode::Variable => "var",
            Mode::MapIndex => "mapindex",
            Mode::Value | Mode::CgoFunc => {
                let nil = info.object(file.unparen(node));
                let is_nil = nil.is_some_and(|object| matches!(self.checker.objects[object].kind, ObjectKind::Nil));
                if is_nil { "nil" } else { "value" }
            }
            Mode::CommaOk | Mode::CommaErr => "commaok",
        }
    }

    fn typ(&mut self, ty: TypeId) -> i64 {
        if let Some(&id) = self.types.ids.get(&ty) {
            return id as i64;
        }
        let text = self.checker.type_string_with(ty, Qualifier::Path);
        let id = self.types.rows.len();
        self.types.rows.push(text);
        self.types.ids.insert(ty, id);
        id as i64
    }

    fn object(&mut self, id: ObjectId) -> i64 {
        if let Some(&row) = self.objects.ids.get(&id) {
            return row as i64;
        }
        let object = self.checker.objects[id].clone();
        let kind = match object.kind {
            ObjectKind::PkgName { .. } => "package",
            ObjectKind::Const { .. } => "const",
            ObjectKind::TypeName => "type",
            ObjectKind::Var { .. } if object.is_field() => "field",
            ObjectKind::Var { .. } => "var",
            ObjectKind::Func { .. } if self.is_method(id) => "method",
            ObjectKind::Func { .. } => "func",
            ObjectKind::Label { .. } => "label",
            ObjectKind::Builtin(_) => "builtin",
            ObjectKind::Nil => "nil",
        };
        let ty = match object.kind {
            ObjectKind::PkgName { .. } | ObjectKind::Builtin(_) | ObjectKind::Label { .. } => -1,
            _ => {
                let ty = self.checker.type_of_object(id);
                self.typ(ty)
            }
        };
        let package = object.pkg.map_or_else(|| "".into(), |pkg| self.checker.packages[pkg].path.clone());
        let place = if object.pos.is_valid() {
            let (line, column) = self.place(object.pos.file, object.pos.offset);
            let path = self.program.path(object.pos.file);
            format!("{}:{line}:{column}", path.rsplit(['/', '\\']).next().unwrap_or(path))
        } else {
            "-".to_owned()
        };
        let row = self.objects.rows.len();
        self.objects.rows.push(json!([kind, &*package, object.name.as_str(), place, ty]));
        self.objects.ids.insert(id, row);
        row as i64
    }

    fn is_method(&mut self, id: ObjectId) -> bool {
        let ty = self.checker.type_of_object(id);
        self.checker.types.signature(ty).is_some_and(|signature| signature.recv.is_some())
    }

    fn place(&self, file: FileId, offset: u32) -> (u32, u32) {
        let found = self.checker.packages.iter().flat_map(|package| &package.files).find(|own| own.id == file);
        found.map_or((0, 0), |own| {
            let place = own.file.line_column(offset);
            (place.line, place.column)
        })
    }
}

/// Exact text; constants that would fill pages by length and hash, as in the oracle.
fn constant(value: &Value) -> String {
    const LONGEST: usize = 256;
    let text = value.exact_string();
    if text.len() <= LONGEST {
        return text;
    }
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("#{}:{hash:016x}", text.len())
}
