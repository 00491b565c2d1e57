//! The formatter against gofmt, gofumpt and goimports, to the byte.
//!
//! Each program rewrites its own copy of a tree; then the copies are compared. GOROOT/src is compared by what would change
//! and by content, the module cache by content.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::snapshot::Snapshot;
use super::{Context, files_below, findings, percent};
use crate::{Result, process, repo, toolchain};

pub fn run(cx: &Context) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    fixed_point(cx, &mut snapshot)?;
    goldens(cx, &mut snapshot)?;
    mangled(cx, &mut snapshot)?;
    killed(cx, &mut snapshot)?;
    if cx.short {
        snapshot.left_out = vec!["gofmt -s", "gofumpt", "goimports"];
        return Ok(snapshot);
    }
    let modules = module_sources()?;
    let gofmt = cx.goroot.join("bin/gofmt");
    let mut real = Command::new(&gofmt);
    real.arg("-s");
    rewrite(cx, "gofmt -s", &modules, real, &["--simplify"], &mut snapshot)?;
    rewrite(cx, "gofumpt", &modules, toolchain::tool("gofumpt")?, &["--style", "gofumpt"], &mut snapshot)?;
    rewrite(
        cx,
        "goimports",
        &modules,
        toolchain::tool("goimports")?,
        &["--imports", "goimports"],
        &mut snapshot,
    )?;
    Ok(snapshot)
}

/// Files that gofmt would change are those that godwit would change.
fn fixed_point(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let part = "GOROOT/src";
    let gofmt = process::capture(Command::new(cx.goroot.join("bin/gofmt")).arg("-l").arg(cx.src()))?;
    let godwit = findings(cx.godwit().args(["fmt", "--check"]).arg(cx.src()))?;
    let names = |text: &str| -> BTreeSet<String> {
        let lines = text.lines().filter(|line| line.ends_with(".go") && !line.contains("/testdata/"));
        lines.map(|line| cx.short_path(line)).collect()
    };
    let (theirs, ours) = (names(&String::from_utf8_lossy(&gofmt.stdout)), names(&godwit));
    for file in ours.difference(&theirs) {
        snapshot.case(part, format!("{file}: gofmt leaves it alone"));
    }
    for file in theirs.difference(&ours) {
        // Generated files are left alone by godwit unless they are named.
        let text = std::fs::read_to_string(cx.src().join(file)).unwrap_or_default();
        if !text.lines().any(|line| line.starts_with("// Code generated ") && line.ends_with(" DO NOT EDIT."))
        {
            snapshot.case(part, format!("{file}: gofmt changes it"));
        }
    }
    snapshot.total(format!("{part}: godwit would change {} files, gofmt {}", ours.len(), theirs.len()));
    Ok(())
}

/// Files of the standard library with their layout disturbed: what gofmt and godwit make of each must be equal.
fn mangled(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let part = "mangled";
    let count = if cx.short { "1000" } else { "24000" };
    let minor = cx.label.rsplit('.').next().unwrap_or("26");
    let mut command = repo::cargo();
    command.args(["run", "--quiet", "--release", "--package", "godwit_format", "--example", "mangle", "--"]);
    command.arg("--gofmt").arg(cx.goroot.join("bin/gofmt")).args(["--minor", minor, "--count", count]);
    command.arg("--out").arg(repo::scratch("mangle")?).arg(cx.src());
    let text = findings(&mut command)?;
    for line in
        text.lines().filter(|line| line.ends_with(": differs") || line.contains("only one of the parsers"))
    {
        snapshot.case(part, cx.short_path(line));
    }
    let summary = text.lines().last().unwrap_or("nothing was compared");
    snapshot.total(format!("{part}: {summary}"));
    Ok(())
}

/// Runs that are killed at random moments lose nothing and leave nothing behind.
fn killed(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let (rounds, files) = if cx.short { ("20", "300") } else { ("1000", "3000") };
    let mut command = repo::cargo();
    command.args(["test", "--quiet", "--release", "--package", "godwit", "--test", "fmt", "nothing_is_lost"]);
    command.env("GODWIT_KILLS", rounds).env("GODWIT_KILL_FILES", files);
    let out = process::capture(&mut command)?;
    if !out.status.success() {
        snapshot.case("killed", "a file was lost or torn, or a trace was left");
    }
    snapshot.total(format!("killed: {rounds} runs over {files} files"));
    Ok(())
}

/// The golden files of cmd/gofmt, apart from rewrite rules (`-r`).
fn goldens(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let part = "goldens";
    let dir = cx.src().join("cmd/gofmt/testdata");
    let inputs = files_below(&dir, &|path| path.extension().is_some_and(|ext| ext == "input"))?;
    let (mut run, mut equal) = (0, 0);
    for input in inputs {
        let text = std::fs::read_to_string(&input)?;
        let flags = text.lines().take(20).find_map(|line| line.strip_prefix("//gofmt ")).unwrap_or_default();
        if flags.contains("-r") {
            continue;
        }
        run += 1;
        let mut command = cx.godwit();
        command.args(["fmt", "--stdin-filename", "golden.go"]);
        if flags.split_whitespace().any(|flag| flag == "-s") {
            command.arg("--simplify");
        }
        let got = filter(command.arg("-"), text.as_bytes())?;
        let golden = std::fs::read(input.with_extension("golden"))?;
        if got == golden {
            equal += 1;
        } else {
            snapshot.case(part, input.file_name().unwrap_or_default().to_string_lossy());
        }
    }
    snapshot.total(format!("{part}: {equal} of {run} of cmd/gofmt equal"));
    Ok(())
}

fn filter(command: &mut Command, input: &[u8]) -> Result<Vec<u8>> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let out = child.wait_with_output()?;
    let _ = writer.join();
    Ok(out.stdout)
}

/// Go files of the modules in the module cache that `tools/go.mod` selects, outside testdata and vendor.
fn module_sources() -> Result<Vec<PathBuf>> {
    let mut go = toolchain::go()?;
    go.current_dir(repo::root().join("tools")).args([
        "list",
        "-m",
        "-f",
        "{{if not .Main}}{{.Dir}}{{end}}",
        "all",
    ]);
    let mut files = Vec::new();
    for dir in process::output(&mut go)?.lines().filter(|dir| !dir.is_empty()) {
        files.extend(files_below(Path::new(dir), &|path| {
            path.extension().is_some_and(|ext| ext == "go")
                && !path
                    .components()
                    .any(|part| part.as_os_str() == "testdata" || part.as_os_str() == "vendor")
        })?);
    }
    Ok(files)
}

fn rewrite(
    cx: &Context,
    part: &str,
    files: &[PathBuf],
    mut real: Command,
    style: &[&str],
    snapshot: &mut Snapshot,
) -> Result {
    let base = repo::target().join("xtask/rewrite");
    let (theirs, ours) = (base.join("go"), base.join("godwit"));
    for dir in [&theirs, &ours] {
        if dir.exists() {
            std::fs::remove_dir_all(dir)?;
        }
        for file in files {
            let to = dir.join(relative(file));
            std::fs::create_dir_all(to.parent().expect("a file lies in a folder"))?;
            std::fs::write(&to, std::fs::read(file)?)?;
        }
    }
    // A file that does not parse makes the program fail; the others are rewritten all the same.
    real.arg("-w").arg(&theirs);
    process::capture(&mut real)?;
    let mut godwit = cx.godwit();
    findings(godwit.arg("fmt").args(style).arg(&ours))?;

    let (mut equal, mut changed) = (0, 0);
    for file in files {
        let name = relative(file);
        let source = std::fs::read(file)?;
        let (want, got) = (std::fs::read(theirs.join(&name))?, std::fs::read(ours.join(&name))?);
        changed += usize::from(want != source);
        // Godwit leaves generated files alone unless they are named.
        let left_alone = got == source && is_generated(&source);
        if want == got || left_alone {
            equal += 1;
        } else {
            let line = want
                .split(|b| *b == b'\n')
                .zip(got.split(|b| *b == b'\n'))
                .take_while(|(a, b)| a == b)
                .count()
                + 1;
            snapshot.case(part, format!("{}:{line}", name.display()));
        }
    }
    snapshot.total(format!(
        "{part}: {equal} of {} files of the module cache equal ({}), {changed} of them changed by the original",
        files.len(),
        percent(equal, files.len())
    ));
    Ok(())
}

fn relative(file: &Path) -> PathBuf {
    let text = file.to_string_lossy();
    PathBuf::from(text.split_once("/pkg/mod/").map_or(text.trim_start_matches('/'), |(_, rest)| rest))
}

fn is_generated(source: &[u8]) -> bool {
    String::from_utf8_lossy(source)
        .lines()
        .any(|line| line.starts_with("// Code generated ") && line.ends_with(" DO NOT EDIT."))
}
