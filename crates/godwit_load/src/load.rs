//! The whole of a load: environment, modules, patterns, closure, graph, test variants, workspace.

use std::path::Path;
use std::sync::Arc;

use godwit_base::System;
use rustc_hash::FxHashMap;

use crate::assemble::{Assembly, Node, NodeIndex};
use crate::closure::{Closure, Scope, Unit};
use crate::config::{LoadConfig, LoadDiagnostic};
use crate::context::BuildContext;
use crate::env::{GoEnv, path_text};
use crate::folder::{Disk, error_text};
use crate::lexical;
use crate::matching::{Match, Matching};
use crate::modules::{Found, Modules, Owner};
use crate::overlay::OverlaySystem;
use crate::package::{
    ErrorKind, Import, Module, ModuleId, Package, PackageError, PackageId, PackageKind, SourceFile, SourceId,
    Workspace,
};
use crate::pattern::{Pattern, PatternKind};
use crate::select::{self, DirPackage, Want};
use crate::variants::{Marks, TestSet, post_order};

/// The path of the package that files named on the command line form.
pub(crate) const COMMAND_LINE: &str = "command-line-arguments";

impl Workspace {
    /// Loads what `config` names. Always gives a workspace, as complete as the disk allows; what is wrong is told.
    pub fn load(system: &dyn System, config: &LoadConfig) -> (Workspace, Vec<LoadDiagnostic>) {
        let mut loaded = Workspace::load_all(system, std::slice::from_ref(config));
        loaded.pop().unwrap_or_default()
    }

    /// Loads several targets or several modules. Folders and files are read once for all of them; the overlay is that
    /// of the first configuration.
    pub fn load_all(system: &dyn System, configs: &[LoadConfig]) -> Vec<(Workspace, Vec<LoadDiagnostic>)> {
        let overlay = configs.first().map(|c| &c.overlay).filter(|o| !o.is_empty());
        let overlaid = overlay.map(|files| OverlaySystem::new(system, files));
        let disk = Disk::new(overlaid.as_ref().map_or(system, |o| o));
        configs.iter().map(|config| load_one(&disk, config)).collect()
    }
}

fn load_one(disk: &Disk<'_>, config: &LoadConfig) -> (Workspace, Vec<LoadDiagnostic>) {
    let mut out = Vec::new();
    let process_dir = disk.system.current_dir().map_or_else(|_| "/".to_string(), |d| path_text(&d));
    let cwd = lexical::absolute(&process_dir, &config.dir.replace('\\', "/"));
    let env = GoEnv::discover(disk.system, config, &mut out);
    let context = BuildContext::new(disk.system, config, &env, &mut out);
    let modules = Modules::open(disk, &env, config, &cwd, &mut out);
    let scope = Scope {
        tests: config.tests,
        tests_of_deps: config.tests_of_deps,
        text: config.keep_text,
        embed_files: config.embed_files,
    };
    let mut closure = Closure::new(disk, &context, &modules, scope);
    let mut raw = config.patterns.clone();
    if raw.is_empty() {
        raw.push(".".into());
    }
    let files = file_arguments(disk, &cwd, &raw);
    let mut given: Option<Arc<str>> = None;
    let mut matches: Vec<Match> = Vec::new();
    if let Some(files) = files {
        match given_files(disk, &closure, &cwd, &files) {
            Ok(unit) => {
                given = Some(unit.path.clone());
                closure.add_given(unit, &FxHashMap::default());
            }
            Err(message) => {
                let pattern = Pattern { text: raw.join(" "), kind: PatternKind::Literal };
                matches.push(Match { pattern, paths: Vec::new(), error: Some((ErrorKind::Other, message)) });
            }
        }
    } else {
        matches = match_and_read(&mut closure, &cwd, &raw, config.tests, &mut out);
    }
    let mut assembly = Assembly::new(&closure, &cwd);
    let named = named_nodes(&mut assembly, &matches, given.as_ref(), &raw);
    let mut marks = Marks::default();
    let mut roots = named.clone();
    if config.tests {
        let sets: Vec<(NodeIndex, TestSet)> =
            named.iter().filter_map(|&p| Some((p, assembly.tests_of(p, &mut marks)?))).collect();
        for (p, set) in sets {
            roots.push(set.main);
            if set.internal != p {
                roots.push(set.internal);
            }
            roots.extend(set.external);
        }
    }
    for &r in &roots {
        assembly.nodes[r].named = true;
    }
    check_requirements(&mut assembly, &modules);
    let workspace = finish(assembly.nodes, &roots, &modules, &env, &context, config, &mut marks);
    modules.late_diagnostics(&mut out);
    out.sort();
    out.dedup();
    (workspace, out)
}

/// The files named by patterns, if they name files.
fn file_arguments(disk: &Disk<'_>, cwd: &str, patterns: &[String]) -> Option<Vec<String>> {
    let names_file = patterns.iter().any(|p| {
        p.ends_with(".go") && disk.system.is_file(Path::new(&lexical::absolute(cwd, &p.replace('\\', "/"))))
    });
    names_file.then(|| patterns.to_vec())
}

/// The package that a list of files forms.
fn given_files(
    disk: &Disk<'_>,
    closure: &Closure<'_, '_>,
    cwd: &str,
    files: &[String],
) -> Result<Unit, String> {
    let mut dir: Option<String> = None;
    let mut names = Vec::new();
    for file in files {
        if !file.ends_with(".go") {
            return Err(format!("named files must be .go files: {file}"));
        }
        let path = lexical::absolute(cwd, &file.replace('\\', "/"));
        if disk.system.is_dir(Path::new(&path)) {
            return Err(format!("{file} is a directory, should be a Go file"));
        }
        if let Err(e) = disk.system.metadata(Path::new(&path)) {
            return Err(format!("stat {path}: {}", error_text(&e)));
        }
        let parent = lexical::parent(&path).to_string();
        if let Some(dir) = &dir
            && *dir != parent
        {
            return Err(format!("named files must all be in one directory; have {dir} and {parent}"));
        }
        dir = Some(parent);
        names.push(lexical::base(&path).to_string());
    }
    let dir = dir.unwrap_or_else(|| cwd.to_string());
    let folder = disk.folder(&dir).map_err(|cause| format!("open {dir}: {cause}"))?;
    let want = Want { all_files: true, ..closure.want(true) };
    let data = Arc::new(select::select(disk, &folder, closure.context, want, Some(&names)));
    let embeds = closure.embeds(&data, true);
    let owner = if lexical::below(&dir, &closure.modules.env.goroot_src()).is_some() {
        Owner::Standard
    } else {
        Owner::Unknown
    };
    Ok(Unit { path: COMMAND_LINE.into(), found: Ok(Found { dir, owner }), data, embeds })
}

fn match_and_read(
    closure: &mut Closure<'_, '_>,
    cwd: &str,
    raw: &[String],
    tests: bool,
    out: &mut Vec<LoadDiagnostic>,
) -> Vec<Match> {
    let patterns: Vec<Pattern> = raw.iter().map(|p| Pattern::new(p)).collect();
    let mut matching = Matching {
        disk: closure.disk,
        context: closure.context,
        modules: closure.modules,
        want: closure.want(true),
        cwd,
        read: FxHashMap::default(),
        diagnostics: Vec::new(),
    };
    let mut matches = matching.run(&patterns);
    let read: FxHashMap<Arc<str>, Arc<DirPackage>> = std::mem::take(&mut matching.read);
    out.append(&mut matching.diagnostics);
    let all_roots: Vec<Arc<str>> = matches
        .iter()
        .filter(|m| m.pattern.kind == PatternKind::All)
        .flat_map(|m| m.paths.iter().cloned())
        .collect();
    let other: Vec<Arc<str>> = matches
        .iter()
        .filter(|m| m.pattern.kind != PatternKind::All)
        .flat_map(|m| m.paths.iter().cloned())
        .collect();
    closure.extend(&other, tests, &read);
    if matches.iter().any(|m| m.pattern.kind == PatternKind::All) {
        // "all" closes over the tests of the main modules, whether tests are listed or not.
        closure.extend(&all_roots, true, &read);
        let all = closure.pattern_all(&all_roots);
        if tests {
            closure.extend(&all, true, &read);
        }
        for m in matches.iter_mut().filter(|m| m.pattern.kind == PatternKind::All) {
            m.paths = all.clone();
        }
    }
    matches
}

fn named_nodes(
    assembly: &mut Assembly<'_, '_, '_>,
    matches: &[Match],
    given: Option<&Arc<str>>,
    raw: &[String],
) -> Vec<NodeIndex> {
    let mut named: Vec<NodeIndex> = Vec::new();
    let mut seen: rustc_hash::FxHashSet<NodeIndex> = Default::default();
    if let Some(path) = given {
        let node = assembly.root(path);
        assembly.nodes[node].matched = raw.iter().map(|p| Arc::from(p.as_str())).collect();
        named.push(node);
    }
    for m in matches {
        for path in &m.paths {
            let node = assembly.root(path);
            assembly.nodes[node].matched.push(m.pattern.text.as_str().into());
            if seen.insert(node) {
                named.push(node);
            }
        }
        if let Some((kind, message)) = &m.error {
            let pattern = &m.pattern;
            let literal = matches!(pattern.kind, PatternKind::LocalDir | PatternKind::Literal);
            let message =
                if literal { message.clone() } else { format!("pattern {}: {message}", pattern.text) };
            let dir = if *kind == ErrorKind::NoGoFiles {
                lexical::absolute(assembly.cwd, &pattern.text).into()
            } else {
                Arc::default()
            };
            named.push(assembly.failed_pattern(&pattern.text, dir, *kind, message));
        }
    }
    named
}

/// What a main module imports must be required in its go.mod; what it requires must agree with itself.
fn check_requirements(assembly: &mut Assembly<'_, '_, '_>, modules: &Modules<'_>) {
    let mut providers: std::collections::BTreeSet<crate::modfile::ModuleVersion> = Default::default();
    for i in 0..assembly.nodes.len() {
        let node = &assembly.nodes[i];
        if !matches!(node.owner(), Owner::Main(_)) || node.kind == PackageKind::TestMain {
            continue;
        }
        let mut error = None;
        for edge in node.edges.iter().filter(|e| e.source.is_some()) {
            let target = &assembly.nodes[edge.to];
            let owner = target.owner();
            if let Owner::Module(m) = &owner {
                providers.insert(m.clone());
            }
            if let Some(m) = modules.implicit_requirement(&owner) {
                let message = format!(
                    "package {} imports {} from implicitly required module; to add missing requirements, run:\n\tgo get {m}",
                    node.path, target.path
                );
                error = error.or(Some(PackageError {
                    import_stack: vec![node.path.clone()],
                    pos: String::new(),
                    message,
                    kind: ErrorKind::Other,
                }));
            }
        }
        if let Some(error) = error {
            assembly.nodes[i].err(error);
        }
    }
    for m in &providers {
        modules.spot_check(m);
    }
}

/// Import path with the variant in brackets.
fn listed_path(node: &Node) -> Arc<str> {
    match &node.for_test {
        Some(test) => format!("{} [{test}.test]", node.path).into(),
        None => node.path.clone(),
    }
}

fn finish(
    nodes: Vec<Node>,
    roots: &[NodeIndex],
    modules: &Modules<'_>,
    env: &GoEnv,
    context: &BuildContext,
    config: &LoadConfig,
    marks: &mut Marks,
) -> Workspace {
    let order = post_order(&nodes, roots, marks);
    let mut ids = vec![PackageId(u32::MAX); nodes.len()];
    for (i, &node) in order.iter().enumerate() {
        ids[node] = PackageId(i as u32);
    }
    let listed: Vec<Arc<str>> = nodes.iter().map(listed_path).collect();
    let mut workspace = Workspace {
        context: context.clone(),
        env: env.clone(),
        work_file: modules.work.as_ref().map(|(file, _)| file.as_str().into()),
        roots: roots.iter().map(|&r| ids[r]).collect(),
        ..Workspace::default()
    };
    let mut module_ids: FxHashMap<Owner, Option<ModuleId>> = FxHashMap::default();
    let mut module_of = |owner: &Owner, list: &mut Vec<Module>| -> Option<ModuleId> {
        if let Some(id) = module_ids.get(owner) {
            return *id;
        }
        let id = modules.module_info(owner).map(|info| {
            list.push(info);
            ModuleId(list.len() as u32 - 1)
        });
        module_ids.insert(owner.clone(), id);
        id
    };
    for i in 0..modules.mains.len() {
        workspace.main_modules.extend(module_of(&Owner::Main(i), &mut workspace.modules));
    }
    let source_ids = collect_sources(&nodes, &order, config, &mut workspace.sources);
    for &index in &order {
        let node = &nodes[index];
        let owner = node.owner();
        let module = module_of(&owner, &mut workspace.modules);
        let standard = owner == Owner::Standard;
        let plain = !matches!(node.kind, PackageKind::ExternalTest | PackageKind::TestMain);
        let go_version = module.map(|m| Arc::from(workspace.modules[m.index()].language()));
        let root = match module {
            Some(m) => workspace.modules[m.index()].dir.clone(),
            None if standard => env.goroot.as_str().into(),
            None => Arc::default(),
        };
        workspace.packages.push(Package {
            id: ids[index],
            import_path: listed[index].clone(),
            path: node.path.clone(),
            name: node.name.clone(),
            dir: node.dir.clone(),
            kind: node.kind,
            for_test: node.for_test.clone(),
            module,
            go_version,
            root,
            goroot: in_goroot(&node.dir, env) && node.unit.is_some() && node.kind != PackageKind::TestMain,
            standard: plain
                && in_goroot(&node.dir, env)
                && crate::module_path::is_standard_spelling(&node.path),
            dep_only: !node.named,
            matched: node.matched.clone(),
            files: node.files.iter().map(|f| source_ids[&source_path(node, &f.name)]).collect(),
            lists: node.lists.clone(),
            embed_files: node.embed_files.clone(),
            test_embed_files: node.test_embed_files.clone(),
            xtest_embed_files: node.xtest_embed_files.clone(),
            imports: imports(node, &nodes, &ids),
            import_paths: import_paths(node, &nodes, &listed),
            source_imports: node.source_imports.clone(),
            test_imports: node.test_imports.clone(),
            xtest_imports: node.xtest_imports.clone(),
            incomplete: node.incomplete,
            error: node.error.clone(),
        });
    }
    for p in &workspace.packages {
        workspace.by_path.entry(p.import_path.clone()).or_insert(p.id);
    }
    workspace
}

fn in_goroot(dir: &str, env: &GoEnv) -> bool {
    !env.goroot.is_empty() && lexical::below(dir, &env.goroot_src()).is_some_and(|s| !s.is_empty())
}

fn source_path(node: &Node, name: &str) -> Arc<str> {
    lexical::child(&node.dir, name).into()
}

fn collect_sources(
    nodes: &[Node],
    order: &[NodeIndex],
    config: &LoadConfig,
    sources: &mut Vec<SourceFile>,
) -> FxHashMap<Arc<str>, SourceId> {
    let mut files: FxHashMap<Arc<str>, SourceFile> = FxHashMap::default();
    for &index in order {
        let node = &nodes[index];
        for file in &node.files {
            files.entry(source_path(node, &file.name)).or_insert_with_key(|path| SourceFile {
                name: file.name.clone(),
                path: path.clone(),
                text: if config.keep_text { file.scan.text.clone() } else { None },
                len: file.scan.len,
                go_version: file.scan.header.go_version(),
                is_test: file.name.ends_with("_test.go"),
                is_cgo: file.scan.header.imports_c(),
            });
        }
    }
    sources.extend(files.into_values());
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources.iter().enumerate().map(|(i, s)| (s.path.clone(), SourceId(i as u32))).collect()
}

fn imports(node: &Node, nodes: &[Node], ids: &[PackageId]) -> Vec<Import> {
    let mut imports: Vec<Import> = node
        .edges
        .iter()
        .map(|e| Import {
            path: e.source.clone().unwrap_or_else(|| nodes[e.to].path.clone()),
            package: ids[e.to],
            implicit: e.source.is_none(),
        })
        .collect();
    imports.sort_by(|a, b| a.path.cmp(&b.path).then(a.implicit.cmp(&b.implicit)));
    imports.dedup_by(|a, b| a.path == b.path);
    imports
}

/// `Imports`, where a variant replaces the plain package.
fn import_paths(node: &Node, nodes: &[Node], listed: &[Arc<str>]) -> Vec<Arc<str>> {
    let variants: Vec<NodeIndex> =
        node.edges.iter().map(|e| e.to).filter(|&to| nodes[to].for_test.is_some()).collect();
    if variants.is_empty() {
        return node.import_paths.clone();
    }
    node.import_paths
        .iter()
        .map(|path| match variants.iter().find(|&&v| nodes[v].path == *path) {
            Some(&v) => listed[v].clone(),
            None => path.clone(),
        })
        .collect()
}
