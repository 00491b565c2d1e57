//! The rules against golangci-lint: what its revive, gocritic, staticcheck and govet report on real modules with every check
//! enabled that a rule of Godwit names as its own.
//!
//! Findings are compared by check, file and line, in the files that the go command would compile or test for this platform.
//! A rule that stands for several checks counts as having found each of them; a finding of Godwit's is alone where none of its
//! checks was reported on that line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::originals::{Originals, remembered};
use super::rules::{Found, Key, Place, Report, begin, list, modules, offline, relative};
use super::snapshot::Snapshot;
use super::{Context, findings, percent};
use crate::{Result, process, repo, toolchain};

/// Modules with code of many kinds, and with requirements that `tools/go.mod` brings into the module cache.
pub(super) const MODULES: &[&str] = &[
    "github.com/jackc/pgx/v5@",
    "github.com/klauspost/compress@",
    "github.com/mgechev/revive@",
    "github.com/prometheus/procfs@",
    "github.com/redis/go-redis/v9@",
    "github.com/securego/gosec/v2@",
    "github.com/tetratelabs/wazero@",
    "google.golang.org/protobuf@",
];

const LINTERS: &[&str] = &["gocritic", "govet", "revive", "staticcheck"];

#[derive(Deserialize)]
struct Rule {
    aliases: Vec<String>,
}

pub fn run(cx: &Context) -> Result<Snapshot> {
    let (mut snapshot, is_done) = begin(cx, "linters", "golangci-lint", "linters")?;
    if is_done {
        return Ok(snapshot);
    }
    let rules: Vec<Rule> =
        serde_json::from_str(&process::output(cx.godwit().args(["rules", "--output-format", "json"]))?)?;
    let config = repo::scratch("linters")?.join("golangci.yml");
    std::fs::write(&config, configuration(&rules))?;
    let mut tally: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let cached = modules()?;
    for prefix in MODULES {
        let usable = newest(cx, "golangci-lint", &cached, prefix)?;
        let Some((place, files)) = usable else {
            return Err(format!("{prefix}: no version with all it requires is in the module cache").into());
        };
        compare(cx, &place, &files, &config, &mut tally, &mut snapshot)?;
        snapshot.total(format!("golangci-lint: {}", place.name.trim_end_matches('/')));
    }
    let all = tally.values().fold((0, 0), |sum, (theirs, both, _)| (sum.0 + theirs, sum.1 + both));
    snapshot.total(format!("golangci-lint: {} of {} found ({})", all.1, all.0, percent(all.1, all.0)));
    for (name, (theirs, both, ours)) in &tally {
        let alone = if *ours == 0 { String::new() } else { format!(", {ours} more") };
        match theirs {
            0 => snapshot.total(format!("golangci-lint: {name}: {ours} alone")),
            _ => snapshot.total(format!("golangci-lint: {name}: {both} of {theirs}{alone}")),
        }
    }
    Ok(snapshot)
}

/// The newest version of a module whose requirements the module cache has too, and its files.
pub(super) fn newest(
    cx: &Context,
    part: &'static str,
    cached: &BTreeMap<String, PathBuf>,
    prefix: &str,
) -> Result<Option<(Place, BTreeSet<String>)>> {
    for (name, dir) in cached.iter().rev().filter(|(name, _)| name.starts_with(prefix)) {
        let place = Place { part, name: format!("{name}/"), dir: dir.clone(), pattern: "./..." };
        if let Some((_, files)) = list(cx, &place)? {
            return Ok(Some((place, files)));
        }
    }
    Ok(None)
}

/// All checks that the rules name, of the four linters.
fn configuration(rules: &[Rule]) -> String {
    let checks = |linter: &str| -> BTreeSet<&str> {
        let of = |alias: &&String| alias.strip_prefix(linter).is_some_and(|rest| rest.starts_with(':'));
        rules.iter().flat_map(|r| &r.aliases).filter(of).filter_map(|a| Some(a.split_once(':')?.1)).collect()
    };
    let mut text =
        String::from("version: \"2\"\nrun:\n  timeout: 30m\nlinters:\n  default: none\n  enable:\n");
    for linter in LINTERS {
        let _ = writeln!(text, "    - {linter}");
    }
    text.push_str("  settings:\n");
    let mut settings = |linter: &str, head: &str, key: &str, before: &str| {
        let _ = write!(text, "    {linter}:\n{head}      {key}:\n");
        for check in checks(linter) {
            let _ = writeln!(text, "        - {before}{check}");
        }
    };
    settings("gocritic", "      disable-all: true\n", "enabled-checks", "");
    settings("govet", "      disable-all: true\n", "enable", "");
    // What revive is less sure of is found as well: capitals in error texts.
    settings("revive", "      confidence: 0.1\n", "rules", "name: ");
    settings("staticcheck", "", "checks", "");
    text.push_str("issues:\n  max-issues-per-linter: 0\n  max-same-issues: 0\n  uniq-by-line: false\n");
    text
}

fn compare(
    cx: &Context,
    place: &Place,
    files: &BTreeSet<String>,
    config: &Path,
    tally: &mut BTreeMap<String, (usize, usize, usize)>,
    snapshot: &mut Snapshot,
) -> Result {
    let how = std::fs::read_to_string(config)?;
    let Originals { theirs, .. } = remembered(cx, "golangci", place, &how, || {
        Ok(Originals { theirs: golangci(cx, place, config)?, is_complete: true, ..Originals::default() })
    })?;
    let ours = check(cx, place, config)?;
    let mut have: BTreeSet<Key> = BTreeSet::new();
    for found in ours.iter().filter(|found| files.contains(&found.file)) {
        for alias in &found.aliases {
            have.insert((alias.clone(), found.file.clone(), found.start.line));
        }
    }
    for (key, message) in theirs.iter().filter(|(key, _)| files.contains(&key.1)) {
        let counts = tally.entry(key.0.clone()).or_default();
        counts.0 += 1;
        if have.contains(key) {
            counts.1 += 1;
        } else {
            snapshot.case(place.part, format!("{}{}:{}: - {}: {message}", place.name, key.1, key.2, key.0));
        }
    }
    for found in ours.iter().filter(|found| files.contains(&found.file)) {
        let key = |alias: &String| (alias.clone(), found.file.clone(), found.start.line);
        let of_linters =
            |alias: &&String| LINTERS.iter().any(|linter| alias.starts_with(&format!("{linter}:")));
        if !found.aliases.iter().any(|alias| of_linters(&alias))
            || found.aliases.iter().any(|alias| theirs.contains_key(&key(alias)))
        {
            continue;
        }
        tally.entry(found.rule.clone()).or_default().2 += 1;
        snapshot.case(
            place.part,
            format!("{}{}:{}: + {}: {}", place.name, found.file, found.start.line, found.rule, found.message),
        );
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Issues {
    issues: Option<Vec<Issue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Issue {
    from_linter: String,
    text: String,
    pos: Position,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Position {
    filename: PathBuf,
    line: usize,
}

/// What golangci-lint finds, by `linter:check`.
fn golangci(cx: &Context, place: &Place, config: &Path) -> Result<BTreeMap<Key, String>> {
    let mut command = toolchain::tool("golangci-lint")?;
    cx.environment(&mut command);
    offline(&mut command, &place.dir);
    let out = repo::scratch("linters")?.join("issues.json");
    command.args(["run", "--show-stats=false", "--path-mode=abs", "--issues-exit-code=0", "--config"]);
    command.arg(config).arg("--output.json.path").arg(&out).arg(place.pattern);
    process::run(&mut command)?;
    let issues: Issues = serde_json::from_str(&std::fs::read_to_string(&out)?)?;
    let mut found = BTreeMap::new();
    for issue in issues.issues.unwrap_or_default() {
        let Some((check, message)) = issue.text.split_once(": ") else { continue };
        // A second place of a finding is listed like one.
        if check.contains(['(', ' ']) {
            continue;
        }
        if let Some(file) = relative(&place.dir, &issue.pos.filename) {
            found
                .insert((format!("{}:{check}", issue.from_linter), file, issue.pos.line), message.to_owned());
        }
    }
    Ok(found)
}

fn check(cx: &Context, place: &Place, config: &Path) -> Result<Vec<Found>> {
    let mut command = cx.godwit();
    offline(&mut command, &place.dir);
    command.args(["check", "--output-format", "json", "--config"]).arg(config).arg(".");
    let mut report: Report = serde_json::from_str(&findings(&mut command)?)?;
    report.findings.retain_mut(|found| match relative(&place.dir, Path::new(&found.file)) {
        Some(file) => {
            found.file = file;
            true
        }
        None => false,
    });
    Ok(report.findings)
}
