//! Types as data. A [`TypeId`] is four bytes; basic types have fixed ids; pointers, slices, arrays, maps, channels and
//! instances are hash-consed, so that equal ids mean identical types and mostly the other way round. Structs, signatures and
//! interfaces carry objects of their own and are compared by structure (`Checker::identical`).

use std::hash::BuildHasher;
use std::sync::Arc;

use godwit_base::{IndexVec, define_id};
use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::object::{ObjectId, Pos};
use crate::scope::ScopeId;

define_id! {
    /// A type in a checker's table.
    pub struct TypeId;
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum BasicKind {
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
}

impl BasicKind {
    pub const ALL: [BasicKind; 26] = {
        use BasicKind::*;
        [
            Invalid,
            Bool,
            Int,
            Int8,
            Int16,
            Int32,
            Int64,
            Uint,
            Uint8,
            Uint16,
            Uint32,
            Uint64,
            Uintptr,
            Float32,
            Float64,
            Complex64,
            Complex128,
            String,
            UnsafePointer,
            UntypedBool,
            UntypedInt,
            UntypedRune,
            UntypedFloat,
            UntypedComplex,
            UntypedString,
            UntypedNil,
        ]
    };

    pub const fn name(self) -> &'static str {
        use BasicKind::*;
        match self {
            Invalid => "invalid type",
            Bool => "bool",
            Int => "int",
            Int8 => "int8",
            Int16 => "int16",
            Int32 => "int32",
            Int64 => "int64",
            Uint => "uint",
            Uint8 => "uint8",
            Uint16 => "uint16",
            Uint32 => "uint32",
            Uint64 => "uint64",
            Uintptr => "uintptr",
            Float32 => "float32",
            Float64 => "float64",
            Complex64 => "complex64",
            Complex128 => "complex128",
            String => "string",
            UnsafePointer => "Pointer",
            UntypedBool => "untyped bool",
            UntypedInt => "untyped int",
            UntypedRune => "untyped rune",
            UntypedFloat => "untyped float",
            UntypedComplex => "untyped complex",
            UntypedString => "untyped string",
            UntypedNil => "untyped nil",
        }
    }

    pub const fn is_untyped(self) -> bool {
        self as u8 >= BasicKind::UntypedBool as u8
    }

    pub const fn is_boolean(self) -> bool {
        matches!(self, BasicKind::Bool | BasicKind::UntypedBool)
    }

    pub const fn is_integer(self) -> bool {
        let k = self as u8;
        k >= BasicKind::Int as u8 && k <= BasicKind::Uintptr as u8
            || matches!(self, BasicKind::UntypedInt | BasicKind::UntypedRune)
    }

    pub const fn is_unsigned(self) -> bool {
        let k = self as u8;
        k >= BasicKind::Uint as u8 && k <= BasicKind::Uintptr as u8
    }

    pub const fn is_float(self) -> bool {
        matches!(self, BasicKind::Float32 | BasicKind::Float64 | BasicKind::UntypedFloat)
    }

    pub const fn is_complex(self) -> bool {
        matches!(self, BasicKind::Complex64 | BasicKind::Complex128 | BasicKind::UntypedComplex)
    }

    pub const fn is_string(self) -> bool {
        matches!(self, BasicKind::String | BasicKind::UntypedString)
    }

    pub const fn is_numeric(self) -> bool {
        self.is_integer() || self.is_float() || self.is_complex()
    }

    pub const fn is_ordered(self) -> bool {
        self.is_integer() || self.is_float() || self.is_string()
    }

    pub const fn is_const_type(self) -> bool {
        self.is_boolean() || self.is_numeric() || self.is_string()
    }
}

impl TypeId {
    /// The predeclared type of a kind. `byte` and `rune` have ids of their own, see [`TypeId::BYTE`].
    pub const fn basic(kind: BasicKind) -> TypeId {
        TypeId(kind as u32)
    }

    pub const INVALID: TypeId = TypeId::basic(BasicKind::Invalid);
    pub const BOOL: TypeId = TypeId::basic(BasicKind::Bool);
    pub const INT: TypeId = TypeId::basic(BasicKind::Int);
    pub const INT32: TypeId = TypeId::basic(BasicKind::Int32);
    pub const UINT: TypeId = TypeId::basic(BasicKind::Uint);
    pub const UINT8: TypeId = TypeId::basic(BasicKind::Uint8);
    pub const UINTPTR: TypeId = TypeId::basic(BasicKind::Uintptr);
    pub const FLOAT32: TypeId = TypeId::basic(BasicKind::Float32);
    pub const FLOAT64: TypeId = TypeId::basic(BasicKind::Float64);
    pub const COMPLEX64: TypeId = TypeId::basic(BasicKind::Complex64);
    pub const COMPLEX128: TypeId = TypeId::basic(BasicKind::Complex128);
    pub const STRING: TypeId = TypeId::basic(BasicKind::String);
    pub const UNSAFE_POINTER: TypeId = TypeId::basic(BasicKind::UnsafePointer);
    pub const UNTYPED_BOOL: TypeId = TypeId::basic(BasicKind::UntypedBool);
    pub const UNTYPED_INT: TypeId = TypeId::basic(BasicKind::UntypedInt);
    pub const UNTYPED_RUNE: TypeId = TypeId::basic(BasicKind::UntypedRune);
    pub const UNTYPED_FLOAT: TypeId = TypeId::basic(BasicKind::UntypedFloat);
    pub const UNTYPED_COMPLEX: TypeId = TypeId::basic(BasicKind::UntypedComplex);
    pub const UNTYPED_STRING: TypeId = TypeId::basic(BasicKind::UntypedString);
    pub const UNTYPED_NIL: TypeId = TypeId::basic(BasicKind::UntypedNil);
    /// `byte`: identical to `uint8`, printed as written.
    pub const BYTE: TypeId = TypeId(26);
    /// `rune`: identical to `int32`.
    pub const RUNE: TypeId = TypeId(27);
    /// `interface{}` as a literal.
    pub const EMPTY_INTERFACE: TypeId = TypeId(28);
    /// The alias `any`.
    pub const ANY: TypeId = TypeId(29);
    /// The named type `error`.
    pub const ERROR: TypeId = TypeId(30);
    /// The named type `comparable`.
    pub const COMPARABLE: TypeId = TypeId(31);
    /// The empty tuple.
    pub const EMPTY_TUPLE: TypeId = TypeId(32);

    pub const fn is_valid(self) -> bool {
        self.0 != 0
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    Both,
    Send,
    Recv,
}

/// One entry of a checker's type table.
#[derive(Clone, Debug)]
pub enum Type {
    Basic(BasicKind),
    /// `len` is below 0 where it is unknown (an error was reported).
    Array {
        elem: TypeId,
        len: i64,
    },
    Slice {
        elem: TypeId,
    },
    Pointer {
        elem: TypeId,
    },
    Map {
        key: TypeId,
        elem: TypeId,
    },
    Chan {
        dir: ChanDir,
        elem: TypeId,
    },
    /// The types of several values: a call's results.
    Tuple(Box<[ObjectId]>),
    Struct(Box<StructType>),
    Signature(Box<Signature>),
    Interface(Box<Interface>),
    /// Terms of a constraint, in source order.
    Union(Box<[Term]>),
    Named(Box<Named>),
    Alias(Box<Alias>),
    TypeParam(Box<TypeParam>),
}

#[derive(Clone, Debug, Default)]
pub struct StructType {
    pub fields: Vec<ObjectId>,
    /// Unquoted tags, parallel to `fields`; empty if no field has one.
    pub tags: Vec<Option<Arc<str>>>,
}

impl StructType {
    pub fn tag(&self, index: usize) -> &str {
        self.tags.get(index).and_then(|t| t.as_deref()).unwrap_or("")
    }
}

#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// Receiver type parameters (`TypeParam` types).
    pub recv_tparams: Vec<TypeId>,
    pub tparams: Vec<TypeId>,
    pub recv: Option<ObjectId>,
    pub params: Vec<ObjectId>,
    pub results: Vec<ObjectId>,
    /// The last parameter is `...T`; its type is `[]T` (or a string type for `append`).
    pub variadic: bool,
    /// Scope of parameters and body; absent for instantiated signatures.
    pub scope: Option<ScopeId>,
}

#[derive(Clone, Debug, Default)]
pub struct Interface {
    /// Explicitly declared methods, in source order (`Func` objects).
    pub methods: Vec<ObjectId>,
    pub embeddeds: Vec<TypeId>,
    /// Where each embedded element stands; empty or parallel to `embeddeds`.
    pub embed_pos: Vec<Pos>,
    /// A constraint literal written without `interface{}`.
    pub implicit: bool,
    /// All methods and embedded elements are there; a type set may be computed.
    pub complete: bool,
    pub type_set: Option<Arc<TypeSet>>,
}

/// What an interface admits: `methods` to be implemented, and `terms` (none: all types).
#[derive(Clone, Debug, Default)]
pub struct TypeSet {
    /// All methods, sorted by [`crate::Checker::cmp_objects`].
    pub methods: Vec<ObjectId>,
    /// `None`: every type. `Some(vec![])`: no type.
    pub terms: Option<Vec<Term>>,
    /// Types must be comparable.
    pub comparable: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Term {
    pub tilde: bool,
    pub ty: TypeId,
}

/// A declared type, or an instance of a generic one.
#[derive(Clone, Debug)]
pub struct Named {
    /// The declared type name; an instance has that of its origin.
    pub obj: ObjectId,
    /// Where the type is declared; of an instance, where it was first written.
    pub pos: Pos,
    /// Of instances: the generic type and the type arguments.
    pub origin: Option<TypeId>,
    pub targs: Box<[TypeId]>,
    pub tparams: Vec<TypeId>,
    /// The type on the right-hand side of the declaration.
    pub from_rhs: Option<TypeId>,
    pub underlying: Option<TypeId>,
    /// Of declared types: the methods in source order. Of instances: parallel to the origin's, filled on demand.
    pub methods: Vec<Option<ObjectId>>,
    pub state: NamedState,
    /// Known not to contain itself (`Checker::valid_type`).
    pub valid: bool,
    /// Whether it is of finite size, once known (`Checker::finite_size`).
    pub finite: Option<bool>,
    /// Whether its size is no constant, once known (`Checker::var_size`).
    pub var_size: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NamedState {
    /// Declared in a package whose bodies this checker does not own; the declaration was not looked at yet. Or an instance
    /// that was not expanded yet.
    Lazy,
    /// Being resolved.
    Resolving,
    /// Type parameters and right-hand side are known.
    Resolved,
}

#[derive(Clone, Debug)]
pub struct Alias {
    pub obj: ObjectId,
    pub origin: Option<TypeId>,
    pub targs: Box<[TypeId]>,
    pub tparams: Vec<TypeId>,
    pub from_rhs: TypeId,
    /// The aliased type, itself no alias; `None` while it is being resolved.
    pub actual: Option<TypeId>,
}

#[derive(Clone, Debug)]
pub struct TypeParam {
    pub obj: ObjectId,
    /// Position in its list.
    pub index: u32,
    /// The constraint as written; its underlying interface is `Checker::type_param_iface`.
    pub bound: TypeId,
}

/// What hash-consed types are found by.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'t> {
    Array(TypeId, i64),
    Slice(TypeId),
    Pointer(TypeId),
    Map(TypeId, TypeId),
    Chan(ChanDir, TypeId),
    Instance(TypeId, &'t [TypeId]),
}

impl<'t> Key<'t> {
    /// The key that a type has been entered by.
    fn of(ty: &'t Type) -> Option<Self> {
        Some(match *ty {
            Type::Array { elem, len } => Key::Array(elem, len),
            Type::Slice { elem } => Key::Slice(elem),
            Type::Pointer { elem } => Key::Pointer(elem),
            Type::Map { key, elem } => Key::Map(key, elem),
            Type::Chan { dir, elem } => Key::Chan(dir, elem),
            Type::Named(ref named) => Key::Instance(named.origin?, &named.targs),
            Type::Alias(ref alias) => Key::Instance(alias.origin?, &alias.targs),
            _ => return None,
        })
    }

    fn hash(self) -> u64 {
        FxBuildHasher.hash_one(self)
    }
}

/// The type table of one checker.
#[derive(Clone, Debug)]
pub struct Types {
    table: IndexVec<TypeId, Type>,
    /// Hash-consed types by their [`Key`], which the table has.
    interned: HashTable<TypeId>,
}

impl Types {
    /// The table with the types that have fixed ids; the universe fills in those that need objects.
    pub fn new() -> Self {
        let mut table = IndexVec::with_capacity(4096);
        for kind in BasicKind::ALL {
            table.push(Type::Basic(kind));
        }
        table.push(Type::Basic(BasicKind::Uint8)); // byte
        table.push(Type::Basic(BasicKind::Int32)); // rune
        table.push(Type::Interface(Box::new(Interface { complete: true, ..Interface::default() })));
        for _ in [TypeId::ANY, TypeId::ERROR, TypeId::COMPARABLE] {
            table.push(Type::Basic(BasicKind::Invalid));
        }
        let empty_tuple = table.push(Type::Tuple(Box::new([])));
        debug_assert_eq!(empty_tuple, TypeId::EMPTY_TUPLE);
        Types { table, interned: HashTable::new() }
    }

    pub fn reserve(&mut self, additional: usize) {
        self.table.reserve(additional);
    }

    pub fn len(&self) -> usize {
        self.table.len()
    }

    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Adds a type that is not hash-consed.
    pub fn push(&mut self, ty: Type) -> TypeId {
        self.table.push(ty)
    }

    fn find(&self, hash: u64, key: Key<'_>) -> Option<TypeId> {
        self.interned.find(hash, |&id| Key::of(&self.table[id]) == Some(key)).copied()
    }

    /// Of types that carry their key.
    fn intern(&mut self, ty: Type) -> TypeId {
        let Some(key) = Key::of(&ty) else { return self.table.push(ty) };
        let hash = key.hash();
        if let Some(id) = self.find(hash, key) {
            return id;
        }
        let Types { table, interned } = self;
        let id = table.push(ty);
        interned.insert_unique(hash, id, |&id| Key::of(&table[id]).map_or(0, Key::hash));
        id
    }

    pub fn array(&mut self, elem: TypeId, len: i64) -> TypeId {
        self.intern(Type::Array { elem, len })
    }

    pub fn slice(&mut self, elem: TypeId) -> TypeId {
        self.intern(Type::Slice { elem })
    }

    pub fn pointer(&mut self, elem: TypeId) -> TypeId {
        self.intern(Type::Pointer { elem })
    }

    pub fn map(&mut self, key: TypeId, elem: TypeId) -> TypeId {
        self.intern(Type::Map { key, elem })
    }

    pub fn chan(&mut self, dir: ChanDir, elem: TypeId) -> TypeId {
        self.intern(Type::Chan { dir, elem })
    }

    /// The instance of generic `origin` (a `Named` or an `Alias`) with these arguments, if it was made before.
    pub fn find_instance(&self, origin: TypeId, targs: &[TypeId]) -> Option<TypeId> {
        let key = Key::Instance(origin, targs);
        self.find(key.hash(), key)
    }

    /// `ty` has its origin and arguments.
    pub fn add_instance(&mut self, ty: Type) -> TypeId {
        self.intern(ty)
    }

    pub fn tuple(&mut self, vars: &[ObjectId]) -> TypeId {
        if vars.is_empty() { TypeId::EMPTY_TUPLE } else { self.table.push(Type::Tuple(vars.into())) }
    }

    pub fn set(&mut self, id: TypeId, ty: Type) {
        self.table[id] = ty;
    }

    pub fn named(&self, id: TypeId) -> Option<&Named> {
        match &self.table[id] {
            Type::Named(named) => Some(named),
            _ => None,
        }
    }

    pub fn named_mut(&mut self, id: TypeId) -> Option<&mut Named> {
        match &mut self.table[id] {
            Type::Named(named) => Some(named),
            _ => None,
        }
    }

    pub fn signature(&self, id: TypeId) -> Option<&Signature> {
        match &self.table[id] {
            Type::Signature(sig) => Some(sig),
            _ => None,
        }
    }

    pub fn signature_mut(&mut self, id: TypeId) -> Option<&mut Signature> {
        match &mut self.table[id] {
            Type::Signature(sig) => Some(sig),
            _ => None,
        }
    }

    pub fn interface(&self, id: TypeId) -> Option<&Interface> {
        match &self.table[id] {
            Type::Interface(iface) => Some(iface),
            _ => None,
        }
    }

    pub fn interface_mut(&mut self, id: TypeId) -> Option<&mut Interface> {
        match &mut self.table[id] {
            Type::Interface(iface) => Some(iface),
            _ => None,
        }
    }

    pub fn type_param(&self, id: TypeId) -> Option<&TypeParam> {
        match &self.table[id] {
            Type::TypeParam(tp) => Some(tp),
            _ => None,
        }
    }

    pub fn type_param_mut(&mut self, id: TypeId) -> Option<&mut TypeParam> {
        match &mut self.table[id] {
            Type::TypeParam(tp) => Some(tp),
            _ => None,
        }
    }

    pub fn alias(&self, id: TypeId) -> Option<&Alias> {
        match &self.table[id] {
            Type::Alias(alias) => Some(alias),
            _ => None,
        }
    }

    pub fn alias_mut(&mut self, id: TypeId) -> Option<&mut Alias> {
        match &mut self.table[id] {
            Type::Alias(alias) => Some(alias),
            _ => None,
        }
    }
}

impl Default for Types {
    fn default() -> Self {
        Self::new()
    }
}

impl std::ops::Index<TypeId> for Types {
    type Output = Type;
    #[inline]
    fn index(&self, id: TypeId) -> &Type {
        &self.table[id]
    }
}
