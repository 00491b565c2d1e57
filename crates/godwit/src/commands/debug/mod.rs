//! `godwit debug …`: what the stages of the pipeline see.

mod list;
mod parse;
mod typecheck;
mod types;

use clap::Subcommand;

use crate::context::{Context, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: DebugCommand,
}

#[derive(Debug, Subcommand)]
enum DebugCommand {
    /// List packages as `go list` does
    List(list::Args),
    /// Parse files and show their trees, or count what is in them
    Parse(parse::Args),
    /// Check files as one package and list its errors
    Typecheck(typecheck::Args),
    /// Show types, constants, definitions, uses, selections and instances of packages
    Types(types::Args),
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    match args.command {
        DebugCommand::List(args) => list::run(args, cx),
        DebugCommand::Parse(args) => parse::run(args, cx),
        DebugCommand::Typecheck(args) => typecheck::run(args, cx),
        DebugCommand::Types(args) => types::run(args, cx),
    }
}
