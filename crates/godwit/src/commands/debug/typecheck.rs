//! `godwit debug typecheck [--json] FILES`: the files as one package, for the test data of go/types.

use std::path::PathBuf;

use godwit_engine::typecheck::files::{self, Request};

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The files of one package
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Print one JSON object an error: file, line, column, code, message
    #[arg(long)]
    json: bool,
    /// Language version
    #[arg(long, value_name = "go1.N")]
    lang: Option<String>,
    /// Declare the builtins assert and trace
    #[arg(long)]
    test_builtins: bool,
    /// Accept `import "C"`, with names of unknown type
    #[arg(long)]
    fake_import_c: bool,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let Args { files, json, lang, test_builtins, fake_import_c } = args;
    let request = Request { files, lang, test_builtins, fake_import_c, json: json || cx.json() };
    let end = files::write(&cx.system, &request, &mut cx.out)?;
    for problem in &end.problems {
        cx.complain(problem);
    }
    Ok(match () {
        () if !end.problems.is_empty() => Exit::Error,
        () if end.has_errors => Exit::Findings,
        () => Exit::Clean,
    })
}
