//! Structured edits of files that people also edit: what is there stays, comments and order included.

pub mod go_file;
pub mod go_mod;
pub mod lines;
pub mod makefile;
pub mod toml;
pub mod yaml;
