//! `check`: read, parse and lint every folder on its own, in parallel, and free its trees before the next. What one folder
//! gives does not depend on the others, so the report is put together in order of path whatever the threads did.

mod doubtful;
mod options;
mod packages;
mod select;
mod trees;
mod typed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use godwit_base::{Diagnostic, FileId, Severity, System};
use godwit_lint::{Needs, RuleSet};
use godwit_syntax::{File, ParseOptions, Source, parse_source};
use rayon::prelude::*;

use crate::config::{self, Config, ConfigProblem, Level, Selection};
use crate::exclusions::Candidate;
use crate::files::{self, Exclude, FoundFile, Problem};
use crate::finding::Finding;
use crate::{fmt, isolation, syntax_errors};

pub use packages::{Module, Modules};
pub use select::{linters_without_rules, rule_infos};
pub(crate) use trees::Trees;

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
    let wants_types = !request.without_types && rules.rules().iter().any(|r| r.needs > Needs::Syntax);
    let trees = wants_types.then(Trees::default);
    let work = Work {
        system,
        config,
        rules: &rules,
        progress,
        modules: &modules,
        styles: styles.as_ref(),
        trees: trees.as_ref(),
    };
    let folders = packages::folders(&found.files);
    let results: Vec<(FolderResult, Seen<O>)> =
        folders.par_iter().with_max_len(1).map(|folder| work.folder(folder, observer)).collect();
    let mut observed = Vec::new();
    for (result, seen) in results {
        report.findings.extend(result.findings);
        report.problems.extend(result.problems);
        report.n_suppressed += result.n_suppressed;
        report.n_excluded += result.n_excluded;
        observed.extend(seen);
    }
    if let Some(trees) = &trees {
        typed::run(system, &found.files, &rules, &modules, config, trees, &mut report);
    }
    report.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
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

struct Work<'w> {
    system: &'w dyn System,
    config: &'w Config,
    rules: &'w RuleSet,
    progress: &'w Progress,
    modules: &'w Modules,
    /// Where layout is checked.
    styles: Option<&'w fmt::Styles<'w>>,
    /// Where trees go that rules with types will look at too.
    trees: Option<&'w Trees>,
}

#[derive(Default)]
struct FolderResult {
    findings: Vec<Finding>,
    problems: Vec<Problem>,
    n_suppressed: usize,
    n_excluded: usize,
}

impl Work<'_> {
    fn folder<O: Observer>(&self, files: &[FoundFile], observer: &O) -> (FolderResult, Seen<O>) {
        let mut result = FolderResult::default();
        let mut parsed: Vec<(&FoundFile, File)> = Vec::with_capacity(files.len());
        let read: Vec<_> = files.par_iter().map(|file| self.parse(file)).collect();
        for (file, tree) in files.iter().zip(read) {
            match tree {
                Ok(tree) => parsed.push((file, tree)),
                Err(Refused::Problem(message)) => {
                    result.problems.push(Problem { file: file.shown.clone(), message })
                }
                Err(Refused::Finding(finding)) => result.findings.push(*finding),
            }
        }
        let mut observed = Vec::with_capacity(parsed.len());
        for (file, tree) in &parsed {
            let seen = ParsedFile { shown: &file.shown, path: &file.path, tree };
            match isolation::guard(|| observer.file(&seen)) {
                Ok(out) => observed.push((file.shown.clone(), out)),
                Err(panic) => result.findings.push(internal_error(&file.shown, &panic)),
            }
            syntax_errors(&file.shown, tree, &mut result.findings);
        }
        for group in packages::group(&parsed) {
            self.lint(&group, &mut result);
        }
        self.exclude(&parsed, &mut result);
        self.keep_trees(parsed);
        self.progress.n_done.fetch_add(files.len(), Ordering::Relaxed);
        (result, observed)
    }

    fn keep_trees(&self, parsed: Vec<(&FoundFile, File)>) {
        let (Some(trees), Some((first, _))) = (self.trees, parsed.first()) else { return };
        let dir = first.path.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(".".as_ref());
        // Files outside of any module are not checked with types.
        if self.modules.of(self.system, &first.path).root.as_os_str().is_empty() {
            return;
        }
        let Ok(dir) = self.system.canonicalize(dir) else { return };
        for (file, tree) in parsed {
            if let Some(name) = file.path.file_name() {
                trees.keep(&dir.join(name), tree);
            }
        }
    }

    fn parse(&self, file: &FoundFile) -> Result<File, Refused> {
        let problem = |e: std::io::Error| Refused::Problem(files::cause(&e));
        let len = self.system.metadata(&file.path).map_err(problem)?.len;
        if len > MAX_LEN {
            let (mb, max) = (len >> 20, MAX_LEN >> 20);
            let message = format!("the file has {mb} MB; files above {max} MB are not analysed");
            return Err(Refused::Finding(Box::new(Finding::plain(
                "limit-exceeded",
                Severity::Warning,
                &file.shown,
                message,
            ))));
        }
        let bytes = self.system.read(&file.path).map_err(problem)?;
        isolation::guard(|| parse_source(Source::new(bytes), ParseOptions::default()))
            .map_err(|panic| Refused::Finding(Box::new(internal_error(&file.shown, &panic))))
    }

    fn lint(&self, group: &[&(&FoundFile, File)], result: &mut FolderResult) {
        let Some((first, _)) = group.first() else { return };
        let module = self.modules.of(self.system, &first.path);
        let layouts = self.layouts(group, result);
        let linted = isolation::guard(|| packages::lint(group, &module, self.rules, layouts));
        match linted {
            Ok(outcome) => {
                result.n_suppressed += outcome.suppressed.len();
                result.findings.extend(packages::findings(group, outcome));
            }
            Err(panic) => result.findings.push(internal_error(&first.shown, &panic)),
        }
    }

    /// Where the formatter would change the files.
    fn layouts(&self, group: &[&(&FoundFile, File)], result: &mut FolderResult) -> Vec<Diagnostic> {
        let Some(styles) = self.styles else { return Vec::new() };
        let one = |(i, (file, tree)): (usize, &&(&FoundFile, File))| {
            let id = FileId(i as u32);
            isolation::guard(|| fmt::format_findings(styles, &file.path, id, tree))
                .map_err(|panic| Box::new(internal_error(&file.shown, &panic)))
        };
        let found: Vec<_> = group.par_iter().enumerate().map(one).collect();
        let mut layouts = Vec::new();
        for found in found {
            match found {
                Ok(found) => layouts.extend(found),
                Err(error) => result.findings.push(*error),
            }
        }
        layouts
    }

    fn exclude(&self, parsed: &[(&FoundFile, File)], result: &mut FolderResult) {
        let exclusions = &self.config.exclusions;
        let before = result.findings.len();
        let mut hidden = BTreeSet::new();
        let mut paths = BTreeMap::new();
        let by_path = exclusions.needs_paths() || self.config.tests == Some(false);
        for (file, tree) in parsed {
            let mut is_hidden = exclusions.excludes_generated(tree);
            if by_path {
                let absolute = self.system.canonicalize(&file.path).unwrap_or_else(|_| file.path.clone());
                let path = exclusions.relative(&absolute);
                is_hidden |= exclusions.excludes_path(&path)
                    || (self.config.tests == Some(false) && path.ends_with("_test.go"));
                paths.insert(file.shown.as_str(), path);
            }
            if is_hidden {
                hidden.insert(file.shown.as_str());
            }
        }
        result.findings.retain(|f| {
            // What is wrong with the tool, or with the syntax, is never hidden.
            if matches!(f.rule, "internal-error" | "syntax" | "limit-exceeded") {
                return true;
            }
            if hidden.contains(f.file.as_str()) {
                return false;
            }
            let path = paths.get(f.file.as_str()).map_or(f.file.as_str(), String::as_str);
            let (message, source) = (f.message.as_str(), f.snippet.text.as_str());
            !exclusions.excludes(&Candidate {
                path,
                message,
                source,
                linter: f.linter,
                code: f.check,
                rule: f.rule,
            })
        });
        result.n_excluded += before - result.findings.len();
    }
}

enum Refused {
    Problem(String),
    Finding(Box<Finding>),
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
