//! Interned names. A `Symbol` is four bytes, compares by id, and turns back into its text without a lock.
//!
//! The table lives for the whole process: a run sees some 10^5 distinct identifiers, and an editor session not many more.
//! Ids depend on the order in which threads meet names, so **never sort by `Symbol`** where the order can reach output.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::hash::BuildHasherDefault;
use std::sync::{Mutex, OnceLock};

use rustc_hash::FxHasher;

/// An interned string.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(u32);

const N_SHARDS: usize = 32;
/// Slots of the per-thread cache in front of the shared table; a power of two.
const N_CACHE: usize = 8192;

type Shard = Mutex<HashMap<&'static str, Symbol, BuildHasherDefault<FxHasher>>>;

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
            table.insert(text, Symbol(id as u32));
        }
        table
    })
}

impl Table {
    fn insert(&self, text: &'static str, symbol: Symbol) {
        let mut shard = lock(&self.shards[shard_of(hash(text.as_bytes()))]);
        shard.insert(text, symbol);
    }

    fn intern(&self, text: &str, hash: u64) -> (Symbol, &'static str) {
        let mut shard = lock(&self.shards[shard_of(hash)]);
        if let Some((&text, &symbol)) = shard.get_key_value(text) {
            return (symbol, text);
        }
        let text: &'static str = Box::leak(text.into());
        let symbol = Symbol(self.texts.push(text) as u32);
        shard.insert(text, symbol);
        (symbol, text)
    }
}

fn lock(
    shard: &Shard,
) -> std::sync::MutexGuard<'_, HashMap<&'static str, Symbol, BuildHasherDefault<FxHasher>>> {
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

thread_local! {
    static CACHE: RefCell<Vec<(&'static str, Symbol)>> = RefCell::new(vec![("", Symbol(0)); N_CACHE]);
}

/// Text interned through one borrow of the per-thread cache; for callers that intern by the thousand, as the parser does.
pub struct Interner {
    cache: Vec<(&'static str, Symbol)>,
}

impl Interner {
    /// Takes the thread's cache; [`Drop`] gives it back.
    pub fn take() -> Self {
        let mut cache = CACHE.with(|c| std::mem::take(&mut *c.borrow_mut()));
        if cache.is_empty() {
            cache = vec![("", Symbol(0)); N_CACHE];
        }
        Interner { cache }
    }

    #[inline]
    pub fn intern(&mut self, text: &str) -> Symbol {
        let hash = hash(text.as_bytes());
        let slot = &mut self.cache[hash as usize & (N_CACHE - 1)];
        if slot.0 == text && !text.is_empty() {
            return slot.1;
        }
        let (symbol, text) = table().intern(text, hash);
        *slot = (text, symbol);
        symbol
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
        table().intern(text, hash).0
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
