//! The `godwit` program: flags, commands and exit codes. What a command does lives in the engine; each command here is one
//! file that reads its flags, calls the engine, and writes the answer.

mod commands;
mod context;
mod progress;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;
use crate::context::{Context, Exit, Global};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Lint, format, score and scaffold Go projects.
///
/// Without a command: `godwit review [PATH]`.
#[derive(Debug, Parser)]
#[command(name = "godwit", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    review: commands::review::Args,
}

fn main() -> ExitCode {
    godwit_engine::isolation::keep_panics_quiet();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for; everything else is an error of the input.
            let exit = if error.use_stderr() { Exit::Error } else { Exit::Clean };
            let _ = error.print();
            return exit.into();
        }
    };
    if cli.command.is_some() && cli.review.is_given() {
        let _ =
            writeln!(std::io::stderr(), "godwit: give the path behind the command: godwit <COMMAND> [PATH]");
        return Exit::Error.into();
    }
    let command = cli.command.unwrap_or(Command::Review(cli.review));
    let mut cx = Context::new(cli.global);
    let jobs = cx.global.jobs;
    let run = godwit_engine::threads::with_pool(jobs, move || {
        let ended = godwit_engine::isolation::guard(|| -> context::RunResult {
            let exit = command.run(&mut cx)?;
            cx.out.flush()?;
            Ok(exit)
        });
        match ended {
            Ok(result) => result,
            Err(panic) => {
                cx.complain(format_args!("internal error: {panic}"));
                Ok(Exit::Error)
            }
        }
    });
    match run {
        Ok(Ok(exit)) => exit.into(),
        // The reader has seen enough and closed the pipe.
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Clean.into(),
        Ok(Err(error)) => {
            let _ = writeln!(std::io::stderr(), "godwit: cannot write the output: {error}");
            Exit::Error.into()
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "godwit: cannot start {jobs} threads: {error}");
            Exit::Error.into()
        }
    }
}
