//! Sizes, alignments and offsets as the gc compiler lays types out.

use crate::check::{Checker, Config};
use crate::object::ObjectId;
use crate::types::{BasicKind, Type, TypeId};

impl Config {
    /// Word size and largest alignment of an architecture by its GOARCH name; 64-bit for unknown ones.
    #[must_use]
    pub fn for_arch(self, goarch: &str) -> Self {
        let (word_size, max_align) = match goarch {
            "386" | "arm" | "mips" | "mipsle" => (4, 4),
            "amd64p32" => (4, 8),
            _ => (8, 8),
        };
        Config { word_size, max_align, ..self }
    }
}

impl Checker {
    pub fn alignof(&mut self, ty: TypeId) -> i64 {
        self.layout(ty).1
    }

    /// The size in bytes; below 0 if it is too large for the address space.
    pub fn sizeof(&mut self, ty: TypeId) -> i64 {
        self.layout(ty).0
    }

    /// Size and alignment. Those of declared types are kept: a type may occur in another exponentially often.
    fn layout(&mut self, ty: TypeId) -> (i64, i64) {
        let named = self.as_named(ty);
        if let Some(layout) = named.and_then(|n| self.layouts.get(&n)) {
            return *layout;
        }
        // A type that contains itself was reported; here it must only come to an end.
        if let Some(named) = named {
            self.layouts.insert(named, (-1, 1));
        }
        let layout = self.nested(|c| c.compute_layout(ty)).unwrap_or((-1, 1));
        if let Some(named) = named {
            self.layouts.insert(named, layout);
        }
        layout
    }

    fn compute_layout(&mut self, ty: TypeId) -> (i64, i64) {
        let word = self.conf.word_size;
        let under = self.under(ty);
        let by_size = |size: i64, align: i64| (size, align.clamp(1, self.conf.max_align));
        match &self.types[under] {
            Type::Basic(kind) => match kind {
                BasicKind::Bool | BasicKind::Int8 | BasicKind::Uint8 => (1, 1),
                BasicKind::Int16 | BasicKind::Uint16 => by_size(2, 2),
                BasicKind::Int32 | BasicKind::Uint32 | BasicKind::Float32 => by_size(4, 4),
                BasicKind::Int64 | BasicKind::Uint64 | BasicKind::Float64 => by_size(8, 8),
                BasicKind::Complex64 => by_size(8, 4),
                BasicKind::Complex128 => by_size(16, 8),
                BasicKind::String | BasicKind::UntypedString => (word * 2, word),
                _ => by_size(word, word),
            },
            &Type::Array { elem, len } => {
                let (size, align) = self.layout(elem);
                let size = match size {
                    _ if len <= 0 => 0,
                    ..=-1 => size,
                    _ => size.checked_mul(len).unwrap_or(-1),
                };
                (size, align)
            }
            Type::Slice { .. } => (word * 3, word),
            Type::Interface(_) => (word * 2, word),
            Type::Struct(structure) => {
                if structure.fields.is_empty() {
                    return (0, if self.is_sync_atomic_align64(ty) { 8 } else { 1 });
                }
                let fields = structure.fields.clone();
                let (_, end, max_align) = self.field_layout(&fields);
                let size = if end < 0 { -1 } else { align(end, max_align) };
                (size, max_align)
            }
            _ => by_size(word, word),
        }
    }

    /// The offsets of consecutive fields, where the last one ends, and the largest alignment.
    fn field_layout(&mut self, fields: &[ObjectId]) -> (Vec<i64>, i64, i64) {
        let (mut end, mut max_align) = (0, 1);
        let mut offsets = Vec::with_capacity(fields.len());
        for (i, &field) in fields.iter().enumerate() {
            let ty = self.type_of_object(field);
            let (mut size, field_align) = self.layout(ty);
            max_align = max_align.max(field_align);
            if end >= 0 {
                end = align(end, field_align);
            }
            offsets.push(end);
            // A pointer to a last field without size must not point past the struct.
            if i == fields.len() - 1 && size == 0 && end > 0 {
                size = 1;
            }
            end = if end >= 0 && size >= 0 { end.checked_add(size).unwrap_or(-1) } else { -1 };
        }
        (offsets, end, max_align)
    }

    /// The marker types that make 64-bit atomics aligned on 32-bit machines.
    fn is_sync_atomic_align64(&self, ty: TypeId) -> bool {
        let Some(named) = self.named(ty) else { return false };
        let object = &self.objects[named.obj];
        object.name.as_str() == "align64"
            && object
                .pkg
                .is_some_and(|p| matches!(&*self.packages[p].path, "sync/atomic" | "internal/runtime/atomic"))
    }

    /// Offsets of a struct's fields; -1 from the first field on that is too far away.
    pub fn offsetsof(&mut self, fields: &[ObjectId]) -> Vec<i64> {
        self.field_layout(fields).0
    }

    /// The offset of a field reached through structs alone; -1 if it is too large.
    pub fn offsetof(&mut self, ty: TypeId, index: &[u32]) -> i64 {
        let mut ty = ty;
        let mut offset: i64 = 0;
        for &i in index {
            let under = self.under(ty);
            let Type::Struct(structure) = &self.types[under] else { return -1 };
            let fields = structure.fields.clone();
            let offsets = self.offsetsof(&fields);
            let (Some(&field), Some(&at)) = (fields.get(i as usize), offsets.get(i as usize)) else {
                return -1;
            };
            if at < 0 {
                return -1;
            }
            match offset.checked_add(at) {
                Some(sum) => offset = sum,
                None => return -1,
            }
            ty = self.type_of_object(field);
        }
        offset
    }
}

/// The next multiple of `align`, a power of two; below 0 if there is none.
fn align(x: i64, align: i64) -> i64 {
    x.checked_add(align - 1).map_or(-1, |x| x & !(align - 1))
}
