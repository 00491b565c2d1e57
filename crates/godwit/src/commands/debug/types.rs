//! `godwit debug types [--json] PATTERNS`: what the type checker records.

use godwit_engine::debug::types::{self, Options};

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// `./...`, folders, import paths, `std`, `cmd`, `all`, or Go files
    patterns: Vec<String>,
    /// One JSON object a package, which is the only format
    #[arg(long)]
    json: bool,
    /// Test variants too
    #[arg(long)]
    test: bool,
    /// Target operating system
    #[arg(long, value_name = "OS")]
    goos: Option<String>,
    /// Target architecture
    #[arg(long, value_name = "ARCH")]
    goarch: Option<String>,
    /// Run as if in this folder
    #[arg(short = 'C', long = "dir", value_name = "DIR", default_value = "")]
    dir: String,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let Args { patterns, json: _, test, goos, goarch, dir } = args;
    let options = Options { patterns, dir, tests: test, goos, goarch };
    let outcome = types::write(&cx.system, &options, &mut cx.out)?;
    for problem in &outcome.problems {
        cx.complain(problem);
    }
    Ok(if outcome.problems.is_empty() { Exit::Clean } else { Exit::Error })
}
