//! Initialisation cycles: package-level variables that need each other's values, directly or through functions.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Checker;
use crate::code::Code;
use crate::object::{ObjectId, ObjectKind};
use crate::package::PackageId;

/// The dependency graph of a package's constants, variables and functions.
struct Graph {
    nodes: Vec<ObjectId>,
    /// Dependencies of each node, by index, in order of declaration.
    succ: Vec<Vec<usize>>,
}

impl Checker {
    /// Reports cycles among the initialisers of a package.
    pub(crate) fn init_order(&mut self, pkg: PackageId) {
        let graph = self.dependency_graph(pkg);
        // Cycles are rare: only where a component has a variable is the order worked out.
        if !self.has_value_cycle(&graph) {
            return;
        }
        for start in self.cycle_starts(&graph) {
            let mut seen = FxHashSet::default();
            if let Some(path) = find_path(&graph, start, start, &mut seen) {
                let cycle: Vec<ObjectId> = path.into_iter().map(|i| graph.nodes[i]).collect();
                self.report_cycle(&cycle);
            }
        }
    }

    fn is_dependency(&self, object: ObjectId) -> bool {
        matches!(
            self.objects[object].kind,
            ObjectKind::Const { .. } | ObjectKind::Var { .. } | ObjectKind::Func { .. }
        )
    }

    fn dependency_graph(&self, pkg: PackageId) -> Graph {
        let objects = self.packages[pkg].objects.iter().copied();
        let nodes: Vec<ObjectId> = objects.filter(|&o| self.is_dependency(o)).collect();
        let index: FxHashMap<ObjectId, usize> = nodes.iter().enumerate().map(|(i, &o)| (o, i)).collect();
        let deps = |&object: &ObjectId| {
            let decl = self.objects[object].decl.map(|d| &self.decls[d].deps);
            let set: BTreeSet<usize> =
                decl.into_iter().flatten().filter_map(|d| index.get(d).copied()).collect();
            set.into_iter().collect()
        };
        let succ = nodes.iter().map(deps).collect();
        Graph { nodes, succ }
    }

    /// Whether a strongly connected component with more than functions exists.
    fn has_value_cycle(&self, graph: &Graph) -> bool {
        let is_func = |i: usize| self.objects[graph.nodes[i]].is_func();
        components(graph).into_iter().any(|component| match *component {
            [single] => !is_func(single) && graph.succ[single].contains(&single),
            _ => component.iter().any(|&i| !is_func(i)),
        })
    }

    /// Values whose dependencies cannot all be initialised before them, in the order in which initialisation gets stuck.
    fn cycle_starts(&self, graph: &Graph) -> Vec<usize> {
        let n = graph.nodes.len();
        let is_func = |i: usize| self.objects[graph.nodes[i]].is_func();
        let mut succ: Vec<BTreeSet<usize>> = graph.succ.iter().map(|s| s.iter().copied().collect()).collect();
        let mut pred: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); n];
        for (i, deps) in succ.iter().enumerate() {
            for &d in deps {
                pred[d].insert(i);
            }
        }
        // Functions are not initialised: what uses one depends on all it uses. The cheapest go first.
        let mut funcs: Vec<usize> = (0..n).filter(|&i| is_func(i)).collect();
        funcs.sort_by_key(|&i| pred[i].len() * succ[i].len());
        for f in funcs {
            let (users, used) = (std::mem::take(&mut pred[f]), std::mem::take(&mut succ[f]));
            for &p in users.iter().filter(|&&p| p != f) {
                for &s in used.iter().filter(|&&s| s != f) {
                    succ[p].insert(s);
                    pred[s].insert(p);
                }
                succ[p].remove(&f);
            }
            for &s in &used {
                pred[s].remove(&f);
            }
        }
        let mut n_deps: Vec<usize> = succ.iter().map(BTreeSet::len).collect();
        let is_const = |i: usize| matches!(self.objects[graph.nodes[i]].kind, ObjectKind::Const { .. });
        let key = |i: usize, n_deps: &[usize]| (!is_const(i), n_deps[i], i);
        let mut queue: BTreeSet<(bool, usize, usize)> =
            (0..n).filter(|&i| !is_func(i)).map(|i| key(i, &n_deps)).collect();
        let mut starts = Vec::new();
        while let Some(first) = queue.pop_first() {
            let i = first.2;
            if n_deps[i] > 0 {
                starts.push(i);
            }
            for &p in &pred[i] {
                if queue.remove(&key(p, &n_deps)) {
                    n_deps[p] = n_deps[p].saturating_sub(1);
                    queue.insert(key(p, &n_deps));
                }
            }
        }
        starts
    }

    fn report_cycle(&mut self, cycle: &[ObjectId]) {
        let mut object = cycle[0];
        let name = |check: &Self, o: ObjectId| check.objects[o].name;
        if cycle.len() == 1 {
            let message = format!("initialization cycle: {} refers to itself", name(self, object));
            return self.error(object, Code::InvalidInitCycle, message);
        }
        let mut error = self.new_error(Code::InvalidInitCycle);
        self.add_line(&mut error, object, format!("initialization cycle for {}", name(self, object)));
        for &next in cycle.iter().rev() {
            let message = format!("{} refers to {}", name(self, object), name(self, next));
            self.add_line(&mut error, object, message);
            object = next;
        }
        self.report(error);
    }
}

/// A path `from → … → to`, last node first; depth first in order of declaration.
fn find_path(graph: &Graph, from: usize, to: usize, seen: &mut FxHashSet<usize>) -> Option<Vec<usize>> {
    let mut stack: Vec<(usize, usize)> = vec![(from, 0)];
    seen.insert(from);
    while let Some((node, next)) = stack.last_mut() {
        let Some(&dep) = graph.succ[*node].get(*next) else {
            stack.pop();
            continue;
        };
        *next += 1;
        if dep == to {
            let mut path = vec![to];
            path.extend(stack.iter().skip(1).rev().map(|&(n, _)| n));
            return Some(path);
        }
        if seen.insert(dep) {
            stack.push((dep, 0));
        }
    }
    None
}

/// Strongly connected components (Tarjan's algorithm, without recursion).
fn components(graph: &Graph) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let n = graph.nodes.len();
    let (mut index, mut low, mut on_stack) = (vec![NEW; n], vec![0; n], vec![false; n]);
    let (mut stack, mut found, mut counter) = (Vec::new(), Vec::new(), 0);
    for root in 0..n {
        if index[root] != NEW {
            continue;
        }
        let mut work = vec![(root, 0usize)];
        while let Some(&mut (node, ref mut next)) = work.last_mut() {
            if *next == 0 && index[node] == NEW {
                index[node] = counter;
                low[node] = counter;
                counter += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&dep) = graph.succ[node].get(*next) {
                *next += 1;
                if index[dep] == NEW {
                    work.push((dep, 0));
                } else if on_stack[dep] {
                    low[node] = low[node].min(index[dep]);
                }
                continue;
            }
            work.pop();
            if let Some(&(parent, _)) = work.last() {
                low[parent] = low[parent].min(low[node]);
            }
            if low[node] == index[node] {
                let mut component = Vec::new();
                while let Some(top) = stack.pop() {
                    on_stack[top] = false;
                    component.push(top);
                    if top == node {
                        break;
                    }
                }
                found.push(component);
            }
        }
    }
    found
}
