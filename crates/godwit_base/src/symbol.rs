//! Interned names. A `Symbol` is four bytes, compares by id, and turns back into its text without a lock.
//!
//! The table lives for the whole process: a run sees some 10^5 distinct identifiers, and an editor session not many more.
//! Ids depend on the order in which threads meet names, so **never sort by `Symbol`** where the order can reach output.

use std::cell::RefCell;
use std::fmt;
use std::sync::{Mutex, OnceLock};

use hashbrown::HashTable;

/// An interned string.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(u32);

const N_SHARDS: usize = 32;
/// Sets of the per-thread cache in front of the shared table, two entries each; a power of two.
const N_SETS: usize = 8192;

type Entry = (&'static str, Symbol);
type Shard = Mutex<Names>;

/// One shard: its names by hash, and the rest of the block that new texts are copied into.
#[derive(Default)]
struct Names {
    entries: HashTable<Entry>,
    block: &'static mut [u8],
}

/// Texts are allocated by the block, which spares an allocation for each name.
const BLOCK: usize = 16 * 1024;

impl Names {
    /// A copy of `text` that lives as long as the process.
    fn keep(&mut self, text: &str) -> &'static str {
        if text.len() > BLOCK / 4 {
            return Box::leak(text.into());
        }
        if self.block.len() < text.len() {
            self.block = Box::leak(vec![0; BLOCK].into_boxed_slice());
        }
        let (kept, rest) = std::mem::take(&mut self.block).split_at_mut(text.len());
        self.block = rest;
        kept.copy_from_slice(text.as_bytes());
        std::str::from_utf8(kept).unwrap_or("")
    }
}

struct Table {
    texts: boxcar::Vec<&'static str>,
    shards: Vec<Shard>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let table =
            Table { texts: boxcar::Vec::new(), shards: (0..N_SHARDS).map(|_| Shard::default()).collect() };
        for (i, text) in sym::PREINTERNED.iter().enumerate() {
            let id = table.texts.push(text);
            debug_assert_eq!(id, i);
            let hash = hash(text.as_bytes());
            lock(&table.shards[shard_of(hash)]).entries.insert_unique(
                hash,
                (text, Symbol(id as u32)),
                hash_of,
            );
        }
        table
    })
}

fn hash_of(entry: &Entry) -> u64 {
    hash(entry.0.as_bytes())
}

impl Table {
    fn intern(&self, text: &str, hash: u64) -> Entry {
        let mut shard = lock(&self.shards[shard_of(hash)]);
        if let Some(&entry) = shard.entries.find(hash, |entry| entry.0 == text) {
            return entry;
        }
        let text = shard.keep(text);
        let symbol = Symbol(self.texts.push(text) as u32);
        shard.entries.insert_unique(hash, (text, symbol), hash_of);
        (text, symbol)
    }
}

fn lock(shard: &Shard) -> std::sync::MutexGuard<'_, Names> {
    // A panic while the lock is held cannot leave a half-made entry, so a poisoned shard is still sound to use.
    shard.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn shard_of(hash: u64) -> usize {
    (hash >> 59) as usize % N_SHARDS
}

#[inline]
fn hash(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut h = bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let word = u64::from_le_bytes([
            chunk[0], chunk[1], chunk[2], chunk[3], chunk[4], chunk[5], chunk[6], chunk[7],
        ]);
        h = (h.rotate_left(5) ^ word).wrapping_mul(K);
    }
    let mut word = 0u64;
    for &b in chunks.remainder() {
        word = word << 8 | u64::from(b);
    }
    h = (h.rotate_left(5) ^ word).wrapping_mul(K);
    h ^ (h >> 32)
}

/// Two names that share a set, the one used last in front.
type Set = [Entry; 2];
const EMPTY_SET: Set = [("", Symbol(0)); 2];

thread_local! {
    static CACHE: RefCell<Vec<Set>> = const { RefCell::new(Vec::new()) };
}

/// Text interned through one borrow of the per-thread cache; for callers that intern by the thousand, as the parser does.
pub struct Interner {
    cache: Vec<Set>,
}

impl Interner {
    /// Takes the thread's cache; [`Drop`] gives it back.
    pub fn take() -> Self {
        let mut cache = CACHE.with(|c| std::mem::take(&mut *c.borrow_mut()));
        if cache.is_empty() {
            cache = vec![EMPTY_SET; N_SETS];
        }
        Interner { cache }
    }

    #[inline]
    pub fn intern(&mut self, text: &str) -> Symbol {
        let hash = hash(text.as_bytes());
        let set = &mut self.cache[hash as usize & (N_SETS - 1)];
        // Unused entries hold the empty text, whose symbol is 0 as well.
        if set[0].0 == text {
            return set[0].1;
        }
        if set[1].0 == text {
            set.swap(0, 1);
            return set[0].1;
        }
        let entry = table().intern(text, hash);
        *set = [entry, set[0]];
        entry.1
    }
}

impl Drop for Interner {
    fn drop(&mut self) {
        CACHE.with(|c| *c.borrow_mut() = std::mem::take(&mut self.cache));
    }
}

impl Symbol {
    pub fn intern(text: &str) -> Symbol {
        let hash = hash(text.as_bytes());
        table().intern(text, hash).1
    }

    pub fn as_str(self) -> &'static str {
        table().texts.get(self.0 as usize).copied().unwrap_or("")
    }

    /// Whether the name is the blank identifier `_`.
    pub fn is_blank(self) -> bool {
        self == sym::BLANK
    }

    /// Whether the name starts with an upper-case letter and so is exported, as in `go/token.IsExported`.
    pub fn is_exported(self) -> bool {
        self.as_str().chars().next().is_some_and(char::is_uppercase)
    }

    pub const fn id(self) -> u32 {
        self.0
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.as_str())
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! symbols {
    ($($name:ident = $text:literal,)*) => {
        /// Names known at compile time, usable in patterns-by-equality without a lookup.
        pub mod sym {
            use super::Symbol;
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            #[repr(u32)]
            enum Index { $($name,)* }
            pub(super) const PREINTERNED: &[&str] = &[$($text,)*];
            $(pub const $name: Symbol = Symbol(Index::$name as u32);)*
        }
    };
}

symbols! {
    EMPTY = "", BLANK = "_", DOT = ".", INIT = "init", MAIN = "main",
    BOOL = "bool", INT = "int", INT8 = "int8", INT16 = "int16", INT32 = "int32", INT64 = "int64",
    UINT = "uint", UINT8 = "uint8", UINT16 = "uint16", UINT32 = "uint32", UINT64 = "uint64", UINTPTR = "uintptr",
    FLOAT32 = "float32", FLOAT64 = "float64", COMPLEX64 = "complex64", COMPLEX128 = "complex128",
    STRING = "string", BYTE = "byte", RUNE = "rune", ERROR = "error", ANY = "any", COMPARABLE = "comparable",
    TRUE = "true", FALSE = "false", NIL = "nil", IOTA = "iota",
    APPEND = "append", CAP = "cap", CLEAR = "clear", CLOSE = "close", COMPLEX = "complex", COPY = "copy",
    DELETE = "delete", IMAG = "imag", LEN = "len", MAKE = "make", MAX = "max", MIN = "min", NEW = "new",
    PANIC = "panic", PRINT = "print", PRINTLN = "println", REAL = "real", RECOVER = "recover",
    ADD = "Add", ALIGNOF = "Alignof", OFFSETOF = "Offsetof", SIZEOF = "Sizeof", SLICE = "Slice",
    SLICE_DATA = "SliceData", STRING_FN = "String", STRING_DATA = "StringData", POINTER = "Pointer",
    ASSERT = "assert", TRACE = "trace", UNSAFE = "unsafe", C = "C", ERROR_METHOD = "Error",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_symbol_over_threads() {
        let here = Symbol::intern("handleOrder");
        let there = std::thread::spawn(|| Interner::take().intern("handleOrder")).join().unwrap();
        assert_eq!(here, there);
        assert_eq!(here.as_str(), "handleOrder");
        assert_eq!(Symbol::intern("error"), sym::ERROR);
        assert_eq!(sym::ERROR_METHOD.as_str(), "Error");
        assert_eq!(Interner::take().intern(""), sym::EMPTY);
    }

    #[test]
    fn exported_names_start_with_an_upper_case_letter() {
        assert!(Symbol::intern("Ärger").is_exported());
        assert!(!Symbol::intern("_X").is_exported());
    }
}
