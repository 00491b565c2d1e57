//! `godwit upgrade [PATH]`.

use std::io::Write;
use std::path::PathBuf;

use godwit_engine::escape;
use godwit_engine::scaffold::{Scaffolder, State, unified};
use godwit_engine::system::{OsSystem, OsWriter};

use super::question;
use super::scaffold::{fail, print_json};
use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of the service
    #[arg(default_value = ".")]
    path: PathBuf,
    /// List what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Show the changes as a diff, and write nothing
    #[arg(long)]
    diff: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
    /// Do not ask before writing
    #[arg(long, short = 'y')]
    yes: bool,
    /// Merge into files whose content is not in git yet
    #[arg(long)]
    allow_dirty: bool,
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let json = args.json || cx.json();
    let Some(start) = cx.absolute(&args.path) else { return Ok(Exit::Error) };
    let scaffolder = match Scaffolder::new(&OsSystem, &OsWriter) {
        Ok(scaffolder) => scaffolder,
        Err(failure) => return fail(cx, json, &failure),
    };
    let upgrade = match scaffolder.plan_upgrade(&start) {
        Ok(upgrade) => upgrade,
        Err(failure) => return fail(cx, json, &failure),
    };
    let changes = &upgrade.plan.changes;
    let mut write = !(args.dry_run || args.diff || changes.is_empty());
    if write
        && !args.allow_dirty
        && let Err(failure) = scaffolder.refuse_unsaved(&start, changes)
    {
        return fail(cx, json, &failure);
    }
    if !json {
        if upgrade.from == upgrade.to {
            writeln!(cx.out, "Template version {} is the newest.", upgrade.to)?;
        } else {
            writeln!(cx.out, "Template version {} to {}:", upgrade.from, upgrade.to)?;
        }
        for outcome in upgrade.plan.outcomes.iter().filter(|outcome| outcome.state != State::Unchanged) {
            let note = if outcome.note.is_empty() { String::new() } else { format!(" ({})", outcome.note) };
            writeln!(cx.out, "  {:<9} {}{note}", outcome.state.name(), escape::line(&outcome.path))?;
        }
        if args.diff {
            write!(cx.out, "{}", escape::block(&unified(changes)))?;
        }
        if write && !args.yes && question::can_ask() {
            cx.out.flush()?;
            write = question::confirm("Write these changes?")?;
        }
    }
    if write && let Err(failure) = scaffolder.write(&start, changes) {
        return fail(cx, json, &failure);
    }
    let n_conflicts = upgrade.plan.conflicts().count();
    let exit = if n_conflicts == 0 { Exit::Clean } else { Exit::Findings };
    if json {
        print_json(cx, &upgrade.json(write))?;
        return Ok(exit);
    }
    if n_conflicts > 0 {
        writeln!(
            cx.out,
            "{n_conflicts} files have conflicts: resolve the markers, then run godwit upgrade again."
        )?;
    }
    if !changes.is_empty() {
        writeln!(cx.out, "{}", if write { "Written." } else { "Nothing was written." })?;
    }
    Ok(exit)
}
