//! The typed part of `check`: what does not type-check, and the rules that need types. Each package is linted right after it
//! was checked, by the thread that checked it, so its trees and results never leave that thread, and are soon freed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use godwit_base::System;
use godwit_lint::types::SharedChecker;
use godwit_lint::{Package, RuleDef, RuleSet, SourceUnit, lint_package};
use godwit_types::{Checker, PackageId, TypeError, UnitId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Report;
use super::doubtful::Doubts;
use super::folder::Work;
use super::lanes::Folders;
use super::packages::{Folder, Modules};
use crate::config::Config;
use crate::exclusions::Candidate;
use crate::files::{self, Problem};
use crate::finding::{Finding, LineColumnOf};
use crate::typecheck::{self, Checked, Placed, Prepared, Project, Run, Sources, Visitor, check_run, cut};

/// Type-checks the folders of the given files, module by module, and adds what is found in these files to the report. The
/// rules that need no types run over a folder, by way of `folders`, when the first of its packages is next.
pub fn run(work: &Work<'_>, rules: &RuleSet, folders: &dyn Folders, report: &mut Report) {
    let system = work.system;
    let modules = folders_by_module(system, folders.all(), work.modules);
    let skips_generated = !rules.settings.generated;
    let loaded: Vec<_> =
        modules.into_par_iter().with_max_len(1).map(|m| Loaded::new(system, m, skips_generated)).collect();
    let mut modules = Vec::with_capacity(loaded.len());
    for loaded in loaded {
        match loaded {
            Ok(loaded) => modules.push(loaded),
            Err(failed) => report.problems.extend(failed.problems.into_iter().filter(|p| !is_harmless(p))),
        }
    }
    let by_dir: FxHashMap<&str, usize> = (folders.all().iter().enumerate())
        .filter_map(|(i, folder)| Some((folder.dir.as_deref()?.to_str()?, i)))
        .collect();
    let linters: Vec<Linter<'_>> =
        modules.iter().map(|loaded| loaded.linter(rules, folders, &by_dir)).collect();
    let checked = check(&modules, &linters, folders);

    let wanted = shown_by_path(folders.all());
    for (loaded, checked) in modules.iter().zip(checked) {
        let (checked, outs) = loaded.prepared.report(checked);
        let prefix = shown_prefix(system, &loaded.root);
        let findings: Vec<Vec<Finding>> =
            std::iter::once(checked.findings).chain(outs.into_iter().map(|out| out.findings)).collect();
        let place = |finding| placed(finding, loaded, &prefix, &wanted, work.config);
        let places: Vec<Place> =
            findings.into_par_iter().flat_map_iter(|f| f.into_iter().map(place)).collect();
        for place in places {
            match place {
                Place::Shown(finding) => report.findings.push(*finding),
                Place::Excluded => report.n_excluded += 1,
                Place::Elsewhere => {}
            }
        }
        report.problems.extend(checked.problems.into_iter().filter(|p| !is_harmless(p)));
    }
    report.findings.par_sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    // Two variants of a package may have the same to say.
    report.findings.dedup_by(|a, b| a.sort_key() == b.sort_key());
}

/// Where a finding belongs.
enum Place {
    Shown(Box<Finding>),
    Excluded,
    /// Said elsewhere, or in a file that was not asked for.
    Elsewhere,
}

/// Puts a finding under the name by which its file was asked for.
fn placed(
    mut finding: Finding,
    loaded: &Loaded,
    prefix: &str,
    wanted: &FxHashMap<String, &str>,
    config: &Config,
) -> Place {
    // Syntax errors were reported when the file was parsed for the rules that need nothing else.
    if finding.rule == "syntax" {
        return Place::Elsewhere;
    }
    let absolute = loaded.root.join(&finding.file);
    let shown = absolute.to_str().and_then(|path| wanted.get(path));
    finding.file = match shown {
        Some(shown) => (*shown).to_owned(),
        None if Path::new(&finding.file).is_absolute() => finding.file,
        None => format!("{prefix}{}", finding.file),
    };
    let is_internal = finding.rule == "internal-error";
    match shown {
        Some(_) if !is_internal && is_excluded(config, &absolute, &finding) => Place::Excluded,
        None if !is_internal => Place::Elsewhere,
        _ => Place::Shown(Box::new(finding)),
    }
}

/// A module with the packages that are to be checked.
struct Loaded {
    root: PathBuf,
    prepared: Prepared,
}

impl Loaded {
    fn new(
        system: &dyn System,
        (root, patterns): (PathBuf, BTreeSet<String>),
        skips_generated: bool,
    ) -> Result<Loaded, Box<Report>> {
        let request = typecheck::Request {
            dir: root.to_string_lossy().into_owned(),
            patterns: patterns.into_iter().collect(),
            tests: true,
            skips_generated,
            ..typecheck::Request::default()
        };
        let prepared = Prepared::load::<Linter<'_>>(system, &request)?;
        Ok(Loaded { root, prepared })
    }

    fn linter<'r>(
        &'r self,
        rules: &'r RuleSet,
        folders: &'r dyn Folders,
        by_dir: &FxHashMap<&str, usize>,
    ) -> Linter<'r> {
        let project = &self.prepared.project;
        let folder_of = |&unit: &UnitId| {
            let dir = Path::new(project.sources.place(unit)).parent()?;
            Some((unit, *by_dir.get(dir.to_str()?)?))
        };
        let folder_of = project.owned.iter().filter_map(folder_of).collect();
        Linter { rules, root: files::shown(&self.root), folders, folder_of, sources: &project.sources }
    }
}

/// The results of each module's units, in order of unit.
fn check(
    modules: &[Loaded],
    linters: &[Linter<'_>],
    folders: &dyn Folders,
) -> Vec<Vec<Checked<Placed<Linted>>>> {
    let projects: Vec<&Project> = modules.iter().map(|module| &module.prepared.project).collect();
    let owned: Vec<_> = projects.iter().map(|p| (&p.sources, p.owned.as_slice())).collect();
    let parts = cut(&owned, rayon::current_num_threads());
    let mut with_packages: BTreeMap<usize, &Sources> = BTreeMap::new();
    for linter in linters {
        with_packages.extend(linter.folder_of.values().map(|&folder| (folder, linter.sources)));
    }
    if parts.len() < rayon::current_num_threads() {
        // Too few packages to keep all threads busy: their files at least are spread.
        folders.look_at_all(
            &with_packages.iter().map(|(&folder, &sources)| (folder, sources)).collect::<Vec<_>>(),
        );
    }
    let others: Vec<usize> = (0..folders.all().len()).filter(|f| !with_packages.contains_key(f)).collect();
    let one_run = |run: &Run| {
        let Project { sources, conf, .. } = projects[run.project];
        let placing = modules[run.project].prepared.placing(&linters[run.project]);
        (run.project, check_run(sources, run, &parts, conf, &placing))
    };
    let results: Vec<_> = parts
        .par_iter()
        .with_max_len(1)
        .flat_map_iter(|runs| {
            let results: Vec<_> = runs.iter().map(one_run).collect();
            folders.look_at_others(&others);
            results
        })
        .collect();
    let mut checked: Vec<Vec<_>> = modules.iter().map(|_| Vec::new()).collect();
    for (project, results) in results {
        checked[project].extend(results);
    }
    for checked in &mut checked {
        checked.sort_by_key(|c| c.unit);
    }
    checked
}

/// Folders for other systems, and `builtin`, which only documents, are looked at without types; that is no problem.
fn is_harmless(problem: &Problem) -> bool {
    problem.message.starts_with("build constraints exclude all Go files")
        || problem.message.ends_with("is a pseudo-package, not an importable package")
}

fn is_excluded(config: &Config, file: &Path, f: &Finding) -> bool {
    let exclusions = &config.exclusions;
    let path = exclusions.relative(file);
    let (message, source) = (f.message.as_str(), f.snippet.text.as_str());
    exclusions.excludes_path(&path)
        || (config.tests == Some(false) && path.ends_with("_test.go"))
        || exclusions.excludes(&Candidate {
            path: &path,
            message,
            source,
            linter: f.linter,
            code: f.check,
            rule: f.rule,
        })
}

/// How each file is shown, by its absolute path.
fn shown_by_path(folders: &[Folder]) -> FxHashMap<String, &str> {
    let mut wanted = FxHashMap::default();
    for folder in folders {
        let dir = folder.dir.as_ref().unwrap_or(&folder.named);
        for file in &folder.files {
            let Some(name) = file.path.file_name() else { continue };
            wanted.insert(dir.join(name).to_string_lossy().into_owned(), file.shown.as_str());
        }
    }
    wanted
}

/// The folders as patterns, by the root of the module they are in. Files outside of any module are left out: nothing says
/// what their imports mean.
fn folders_by_module(
    system: &dyn System,
    folders: &[Folder],
    modules: &Modules,
) -> Vec<(PathBuf, BTreeSet<String>)> {
    let mut roots: Vec<(PathBuf, BTreeSet<String>)> = Vec::new();
    for folder in folders {
        let Some(dir) = &folder.dir else { continue };
        let module = modules.of(system, dir);
        // The root is absolute, and free of links, as the folder is.
        let Ok(below) = dir.strip_prefix(&module.root) else { continue };
        if module.root.as_os_str().is_empty() {
            continue;
        }
        let below = files::shown(below);
        let pattern = if below.is_empty() || below == "." { ".".to_owned() } else { format!("./{below}") };
        match roots.iter_mut().find(|(root, _)| *root == module.root) {
            Some((_, patterns)) => {
                patterns.insert(pattern);
            }
            None => roots.push((module.root.clone(), BTreeSet::from([pattern]))),
        }
    }
    roots
}

/// What stands in front of paths below `root` to show them from the working directory.
fn shown_prefix(system: &dyn System, root: &Path) -> String {
    let cwd = system.current_dir().ok().and_then(|d| system.canonicalize(&d).ok());
    let shown = match cwd.as_ref().and_then(|cwd| root.strip_prefix(cwd).ok()) {
        Some(below) => files::shown(below),
        None => files::shown(root),
    };
    if shown.is_empty() || shown == "." { String::new() } else { format!("{shown}/") }
}

/// Runs the typed rules over each package, after the others.
struct Linter<'r> {
    rules: &'r RuleSet,
    root: String,
    folders: &'r dyn Folders,
    folder_of: FxHashMap<UnitId, usize>,
    sources: &'r Sources,
}

#[derive(Default)]
struct Linted {
    findings: Vec<Finding>,
}

impl Visitor for Linter<'_> {
    type Out = Linted;

    fn before(&self, unit: UnitId) {
        if let Some(&folder) = self.folder_of.get(&unit) {
            self.folders.look_at(folder, self.sources);
        }
    }

    fn package(&self, _: UnitId, package: PackageId, errors: &[TypeError], checker: &mut Checker) -> Linted {
        let (mut findings, wants_whole) = self.lint(package, errors, checker, self.rules);
        if !wants_whole.is_empty() {
            self.lint_whole(package, checker, &wants_whole, &mut findings);
        }
        Linted { findings }
    }
}

impl Linter<'_> {
    /// Lints the files of a package that were checked: those that a test variant shares with its package are linted there, and
    /// generated ones only if that is asked for.
    fn lint(
        &self,
        package: PackageId,
        errors: &[TypeError],
        checker: &mut Checker,
        rules: &RuleSet,
    ) -> (Vec<Finding>, Vec<&'static RuleDef>) {
        let all = &checker.packages[package].files;
        let owned: Vec<usize> = (0..all.len()).filter(|&index| all[index].recorded).collect();
        let doubts: Vec<Doubts> = if errors.is_empty() {
            Vec::new()
        } else {
            owned.iter().map(|&index| Doubts::new(checker, package, index)).collect()
        };
        let path = checker.packages[package].path.clone();
        let files: Vec<_> = owned
            .iter()
            .map(|&index| &checker.packages[package].files[index])
            .map(|f| (f.id, f.file.clone(), checker.file_name(f.id), u32::from(f.version.0.min(27))))
            .collect();
        let shared = SharedChecker::new(checker);
        let shown =
            |name: &str| name.strip_prefix(&self.root).map_or(name, |n| n.trim_start_matches('/')).to_owned();
        let names: Vec<String> = files.iter().map(|(_, _, name, _)| shown(name)).collect();
        let units = files.iter().zip(&names).zip(&owned).map(|(((id, tree, _, go_minor), name), &index)| {
            SourceUnit {
                id: *id,
                path: name,
                tree,
                go_minor: *go_minor,
                types: Some(shared.file(package, index)),
            }
        });
        let outcome = lint_package(&Package { path: &path, files: units.collect() }, rules);
        let of = |id| files.iter().zip(&names).find(|((file, ..), _)| *file == id);
        let place = |id| -> Option<(String, LineColumnOf)> {
            let ((_, tree, ..), name) = of(id)?;
            let lines = tree.lines.clone();
            Some((name.clone(), Box::new(move |offset| lines.line_column(offset))))
        };
        let finding = |d: godwit_base::Diagnostic| {
            let index = files.iter().position(|(file, ..)| *file == d.file)?;
            let (_, tree, ..) = &files[index];
            let name = &names[index];
            if doubts.get(index).is_some_and(|doubts| doubts.are_about(tree, d.span.start, d.span.end)) {
                return None;
            }
            Some(Finding::from_diagnostic(d, tree, name, place))
        };
        (outcome.diagnostics.into_iter().filter_map(finding).collect(), outcome.wants_whole)
    }

    /// Some rules need all files of a test variant. It is checked again with all of them, and what the rules find then
    /// stands in place of what they found before.
    fn lint_whole(
        &self,
        package: PackageId,
        checker: &Checker,
        rules: &[&'static RuleDef],
        findings: &mut Vec<Finding>,
    ) {
        let Some((mut whole, package)) =
            checker.whole_files(package).and_then(|files| checker.check_whole(package, files))
        else {
            return;
        };
        let errors = std::mem::take(&mut whole.errors);
        let rules = RuleSet::new(rules, self.rules.settings.clone());
        let (found, _) = self.lint(package, &errors, &mut whole, &rules);
        findings.retain(|finding| rules.rules().iter().all(|rule| rule.id != finding.rule));
        findings.extend(found);
    }
}
