//! The formatter against gofmt and gofumpt, to the byte; with goimports it is a comparison of its own ([`run_imports`]), for
//! that program takes its time.
//!
//! Corpora: GOROOT/src outside testdata; variants of it with a disturbed layout; the modules that `tools/go.mod` selects.
//! The slow comparisons are left to full runs. A short run trusts their figures in the snapshot as long as the formatter is
//! the one they were measured with: [`provenance`] says so, and where it does not, the short run becomes a full one.
//!
//! Another Go than the installed one is compared with its own gofmt only; gofumpt and goimports carry the printer of the Go
//! they were built with.

mod imports;
pub(super) mod modules;
pub(super) mod provenance;
mod steps;

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use super::snapshot::Snapshot;
use super::{Context, files_below, findings};
use crate::{Result, process, repo, toolchain};
use steps::Steps;

/// The parts that only a full run measures.
const SLOW: [&str; 7] =
    ["mangled", "killed", "gofmt", "gofmt -s", "gofumpt", "gofumpt -extra", "second pass"];

pub fn run(cx: &Context) -> Result<Snapshot> {
    let made_of = provenance::of(cx)?;
    let trusted = cx.short && provenance::is_current(cx, "fmt", &made_of);
    if cx.short && !trusted {
        eprintln!("  the formatter is not the one of the snapshot any more: everything is compared");
    }
    let mut snapshot = Snapshot { has_exact_totals: true, made_of: Some(made_of), ..Snapshot::default() };
    if std::env::var_os("GODWIT_STEP").is_none() {
        fixed_point(cx, &mut snapshot)?;
        goldens(cx, &mut snapshot)?;
    }
    for name in if cx.short { provenance::stale_elsewhere(cx)? } else { Vec::new() } {
        let how = "fetch that Go with `cargo xtask toolchain`, then `cargo xtask conformance --go DIR fmt`";
        snapshot.failed_bars.push(format!("{name}: of another printer than this one; {how}"));
    }
    if trusted {
        mangled(cx, &mut snapshot, 1_000)?;
        killed(cx, &mut snapshot, 20, 300)?;
        snapshot.left_out = SLOW.to_vec();
        return Ok(snapshot);
    }
    let steps = Steps::new(cx)?;
    steps.run("mangled", "printer", &mut snapshot, |s| mangled(cx, s, 24_000))?;
    if is_installed(cx)? {
        steps.run("killed", "writer", &mut snapshot, |s| killed(cx, s, 1_000, 3_000))?;
        steps.run("modules", "layout", &mut snapshot, |s| modules::compare(cx, s))?;
    }
    Ok(snapshot)
}

/// goimports on modules as they are, and on files whose imports were removed or shuffled. A short run trusts the snapshot as
/// long as it is of this formatter.
pub fn run_imports(cx: &Context) -> Result<Snapshot> {
    let made_of = provenance::of_group(cx, "imports")?;
    let is_current = provenance::is_current(cx, "imports", &made_of);
    let mut snapshot = Snapshot { has_exact_totals: true, made_of: Some(made_of), ..Snapshot::default() };
    if cx.short && is_current {
        snapshot.left_out = vec!["goimports", "imports removed", "imports shuffled", "second pass"];
        return Ok(snapshot);
    }
    if cx.short {
        eprintln!("  the imports are not those of the snapshot any more: everything is compared");
    }
    Steps::new(cx)?.run("imports", "imports", &mut snapshot, |s| imports::compare(cx, s))?;
    Ok(snapshot)
}

fn is_installed(cx: &Context) -> Result<bool> {
    let installed = toolchain::go_env("GOROOT")?;
    Ok(std::fs::canonicalize(installed)? == std::fs::canonicalize(&cx.goroot)?)
}

/// `1.26`, as `godwit fmt --go` takes it.
fn release(cx: &Context) -> &str {
    cx.label.strip_prefix("go").unwrap_or(&cx.label)
}

/// Files that gofmt would change are those that godwit would change.
fn fixed_point(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let part = "GOROOT/src";
    let gofmt = process::capture(Command::new(cx.goroot.join("bin/gofmt")).arg("-l").arg(cx.src()))?;
    let mut godwit = cx.godwit();
    godwit.args(["fmt", "--check", "--all", "--no-config", "--go", release(cx)]);
    let godwit = findings(godwit.arg(cx.src()))?;
    let counts = |line: &str| line.ends_with(".go") && !line.contains("/testdata/");
    let names = |text: &str| -> BTreeSet<String> {
        text.lines().filter(|line| counts(line)).map(|line| cx.short_path(line)).collect()
    };
    let (theirs, ours) = (names(&String::from_utf8_lossy(&gofmt.stdout)), names(&godwit));
    for file in ours.difference(&theirs) {
        snapshot.case(part, format!("{file}: gofmt leaves it alone"));
    }
    for file in theirs.difference(&ours) {
        snapshot.case(part, format!("{file}: gofmt changes it"));
    }
    let n_files = files_below(&cx.src(), &|path| counts(&path.to_string_lossy()))?.len();
    snapshot.total(format!(
        "{part}: {n_files} files outside testdata; gofmt would change {}, godwit {}",
        theirs.len(),
        ours.len()
    ));
    Ok(())
}

/// Files of the standard library with their layout disturbed: what gofmt and godwit make of each must be equal, and what
/// they make of that in a second pass.
fn mangled(cx: &Context, snapshot: &mut Snapshot, count: usize) -> Result {
    let part = "mangled";
    let minor = cx.label.rsplit('.').next().unwrap_or("26");
    let mut command = repo::cargo();
    command.args(["run", "--quiet", "--release", "--package", "godwit_format", "--example", "mangle", "--"]);
    command.arg("--gofmt").arg(cx.goroot.join("bin/gofmt")).args(["--minor", minor]);
    command.args(["--count", &count.to_string()]).arg("--out").arg(repo::scratch("mangle")?).arg(cx.src());
    let text = findings(&mut command)?;
    let mut totals = Vec::new();
    for line in text.lines() {
        match line.split_once(": ") {
            Some((head, _)) if head.ends_with(" variants") || head == "second pass" => totals.push(line),
            _ => snapshot.case(part, cx.short_path(line)),
        }
    }
    if totals.len() != 2 {
        return Err(format!("the mangler ended early:\n{text}").into());
    }
    totals.iter().for_each(|line| snapshot.total(format!("{part}: {line}")));
    Ok(())
}

/// Runs that are killed at random moments lose nothing and leave nothing behind.
fn killed(cx: &Context, snapshot: &mut Snapshot, rounds: usize, files: usize) -> Result {
    let part = "killed";
    let mut command = repo::cargo();
    // The test may be slow; the program under test is the release build.
    command.args(["test", "--quiet", "--package", "godwit", "--test", "fmt_killed"]);
    command.args(["--", "--nocapture"]);
    command.env("GODWIT_BINARY", &cx.godwit).env("GODWIT_KILL_TREES", "8");
    command.env("GODWIT_KILLS", rounds.to_string()).env("GODWIT_KILL_FILES", files.to_string());
    let out = process::capture(&mut command)?;
    let text = String::from_utf8_lossy(&out.stdout);
    if !out.status.success() {
        eprintln!("{text}{}", String::from_utf8_lossy(&out.stderr));
        snapshot.case(part, "a file was lost or torn, or a trace was left");
    }
    // Where the kills fell differs from run to run.
    let line = text.lines().find(|line| line.contains(" runs over "));
    snapshot.measured(format!("{part}: {}", line.unwrap_or("the test said nothing")));
    Ok(())
}

/// The golden files of cmd/gofmt, apart from rewrite rules (`-r`), and the inputs of go/printer's tests, for which gofmt is
/// asked: their golden files also show modes that gofmt has not.
fn goldens(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let part = "goldens";
    let inputs = |dir: &str| {
        files_below(&cx.src().join(dir), &|path| path.extension().is_some_and(|ext| ext == "input"))
    };
    let format = |text: &[u8], simplify: bool| {
        let mut command = cx.godwit();
        command.args(["fmt", "--no-config", "--go", release(cx), "--stdin-filename", "golden.go"]);
        if simplify {
            command.arg("--simplify");
        }
        filter(command.arg("-"), text)
    };
    let (mut run, mut equal) = (0, 0);
    for input in inputs("cmd/gofmt/testdata")? {
        let text = std::fs::read_to_string(&input)?;
        let flags = text.lines().take(20).find_map(|line| line.strip_prefix("//gofmt ")).unwrap_or_default();
        if flags.contains("-r") {
            continue;
        }
        run += 1;
        let got = format(text.as_bytes(), flags.split_whitespace().any(|flag| flag == "-s"))?;
        if got == std::fs::read(input.with_extension("golden"))? {
            equal += 1;
        } else {
            snapshot.case(part, input.file_name().unwrap_or_default().to_string_lossy());
        }
    }
    snapshot.total(format!("{part}: {equal} of {run} of cmd/gofmt equal"));

    let (mut run, mut equal, mut plain) = (0, 0, 0);
    for input in inputs("go/printer/testdata")? {
        let text = std::fs::read(&input)?;
        let mut gofmt = Command::new(cx.goroot.join("bin/gofmt"));
        let (got, want) = (format(&text, false)?, filter(&mut gofmt, &text)?);
        run += 1;
        if got == want {
            equal += 1;
        } else {
            snapshot.case(part, input.file_name().unwrap_or_default().to_string_lossy());
        }
        plain += usize::from(std::fs::read(input.with_extension("golden")).is_ok_and(|golden| got == golden));
    }
    snapshot.total(format!(
        "{part}: {equal} of {run} inputs of go/printer equal to gofmt's output, {plain} of them to the golden file"
    ));
    Ok(())
}

/// Stdout of a program that reads `input`.
fn filter(command: &mut Command, input: &[u8]) -> Result<Vec<u8>> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let out = child.wait_with_output()?;
    let _ = writer.join();
    Ok(out.stdout)
}
