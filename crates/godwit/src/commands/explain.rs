//! `godwit explain RULE|PROBE`.

use godwit_engine::explain;

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Id, alias or check of a rule, or the id of a probe
    name: String,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let json = cx.json();
    if explain::rule(&args.name, json, &mut cx.out)? || explain::probe(&args.name, json, &mut cx.out)? {
        return Ok(Exit::Clean);
    }
    cx.complain(explain::nothing_named(&args.name));
    Ok(Exit::Error)
}
