//! `godwit add PART`.

use std::io::Write;
use std::path::PathBuf;

use godwit_engine::escape;
use godwit_engine::scaffold::{AddPlan, Scaffolder};
use godwit_engine::system::{OsSystem, OsWriter};

use super::question;
use super::scaffold::{fail, print_json};
use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to add; `godwit plan` lists what is missing
    part: String,
    /// For `tests`: the folders to write tests for [default: all]
    folders: Vec<String>,
    /// Folder of the project
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    project: PathBuf,
    /// Show the plan and the diff, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the plan and the diff as JSON
    #[arg(long)]
    json: bool,
    /// Do not ask before writing
    #[arg(long, short = 'y')]
    yes: bool,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let json = args.json || cx.json();
    if args.part != "tests" && !args.folders.is_empty() {
        cx.complain(format_args!("only `godwit add tests` takes folders; name the project with --project"));
        return Ok(Exit::Error);
    }
    let Some(start) = cx.absolute(&args.project) else { return Ok(Exit::Error) };
    let planned = Scaffolder::new(&OsSystem, &OsWriter)
        .and_then(|scaffolder| scaffolder.plan_add(&start, &args.part, &args.folders));
    let plan = match planned {
        Ok(plan) => plan,
        Err(failure) => return fail(cx, json, &failure),
    };
    let nothing = plan.changes.is_empty();
    if !json {
        show(cx, &plan)?;
    }
    let mut write = !args.dry_run && !nothing;
    if write && !args.yes && !json && question::can_ask() {
        cx.out.flush()?;
        write = question::confirm("Write these changes?")?;
    }
    if write {
        let written = Scaffolder::new(&OsSystem, &OsWriter)
            .and_then(|scaffolder| scaffolder.write(&start, &plan.changes));
        if let Err(failure) = written {
            return fail(cx, json, &failure);
        }
    }
    let exit = if plan.conflicts.is_empty() { Exit::Clean } else { Exit::Findings };
    if json {
        print_json(cx, &plan.json(write))?;
        return Ok(exit);
    }
    if !nothing {
        writeln!(cx.out, "{}", if write { "Written." } else { "Nothing was written." })?;
    }
    Ok(exit)
}

fn show(cx: &mut Context, plan: &AddPlan) -> std::io::Result<()> {
    if let Some(already) = &plan.already {
        writeln!(cx.out, "Nothing to do: {}.", escape::line(already))?;
    } else {
        writeln!(cx.out, "Plan: {}", plan.parts.join(", then "))?;
        for change in &plan.changes {
            writeln!(cx.out, "  {} {}", change.verb(), escape::line(&change.path))?;
        }
        writeln!(cx.out)?;
        write!(cx.out, "{}", escape::block(&plan.diff()))?;
        writeln!(cx.out)?;
    }
    for note in &plan.notes {
        writeln!(cx.out, "Note: {}", escape::block(note))?;
    }
    for path in &plan.conflicts {
        writeln!(cx.out, "Conflict: {} has conflict markers to resolve", escape::line(path))?;
    }
    Ok(())
}
