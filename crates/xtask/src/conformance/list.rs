//! Package loading against `go list -e -deps -test -json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::snapshot::Snapshot;
use super::{Context, findings};
use crate::{Result, process, repo};

/// Fields that must be equal. A missing field is an empty one, as in the go command's output.
const FIELDS: &[&str] = &[
    "Name",
    "ForTest",
    "Standard",
    "DepOnly",
    "GoFiles",
    "CgoFiles",
    "IgnoredGoFiles",
    "TestGoFiles",
    "XTestGoFiles",
    "EmbedFiles",
    "Imports",
    "ImportMap",
];

const PLATFORMS: &[(&str, &str)] = &[("linux", "amd64"), ("windows", "amd64"), ("darwin", "arm64")];

pub fn run(cx: &Context) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    let root = repo::root();
    let mut corpora: Vec<(String, PathBuf, Vec<&str>)> = vec![
        ("std".to_owned(), root.join("tools"), vec!["std"]),
        ("cmd".to_owned(), root.join("tools"), vec!["cmd"]),
        ("tools".to_owned(), root.join("tools"), vec!["./..."]),
        ("orders".to_owned(), root.join("examples/orders"), vec!["./..."]),
    ];
    if cx.short {
        snapshot.left_out = vec!["staticcheck", "golangci-lint", "gofumpt"];
    } else {
        corpora.push(("staticcheck".to_owned(), root.join("tools"), vec!["honnef.co/go/tools/..."]));
        corpora.push((
            "golangci-lint".to_owned(),
            root.join("tools"),
            vec!["github.com/golangci/golangci-lint/v2/cmd/..."],
        ));
        corpora.push(("gofumpt".to_owned(), root.join("tools"), vec!["mvdan.cc/gofumpt/..."]));
    }
    let platforms = if cx.short { &PLATFORMS[..1] } else { PLATFORMS };
    for (name, dir, patterns) in &corpora {
        for (goos, goarch) in platforms {
            compare(cx, name, dir, patterns, goos, goarch, &mut snapshot)?;
        }
    }
    Ok(snapshot)
}

fn compare(
    cx: &Context,
    name: &str,
    dir: &Path,
    patterns: &[&str],
    goos: &str,
    goarch: &str,
    snapshot: &mut Snapshot,
) -> Result {
    let mut go = std::process::Command::new(cx.goroot.join("bin/go"));
    cx.environment(&mut go);
    // With profiles on, the dependencies of a main package that has one would be listed twice.
    go.args(["list", "-e", "-deps", "-test", "-pgo=off", "-json"]);
    let mut godwit = cx.godwit();
    godwit.args(["debug", "list", "--json", "--deps", "--test"]);
    for command in [&mut go, &mut godwit] {
        command
            .current_dir(dir)
            .env("GOOS", goos)
            .env("GOARCH", goarch)
            .env("CGO_ENABLED", "0")
            .args(patterns);
    }
    let theirs = packages(&process::output(&mut go)?)?;
    let ours = packages(&findings(&mut godwit)?)?;
    let mut equal = 0;
    for (path, want) in &theirs {
        let place = format!("{goos}/{goarch}: {path}");
        let Some(got) = ours.get(path) else {
            snapshot.case(name, format!("{place}: missing"));
            continue;
        };
        let mut same = true;
        for field in FIELDS {
            let (want, got) = (normal(want.get(field)), normal(got.get(field)));
            if want != got {
                same = false;
                snapshot.case(name, format!("{place}: {field}: {}", describe(&want, &got)));
            }
        }
        for field in ["Path", "Version"] {
            let part = |value: &Value| normal(value.get("Module").and_then(|module| module.get(field)));
            if part(want) != part(got) {
                same = false;
                snapshot
                    .case(name, format!("{place}: Module.{field}: {}", describe(&part(want), &part(got))));
            }
        }
        equal += usize::from(same);
    }
    for path in ours.keys().filter(|path| !theirs.contains_key(*path)) {
        snapshot.case(name, format!("{goos}/{goarch}: {path}: go does not list it"));
    }
    snapshot.total(format!("{name} {goos}/{goarch}: {equal} of {} packages equal", theirs.len()));
    Ok(())
}

/// Concatenated JSON objects by import path.
fn packages(text: &str) -> Result<BTreeMap<String, Value>> {
    let mut packages = BTreeMap::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        let value = value?;
        let path = value["ImportPath"].as_str().unwrap_or_default().to_owned();
        // The main package of a test binary is generated: its files lie in the build cache.
        if !path.ends_with(".test") {
            packages.insert(path, value);
        }
    }
    Ok(packages)
}

/// The go command leaves empty fields out.
fn normal(value: Option<&Value>) -> Value {
    match value {
        None | Some(Value::Bool(false)) => Value::Null,
        Some(Value::String(text)) if text.is_empty() => Value::Null,
        Some(Value::Array(list)) if list.is_empty() => Value::Null,
        Some(Value::Object(map)) if map.is_empty() => Value::Null,
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
