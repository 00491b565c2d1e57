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

/// The bit of a `Symbol` that says whether its name is exported, which is asked all the time; the others are its place.
const EXPORTED: u32 = 1 << 31;

impl Symbol {
    fn new(place: usize, text: &str) -> Symbol {
        let exported = text.chars().next().is_some_and(char::is_uppercase);
        Symbol(place as u32 | if exported { EXPORTED } else { 0 })
    }

    fn place(self) -> usize {
        (self.0 & !EXPORTED) as usize
    }
}

const N_SHARDS: usize = 32;
/// Entries of the per-thread cache in front of the shared table; a power of two.
const CACHE_BITS: u32 = 13;

type Shard = Mutex<Names>;

/// A short name by its bytes: a lookup that hits reads one cache line and compares two words.
#[derive(Clone, Copy)]
struct Short {
    key: Key,
    symbol: Symbol,
}

#[derive(Clone, Copy)]
struct Long {
    text: &'static str,
    symbol: Symbol,
}

/// Up to 16 bytes without NULs as two numbers, little end first, padded with zeros.
type Key = [u64; 2];

/// Names up to this length have a [`Key`]; nearly all do.
const SHORT: usize = 16;

/// For each length the bits of a [`Key`] that belong to the name.
const USED: [Key; SHORT + 1] = {
    let mut masks = [[u64::MAX; 2]; SHORT + 1];
    let mut len = 0;
    while len < 8 {
        masks[len] = [(1 << (8 * len)) - 1, 0];
        masks[len + 8] = [u64::MAX, (1 << (8 * len)) - 1];
        len += 1;
    }
    masks
};

/// The key of the `len` bytes at `start`. Reads 16 bytes at once where the text has so many.
#[inline]
fn key_of(text: &[u8], start: usize, len: usize) -> Key {
    let mut bytes = [0; SHORT];
    match text.get(start..start + SHORT).and_then(|room| room.first_chunk::<SHORT>()) {
        Some(chunk) => bytes = *chunk,
        None => bytes[..len].copy_from_slice(&text[start..start + len]),
    }
    let word = u128::from_le_bytes(bytes);
    let used = USED[len];
    [word as u64 & used[0], (word >> 64) as u64 & used[1]]
}

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Both halves of a product, mixed: each bit of the hash depends on each of the words.
#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ MULTIPLIER) * u128::from(b ^ 0xD6E8_FEB8_6659_FD93);
    product as u64 ^ (product >> 64) as u64
}

#[inline]
fn hash_key(key: &Key) -> u64 {
    fold(key[0], key[1])
}

fn hash_long(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(SHORT);
    for chunk in &mut chunks {
        let [a, b] = key_of(chunk, 0, SHORT);
        hash = fold(a ^ hash, b);
    }
    let rest = chunks.remainder();
    let [a, b] = key_of(rest, 0, rest.len());
    fold(a ^ hash, b)
}

/// One shard: its names, and the rest of the block that new texts are copied into.
#[derive(Default)]
struct Names {
    short: HashTable<Short>,
    long: HashTable<Long>,
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
            let symbol = table.intern(text);
            debug_assert_eq!(symbol.place(), i);
        }
        table
    })
}

impl Table {
    fn intern(&self, text: &str) -> Symbol {
        // A NUL is no part of an identifier, and would look like padding.
        if text.len() <= SHORT && !text.as_bytes().contains(&0) {
            self.intern_short(key_of(text.as_bytes(), 0, text.len()), text)
        } else {
            self.intern_long(text, hash_long(text)).symbol
        }
    }

    fn intern_short(&self, key: Key, text: &str) -> Symbol {
        let hash = hash_key(&key);
        let mut names = lock(&self.shards[shard_of(hash)]);
        if let Some(found) = names.short.find(hash, |entry| entry.key == key) {
            return found.symbol;
        }
        let text = names.keep(text);
        let symbol = Symbol::new(self.texts.push(text), text);
        names.short.insert_unique(hash, Short { key, symbol }, |entry| hash_key(&entry.key));
        symbol
    }

    fn intern_long(&self, text: &str, hash: u64) -> Long {
        let mut names = lock(&self.shards[shard_of(hash)]);
        if let Some(&found) = names.long.find(hash, |entry| entry.text == text) {
            return found;
        }
        let text = names.keep(text);
        let symbol = Symbol::new(self.texts.push(text), text);
        let entry = Long { text, symbol };
        names.long.insert_unique(hash, entry, |entry| hash_long(entry.text));
        entry
    }
}

fn lock(shard: &Shard) -> std::sync::MutexGuard<'_, Names> {
    // A panic while the lock is held cannot leave a half-made entry, so a poisoned shard is still sound to use.
    shard.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The table inside a shard uses the lowest and the seven highest bits.
fn shard_of(hash: u64) -> usize {
    (hash >> 40) as usize % N_SHARDS
}

/// What a thread met last under each hash. Unused entries hold the empty text, whose symbol is 0 as well.
struct Cache {
    short: Vec<Short>,
    long: Vec<Long>,
}

thread_local! {
    static CACHE: RefCell<Cache> = const { RefCell::new(Cache { short: Vec::new(), long: Vec::new() }) };
}

/// Text interned through one borrow of the per-thread cache; for callers that intern by the thousand, as the parser does.
pub struct Interner {
    cache: Cache,
}

impl Interner {
    /// Takes the thread's cache; [`Drop`] gives it back.
    pub fn take() -> Self {
        let empty = Cache { short: Vec::new(), long: Vec::new() };
        let mut cache = CACHE.with(|c| std::mem::replace(&mut *c.borrow_mut(), empty));
        if cache.short.is_empty() {
            cache.short = vec![Short { key: [0; 2], symbol: Symbol(0) }; 1 << CACHE_BITS];
            cache.long = vec![Long { text: "", symbol: Symbol(0) }; 1 << (CACHE_BITS - 3)];
        }
        Interner { cache }
    }

    /// The symbol of `text[start..end]`, an identifier: a text that holds no NUL.
    #[inline]
    pub fn intern(&mut self, text: &str, start: usize, end: usize) -> Symbol {
        let len = end - start;
        if len > SHORT {
            return self.intern_long(&text[start..end]);
        }
        let key = key_of(text.as_bytes(), start, len);
        let entry = &mut self.cache.short[(hash_key(&key) >> (64 - CACHE_BITS)) as usize];
        if entry.key != key {
            *entry = Short { key, symbol: table().intern_short(key, &text[start..end]) };
        }
        entry.symbol
    }

    fn intern_long(&mut self, text: &str) -> Symbol {
        let hash = hash_long(text);
        let at = (hash >> 32) as usize & (self.cache.long.len() - 1);
        let entry = &mut self.cache.long[at];
        if entry.text != text {
            *entry = table().intern_long(text, hash);
        }
        entry.symbol
    }
}

impl Drop for Interner {
    fn drop(&mut self) {
        let cache = Cache {
            short: std::mem::take(&mut self.cache.short),
            long: std::mem::take(&mut self.cache.long),
        };
        CACHE.with(|c| *c.borrow_mut() = cache);
    }
}

impl Symbol {
    pub fn intern(text: &str) -> Symbol {
        table().intern(text)
    }

    pub fn as_str(self) -> &'static str {
        table().texts.get(self.place()).copied().unwrap_or("")
    }

    /// Whether the name is the blank identifier `_`.
    pub fn is_blank(self) -> bool {
        self == sym::BLANK
    }

    /// Whether the name starts with an upper-case letter and so is exported, as in `go/token.IsExported`.
    pub fn is_exported(self) -> bool {
        self.0 & EXPORTED != 0
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
            $(pub const $name: Symbol = Symbol(Index::$name as u32 | exported_bit($text));)*

            const fn exported_bit(text: &str) -> u32 {
                if !text.is_empty() && text.as_bytes()[0].is_ascii_uppercase() { super::EXPORTED } else { 0 }
            }
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
    SUB = "Sub", OS = "os",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_symbol_over_threads() {
        let here = Symbol::intern("handleOrder");
        let there = std::thread::spawn(|| Interner::take().intern("handleOrder", 0, 11)).join().unwrap();
        assert_eq!(here, there);
        assert_eq!(here.as_str(), "handleOrder");
        assert_eq!(Symbol::intern("error"), sym::ERROR);
        assert_eq!(sym::ERROR_METHOD.as_str(), "Error");
        assert_eq!(Interner::take().intern("", 0, 0), sym::EMPTY);
    }

    #[test]
    fn the_cache_gives_what_the_table_gives_for_every_length_and_room_behind() {
        let text = "abcdefghijklmnopqrstuvwxyz";
        for _ in 0..2 {
            for start in 0..text.len() {
                for end in start..=text.len() {
                    let symbol = Interner::take().intern(text, start, end);
                    assert_eq!(symbol, Symbol::intern(&text[start..end]));
                    assert_eq!(symbol.as_str(), &text[start..end]);
                }
            }
        }
    }

    #[test]
    fn exported_names_start_with_an_upper_case_letter() {
        assert!(Symbol::intern("Ärger").is_exported());
        assert!(sym::ERROR_METHOD.is_exported() && !sym::ERROR.is_exported() && !sym::EMPTY.is_exported());
        assert_eq!(Symbol::intern("Error"), sym::ERROR_METHOD);
        assert!(!Symbol::intern("_X").is_exported());
    }
}
