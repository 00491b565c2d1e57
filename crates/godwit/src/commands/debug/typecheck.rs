//! `godwit debug typecheck [--json] FILES`: files as one package, for the Go distribution's own test data.

use std::path::PathBuf;

use godwit_engine::debug::typecheck::{self, Options};

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The files of one package; imports mean std
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print one JSON object an error: file, line, column, code, message
    #[arg(long)]
    json: bool,
    /// Language version, such as go1.22
    #[arg(long, value_name = "VERSION")]
    lang: Option<String>,
    /// Declare the builtins assert and trace
    #[arg(long)]
    test_builtins: bool,
    /// Let `import "C"` know every name
    #[arg(long)]
    fake_import_c: bool,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let options = Options {
        files: args.files,
        lang: args.lang,
        test_builtins: args.test_builtins,
        fake_import_c: args.fake_import_c,
        json: args.json || cx.json(),
    };
    let outcome = typecheck::write(&cx.system, &options, &mut cx.out)?;
    for problem in &outcome.problems {
        cx.complain(problem);
    }
    Ok(match (outcome.problems.is_empty(), outcome.has_errors) {
        (false, _) => Exit::Error,
        (true, true) => Exit::Findings,
        (true, false) => Exit::Clean,
    })
}
