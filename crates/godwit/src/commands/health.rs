//! `godwit health [PATH]`: eight signals, 0 to 2 each.

use std::path::PathBuf;

use godwit_engine::report::{assess_json, assess_text};

use crate::commands::check::{ConfigArgs, complain};
use crate::commands::review::project;
use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the project [default: .]
    path: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let Some(review) = project(args.path, args.config, cx) else { return Ok(Exit::Error) };
    if cx.json() {
        assess_json::write(&review, assess_json::Part::Health, &mut cx.out)?;
    } else {
        assess_text::health(&review, cx.colored(), &mut cx.out)?;
    }
    complain(&review.report, cx);
    Ok(match () {
        () if review.report.is_incomplete => Exit::Error,
        () => Exit::Clean,
    })
}
