//! What every command gets: the global flags, the output, and the way to complain.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use godwit_engine::escape;
use godwit_engine::system::{OsSystem, System};

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Exit {
    /// Nothing to report.
    Clean = 0,
    /// The code has findings.
    Findings = 1,
    /// The tool or its input failed; what was found is reported all the same.
    Error = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// What a command returns; the error is one of writing the output.
pub type RunResult = io::Result<Exit>;

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum OutputFormat {
    /// For people
    Text,
    /// For programs; the schema is docs/json-schema.md
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// Flags that every command takes.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Threads to use; 0 means one per core
    #[arg(
        short = 'j',
        long = "jobs",
        global = true,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true
    )]
    pub jobs: usize,
    /// Format of the output
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t = OutputFormat::Text)]
    pub output_format: OutputFormat,
    /// When to use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
}

/// The surroundings of one run.
pub struct Context {
    pub global: Global,
    pub system: OsSystem,
    /// Standard output, buffered; flushed when the command returns.
    pub out: BufWriter<Stdout>,
}

impl Context {
    /// The path seen from the current folder; complains and gives `None` where there is no such folder.
    pub fn absolute(&self, path: impl AsRef<Path>) -> Option<PathBuf> {
        match self.system.current_dir() {
            Ok(current) => Some(current.join(path)),
            Err(error) => {
                self.complain(format_args!("cannot tell the current folder: {error}"));
                None
            }
        }
    }

    pub fn new(global: Global) -> Self {
        Context { global, system: OsSystem, out: BufWriter::with_capacity(1 << 16, io::stdout()) }
    }

    /// Whether the output is coloured: asked for, or a terminal that `NO_COLOR` and `TERM=dumb` do not forbid.
    pub fn colored(&self) -> bool {
        match self.global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let dumb = self.system.env_var("TERM").is_some_and(|t| t == "dumb");
                let forbidden = self.system.env_var("NO_COLOR").is_some_and(|v| !v.is_empty());
                io::stdout().is_terminal() && !dumb && !forbidden
            }
        }
    }

    pub fn json(&self) -> bool {
        self.global.output_format == OutputFormat::Json
    }

    /// One line on standard error. Names from files may be part of it, so it is escaped.
    pub fn complain(&self, message: impl fmt::Display) {
        let text = message.to_string();
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(io::stderr().lock(), "godwit: {}", escape::line(&text));
    }
}
