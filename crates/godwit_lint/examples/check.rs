//! Lints folders without an engine: every folder's files by package clause, findings one a line, times on stderr.
//!
//! `cargo run --release -p godwit_lint --example check -- [--rule NAME]… [--all] [--quiet] PATH…`

#![allow(clippy::disallowed_methods, reason = "an example for measuring: it reads files and the clock")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use godwit_base::FileId;
use godwit_lint::{Package, RULES, RuleSet, Settings, SourceUnit, lint_package, selection};
use godwit_syntax::{ParseOptions, Source, parse_source};

fn main() {
    let (mut rules, mut paths, mut quiet) = (Vec::new(), Vec::new(), false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--rule" => rules.extend(selection::select(&args.next().expect("--rule NAME"))),
            "--all" => rules.extend(RULES),
            "--quiet" => quiet = true,
            _ => paths.push(PathBuf::from(arg)),
        }
    }
    if rules.is_empty() {
        rules = RuleSet::default_rules();
    }
    let set = RuleSet::new(&rules, Settings::default());

    let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in &paths {
        walk(path, &mut folders);
    }
    let (mut parsing, mut linting, mut bytes, mut n_findings) =
        (Duration::ZERO, Duration::ZERO, 0usize, 0usize);
    for files in folders.values() {
        let texts: Vec<Vec<u8>> = files.iter().map(|f| std::fs::read(f).unwrap_or_default()).collect();
        bytes += texts.iter().map(Vec::len).sum::<usize>();
        let start = Instant::now();
        let trees: Vec<_> =
            texts.into_iter().map(|t| parse_source(Source::new(t), ParseOptions::default())).collect();
        parsing += start.elapsed();

        let start = Instant::now();
        let mut packages: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, tree) in trees.iter().enumerate() {
            packages.entry(tree.package_name().map_or("", |n| tree.text_of(n))).or_default().push(i);
        }
        let names: Vec<String> = files.iter().map(|f| f.to_string_lossy().into_owned()).collect();
        for members in packages.values() {
            let units = members.iter().map(|&i| SourceUnit {
                id: FileId(i as u32),
                path: &names[i],
                tree: &trees[i],
                go_minor: 27,
                types: None,
            });
            let outcome = lint_package(&Package { path: "", files: units.collect() }, &set);
            n_findings += outcome.diagnostics.len();
            for d in outcome.diagnostics.iter().filter(|_| !quiet) {
                let i = d.file.0 as usize;
                let at = trees[i].line_column(d.span.start);
                println!("{}:{}:{}: {} ({})", names[i], at.line, at.column, d.message, d.rule);
            }
        }
        linting += start.elapsed();
    }
    let rate = |d: Duration| bytes as f64 / 1e6 / d.as_secs_f64();
    eprintln!(
        "{} rules, {bytes} bytes, {n_findings} findings; parse {parsing:.2?} ({:.0} MB/s), lint {linting:.2?} ({:.0} MB/s)",
        set.rules().len(),
        rate(parsing),
        rate(linting)
    );
}

fn walk(path: &Path, folders: &mut BTreeMap<PathBuf, Vec<PathBuf>>) {
    if path.is_file() {
        let folder = path.parent().unwrap_or(path).to_path_buf();
        folders.entry(folder).or_default().push(path.to_path_buf());
        return;
    }
    let Ok(entries) = std::fs::read_dir(path) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let is_package_dir = entry.is_dir()
            && !matches!(name.as_str(), "testdata" | "vendor")
            && !name.starts_with(['.', '_']);
        if is_package_dir || (name.ends_with(".go") && entry.is_file()) {
            walk(&entry, folders);
        }
    }
}
