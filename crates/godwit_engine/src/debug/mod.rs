//! What the stages of the pipeline see, for people who work on Godwit and for the programs that compare it with Go's own.

pub mod list;
pub mod parse;
pub mod types;
