//! `godwit rules`.

use godwit_engine::explain;

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_: Args, cx: &mut Context) -> RunResult {
    let (json, colored) = (cx.json(), cx.colored());
    explain::rules(json, colored, &mut cx.out)?;
    Ok(Exit::Clean)
}
