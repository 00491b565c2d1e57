//! `typecheck`: load packages with their tests, check them on all threads, and report what go/types would.
//!
//! [`check_project`] is also the way for typed rules: its visitor sees every package with its checker right after the check.
//! Left out: anything about rules, and the exclusions of a configuration.

pub mod files;
mod order;
mod parts;
mod position;
mod run;
mod sources;

use std::path::Path;
use std::sync::Arc;

use godwit_base::{LineColumn, Severity, System};
use godwit_load::{ErrorKind, LoadConfig, LoadDiagnostic, LoadSeverity, PackageKind, Workspace};
use godwit_syntax::File;
use godwit_types::{Code, Config, GoVersion, TypeError, UnitId};
use rustc_hash::FxHashSet;

use crate::check::Report;
use crate::files::Problem;
use crate::finding::{Finding, RelatedPlace};

pub(crate) use parts::{Run, cut};
pub(crate) use run::check_run;
pub use run::{Checked, NoVisitor, Visitor, check_units};
pub use sources::Sources;

/// What to check, and for which build.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// As the go command takes them; empty means `.`.
    pub patterns: Vec<String>,
    /// Working directory; empty for the process's own.
    pub dir: String,
    pub tests: bool,
    pub goos: Option<String>,
    pub goarch: Option<String>,
    pub tags: Vec<String>,
    /// Language version of the named packages, in place of that of their go.mod: `go1.N` or `1.N`.
    pub go_version: Option<String>,
    /// Visitors do not look at the results in generated files.
    pub skips_generated: bool,
}

/// A loaded project, ready to be checked.
pub struct Project {
    pub sources: Arc<Sources>,
    /// The named packages and their test variants.
    pub owned: Vec<UnitId>,
    pub diagnostics: Vec<LoadDiagnostic>,
    pub conf: Config,
}

impl Project {
    /// Loads what visitors of type `V` look at.
    pub fn load<V: Visitor>(system: &dyn System, request: &Request) -> Result<Project, String> {
        Project::load_with::<V>(system, request, false)
    }

    fn load_with<V: Visitor>(
        system: &dyn System,
        request: &Request,
        checks_once: bool,
    ) -> Result<Project, String> {
        let version = match &request.go_version {
            Some(text) => Some(
                GoVersion::parse(text)
                    .ok_or_else(|| format!("--go-version {text}: not a Go version such as go1.22"))?,
            ),
            None => None,
        };
        let config = LoadConfig {
            dir: request.dir.clone(),
            patterns: request.patterns.clone(),
            tests: request.tests,
            goos: request.goos.clone(),
            goarch: request.goarch.clone(),
            tags: request.tags.clone(),
            // Read when a tree is wanted, where that can be done: most dependencies are never looked at.
            keep_text: system.shared().is_none(),
            ..LoadConfig::default()
        };
        let (workspace, diagnostics) = Workspace::load(system, &config);
        has_standard_library(system, &workspace.env.goroot, &diagnostics)?;
        let mut owned: Vec<UnitId> = Vec::new();
        for &id in &workspace.roots {
            let package = workspace.package(id);
            // The main program of a test binary is written by the go command; there is nothing of the user's in it.
            // Package unsafe has a file for its documentation, but is built in.
            if package.kind != PackageKind::TestMain
                && !package.files.is_empty()
                && &*package.path != "unsafe"
            {
                owned.push(UnitId(id.0));
            }
        }
        owned.sort();
        owned.dedup();
        let mut sources = Sources::new(system, workspace, version);
        if !V::NEEDS_RESULTS {
            sources.drop_tokens();
        }
        if request.skips_generated {
            sources.skip_generated();
        }
        if checks_once {
            sources.check_once(&owned);
        }
        sources.own(&owned);
        let (word_size, max_align) = sources.sizes();
        // Names of C are accepted without a type: finding out what they are takes a C compiler.
        let toolchain = sources.toolchain();
        let conf = Config { word_size, max_align, fake_import_c: true, toolchain, ..Config::default() };
        Ok(Project { sources: Arc::new(sources), owned, diagnostics, conf })
    }
}

/// Without the standard library every import would be an error; the one cause says more.
fn has_standard_library(
    system: &dyn System,
    goroot: &str,
    diagnostics: &[LoadDiagnostic],
) -> Result<(), String> {
    if goroot.is_empty() {
        let cause = diagnostics.iter().find(|d| d.code == "environment").map(|d| d.message.as_str());
        return Err(format!("no types: {}", cause.unwrap_or("no Go installation found")));
    }
    if !system.is_dir(&Path::new(goroot).join("src")) {
        return Err(format!(
            "no types: {goroot} holds no Go installation, because it has no folder src; set GOROOT or install Go"
        ));
    }
    Ok(())
}

/// Loads and checks; `visitor` sees each package. Its results come in order of unit, without those of packages on which the
/// checker gave up.
pub fn check_project<V: Visitor>(
    system: &dyn System,
    request: &Request,
    visitor: &V,
) -> (Report, Vec<V::Out>) {
    let prepared = match Prepared::load::<V>(system, request) {
        Ok(prepared) => prepared,
        Err(report) => return (*report, Vec::new()),
    };
    let Project { sources, owned, conf, .. } = &prepared.project;
    let checked = check_units(sources, owned, conf, &prepared.placing(visitor));
    prepared.report(checked)
}

/// A project that is to be checked and reported on, every file once.
pub(crate) struct Prepared {
    pub project: Project,
    shown: Shown,
}

impl Prepared {
    /// Without what the checker needs, a report that says so.
    pub fn load<V: Visitor>(system: &dyn System, request: &Request) -> Result<Prepared, Box<Report>> {
        let project = Project::load_with::<V>(system, request, true).map_err(|message| {
            let problems = vec![Problem { file: String::new(), message }];
            Report { problems, is_incomplete: true, ..Report::default() }
        })?;
        let cwd = if request.dir.is_empty() {
            system.current_dir().ok()
        } else {
            system.canonicalize(Path::new(&request.dir)).ok()
        };
        let shown = Shown { cwd: cwd.map(|d| crate::files::shown(&d)).unwrap_or_default() };
        Ok(Prepared { project, shown })
    }

    /// A visitor that also notes the errors.
    pub fn placing<'p, V: Visitor>(&'p self, inner: &'p V) -> Placing<'p, V> {
        Placing { sources: &self.project.sources, shown: &self.shown, inner }
    }

    /// What was found, from the results of all owned units.
    pub fn report<T>(&self, checked: Vec<Checked<Placed<T>>>) -> (Report, Vec<T>) {
        let Prepared { project, shown } = self;
        let mut report = Report::default();
        load_findings(project, shown, &mut report);
        let has_missing = report.findings.iter().any(|f| f.rule == "load");
        let mut outs = Vec::new();
        for checked in checked {
            match checked.out {
                Ok(placed) => {
                    // What could not be loaded was said once; that its importers lack it follows.
                    let follows = |f: &Finding| has_missing && f.code == Code::BrokenImport.name();
                    report.findings.extend(placed.findings.into_iter().filter(|f| !follows(f)));
                    outs.push(placed.out);
                }
                Err(panic) => {
                    let place = shown.path(project.sources.place(checked.unit)).to_owned();
                    report.findings.push(crate::check::internal_error(&place, &panic));
                }
            }
        }
        // Two variants of a package may have the same to say.
        report.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        report.findings.dedup_by(|a, b| a.sort_key() == b.sort_key());
        note_cgo(project, &mut report);
        let files = project.owned.iter().flat_map(|&u| project.sources.file_ids(u));
        let paths: FxHashSet<&str> = files.filter_map(|id| project.sources.path(id)).collect();
        report.n_files = paths.len();
        report.problems.sort();
        report.is_incomplete =
            !report.problems.is_empty() || report.findings.iter().any(|f| f.rule == "internal-error");
        (report, outs)
    }
}

/// Paths as they are reported: relative to the working directory where they lie in it.
struct Shown {
    cwd: String,
}

impl Shown {
    fn path<'p>(&self, path: &'p str) -> &'p str {
        match path.strip_prefix(self.cwd.as_str()).and_then(|rest| rest.strip_prefix('/')) {
            Some(rest) if !self.cwd.is_empty() => rest,
            _ => path,
        }
    }
}

/// Errors of one package, placed while its trees are there.
pub(crate) struct Placing<'v, V> {
    sources: &'v Sources,
    shown: &'v Shown,
    inner: &'v V,
}

/// What the checker found in a package, and what the visitor made of it.
pub(crate) struct Placed<T> {
    findings: Vec<Finding>,
    out: T,
}

impl<V: Visitor> Visitor for Placing<'_, V> {
    const NEEDS_RESULTS: bool = V::NEEDS_RESULTS;
    type Out = Placed<V::Out>;

    fn before(&self, unit: UnitId) {
        self.inner.before(unit);
    }

    fn package(
        &self,
        unit: UnitId,
        package: godwit_types::PackageId,
        errors: &[TypeError],
        checker: &mut godwit_types::Checker,
    ) -> Self::Out {
        let mut findings = Vec::new();
        for file in checker.packages[package].files.iter().filter(|file| file.owned) {
            if let Some(path) = self.sources.path(file.id) {
                crate::check::syntax_errors(self.shown.path(path), &file.file, &mut findings);
            }
        }
        for error in errors {
            let Some((path, file)) = self.place(error) else { continue };
            if error.secondary {
                let start = file.line_column(error.offset);
                let related = RelatedPlace { file: path, start, message: error.message.clone() };
                if let Some(finding) = findings.last_mut() {
                    finding.related.push(related);
                }
                continue;
            }
            let mut finding = Finding::plain("typecheck", Severity::Error, &path, error.message.clone());
            (finding.linter, finding.check, finding.code) = ("typecheck", "typecheck", error.code.name());
            let end = if error.end > error.offset { error.end } else { error.offset.saturating_add(1) };
            findings.push(finding.at(&file, error.offset, end));
        }
        let out = self.inner.package(unit, package, errors, checker);
        Placed { findings, out }
    }
}

impl<V> Placing<'_, V> {
    fn place(&self, error: &TypeError) -> Option<(String, Arc<File>)> {
        let path = self.sources.path(error.file)?;
        Some((self.shown.path(path).to_owned(), self.sources.file(error.file)?))
    }
}

/// What the loader had to say.
fn load_findings(project: &Project, shown: &Shown, report: &mut Report) {
    for diagnostic in &project.diagnostics {
        let message = diagnostic.message.replace("\n\t", " ");
        if diagnostic.severity == LoadSeverity::Warning {
            report.notes.push(message);
        } else if diagnostic.file.is_empty() {
            report.problems.push(Problem { file: String::new(), message });
        } else {
            report.findings.push(load_finding(
                shown.path(&diagnostic.file),
                diagnostic.line,
                diagnostic.column,
                message,
            ));
        }
    }
    for package in &project.sources.workspace.packages {
        let Some(error) = &package.error else { continue };
        // The parser says the same, at the same place, of the packages that are checked.
        if error.kind == ErrorKind::Syntax && !package.files.is_empty() {
            continue;
        }
        let message = error.message.replace("\n\t", " ");
        match split_position(&error.pos) {
            Some((file, line, column)) => report.findings.push(load_finding(file, line, column, message)),
            None => report.problems.push(Problem { file: String::new(), message }),
        }
    }
}

fn load_finding(file: &str, line: u32, column: u32, message: String) -> Finding {
    let mut finding = Finding::plain("load", Severity::Error, file, message);
    (finding.linter, finding.check) = ("typecheck", "typecheck");
    let at = LineColumn { line: line.max(1), column: column.max(1) };
    (finding.start, finding.end) = (at, at);
    finding
}

/// `file:line:column`, where the last may be missing.
fn split_position(text: &str) -> Option<(&str, u32, u32)> {
    let (rest, last) = text.rsplit_once(':')?;
    let last = last.parse().ok()?;
    match rest.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?))) {
        Some((file, line)) => Some((file, line, last)),
        None => Some((rest, last, 0)),
    }
}

fn note_cgo(project: &Project, report: &mut Report) {
    let workspace = &project.sources.workspace;
    let uses = |u: &&UnitId| {
        let id = project.sources.package(**u)?;
        workspace
            .package(id)
            .files
            .iter()
            .any(|&s| workspace.source(s).is_cgo)
            .then_some(&workspace.package(id).path)
    };
    let mut packages: Vec<_> = project.owned.iter().filter_map(|u| uses(&u)).collect();
    packages.sort();
    packages.dedup();
    match packages.as_slice() {
        [] => {}
        [one] => report.notes.push(format!(
            "{one} imports \"C\": names of C have no type here, so uses of them are not checked"
        )),
        [first, rest @ ..] => report.notes.push(format!(
            "{first} and {} import \"C\": names of C have no type here, so uses of them are not checked",
            crate::report::text::count(rest.len(), "other package")
        )),
    }
}
