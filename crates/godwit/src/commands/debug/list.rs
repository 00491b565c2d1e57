//! `godwit debug list [--json] [--deps] [--test] [PATTERNS]`.

use godwit_engine::debug::list::ModMode;
use godwit_engine::debug::list::{self, Options};

use crate::context::{Context, Exit, RunResult};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// `./...`, folders, import paths, `std`, `cmd`, `all`, or Go files
    patterns: Vec<String>,
    /// Print one JSON object a package, with the fields of `go list -json`
    #[arg(long)]
    json: bool,
    /// List dependencies too, each before what imports it
    #[arg(long)]
    deps: bool,
    /// List test variants too
    #[arg(long)]
    test: bool,
    /// Target operating system
    #[arg(long, value_name = "OS")]
    goos: Option<String>,
    /// Target architecture
    #[arg(long, value_name = "ARCH")]
    goarch: Option<String>,
    /// Build tags
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    tags: Vec<String>,
    /// Whether cgo is on; found as the go command finds it if not given
    #[arg(long, value_name = "BOOL")]
    cgo: Option<bool>,
    /// Where dependencies come from: readonly, vendor or mod
    #[arg(long = "mod", value_name = "MODE", value_parser = mod_mode)]
    mod_mode: Option<ModMode>,
    /// Run as if in this folder
    #[arg(short = 'C', long = "dir", value_name = "DIR", default_value = "")]
    dir: String,
}

fn mod_mode(text: &str) -> Result<ModMode, String> {
    ModMode::parse(text).ok_or_else(|| "one of readonly, vendor, mod".to_string())
}

pub fn run(args: Args, cx: &mut Context) -> RunResult {
    let options = Options {
        patterns: args.patterns,
        dir: args.dir,
        json: args.json || cx.json(),
        deps: args.deps,
        tests: args.test,
        goos: args.goos,
        goarch: args.goarch,
        tags: args.tags,
        cgo: args.cgo,
        mod_mode: args.mod_mode,
    };
    let outcome = list::write(&cx.system, &options, &mut cx.out)?;
    for message in outcome.warnings.iter().chain(&outcome.errors) {
        cx.complain(message);
    }
    Ok(if !outcome.errors.is_empty() || outcome.has_package_errors { Exit::Error } else { Exit::Clean })
}
