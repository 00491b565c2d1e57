//! `review`, `health`, `score`, `ready`: one run of the linter gathers findings and facts, then the probes are asked.

use std::path::{Path, PathBuf};

use godwit_assess::facts::{self, FileFacts};
use godwit_assess::project::{Layer, Layers};
use godwit_assess::views::health::{Health, health};
use godwit_assess::views::readiness::readiness;
use godwit_assess::views::score::{Score, score};
use godwit_assess::{Assessment, LintFinding, Profile, Project, assess, evidence};
use godwit_base::System;

use crate::check::{self, Observer, ParsedFile, Progress, Report, Request};
use crate::config::{Config, ConfigProblem, Level};
use crate::files::{self, Problem, module_root};

/// Everything the views show.
pub struct Review {
    /// The project's folder as the user would write it; empty for the working directory.
    pub root: String,
    pub module_path: String,
    pub n_lines: u64,
    pub n_packages: usize,
    pub report: Report,
    pub assessment: Assessment,
    pub health: Health,
    pub score: Score,
}

impl Review {
    pub fn any_p0_missing(&self) -> bool {
        readiness(&self.assessment).any_missing()
    }

    pub fn all_p0_met(&self) -> bool {
        readiness(&self.assessment).p0.iter().all(|i| i.state.is_met())
    }
}

struct Facts<'r> {
    root: &'r Path,
}

impl Observer for Facts<'_> {
    type Out = FileFacts;

    fn file(&self, file: &ParsedFile<'_>) -> FileFacts {
        let below = file.path.strip_prefix(self.root).unwrap_or(file.path);
        facts::collect(&files::shown(below), file.tree)
    }
}

/// The project that `path` belongs to: the folder of the nearest go.mod, or `path` itself.
pub fn project_root(system: &dyn System, path: &Path) -> PathBuf {
    let same = |a: &Path, b: &Path| system.canonicalize(a).ok() == Some(b.to_path_buf());
    match module_root(system, path) {
        Some(root) if same(path, &root) => path.to_path_buf(),
        Some(root) => {
            let cwd = system.current_dir().ok().and_then(|d| system.canonicalize(&d).ok());
            match cwd.as_ref().and_then(|cwd| root.strip_prefix(cwd).ok()) {
                Some(below) if below.as_os_str().is_empty() => PathBuf::from("."),
                Some(below) => below.to_path_buf(),
                None => root,
            }
        }
        None => path.to_path_buf(),
    }
}

/// A long list of names would push the review off the first screen; `godwit check` gives it in full.
fn shorten(notes: &mut [String]) {
    const SHOWN: usize = 4;
    for note in notes {
        let names: Vec<&str> = note.split(", ").collect();
        if names.len() > SHOWN + 1 {
            *note = format!("{} and {} more", names[..SHOWN].join(", "), names.len() - SHOWN);
        }
    }
}

/// Reviews the project of `request.paths[0]`. `Err`: there is nothing to review, and why.
pub fn review(system: &dyn System, request: &Request, progress: &Progress) -> Result<Review, Box<Report>> {
    let path = request.paths.first().cloned().unwrap_or_else(|| ".".into());
    let root = if system.is_dir(&path) { project_root(system, &path) } else { path };
    // A score must be the same on every machine, whatever its module cache holds.
    let request = Request { paths: vec![root.clone()], without_types: true, ..request.clone() };
    let mut config = check::load_config(system, &request);
    let (mut report, observed) =
        check::run(system, &request, &config, progress, &Facts { root: strip_dot(&root) });
    shorten(&mut report.notes);
    let go: Vec<FileFacts> = observed.into_iter().map(|(_, facts)| facts).collect();
    if go.is_empty() {
        report.is_incomplete = true;
        if report.problems.is_empty() && report.findings.is_empty() {
            report
                .problems
                .push(Problem { file: files::shown(&root), message: "no Go files in this folder".into() });
        }
        return Err(Box::new(report));
    }
    let prefix = prefix(&root);
    let files = evidence::read(system, &root);
    for unreadable in &files.unreadable {
        // The configuration has been complained about already.
        let file = format!("{prefix}{}", unreadable.file);
        if config.problems.iter().any(|p| p.file == file) {
            continue;
        }
        let (line, message) = (unreadable.line, unreadable.message.clone());
        report.config_problems.push(ConfigProblem { level: Level::Error, file, line, column: 0, message });
        report.is_incomplete = true;
    }
    let findings = report.findings.iter().map(|f| LintFinding {
        rule: f.rule,
        category: f.category,
        file: f.file.strip_prefix(&prefix).unwrap_or(&f.file).to_owned(),
        line: f.start.line,
        text: f.message.clone(),
    });
    let n_lines = go.iter().map(|f| u64::from(f.n_lines)).sum();
    let profile = config.profile.take().and_then(|p| Profile::parse(&p));
    let project = Project::new(go, files, findings.collect(), layers(&config), profile);
    let assessment = assess(&project);
    report.is_incomplete |= assessment.has_errors();
    let (health, score) = (health(&assessment), score(&assessment));
    Ok(Review {
        root: prefix,
        module_path: project.module_path.clone(),
        n_lines,
        n_packages: project.packages().len(),
        report,
        health,
        score,
        assessment,
    })
}

fn strip_dot(root: &Path) -> &Path {
    if root == Path::new(".") { Path::new("") } else { root.strip_prefix("./").unwrap_or(root) }
}

/// What stands before a path below the project.
fn prefix(root: &Path) -> String {
    let shown = files::shown(root);
    match shown.trim_end_matches('/') {
        "." | "" => String::new(),
        dir => format!("{dir}/"),
    }
}

fn layers(config: &Config) -> Layers {
    let mut layers = Layers::default();
    let own = [
        (Layer::Domain, &config.layout.domain),
        (Layer::Service, &config.layout.service),
        (Layer::Repository, &config.layout.repository),
        (Layer::Handler, &config.layout.handler),
        (Layer::Config, &config.layout.config),
    ];
    for (layer, names) in own {
        layers
            .names
            .entry(layer)
            .or_default()
            .extend(names.iter().map(|n| n.trim_end_matches('/').to_owned()));
    }
    layers
}
