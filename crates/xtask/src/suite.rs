//! `cargo xtask test` and `cargo xtask ready`: everything, in the order in which a mistake is cheapest to find.
//!
//! The last step is a plain `cargo test`, so the last line printed is the test runner's own summary.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Instant;

use crate::services::Services;
use crate::{Result, fuzz, process, repo, services, tidy, toolchain};

/// Installs what is missing, then runs everything.
pub fn test(args: &[String]) -> Result {
    if !args.is_empty() {
        return Err("`cargo xtask test` takes no arguments; for a part use cargo test directly".into());
    }
    toolchain::install_needs()?;
    everything()
}

/// The same without installing anything.
pub fn ready(args: &[String]) -> Result {
    if !args.is_empty() {
        return Err("`cargo xtask ready` takes no arguments".into());
    }
    everything()
}

fn everything() -> Result {
    step("tidy", tidy::run)?;
    step("formatting", || process::run(repo::cargo().args(["fmt", "--all", "--check"])))?;
    step("clippy", || {
        process::run(repo::cargo().args([
            "clippy",
            "--quiet",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    })?;
    step("fuzz targets", fuzz::check)?;
    step("Go tools", toolchain::build_tools)?;
    step("release build", || repo::godwit().map(drop))?;
    let services = services::start()?;
    step("tests", || {
        let tally = tests(&services)?;
        eprintln!("  {tally}");
        Ok(())
    })?;
    gates(&services)
}

fn step(name: &str, work: impl FnOnce() -> Result) -> Result {
    eprintln!("▸ {name}");
    let start = Instant::now();
    work().map_err(|error| format!("{name}: {error}"))?;
    eprintln!("  {name}: {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// `cargo test --workspace`, passed through line by line and counted.
fn tests(services: &Services) -> Result<String> {
    let mut cargo = repo::cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast", "--", "--quiet"]);
    cargo.env("PATH", toolchain::search_path()?).envs(services.env.iter().cloned());
    cargo.env("GODWIT_TOOLS_BIN", toolchain::tools_bin()).env("GODWIT_E2E", "1");
    let mut child = cargo.stdout(Stdio::piped()).spawn()?;
    let (mut passed, mut failed, mut binaries) = (0, 0, 0);
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(child.stdout.take().expect("stdout is piped")).lines() {
        let line = line?;
        if let Some(summary) = line.strip_prefix("test result: ") {
            let mut words = summary.split([' ', ';']).filter(|word| !word.is_empty());
            let mut before = "";
            for word in words.by_ref() {
                match word {
                    "passed" => passed += before.parse::<usize>().unwrap_or(0),
                    "failed" => failed += before.parse::<usize>().unwrap_or(0),
                    _ => {}
                }
                before = word;
            }
            binaries += 1;
        }
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    let tally = format!("{passed} tests passed and {failed} failed in {binaries} test binaries");
    if child.wait()?.success() { Ok(tally) } else { Err(tally.into()) }
}

/// The comparisons with the Go tools, as tests: see `tests/gates.rs`.
fn gates(services: &Services) -> Result {
    eprintln!("▸ gates: conformance, mutants");
    let mut cargo = repo::cargo();
    cargo.args(["test", "--quiet", "--package", "xtask", "--test", "gates"]);
    cargo.env("PATH", toolchain::search_path()?).envs(services.env.iter().cloned());
    process::run(&mut cargo)
}
