//! Reports of findings, one file a format.

pub mod assess_json;
pub mod assess_text;
pub mod json;
pub mod plain;
pub mod style;
pub mod text;
