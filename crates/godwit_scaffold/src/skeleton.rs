//! `godwit add tests`: table-driven test skeletons with the package's own signatures.
//!
//! One `x_test.go` beside each `x.go` that has none, in the same package, so that the types of the source file mean the same
//! there. A skeleton compiles and has an empty table; only a constructor without parameters is called, because nothing but its
//! result not being nil is known. What is left out: functions with type parameters, files with build constraints or cgo, and
//! generated files; they are named in the notes.

use crate::add::AddPlan;
use crate::change::Change;
use crate::edit::go_mod::GoMod;
use crate::failure::{Failure, Result};
use crate::project::Project;
use godwit_syntax::{File, Node, NodeId, parse};
use std::collections::{BTreeMap, BTreeSet};

/// Names of the table's own fields.
const RESERVED: [&str; 4] = ["name", "recv", "want", "wantErr"];

/// Plans skeletons for the packages below `folders`; all packages when it is empty.
pub fn plan_tests(project: &Project<'_>, folders: &[String]) -> Result<AddPlan> {
    let Some(go_mod) = project.read("go.mod")? else {
        return Err(Failure::new("no-module", format!("{} has no go.mod", project.root().display()))
            .hint("run godwit add tests in the root of a module"));
    };
    let folders: Vec<String> = folders.iter().map(|folder| normalised(folder)).collect();
    let has_test_context = minor(GoMod::parse(&go_mod).go_version()).is_none_or(|minor| minor >= 24);
    let files = project.files();
    let mut changes = Vec::new();
    let mut notes = Vec::new();
    let mut tested: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for path in files.iter().filter(|path| path.ends_with("_test.go")) {
        if let Ok(Some(text)) = project.read(path) {
            tested.entry(folder_of(path)).or_default().extend(function_names(&parse(&text)));
        }
    }
    let mut n_seen = 0;
    for path in files.iter().filter(|path| path.ends_with(".go") && !path.ends_with("_test.go")) {
        let folder = folder_of(path);
        if !folders.is_empty() && !folders.iter().any(|wanted| covers(wanted, folder)) {
            continue;
        }
        n_seen += 1;
        let Ok(Some(text)) = project.read(path) else { continue };
        let test_path = format!("{}_test.go", path.strip_suffix(".go").unwrap_or(path));
        let source = Source { file: parse(&text), has_test_context };
        if let Some(why) = source.refusal(path) {
            if source.has_candidates() {
                notes.push(format!("{path}: {why}; no skeleton"));
            }
            continue;
        }
        if project.exists(&test_path) {
            continue;
        }
        let known = tested.entry(folder).or_default();
        let skeleton = source.skeleton(known, &mut notes, path);
        if let Some(text) = skeleton {
            let file = parse(&text);
            if let Some(error) = file.errors.first() {
                notes.push(format!("{path}: its skeleton would not parse ({}); left out", error.message));
                continue;
            }
            known.extend(function_names(&file));
            changes.push(Change { path: test_path, before: None, after: Some(text), mode: 0o644 });
        }
    }
    if n_seen == 0 {
        return Err(Failure::new("no-go-files", format!("no Go files below {}", folders.join(", ")))
            .hint("name folders relative to the module root, such as internal/service"));
    }
    let already =
        changes.is_empty().then(|| "every function that a skeleton can be written for has a test".to_owned());
    Ok(AddPlan { parts: vec!["tests".into()], changes, notes, conflicts: Vec::new(), already })
}

fn normalised(folder: &str) -> String {
    let folder = folder.strip_suffix("/...").unwrap_or(folder);
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    if folder == "." || folder == "..." { String::new() } else { folder.to_owned() }
}

fn covers(wanted: &str, folder: &str) -> bool {
    wanted.is_empty()
        || folder == wanted
        || folder.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn minor(version: Option<&str>) -> Option<u32> {
    version?.strip_prefix("1.")?.split('.').next()?.parse().ok()
}

fn function_names(file: &File) -> Vec<String> {
    let name = |decl: NodeId| match file[decl] {
        Node::FuncDecl(ext) => file.ident(file.func_decl(ext).name).map(|name| name.as_str().to_owned()),
        _ => None,
    };
    file.decls().filter_map(name).collect()
}

struct Source {
    file: File,
    has_test_context: bool,
}

/// A parameter or result: its name (maybe empty) and the text of its type.
struct Slot {
    name: String,
    ty: String,
    node: NodeId,
    variadic: bool,
}

impl Source {
    fn refusal(&self, path: &str) -> Option<&'static str> {
        if !self.file.errors.is_empty() {
            return Some("it does not parse");
        }
        if self.file.is_generated() {
            return Some("it is generated");
        }
        if self.file.go_build_line().is_some() || has_platform_suffix(path) {
            return Some("it is built on some platforms only");
        }
        let special = self.file.imports().any(|spec| match self.file[spec] {
            Node::ImportSpec { name, .. } => {
                self.file.import_path(spec) == "C"
                    || name.and_then(|n| self.file.ident(n)).is_some_and(|n| n.as_str() == ".")
            }
            _ => false,
        });
        special.then_some("it imports C or with a dot")
    }

    fn has_candidates(&self) -> bool {
        self.file.decls().any(|decl| {
            matches!(self.file[decl], Node::FuncDecl(ext) if {
                self.file.ident(self.file.func_decl(ext).name).is_some_and(|name| name.is_exported())
            })
        })
    }

    /// The test file, or `None` when there is nothing to test.
    fn skeleton(&self, tested: &BTreeSet<String>, notes: &mut Vec<String>, path: &str) -> Option<String> {
        let package = self.file.ident(self.file.package_name()?)?.as_str();
        let mut imports: BTreeSet<String> = BTreeSet::from(["\"testing\"".to_owned()]);
        let mut body = String::new();
        for decl in self.file.decls() {
            let Node::FuncDecl(ext) = self.file[decl] else { continue };
            let function = self.file.func_decl(ext);
            let Some(name) = self.file.ident(function.name).filter(|name| name.is_exported()) else {
                continue;
            };
            let (receiver, test) = match function.recv {
                None => (
                    None,
                    if name.as_str() == "Main" {
                        "TestMain_function".to_owned()
                    } else {
                        format!("Test{}", name.as_str())
                    },
                ),
                Some(list) => match self.receiver(list) {
                    Receiver::Named(ty) if ty.starts_with(char::is_uppercase) => {
                        let test = format!("Test{ty}_{}", name.as_str());
                        (Some(ty), test)
                    }
                    Receiver::Named(_) => continue,
                    Receiver::Generic => {
                        notes.push(format!(
                            "{path}: {}: its receiver has type parameters; no skeleton",
                            name.as_str()
                        ));
                        continue;
                    }
                },
            };
            if tested.iter().any(|known| {
                known == &test || known.strip_prefix(test.as_str()).is_some_and(|rest| rest.starts_with('_'))
            }) {
                continue;
            }
            let Node::FuncType { type_params, params, results } = self.file[function.ty] else { continue };
            if type_params.is_some() {
                notes.push(format!("{path}: {}: it has type parameters; no skeleton", name.as_str()));
                continue;
            }
            let (params, results) =
                (self.slots(params), results.map_or_else(Vec::new, |list| self.slots(list)));
            if params.iter().chain(&results).any(|slot| slot.ty.contains('\n') || slot.ty.contains("//")) {
                notes.push(format!(
                    "{path}: {}: its signature holds a type over several lines; no skeleton",
                    name.as_str()
                ));
                continue;
            }
            let mut cx = Table { source: self, imports: &mut imports };
            body.push('\n');
            body.push_str(&cx.write(&test, name.as_str(), receiver.as_deref(), &params, &results));
        }
        if body.is_empty() {
            return None;
        }
        Some(format!("package {package}\n\n{}{body}", import_block(&imports)))
    }

    fn receiver(&self, list: NodeId) -> Receiver {
        let Node::FieldList { fields } = self.file[list] else { return Receiver::Generic };
        let field = self.file.list_get(fields, 0);
        let Some(Node::Field { ty: Some(ty), .. }) = field.map(|field| self.file[field]) else {
            return Receiver::Generic;
        };
        let mut ty = self.file.unparen(ty);
        if let Node::Star { x } = self.file[ty] {
            ty = self.file.unparen(x);
        }
        self.file.ident(ty).map_or(Receiver::Generic, |name| Receiver::Named(name.as_str().to_owned()))
    }

    fn slots(&self, list: NodeId) -> Vec<Slot> {
        let Node::FieldList { fields } = self.file[list] else { return Vec::new() };
        let mut slots = Vec::new();
        for field in self.file.list(fields) {
            let Node::Field { names, ty: Some(node), .. } = self.file[field] else { continue };
            let (ty, variadic) = match self.file[node] {
                Node::Ellipsis { elem: Some(elem) } => (format!("[]{}", self.file.text_of(elem)), true),
                _ => (self.file.text_of(node).to_owned(), false),
            };
            let slot = |name: &str| Slot { name: name.to_owned(), ty: ty.clone(), node, variadic };
            if names.is_empty() {
                slots.push(slot(""));
            }
            for name in self.file.list(names) {
                slots.push(slot(
                    self.file.ident(name).map_or("", |name| if name.is_blank() { "" } else { name.as_str() }),
                ));
            }
        }
        slots
    }

    /// The import specs that the type at `node` needs, as written in the source file.
    fn imports_of(&self, node: NodeId) -> Vec<String> {
        let mut needed = Vec::new();
        for id in self.file.subtree(node) {
            let Node::Selector { x, .. } = self.file[id] else { continue };
            let Some(qualifier) = self.file.ident(x) else { continue };
            let spec = self.file.imports().find(|&spec| self.known_as(spec) == qualifier.as_str());
            needed.extend(spec.map(|spec| self.file.text_of(spec).to_owned()));
        }
        needed
    }

    /// The name an import has in this file. Without types, the last path element that could be a package name.
    fn known_as(&self, spec: NodeId) -> String {
        if let Node::ImportSpec { name: Some(name), .. } = self.file[spec] {
            return self.file.ident(name).map_or(String::new(), |name| name.as_str().to_owned());
        }
        crate::edit::go_file::assumed_name(self.file.import_path(spec))
    }

    fn is_context(&self, slot: &Slot) -> bool {
        slot.ty == "context.Context"
            && self.file.imports().any(|spec| self.file.import_path(spec) == "context")
    }
}

enum Receiver {
    Named(String),
    Generic,
}

struct Table<'a> {
    source: &'a Source,
    imports: &'a mut BTreeSet<String>,
}

impl Table<'_> {
    fn write(
        &mut self,
        test: &str,
        function: &str,
        receiver: Option<&str>,
        params: &[Slot],
        results: &[Slot],
    ) -> String {
        let fails = results.last().is_some_and(|slot| slot.ty == "error");
        let values = &results[..results.len() - usize::from(fails)];
        let is_constructor = function.starts_with("New") || function.starts_with("Default");
        if receiver.is_none()
            && params.is_empty()
            && !fails
            && values.len() == 1
            && values[0].ty.starts_with('*')
            && is_constructor
        {
            return format!(
                "func {test}(t *testing.T) {{\n\tt.Parallel()\n\tif {function}() == nil {{\n\t\tt.Error(\"{function}() = nil\")\n\t}}\n}}\n"
            );
        }
        let mut fields: Vec<(String, String)> = vec![("name".into(), "string".into())];
        if let Some(receiver) = receiver {
            fields.push(("recv".into(), format!("*{receiver}")));
        }
        let mut arguments = Vec::new();
        for (index, slot) in params.iter().enumerate() {
            if self.source.is_context(slot) {
                arguments.push(self.context());
                continue;
            }
            let name = match slot.name.as_str() {
                "" => format!("arg{index}"),
                name if RESERVED.contains(&name) || name.starts_with("want") => format!("{name}Arg"),
                name => name.to_owned(),
            };
            self.imports.extend(self.source.imports_of(slot.node));
            arguments.push(format!("tt.{name}{}", if slot.variadic { "..." } else { "" }));
            fields.push((name, slot.ty.clone()));
        }
        let mut checks = String::new();
        let mut targets = Vec::new();
        let callee = receiver.map_or_else(|| function.to_owned(), |_| format!("tt.recv.{function}"));
        let shown = receiver.map_or_else(|| function.to_owned(), |receiver| format!("{receiver}.{function}"));
        for (index, slot) in values.iter().enumerate() {
            // Functions cannot be compared, and channels only by identity.
            if matches!(self.source.file[slot.node], Node::FuncType { .. } | Node::ChanType { .. }) {
                targets.push("_".to_owned());
                continue;
            }
            let suffix = if values.len() == 1 { String::new() } else { (index + 1).to_string() };
            let (got, want) = (format!("got{suffix}"), format!("want{suffix}"));
            self.imports.extend(self.source.imports_of(slot.node));
            self.imports.insert("\"reflect\"".into());
            checks.push_str(&format!(
                "\t\t\tif !reflect.DeepEqual({got}, tt.{want}) {{\n\t\t\t\tt.Errorf(\"{shown}() {got} = %v, want %v\", {got}, tt.{want})\n\t\t\t}}\n"
            ));
            fields.push((want, slot.ty.clone()));
            targets.push(got);
        }
        if fails {
            fields.push(("wantErr".into(), "bool".into()));
            targets.push("err".into());
            checks = format!(
                "\t\t\tif (err != nil) != tt.wantErr {{\n\t\t\t\tt.Fatalf(\"{shown}() error = %v, wantErr %v\", err, tt.wantErr)\n\t\t\t}}\n{checks}"
            );
        }
        let call = format!("{callee}({})", arguments.join(", "));
        let call = if targets.iter().all(|target| target == "_") {
            call
        } else {
            format!("{} := {call}", targets.join(", "))
        };
        let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let rows: Vec<String> = fields.iter().map(|(name, ty)| format!("\t\t{name:width$} {ty}\n")).collect();
        format!(
            "func {test}(t *testing.T) {{\n\tt.Parallel()\n\ttests := []struct {{\n{}\t}}{{\n\t\t// One line per case: the ordinary one, the limits, the failures.\n\t}}\n\
             \tfor _, tt := range tests {{\n\t\tt.Run(tt.name, func(t *testing.T) {{\n\t\t\tt.Parallel()\n\t\t\t{call}\n{checks}\t\t}})\n\t}}\n}}\n",
            rows.concat()
        )
    }

    fn context(&mut self) -> String {
        if self.source.has_test_context {
            return "t.Context()".into();
        }
        self.imports.insert("\"context\"".into());
        "context.Background()".into()
    }
}

/// Standard library first, as gofmt's users write it.
fn import_block(imports: &BTreeSet<String>) -> String {
    let path = |spec: &String| spec.rsplit(' ').next().unwrap_or(spec).trim_matches(['"', '`']).to_owned();
    let is_std = |spec: &&String| !path(spec).split('/').next().is_some_and(|first| first.contains('.'));
    let group = |std: bool| {
        let mut specs: Vec<&String> = imports.iter().filter(|spec| is_std(spec) == std).collect();
        specs.sort_by_key(|spec| path(spec));
        specs.into_iter().map(|spec| format!("\t{spec}\n")).collect::<String>()
    };
    let groups: Vec<String> =
        [group(true), group(false)].into_iter().filter(|group| !group.is_empty()).collect();
    match imports.iter().next() {
        Some(only) if imports.len() == 1 => format!("import {only}\n"),
        _ => format!("import (\n{})\n", groups.join("\n")),
    }
}

/// Whether the file name ends in an operating system or architecture, which limits where it is built.
fn has_platform_suffix(path: &str) -> bool {
    const PLATFORMS: [&str; 30] = [
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "illumos",
        "ios",
        "js",
        "linux",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "wasip1",
        "windows",
        "386",
        "amd64",
        "arm",
        "arm64",
        "loong64",
        "mips",
        "mips64",
        "mips64le",
        "mipsle",
        "ppc64",
        "ppc64le",
        "riscv64",
        "s390x",
        "sparc64",
        "wasm",
    ];
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".go");
    stem.rsplit_once('_').is_some_and(|(_, last)| PLATFORMS.contains(&last))
}
