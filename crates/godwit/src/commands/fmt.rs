//! `godwit fmt`: format files in place, list them, show the difference, or filter standard input.

use std::io::{Read, Write};
use std::path::PathBuf;

use godwit_engine::escape;
use godwit_engine::fmt::{self, GoVersion, ImportStyle, Mode, Report, Request, Settings, Style};

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, or folders with everything below them; `-` filters standard input [default: .]
    paths: Vec<PathBuf>,
    /// List the files that would change, and change nothing
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Show what would change, and change nothing
    #[arg(short = 'd', long)]
    diff: bool,
    /// Also simplify code
    #[arg(short = 's', long)]
    simplify: bool,
    /// The style to follow [default: gofmt, or what the configuration says]
    #[arg(long, value_enum, value_name = "STYLE")]
    style: Option<StyleArg>,
    /// Rules of gofumpt that are off by default: group-params, clothe-returns, balance-calls
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    extra: Vec<String>,
    /// Arrange imports: goimports also adds and removes them, gci only groups
    #[arg(long, value_enum, value_name = "HOW")]
    imports: Option<ImportsArg>,
    /// Prefixes of imports that goimports puts in a group of their own
    #[arg(long, value_delimiter = ',', value_name = "PREFIXES")]
    local: Vec<String>,
    /// The sections of gci: standard, default, prefix(PATH), blank, dot, alias, localmodule
    #[arg(long, value_name = "SECTION")]
    section: Vec<String>,
    /// Keep the sections in the order given
    #[arg(long)]
    custom_order: bool,
    /// Read no configuration file
    #[arg(long)]
    no_config: bool,
    /// The name that standard input goes by
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<String>,
    /// Follow the gofmt of this Go version [default: that of the Go found]
    #[arg(long, value_name = "1.N", value_parser = parse_version)]
    go: Option<GoVersion>,
    /// Also generated files, and vendor and testdata folders
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum StyleArg {
    Gofmt,
    Gofumpt,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum ImportsArg {
    Goimports,
    Gci,
}

fn parse_version(text: &str) -> Result<GoVersion, String> {
    fmt::parse_version(text)
        .ok_or_else(|| format!("known versions are 1.26 to 1.{}", GoVersion::LATEST.minor))
}

impl Args {
    fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        settings.version = self.go;
        settings.simplify = self.simplify.then_some(true);
        settings.style = self.style.map(|s| match s {
            StyleArg::Gofmt => Style::Gofmt,
            StyleArg::Gofumpt => Style::Gofumpt,
        });
        settings.extra.clone_from(&self.extra);
        settings.imports = self.imports.map(|i| match i {
            ImportsArg::Goimports => ImportStyle::Goimports,
            ImportsArg::Gci => ImportStyle::Gci,
        });
        settings.local.clone_from(&self.local);
        settings.sections.clone_from(&self.section);
        settings.custom_order = self.custom_order;
        settings.no_config = self.no_config;
        settings
    }

    fn mode(&self) -> Mode {
        match (self.check, self.diff) {
            (true, _) => Mode::Check,
            (_, true) => Mode::Diff,
            _ => Mode::Write,
        }
    }
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let stdin = args.paths.iter().any(|p| p.as_os_str() == "-");
    if stdin && args.paths.len() > 1 {
        cx.complain("give either `-` or paths");
        return Ok(Exit::Error);
    }
    let unknown = args.settings().unknown_names();
    if !unknown.is_empty() {
        unknown.iter().for_each(|u| cx.complain(u));
        return Ok(Exit::Error);
    }
    if stdin {
        return filter(&args, cx);
    }
    let (mode, settings) = (args.mode(), args.settings());
    let paths = if args.paths.is_empty() { vec![".".into()] } else { args.paths };
    let report = fmt::run(&cx.system, &Request { paths, mode, settings, all: args.all });
    if cx.json() {
        json(&report, &mut cx.out)?;
    } else {
        for changed in &report.changed {
            match mode {
                Mode::Check => writeln!(cx.out, "{}", escape::line(&changed.file))?,
                Mode::Diff => cx.out.write_all(changed.diff.as_bytes())?,
                Mode::Write => {}
            }
        }
    }
    for problem in &report.problems {
        cx.complain(problem);
    }
    cx.complain(summary(&report, mode));
    Ok(match mode {
        _ if !report.problems.is_empty() => Exit::Error,
        Mode::Check | Mode::Diff if !report.changed.is_empty() => Exit::Findings,
        _ => Exit::Clean,
    })
}

fn summary(report: &Report, mode: Mode) -> String {
    let n_changed = report.changed.len();
    let files = if report.n_files == 1 { "file" } else { "files" };
    let verb = if mode == Mode::Write { "formatted" } else { "would change" };
    let mut text = format!("{n_changed} of {} {files} {verb}", report.n_files);
    if report.n_generated > 0 {
        text.push_str(&format!(", {} generated left alone", report.n_generated));
    }
    if !report.problems.is_empty() {
        let n = report.problems.len();
        text.push_str(&format!(", {n} problem{}", if n == 1 { "" } else { "s" }));
    }
    text
}

fn json(report: &Report, out: &mut impl Write) -> std::io::Result<()> {
    let changed: Vec<_> =
        report.changed.iter().map(|c| serde_json::json!({"file": c.file, "diff": c.diff})).collect();
    let problems: Vec<_> =
        report.problems.iter().map(|p| serde_json::json!({"file": p.file, "message": p.message})).collect();
    let all = serde_json::json!({
        "changed": changed,
        "problems": problems,
        "files": report.n_files,
        "generated": report.n_generated,
    });
    writeln!(out, "{all:#}")
}

fn filter(args: &Args, cx: &mut Context) -> RunResult {
    let mut text = Vec::new();
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut text) {
        cx.complain(format_args!("cannot read standard input: {error}"));
        return Ok(Exit::Error);
    }
    let name = args.stdin_filename.as_deref().unwrap_or("<standard input>");
    match fmt::filter(&cx.system, name, text, &args.settings()) {
        Err(problems) => {
            problems.iter().for_each(|p| cx.complain(p));
            Ok(Exit::Error)
        }
        Ok(filtered) => {
            match args.mode() {
                Mode::Write => {
                    cx.out.write_all(&filtered.text)?;
                    return Ok(Exit::Clean);
                }
                Mode::Check if filtered.is_changed => writeln!(cx.out, "{}", escape::line(name))?,
                Mode::Check => {}
                Mode::Diff => cx.out.write_all(filtered.diff.as_bytes())?,
            }
            Ok(if filtered.is_changed { Exit::Findings } else { Exit::Clean })
        }
    }
}
