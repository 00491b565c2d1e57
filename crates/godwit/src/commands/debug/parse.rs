//! `godwit debug parse [--tree|--json|--bench] PATHS`.

use std::path::PathBuf;

use godwit_engine::debug::parse::{self, Format};

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, or folders to walk
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Print the syntax tree
    #[arg(long, conflicts_with_all = ["json", "bench"])]
    tree: bool,
    /// Print one JSON object a file: bytes, nodes, tokens, comments, errors
    #[arg(long, conflicts_with = "bench")]
    json: bool,
    /// Measure parsing alone, on one thread with the sources in memory
    #[arg(long)]
    bench: bool,
    /// Walk folders called testdata too
    #[arg(long)]
    testdata: bool,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let files = parse::find(&cx.system, &args.paths, args.testdata);
    for problem in &files.problems {
        cx.complain(problem);
    }
    let mut exit = if files.problems.is_empty() { Exit::Clean } else { Exit::Error };
    let format = match () {
        () if args.tree => Format::Tree,
        () if args.json || cx.json() => Format::Json,
        () => Format::Errors,
    };
    let end = if args.bench {
        parse::bench(&cx.system, &files.files, &mut cx.out)?
    } else {
        parse::write(&cx.system, &files.files, format, &mut cx.out)?
    };
    for problem in &end.problems {
        cx.complain(problem);
        exit = Exit::Error;
    }
    if end.has_errors {
        exit = exit.max(Exit::Findings);
    }
    Ok(exit)
}
