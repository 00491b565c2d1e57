//! `godwit scaffold check`, and how the scaffolding commands report a refusal.

use std::io::Write;
use std::path::PathBuf;

use godwit_engine::escape;
use godwit_engine::scaffold::{Failure, Scaffolder, drift_diff};
use godwit_engine::system::{OsSystem, OsWriter};

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Compare a generated service with its templates; exit code 1 on drift
    Check(CheckArgs),
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// Folder of the service
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Show how each file differs from its template
    #[arg(long)]
    diff: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    match args.command {
        Command::Check(args) => check(args, cx),
    }
}

fn check(args: CheckArgs, cx: &mut Context) -> RunResult {
    let json = args.json || cx.json();
    let Some(start) = cx.absolute(&args.path) else { return Ok(Exit::Error) };
    let report = match Scaffolder::new(&OsSystem, &OsWriter).and_then(|scaffolder| scaffolder.check(&start)) {
        Ok(report) => report,
        Err(failure) => return fail(cx, json, &failure),
    };
    let exit = if report.is_clean() { Exit::Clean } else { Exit::Findings };
    if json {
        print_json(cx, &report.json())?;
        return Ok(exit);
    }
    for drift in &report.drifts {
        writeln!(cx.out, "{}: {} ({})", escape::line(&drift.path), drift.kind.name(), drift.class.name())?;
        if args.diff {
            write!(cx.out, "{}", escape::block(&drift_diff(drift)))?;
        }
    }
    let n = report.drifts.len();
    let verdict = if n == 0 { "no drift".to_owned() } else { format!("{n} drifted") };
    writeln!(
        cx.out,
        "{} files checked against template version {}: {verdict}",
        report.n_checked, report.template_version
    )?;
    if n > 0 {
        writeln!(cx.out, "Take the changes back, or name the files in [scaffold] ignore of godwit.toml.")?;
    }
    if report.template_version != report.current_version {
        writeln!(cx.out, "Template version {} is available: godwit upgrade --diff", report.current_version)?;
    }
    Ok(exit)
}

/// Reports a refusal as text or JSON.
pub fn fail(cx: &mut Context, json: bool, failure: &Failure) -> RunResult {
    if json {
        let error =
            serde_json::json!({ "code": failure.code, "message": failure.message, "hint": failure.hint });
        print_json(cx, &serde_json::json!({ "schema": 1, "error": error }))?;
    } else {
        cx.complain(failure);
    }
    Ok(Exit::Error)
}

pub fn print_json(cx: &mut Context, value: &serde_json::Value) -> RunResult {
    serde_json::to_writer_pretty(&mut cx.out, value)?;
    writeln!(cx.out)?;
    Ok(Exit::Clean)
}
