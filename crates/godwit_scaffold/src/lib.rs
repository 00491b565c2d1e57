//! New Go services, and parts added to existing ones.
//!
//! Templates are data below `templates/`; this crate renders them, merges them with what people wrote, and plans every change in
//! memory before a byte is written. It reads through [`godwit_base::System`], writes through [`godwit_base::Writer`], and knows no
//! clock, no network and no terminal. What is left out: analysis; whether a part is missing is decided by files, imports and
//! string literals.

pub mod add;
pub mod answers;
pub mod change;
pub mod class;
pub mod create;
pub mod diff;
mod draft;
pub mod drift;
pub mod edit;
pub mod failure;
pub mod git_index;
mod glob;
pub mod history;
pub mod lock;
pub mod manifest;
pub mod merge;
pub mod module_path;
pub mod part;
pub mod phases;
mod pins;
pub mod project;
pub mod render;
pub mod semver;
pub mod skeleton;
pub mod template_set;
mod tree;
pub mod upgrade;
