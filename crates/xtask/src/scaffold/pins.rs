//! `cargo xtask scaffold-pins [--parts] [MODULE@VERSION…]`: the go.mod and go.sum lines of every combination of the axes that
//! decide them, and of every part in a module of its own; `--parts` writes those of the parts only.
//!
//! Each combination is rendered, given the versions pinned so far, and tidied by the go command: the only place of the scaffold
//! that uses a network. Named versions replace those pinned so far. `templates/README.md` holds the format.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use super::{Axis, Choice, axes, godwit, render, templates};
use crate::{Result, process, toolchain};

/// The set of combinations a line belongs to, one bit each.
type Mask = Vec<bool>;

pub fn run(args: &[String]) -> Result {
    if args.first().is_some_and(|arg| arg == "--parts") {
        return parts(&args[1..]);
    }
    let all = axes()?;
    let deciding: Vec<&Axis> = all.iter().filter(|axis| axis.pins).collect();
    for axis in &deciding {
        if axis.values.len() != 2 {
            return Err(format!("axis {} decides the module set, so it needs two values", axis.name).into());
        }
    }
    let n = 1usize << deciding.len();
    let folder = templates().join("service/pins");
    let versions = pinned(&folder, args)?;
    let godwit = godwit()?;
    let mut requires: BTreeMap<(String, String, bool), Mask> = BTreeMap::new();
    let mut sums: BTreeMap<Vec<String>, (String, Mask)> = BTreeMap::new();
    for index in 0..n {
        let choice = combination(&all, &deciding, index);
        let temp = tempfile::tempdir()?;
        let service = render(&godwit, temp.path(), "pins", &all, &choice)?;
        let (go_mod, go_sum) = tidy(&service, &versions)?;
        eprintln!("{:>3} of {n}: {} requirements", index + 1, go_mod.len());
        for line in go_mod {
            requires.entry(line).or_insert_with(|| vec![false; n])[index] = true;
        }
        for line in go_sum.lines() {
            sums.entry(sum_key(line)).or_insert_with(|| (line.to_owned(), vec![false; n])).1[index] = true;
        }
    }
    std::fs::create_dir_all(&folder)?;
    let mut text = String::from("# Written by `cargo xtask scaffold-pins`.\naxes = [");
    for axis in &deciding {
        write!(text, "\n    [\"{}\", \"{}\", \"{}\"],", axis.name, axis.values[0], axis.values[1])?;
    }
    text.push_str("\n]\n");
    std::fs::write(folder.join("axes.toml"), text)?;
    let mut text = String::from("# Written by `cargo xtask scaffold-pins`: MASK KIND MODULE VERSION.\n");
    for ((module, version, indirect), mask) in &requires {
        let kind = if *indirect { "indirect" } else { "direct" };
        writeln!(text, "{} {kind} {module} {version}", hexadecimal(mask))?;
    }
    std::fs::write(folder.join("require.txt"), text)?;
    let mut text = String::from("# Written by `cargo xtask scaffold-pins`: MASK LINE.\n");
    for (line, mask) in sums.values() {
        writeln!(text, "{} {line}", hexadecimal(mask))?;
    }
    std::fs::write(folder.join("sum.txt"), text)?;
    parts(&[])
}

/// A service such as many people have, to which each part is added.
const MAIN: &str = "package main

import (
\t\"log\"
\t\"net/http\"
\t\"time\"
)

func main() {
\tmux := http.NewServeMux()
\tsrv := &http.Server{Addr: \":8080\", Handler: mux, ReadHeaderTimeout: time.Second}
\tlog.Fatal(srv.ListenAndServe())
}
";

/// What each part needs by itself, with the versions of the service.
fn parts(args: &[String]) -> Result {
    let versions = pinned(&templates().join("service/pins"), args)?;
    let godwit = godwit()?;
    let mut folders: Vec<_> =
        std::fs::read_dir(templates().join("parts"))?.collect::<std::io::Result<_>>()?;
    folders.sort_by_key(std::fs::DirEntry::file_name);
    for folder in folders {
        let manifest = std::fs::read_to_string(folder.path().join("part.toml"))?;
        if !manifest.contains("op = \"require\"") {
            continue;
        }
        let temp = tempfile::tempdir()?;
        std::fs::write(temp.path().join("go.mod"), "module example.com/pins\n\ngo 1.26.0\n")?;
        std::fs::write(temp.path().join("main.go"), MAIN)?;
        let name = folder.file_name();
        process::output(Command::new(&godwit).current_dir(temp.path()).args(["add", "--yes"]).arg(&name))?;
        let (requires, sum) = tidy(temp.path(), &versions)?;
        eprintln!("{}: {} requirements", name.to_string_lossy(), requires.len());
        let pins = folder.path().join("pins");
        std::fs::create_dir_all(&pins)?;
        let mut text = String::from("# Written by `cargo xtask scaffold-pins`: KIND MODULE VERSION.\n");
        for (module, version, indirect) in &requires {
            writeln!(text, "{} {module} {version}", if *indirect { "indirect" } else { "direct" })?;
        }
        std::fs::write(pins.join("require.txt"), text)?;
        std::fs::write(pins.join("sum.txt"), sum)?;
    }
    Ok(())
}

/// The versions of `require.txt`, with those of the command line in their place.
fn pinned(folder: &Path, args: &[String]) -> Result<BTreeMap<String, String>> {
    let mut versions = BTreeMap::new();
    let text = std::fs::read_to_string(folder.join("require.txt")).unwrap_or_default();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let [_, _, module, version] = line.split_whitespace().collect::<Vec<_>>()[..] {
            versions.insert(module.to_owned(), version.to_owned());
        }
    }
    for arg in args {
        let (module, version) =
            arg.split_once('@').ok_or("usage: cargo xtask scaffold-pins [MODULE@VERSION…]")?;
        versions.insert(module.to_owned(), version.to_owned());
    }
    Ok(versions)
}

/// Bit i of `index` chooses the second value of deciding axis i; the other axes keep their defaults.
fn combination(all: &[Axis], deciding: &[&Axis], index: usize) -> Choice {
    let mut choice: Choice = all.iter().map(|axis| (axis.name.clone(), axis.default())).collect();
    for (bit, axis) in deciding.iter().enumerate() {
        choice.insert(axis.name.clone(), axis.values[index >> bit & 1].clone());
    }
    choice
}

/// Module, version, and whether it is only needed by others.
type Requirement = (String, String, bool);

/// Requirements and go.sum of a service after `go mod tidy` with the given versions.
fn tidy(service: &Path, versions: &BTreeMap<String, String>) -> Result<(Vec<Requirement>, String)> {
    let go = |args: &[&str]| -> Result<String> {
        process::output(toolchain::go()?.current_dir(service).env("GOFLAGS", "-mod=mod").args(args))
    };
    let mut edit = vec!["mod".to_owned(), "edit".to_owned()];
    edit.extend(versions.iter().map(|(module, version)| format!("-require={module}@{version}")));
    if !versions.is_empty() {
        go(&edit.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    go(&["mod", "tidy"])?;
    let json: serde_json::Value = serde_json::from_str(&go(&["mod", "edit", "-json"])?)?;
    let mut requires = Vec::new();
    for entry in json["Require"].as_array().into_iter().flatten() {
        let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        requires.push((text("Path"), text("Version"), entry["Indirect"].as_bool().unwrap_or(false)));
    }
    let sum = std::fs::read_to_string(service.join("go.sum")).unwrap_or_default();
    Ok((requires, sum))
}

/// Sorts go.sum lines as the go command does: by module, then version, an archive before its go.mod.
fn sum_key(line: &str) -> Vec<String> {
    let mut words = line.split_whitespace();
    let module = words.next().unwrap_or_default();
    let version = words.next().unwrap_or_default();
    let (version, file) = version.split_once('/').unwrap_or((version, ""));
    // Padding makes numbers compare by value.
    let mut padded = String::new();
    for part in version.split_inclusive(['.', '-', '+', 'v']) {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        padded.push_str(&format!("{:0>20}{}", &part[..digits], &part[digits..]));
    }
    // A pre-release sorts before its release.
    if !version.contains('-') {
        padded.push('~');
    }
    vec![module.to_owned(), padded, file.to_owned(), line.to_owned()]
}

fn hexadecimal(mask: &Mask) -> String {
    let digits: Vec<char> = (mask.chunks(4))
        .map(|bits| bits.iter().enumerate().map(|(i, &bit)| u32::from(bit) << i).sum::<u32>())
        .filter_map(|digit| char::from_digit(digit, 16))
        .collect();
    let text: String = digits.into_iter().rev().collect();
    let short = text.trim_start_matches('0');
    if short.is_empty() { "0".into() } else { short.to_owned() }
}
