//! `cargo xtask bench`: Godwit and the Go tools pair by pair in one run.
//!
//! Machines differ and are noisy, so the ratio of a pair is the figure that counts; the targets are those of the project.
//! Each line says what was run, both medians, the ratio and whether the target is met. Nothing fails: a busy machine is no
//! defect.

mod module;
mod report;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::measure::{Usage, once, pair};
use crate::{Result, process, repo, toolchain};
use report::{Report, at_least, mb, seconds};

const ROUNDS: usize = 5;

const ALL_RULES: &str = "ALL";

struct Context {
    godwit: PathBuf,
    src: PathBuf,
    gofmt: PathBuf,
    cold: bool,
    rounds: usize,
}

type Bench = fn(&Context, &mut Report) -> Result;

const BENCHES: &[(&str, Bench)] = &[
    ("parse", parse),
    ("check", check),
    ("fmt", fmt),
    ("types", types),
    ("vet", module::vet),
    ("scaling", scaling),
];

pub fn run(args: &[String]) -> Result {
    let (mut cold, mut rounds, mut what) = (false, ROUNDS, Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--cold" => cold = true,
            "--rounds" => rounds = args.next().ok_or("--rounds needs a number")?.parse()?,
            name if BENCHES.iter().any(|(known, _)| *known == name) => what.push(name),
            other => return Err(format!("unknown bench `{other}`").into()),
        }
    }
    toolchain::oracles()?;
    let goroot = PathBuf::from(toolchain::go_env("GOROOT")?);
    let cx = Context {
        godwit: repo::godwit()?,
        src: goroot.join("src"),
        gofmt: goroot.join("bin/gofmt"),
        cold,
        rounds,
    };
    let mut report = Report::new(&process::output(toolchain::go()?.arg("version"))?);
    for (name, bench) in BENCHES {
        if what.is_empty() || what.contains(name) {
            report.heading(name);
            if let Err(error) = bench(&cx, &mut report) {
                report.note(&format!("not measured: {error}"));
            }
        }
    }
    Ok(())
}

impl Context {
    fn godwit(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.godwit);
        command.args(args).env("PATH", toolchain::search_path().unwrap_or_default());
        command
    }
}

#[derive(Deserialize)]
struct ParseFigures {
    bytes: usize,
    mb_per_second: f64,
    #[serde(default)]
    skim_mb_per_second: f64,
    #[serde(default)]
    peak_memory_bytes: u64,
}

/// One core, sources in memory, both sides in turns.
fn parse(cx: &Context, report: &mut Report) -> Result {
    process::run(repo::cargo().args([
        "build",
        "--quiet",
        "--release",
        "-p",
        "godwit_syntax",
        "--example",
        "parse_bench",
    ]))?;
    let ours = repo::target().join("release/examples/parse_bench");
    let (mut full, mut skim, mut go) = (Vec::new(), Vec::new(), Vec::new());
    let mut bytes = 0;
    let (mut our_peak, mut their_peak) = (0, 0);
    for _ in 0..cx.rounds {
        let got: ParseFigures = serde_json::from_str(&process::output(Command::new(&ours).arg(&cx.src))?)?;
        let want: ParseFigures =
            serde_json::from_str(&process::output(toolchain::tool("parsebench")?.arg(&cx.src))?)?;
        bytes = got.bytes;
        (our_peak, their_peak) = (got.peak_memory_bytes, want.peak_memory_bytes);
        full.push(got.mb_per_second);
        skim.push(got.skim_mb_per_second);
        go.push(want.mb_per_second);
    }
    let (full, skim, go) = (median(full), median(skim), median(go));
    report.note(&format!("GOROOT/src, {:.1} MB, one core, sources in memory", bytes as f64 / 1e6));
    report.line(
        "full trees",
        &format!("{full:.0} MB/s"),
        &format!("go/parser {go:.0} MB/s"),
        full / go,
        at_least(3.5),
    );
    report.single("full trees, absolute", &format!("{full:.0} MB/s"), full, at_least(250.0));
    report.single("bodies skipped", &format!("{skim:.0} MB/s"), skim, at_least(450.0));
    report.memory("peak memory with all sources", our_peak, "go/parser", their_peak, f64::INFINITY);
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn check(cx: &Context, report: &mut Report) -> Result {
    let mut godwit = cx.godwit(&["check", "--select", ALL_RULES]);
    let mut gofmt = Command::new(&cx.gofmt);
    let (ours, theirs) = pair(godwit.arg(&cx.src), gofmt.arg("-l").arg(&cx.src), cx.rounds)?;
    let mut checked = Vec::new();
    checked_files(&cx.src, &mut checked)?;
    let mut size = 0;
    for file in &checked {
        size += std::fs::metadata(file)?.len();
    }
    report.note("godwit check, all rules, GOROOT/src, against gofmt -l of the same tree");
    report.note(&format!(
        "of which check reads {} files, {:.1} MB: as ./... does, it leaves out the module cmd, vendored and test-data files",
        checked.len(),
        size as f64 / 1e6
    ));
    report.line("wall", &seconds(ours.wall), &seconds(theirs.wall), theirs.wall / ours.wall, at_least(6.0));
    report.line("CPU", &seconds(ours.cpu), &seconds(theirs.cpu), theirs.cpu / ours.cpu, None);
    report.memory("peak memory", ours.peak, "gofmt", theirs.peak, f64::INFINITY);
    usable(ours)?;
    let (ours, theirs) = pair(&godwit, Command::new(&cx.gofmt).arg("-l").args(&checked), cx.rounds)?;
    report.note("against gofmt -l of the files that check reads");
    report.line("wall", &seconds(ours.wall), &seconds(theirs.wall), theirs.wall / ours.wall, None);
    report.line("CPU", &seconds(ours.cpu), &seconds(theirs.cpu), theirs.cpu / ours.cpu, None);
    let mut untyped = cx.godwit(&["check", "--select", ALL_RULES, "--no-types"]);
    let (ours, theirs) = pair(untyped.arg(&cx.src), &gofmt, cx.rounds)?;
    report.note("the same with the rules that need no types");
    report.line("wall", &seconds(ours.wall), &seconds(theirs.wall), theirs.wall / ours.wall, None);
    report.line("CPU", &seconds(ours.cpu), &seconds(theirs.cpu), theirs.cpu / ours.cpu, None);
    usable(ours)?;
    Ok(())
}

/// The files below a folder that `check` reads: those that `./...` means, for whatever system.
fn checked_files(dir: &Path, files: &mut Vec<PathBuf>) -> Result {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let kind = entry.file_type()?;
        if name.starts_with(['.', '_']) {
            continue;
        }
        if kind.is_dir() && name != "testdata" && name != "vendor" && !path.join("go.mod").is_file() {
            checked_files(&path, files)?;
        } else if kind.is_file() && name.ends_with(".go") {
            files.push(path);
        }
    }
    Ok(())
}

/// A run that ended in an error measured something else.
fn usable(usage: Usage) -> Result {
    if usage.exit > 1 { Err(format!("godwit ended with {}", usage.exit).into()) } else { Ok(()) }
}

fn fmt(cx: &Context, report: &mut Report) -> Result {
    let mut godwit = cx.godwit(&["fmt", "--check"]);
    let mut gofmt = Command::new(&cx.gofmt);
    let (ours, theirs) = pair(godwit.arg(&cx.src), gofmt.arg("-l").arg(&cx.src), cx.rounds)?;
    let bytes = tree_size(&cx.src)?;
    report.note(&format!("godwit fmt --check against gofmt -l, GOROOT/src, {:.1} MB", bytes as f64 / 1e6));
    report.line("wall", &seconds(ours.wall), &seconds(theirs.wall), theirs.wall / ours.wall, at_least(6.0));
    report.line("CPU", &seconds(ours.cpu), &seconds(theirs.cpu), theirs.cpu / ours.cpu, at_least(6.0));
    let speed = |cpu: f64| format!("{:.0} MB/s", bytes as f64 / 1e6 / cpu);
    report.line("throughput per core", &speed(ours.cpu), &speed(theirs.cpu), theirs.cpu / ours.cpu, None);
    report.memory("peak memory", ours.peak, "gofmt", theirs.peak, f64::INFINITY);
    Ok(())
}

fn tree_size(dir: &std::path::Path) -> Result<u64> {
    let mut size = 0;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() && entry.file_name() != "testdata" {
            size += tree_size(&entry.path())?;
        } else if kind.is_file() && entry.path().extension().is_some_and(|ext| ext == "go") {
            size += entry.metadata()?.len();
        }
    }
    Ok(size)
}

#[derive(Deserialize)]
struct TypeFigures {
    seconds: f64,
    cpu_seconds: f64,
    bytes: usize,
    packages: usize,
    peak_memory_bytes: u64,
}

/// Std from source with every body on one thread. The oracle's clock starts after `go list`; Godwit's includes finding the
/// files.
fn types(cx: &Context, report: &mut Report) -> Result {
    let godwit = cx.godwit(&["typecheck", "-j", "1", "--no-tests", "std"]);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..cx.rounds {
        ours.push(once(&godwit)?);
        let figures: TypeFigures =
            serde_json::from_str(&process::output(toolchain::tool("typecheckbench")?.arg("std"))?)?;
        theirs.push(figures.seconds);
        last = Some(figures);
    }
    let (ours, theirs, last) = (crate::measure::median(ours), median(theirs), last.ok_or("no rounds")?);
    report.note(&format!(
        "std from source, all bodies, one thread: {} packages, {:.1} MB; go/types without the time of go list",
        last.packages,
        last.bytes as f64 / 1e6
    ));
    report.line("wall", &seconds(ours.wall), &seconds(theirs), theirs / ours.wall, at_least(2.5));
    let cpu = last.cpu_seconds;
    report.line("CPU", &seconds(ours.cpu), &seconds(cpu), cpu / ours.cpu, None);
    report.memory("peak memory", ours.peak, "go/types", last.peak_memory_bytes, 0.5);
    if ours.exit != 0 {
        report.note(&format!("godwit ended with {}", ours.exit));
    }
    Ok(())
}

/// One thread against two.
fn scaling(cx: &Context, report: &mut Report) -> Result {
    let src = cx.src.to_string_lossy().into_owned();
    for (name, args) in [
        ("check GOROOT/src", vec!["check", "--select", ALL_RULES, src.as_str()]),
        ("fmt --check GOROOT/src", vec!["fmt", "--check", src.as_str()]),
        ("typecheck std", vec!["typecheck", "std"]),
    ] {
        let (mut one, mut two) = (cx.godwit(&args), cx.godwit(&args));
        let (one, two) = pair(one.args(["-j", "1"]), two.args(["-j", "2"]), cx.rounds)?;
        report.line(
            name,
            &seconds(two.wall),
            &format!("one thread {}", seconds(one.wall)),
            one.wall / two.wall,
            at_least(1.7),
        );
        report.note(&format!("memory {} with one thread, {} with two", mb(one.peak), mb(two.peak)));
    }
    Ok(())
}
