//! `cargo xtask conformance`: Godwit beside the Go programs, on the Go distribution and the module cache.
//!
//! Each comparison ends in a snapshot below `conformance/`: totals first, then one line for every differing case. The
//! committed snapshot is the claim; `--check` fails where a run differs from it. Corpora are read from the installed Go
//! and never copied into the repository, so a snapshot belongs to one Go version and is named after it.

mod errors;
mod fmt;
mod linters;
mod list;
mod mistakes;
mod originals;
mod parse;
mod rules;
mod snapshot;
mod types;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{Result, process, repo, toolchain};
use snapshot::Snapshot;

/// What every comparison needs to know.
struct Context {
    godwit: PathBuf,
    /// Where the oracles built with this Go lie.
    oracles: PathBuf,
    goroot: PathBuf,
    /// `go1.26`, the release line of `goroot`.
    label: String,
    /// Exact version, `go1.26.6`.
    version: String,
    short: bool,
}

type Comparison = fn(&Context) -> Result<Snapshot>;

const COMPARISONS: &[(&str, Comparison)] = &[
    ("parse", parse::run),
    ("errors", errors::run),
    ("types", types::run),
    ("list", list::run),
    ("fmt", fmt::run),
    ("imports", fmt::run_imports),
    ("rules-std", rules::std),
    ("rules-cmd", rules::cmd),
    ("rules-modules", rules::programs),
    ("rules-mistakes", mistakes::run),
    ("linters", linters::run),
];

pub fn run(args: &[String]) -> Result {
    let (mut check, mut short, mut go, mut what) = (false, false, None, Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--check" => check = true,
            "--short" => short = true,
            "--go" => go = Some(PathBuf::from(args.next().ok_or("--go needs a GOROOT")?)),
            name if COMPARISONS.iter().any(|(known, _)| *known == name) => what.push(name),
            other => return Err(format!("unknown comparison `{other}`").into()),
        }
    }
    let cx = Context::new(go, short)?;
    let mut regressions = Vec::new();
    for (name, compare) in COMPARISONS {
        if !what.is_empty() && !what.contains(name) {
            continue;
        }
        let snapshot = compare(&cx).map_err(|error| format!("{name}: {error}"))?;
        println!("{name}, {}", cx.version);
        for total in snapshot.totals.iter().chain(&snapshot.measured) {
            println!("  {total}");
        }
        let path = repo::root().join("conformance").join(format!("{name}-{}.txt", cx.label));
        if check || short {
            regressions.extend(snapshot.check(&path, &cx)?);
        } else {
            snapshot.write(&path, &cx)?;
            println!("  wrote {}", path.strip_prefix(repo::root()).unwrap_or(&path).display());
        }
    }
    if regressions.is_empty() { Ok(()) } else { Err(regressions.join("\n").into()) }
}

impl Context {
    fn new(go: Option<PathBuf>, short: bool) -> Result<Context> {
        let goroot = match go {
            Some(dir) => dir,
            None => PathBuf::from(toolchain::go_env("GOROOT")?),
        };
        let text = std::fs::read_to_string(goroot.join("VERSION"))
            .map_err(|error| format!("{}: {error}", goroot.display()))?;
        let version = text.lines().next().unwrap_or_default().trim().to_owned();
        let label: String = version.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        let oracles = toolchain::oracles_of(&goroot, &label)?;
        Ok(Context { godwit: repo::godwit()?, oracles, goroot, label, version, short })
    }

    fn src(&self) -> PathBuf {
        self.goroot.join("src")
    }

    /// Godwit, seeing the Go under test and no settings of the machine.
    fn godwit(&self) -> Command {
        let mut command = Command::new(&self.godwit);
        self.environment(&mut command);
        command
    }

    /// An oracle. With another Go than the machine's own its `go` command is put in front, so `go list` and GOROOT agree.
    fn oracle(&self, name: &str) -> Result<Command> {
        let path = self.oracles.join(name);
        if !path.is_file() {
            return Err(format!("{} was not built", path.display()).into());
        }
        let mut command = Command::new(path);
        self.environment(&mut command);
        Ok(command)
    }

    fn environment(&self, command: &mut Command) {
        let path = toolchain::search_path().unwrap_or_default();
        let mut dirs = vec![self.goroot.join("bin")];
        dirs.extend(std::env::split_paths(&path));
        if let Ok(joined) = std::env::join_paths(dirs) {
            command.env("PATH", joined);
        }
        command
            .env("GOROOT", &self.goroot)
            .env("GOFLAGS", "")
            .env("GOTOOLCHAIN", "local")
            .env("GOWORK", "off");
    }

    /// A path as snapshots show it: relative to GOROOT/src, the module cache or the scratch folder.
    fn short_path(&self, path: &str) -> String {
        let src = self.src();
        let scratch = repo::target().join("xtask");
        for (root, name) in [(src.as_path(), ""), (scratch.as_path(), "")] {
            if let Ok(rest) = Path::new(path).strip_prefix(root) {
                return format!("{name}{}", rest.display());
            }
        }
        match path.split_once("/pkg/mod/") {
            Some((_, rest)) => rest.to_owned(),
            None => path.to_owned(),
        }
    }
}

/// An error of parser or checker, as both sides print it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Message {
    #[serde(default)]
    file: String,
    line: usize,
    column: usize,
    #[serde(default)]
    code: String,
    message: String,
}

/// The lines of a file of JSON lines.
fn json_lines<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    let mut out = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() {
            continue;
        }
        let value = serde_json::from_str(line).map_err(|error| {
            let cut = line.floor_char_boundary(line.len().min(200));
            format!("line {}: {error}: {}", number + 1, &line[..cut])
        })?;
        out.push(value);
    }
    Ok(out)
}

/// Entries of two lists that have no partner in the other one, each counted as often as it occurs.
fn multiset_difference<T: Ord + Clone>(left: &[T], right: &[T]) -> (Vec<T>, Vec<T>) {
    let mut balance: BTreeMap<&T, isize> = BTreeMap::new();
    for item in left {
        *balance.entry(item).or_default() += 1;
    }
    for item in right {
        *balance.entry(item).or_default() -= 1;
    }
    let (mut only_left, mut only_right) = (Vec::new(), Vec::new());
    for (item, count) in balance {
        for _ in 0..count.unsigned_abs() {
            if count > 0 { only_left.push(item.clone()) } else { only_right.push(item.clone()) }
        }
    }
    (only_left, only_right)
}

/// Calls `work` for every item on all cores and keeps the order of the results.
fn parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<R>>> = Mutex::new(items.iter().map(|_| None).collect());
    let failure: Mutex<Option<String>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    match work(item) {
                        Ok(result) => results.lock().expect("no holder panics")[index] = Some(result),
                        Err(error) => *failure.lock().expect("no holder panics") = Some(error.to_string()),
                    }
                }
            });
        }
    });
    if let Some(error) = failure.into_inner().expect("no holder panics") {
        return Err(error.into());
    }
    Ok(results.into_inner().expect("no holder panics").into_iter().flatten().collect())
}

/// All files below `dir` for which `wanted` holds, sorted.
fn files_below(dir: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).map_err(|error| format!("{}: {error}", dir.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if wanted(&path) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "100 %".to_owned() } else { format!("{:.2} %", part as f64 * 100.0 / whole as f64) }
}

/// Stdout of a program whose exit code says "findings" rather than failure. A crash is told by its stderr.
fn findings(command: &mut Command) -> Result<String> {
    let out = process::capture(command)?;
    let stderr = String::from_utf8_lossy(&out.stderr);
    match out.status.code() {
        // A flag that the program does not know ends with 2 as well, and compares nothing.
        Some(2) if stderr.contains("unexpected argument") || stderr.contains("unrecognized subcommand") => {
            Err(format!("{}: {}", process::line(command), stderr.trim()).into())
        }
        Some(0..=2) => Ok(String::from_utf8_lossy(&out.stdout).into_owned()),
        _ => Err(format!(
            "{}: {}\n{}",
            process::line(command),
            out.status,
            String::from_utf8_lossy(&out.stderr)
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_multiset_counts_repetitions() {
        assert_eq!(multiset_difference(&[1, 1, 2], &[1, 3]), (vec![1, 2], vec![3]));
        assert_eq!(multiset_difference::<u8>(&[], &[]), (vec![], vec![]));
    }

    #[test]
    fn parallel_work_keeps_its_order_and_its_first_error() {
        let items: Vec<usize> = (0..100).collect();
        assert_eq!(parallel(&items, |n| Ok(n * 2)).unwrap(), items.iter().map(|n| n * 2).collect::<Vec<_>>());
        let error = parallel(&items, |&n| if n == 7 { Err("seven".into()) } else { Ok(n) }).unwrap_err();
        assert_eq!(error.to_string(), "seven");
    }

    #[test]
    fn a_bad_line_is_shown() {
        assert!(json_lines::<u32>("1\n\n2\n").is_ok_and(|list| list == [1, 2]));
        assert!(json_lines::<u32>("1\nx\n").unwrap_err().to_string().starts_with("line 2:"));
    }
}
