//! Named language entities: packages, constants, types, variables, functions, labels, builtins.

use godwit_base::{FileId, Symbol, define_id};
use godwit_syntax::NodeId;

use crate::constant::Value;
use crate::package::PackageId;
use crate::scope::ScopeId;
use crate::types::TypeId;

define_id! {
    /// An object in a checker's table.
    pub struct ObjectId;
}

define_id! {
    /// A declaration that is resolved on demand; see [`DeclInfo`].
    pub struct DeclId;
}

/// A position in a file; `Pos::NONE` for what the universe declares.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pos {
    pub file: FileId,
    pub offset: u32,
}

impl Pos {
    pub const NONE: Pos = Pos { file: FileId(u32::MAX), offset: 0 };

    pub const fn new(file: FileId, offset: u32) -> Self {
        Pos { file, offset }
    }

    pub const fn is_valid(self) -> bool {
        self.file.0 != u32::MAX
    }
}

#[derive(Clone, Debug)]
pub struct Object {
    pub kind: ObjectKind,
    pub name: Symbol,
    pub pkg: Option<PackageId>,
    /// Where it is declared; `None` for methods and fields.
    pub parent: Option<ScopeId>,
    /// `None` until the declaration is resolved. Read it with `Checker::type_of_object`, which resolves.
    pub ty: Option<TypeId>,
    pub pos: Pos,
    /// Offset in its file from which a local object is visible; 0 for all others.
    pub scope_pos: u32,
    /// Place in the order of declaration of its package, from 1; 0: not a package-level object.
    pub order: u32,
    /// How its type is found; `None` for objects that are made with their type.
    pub decl: Option<DeclId>,
}

#[derive(Clone, Debug)]
pub enum ObjectKind {
    PkgName { imported: PackageId, used: bool },
    Const { value: Value },
    TypeName,
    Var { kind: VarKind, embedded: bool, used: bool, origin: Option<ObjectId> },
    Func { ptr_recv: bool, origin: Option<ObjectId> },
    Label { used: bool },
    Builtin(BuiltinId),
    Nil,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VarKind {
    Package,
    Local,
    Recv,
    Param,
    Result,
    Field,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BuiltinId {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    // package unsafe
    Add,
    Alignof,
    Offsetof,
    Sizeof,
    Slice,
    SliceData,
    String,
    StringData,
    // test support
    Assert,
    Trace,
}

impl Object {
    pub fn is_var(&self) -> bool {
        matches!(self.kind, ObjectKind::Var { .. })
    }

    pub fn is_field(&self) -> bool {
        matches!(self.kind, ObjectKind::Var { kind: VarKind::Field, .. })
    }

    pub fn is_embedded(&self) -> bool {
        matches!(self.kind, ObjectKind::Var { embedded: true, .. })
    }

    pub fn is_type_name(&self) -> bool {
        matches!(self.kind, ObjectKind::TypeName)
    }

    pub fn is_func(&self) -> bool {
        matches!(self.kind, ObjectKind::Func { .. })
    }

    pub fn is_exported(&self) -> bool {
        self.name.is_exported()
    }
}

/// Where an object's declaration stands, and what to do with it.
#[derive(Clone, Debug)]
pub struct DeclInfo {
    pub pkg: PackageId,
    /// Index into the package's files.
    pub file: u32,
    /// Scope in which the declaration's names are looked up.
    pub scope: ScopeId,
    pub syntax: DeclSyntax,
    /// Package-level objects that the initialiser or body refers to, in order of first use.
    pub deps: Vec<ObjectId>,
}

#[derive(Clone, Debug)]
pub enum DeclSyntax {
    Const {
        ty: Option<NodeId>,
        init: Option<NodeId>,
        iota: u32,
        /// Type and initialiser were written at an earlier constant of the group.
        inherited: bool,
    },
    /// `lhs`: all variables of `var a, b = f()`; empty if the variable has its own initialiser.
    Var { lhs: Vec<ObjectId>, ty: Option<NodeId>, init: Option<NodeId> },
    /// A `TypeSpec`.
    Type { spec: NodeId },
    /// A `FuncDecl`.
    Func { decl: NodeId },
    /// A field of a struct whose package is resolved on demand: its type expression.
    Field { ty: NodeId },
    /// A method of an interface whose package is resolved on demand: its `FuncType`, and the receiver's type.
    InterfaceMethod { ty: NodeId, recv: TypeId },
}
