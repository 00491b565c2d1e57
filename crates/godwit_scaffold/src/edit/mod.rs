//! Structured edits of files that people also edit: what is there stays, comments and order included.

pub mod go_mod;
