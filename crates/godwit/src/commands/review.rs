//! `godwit [review] [PATH]`.

use std::path::PathBuf;

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the project [default: .]
    path: Option<PathBuf>,
}

impl Args {
    /// Whether the command line names anything of a review.
    pub fn is_given(&self) -> bool {
        self.path.is_some()
    }
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let path = args.path.unwrap_or_else(|| ".".into());
    cx.complain(format_args!("cannot review {}: this build has no probes yet", path.display()));
    Ok(Exit::Error)
}
