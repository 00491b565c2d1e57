//! Package loading against `go list -e -deps -test -json`.
//!
//! Every package must be there, in the same order, with the same fields. Three quirks of the go command are levelled out:
//! `Match` names the pattern `tool` twice, `Root` of a package vendored in GOROOT is that of a module with the same path
//! if the build happens to have one, and the file of a generated test program lies in the build cache. Copies of packages
//! for profile-guided optimisation are turned off: they are the same source once more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::snapshot::Snapshot;
use super::{Context, findings};
use crate::{Result, process, repo, toolchain};

/// Fields that must be equal. A missing field is an empty one, as in the go command's output.
const FIELDS: &[&str] = &[
    "Dir",
    "Name",
    "Root",
    "ForTest",
    "Match",
    "Goroot",
    "Standard",
    "DepOnly",
    "Incomplete",
    "GoFiles",
    "CgoFiles",
    "IgnoredGoFiles",
    "InvalidGoFiles",
    "IgnoredOtherFiles",
    "CFiles",
    "CXXFiles",
    "MFiles",
    "HFiles",
    "FFiles",
    "SFiles",
    "SwigFiles",
    "SwigCXXFiles",
    "SysoFiles",
    "EmbedPatterns",
    "EmbedFiles",
    "Imports",
    "ImportMap",
    "Deps",
    "TestGoFiles",
    "TestImports",
    "TestEmbedPatterns",
    "TestEmbedFiles",
    "XTestGoFiles",
    "XTestImports",
    "XTestEmbedPatterns",
    "XTestEmbedFiles",
];

const MODULE_FIELDS: &[&str] =
    &["Path", "Version", "Main", "Indirect", "Dir", "GoMod", "GoVersion", "Sum", "GoModSum"];

/// GOOS, GOARCH, CGO_ENABLED.
const TARGETS: &[(&str, &str, &str)] =
    &[("linux", "amd64", "0"), ("linux", "amd64", "1"), ("windows", "amd64", "0"), ("darwin", "arm64", "0")];

struct Corpus {
    name: &'static str,
    dir: PathBuf,
    patterns: &'static [&'static str],
}

pub fn run(cx: &Context) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    let root = repo::root();
    let tools = root.join("tools");
    let mut corpora = vec![
        Corpus { name: "std", dir: tools.clone(), patterns: &["std"] },
        Corpus { name: "cmd", dir: tools.clone(), patterns: &["cmd"] },
        Corpus { name: "tools", dir: tools.clone(), patterns: &["./..."] },
        Corpus { name: "orders", dir: root.join("examples/orders"), patterns: &["./..."] },
    ];
    if cx.short {
        snapshot.left_out =
            vec!["tools all", "tools tool", "staticcheck", "golangci-lint", "gofumpt", "errcheck"];
    } else {
        corpora.push(Corpus { name: "tools all", dir: tools.clone(), patterns: &["all"] });
        corpora.push(Corpus { name: "tools tool", dir: tools.clone(), patterns: &["tool"] });
        corpora.push(Corpus {
            name: "staticcheck",
            dir: tools.clone(),
            patterns: &["honnef.co/go/tools/..."],
        });
        corpora.push(Corpus {
            name: "golangci-lint",
            dir: tools.clone(),
            patterns: &["github.com/golangci/golangci-lint/v2/..."],
        });
        // As main modules, from their folders in the module cache.
        corpora.push(Corpus {
            name: "gofumpt",
            dir: module_dir(&tools, "mvdan.cc/gofumpt")?,
            patterns: &["./..."],
        });
        corpora.push(Corpus {
            name: "errcheck",
            dir: module_dir(&tools, "github.com/kisielk/errcheck")?,
            patterns: &["./..."],
        });
    }
    let targets = if cx.short { &TARGETS[..1] } else { TARGETS };
    for corpus in &corpora {
        for target in targets {
            compare(cx, corpus, *target, &mut snapshot)?;
        }
    }
    if !snapshot.cases.is_empty() {
        snapshot
            .failed_bars
            .push(format!("list: {} differences to go list, none are allowed", snapshot.cases.len()));
    }
    Ok(snapshot)
}

/// The folder of a module that `tools/go.mod` requires.
fn module_dir(tools: &Path, path: &str) -> Result<PathBuf> {
    let mut go = toolchain::go()?;
    go.current_dir(tools).args(["list", "-m", "-f", "{{.Dir}}", path]);
    Ok(PathBuf::from(process::output(&mut go)?.trim()))
}

fn compare(cx: &Context, corpus: &Corpus, target: (&str, &str, &str), snapshot: &mut Snapshot) -> Result {
    let (goos, goarch, cgo) = target;
    let mut go = std::process::Command::new(cx.goroot.join("bin/go"));
    cx.environment(&mut go);
    go.args(["list", "-e", "-deps", "-test", "-pgo=off", "-json"]);
    let mut godwit = cx.godwit();
    godwit.args(["debug", "list", "--json", "--deps", "--test"]);
    for command in [&mut go, &mut godwit] {
        command
            .current_dir(&corpus.dir)
            .env("GOOS", goos)
            .env("GOARCH", goarch)
            .env("CGO_ENABLED", cgo)
            // What is not in the module cache must be missing for both.
            .env("GOPROXY", "off")
            .args(corpus.patterns);
    }
    let theirs = packages(&process::output(&mut go)?)?;
    let ours = packages(&findings(&mut godwit)?)?;
    let label = format!("{goos}/{goarch} cgo={cgo}");
    let mut equal = 0;
    let by_path: BTreeMap<&str, &Value> = ours.iter().map(|(path, value)| (path.as_str(), value)).collect();
    for (path, want) in &theirs {
        let place = format!("{label}: {path}");
        let Some(got) = by_path.get(path.as_str()) else {
            snapshot.case(corpus.name, format!("{place}: missing"));
            continue;
        };
        let differences = differences(path, want, got);
        equal += usize::from(differences.is_empty());
        for difference in differences {
            snapshot.case(corpus.name, format!("{place}: {difference}"));
        }
    }
    let known: BTreeMap<&str, &Value> = theirs.iter().map(|(path, value)| (path.as_str(), value)).collect();
    for (path, _) in ours.iter().filter(|(path, _)| !known.contains_key(path.as_str())) {
        snapshot.case(corpus.name, format!("{label}: {path}: go does not list it"));
    }
    // The go command lists the pattern `tool` in the order of a hash table.
    let same_order = theirs.iter().map(|(path, _)| path).eq(ours.iter().map(|(path, _)| path));
    if !same_order && corpus.patterns != ["tool"] {
        snapshot.case(corpus.name, format!("{label}: the order of packages differs"));
    }
    snapshot.total(format!("{} {label}: {equal} of {} packages equal", corpus.name, theirs.len()));
    Ok(())
}

fn differences(path: &str, want: &Value, got: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for field in FIELDS {
        let in_goroot_vendor = path.starts_with("vendor/");
        let generated = path.ends_with(".test") && *field == "GoFiles";
        if (*field == "Root" && in_goroot_vendor) || generated {
            continue;
        }
        let (want, got) = (normal(field, want.get(field)), normal(field, got.get(field)));
        if want != got {
            found.push(format!("{field}: {}", describe(&want, &got)));
        }
    }
    let (want_module, got_module) = (want.get("Module"), got.get("Module"));
    for (prefix, want, got) in [
        ("Module", want_module, got_module),
        (
            "Module.Replace",
            want_module.and_then(|m| m.get("Replace")),
            got_module.and_then(|m| m.get("Replace")),
        ),
    ] {
        for field in MODULE_FIELDS {
            let part = |module: Option<&Value>| normal(field, module.and_then(|m| m.get(field)));
            if part(want) != part(got) {
                found.push(format!("{prefix}.{field}: {}", describe(&part(want), &part(got))));
            }
        }
    }
    // Godwit's texts for what is not on the machine name the command that helps; both sides must have an error at all.
    let error = |value: &Value| {
        value.get("Error").filter(|e| !e.is_null()).map(|e| e["Pos"].as_str().unwrap_or("").to_owned())
    };
    if error(want) != error(got) {
        found.push(format!("Error at {:?}, want {:?}", error(got), error(want)));
    }
    found
}

/// Concatenated JSON objects with their import paths, in order.
fn packages(text: &str) -> Result<Vec<(String, Value)>> {
    let mut packages = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        let value = value?;
        packages.push((value["ImportPath"].as_str().unwrap_or_default().to_owned(), value));
    }
    Ok(packages)
}

/// The go command leaves empty fields out.
fn normal(field: &str, value: Option<&Value>) -> Value {
    match value {
        None | Some(Value::Bool(false)) => Value::Null,
        Some(Value::String(text)) if text.is_empty() => Value::Null,
        Some(Value::Array(list)) if list.is_empty() => Value::Null,
        Some(Value::Object(map)) if map.is_empty() => Value::Null,
        Some(Value::Array(list)) if field == "Match" => {
            let mut list = list.clone();
            list.dedup();
            Value::Array(list)
        }
        Some(value) => value.clone(),
    }
}

/// Lists are shown by their difference: whole file lists would be unreadable.
fn describe(want: &Value, got: &Value) -> String {
    let list = |value: &Value| -> Vec<String> {
        match value {
            Value::Array(list) => list.iter().map(|item| item.as_str().unwrap_or("?").to_owned()).collect(),
            Value::Object(map) => map.iter().map(|(key, value)| format!("{key}={value}")).collect(),
            Value::Null => Vec::new(),
            other => vec![other.to_string()],
        }
    };
    let (lost, extra) = super::multiset_difference(&list(want), &list(got));
    if lost.is_empty() && extra.is_empty() {
        return "other order".to_owned();
    }
    let signed = |sign: char, items: Vec<String>| items.into_iter().map(move |item| format!("{sign}{item}"));
    signed('-', lost).chain(signed('+', extra)).collect::<Vec<_>>().join(" ")
}
