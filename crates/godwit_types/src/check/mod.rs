//! The checker. The modules of this folder mirror the files of go/types, so that the two can be read side by side.

mod conversions;
mod cycles;
pub mod errors;
mod errsupport;
pub mod exprstring;
mod infer;
mod instantiate;
pub mod lookup;
mod methodset;
mod mono;
mod object;
mod operand;
mod predicates;
pub mod recording;
mod sizes;
mod subst;
mod typeset;
pub mod typestring;
mod typeterm;
pub mod under;
mod unify;
mod union;
mod untyped;
mod validtype;

mod arguments;
mod assignments;
mod binary;
mod builtins;
mod call;
mod const_expr;
mod decl;
mod driver;
mod expr;
mod implicit;
mod index;
mod initorder;
mod interface;
mod labels;
mod literals;
mod plain_literal;
mod range;
mod recycling;
mod resolver;
mod return_stmt;
mod selector;
mod signature;
mod stmt;
mod struct_type;
mod typexpr;

use std::sync::Arc;

use godwit_base::{FileId, IndexVec, Symbol};
use godwit_syntax::{File, List, Node, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::constant::{Unicode, Value};
use crate::object::{DeclId, DeclInfo, Object, ObjectId, ObjectKind, Pos, VarKind};
use crate::package::{Importer, Package, PackageId, UnitId};
use crate::scope::{Scope, ScopeId};
use crate::types::{TypeId, Types};
use crate::universe::Universe;
use crate::version::GoVersion;

pub use errors::{At, ErrorBuilder, TypeError};

/// Settings of a checker.
#[derive(Clone, Debug)]
pub struct Config {
    /// Size of a word in bytes: 8 on 64-bit architectures.
    pub word_size: i64,
    /// Largest alignment in bytes.
    pub max_align: i64,
    /// `import "C"` gives a package in which every name is known, without a type.
    pub fake_import_c: bool,
    /// Declare `assert` and `trace`, which go/types' own tests use.
    pub test_builtins: bool,
    /// Keep the results of every node in [`crate::Info`]. Without, there are only errors.
    pub record: bool,
    /// Check owned packages without their function bodies.
    pub ignore_func_bodies: bool,
    /// Do not report unused imports.
    pub disable_unused_import_check: bool,
    /// The Go release whose go/types is followed where releases differ.
    pub toolchain: GoVersion,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            word_size: 8,
            max_align: 8,
            fake_import_c: false,
            test_builtins: false,
            record: true,
            ignore_func_bodies: false,
            disable_unused_import_check: false,
            toolchain: GoVersion::NEWEST,
        }
    }
}

/// What surrounds the declaration, statement or expression being checked.
#[derive(Clone)]
pub struct Env {
    pub pkg: PackageId,
    /// Index into the package's files.
    pub file_index: u32,
    pub file_id: FileId,
    /// Whether errors are reported, checks put off.
    pub owned: bool,
    /// Whether results of nodes are kept.
    pub recorded: bool,
    pub file: Arc<File>,
    pub version: GoVersion,
    /// Package-level declaration whose initialiser or body is checked.
    pub decl: Option<DeclId>,
    pub scope: ScopeId,
    /// Value of iota in a constant declaration.
    pub iota: Option<Value>,
    /// Position of a constant with an inherited initialiser: errors are reported there.
    pub err_pos: Option<Pos>,
    pub in_tparam_list: bool,
    /// Signature of the function whose body is checked.
    pub sig: Option<TypeId>,
    /// Calls of the predeclared `panic`.
    pub panic_calls: FxHashSet<NodeId>,
    pub has_label: bool,
    /// An expression with a call or a receive was seen.
    pub has_call_or_recv: bool,
}

type ActionFn = Box<dyn FnOnce(&mut Checker)>;

/// Work put off until the types it looks at are complete.
pub(crate) struct Action {
    pkg: PackageId,
    file_index: u32,
    version: GoVersion,
    run: ActionFn,
}

pub type NodeVec = SmallVec<[NodeId; 8]>;

/// Type-checks packages; owns every type and object it makes.
pub struct Checker {
    pub conf: Config,
    pub types: Types,
    pub objects: IndexVec<ObjectId, Object>,
    pub scopes: IndexVec<ScopeId, Scope>,
    pub packages: IndexVec<PackageId, Package>,
    pub universe: Universe,
    /// All errors of owned packages, in the order found.
    pub errors: Vec<TypeError>,
    pub env: Env,
    pub(crate) importer: Arc<dyn Importer>,
    pub(crate) units: FxHashMap<UnitId, PackageId>,
    pub(crate) owned_units: FxHashSet<UnitId>,
    pub(crate) decls: IndexVec<DeclId, DeclInfo>,
    pub(crate) untyped: untyped::UntypedStack,
    pub(crate) delayed: Vec<Action>,
    /// Objects whose declarations are being resolved, outermost first, and where each stands in the list.
    pub(crate) obj_path: Vec<ObjectId>,
    pub(crate) obj_path_index: FxHashMap<ObjectId, usize>,
    /// Package names dot-imported objects came through.
    pub(crate) dot_imports: FxHashMap<(ScopeId, Symbol), ObjectId>,
    /// What messages call the operand being assigned, where its expression gave several values.
    pub(crate) operand_label: Option<&'static str>,
    /// Nesting of expressions and types, bounded so that no input exhausts the stack.
    pub(crate) depth: u32,
    /// Local variables of the function whose body is checked, for the search of unused ones.
    pub(crate) local_vars: Vec<ObjectId>,
    /// Room of finished function bodies.
    pub(crate) spare: recycling::Spare,
    /// Instantiations of the current package, for the search of endless ones.
    pub(crate) mono: mono::MonoGraph,
    /// Size and alignment of declared types.
    pub(crate) layouts: FxHashMap<TypeId, (i64, i64)>,
    /// Tuples of signatures' results, and signatures of method values and builtins: made once each.
    pub(crate) result_tuples: FxHashMap<TypeId, TypeId>,
    pub(crate) method_values: FxHashMap<ObjectId, TypeId>,
    /// Types, and the interfaces they were found to implement.
    pub(crate) implementing: FxHashSet<(TypeId, TypeId)>,
    pub(crate) builtin_sigs: FxHashMap<builtins::BuiltinSig, TypeId>,
    /// What was found out, by those who look at checked packages, about functions of the packages they import: by the name of
    /// the fact. It holds for all that this checker checks.
    pub facts: FxHashMap<(&'static str, ObjectId), u32>,
    /// The same about whole packages.
    pub package_facts: crate::whole::PackageFacts,
    /// How many checkers there are above this one, which checks a package whole for them.
    pub(crate) nesting: u32,
}

/// Room that must be left on the stack before a nested construct is entered.
const RED_ZONE: usize = 256 * 1024;
const STACK_CHUNK: usize = 8 * 1024 * 1024;
/// Nesting beyond which an expression or type is refused.
pub(crate) const MAX_DEPTH: u32 = 20_000;

impl Checker {
    /// A checker for the bodies of `owned`; everything else is resolved as far as those need it.
    pub fn new(conf: Config, importer: Arc<dyn Importer>, owned: impl IntoIterator<Item = UnitId>) -> Self {
        let file = Arc::new(godwit_syntax::parse(""));
        let env = Env {
            pkg: PackageId::UNSAFE,
            file_index: 0,
            file_id: FileId(u32::MAX),
            owned: false,
            recorded: false,
            file,
            version: GoVersion::UNKNOWN,
            decl: None,
            scope: ScopeId::UNIVERSE,
            iota: None,
            err_pos: None,
            in_tparam_list: false,
            sig: None,
            panic_calls: FxHashSet::default(),
            has_label: false,
            has_call_or_recv: false,
        };
        let none = ObjectId(0);
        let universe =
            Universe { iota: none, nil: none, any: none, error: none, comparable: none, error_method: none };
        let mut checker = Checker {
            conf,
            types: Types::new(),
            objects: IndexVec::new(),
            scopes: IndexVec::new(),
            packages: IndexVec::new(),
            universe,
            errors: Vec::new(),
            env,
            importer,
            units: FxHashMap::default(),
            owned_units: owned.into_iter().collect(),
            decls: IndexVec::new(),
            untyped: untyped::UntypedStack::default(),
            delayed: Vec::new(),
            obj_path: Vec::new(),
            obj_path_index: FxHashMap::default(),
            dot_imports: FxHashMap::default(),
            operand_label: None,
            depth: 0,
            local_vars: Vec::new(),
            spare: recycling::Spare::default(),
            mono: mono::MonoGraph::default(),
            layouts: FxHashMap::default(),
            result_tuples: FxHashMap::default(),
            method_values: FxHashMap::default(),
            implementing: FxHashSet::default(),
            builtin_sigs: FxHashMap::default(),
            facts: FxHashMap::default(),
            package_facts: Default::default(),
            nesting: 0,
        };
        checker.universe = checker.define_universe();
        checker
    }

    /// Makes room for what so many bytes of source give, so that the tables are not copied as they grow.
    pub fn reserve(&mut self, bytes: usize) {
        self.objects.reserve(bytes / 80);
        self.types.reserve(bytes / 200);
        self.scopes.reserve(bytes / 2048);
        self.decls.reserve(bytes / 256);
    }

    // ---- the file being checked ----

    /// A node of the current file; copied out, so that the checker may change meanwhile.
    #[inline]
    pub fn node(&self, id: NodeId) -> Node {
        self.env.file[id]
    }

    /// The nodes of a list of the current file.
    #[inline]
    pub fn list(&self, list: List) -> NodeVec {
        self.env.file.list(list).collect()
    }

    #[inline]
    pub fn ident_name(&self, id: NodeId) -> Option<Symbol> {
        self.env.file.ident(id)
    }

    /// Start of a node of the current file.
    pub fn pos_of(&self, id: NodeId) -> Pos {
        Pos::new(self.env.file_id, self.env.file.start(id))
    }

    /// End of a node of the current file.
    pub fn end_of(&self, id: NodeId) -> Pos {
        Pos::new(self.env.file_id, self.env.file.end(id))
    }

    pub fn pos_at(&self, offset: u32) -> Pos {
        Pos::new(self.env.file_id, offset)
    }

    /// Whether the file of the current declaration is owned: errors are reported, checks put off.
    #[inline]
    pub fn is_owned(&self) -> bool {
        self.env.owned
    }

    /// Whether go/types of Go 1.27 is followed.
    pub(crate) fn is_go1_27(&self) -> bool {
        self.conf.toolchain >= GoVersion::GO1_27
    }

    /// The tables of Unicode that the toolchain's `strconv` has.
    pub fn unicode(&self) -> Unicode {
        if self.is_go1_27() { Unicode::V17 } else { Unicode::V15 }
    }

    pub fn allow_version(&self, version: GoVersion) -> bool {
        self.env.version >= version
    }

    /// Runs `f` with the environment of a file of a package, and restores the current one.
    pub(crate) fn with_file<R>(
        &mut self,
        pkg: PackageId,
        file_index: u32,
        f: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let file = &self.packages[pkg].files[file_index as usize];
        let env = Env {
            pkg,
            file_index,
            file_id: file.id,
            owned: file.owned,
            recorded: file.recorded,
            file: file.file.clone(),
            version: file.version,
            decl: None,
            scope: file.scope,
            iota: None,
            err_pos: None,
            in_tparam_list: false,
            sig: None,
            panic_calls: FxHashSet::default(),
            has_label: false,
            has_call_or_recv: false,
        };
        let outer = std::mem::replace(&mut self.env, env);
        let result = f(self);
        self.env = outer;
        result
    }

    /// Runs `f` on a fresh piece of stack where the current one runs out. `None`: too deep.
    pub(crate) fn nested<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> Option<R> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let result = stacker::maybe_grow(RED_ZONE, STACK_CHUNK, || f(self));
        self.depth -= 1;
        Some(result)
    }

    // ---- delayed work ----

    /// Puts a check off until the types it looks at are complete. Packages that are not owned are not checked, only resolved,
    /// so there it is dropped.
    pub(crate) fn later(&mut self, run: impl FnOnce(&mut Checker) + 'static) {
        if self.is_owned() {
            let Env { pkg, file_index, version, .. } = self.env;
            self.delayed.push(Action { pkg, file_index, version, run: Box::new(run) });
        }
    }

    /// Runs all work put off since the list had `top` entries, and what that work puts off.
    pub(crate) fn process_delayed(&mut self, top: usize) {
        let mut i = top;
        while i < self.delayed.len() {
            let idle = Action {
                pkg: PackageId::UNSAFE,
                file_index: 0,
                version: GoVersion::UNKNOWN,
                run: Box::new(|_| {}),
            };
            let action = std::mem::replace(&mut self.delayed[i], idle);
            self.with_file(action.pkg, action.file_index, |check| {
                check.env.version = action.version;
                let mark = check.untyped_mark();
                (action.run)(check);
                check.record_untyped(mark);
            });
            i += 1;
        }
        self.delayed.truncate(top);
    }

    // ---- objects ----

    /// Adds an object of the current package.
    pub(crate) fn new_object(
        &mut self,
        kind: ObjectKind,
        name: Symbol,
        pos: Pos,
        ty: Option<TypeId>,
    ) -> ObjectId {
        let pkg = Some(self.env.pkg);
        self.add_object(Object { kind, name, pkg, parent: None, ty, pos, scope_pos: 0, order: 0, decl: None })
    }

    pub(crate) fn new_var(&mut self, kind: VarKind, name: Symbol, pos: Pos, ty: Option<TypeId>) -> ObjectId {
        let kind_of = ObjectKind::Var { kind, embedded: false, used: false, origin: None };
        let object = self.new_object(kind_of, name, pos, ty);
        if kind == VarKind::Local {
            self.note_local(object);
        }
        object
    }

    /// The object's type, resolving its declaration if that was not done yet. This is the way to read a type: `object.ty` is
    /// empty for everything that nothing has looked at.
    #[inline]
    pub fn type_of_object(&mut self, id: ObjectId) -> TypeId {
        match self.objects[id].ty {
            Some(ty) => ty,
            None => self.resolve_object(id),
        }
    }

    #[cold]
    fn resolve_object(&mut self, id: ObjectId) -> TypeId {
        self.obj_decl(id);
        self.objects[id].ty.unwrap_or(TypeId::INVALID)
    }

    pub(crate) fn new_scope(&mut self, parent: ScopeId) -> ScopeId {
        self.scopes.push(Scope::new(Some(parent)))
    }

    /// Searches a name from the current scope outwards.
    pub(crate) fn lookup(&self, name: Symbol) -> Option<(ScopeId, ObjectId)> {
        let mut scope = Some(self.env.scope);
        while let Some(id) = scope {
            if let Some(object) = self.scopes[id].lookup(name) {
                return Some((id, object));
            }
            scope = self.scopes[id].parent;
        }
        None
    }

    pub(crate) fn mark_used(&mut self, id: ObjectId) {
        match &mut self.objects[id].kind {
            ObjectKind::Var { used, .. } | ObjectKind::PkgName { used, .. } | ObjectKind::Label { used } => {
                *used = true;
            }
            _ => {}
        }
    }
}
