//! See ARCHITECTURE.md.

pub mod constant;
