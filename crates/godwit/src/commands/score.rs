//! `godwit score [PATH] [--explain]`: points out of 100.

use std::path::PathBuf;

use godwit_engine::report::{assess_json, assess_text};

use crate::commands::check::{ConfigArgs, complain};
use crate::commands::review::project;
use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the project [default: .]
    path: Option<PathBuf>,
    /// Show every probe with its evidence
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let Some(review) = project(args.path, args.config, cx) else { return Ok(Exit::Error) };
    if cx.json() {
        assess_json::write(&review, assess_json::Part::Score, &mut cx.out)?;
    } else {
        assess_text::score(&review, args.explain, cx.colored(), &mut cx.out)?;
    }
    complain(&review.report, cx);
    Ok(match () {
        () if review.report.is_incomplete => Exit::Error,
        () => Exit::Clean,
    })
}
