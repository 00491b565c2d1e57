//! `godwit ready [PATH]`: what production needs; exit code 1 when a mandatory item is missing.

use std::path::PathBuf;

use godwit_engine::report::{assess_json, assess_text};

use crate::commands::check::{ConfigArgs, complain};
use crate::commands::review::project;
use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the project [default: .]
    path: Option<PathBuf>,
    /// Fail on mandatory items that are unknown or partial, too
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let Some(review) = project(args.path, args.config, cx) else { return Ok(Exit::Error) };
    if cx.json() {
        assess_json::write(&review, assess_json::Part::Ready, &mut cx.out)?;
    } else {
        assess_text::ready(&review, cx.colored(), &mut cx.out)?;
    }
    complain(&review.report, cx);
    Ok(match () {
        () if review.report.is_incomplete => Exit::Error,
        () if review.any_p0_missing() || (args.strict && !review.all_p0_met()) => Exit::Findings,
        () => Exit::Clean,
    })
}
