//! `godwit debug types --json PATTERNS`: what the checker recorded.

use godwit_engine::debug::types;

use crate::commands::typecheck::ProjectArgs;
use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    /// Print one JSON object a package; there is no other format
    #[arg(long)]
    json: bool,
    /// Dump test variants too
    #[arg(long)]
    test: bool,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let _ = args.json;
    let end = types::write(&cx.system, &args.project.request(args.test), &mut cx.out)?;
    for problem in &end.problems {
        cx.complain(problem);
    }
    Ok(if end.problems.is_empty() { Exit::Clean } else { Exit::Error })
}
