//! The typed rules against their originals, and the type checker against what builds: `go vet` with the analysers that Godwit
//! has, errcheck, and `godwit check` and `godwit typecheck` on std, cmd and the modules of the module cache that have a
//! program and whose own requirements are in the cache. Each part has a snapshot of its own, because a run takes minutes.
//!
//! A short run trusts a snapshot that was measured with the same rules and the same type checker.
//!
//! Findings are compared by linter, file and line. A line of the snapshot ends with the reason for the difference; `REASONS`
//! holds them. Findings count only in files that the go command would compile or test for this platform; files with cgo are
//! left out, because their originals see what cgo made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;

use super::fmt::{modules::selected, provenance};
use super::originals::{Originals, remembered};
use super::snapshot::Snapshot;
use super::{Context, files_below, findings, linters, percent};
use crate::{Result, process, repo, toolchain};

/// Name of the original, and the rule of Godwit. The analysers of `go vet` first.
const RULES: &[(&str, &str)] = &[
    ("printf", "correctness/printf-mismatch"),
    ("copylocks", "correctness/copied-lock"),
    ("unusedresult", "correctness/unused-result"),
    ("errorsas", "correctness/errors-as-target"),
    ("structtag", "correctness/malformed-struct-tag"),
    ("errcheck", "correctness/unchecked-error"),
];

/// Why a difference is there: the linter, `-` for a finding of the original alone or `+` for one of ours alone, a part of the
/// case's text, the reason.
const REASONS: &[(&str, char, &str, &str)] = &[(
    "printf",
    '+',
    "compile/internal/ssa/",
    "only its tests put something that prints behind ssa.Logger, and go vet does not look through interfaces in packages that \
     an older Go must be able to compile",
)];

/// What is compared, and from where.
pub(super) struct Place {
    pub(super) part: &'static str,
    /// Stands before the file in the snapshot.
    pub(super) name: String,
    pub(super) dir: PathBuf,
    pub(super) pattern: &'static str,
}

/// Linter, file below the place, line.
pub(super) type Key = (String, String, usize);

pub fn std(cx: &Context) -> Result<Snapshot> {
    one(cx, Place { part: "std", name: String::new(), dir: cx.src(), pattern: "std" })
}

pub fn cmd(cx: &Context) -> Result<Snapshot> {
    one(cx, Place { part: "cmd", name: String::new(), dir: cx.src().join("cmd"), pattern: "cmd" })
}

/// An empty snapshot, and whether it is all that a short run needs.
pub(super) fn begin(cx: &Context, name: &str, part: &'static str, group: &str) -> Result<(Snapshot, bool)> {
    let made_of = provenance::of_group(cx, group)?;
    let is_current = provenance::is_current(cx, name, &made_of);
    let mut snapshot = Snapshot { has_exact_totals: true, made_of: Some(made_of), ..Snapshot::default() };
    if cx.short && is_current {
        snapshot.left_out = vec![part];
    } else if cx.short {
        eprintln!("  {name}: the rules are not those of the snapshot any more: everything is compared");
    }
    Ok((snapshot, cx.short && is_current))
}

fn one(cx: &Context, place: Place) -> Result<Snapshot> {
    let (mut snapshot, is_done) = begin(cx, &format!("rules-{}", place.part), place.part, "rules")?;
    if is_done {
        return Ok(snapshot);
    }
    let mut tally = Tally::default();
    compare(cx, &place, &mut tally, &mut snapshot)?;
    tally.write(place.part, &mut snapshot);
    Ok(snapshot)
}

/// The modules of the build list of `tools/go.mod`, and those that the linters are compared on: what a module cache has that
/// nobody else filled.
pub fn programs(cx: &Context) -> Result<Snapshot> {
    let (mut snapshot, is_done) = begin(cx, "rules-modules", "modules", "rules")?;
    if is_done {
        return Ok(snapshot);
    }
    let mut places: BTreeMap<String, Place> = BTreeMap::new();
    for (path, version, dir) in selected()? {
        // Asking the go command about each of hundreds of modules takes longer than looking.
        let is_go = |path: &Path| path.extension().is_some_and(|ext| ext == "go");
        let is_main = |path: &PathBuf| {
            let text = std::fs::read(path).unwrap_or_default();
            String::from_utf8_lossy(&text).lines().any(|line| line.starts_with("package main"))
        };
        if files_below(&dir, &is_go)?.iter().any(is_main) {
            let place = Place { part: "modules", name: format!("{path}@{version}/"), dir, pattern: "./..." };
            places.insert(place.name.clone(), place);
        }
    }
    let cached = modules()?;
    for prefix in linters::MODULES {
        if let Some((place, _)) = linters::newest(cx, "modules", &cached, prefix)? {
            places.insert(place.name.clone(), place);
        }
    }
    let mut tally = Tally::default();
    for place in places.values() {
        let begin = std::time::Instant::now();
        compare(cx, place, &mut tally, &mut snapshot)?;
        eprintln!("  {} {:.1} s", place.name, begin.elapsed().as_secs_f64());
    }
    tally.write("modules", &mut snapshot);
    // Which modules are complete depends on what else the module cache was filled for.
    snapshot.measured.append(&mut snapshot.totals);
    Ok(snapshot)
}

#[derive(Default)]
pub(super) struct Tally {
    modules: usize,
    packages: usize,
    type_errors: usize,
    /// Findings of the original, those of them that Godwit has, those of Godwit alone.
    linters: BTreeMap<&'static str, (usize, usize, usize)>,
    /// Further findings of the originals, where a nolint comment, which they do not know, tells Godwit to be silent.
    silenced: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub(super) fn write(&self, part: &str, snapshot: &mut Snapshot) {
        snapshot.total(format!(
            "{part}: {} modules, {} packages, {} type errors where go vet has none",
            self.modules, self.packages, self.type_errors
        ));
        for (linter, _) in RULES {
            let Some(&(theirs, both, ours)) = self.linters.get(linter) else { continue };
            snapshot.total(format!(
                "{part}: {linter}: {both} of {theirs} found ({}), {ours} more",
                percent(both, theirs)
            ));
        }
        for (linter, n) in &self.silenced {
            snapshot.total(format!("{part}: {linter}: {n} more of theirs are silenced by nolint comments"));
        }
    }
}

/// Folders of the modules in the module cache, by name.
pub(super) fn modules() -> Result<BTreeMap<String, PathBuf>> {
    let cache = PathBuf::from(toolchain::go_env("GOMODCACHE")?);
    let mut found = BTreeMap::new();
    let mut open = vec![cache.clone()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir)? {
            let path = entry?.path();
            if !path.is_dir() || path == cache.join("cache") {
                continue;
            }
            if path.file_name().is_some_and(|name| name.to_string_lossy().contains('@')) {
                if path.join("go.mod").is_file() {
                    found.insert(path.strip_prefix(&cache)?.display().to_string(), path);
                }
            } else {
                open.push(path);
            }
        }
    }
    Ok(found)
}

/// Nothing is fetched.
pub(super) fn offline(command: &mut Command, dir: &Path) {
    command.current_dir(dir).env("GOPROXY", "off").env("GOFLAGS", "-mod=readonly");
}

fn go(cx: &Context, dir: &Path) -> Command {
    let mut go = Command::new(cx.goroot.join("bin/go"));
    cx.environment(&mut go);
    offline(&mut go, dir);
    go
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    dir: Option<PathBuf>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    dep_only: bool,
    #[serde(default)]
    for_test: String,
    #[serde(default)]
    go_files: Vec<String>,
    #[serde(default)]
    test_go_files: Vec<String>,
    #[serde(default, rename = "XTestGoFiles")]
    x_test_go_files: Vec<String>,
    error: Option<Value>,
    deps_errors: Option<Value>,
}

/// The number of packages and their files; `None` where something is missing from the module cache.
pub(super) fn list(cx: &Context, place: &Place) -> Result<Option<(usize, BTreeSet<String>)>> {
    let mut command = go(cx, &place.dir);
    command.args(["list", "-e", "-test", "-deps", "-pgo=off"]);
    command.arg("-json=Dir,Name,DepOnly,ForTest,GoFiles,TestGoFiles,XTestGoFiles,Error,DepsErrors");
    let out = process::capture(command.args(["--", place.pattern]))?;
    if !out.status.success() {
        return Ok(None);
    }
    let (mut n, mut files, mut has_main) = (0, BTreeSet::new(), false);
    for package in serde_json::Deserializer::from_slice(&out.stdout).into_iter::<Listed>() {
        let package = package?;
        if package.error.is_some() || package.deps_errors.is_some() {
            return Ok(None);
        }
        let (Some(dir), false, "") = (&package.dir, package.dep_only, package.for_test.as_str()) else {
            continue;
        };
        // Godwit does not look into vendor, where nobody mends anything.
        if dir.components().any(|part| part.as_os_str() == "vendor") {
            continue;
        }
        n += 1;
        has_main |= package.name == "main";
        for name in package.go_files.iter().chain(&package.test_go_files).chain(&package.x_test_go_files) {
            files.extend(relative(&place.dir, &dir.join(name)));
        }
    }
    // Of the module cache, only modules with programs of their own.
    Ok((n > 0 && (has_main || place.part != "modules")).then_some((n, files)))
}

/// A file below the place as the snapshot shows it.
pub(super) fn relative(dir: &Path, path: &Path) -> Option<String> {
    let path = if path.is_absolute() { path.to_path_buf() } else { dir.join(path) };
    Some(path.strip_prefix(dir).ok()?.display().to_string())
}

/// `path:line:column`
fn position(dir: &Path, text: &str) -> Option<(String, usize)> {
    let (rest, _column) = text.rsplit_once(':')?;
    let (path, line) = rest.rsplit_once(':')?;
    Some((relative(dir, Path::new(path))?, line.parse().ok()?))
}

pub(super) fn compare(cx: &Context, place: &Place, tally: &mut Tally, snapshot: &mut Snapshot) -> Result {
    // What returns an error is no business of mistakes in other things.
    let has_errcheck = place.part != "mistakes";
    let how = if has_errcheck { String::new() } else { provenance::of_group(cx, "mistakes")? };
    let Some((n, files)) = list(cx, place)? else { return Ok(()) };
    let Originals { theirs, broken, is_complete } = remembered(cx, "rules", place, &how, || {
        let mut originals = Originals::default();
        originals.broken = vet(cx, place, &mut originals.theirs)?;
        originals.is_complete = if has_errcheck {
            errcheck(cx, place, &mut originals.theirs)?
        } else {
            originals.broken.is_empty()
        };
        Ok(originals)
    })?;
    if !is_complete {
        snapshot.case(
            place.part,
            format!("{} not compared: the originals refuse it, for it does not type-check", place.name),
        );
        return Ok(());
    }
    tally.modules += 1;
    tally.packages += n;
    let (ours, errors) = check(cx, place)?;
    for (file, line, message) in errors {
        if files.contains(&file) && !broken.contains(&file) {
            tally.type_errors += 1;
            snapshot.case(place.part, format!("typecheck: {}{file}:{line}: {message}", place.name));
        }
    }
    let mut report = |sign: char, key: &Key, message: &str| {
        let (linter, file, line) = key;
        let text = format!("{linter}: {}{file}:{line}: {sign} {message}", place.name);
        let known =
            REASONS.iter().find(|(of, on, part, _)| of == linter && *on == sign && text.contains(part));
        let reason = match known {
            Some((.., reason)) => reason,
            None => "not explained yet",
        };
        snapshot.case(place.part, format!("{text} [{reason}]"));
    };
    for (name, _) in RULES.iter().filter(|(name, _)| has_errcheck || *name != "errcheck") {
        let counts = tally.linters.entry(name).or_default();
        let of = |key: &&Key| key.0 == *name && files.contains(&key.1);
        for key in theirs.keys().filter(of) {
            let is_found = ours.contains_key(key);
            if !is_found && has_nolint(&place.dir.join(&key.1), key.2) {
                *tally.silenced.entry(name).or_default() += 1;
                continue;
            }
            counts.0 += 1;
            match is_found {
                true => counts.1 += 1,
                false => report('-', key, &theirs[key]),
            }
        }
        for key in ours.keys().filter(of).filter(|key| !theirs.contains_key(key)) {
            counts.2 += 1;
            report('+', key, &ours[key]);
        }
    }
    Ok(())
}

/// Whether a comment on a line, or alone on the one before, tells linters to be silent.
fn has_nolint(file: &Path, line: usize) -> bool {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let mut lines = text.lines().skip(line.saturating_sub(2));
    let before =
        lines.next().is_some_and(|line| line.trim_start().starts_with("//") && line.contains("nolint"));
    before || lines.next().is_some_and(|line| line.contains("nolint"))
}

/// Runs `go vet`. Gives the files of packages that it refuses: they do not type-check.
fn vet(cx: &Context, place: &Place, theirs: &mut BTreeMap<Key, String>) -> Result<BTreeSet<String>> {
    let mut command = go(cx, &place.dir);
    command.args(["vet", "-json"]);
    command.args(RULES.iter().map(|(name, _)| format!("-{name}")).filter(|flag| flag != "-errcheck"));
    let out = process::capture(command.arg(place.pattern))?;
    // Either stream may carry the results, with the names of the packages between them.
    let both = [out.stdout, out.stderr].concat();
    let text = String::from_utf8_lossy(&both);
    let (mut json, mut broken) = (String::new(), BTreeSet::new());
    for line in text.lines() {
        if line.starts_with("vet: ") || line.contains(".go:") && !line.trim_start().starts_with('"') {
            let place_text = line.trim_start_matches("vet: ");
            let file = place_text.split(".go:").next().map(|stem| format!("{stem}.go"));
            broken.extend(file.and_then(|file| relative(&place.dir, Path::new(&file))));
        } else if !line.starts_with('#') {
            json.push_str(line);
            json.push('\n');
        }
    }
    type Analysed = BTreeMap<String, BTreeMap<String, Value>>;
    for analysed in serde_json::Deserializer::from_str(&json).into_iter::<Analysed>() {
        let analysed = analysed.map_err(|error| format!("go vet in {}: {error}", place.dir.display()))?;
        for (linter, found) in analysed.into_values().flatten() {
            for finding in found.as_array().into_iter().flatten() {
                let text = |name: &str| finding[name].as_str().unwrap_or_default();
                if let Some((file, line)) = position(&place.dir, text("posn")) {
                    theirs.insert((linter.clone(), file, line), text("message").to_owned());
                }
            }
        }
    }
    Ok(broken)
}

/// Runs errcheck. False: it gave up.
fn errcheck(cx: &Context, place: &Place, theirs: &mut BTreeMap<Key, String>) -> Result<bool> {
    let mut command = toolchain::tool("errcheck")?;
    cx.environment(&mut command);
    offline(&mut command, &place.dir);
    let out = process::capture(command.args(["-abspath", place.pattern]))?;
    if String::from_utf8_lossy(&out.stderr).contains("error: failed to check packages") {
        return Ok(false);
    }
    for line in String::from_utf8_lossy(&out.stdout).lines() {
        // `path:line:column:` TAB what
        let Some((at, what)) = line.split_once('\t') else { continue };
        if let Some((file, line)) = position(&place.dir, at.trim_end_matches(':')) {
            let code = what.rsplit('\t').next().unwrap_or(what);
            theirs.insert(("errcheck".to_owned(), file, line), code.trim().to_owned());
        }
    }
    Ok(true)
}

/// What `godwit check --output-format json` prints, as far as it is compared.
#[derive(Deserialize)]
pub(super) struct Report {
    pub findings: Vec<Found>,
}

#[derive(Deserialize)]
pub(super) struct Found {
    pub rule: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    pub message: String,
    pub file: String,
    pub start: Start,
}

#[derive(Deserialize)]
pub(super) struct Start {
    pub line: usize,
}

/// File, line, message.
type TypeError = (String, usize, String);

/// Godwit's findings, and its type errors.
fn check(cx: &Context, place: &Place) -> Result<(BTreeMap<Key, String>, Vec<TypeError>)> {
    let mut command = cx.godwit();
    offline(&mut command, &place.dir);
    let rules: Vec<&str> = RULES.iter().map(|(_, rule)| *rule).collect();
    // The originals look at generated files as at any other.
    let config = repo::scratch("rules")?.join("golangci.yml");
    std::fs::write(&config, "version: \"2\"\nlinters:\n  exclusions:\n    generated: disable\n")?;
    command.args(["check", "--output-format", "json", "--select", &rules.join(","), "--config"]);
    command.arg(config).arg(".");
    let report: Report = serde_json::from_str(&findings(&mut command)?)?;
    let (mut ours, mut errors) = (BTreeMap::new(), Vec::new());
    for found in report.findings {
        let Some(file) = relative(&place.dir, Path::new(&found.file)) else { continue };
        let line = found.start.line;
        match RULES.iter().find(|(_, rule)| *rule == found.rule) {
            Some((name, _)) => drop(ours.insert(((*name).to_owned(), file, line), found.message)),
            None => errors.push((file, line, format!("{}: {}", found.rule, found.message))),
        }
    }
    Ok((ours, errors))
}
