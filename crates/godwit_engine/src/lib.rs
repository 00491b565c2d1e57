//! See ARCHITECTURE.md.

pub mod scaffold;
