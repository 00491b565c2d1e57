//! A real module against `go vet`: the largest one that `tools/go.mod` selects, with its tests.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::report::{Report, at_least, at_most, seconds};
use super::{ALL_RULES, Context, tree_size};
use crate::measure::{median, once};
use crate::{Result, process, repo, toolchain};

pub fn vet(cx: &Context, report: &mut Report) -> Result {
    let (name, dir) = largest_module()?;
    report.note(&format!(
        "{name}: {:.1} MB of Go without its dependencies, tests included",
        tree_size(&dir)? as f64 / 1e6
    ));

    let typecheck = in_dir(cx.godwit(&["typecheck", "./..."]), &dir);
    let check = in_dir(cx.godwit(&["check", "--select", ALL_RULES, "./..."]), &dir);
    let (mut typechecks, mut checks, mut warms, mut vetted) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // Fills the build cache, so that the runs below measure analysis alone.
    once(&go_vet(&dir, "warmup")?)?;
    for round in 0..cx.rounds.min(3) {
        typechecks.push(once(&typecheck)?);
        checks.push(once(&check)?);
        // A printf wrapper name that nothing uses makes every cached analysis invalid and changes no result.
        warms.push(once(&go_vet(&dir, &format!("Godwit{}x{round}", std::process::id()))?)?);
        vetted.push(once(&go_vet(&dir, "warmup")?)?);
    }
    let (typecheck, check, warm, vetted) =
        (median(typechecks), median(checks), median(warms), median(vetted));
    let against = |what: &str, usage: crate::measure::Usage| format!("{what} {}", seconds(usage.wall));
    report.line(
        "typecheck, nothing cached",
        &seconds(typecheck.wall),
        &against("vet", warm),
        warm.wall / typecheck.wall,
        at_least(20.0),
    );
    report.note("  (go vet with a warm build cache and no analysis cached)");
    report.line(
        "same, go vet all cached",
        &seconds(typecheck.wall),
        &against("vet", vetted),
        vetted.wall / typecheck.wall,
        None,
    );
    let ratio = check.wall / typecheck.wall;
    report.line(
        "check, all rules",
        &seconds(check.wall),
        &against("typecheck", typecheck),
        ratio,
        at_most(1.5),
    );
    report.memory("peak memory", typecheck.peak, "go vet", warm.peak, f64::INFINITY);

    if cx.cold {
        let cache = tempfile::TempDir::new_in(repo::scratch("bench")?)?;
        let mut vet = go_vet(&dir, "warmup")?;
        vet.env("GOCACHE", cache.path());
        let cold = once(&vet)?;
        report.line(
            "typecheck, nothing cached",
            &seconds(typecheck.wall),
            &against("vet", cold),
            cold.wall / typecheck.wall,
            at_least(200.0),
        );
        report.note("  (go vet with an empty GOCACHE, run once)");
    }
    Ok(())
}

fn in_dir(mut command: Command, dir: &Path) -> Command {
    command.current_dir(dir);
    command
}

fn go_vet(dir: &Path, nonce: &str) -> Result<Command> {
    let mut go = toolchain::go()?;
    go.current_dir(dir).args(["vet", &format!("-printf.funcs={nonce}"), "./..."]);
    go.env("GOFLAGS", "-mod=mod").env("GOWORK", "off");
    Ok(go)
}

/// The module with the most Go source, as a copy in which the go command may write, with its dependencies downloaded.
fn largest_module() -> Result<(String, PathBuf)> {
    let mut go = toolchain::go()?;
    go.current_dir(repo::root().join("tools")).args([
        "list",
        "-m",
        "-f",
        "{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}",
        "all",
    ]);
    let mut largest: Option<(u64, String, PathBuf)> = None;
    for line in process::output(&mut go)?.lines() {
        let mut words = line.split(' ');
        let (Some(path), Some(version), Some(dir)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        if dir.is_empty() || !Path::new(dir).join("go.mod").is_file() {
            continue;
        }
        let size = tree_size(Path::new(dir))?;
        if largest.as_ref().is_none_or(|(most, ..)| size > *most) {
            largest = Some((size, format!("{path}@{version}"), PathBuf::from(dir)));
        }
    }
    let (_, name, source) = largest.ok_or("no module of tools/go.mod is in the module cache")?;
    let copy = repo::scratch("bench")?.join(name.replace(['/', '@'], "_"));
    if !copy.join("go.mod").is_file() {
        copy_tree(&source, &copy)?;
        let mut go = toolchain::go()?;
        process::run(go.current_dir(&copy).env("GOFLAGS", "-mod=mod").args(["mod", "download"]))?;
    }
    Ok((name, copy))
}

/// Files of the module cache are read-only; a copy by content is not.
fn copy_tree(from: &Path, to: &Path) -> Result {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            std::fs::write(&target, std::fs::read(entry.path())?)?;
        }
    }
    Ok(())
}
