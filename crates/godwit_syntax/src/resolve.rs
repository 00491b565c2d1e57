//! File-level name resolution without types, as go/parser's old resolver did: which local declaration an identifier means,
//! and which names the file leaves to its package, its imports or the universe.
//!
//! The walk keeps its own stack of steps, so no depth of nesting exhausts the thread's. Left out: imports (their names stay
//! unresolved, as in go/parser), other files of the package, fields and methods behind a dot.

use godwit_base::{Symbol, define_id};
use rustc_hash::FxHashMap;

use crate::node::{AssignOp, BranchKind, DeclKind, Node, NodeId, RangeTok};
use crate::tree::File;

define_id! {
    /// A declaration of a [`Resolution`].
    pub struct ObjectId;
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ObjectKind {
    Const,
    Type,
    Var,
    Func,
    Label,
    /// A struct field: declared, never found by name.
    Field,
    /// A method of an interface type: declared, never found by name.
    Method,
    /// A type parameter that a receiver names, as `P` in `func (s *Set[P]) …`.
    ReceiverTypeParam,
}

/// A declared name. Blank identifiers have objects too, but nothing resolves to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Object {
    pub name: Symbol,
    pub kind: ObjectKind,
    /// The declaring `Ident`.
    pub ident: NodeId,
    /// `ValueSpec`, `TypeSpec`, `Field`, `FuncDecl`, `LabeledStmt`, `Assign`, `Range`; the `Ident` itself for receiver
    /// type parameters.
    pub decl: NodeId,
    pub package_level: bool,
}

/// What each identifier of a file means.
#[derive(Clone, Debug, Default)]
pub struct Resolution {
    objects: Vec<Object>,
    /// By `NodeId`: [`NOTHING`], [`UNRESOLVED`], or object index + [`FIRST`].
    refs: Vec<u32>,
    unresolved: Vec<NodeId>,
    package: FxHashMap<Symbol, ObjectId>,
    /// By `ObjectId`: how many identifiers mean it, the declaration included.
    n_mentions: Vec<u32>,
    pub problems: Vec<Problem>,
}

/// What the old resolver reports; the type checker reports the same with more knowledge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Problem {
    /// `X redeclared in this block`
    Redeclared { ident: NodeId, previous: ObjectId },
    /// `no new variables on left side of :=`
    NoNewVariables { assign: NodeId },
    /// `label X undefined`
    UndefinedLabel { ident: NodeId },
}

const NOTHING: u32 = 0;
const UNRESOLVED: u32 = 1;
const FIRST: u32 = 2;

impl Resolution {
    /// The object that an identifier declares or refers to.
    #[inline]
    pub fn object_of(&self, ident: NodeId) -> Option<ObjectId> {
        self.refs[ident.raw() as usize].checked_sub(FIRST).map(ObjectId)
    }

    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.0 as usize]
    }

    /// All declarations, in the order of the walk.
    pub fn objects(&self) -> impl Iterator<Item = (ObjectId, &Object)> {
        self.objects.iter().enumerate().map(|(i, o)| (ObjectId(i as u32), o))
    }

    /// Whether anything but its declaration mentions an object.
    pub fn is_mentioned(&self, id: ObjectId) -> bool {
        self.n_mentions[id.0 as usize] > 1
    }

    /// Whether an identifier is left to other files of the package, the imports or the universe.
    #[inline]
    pub fn is_unresolved(&self, ident: NodeId) -> bool {
        self.refs[ident.raw() as usize] == UNRESOLVED
    }

    /// The unresolved identifiers, in the order of the walk.
    pub fn unresolved(&self) -> &[NodeId] {
        &self.unresolved
    }

    /// The object that this file declares at package level under `name`.
    pub fn package_object(&self, name: Symbol) -> Option<ObjectId> {
        self.package.get(&name).copied()
    }

    /// Identifiers within `root` that refer to `object`, its declaration left out.
    pub fn uses_within<'r>(
        &'r self,
        file: &File,
        root: NodeId,
        object: ObjectId,
    ) -> impl Iterator<Item = NodeId> + 'r {
        let ident = self.object(object).ident;
        let raw = object.0 + FIRST;
        file.subtree(root).filter(move |&id| self.refs[id.raw() as usize] == raw && id != ident)
    }
}

/// Resolves the identifiers of a file.
pub fn resolve(file: &File) -> Resolution {
    let mut r = Resolver {
        file,
        out: Resolution { refs: vec![NOTHING; file.n_nodes()], ..Resolution::default() },
        bindings: FxHashMap::default(),
        undo: Vec::new(),
        scopes: vec![0],
        labels: Vec::new(),
        steps: Vec::new(),
    };
    for decl in file.decls() {
        r.steps.push(Step::Walk(decl));
        r.run();
    }
    r.finish()
}

#[derive(Clone, Copy)]
enum Step {
    Walk(NodeId),
    /// An identifier used as a composite literal's key: it may be a field, so it is not collected where nothing has it.
    Key(NodeId),
    Open,
    Close,
    OpenLabels,
    CloseLabels,
    Declare {
        ident: NodeId,
        decl: NodeId,
        kind: ObjectKind,
    },
    ShortVar(NodeId),
    Label(NodeId),
    DeclareFunc(NodeId),
}

/// A name of the current scope chain.
#[derive(Clone, Copy)]
struct Binding {
    object: ObjectId,
    depth: u32,
}

struct LabelScope {
    names: FxHashMap<Symbol, ObjectId>,
    targets: Vec<NodeId>,
}

struct Resolver<'f> {
    file: &'f File,
    out: Resolution,
    /// The innermost meaning of each name; what it hid is in `undo`.
    bindings: FxHashMap<Symbol, Binding>,
    undo: Vec<(Symbol, Option<Binding>)>,
    /// Where in `undo` each open scope starts; the package's is the first.
    scopes: Vec<usize>,
    labels: Vec<LabelScope>,
    steps: Vec<Step>,
}

impl Resolver<'_> {
    fn run(&mut self) {
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Walk(id) => self.walk(id),
                Step::Key(id) => self.resolve(id, false),
                Step::Open => self.scopes.push(self.undo.len()),
                Step::Close => self.close(),
                Step::OpenLabels => {
                    self.labels.push(LabelScope { names: FxHashMap::default(), targets: Vec::new() });
                }
                Step::CloseLabels => self.close_labels(),
                Step::Declare { ident, decl, kind } => self.declare(ident, decl, kind),
                Step::ShortVar(decl) => self.short_var(decl),
                Step::Label(stmt) => self.label(stmt),
                Step::DeclareFunc(decl) => self.declare_func(decl),
            }
        }
    }

    fn finish(mut self) -> Resolution {
        self.out.package = self.bindings.into_iter().map(|(name, binding)| (name, binding.object)).collect();
        let Resolution { refs, unresolved, package, .. } = &mut self.out;
        unresolved.retain(|&ident| {
            let found = self.file.ident(ident).and_then(|name| package.get(&name));
            if let Some(object) = found {
                refs[ident.raw() as usize] = object.0 + FIRST;
            }
            found.is_none()
        });
        self.out.n_mentions = vec![0; self.out.objects.len()];
        for object in self.out.refs.iter().filter_map(|raw| raw.checked_sub(FIRST)) {
            self.out.n_mentions[object as usize] += 1;
        }
        self.out
    }

    fn close(&mut self) {
        let Some(start) = self.scopes.pop() else { return };
        for (name, hidden) in self.undo.drain(start..).rev() {
            match hidden {
                Some(binding) => self.bindings.insert(name, binding),
                None => self.bindings.remove(&name),
            };
        }
    }

    fn close_labels(&mut self) {
        let Some(scope) = self.labels.pop() else { return };
        for ident in scope.targets {
            match self.file.ident(ident).and_then(|name| scope.names.get(&name)) {
                Some(object) => self.out.refs[ident.raw() as usize] = object.0 + FIRST,
                None => self.out.problems.push(Problem::UndefinedLabel { ident }),
            }
        }
    }

    fn new_object(&mut self, ident: NodeId, decl: NodeId, kind: ObjectKind) -> Option<ObjectId> {
        let name = self.file.ident(ident)?;
        let id = ObjectId(self.out.objects.len() as u32);
        let package_level = self.scopes.len() == 1;
        self.out.objects.push(Object { name, kind, ident, decl, package_level });
        self.out.refs[ident.raw() as usize] = id.0 + FIRST;
        Some(id)
    }

    /// Binds an object's name in the current scope; gives back what has the name there already.
    fn insert(&mut self, id: ObjectId) -> Option<ObjectId> {
        let name = self.out.object(id).name;
        if name.is_blank() {
            return None;
        }
        let depth = self.scopes.len() as u32;
        match self.bindings.get(&name) {
            Some(there) if there.depth == depth => Some(there.object),
            hidden => {
                self.undo.push((name, hidden.copied()));
                self.bindings.insert(name, Binding { object: id, depth });
                None
            }
        }
    }

    fn declare(&mut self, ident: NodeId, decl: NodeId, kind: ObjectKind) {
        let Some(id) = self.new_object(ident, decl, kind) else { return };
        if let Some(previous) = self.insert(id) {
            self.out.problems.push(Problem::Redeclared { ident, previous });
        }
    }

    fn declare_func(&mut self, decl: NodeId) {
        let Node::FuncDecl(ext) = self.file[decl] else { return };
        self.declare(self.file.func_decl(ext).name, decl, ObjectKind::Func);
    }

    fn label(&mut self, stmt: NodeId) {
        let Node::LabeledStmt { label, .. } = self.file[stmt] else { return };
        let Some(id) = self.new_object(label, stmt, ObjectKind::Label) else { return };
        let name = self.out.object(id).name;
        if let Some(scope) = self.labels.last_mut()
            && !name.is_blank()
        {
            match scope.names.get(&name) {
                Some(&previous) => self.out.problems.push(Problem::Redeclared { ident: label, previous }),
                None => {
                    scope.names.insert(name, id);
                }
            }
        }
    }

    /// `:=` declares the names that its scope does not have yet and refers to the others.
    fn short_var(&mut self, decl: NodeId) {
        let lhs: Vec<NodeId> = match self.file[decl] {
            Node::Assign { lhs, .. } => self.file.list(lhs).collect(),
            Node::Range { ext, .. } => {
                let range = self.file.range_stmt(ext);
                [range.key, range.value].into_iter().flatten().collect()
            }
            _ => return,
        };
        let mut n_new = 0;
        for ident in lhs {
            let Some(id) = self.new_object(ident, decl, ObjectKind::Var) else { continue };
            if self.out.object(id).name.is_blank() {
                continue;
            }
            match self.insert(id) {
                Some(there) => {
                    self.out.objects.pop();
                    self.out.refs[ident.raw() as usize] = there.0 + FIRST;
                }
                None => n_new += 1,
            }
        }
        if n_new == 0 {
            self.out.problems.push(Problem::NoNewVariables { assign: decl });
        }
    }

    fn resolve(&mut self, ident: NodeId, collect: bool) {
        let Some(name) = self.file.ident(ident) else { return };
        if name.is_blank() {
            return;
        }
        match self.bindings.get(&name) {
            Some(binding) => self.out.refs[ident.raw() as usize] = binding.object.0 + FIRST,
            None if collect => {
                self.out.refs[ident.raw() as usize] = UNRESOLVED;
                self.out.unresolved.push(ident);
            }
            None => {}
        }
    }

    /// Pushes what a node asks for. Steps are pushed in the order they shall run and then turned round.
    fn walk(&mut self, mut id: NodeId) {
        // Most nodes are names, and chains that end in one.
        loop {
            id = match self.file[id] {
                Node::Ident { .. } => return self.resolve(id, true),
                Node::BasicLit { .. } => return,
                Node::Selector { x, .. } | Node::Paren { x } | Node::Star { x } | Node::ExprStmt { x } => x,
                _ => break,
            };
        }
        let mark = self.steps.len();
        self.plan(id);
        self.steps[mark..].reverse();
    }

    fn plan(&mut self, id: NodeId) {
        let file = self.file;
        match file[id] {
            Node::FuncLit { ty, body } => {
                self.steps.push(Step::Open);
                self.func_type(ty);
                self.body(Some(body));
                self.steps.push(Step::Close);
            }
            Node::FuncType { .. } => {
                self.steps.push(Step::Open);
                self.func_type(id);
                self.steps.push(Step::Close);
            }
            Node::StructType { fields } => self.members(fields, ObjectKind::Field),
            Node::InterfaceType { methods } => self.members(methods, ObjectKind::Method),
            Node::CompositeLit { ty, elts } => {
                self.steps.extend(ty.map(Step::Walk));
                for elt in file.list(elts) {
                    match file[elt] {
                        Node::KeyValue { key, value } => {
                            let is_name = matches!(file[key], Node::Ident { .. });
                            self.steps.push(if is_name { Step::Key(key) } else { Step::Walk(key) });
                            self.steps.push(Step::Walk(value));
                        }
                        _ => self.steps.push(Step::Walk(elt)),
                    }
                }
            }
            Node::LabeledStmt { stmt, .. } => self.steps.extend([Step::Label(id), Step::Walk(stmt)]),
            Node::Assign { op, lhs, rhs } => {
                self.walk_list(rhs);
                match op {
                    AssignOp::Define => self.steps.push(Step::ShortVar(id)),
                    _ => self.walk_list(lhs),
                }
            }
            Node::Branch { kind, label } => {
                if let (Some(label), Some(scope)) = (label, self.labels.last_mut())
                    && kind != BranchKind::Fallthrough
                {
                    scope.targets.push(label);
                }
            }
            Node::Block { stmts, .. } => self.scoped(|r| r.walk_list(stmts)),
            Node::If(_) | Node::For(_) => self.scoped(|r| r.walk_children(id)),
            Node::CaseClause { exprs, body, .. } => {
                self.walk_list(exprs);
                self.scoped(|r| r.walk_list(body));
            }
            Node::CommClause { .. } => self.scoped(|r| r.walk_children(id)),
            Node::Switch { init, tag, body } => self.scoped(|r| {
                r.steps.extend(init.map(Step::Walk));
                r.steps.extend(tag.map(Step::Walk));
                r.clauses(body);
            }),
            Node::TypeSwitch { init, assign, body } => self.scoped(|r| {
                r.steps.extend(init.map(Step::Walk));
                r.scoped(|r| {
                    r.steps.push(Step::Walk(assign));
                    r.clauses(body);
                });
            }),
            Node::Select { body } => self.clauses(body),
            Node::Range { ext, tok } => self.scoped(|r| {
                let range = file.range_stmt(ext);
                let vars = [range.key, range.value];
                r.steps.push(Step::Walk(range.x));
                if tok == RangeTok::Define {
                    let others = vars.into_iter().flatten().map(|v| file.unparen(v));
                    r.steps.extend(others.filter(|&v| file.ident(v).is_none()).map(Step::Walk));
                    r.steps.push(Step::ShortVar(id));
                } else {
                    r.steps.extend(vars.into_iter().flatten().map(Step::Walk));
                }
                r.steps.push(Step::Walk(range.body));
            }),
            Node::GenDecl { kind, specs, .. } => self.gen_decl(kind, specs),
            Node::FuncDecl(ext) => self.func_decl(id, ext),
            _ => self.walk_children(id),
        }
    }

    fn scoped(&mut self, f: impl FnOnce(&mut Self)) {
        self.steps.push(Step::Open);
        f(self);
        self.steps.push(Step::Close);
    }

    fn walk_list(&mut self, list: crate::List) {
        self.steps.extend(self.file.list(list).map(Step::Walk));
    }

    fn walk_children(&mut self, id: NodeId) {
        let steps = &mut self.steps;
        self.file.for_each_child(id, |c| steps.push(Step::Walk(c)));
    }

    /// The clauses of a switch or select: their block opens no scope of its own.
    fn clauses(&mut self, body: NodeId) {
        match self.file[body] {
            Node::Block { stmts, .. } => self.walk_list(stmts),
            _ => self.steps.push(Step::Walk(body)),
        }
    }

    fn gen_decl(&mut self, kind: DeclKind, specs: crate::List) {
        for spec in self.file.list(specs) {
            match self.file[spec] {
                Node::ValueSpec { names, ty, values } => {
                    self.walk_list(values);
                    self.steps.extend(ty.map(Step::Walk));
                    let kind = if kind == DeclKind::Const { ObjectKind::Const } else { ObjectKind::Var };
                    let declare = |ident| Step::Declare { ident, decl: spec, kind };
                    self.steps.extend(self.file.list(names).map(declare));
                }
                Node::TypeSpec { name, type_params, ty, .. } => {
                    self.steps.push(Step::Declare { ident: name, decl: spec, kind: ObjectKind::Type });
                    self.scoped(|r| {
                        r.type_params(type_params);
                        r.steps.push(Step::Walk(ty));
                    });
                }
                _ => {}
            }
        }
    }

    fn func_decl(&mut self, id: NodeId, ext: crate::node::Ext) {
        let func = self.file.func_decl(ext);
        let Node::FuncType { type_params, params, results } = self.file[func.ty] else { return };
        self.scoped(|r| {
            r.receiver(func.recv);
            r.type_params(type_params);
            r.field_types(Some(params));
            r.field_types(results);
            r.declare_fields(func.recv, ObjectKind::Var);
            r.declare_fields(Some(params), ObjectKind::Var);
            r.declare_fields(results, ObjectKind::Var);
            r.body(func.body);
        });
        if func.recv.is_none() && self.file.ident(func.name) != Some(godwit_base::sym::INIT) {
            self.steps.push(Step::DeclareFunc(id));
        }
    }

    fn body(&mut self, body: Option<NodeId>) {
        let Some(body) = body else { return };
        self.steps.push(Step::OpenLabels);
        self.clauses(body);
        self.steps.push(Step::CloseLabels);
    }

    fn func_type(&mut self, id: NodeId) {
        let Node::FuncType { params, results, .. } = self.file[id] else { return };
        self.field_types(Some(params));
        self.field_types(results);
        self.declare_fields(Some(params), ObjectKind::Var);
        self.declare_fields(results, ObjectKind::Var);
    }

    fn members(&mut self, fields: NodeId, kind: ObjectKind) {
        self.scoped(|r| {
            r.field_types(Some(fields));
            r.declare_fields(Some(fields), kind);
        });
    }

    fn type_params(&mut self, list: Option<NodeId>) {
        self.declare_fields(list, ObjectKind::Type);
        self.field_types(list);
    }

    /// The fields of a list, which may be absent or broken.
    fn fields(&self, list: Option<NodeId>) -> crate::List {
        match list.map(|l| self.file[l]) {
            Some(Node::FieldList { fields }) => fields,
            _ => crate::List::EMPTY,
        }
    }

    fn field_types(&mut self, list: Option<NodeId>) {
        for field in self.file.list(self.fields(list)) {
            if let Node::Field { ty: Some(ty), .. } = self.file[field] {
                self.steps.push(Step::Walk(ty));
            }
        }
    }

    fn declare_fields(&mut self, list: Option<NodeId>, kind: ObjectKind) {
        for field in self.file.list(self.fields(list)) {
            if let Node::Field { names, .. } = self.file[field] {
                let declare = |ident| Step::Declare { ident, decl: field, kind };
                self.steps.extend(self.file.list(names).map(declare));
            }
        }
    }

    /// The receiver's type: its base is resolved, its type arguments are declarations.
    fn receiver(&mut self, recv: Option<NodeId>) {
        let file = self.file;
        for (i, field) in file.list(self.fields(recv)).enumerate() {
            let Node::Field { ty: Some(mut ty), .. } = file[field] else { continue };
            if i > 0 {
                self.steps.push(Step::Walk(ty));
                continue;
            }
            if let Node::Star { x } = file[ty] {
                ty = x;
            }
            let (base, args): (NodeId, Vec<NodeId>) = match file[ty] {
                Node::Index { x, index } => (x, vec![index]),
                Node::IndexList { x, indices } => (x, file.list(indices).collect()),
                _ => (ty, Vec::new()),
            };
            let (names, others): (Vec<NodeId>, Vec<NodeId>) =
                args.into_iter().partition(|&a| file.ident(a).is_some());
            for name in names {
                self.steps.push(Step::Declare {
                    ident: name,
                    decl: name,
                    kind: ObjectKind::ReceiverTypeParam,
                });
            }
            self.steps.push(Step::Walk(base));
            self.steps.extend(others.into_iter().map(Step::Walk));
        }
    }
}
