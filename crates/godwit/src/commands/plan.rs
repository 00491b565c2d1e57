//! `godwit plan [PATH]`.

use std::io::Write;
use std::path::PathBuf;

use godwit_engine::escape;
use godwit_engine::scaffold::Scaffolder;
use godwit_engine::system::{OsSystem, OsWriter};

use super::scaffold::{fail, print_json};
use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the project
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Print the plan as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let json = args.json || cx.json();
    let Some(start) = cx.absolute(&args.path) else { return Ok(Exit::Error) };
    match Scaffolder::new(&OsSystem, &OsWriter).and_then(|scaffolder| scaffolder.plan(&start)) {
        Err(failure) => fail(cx, json, &failure),
        Ok(plan) if json => print_json(cx, &plan.json()),
        Ok(plan) => {
            write!(cx.out, "{}", escape::block(&plan.text()))?;
            Ok(Exit::Clean)
        }
    }
}
