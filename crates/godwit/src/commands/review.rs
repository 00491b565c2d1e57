//! `godwit [review] [PATH]`.

use std::path::PathBuf;

use godwit_engine::assess::{self, Review};
use godwit_engine::report::{assess_json, assess_text};

use crate::commands::check::{ConfigArgs, SelectionArgs, complain, request};
use crate::context::{Context, Exit, RunResult};
use crate::progress;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the project [default: .]
    path: Option<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
}

impl Args {
    /// Whether the command line names anything of a review.
    pub fn is_given(&self) -> bool {
        self.path.is_some() || self.config.is_given()
    }
}

/// Runs the probes over the project of `path`; `None` where there is nothing to review, which has been complained about.
pub fn project(path: Option<PathBuf>, config: ConfigArgs, cx: &mut Context) -> Option<Review> {
    let request = request(vec![path.unwrap_or_else(|| ".".into())], SelectionArgs::default(), config);
    match progress::watch(|progress| assess::review(&cx.system, &request, progress)) {
        Ok(review) => Some(review),
        Err(report) => {
            complain(&report, cx);
            None
        }
    }
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let Some(review) = project(args.path, args.config, cx) else { return Ok(Exit::Error) };
    if cx.json() {
        assess_json::write(&review, assess_json::Part::Review, &mut cx.out)?;
    } else {
        assess_text::review(&review, cx.colored(), &mut cx.out)?;
    }
    complain(&review.report, cx);
    Ok(match () {
        () if review.report.is_incomplete => Exit::Error,
        () if !review.report.findings.is_empty() || review.any_p0_missing() => Exit::Findings,
        () => Exit::Clean,
    })
}
