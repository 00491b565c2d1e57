//! The façade of Godwit: configuration, discovery, scheduling, exclusions and reports behind one door. The front ends (the
//! terminal program, later the editor and agent servers) know this crate only. It prints nothing by itself: reports go to a
//! writer of the caller's.

pub mod assess;
pub mod check;
pub mod config;
pub mod debug;
pub mod escape;
pub mod exclusions;
pub mod explain;
pub mod files;
pub mod finding;
pub mod fmt;
pub mod isolation;
pub mod report;
pub mod scaffold;
mod syntax_errors;
pub mod threads;
pub mod typecheck;
pub mod writer;

pub use godwit_base::system;
