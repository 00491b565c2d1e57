//! Real modules against `go vet`, with their tests: of those that `tools/go.mod` selects the one with the most source of its
//! own, the one with the most requirements, for which `go vet` has the most to compile, and of those it names as tools the
//! largest.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::report::{Report, at_least, at_most, seconds};
use super::{ALL_RULES, Context, tree_size};
use crate::measure::{median, once};
use crate::{Result, process, repo, toolchain};

pub fn vet(cx: &Context, report: &mut Report) -> Result {
    for (name, source) in largest_modules()? {
        let dir = writable(&name, &source)?;
        vet_module(cx, report, &name, &dir)?;
    }
    Ok(())
}

fn vet_module(cx: &Context, report: &mut Report, name: &str, dir: &Path) -> Result {
    report.note(&format!(
        "{name}: {:.1} MB of Go without its dependencies, tests included",
        tree_size(dir)? as f64 / 1e6
    ));

    let typecheck = in_dir(cx.godwit(&["typecheck", "./..."]), dir);
    let check = in_dir(cx.godwit(&["check", "--select", ALL_RULES, "./..."]), dir);
    let (mut typechecks, mut checks, mut warms, mut vetted) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    // Fills the build cache, so that the runs below measure analysis alone.
    once(&go_vet(dir, "warmup")?)?;
    for round in 0..cx.rounds.min(3) {
        typechecks.push(once(&typecheck)?);
        checks.push(once(&check)?);
        // A printf wrapper name that nothing uses makes every cached analysis invalid and changes no result.
        warms.push(once(&go_vet(dir, &format!("Godwit{}x{round}", std::process::id()))?)?);
        vetted.push(once(&go_vet(dir, "warmup")?)?);
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
        let mut vet = go_vet(dir, "warmup")?;
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

/// The modules of `tools/go.mod` with the most Go source, with the most lines in their go.mod, and with the most Go source
/// among those that have a tool: name and folder.
fn largest_modules() -> Result<Vec<(String, PathBuf)>> {
    let mut go = toolchain::go()?;
    go.current_dir(repo::root().join("tools")).args([
        "list",
        "-m",
        "-f",
        "{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}",
        "all",
    ]);
    let mut list_tools = toolchain::go()?;
    list_tools.current_dir(repo::root().join("tools")).args(["list", "-f", "{{.Module.Path}}", "tool"]);
    let tools = process::output(&mut list_tools)?;
    let (mut by_source, mut by_requirements, mut of_tools) = (None, None, None);
    let keep = |best: &mut Option<(u64, String, PathBuf)>, size: u64, name: &str, dir: &Path| {
        if best.as_ref().is_none_or(|(most, ..)| size > *most) {
            *best = Some((size, name.to_owned(), dir.to_path_buf()));
        }
    };
    for line in process::output(&mut go)?.lines() {
        let mut words = line.split(' ');
        let (Some(path), Some(version), Some(dir)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let (name, dir) = (format!("{path}@{version}"), Path::new(dir));
        let Ok(requirements) = std::fs::read_to_string(dir.join("go.mod")) else { continue };
        let size = tree_size(dir)?;
        keep(&mut by_source, size, &name, dir);
        if tools.lines().any(|tool| tool == path) {
            keep(&mut of_tools, size, &name, dir);
        }
        keep(&mut by_requirements, requirements.lines().count() as u64, &name, dir);
    }
    let found = by_source.into_iter().chain(of_tools).chain(by_requirements);
    let mut largest: Vec<_> = found.map(|(_, name, dir)| (name, dir)).collect();
    largest.dedup();
    if largest.is_empty() {
        return Err("no module of tools/go.mod is in the module cache".into());
    }
    Ok(largest)
}

/// A copy of a module in which the go command may write, with its dependencies downloaded.
fn writable(name: &str, source: &Path) -> Result<PathBuf> {
    let copy = repo::scratch("bench")?.join(name.replace(['/', '@'], "_"));
    if !copy.join("go.mod").is_file() {
        copy_tree(source, &copy)?;
        let mut go = toolchain::go()?;
        process::run(go.current_dir(&copy).env("GOFLAGS", "-mod=mod").args(["mod", "download"]))?;
    }
    Ok(copy)
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
