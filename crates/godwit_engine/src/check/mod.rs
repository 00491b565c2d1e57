//! `check`: read, parse and lint every folder on its own, in parallel, type-check its packages, run the rules that need types,
//! and free its trees before the next. What one folder gives does not depend on the others, so the report is put together in
//! order of path whatever the threads did.

mod doubtful;
mod folder;
mod lanes;
mod options;
mod packages;
mod select;
mod typed;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use godwit_base::{Severity, System};
use godwit_lint::{Needs, RuleSet};
use godwit_syntax::File;
use rayon::prelude::*;

use crate::config::{self, Config, ConfigProblem, Level, Selection};
use crate::files::{self, Exclude, Problem};
use crate::finding::Finding;
use crate::{fmt, syntax_errors};

use folder::Work;
use lanes::Lanes;

pub use packages::{Module, Modules};
pub use select::{linters_without_rules, rule_infos};

/// What the command line asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub paths: Vec<PathBuf>,
    pub selection: Selection,
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--no-config`
    pub no_config: bool,
    /// Without types: what is found then does not depend on which modules are in the module cache.
    pub without_types: bool,
}

/// How far a run is; read by whoever draws it.
#[derive(Debug, Default)]
pub struct Progress {
    pub n_done: AtomicUsize,
    pub n_files: AtomicUsize,
}

/// What a run gave.
#[derive(Debug, Default)]
pub struct Report {
    /// In order of path and position.
    pub findings: Vec<Finding>,
    pub problems: Vec<Problem>,
    pub config_problems: Vec<ConfigProblem>,
    pub notes: Vec<String>,
    pub n_files: usize,
    pub n_rules: usize,
    /// Findings that comments suppressed, and that the configuration excludes.
    pub n_suppressed: usize,
    pub n_excluded: usize,
    /// Whether anything failed that is not the fault of the analysed code.
    pub is_incomplete: bool,
}

/// A parsed file, as [`Observer`] sees it.
pub struct ParsedFile<'f> {
    pub shown: &'f str,
    pub path: &'f std::path::Path,
    pub tree: &'f File,
}

/// Gathers something of every file while its tree is in memory.
pub trait Observer: Sync {
    type Out: Send;
    fn file(&self, file: &ParsedFile<'_>) -> Self::Out;
}

/// What an observer made of each file, by its shown path.
type Seen<O> = Vec<(String, <O as Observer>::Out)>;

/// Observes nothing.
pub struct NoObserver;

impl Observer for NoObserver {
    type Out = ();
    fn file(&self, _: &ParsedFile<'_>) {}
}

/// Files above this size are generated data, and their trees would take a gigabyte: reported, not analysed.
const MAX_LEN: u64 = 24 << 20;

/// Reads the configuration that governs `paths`.
pub fn load_config(system: &dyn System, request: &Request) -> Config {
    let first = request.paths.first().cloned().unwrap_or_else(|| ".".into());
    let first = if first.file_name().is_some_and(|n| n == "...") {
        first.parent().map(Into::into).unwrap_or_default()
    } else {
        first
    };
    let first = if first.as_os_str().is_empty() { PathBuf::from(".") } else { first };
    let absolute = system.canonicalize(&first).ok();
    let dir = absolute
        .as_ref()
        .map(|p| if system.is_dir(p) { p.clone() } else { p.parent().unwrap_or(p).to_path_buf() });
    let cwd = system.current_dir().ok().and_then(|d| system.canonicalize(&d).ok());
    let shown = |path: &std::path::Path| match cwd.as_ref().and_then(|cwd| path.strip_prefix(cwd).ok()) {
        Some(below) => files::shown(below),
        None => files::shown(path),
    };
    let explicit = request.config.as_ref().map(|p| system.canonicalize(p).unwrap_or_else(|_| p.clone()));
    match dir.or(cwd.clone()) {
        Some(dir) => config::load(system, &dir, explicit.as_deref(), request.no_config, &shown),
        None => Config::default(),
    }
}

/// Runs the selected rules over the files.
pub fn run<O: Observer>(
    system: &dyn System,
    request: &Request,
    config: &Config,
    progress: &Progress,
    observer: &O,
) -> (Report, Seen<O>) {
    let mut report = Report { config_problems: config.problems.clone(), ..Report::default() };
    let rules = rule_set(request, config, &mut report);
    let runs = |needs: Needs| needs == Needs::Syntax || !request.without_types;
    report.n_rules = rules.rules().iter().filter(|rule| runs(rule.needs)).count();
    let (exclude, bad) = Exclude::new(&config.exclude);
    report.problems.extend(bad.into_iter().map(|message| Problem { file: "godwit.toml".into(), message }));
    let found = files::discover(system, &request.paths, &exclude);
    report.problems.extend(found.problems);
    progress.n_files.store(found.files.len(), Ordering::Relaxed);
    report.n_files = found.files.len();

    let modules = Modules::default();
    let checks_layout = rules.rules().iter().any(|rule| rule.id == godwit_lint::layout::ID);
    let styles = checks_layout.then(|| fmt::configured_styles(system, &config.sources));
    let work = Work { system, config, rules: &rules, progress, modules: &modules, styles: styles.as_ref() };
    let folders = packages::folders(system, &found.files);
    let lanes = Lanes::new(&work, &folders, observer);
    let typed: Vec<_> = rules.rules().iter().copied().filter(|r| r.needs > Needs::Syntax).collect();
    if !request.without_types && !typed.is_empty() {
        typed::run(&work, &RuleSet::new(&typed, rules.settings.clone()), &lanes, &mut report);
    }
    let results = lanes.finish();
    let mut observed = Vec::new();
    for (result, seen) in results {
        report.findings.extend(result.findings);
        report.problems.extend(result.problems);
        report.n_suppressed += result.n_suppressed;
        report.n_excluded += result.n_excluded;
        observed.extend(seen);
    }
    report.findings.par_sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    keep_chosen(&mut report, request, config);
    limit(&mut report, config);
    report.problems.sort();
    observed.sort_by(|a, b| a.0.cmp(&b.0));
    report.is_incomplete = !report.problems.is_empty()
        || report.config_problems.iter().any(|p| p.level == Level::Error)
        || report.findings.iter().any(|f| f.rule == "internal-error");
    (report, observed)
}

fn rule_set(request: &Request, config: &Config, report: &mut Report) -> RuleSet {
    let infos = rule_infos();
    let (on, errors) = request.selection.resolve(config, &infos);
    for error in errors {
        report.problems.push(Problem { file: String::new(), message: error.message });
    }
    if let Some(note) = linters_without_rules(config, &infos) {
        report.notes.push(note);
    }
    let rules: Vec<_> = on.into_iter().map(|i| godwit_lint::RULES[i]).collect();
    let settings = options::settings(config, &mut report.config_problems);
    RuleSet::new(&rules, settings)
}

/// A rule that several checks have runs for any of them. What only others of them would report is dropped here.
fn keep_chosen(report: &mut Report, request: &Request, config: &Config) {
    if report.findings.iter().all(|f| f.code.is_empty()) {
        return;
    }
    let infos = rule_infos();
    let mut known: BTreeMap<&'static str, Vec<(Vec<String>, bool)>> = BTreeMap::new();
    let mut is_chosen = |f: &Finding| {
        let Ok(index) = godwit_lint::RULES.binary_search_by(|r| r.id.cmp(f.rule)) else { return true };
        // Formatters are chosen file by file.
        let rule = godwit_lint::RULES[index];
        if f.aliases.len() == rule.aliases.len() || rule.id == godwit_lint::layout::ID {
            return true;
        }
        let of_rule = known.entry(f.rule).or_default();
        if let Some((_, is_on)) = of_rule.iter().find(|(aliases, _)| **aliases == *f.aliases) {
            return *is_on;
        }
        let mut info = infos[index].clone();
        info.upstream.retain(|(linter, check, _)| {
            f.aliases.iter().any(|a| match a.split_once(':') {
                Some(alias) => alias == (*linter, *check),
                None => a == linter,
            })
        });
        let is_on = request.selection.is_on(config, &info);
        of_rule.push((f.aliases.to_vec(), is_on));
        is_on
    };
    report.findings.retain(|f| f.code.is_empty() || is_chosen(f));
}

/// Keeps the first of each linter, and of each text, where the configuration limits them.
fn limit(report: &mut Report, config: &Config) {
    let mut per_linter = BTreeMap::new();
    let mut per_text = BTreeMap::new();
    let (max_linter, max_same) = (config.max_per_linter, config.max_same);
    if max_linter.is_none() && max_same.is_none() {
        return;
    }
    let before = report.findings.len();
    report.findings.retain(|f| {
        let linter = per_linter.entry(f.linter).or_insert(0usize);
        let text = per_text.entry(f.message.clone()).or_insert(0usize);
        let keep = max_linter.is_none_or(|max| *linter < max) && max_same.is_none_or(|max| *text < max);
        if keep {
            *linter += 1;
            *text += 1;
        }
        keep
    });
    report.n_excluded += before - report.findings.len();
}

pub(crate) fn internal_error(file: &str, panic: &str) -> Finding {
    Finding::plain(
        "internal-error",
        Severity::Error,
        file,
        format!("a defect of Godwit, please report it: {panic}"),
    )
}

/// The first errors of a file, one a line, as the go command prints them.
pub(crate) fn syntax_errors(shown: &str, tree: &File, findings: &mut Vec<Finding>) {
    for error in syntax_errors::first_of_lines(tree) {
        let mut finding = Finding::plain("syntax", Severity::Error, shown, error.message.clone());
        (finding.linter, finding.check) = ("typecheck", "typecheck");
        findings.push(finding.at(tree, error.offset, error.offset.saturating_add(1)));
    }
}
