//! The package graph: who imports whom, what is forbidden, and which error belongs to which package.
//!
//! One depth-first pass in one thread over what [`crate::closure`] read, in the order in which the go command loads
//! packages, because that order decides on whom an error is reported. The stack is a vector: import chains may be long.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::closure::{Closure, Unit, implicit_imports};
use crate::embed::EmbedError;
use crate::lexical;
use crate::module_path;
use crate::modules::Owner;
use crate::package::{ErrorKind, FileLists, PackageError, PackageKind};
use crate::select::{FilePlace, GoFile, Placed};

/// Index of a [`Node`].
pub type NodeIndex = usize;

/// An import edge.
#[derive(Clone, Debug)]
pub struct Edge {
    pub to: NodeIndex,
    /// As written in the source; `None` for what cgo and the linker add.
    pub source: Option<Arc<str>>,
}

/// A package under construction.
#[derive(Clone, Debug)]
pub struct Node {
    pub path: Arc<str>,
    pub kind: PackageKind,
    pub for_test: Option<Arc<str>>,
    pub unit: Option<Arc<Unit>>,
    pub name: Arc<str>,
    pub dir: Arc<str>,
    pub files: Vec<GoFile>,
    pub lists: Arc<FileLists>,
    /// In the order in which they are visited.
    pub edges: Vec<Edge>,
    /// `Imports`, before variants are told apart.
    pub import_paths: Vec<Arc<str>>,
    pub source_imports: Vec<Arc<str>>,
    pub test_imports: Vec<Arc<str>>,
    pub xtest_imports: Vec<Arc<str>>,
    pub embed_files: Vec<Arc<str>>,
    pub test_embed_files: Vec<Arc<str>>,
    pub xtest_embed_files: Vec<Arc<str>>,
    pub error: Option<PackageError>,
    pub incomplete: bool,
    pub matched: Vec<Arc<str>>,
    /// Named by a pattern, or a test of such a package.
    pub named: bool,
    /// All edges are there.
    pub done: bool,
}

impl Node {
    pub fn owner(&self) -> Owner {
        match self.unit.as_ref().map(|u| &u.found) {
            Some(Ok(found)) => found.owner.clone(),
            _ => Owner::Unknown,
        }
    }

    pub fn is_standard(&self) -> bool {
        self.unit.as_ref().is_some_and(|u| u.is_standard())
    }

    pub fn err(&mut self, error: PackageError) {
        if self.error.is_none() {
            self.error = Some(error);
        }
        self.incomplete = true;
    }
}

/// One frame of the depth-first pass.
struct Frame {
    node: NodeIndex,
    /// Imports in order: the path as written, its place; the last ones are implicit.
    imports: Vec<(Arc<str>, Option<FilePlace>, bool)>,
    next: usize,
}

pub struct Assembly<'c, 'a, 'd> {
    pub closure: &'c Closure<'a, 'd>,
    pub cwd: &'c str,
    pub nodes: Vec<Node>,
    by_path: FxHashMap<Arc<str>, NodeIndex>,
    /// The first path of those that differ only in case: such packages cannot be in one build.
    by_folded: FxHashMap<String, Arc<str>>,
    /// Import paths from a named package down to the current one.
    stack: Vec<Arc<str>>,
}

impl<'c, 'a, 'd> Assembly<'c, 'a, 'd> {
    pub fn new(closure: &'c Closure<'a, 'd>, cwd: &'c str) -> Self {
        Assembly {
            closure,
            cwd,
            nodes: Vec::new(),
            by_path: FxHashMap::default(),
            by_folded: FxHashMap::default(),
            stack: Vec::new(),
        }
    }

    /// `file:line:column` as the go command shows it.
    pub fn position(&self, dir: &str, at: &FilePlace) -> String {
        let file = lexical::short(self.cwd, &lexical::child(dir, &at.file));
        format!("{file}:{}:{}", at.place.line, at.place.column)
    }

    fn stack_with(&self, path: Option<&Arc<str>>) -> Vec<Arc<str>> {
        self.stack.iter().chain(path).cloned().collect()
    }

    /// Loads a package named by a pattern.
    pub fn root(&mut self, path: &Arc<str>) -> NodeIndex {
        self.load(path, None)
    }

    /// Loads the package at `path` and all it imports. `importer` is the importing folder and the place of the import.
    fn load(&mut self, path: &Arc<str>, importer: Option<(&Arc<str>, &FilePlace)>) -> NodeIndex {
        if let Some(&known) = self.by_path.get(path) {
            return known;
        }
        let base = self.stack.len();
        let first = self.open(path, importer);
        let mut frames = vec![self.frame(first)];
        while let Some(frame) = frames.last_mut() {
            let parent = frame.node;
            let Some((written, at, implicit)) = frame.imports.get(frame.next).cloned() else {
                self.close(parent);
                frames.pop();
                continue;
            };
            frame.next += 1;
            let standard = self.nodes[parent].is_standard();
            let path = self.closure.canonical(&self.nodes[parent].path, standard, &written);
            if let Some(&child) = self.by_path.get(&path) {
                self.reuse(child, &path);
                self.link(parent, child, &written, at.as_ref(), implicit);
                continue;
            }
            let dir = self.nodes[parent].dir.clone();
            let child = self.open(&path, at.as_ref().map(|at| (&dir, at)));
            // The edge is drawn when the child is complete, because its errors decide whether the import is one.
            frame_again(frames.last_mut());
            frames.push(self.frame(child));
        }
        self.stack.truncate(base);
        first
    }

    /// Creates the node for a package, with the errors that do not depend on its imports.
    fn open(&mut self, path: &Arc<str>, importer: Option<(&Arc<str>, &FilePlace)>) -> NodeIndex {
        let unit = self.closure.units.get(path).cloned();
        let data = unit.as_ref().map(|u| u.data.clone()).unwrap_or_default();
        let mut node = Node {
            path: path.clone(),
            kind: PackageKind::Plain,
            for_test: None,
            name: data.name.clone(),
            dir: data.dir.clone(),
            files: data.go.iter().chain(&data.cgo).cloned().collect(),
            lists: Arc::new(self.shown_lists(&data.lists)),
            edges: Vec::new(),
            import_paths: Vec::new(),
            source_imports: data.imports.iter().map(|(p, _)| p.clone()).collect(),
            test_imports: Vec::new(),
            xtest_imports: Vec::new(),
            embed_files: Vec::new(),
            test_embed_files: Vec::new(),
            xtest_embed_files: Vec::new(),
            error: None,
            incomplete: false,
            matched: Vec::new(),
            named: false,
            done: false,
            unit,
        };
        self.own_errors(&mut node, importer);
        let first = self.by_folded.entry(path.to_lowercase()).or_insert_with(|| path.clone()).clone();
        if first != *path {
            let pos = importer.map_or(String::new(), |(dir, at)| self.position(dir, at));
            node.err(PackageError {
                import_stack: self.stack_with(None),
                pos,
                message: format!("case-insensitive import collision: \"{path}\" and \"{first}\""),
                kind: ErrorKind::Forbidden,
            });
        }
        let index = self.nodes.len();
        self.by_path.insert(path.clone(), index);
        self.nodes.push(node);
        self.stack.push(path.clone());
        index
    }

    fn own_errors(&self, node: &mut Node, importer: Option<(&Arc<str>, &FilePlace)>) {
        let import_pos = importer.map_or(String::new(), |(dir, at)| self.position(dir, at));
        let Some(unit) = node.unit.clone() else {
            let message = format!("cannot find package \"{}\"", node.path);
            node.err(PackageError {
                import_stack: self.stack_with(None),
                pos: import_pos,
                message,
                kind: ErrorKind::MissingPackage,
            });
            return;
        };
        if let Err(error) = &unit.found {
            let message = match &error.missing_sum {
                Some((modules, found)) => self.missing_sum(&node.path, modules, *found),
                None => error.message.clone(),
            };
            node.err(PackageError {
                import_stack: self.stack_with(None),
                pos: import_pos,
                message,
                kind: error.kind,
            });
            return;
        }
        let data = &unit.data;
        if let Some(error) = &data.error {
            let own = error.kind == ErrorKind::NoGoFiles || error.place.is_some();
            let pos = match &error.place {
                Some(at) => self.position(&data.dir, at),
                None if own => String::new(),
                None => import_pos,
            };
            node.err(PackageError {
                import_stack: self.stack_with(own.then_some(&node.path)),
                pos,
                message: error.message.clone(),
                kind: error.kind,
            });
        }
        if let Some(resolved) = &unit.embeds.own {
            match resolved {
                Ok(files) => node.embed_files = files.clone(),
                Err(e) => {
                    let error =
                        self.embed_error(&data.dir, &data.embeds, e, self.stack_with(Some(&node.path)));
                    node.err(error);
                }
            }
        }
    }

    pub fn embed_error(
        &self,
        dir: &str,
        places: &Placed,
        e: &EmbedError,
        stack: Vec<Arc<str>>,
    ) -> PackageError {
        let pos = places
            .iter()
            .find(|(p, _)| *p == e.pattern)
            .map_or(String::new(), |(_, at)| self.position(dir, at));
        PackageError { import_stack: stack, pos, message: e.message.clone(), kind: ErrorKind::Embed }
    }

    fn missing_sum(&self, path: &str, modules: &[crate::modfile::ModuleVersion], found: bool) -> String {
        // The tests of a package stand on the stack under a name of their own.
        let on_stack = self.stack.last().map(|s| &**s);
        let importer =
            on_stack.map(|name| match name.strip_suffix(" (test)").or_else(|| name.strip_suffix("_test")) {
                Some(tested) if self.by_path.contains_key(tested) => (tested, " -t"),
                _ => (name, ""),
            });
        let by = importer.map_or(String::new(), |(i, _)| format!(" (imported by {i})"));
        let mut message = if found {
            format!(
                "missing go.sum entry needed to verify package {path}{by} is provided by exactly one module"
            )
        } else {
            format!("missing go.sum entry for module providing package {path}{by}")
        };
        match importer {
            Some((importer, flag)) => {
                let version = match self.by_path.get(importer).map(|&i| self.nodes[i].owner()) {
                    Some(Owner::Module(m)) => format!("@{}", m.version),
                    _ => String::new(),
                };
                message.push_str(&format!("; to add:\n\tgo get{flag} {importer}{version}"));
            }
            None => {
                let names: Vec<&str> = modules.iter().map(|m| m.path.as_str()).collect();
                message.push_str(&format!("; to add:\n\tgo mod download {}", names.join(" ")));
            }
        }
        message
    }

    fn shown_lists(&self, lists: &FileLists) -> FileLists {
        let mut lists = lists.clone();
        if !self.closure.context.cgo {
            // Without cgo nothing compiles these, just as Go files that import "C" are ignored.
            lists.c_files.clear();
            lists.cxx_files.clear();
            lists.m_files.clear();
            lists.swig_files.clear();
            lists.swig_cxx_files.clear();
        }
        lists
    }

    fn frame(&self, index: NodeIndex) -> Frame {
        let node = &self.nodes[index];
        let mut imports: Vec<(Arc<str>, Option<FilePlace>, bool)> = Vec::new();
        if let Some(unit) = &node.unit {
            imports.extend(
                unit.data
                    .imports
                    .iter()
                    .filter(|(p, _)| **p != *"C")
                    .map(|(p, at)| (p.clone(), Some(at.clone()), false)),
            );
            for path in implicit_imports(&node.path, unit.is_standard(), &unit.data, self.closure.context) {
                if !imports.iter().any(|(p, ..)| **p == *path) {
                    imports.push((path.into(), None, true));
                }
            }
        }
        Frame { node: index, imports, next: 0 }
    }

    /// All imports are linked.
    fn close(&mut self, index: NodeIndex) {
        let standard = self.nodes[index].is_standard();
        let path = self.nodes[index].path.clone();
        let paths: Vec<Arc<str>> = self.nodes[index]
            .source_imports
            .iter()
            .map(|p| if **p == *"C" { p.clone() } else { self.closure.canonical(&path, standard, p) })
            .collect();
        self.nodes[index].import_paths = paths;
        let unit = self.nodes[index].unit.clone();
        if let Some(unit) = &unit {
            let resolve = |placed: &Placed| {
                let mut paths: Vec<Arc<str>> =
                    placed.iter().map(|(p, _)| self.closure.canonical(&path, standard, p)).collect();
                paths.sort();
                paths.dedup();
                paths
            };
            let (test, xtest) = (resolve(&unit.data.test_imports), resolve(&unit.data.xtest_imports));
            self.nodes[index].test_imports = test;
            self.nodes[index].xtest_imports = xtest;
        }
        self.foreign_sources(index);
        self.nodes[index].done = true;
        self.stack.pop();
    }

    /// C and its relatives need cgo or SWIG.
    fn foreign_sources(&mut self, index: NodeIndex) {
        let node = &self.nodes[index];
        let l = &node.lists;
        if !l.cgo_files.is_empty() || !l.swig_files.is_empty() || !l.swig_cxx_files.is_empty() {
            return;
        }
        let kinds =
            [("C", &l.c_files), ("C++", &l.cxx_files), ("Objective-C", &l.m_files), ("Fortran", &l.f_files)];
        let Some((language, files)) = kinds.into_iter().find(|(_, files)| !files.is_empty()) else { return };
        let names: Vec<&str> = files.iter().map(|f| &**f).collect();
        let message =
            format!("{language} source files not allowed when not using cgo or SWIG: {}", names.join(" "));
        let import_stack = self.stack.clone();
        self.nodes[index].err(PackageError {
            import_stack,
            pos: String::new(),
            message,
            kind: ErrorKind::Other,
        });
    }

    /// An import of a package that is known already, maybe still open: then the imports form a cycle.
    fn reuse(&mut self, child: NodeIndex, path: &Arc<str>) {
        // Copying the stack for every edge would make long import chains quadratic.
        let depth = self.stack.len() + 1;
        let node = &self.nodes[child];
        let concerned = match &node.error {
            _ if !node.done => true,
            Some(error) => error.kind != ErrorKind::ImportCycle && depth <= error.import_stack.len(),
            None => false,
        };
        if !concerned {
            return;
        }
        let stack = self.stack_with(Some(path));
        let node = &mut self.nodes[child];
        if !node.done {
            if node.error.as_ref().is_none_or(|e| e.kind != ErrorKind::ImportCycle) {
                node.error = Some(PackageError {
                    import_stack: stack,
                    pos: String::new(),
                    message: "import cycle not allowed".into(),
                    kind: ErrorKind::ImportCycle,
                });
            }
            node.incomplete = true;
            return;
        }
        if let Some(error) = &mut node.error
            && shorter(&stack, &error.import_stack)
        {
            error.import_stack = stack;
        }
    }

    /// Draws the edge from `parent` to `child` and judges it.
    fn link(
        &mut self,
        parent: NodeIndex,
        child: NodeIndex,
        written: &Arc<str>,
        at: Option<&FilePlace>,
        implicit: bool,
    ) {
        if let Some(mut error) = self.forbidden(parent, child, written) {
            if let Some(at) = at {
                error.pos = self.position(&self.nodes[parent].dir, at);
            }
            self.nodes[parent].err(error);
        }
        if self.nodes[child].incomplete {
            self.nodes[parent].incomplete = true;
        }
        let source = (!implicit).then(|| written.clone());
        self.nodes[parent].edges.push(Edge { to: child, source });
    }

    /// Whether `importer` may not import `child`, and why.
    pub fn forbidden(
        &self,
        importer: NodeIndex,
        child: NodeIndex,
        written: &Arc<str>,
    ) -> Option<PackageError> {
        let (i, c) = (&self.nodes[importer], &self.nodes[child]);
        let error = |message: String| {
            Some(PackageError {
                import_stack: self.stack.clone(),
                pos: String::new(),
                message,
                kind: ErrorKind::Forbidden,
            })
        };
        if c.error.is_none() && !self.may_see_internal(i, c) {
            let mut found = error(format!("use of internal package {} not allowed", c.path));
            if let Some(found) = &mut found {
                found.import_stack.push(c.path.clone());
            }
            return found;
        }
        if let Some(at) = find_element(&c.path, "vendor").filter(|&at| at + "vendor".len() < c.path.len()) {
            let tail = c.path.len() - at.saturating_sub(1);
            let parent_dir = c.dir.len().checked_sub(tail).and_then(|n| c.dir.get(..n));
            if let Some(parent) = parent_dir
                && lexical::below(&i.dir, parent).is_none()
            {
                return error("use of vendored package not allowed".into());
            }
        }
        if let Some(at) = find_element(written, "vendor").filter(|&at| at + "vendor".len() < written.len()) {
            let tail = &written[at + "vendor/".len()..];
            return error(format!("{written} must be imported as {tail}"));
        }
        if &*c.name == "main" && i.dir != c.dir {
            return error(format!("import \"{written}\" is a program, not an importable package"));
        }
        if &**written == "." {
            return error(".: cannot import current directory".into());
        }
        if crate::pattern::is_relative(written) {
            return error(format!("local import \"{written}\" in non-local package"));
        }
        None
    }

    fn may_see_internal(&self, importer: &Node, child: &Node) -> bool {
        let Some(at) = find_element(&child.path, "internal") else { return true };
        let at = at.saturating_sub(1);
        if child.owner() == Owner::Standard {
            if module_path::has_prefix(&importer.path, "crypto")
                && module_path::has_prefix(&child.path, "crypto/internal/fips140")
            {
                return true;
            }
            let Some(n) = (child.dir.len() + at).checked_sub(child.path.len()) else { return true };
            let parent = child.dir.get(..n).unwrap_or("");
            return lexical::below(&importer.dir, parent.trim_end_matches('/')).is_some();
        }
        let importer_path: Arc<str> = if &*importer.path == crate::load::COMMAND_LINE {
            self.closure.modules.path_of_files(&importer.dir)
        } else {
            importer.path.clone()
        };
        module_path::has_prefix(&importer_path, &child.path[..at])
    }

    /// An import by test files, judged like any other: the package, and the error of the import.
    pub fn test_import(
        &mut self,
        under_test: NodeIndex,
        written: &Arc<str>,
        at: &FilePlace,
        stack_name: &str,
    ) -> (NodeIndex, Option<PackageError>) {
        let node = &self.nodes[under_test];
        let (dir, standard) = (node.dir.clone(), node.is_standard());
        let path = self.closure.canonical(&node.path, standard, written);
        self.stack.push(stack_name.into());
        let child = match self.by_path.get(&path) {
            Some(&known) => {
                self.reuse(known, &path);
                known
            }
            None => self.load(&path, Some((&dir, at))),
        };
        let mut error = self.forbidden(under_test, child, written);
        if let Some(error) = &mut error {
            error.pos = self.position(&dir, at);
        }
        self.stack.pop();
        (child, error)
    }

    /// A package that a generated test program imports.
    pub fn test_main_import(&mut self, path: &str) -> NodeIndex {
        self.stack.push("testmain".into());
        let child = self.load(&path.into(), None);
        self.stack.pop();
        child
    }

    /// A node that stands for a pattern that matched nothing because of an error.
    pub fn failed_pattern(
        &mut self,
        pattern: &str,
        dir: Arc<str>,
        kind: ErrorKind,
        message: String,
    ) -> NodeIndex {
        let node = Node {
            path: pattern.into(),
            kind: PackageKind::Plain,
            for_test: None,
            unit: None,
            name: Arc::default(),
            dir,
            files: Vec::new(),
            lists: Arc::default(),
            edges: Vec::new(),
            import_paths: Vec::new(),
            source_imports: Vec::new(),
            test_imports: Vec::new(),
            xtest_imports: Vec::new(),
            embed_files: Vec::new(),
            test_embed_files: Vec::new(),
            xtest_embed_files: Vec::new(),
            error: Some(PackageError { import_stack: Vec::new(), pos: String::new(), message, kind }),
            incomplete: true,
            matched: vec![pattern.into()],
            named: true,
            done: true,
        };
        self.nodes.push(node);
        self.nodes.len() - 1
    }
}

/// Lets a frame look at the same import once more.
fn frame_again(frame: Option<&mut Frame>) {
    if let Some(frame) = frame {
        frame.next -= 1;
    }
}

fn shorter(a: &[Arc<str>], b: &[Arc<str>]) -> bool {
    if a.len() != b.len() {
        return a.len() < b.len();
    }
    a < b
}

/// Where the last path element `element` begins.
fn find_element(path: &str, element: &str) -> Option<usize> {
    let mut end = path.len();
    for part in path.rsplit('/') {
        let start = end - part.len();
        if part == element {
            return Some(start);
        }
        end = start.saturating_sub(1);
    }
    None
}
