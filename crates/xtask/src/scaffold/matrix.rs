//! `cargo xtask scaffold-matrix [--only N[,N…]] [--no-lint] [--quick] [--again]`: generates the scaffold's variants and runs their own checks.
//!
//! The combinations cover every pair of option values; more are added until there are twenty. Each is rendered, built, vetted,
//! formatted, raced against a real PostgreSQL and Redis, and linted with its own strict configuration. The result is committed with
//! a hash of the templates, and a test of the scaffold crate compares both.
//!
//! Each green combination is noted at once, under a hash of the files it rendered to and of the versions of go and golangci-lint: an
//! interrupted run goes on where it was, and a changed template runs only the combinations that it changes. `--again` forgets them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use super::{Axis, Choice, axes, godwit, render, templates};
use crate::{Result, process, repo, services, toolchain};

const MIN_COMBINATIONS: usize = 20;

/// Names of the steps, in the order they run.
const STEPS: [&str; 6] = ["new", "build", "vet", "gofmt", "test", "lint"];

pub fn run(args: &[String]) -> Result {
    let mut only: Option<BTreeSet<usize>> = None;
    let (mut lint, mut test, mut again) = (true, true, false);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--only" => {
                let list = rest.next().ok_or("--only needs numbers")?;
                only = Some(list.split(',').map(str::parse).collect::<std::result::Result<_, _>>()?);
            }
            "--no-lint" => lint = false,
            // Build, vet and format only.
            "--quick" => (lint, test) = (false, false),
            "--again" => again = true,
            other => return Err(format!("unknown argument {other}").into()),
        }
    }
    let axes = axes()?;
    let combinations = pairwise(&axes);
    let templates = template_hash()?;
    // A copy: the templates of this run stay those of its start, whatever is built meanwhile.
    let own = tempfile::tempdir()?;
    let godwit = {
        let copy = own.path().join("godwit");
        std::fs::copy(godwit()?, &copy)?;
        copy
    };
    let versions = versions(lint)?;
    let mut state = State::open(again)?;
    let services = if test { services::start()? } else { services::Services::default() };
    let mut rows = Vec::new();
    let mut failures = Vec::new();
    for (index, choice) in combinations.iter().enumerate() {
        if only.as_ref().is_some_and(|only| !only.contains(&index)) {
            continue;
        }
        let start = Instant::now();
        let service = fresh_folder().and_then(|parent| render(&godwit, &parent, "matrix", &axes, choice));
        let key = match &service {
            Ok(service) => tree_hash(service, &versions)?,
            Err(_) => String::new(),
        };
        let known = lint && test && state.done.contains(&key);
        let steps = match service {
            Ok(_) if known => STEPS.iter().map(|name| (*name, Ok(()))).collect(),
            // Always the same folder: packages that two combinations share are then compiled and linted once.
            Ok(service) => check(&service, &services.env, lint, test),
            Err(error) => vec![("new", Err(error))],
        };
        let failed = steps
            .iter()
            .find_map(|(name, result)| result.as_ref().err().map(|error| (*name, error.to_string())));
        let options: Vec<&str> = choice.values().map(String::as_str).collect();
        let verdict = match &failed {
            Some((name, _)) => format!("{name} FAILED"),
            None if known => "known".to_owned(),
            None => "ok".to_owned(),
        };
        eprintln!("{index:>3} {:<60} {verdict} ({:.0} s)", options.join(" "), start.elapsed().as_secs_f64());
        if let Some((name, error)) = &failed {
            eprintln!("{error}");
            failures.push(format!("{index}: {name}"));
        } else if lint && test && !known {
            state.add(key)?;
        }
        let results: serde_json::Map<String, Value> =
            steps.iter().map(|(name, result)| ((*name).to_owned(), json!(result.is_ok()))).collect();
        rows.push(json!({ "options": choice, "steps": results }));
    }
    if !failures.is_empty() {
        return Err(format!("{} combinations failed: {}", failures.len(), failures.join(", ")).into());
    }
    if only.is_none() && lint && test {
        if templates != template_hash()? {
            return Err(
                "the templates changed during the run; run again: what is still the same is known".into()
            );
        }
        let report = json!({ "templates": templates, "combinations": rows });
        let path = repo::root().join("crates/godwit_scaffold/tests/snapshots/matrix.json");
        std::fs::write(&path, serde_json::to_string_pretty(&report)? + "\n")?;
        eprintln!("wrote {}", path.display());
    }
    Ok(())
}

type Steps = Vec<(&'static str, Result)>;

/// The combinations known to be green, by hash.
struct State {
    path: PathBuf,
    done: BTreeSet<String>,
}

impl State {
    fn open(again: bool) -> Result<Self> {
        let path = repo::scratch("scaffold")?.join("matrix-done.txt");
        let mut done = BTreeSet::new();
        if path.is_file() && !again {
            done.extend(std::fs::read_to_string(&path)?.lines().map(str::to_owned));
        }
        Ok(Self { path, done })
    }

    fn add(&mut self, key: String) -> Result {
        self.done.insert(key);
        let lines: Vec<&str> = self.done.iter().map(String::as_str).collect();
        Ok(std::fs::write(&self.path, lines.join("\n") + "\n")?)
    }
}

/// What a green result depends on besides the files.
fn versions(lint: bool) -> Result<String> {
    let go = process::output(toolchain::go()?.arg("version"))?;
    let linter =
        if lint { process::output(toolchain::tool("golangci-lint")?.arg("version"))? } else { String::new() };
    Ok(format!("{go}{linter}{}", STEPS.join(" ")))
}

/// Runs the steps until one fails.
fn check(service: &Path, env: &[(&str, String)], lint: bool, test: bool) -> Steps {
    let mut steps: Steps = vec![("new", Ok(()))];
    let value = |wanted: &str| env.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.clone());
    let go = |args: &[&str]| -> Result<String> {
        let mut command = toolchain::go()?;
        command.current_dir(service).args(args).env("GOFLAGS", "-mod=readonly").env("CI", "true");
        for (name, own) in
            [("TEST_DATABASE_URL", "GODWIT_TEST_POSTGRES_URL"), ("TEST_REDIS_URL", "GODWIT_TEST_REDIS_URL")]
        {
            if let Some(url) = value(own) {
                command.env(name, url);
            }
        }
        combined(&mut command)
    };
    for name in &STEPS[1..] {
        let result = match *name {
            "build" => go(&["build", "./..."]).map(drop),
            "vet" => go(&["vet", "./..."]).map(drop),
            "gofmt" => formatted(service),
            "test" if !test => continue,
            "test" => go(&["test", "-race", "-shuffle=on", "./..."]).map(drop),
            _ if lint => toolchain::tool("golangci-lint")
                .and_then(|mut tool| {
                    combined(tool.current_dir(service).args([
                        "run",
                        "--timeout=20m",
                        "--allow-parallel-runners",
                        "./...",
                    ]))
                })
                .map(drop),
            _ => continue,
        };
        let failed = result.is_err();
        steps.push((name, result));
        if failed {
            break;
        }
    }
    steps
}

fn fresh_folder() -> Result<PathBuf> {
    let parent = repo::scratch("scaffold")?;
    let old = parent.join("matrix");
    if old.is_dir() {
        std::fs::remove_dir_all(old)?;
    }
    Ok(parent)
}

fn formatted(service: &Path) -> Result {
    let mut gofmt = Command::new("gofmt");
    gofmt.env("PATH", toolchain::search_path()?);
    let files = process::output(gofmt.current_dir(service).args(["-l", "."]))?;
    if files.trim().is_empty() { Ok(()) } else { Err(format!("not formatted: {files}").into()) }
}

/// Both streams of a program that must succeed; Go tools report on either.
fn combined(command: &mut Command) -> Result<String> {
    let out = process::capture(command)?;
    let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    if out.status.success() {
        Ok(text)
    } else {
        Err(format!("{}: {}\n{}", process::line(command), out.status, text.trim_end()).into())
    }
}

/// Choices that cover every pair of values, the default first, the smallest second. Always the same for the same axes.
fn pairwise(axes: &[Axis]) -> Vec<Choice> {
    let default: Choice = axes.iter().map(|axis| (axis.name.clone(), axis.default())).collect();
    let small = |axis: &Axis| {
        let small = axis.values.iter().find(|value| matches!(value.as_str(), "none" | "std" | "false"));
        small.or(axis.values.first()).cloned().unwrap_or_default()
    };
    let smallest: Choice = axes.iter().map(|axis| (axis.name.clone(), small(axis))).collect();
    let mut all: Vec<Choice> = vec![Choice::new()];
    for axis in axes {
        let extend = |choice: &Choice| {
            let with = |value: &String| {
                let mut next = choice.clone();
                next.insert(axis.name.clone(), value.clone());
                next
            };
            axis.values.iter().map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(extend).collect();
    }
    let mut chosen = vec![default, smallest];
    // First every pair, then as many triples as the rest of the twenty can hold.
    for size in [2, 3] {
        let mut missing: BTreeSet<Vec<(String, String)>> =
            all.iter().flat_map(|choice| tuples(choice, size)).collect();
        for choice in &chosen {
            missing.retain(|tuple| !tuple.iter().all(|(axis, value)| choice.get(axis) == Some(value)));
        }
        while !missing.is_empty() && (size == 2 || chosen.len() < MIN_COMBINATIONS) {
            let gain = |choice: &Choice| {
                tuples(choice, size).iter().filter(|tuple| missing.contains(*tuple)).count()
            };
            // The first of the best, so that the order of the axes decides and nothing else.
            let Some(best) = all.iter().rev().max_by_key(|choice| gain(choice)) else { break };
            for tuple in tuples(best, size) {
                missing.remove(&tuple);
            }
            chosen.push(best.clone());
        }
    }
    chosen
}

/// All sets of `size` axis values of a choice.
fn tuples(choice: &Choice, size: usize) -> Vec<Vec<(String, String)>> {
    let pairs: Vec<(String, String)> =
        choice.iter().map(|(axis, value)| (axis.clone(), value.clone())).collect();
    let mut found: Vec<Vec<(String, String)>> = vec![Vec::new()];
    let mut done = Vec::new();
    for pair in pairs {
        let longer: Vec<Vec<_>> =
            found.iter().map(|tuple| [tuple.clone(), vec![pair.clone()]].concat()).collect();
        for tuple in longer {
            if tuple.len() == size { done.push(tuple) } else { found.push(tuple) }
        }
    }
    done
}

/// FNV-1a over the paths and contents of the templates; the scaffold's test computes the same.
fn template_hash() -> Result<String> {
    let root = templates();
    let mut files = files_below(&root)?;
    files.retain(|(name, _)| name.starts_with("service/"));
    hash(&files)
}

/// A hash of the rendered files and of the versions that check them.
fn tree_hash(service: &Path, versions: &str) -> Result<String> {
    let mut files = files_below(service)?;
    // The repository that `godwit new` starts holds times.
    files.retain(|(name, _)| !name.starts_with(".git/"));
    let tree = hash(&files)?;
    let mut state = Fnv::new();
    state.eat(tree.as_bytes());
    state.eat(versions.as_bytes());
    Ok(state.text())
}

/// All files below a folder with their names from there, sorted by name.
fn files_below(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let name = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let mut named: Vec<(String, PathBuf)> = files.into_iter().map(|path| (name(&path), path)).collect();
    named.sort();
    Ok(named)
}

fn hash(files: &[(String, PathBuf)]) -> Result<String> {
    let mut state = Fnv::new();
    for (name, path) in files {
        state.eat(name.as_bytes());
        state.eat(&[0]);
        state.eat(&std::fs::read(path)?);
        state.eat(&[0]);
    }
    Ok(state.text())
}

/// FNV-1a, 64 bits.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn eat(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn text(&self) -> String {
        format!("{:016x}", self.0)
    }
}
