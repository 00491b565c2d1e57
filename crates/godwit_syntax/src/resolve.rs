//! File-level name resolution without types, as go/parser's old resolver did: which local declaration an identifier means,
//! and which names the file leaves to its package, its imports or the universe.
