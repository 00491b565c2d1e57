//! What the checker records about the nodes of a file: side tables by `NodeId`.

use godwit_syntax::NodeId;
use rustc_hash::FxHashMap;

use crate::constant::Value;
use crate::object::ObjectId;
use crate::operand::Mode;
use crate::types::TypeId;

/// Results for one file. Vectors are as long as the file has nodes, or empty if nothing is recorded.
#[derive(Clone, Debug, Default)]
pub struct Info {
    types: Vec<TypeId>,
    modes: Vec<Mode>,
    /// Declared by, or referred to by, an identifier.
    objects: Vec<Entry>,
    constants: FxHashMap<NodeId, Value>,
    pub selections: FxHashMap<NodeId, Selection>,
    /// Keyed by the identifier that names the generic function or type.
    pub instances: FxHashMap<NodeId, Instance>,
    /// Objects without an identifier: imports without a name, type switch clauses, anonymous parameters.
    pub implicits: FxHashMap<NodeId, ObjectId>,
}

/// An object and whether its identifier defines it, in four bytes: twice the number of the object plus one, plus a bit.
#[derive(Clone, Copy, Default, Debug)]
struct Entry(u32);

impl Entry {
    fn def(object: Option<ObjectId>) -> Self {
        Entry(object.map_or(0, |o| (o.0 + 1) << 1) | 1)
    }

    fn used(object: ObjectId) -> Self {
        Entry((object.0 + 1) << 1)
    }

    #[inline]
    fn object(self) -> Option<ObjectId> {
        (self.0 >> 1).checked_sub(1).map(ObjectId)
    }

    #[inline]
    fn is_def(self) -> bool {
        self.0 & 1 != 0
    }
}

/// What `x.f` means where it is no qualified identifier.
#[derive(Clone, Debug)]
pub struct Selection {
    pub kind: SelectionKind,
    /// Type of `x`.
    pub recv: TypeId,
    pub object: ObjectId,
    /// Type of `x.f`.
    pub ty: TypeId,
    /// Path from `x` to `f` through embedded fields; the last index is the field's or method's own.
    pub index: Vec<u32>,
    /// A pointer was followed on the way.
    pub indirect: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SelectionKind {
    Field,
    MethodValue,
    MethodExpr,
}

#[derive(Clone, Debug)]
pub struct Instance {
    pub targs: Box<[TypeId]>,
    pub ty: TypeId,
}

impl Info {
    pub fn with_nodes(n: usize) -> Self {
        Info {
            types: vec![TypeId::INVALID; n],
            modes: vec![Mode::Invalid; n],
            objects: vec![Entry::default(); n],
            ..Info::default()
        }
    }

    pub fn is_recording(&self) -> bool {
        !self.types.is_empty()
    }

    pub fn record_type(&mut self, id: NodeId, mode: Mode, ty: TypeId, value: Option<Value>) {
        let i = godwit_base::Idx::index(id);
        if let (Some(t), Some(m)) = (self.types.get_mut(i), self.modes.get_mut(i)) {
            (*t, *m) = (ty, mode);
            if let Some(value) = value {
                self.constants.insert(id, value);
            }
        }
    }

    pub fn record_def(&mut self, id: NodeId, object: Option<ObjectId>) {
        if let Some(entry) = self.objects.get_mut(godwit_base::Idx::index(id)) {
            *entry = Entry::def(object);
        }
    }

    pub fn record_use(&mut self, id: NodeId, object: ObjectId) {
        if let Some(entry) = self.objects.get_mut(godwit_base::Idx::index(id)) {
            // A name that is both, as an embedded field's is, stays a definition.
            *entry = Entry(Entry::used(object).0 | entry.0 & 1);
        }
    }

    /// The type of an expression; `None` where nothing was recorded.
    #[inline]
    pub fn type_of(&self, id: NodeId) -> Option<TypeId> {
        let i = godwit_base::Idx::index(id);
        if *self.modes.get(i)? == Mode::Invalid { None } else { Some(self.types[i]) }
    }

    #[inline]
    pub fn mode(&self, id: NodeId) -> Mode {
        self.modes.get(godwit_base::Idx::index(id)).copied().unwrap_or(Mode::Invalid)
    }

    pub fn constant(&self, id: NodeId) -> Option<&Value> {
        self.constants.get(&id)
    }

    /// The object that an identifier declares or refers to.
    #[inline]
    pub fn object(&self, id: NodeId) -> Option<ObjectId> {
        self.entry(id).object()
    }

    pub fn def(&self, id: NodeId) -> Option<ObjectId> {
        if self.is_def(id) { self.object(id) } else { None }
    }

    pub fn used(&self, id: NodeId) -> Option<ObjectId> {
        if self.is_def(id) { None } else { self.object(id) }
    }

    pub fn is_def(&self, id: NodeId) -> bool {
        self.entry(id).is_def()
    }

    #[inline]
    fn entry(&self, id: NodeId) -> Entry {
        self.objects.get(godwit_base::Idx::index(id)).copied().unwrap_or_default()
    }
}
