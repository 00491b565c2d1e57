//! Finds instantiations that would go on for ever, as `func f[P any]() { f[*P]() }`.
//!
//! Vertices are type parameters and types declared inside generic functions; an edge says that the type argument for one is
//! made of another, with weight 1 if it is wrapped in something. A cycle of positive weight has no end.

use godwit_syntax::NodeId;
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::check::typestring::Qualifier;
use crate::code::Code;
use crate::object::{ObjectId, Pos};
use crate::package::PackageId;
use crate::types::{Type, TypeId};

#[derive(Default)]
pub(crate) struct MonoGraph {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
    /// Type parameters that stand in for those of a generic method's declaration.
    canon: FxHashMap<TypeId, TypeId>,
    /// `None`: a local type that depends on no type parameter.
    by_name: FxHashMap<ObjectId, Option<usize>>,
}

struct Vertex {
    /// Of the heaviest known path to this vertex: its weight, last edge and length.
    weight: u32,
    last: usize,
    len: usize,
    obj: ObjectId,
}

#[derive(Clone, Copy)]
struct Edge {
    dst: usize,
    src: usize,
    weight: u32,
    pos: Pos,
    ty: TypeId,
}

impl MonoGraph {
    pub(crate) fn record_canon(&mut self, fresh: TypeId, declared: TypeId) {
        let declared = self.canon.get(&declared).copied().unwrap_or(declared);
        self.canon.insert(fresh, declared);
    }

    fn vertex(&mut self, obj: ObjectId) -> usize {
        if let Some(&Some(at)) = self.by_name.get(&obj) {
            return at;
        }
        let at = self.vertices.len();
        self.vertices.push(Vertex { weight: 0, last: 0, len: 0, obj });
        self.by_name.insert(obj, Some(at));
        at
    }
}

impl Checker {
    /// Reports an instantiation cycle of the current package, if there is one.
    pub(crate) fn monomorph(&mut self) {
        let graph = std::mem::take(&mut self.mono);
        let MonoGraph { mut vertices, edges, .. } = graph;
        let mut again = true;
        while std::mem::take(&mut again) {
            for (i, edge) in edges.iter().enumerate() {
                let weight = vertices[edge.src].weight + edge.weight;
                if weight <= vertices[edge.dst].weight {
                    continue;
                }
                let len = vertices[edge.src].len + 1;
                let n_vertices = vertices.len();
                let dst = &mut vertices[edge.dst];
                (dst.last, dst.len) = (i, len);
                // A path longer than there are vertices has met one of them twice.
                if len >= n_vertices {
                    self.report_instance_loop(&vertices, &edges, edge.dst);
                    return;
                }
                dst.weight = weight;
                again = true;
            }
        }
    }

    fn report_instance_loop(&mut self, vertices: &[Vertex], edges: &[Edge], v: usize) {
        let mut v = v;
        let mut stack = Vec::new();
        let mut seen = vec![false; vertices.len()];
        while !seen[v] {
            stack.push(v);
            seen[v] = true;
            v = edges[vertices[v].last].src;
        }
        // What led into the cycle is not part of it.
        let start = stack.iter().position(|&at| at == v).unwrap_or(0);
        let mut error = self.new_error(Code::InvalidInstanceCycle);
        self.add_line(&mut error, vertices[v].obj, "instantiation cycle:");
        let pkg = self.env.pkg;
        for &v in &stack[start..] {
            let edge = edges[vertices[v].last];
            let obj = vertices[edge.dst].obj;
            let name = self.objects[obj].name;
            let ty = self.type_string_with(edge.ty, Qualifier::RelativeTo(pkg));
            let is_param = self.objects[obj].ty.is_some_and(|t| matches!(self.types[t], Type::TypeParam(_)));
            let how = if is_param { "instantiated as" } else { "implicitly parameterized by" };
            self.add_line(&mut error, edge.pos, format!("{name} {how} {ty}"));
        }
        self.report(error);
    }

    /// Remembers that a method's receiver type parameter stands for one of the type's declaration.
    pub(crate) fn mono_record_canon(&mut self, own: TypeId, declared: TypeId) {
        self.mono.record_canon(own, declared);
    }

    /// Remembers that `tparams` were instantiated with `targs`; `explicit` are the arguments as written, of which there may
    /// be fewer.
    pub(crate) fn mono_record_instance(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        targs: &[TypeId],
        explicit: &[NodeId],
    ) {
        if !self.is_owned() {
            return;
        }
        for (i, (&tpar, &targ)) in tparams.iter().zip(targs).enumerate() {
            let pos = explicit.get(i).map_or(pos, |&node| self.pos_of(node));
            self.mono_assign(pos, tpar, targ);
        }
    }

    fn mono_assign(&mut self, pos: Pos, tpar: TypeId, targ: TypeId) {
        let pkg = self.env.pkg;
        let Some(obj) = self.types.type_param(tpar).map(|t| t.obj) else { return };
        // Cycles cannot go through other packages.
        if self.objects[obj].pkg != Some(pkg) {
            return;
        }
        let mut work = vec![targ];
        let mut seen = Vec::new();
        while let Some(ty) = work.pop() {
            let ty = self.unalias(ty);
            match &self.types[ty] {
                Type::TypeParam(_) => {
                    let src = self.mono_type_param(ty);
                    self.mono_flow(pos, tpar, targ, src, ty);
                }
                Type::Named(named) => {
                    work.extend(named.targs.iter().rev());
                    let origin = self.named_origin(ty);
                    if let Some(src) = self.mono_local_named(pkg, origin) {
                        self.mono_flow(pos, tpar, targ, src, ty);
                    }
                }
                &Type::Array { elem, .. }
                | &Type::Slice { elem }
                | &Type::Pointer { elem }
                | &Type::Chan { elem, .. } => work.push(elem),
                &Type::Map { key, elem } => work.extend([elem, key]),
                Type::Interface(_) => {
                    if !seen.contains(&ty) {
                        seen.push(ty);
                        let set = self.type_set(ty);
                        for &method in set.methods.iter().rev() {
                            work.push(self.type_of_object(method));
                        }
                    }
                }
                Type::Signature(sig) => {
                    let vars: Vec<ObjectId> = sig.params.iter().chain(&sig.results).copied().collect();
                    for var in vars.into_iter().rev() {
                        work.push(self.type_of_object(var));
                    }
                }
                Type::Struct(structure) => {
                    for field in structure.fields.clone().into_iter().rev() {
                        work.push(self.type_of_object(field));
                    }
                }
                Type::Basic(_) | Type::Tuple(_) | Type::Union(_) | Type::Alias(_) => {}
            }
        }
    }

    fn mono_flow(&mut self, pos: Pos, tpar: TypeId, targ: TypeId, src: usize, ty: TypeId) {
        let weight = u32::from(ty != targ);
        let dst = self.mono_type_param(tpar);
        self.mono.edges.push(Edge { dst, src, weight, pos, ty: targ });
    }

    fn mono_type_param(&mut self, tpar: TypeId) -> usize {
        let tpar = self.mono.canon.get(&tpar).copied().unwrap_or(tpar);
        let obj = self.types.type_param(tpar).map_or(ObjectId(0), |t| t.obj);
        self.mono.vertex(obj)
    }

    /// A type declared inside a generic function depends on the type parameters in scope there.
    fn mono_local_named(&mut self, pkg: PackageId, origin: TypeId) -> Option<usize> {
        let obj = self.types.named(origin)?.obj;
        if self.objects[obj].pkg != Some(pkg) {
            return None;
        }
        let root = self.packages[pkg].scope;
        let mut scope = self.objects[obj].parent;
        if scope == Some(root) {
            return None;
        }
        if let Some(&at) = self.mono.by_name.get(&obj) {
            return at;
        }
        let mut at = None;
        let pos = self.objects[obj].pos;
        while let Some(id) = scope
            && id != root
        {
            let names: Vec<ObjectId> = self.scopes[id].iter().map(|(_, o)| o).collect();
            for other in names {
                let object = &self.objects[other];
                let Some(ty) = object.ty else { continue };
                if !object.is_type_name()
                    || object.pos >= pos
                    || self.types.type_param(ty).is_none_or(|t| t.obj != other)
                {
                    continue;
                }
                let dst = *at.get_or_insert_with(|| {
                    self.mono.vertices.push(Vertex { weight: 0, last: 0, len: 0, obj });
                    self.mono.vertices.len() - 1
                });
                let src = self.mono_type_param(ty);
                self.mono.edges.push(Edge { dst, src, weight: 1, pos, ty });
            }
            scope = self.scopes[id].parent;
        }
        self.mono.by_name.insert(obj, at);
        at
    }
}
