//! `godwit typecheck`: the errors that `go vet` and `go build` would stop at, all of them, without compiling anything.

use godwit_engine::report;
use godwit_engine::typecheck::{self, NoVisitor, Request};

use crate::commands::check;
use crate::context::{Context, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub project: ProjectArgs,
    /// Leave the tests of the packages out
    #[arg(long)]
    no_tests: bool,
}

/// Which packages, and for which build.
#[derive(Debug, clap::Args)]
pub struct ProjectArgs {
    /// `./...`, folders, import paths, `std`, `cmd`, `all`, or Go files [default: .]
    patterns: Vec<String>,
    /// Target operating system
    #[arg(long, value_name = "OS")]
    goos: Option<String>,
    /// Target architecture
    #[arg(long, value_name = "ARCH")]
    goarch: Option<String>,
    /// Build tags
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    tags: Vec<String>,
    /// Language version in place of that of go.mod
    #[arg(long, value_name = "go1.N")]
    go_version: Option<String>,
    /// Run as if in this folder
    #[arg(short = 'C', long = "dir", value_name = "DIR", default_value = "")]
    dir: String,
}

impl ProjectArgs {
    pub fn request(self, tests: bool) -> Request {
        let ProjectArgs { patterns, goos, goarch, tags, go_version, dir } = self;
        Request { patterns, dir, tests, goos, goarch, tags, go_version, ..Request::default() }
    }
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let request = args.project.request(!args.no_tests);
    let (report, _) = typecheck::check_project(&cx.system, &request, &NoVisitor);
    if cx.json() {
        report::json::write(&report, &mut cx.out)?;
    } else {
        for finding in &report.findings {
            report::plain::write(finding, &mut cx.out)?;
        }
    }
    check::complain(&report, cx);
    Ok(check::exit(&report))
}
