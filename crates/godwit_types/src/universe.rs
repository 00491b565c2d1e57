//! The universe scope and package unsafe.

use std::sync::Arc;

use godwit_base::{Symbol, sym};

use crate::check::Checker;
use crate::constant::Value;
use crate::object::{BuiltinId, Object, ObjectId, ObjectKind, Pos, VarKind};
use crate::package::{PackageId, PackageState};
use crate::scope::{Scope, ScopeId};
use crate::types::{Alias, Interface, Named, NamedState, Signature, Type, TypeId, TypeSet};

const TYPES: [(Symbol, TypeId); 21] = [
    (sym::BOOL, TypeId::BOOL),
    (sym::INT, TypeId::INT),
    (sym::INT8, TypeId(3)),
    (sym::INT16, TypeId(4)),
    (sym::INT32, TypeId::INT32),
    (sym::INT64, TypeId(6)),
    (sym::UINT, TypeId::UINT),
    (sym::UINT8, TypeId::UINT8),
    (sym::UINT16, TypeId(9)),
    (sym::UINT32, TypeId(10)),
    (sym::UINT64, TypeId(11)),
    (sym::UINTPTR, TypeId::UINTPTR),
    (sym::FLOAT32, TypeId::FLOAT32),
    (sym::FLOAT64, TypeId::FLOAT64),
    (sym::COMPLEX64, TypeId::COMPLEX64),
    (sym::COMPLEX128, TypeId::COMPLEX128),
    (sym::STRING, TypeId::STRING),
    (sym::BYTE, TypeId::BYTE),
    (sym::RUNE, TypeId::RUNE),
    (sym::ERROR, TypeId::ERROR),
    (sym::COMPARABLE, TypeId::COMPARABLE),
];

const BUILTINS: [(Symbol, BuiltinId); 18] = [
    (sym::APPEND, BuiltinId::Append),
    (sym::CAP, BuiltinId::Cap),
    (sym::CLEAR, BuiltinId::Clear),
    (sym::CLOSE, BuiltinId::Close),
    (sym::COMPLEX, BuiltinId::Complex),
    (sym::COPY, BuiltinId::Copy),
    (sym::DELETE, BuiltinId::Delete),
    (sym::IMAG, BuiltinId::Imag),
    (sym::LEN, BuiltinId::Len),
    (sym::MAKE, BuiltinId::Make),
    (sym::MAX, BuiltinId::Max),
    (sym::MIN, BuiltinId::Min),
    (sym::NEW, BuiltinId::New),
    (sym::PANIC, BuiltinId::Panic),
    (sym::PRINT, BuiltinId::Print),
    (sym::PRINTLN, BuiltinId::Println),
    (sym::REAL, BuiltinId::Real),
    (sym::RECOVER, BuiltinId::Recover),
];

const UNSAFE_BUILTINS: [(Symbol, BuiltinId); 8] = [
    (sym::ADD, BuiltinId::Add),
    (sym::ALIGNOF, BuiltinId::Alignof),
    (sym::OFFSETOF, BuiltinId::Offsetof),
    (sym::SIZEOF, BuiltinId::Sizeof),
    (sym::SLICE, BuiltinId::Slice),
    (sym::SLICE_DATA, BuiltinId::SliceData),
    (sym::STRING_FN, BuiltinId::String),
    (sym::STRING_DATA, BuiltinId::StringData),
];

/// The objects that rules and the checker itself compare with.
#[derive(Clone, Copy, Debug)]
pub struct Universe {
    pub iota: ObjectId,
    pub nil: ObjectId,
    pub any: ObjectId,
    pub error: ObjectId,
    pub comparable: ObjectId,
    pub error_method: ObjectId,
}

impl Checker {
    /// Fills the universe scope; runs once, on an empty table.
    pub(crate) fn define_universe(&mut self) -> Universe {
        let universe = self.scopes.push(Scope::new(None));
        debug_assert_eq!(universe, ScopeId::UNIVERSE);
        for (name, ty) in TYPES {
            self.define(name, ObjectKind::TypeName, ty);
        }
        let any = self.define(sym::ANY, ObjectKind::TypeName, TypeId::ANY);
        let alias = Alias {
            obj: any,
            origin: None,
            targs: Box::new([]),
            tparams: Vec::new(),
            from_rhs: TypeId::EMPTY_INTERFACE,
            actual: Some(TypeId::EMPTY_INTERFACE),
        };
        self.types.set(TypeId::ANY, Type::Alias(Box::new(alias)));
        if let Some(iface) = self.types.interface_mut(TypeId::EMPTY_INTERFACE) {
            iface.type_set = Some(Arc::default());
        }
        let (error, error_method) = self.define_error();
        let comparable = self.define_comparable();
        for (name, value) in [(sym::TRUE, true), (sym::FALSE, false)] {
            self.define(name, ObjectKind::Const { value: Value::Bool(value) }, TypeId::UNTYPED_BOOL);
        }
        let iota = self.define(sym::IOTA, ObjectKind::Const { value: Value::Int(0) }, TypeId::UNTYPED_INT);
        let nil = self.define(sym::NIL, ObjectKind::Nil, TypeId::UNTYPED_NIL);
        for (name, id) in BUILTINS {
            self.define(name, ObjectKind::Builtin(id), TypeId::INVALID);
        }
        if self.conf.test_builtins {
            self.define(sym::ASSERT, ObjectKind::Builtin(BuiltinId::Assert), TypeId::INVALID);
            self.define(sym::TRACE, ObjectKind::Builtin(BuiltinId::Trace), TypeId::INVALID);
        }
        self.define_unsafe();
        Universe { iota, nil, any, error, comparable, error_method }
    }

    fn define(&mut self, name: Symbol, kind: ObjectKind, ty: TypeId) -> ObjectId {
        let object = Object {
            kind,
            name,
            pkg: None,
            parent: Some(ScopeId::UNIVERSE),
            ty: Some(ty),
            pos: Pos::NONE,
            scope_pos: 0,
            order: 0,
            decl: None,
        };
        let id = self.objects.push(object);
        self.scopes[ScopeId::UNIVERSE].insert(name, id);
        id
    }

    fn define_error(&mut self) -> (ObjectId, ObjectId) {
        let error = self.lookup_universe(sym::ERROR);
        let kind = |kind| ObjectKind::Var { kind, embedded: false, used: true, origin: None };
        let var = |var_kind, ty| Object {
            kind: kind(var_kind),
            name: sym::EMPTY,
            pkg: None,
            parent: None,
            ty: Some(ty),
            pos: Pos::NONE,
            scope_pos: 0,
            order: 0,
            decl: None,
        };
        let recv = self.objects.push(var(VarKind::Recv, TypeId::ERROR));
        let result = self.objects.push(var(VarKind::Result, TypeId::STRING));
        let sig = Signature { recv: Some(recv), results: vec![result], ..Signature::default() };
        let sig = self.types.push(Type::Signature(Box::new(sig)));
        let method = self.objects.push(Object {
            kind: ObjectKind::Func { ptr_recv: false, origin: None },
            name: sym::ERROR_METHOD,
            ..var(VarKind::Recv, sig)
        });
        let set = TypeSet { methods: vec![method], terms: None, comparable: false };
        let iface = Interface {
            methods: vec![method],
            complete: true,
            type_set: Some(Arc::new(set)),
            ..Interface::default()
        };
        let iface = self.types.push(Type::Interface(Box::new(iface)));
        self.types.set(TypeId::ERROR, predeclared_named(error, iface));
        (error, method)
    }

    fn define_comparable(&mut self) -> ObjectId {
        let obj = self.lookup_universe(sym::COMPARABLE);
        let set = TypeSet { methods: Vec::new(), terms: None, comparable: true };
        let iface = Interface { complete: true, type_set: Some(Arc::new(set)), ..Interface::default() };
        let iface = self.types.push(Type::Interface(Box::new(iface)));
        self.types.set(TypeId::COMPARABLE, predeclared_named(obj, iface));
        obj
    }

    pub(crate) fn lookup_universe(&self, name: Symbol) -> ObjectId {
        self.scopes[ScopeId::UNIVERSE].lookup(name).unwrap_or(ObjectId(0))
    }

    fn define_unsafe(&mut self) {
        let id = self.add_package(None, "unsafe".into(), sym::UNSAFE);
        self.packages[id].state = PackageState::Checked;
        let scope = self.packages[id].scope;
        debug_assert_eq!(id, PackageId::UNSAFE);
        let mut define = |name, kind, ty| {
            let object = Object {
                kind,
                name,
                pkg: Some(id),
                parent: Some(scope),
                ty: Some(ty),
                pos: Pos::NONE,
                scope_pos: 0,
                order: 0,
                decl: None,
            };
            let object = self.objects.push(object);
            self.scopes[scope].insert(name, object);
        };
        define(sym::POINTER, ObjectKind::TypeName, TypeId::UNSAFE_POINTER);
        for (name, builtin) in UNSAFE_BUILTINS {
            define(name, ObjectKind::Builtin(builtin), TypeId::INVALID);
        }
    }
}

fn predeclared_named(obj: ObjectId, underlying: TypeId) -> Type {
    Type::Named(Box::new(Named {
        obj,
        pos: Pos::NONE,
        origin: None,
        targs: Box::new([]),
        tparams: Vec::new(),
        from_rhs: Some(underlying),
        underlying: Some(underlying),
        methods: Vec::new(),
        state: NamedState::Resolved,
        valid: true,
        finite: Some(true),
        var_size: None,
    }))
}
