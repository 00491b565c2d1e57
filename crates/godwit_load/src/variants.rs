//! The packages that testing adds: `p.test`, `p [p.test]`, `p_test [p.test]`, and the copies of packages between them.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::assemble::{Assembly, Edge, Node, NodeIndex};
use crate::closure::{TEST_MAIN_DEPS, linker_imports};
use crate::package::{ErrorKind, FileLists, PackageError, PackageKind};

/// The packages that one package's tests consist of.
pub struct TestSet {
    pub main: NodeIndex,
    /// The package itself where nothing is added to it.
    pub internal: NodeIndex,
    pub external: Option<NodeIndex>,
}

/// Marks for depth-first passes that need no clearing between passes.
#[derive(Default)]
pub struct Marks {
    seen: Vec<u32>,
    pass: u32,
}

impl Marks {
    fn start(&mut self, n: usize) {
        self.seen.resize(n, 0);
        self.pass += 1;
    }

    fn first(&mut self, i: NodeIndex) -> bool {
        std::mem::replace(&mut self.seen[i], self.pass) != self.pass
    }
}

/// Packages reachable from `roots`, each after what it imports.
pub fn post_order(nodes: &[Node], roots: &[NodeIndex], marks: &mut Marks) -> Vec<NodeIndex> {
    marks.start(nodes.len());
    let mut order = Vec::new();
    let mut stack: Vec<(NodeIndex, usize)> = Vec::new();
    for &root in roots {
        if !marks.first(root) {
            continue;
        }
        stack.push((root, 0));
        while let Some(top) = stack.last_mut() {
            let (node, next) = *top;
            match nodes[node].edges.get(next) {
                Some(edge) => {
                    top.1 += 1;
                    if marks.first(edge.to) {
                        stack.push((edge.to, 0));
                    }
                }
                None => {
                    order.push(node);
                    stack.pop();
                }
            }
        }
    }
    order
}

impl Assembly<'_, '_, '_> {
    /// Makes the test packages of `p`, if it has test files.
    pub fn tests_of(&mut self, p: NodeIndex, marks: &mut Marks) -> Option<TestSet> {
        let unit = self.nodes[p].unit.clone()?;
        let data = unit.data.clone();
        if data.test.is_empty() && data.xtest.is_empty() {
            return None;
        }
        let path = self.nodes[p].path.clone();
        let (mut internal_edges, mut internal_error, mut internal_incomplete) = (Vec::new(), None, false);
        for (written, at) in data.test_imports.iter().filter(|(p, _)| **p != *"C") {
            let (to, error) = self.test_import(p, written, at, &format!("{path} (test)"));
            internal_incomplete |= error.is_some() || self.nodes[to].incomplete;
            internal_error = internal_error.or(error);
            internal_edges.push(Edge { to, source: Some(written.clone()) });
        }
        if let Some(resolved) = &unit.embeds.test {
            match resolved {
                Ok(files) => self.nodes[p].test_embed_files = files.clone(),
                Err(e) => {
                    let stack = vec![format!("{path} (test)").into()];
                    internal_error = Some(self.embed_error(&data.dir, &data.test_embeds, e, stack));
                    internal_incomplete = true;
                }
            }
        }
        let (mut external_edges, mut external_error, mut external_incomplete) = (Vec::new(), None, false);
        let mut needs_internal = None;
        for (written, at) in data.xtest_imports.iter().filter(|(p, _)| **p != *"C") {
            let (to, error) = self.test_import(p, written, at, &format!("{path}_test"));
            external_incomplete |= self.nodes[to].incomplete;
            external_error = external_error.or(error);
            if to == p {
                needs_internal = Some(written.clone());
            } else {
                external_edges.push(Edge { to, source: Some(written.clone()) });
            }
        }
        if let Some(resolved) = &unit.embeds.xtest {
            match resolved {
                Ok(files) => self.nodes[p].xtest_embed_files = files.clone(),
                Err(e) => {
                    let stack = vec![format!("{path}_test").into()];
                    let error = self.embed_error(&data.dir, &data.xtest_embeds, e, stack);
                    external_error = external_error.or(Some(error));
                }
            }
        }
        external_incomplete |= external_error.is_some();
        let internal = if !data.test.is_empty() || &*self.nodes[p].name == "main" {
            self.internal_test(p, internal_edges.clone(), internal_error, internal_incomplete)
        } else {
            p
        };
        let external = (!data.xtest.is_empty()).then(|| {
            if let Some(written) = needs_internal {
                external_edges.push(Edge { to: internal, source: Some(written) });
            }
            self.external_test(p, external_edges, external_error, external_incomplete)
        });
        let main = self.test_main(p, internal, external);
        self.recompile(main, p, internal, external, marks);
        Some(TestSet { main, internal, external })
    }

    fn internal_test(
        &mut self,
        p: NodeIndex,
        test_edges: Vec<Edge>,
        error: Option<PackageError>,
        incomplete: bool,
    ) -> NodeIndex {
        let mut node = self.nodes[p].clone();
        let data = node.unit.as_ref().map(|u| u.data.clone()).unwrap_or_default();
        node.kind = PackageKind::InternalTest;
        node.for_test = Some(node.path.clone());
        if node.error.is_none() {
            node.error = error;
        }
        node.incomplete |= incomplete;
        let n_go = data.go.len();
        node.files.splice(n_go..n_go, data.test.iter().cloned());
        let mut lists = (*node.lists).clone();
        lists.go_files.extend(data.test.iter().map(|f| f.name.clone()));
        node.lists = Arc::new(lists);
        node.edges = test_edges.into_iter().chain(std::mem::take(&mut node.edges)).collect();
        let standard = node.is_standard();
        let test_sources: Vec<Arc<str>> = data.test_imports.iter().map(|(p, _)| p.clone()).collect();
        let resolved: Vec<Arc<str>> =
            test_sources.iter().map(|s| self.closure.canonical(&node.path, standard, s)).collect();
        node.source_imports.splice(0..0, test_sources);
        node.import_paths.splice(0..0, resolved);
        node.embed_files = node.embed_files.iter().chain(&node.test_embed_files).cloned().collect();
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn external_test(
        &mut self,
        p: NodeIndex,
        edges: Vec<Edge>,
        error: Option<PackageError>,
        incomplete: bool,
    ) -> NodeIndex {
        let node = &self.nodes[p];
        let data = node.unit.as_ref().map(|u| u.data.clone()).unwrap_or_default();
        let standard = node.is_standard();
        let sources: Vec<Arc<str>> = data.xtest_imports.iter().map(|(p, _)| p.clone()).collect();
        let resolved = sources.iter().map(|s| self.closure.canonical(&node.path, standard, s)).collect();
        let node = Node {
            kind: PackageKind::ExternalTest,
            for_test: Some(node.path.clone()),
            path: format!("{}_test", node.path).into(),
            name: format!("{}_test", node.name).into(),
            files: data.xtest.clone(),
            lists: Arc::new(FileLists {
                go_files: data.lists.xtest_go_files.clone(),
                ..FileLists::default()
            }),
            edges,
            import_paths: resolved,
            source_imports: sources,
            test_imports: Vec::new(),
            xtest_imports: Vec::new(),
            embed_files: node.xtest_embed_files.clone(),
            test_embed_files: Vec::new(),
            xtest_embed_files: Vec::new(),
            error,
            incomplete,
            matched: Vec::new(),
            ..node.clone()
        };
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn test_main(&mut self, p: NodeIndex, internal: NodeIndex, external: Option<NodeIndex>) -> NodeIndex {
        let under_test = self.nodes[internal].path.clone();
        let mut edges: Vec<Edge> = Vec::new();
        for path in TEST_MAIN_DEPS.into_iter().chain(linker_imports(self.closure.context)) {
            let to = if *path == *under_test { internal } else { self.test_main_import(path) };
            edges.push(Edge { to, source: Some(path.into()) });
        }
        let mut paths: Vec<Arc<str>> = TEST_MAIN_DEPS.iter().map(|p| Arc::from(*p)).collect();
        if !self.nodes[internal].files.is_empty() {
            edges.push(Edge { to: internal, source: Some(under_test.clone()) });
            paths.push(under_test.clone());
        }
        if let Some(external) = external {
            let path = self.nodes[external].path.clone();
            edges.push(Edge { to: external, source: Some(path.clone()) });
            paths.push(path);
        }
        paths.sort();
        paths.dedup();
        let node = &self.nodes[p];
        let node = Node {
            kind: PackageKind::TestMain,
            for_test: None,
            path: format!("{}.test", node.path).into(),
            name: "main".into(),
            files: Vec::new(),
            lists: Arc::new(FileLists { go_files: vec!["_testmain.go".into()], ..FileLists::default() }),
            edges,
            import_paths: paths.clone(),
            source_imports: paths,
            test_imports: Vec::new(),
            xtest_imports: Vec::new(),
            embed_files: Vec::new(),
            test_embed_files: Vec::new(),
            xtest_embed_files: Vec::new(),
            error: None,
            incomplete: false,
            matched: Vec::new(),
            ..node.clone()
        };
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Packages between the tests and the package under test must be compiled against its test variant: each gets a copy
    /// that imports copies, up to the test's main program.
    fn recompile(
        &mut self,
        main: NodeIndex,
        p: NodeIndex,
        internal: NodeIndex,
        external: Option<NodeIndex>,
        marks: &mut Marks,
    ) {
        let mut copies: FxHashMap<NodeIndex, NodeIndex> = FxHashMap::default();
        copies.insert(p, internal);
        let mut internal_changed = false;
        let for_test = self.nodes[p].path.clone();
        for node in post_order(&self.nodes, &[main], marks) {
            if node == p {
                continue;
            }
            let own = node == main || Some(node) == external || node == internal;
            let changed =
                self.nodes[node].edges.iter().any(|e| copies.get(&e.to).is_some_and(|c| *c != e.to));
            let is_program = !own && &*self.nodes[node].name == "main";
            if !changed && !is_program {
                continue;
            }
            let target = if own {
                node
            } else {
                let mut copy = self.nodes[node].clone();
                copy.kind = PackageKind::Recompiled;
                copy.for_test = Some(for_test.clone());
                self.nodes.push(copy);
                let copy = self.nodes.len() - 1;
                copies.insert(node, copy);
                copy
            };
            for edge in &mut self.nodes[target].edges {
                if let Some(copy) = copies.get(&edge.to) {
                    edge.to = *copy;
                }
            }
            internal_changed |= target == internal;
        }
        if internal_changed && internal != p {
            self.find_test_cycle(internal);
        }
    }

    /// Internal tests that import, however indirectly, their own package form a cycle.
    fn find_test_cycle(&mut self, internal: NodeIndex) {
        let mut importer: FxHashMap<NodeIndex, NodeIndex> = FxHashMap::default();
        let mut queue: VecDeque<NodeIndex> = VecDeque::new();
        for edge in &self.nodes[internal].edges {
            if importer.insert(edge.to, internal).is_none() {
                queue.push_back(edge.to);
            }
        }
        while let Some(node) = queue.pop_front() {
            if node == internal {
                let mut stack = vec![self.nodes[internal].path.clone()];
                let mut at = importer[&internal];
                while at != internal {
                    stack.push(self.nodes[at].path.clone());
                    at = importer[&at];
                }
                stack.push(self.nodes[internal].path.clone());
                stack.reverse();
                self.nodes[internal].error = Some(PackageError {
                    import_stack: stack,
                    pos: String::new(),
                    message: "import cycle not allowed in test".into(),
                    kind: ErrorKind::ImportCycle,
                });
                self.nodes[internal].incomplete = true;
                return;
            }
            for edge in &self.nodes[node].edges {
                if let std::collections::hash_map::Entry::Vacant(e) = importer.entry(edge.to) {
                    e.insert(node);
                    queue.push_back(edge.to);
                }
            }
        }
    }
}
