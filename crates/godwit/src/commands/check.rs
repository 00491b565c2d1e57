//! `godwit check`: lint, and report findings.

use std::path::PathBuf;

use godwit_engine::check::{self, NoObserver, Report, Request};
use godwit_engine::config::Selection;
use godwit_engine::report;

use crate::context::{Context, Exit, RunResult};
use crate::progress;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, or folders with everything below them [default: .]
    paths: Vec<PathBuf>,
    /// Leave out the rules that need types, and the errors of the type checker
    #[arg(long)]
    no_types: bool,
    #[command(flatten)]
    pub selection: SelectionArgs,
    #[command(flatten)]
    pub config: ConfigArgs,
}

/// Which rules run.
#[derive(Debug, Default, clap::Args)]
pub struct SelectionArgs {
    /// Run only these rules: ids, categories, linters, checks, or ALL
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    select: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    ignore: Vec<String>,
    /// Enable the rules of these linters, as golangci-lint names them
    #[arg(short = 'E', long, value_delimiter = ',', value_name = "LINTERS")]
    enable: Vec<String>,
    /// Disable the rules of these linters
    #[arg(short = 'D', long, value_delimiter = ',', value_name = "LINTERS")]
    disable: Vec<String>,
}

/// Which configuration holds.
#[derive(Debug, Default, clap::Args)]
pub struct ConfigArgs {
    /// Read this file instead of the nearest .golangci.yml
    #[arg(short = 'c', long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
}

impl ConfigArgs {
    pub fn is_given(&self) -> bool {
        self.config.is_some() || self.no_config
    }
}

impl Args {
    fn request(self) -> Request {
        let paths = if self.paths.is_empty() { vec![".".into()] } else { self.paths };
        Request { without_types: self.no_types, ..request(paths, self.selection, self.config) }
    }
}

pub fn request(paths: Vec<PathBuf>, selection: SelectionArgs, config: ConfigArgs) -> Request {
    let SelectionArgs { select, ignore, enable, disable } = selection;
    let selection = Selection { select, ignore, enable, disable };
    Request { paths, selection, config: config.config, no_config: config.no_config, without_types: false }
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let request = args.request();
    let config = check::load_config(&cx.system, &request);
    let report =
        progress::watch(|progress| check::run(&cx.system, &request, &config, progress, &NoObserver).0);
    if cx.json() {
        report::json::write(&report, &mut cx.out)?;
    } else {
        report::text::write(&report, cx.colored(), &mut cx.out)?;
    }
    complain(&report, cx);
    Ok(exit(&report))
}

/// Says on standard error what could not be analysed, and why.
pub fn complain(report: &Report, cx: &Context) {
    for problem in &report.config_problems {
        cx.complain(problem);
    }
    for problem in &report.problems {
        cx.complain(problem);
    }
    for note in &report.notes {
        cx.complain(note);
    }
}

pub fn exit(report: &Report) -> Exit {
    match () {
        () if report.is_incomplete => Exit::Error,
        () if report.findings.is_empty() => Exit::Clean,
        () => Exit::Findings,
    }
}
