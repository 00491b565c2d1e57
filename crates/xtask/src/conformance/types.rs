//! All that go/types records, against `godwit debug types --json`: types, constants, definitions, uses, selections and
//! instances of every package of std, cmd and the dependencies of `tools/go.mod`, test variants included.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::Context;
use super::snapshot::Snapshot;
use crate::{Result, process, repo, toolchain};

/// Packages of a short run: large, generic, constant-heavy and reflective code.
const SHORT: &[&str] = &[
    "bytes",
    "context",
    "encoding/json",
    "fmt",
    "go/types",
    "iter",
    "maps",
    "math",
    "math/big",
    "math/bits",
    "net/http",
    "os",
    "reflect",
    "runtime",
    "slices",
    "strconv",
    "strings",
    "sync/atomic",
    "syscall",
    "text/template",
    "time",
    "unicode",
];

/// Differences shown per package; the rest is counted.
const SHOWN: usize = 20;

#[derive(Deserialize)]
struct Record {
    package: String,
    types: Vec<String>,
    objects: Vec<(String, String, String, String, i64)>,
    files: Vec<FileRecord>,
    #[serde(default)]
    errors: Vec<Value>,
}

#[derive(Deserialize)]
struct FileRecord {
    file: String,
    #[serde(default)]
    exprs: Option<Vec<Vec<Value>>>,
    #[serde(default)]
    defs: Option<Vec<Vec<Value>>>,
    #[serde(default)]
    uses: Option<Vec<Vec<Value>>>,
    #[serde(default)]
    implicits: Option<Vec<Vec<Value>>>,
    #[serde(default)]
    selections: Option<Vec<Vec<Value>>>,
    #[serde(default)]
    instances: Option<Vec<Vec<Value>>>,
}

#[derive(Default, Clone, Copy)]
struct Tally {
    rows: usize,
    equal: usize,
}

pub fn run(cx: &Context) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    let tools = repo::root().join("tools");
    if cx.short {
        snapshot.left_out = vec!["std", "cmd", "modules"];
        let patterns: Vec<String> = SHORT.iter().map(|name| (*name).to_owned()).collect();
        compare(cx, "std", &tools, &patterns, &mut snapshot)?;
        return Ok(snapshot);
    }
    compare(cx, "std", &tools, &["std".to_owned()], &mut snapshot)?;
    compare(cx, "cmd", &tools, &["cmd".to_owned()], &mut snapshot)?;
    compare(cx, "modules", &tools, &module_packages(&tools)?, &mut snapshot)?;
    Ok(snapshot)
}

/// Packages from outside std on which the pinned programs depend.
fn module_packages(tools: &Path) -> Result<Vec<String>> {
    let mut go = toolchain::go()?;
    go.current_dir(tools).env("CGO_ENABLED", "0");
    go.args(["list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "tool"]);
    Ok(process::output(&mut go)?.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

fn compare(cx: &Context, part: &str, dir: &Path, patterns: &[String], snapshot: &mut Snapshot) -> Result {
    let scratch = repo::scratch("types")?;
    let (want_path, got_path) =
        (scratch.join(format!("{part}-go.json")), scratch.join(format!("{part}-godwit.json")));
    // Tests are half of the work; a short run leaves them out.
    let tests: &[&str] = if cx.short { &[] } else { &["-test"] };
    let code =
        process::to_file(cx.oracle("typesdump")?.current_dir(dir).args(tests).args(patterns), &want_path)?;
    if code != 0 {
        return Err(format!("typesdump ended with {code}").into());
    }
    let mut godwit = cx.godwit();
    godwit
        .current_dir(dir)
        .env("CGO_ENABLED", "0")
        .args(["debug", "types", "--json"])
        .args(if cx.short { &[][..] } else { &["--test"] })
        .args(patterns);
    let code = process::to_file(&mut godwit, &got_path)?;
    if !(0..=2).contains(&code) {
        return Err(format!("godwit debug types ended with {code}").into());
    }

    // Packages come in the order of the import graph on one side and perhaps another on the other: index by line.
    let mut ours = Lines::open(&got_path)?;
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    let (mut packages, mut equal, mut errors) = (0, 0, 0);
    for line in BufReader::new(File::open(&want_path)?).lines() {
        let want: Record = serde_json::from_str(&line?)?;
        // A folder with tests alone has a package without files besides those of its tests.
        if want.files.is_empty() {
            continue;
        }
        packages += 1;
        let Some(got) = ours.take(&want.package)? else {
            snapshot.case(part, format!("{}: no output", want.package));
            continue;
        };
        // Expected errors are none at all: the go command builds these packages.
        errors += got.errors.len();
        let mut differences: Vec<String> = got
            .errors
            .iter()
            .filter(|_| want.errors.is_empty())
            .map(|error| format!("error {error}"))
            .collect();
        compare_package(&want, &got, &mut tallies, &mut differences);
        if differences.is_empty() {
            equal += 1;
            continue;
        }
        for difference in differences.iter().take(SHOWN) {
            let below_src = format!("{}/", cx.src().display());
            snapshot.case(part, format!("{}: {}", want.package, difference.replace(&below_src, "")));
        }
        if differences.len() > SHOWN {
            snapshot.case(part, format!("{}: … and {} more", want.package, differences.len() - SHOWN));
        }
    }
    snapshot.total(format!("{part}: {equal} of {packages} packages equal, {errors} errors reported"));
    for (what, tally) in tallies {
        snapshot.total(format!("{part}: {what} {} of {} equal", tally.equal, tally.rows));
    }
    Ok(())
}

/// A file of JSON lines, read by package.
struct Lines {
    text: BTreeMap<String, String>,
}

impl Lines {
    fn open(path: &PathBuf) -> Result<Lines> {
        let mut text = BTreeMap::new();
        for line in BufReader::new(File::open(path)?).lines() {
            let line = line?;
            // The name stands first in what both programs print; anything else is parsed in full.
            let name = match line.strip_prefix("{\"package\":\"").and_then(|rest| rest.split_once('"')) {
                Some((name, _)) => name.to_owned(),
                None => serde_json::from_str::<Record>(&line)?.package,
            };
            text.insert(name, line);
        }
        Ok(Lines { text })
    }

    fn take(&mut self, package: &str) -> Result<Option<Record>> {
        Ok(match self.text.remove(package) {
            Some(line) => Some(serde_json::from_str(&line).map_err(|error| format!("{package}: {error}"))?),
            None => None,
        })
    }
}

impl Record {
    fn typ(&self, index: &Value) -> &str {
        index.as_u64().and_then(|index| self.types.get(index as usize)).map_or("-", String::as_str)
    }

    fn object(&self, index: &Value) -> String {
        match index.as_u64().and_then(|index| self.objects.get(index as usize)) {
            Some((kind, path, name, place, typ)) => {
                format!("{kind} {path}.{name} at {place} of type {}", self.typ(&Value::from(*typ)))
            }
            None => "-".to_owned(),
        }
    }

    fn row(&self, what: &str, row: &[Value]) -> String {
        let text = |index: usize| row.get(index).map_or_else(String::new, |value| value.to_string());
        let at = |index: usize| row.get(index).unwrap_or(&Value::Null);
        match what {
            "exprs" => {
                let value = at(4).as_str().map_or_else(String::new, |value| format!(" = {value}"));
                format!("{} {}{value}", at(2).as_str().unwrap_or("?"), self.typ(at(3)))
            }
            "selections" => {
                let (recv, obj, typ) = (self.typ(at(3)), self.object(at(4)), self.typ(at(5)));
                let path = at(6).as_str().unwrap_or_default();
                format!("{} of {recv}: {obj}, type {typ}, path {path}, indirect {}", text(2), text(7))
            }
            "instances" => {
                let args: Vec<&str> =
                    at(1).as_array().into_iter().flatten().map(|arg| self.typ(arg)).collect();
                format!("[{}] {}", args.join(", "), self.typ(at(2)))
            }
            _ => self.object(at(1)),
        }
    }
}

fn compare_package(
    want: &Record,
    got: &Record,
    tallies: &mut BTreeMap<&'static str, Tally>,
    differences: &mut Vec<String>,
) {
    for (index, file) in want.files.iter().enumerate() {
        let Some(other) =
            got.files.iter().find(|other| other.file == file.file).or_else(|| got.files.get(index))
        else {
            differences.push(format!("{}: no output", base(&file.file)));
            continue;
        };
        let lists = [
            ("exprs", &file.exprs, &other.exprs, true),
            ("defs", &file.defs, &other.defs, false),
            ("uses", &file.uses, &other.uses, true),
            ("implicits", &file.implicits, &other.implicits, false),
            ("selections", &file.selections, &other.selections, true),
            ("instances", &file.instances, &other.instances, true),
        ];
        for (what, theirs, ours, required) in lists {
            let Some(theirs) = theirs else { continue };
            let empty = Vec::new();
            let ours = match ours {
                Some(ours) => ours,
                None if required => &empty,
                None => continue,
            };
            // Expressions are told apart by their extent, everything else by its start.
            let key = |row: &[Value]| {
                let number = |index: usize| row.get(index).and_then(Value::as_u64).unwrap_or(0);
                (number(0), if what == "exprs" || what == "selections" { number(1) } else { 0 })
            };
            let mut left: BTreeMap<(u64, u64), Vec<String>> = BTreeMap::new();
            for row in ours {
                left.entry(key(row)).or_default().push(got.row(what, row));
            }
            let tally = tallies.entry(what).or_default();
            for row in theirs {
                tally.rows += 1;
                let expected = want.row(what, row);
                let place = format!("{} {what} {}-{}", base(&file.file), key(row).0, key(row).1);
                match left.get_mut(&key(row)).filter(|list| !list.is_empty()) {
                    None => differences.push(format!("{place}: missing, go: {expected}")),
                    Some(list) => match list.iter().position(|text| *text == expected) {
                        Some(position) => {
                            list.remove(position);
                            tally.equal += 1;
                        }
                        None => differences.push(format!("{place}: {}, go: {expected}", list.remove(0))),
                    },
                }
            }
            for (key, list) in left {
                for text in list {
                    differences.push(format!(
                        "{} {what} {}-{}: {text}, go: nothing",
                        base(&file.file),
                        key.0,
                        key.1
                    ));
                }
            }
        }
    }
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
