//! The commands, one file each.

mod debug;
pub mod review;

use clap::Subcommand;

use crate::context::{Context, RunResult};

/// A command adds one line here and one in [`Command::run`]; keep both in the order people should read them.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Health, score, readiness and the first findings on one screen
    Review(review::Args),
    /// Look inside Godwit: what the parser, the loader and the type checker see
    Debug(debug::Args),
}

impl Command {
    pub fn run(self, cx: &mut Context) -> RunResult {
        match self {
            Command::Review(args) => review::run(args, cx),
            Command::Debug(args) => debug::run(args, cx),
        }
    }
}
