//! Reports of findings, one file a format.

pub mod json;
pub mod style;
pub mod text;
