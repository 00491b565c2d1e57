//! One folder without types: its files are read, parsed, shown to the observer and linted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use godwit_base::{Diagnostic, FileId, Severity, System};
use godwit_lint::RuleSet;
use godwit_syntax::{File, ParseOptions, Source, parse_source};
use rayon::prelude::*;

use super::packages::Folder;
use super::{
    MAX_LEN, Modules, Observer, ParsedFile, Progress, Seen, internal_error, packages, syntax_errors,
};
use crate::config::Config;
use crate::exclusions::Candidate;
use crate::files::{self, FoundFile, Problem};
use crate::finding::Finding;
use crate::typecheck::Sources;
use crate::{fmt, isolation};

/// What all folders share.
pub struct Work<'w> {
    pub system: &'w dyn System,
    pub config: &'w Config,
    pub rules: &'w RuleSet,
    pub progress: &'w Progress,
    pub modules: &'w Modules,
    /// Where layout is checked.
    pub styles: Option<&'w fmt::Styles<'w>>,
}

#[derive(Default)]
pub struct FolderResult {
    pub findings: Vec<Finding>,
    pub problems: Vec<Problem>,
    pub n_suppressed: usize,
    pub n_excluded: usize,
}

impl Work<'_> {
    /// `sources`: where trees are that the type checker has already, and where it will look for the others. `alone`: no
    /// other folder is being looked at.
    pub fn folder<O: Observer>(
        &self,
        folder: &Folder,
        observer: &O,
        sources: Option<&Sources>,
        alone: bool,
    ) -> (FolderResult, Seen<O>) {
        let mut result = FolderResult::default();
        let files = &folder.files;
        let shared = sources.zip(folder.dir.as_deref());
        let read: Vec<_> = if alone {
            files.par_iter().map(|file| self.parse(file, shared)).collect()
        } else {
            files.iter().map(|file| self.parse(file, shared)).collect()
        };
        let mut parsed: Vec<(&FoundFile, Arc<File>)> = Vec::with_capacity(files.len());
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
            self.lint(&group, folder.dir.as_deref().unwrap_or(&folder.named), &mut result);
        }
        self.exclude(&parsed, &mut result);
        self.progress.n_done.fetch_add(files.len(), Ordering::Relaxed);
        (result, observed)
    }

    fn parse(&self, file: &FoundFile, shared: Option<(&Sources, &Path)>) -> Result<Arc<File>, Refused> {
        let shared = shared.and_then(|(sources, dir)| Some((sources, dir.join(file.path.file_name()?))));
        let shared = shared.as_ref().and_then(|(sources, path)| Some((sources, path.to_str()?)));
        if let Some(tree) = shared.and_then(|(sources, path)| sources.held(path)) {
            return Ok(tree);
        }
        let problem = |e: std::io::Error| Refused::Problem(files::cause(&e));
        let (bytes, len) = self.system.read_head(&file.path, MAX_LEN as usize).map_err(problem)?;
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
        let tree = isolation::guard(|| parse_source(Source::new(bytes), ParseOptions::default()))
            .map_err(|panic| Refused::Finding(Box::new(internal_error(&file.shown, &panic))))?;
        let tree = Arc::new(tree);
        if let Some((sources, path)) = shared {
            sources.offer(path, &tree);
        }
        Ok(tree)
    }

    fn lint(&self, group: &[&(&FoundFile, Arc<File>)], dir: &Path, result: &mut FolderResult) {
        let Some((first, _)) = group.first() else { return };
        let module = self.modules.of(self.system, dir);
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
    fn layouts(&self, group: &[&(&FoundFile, Arc<File>)], result: &mut FolderResult) -> Vec<Diagnostic> {
        let Some(styles) = self.styles else { return Vec::new() };
        let one = |(i, (file, tree)): (usize, &&(&FoundFile, Arc<File>))| {
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

    fn exclude(&self, parsed: &[(&FoundFile, Arc<File>)], result: &mut FolderResult) {
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
