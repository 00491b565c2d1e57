//! `fmt`: which files are formatted how, in parallel; writing, listing and showing what changes.

mod discover;
mod hunks;
mod packages;
mod settings;

use std::path::{Path, PathBuf};

use godwit_base::System;
use godwit_base::{Diagnostic, FileId};
use godwit_format::{Allowed, format_file, imports, same_tokens};
use godwit_lint::layout;
use godwit_syntax::File;
use rayon::prelude::*;

use crate::files::{self, FoundFile, Problem};
use crate::{isolation, syntax_errors, writer};

pub use godwit_format::GoVersion;
pub use hunks::unified;
pub use settings::{EXTRA_RULES, ImportStyle, Settings, Style, Styles, parse_version};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    #[default]
    Write,
    /// Only tell what would change.
    Check,
    /// Show what would change.
    Diff,
}

/// What the command line asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub paths: Vec<PathBuf>,
    pub mode: Mode,
    pub settings: Settings,
    /// Also generated files, and folders that are left alone unless they are named.
    pub all: bool,
}

/// A file that changed or would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub file: String,
    /// Empty unless asked for.
    pub diff: String,
}

#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In order of path.
    pub changed: Vec<Changed>,
    pub problems: Vec<Problem>,
    pub n_files: usize,
    /// Generated files that were left alone.
    pub n_generated: usize,
}

enum Outcome {
    Same,
    Generated,
    Changed(Changed),
    Failed(Vec<Problem>),
}

/// Formats files and folders.
pub fn run(system: &dyn System, request: &Request) -> Report {
    let found = discover::discover(system, &request.paths, request.all);
    let mut settings = request.settings.clone();
    let start = request.paths.first().map_or(Path::new("."), |p| p.as_path());
    let start = if system.is_file(start) {
        start.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
    } else {
        start
    };
    let config = settings.complete(system, start);
    let styles = settings.resolve(system);
    let work = |file: &discover::Target| {
        isolation::guard(|| one(system, request, &styles, file)).unwrap_or_else(|panic| {
            Outcome::Failed(vec![problem(
                &file.found,
                format!("internal error: {panic}; the file stays as it was"),
            )])
        })
    };
    let outcomes: Vec<Outcome> = found.files.par_iter().with_max_len(4).map(work).collect();
    let mut report = Report { problems: found.problems, n_files: outcomes.len(), ..Report::default() };
    report.problems.extend(config.into_iter().map(|message| Problem { file: String::new(), message }));
    for outcome in outcomes {
        match outcome {
            Outcome::Same => {}
            Outcome::Generated => report.n_generated += 1,
            Outcome::Changed(changed) => report.changed.push(changed),
            Outcome::Failed(problems) => report.problems.extend(problems),
        }
    }
    report
}

fn problem(file: &FoundFile, message: String) -> Problem {
    Problem { file: file.shown.clone(), message }
}

fn one(system: &dyn System, request: &Request, styles: &Styles<'_>, target: &discover::Target) -> Outcome {
    let file = &target.found;
    let failed = |message: String| Outcome::Failed(vec![problem(file, message)]);
    let bytes = match system.read(&file.path) {
        Ok(bytes) => bytes,
        Err(error) => return failed(files::cause(&error)),
    };
    let skips_generated = !target.named && !request.all;
    if skips_generated && styles.skips_marked() && is_generated(&bytes) {
        return Outcome::Generated;
    }
    if !target.named && styles.excludes(&file.path) {
        return Outcome::Same;
    }
    let tree = styles.of(&file.path).parse(bytes);
    if !tree.errors.is_empty() {
        return Outcome::Failed(syntax_problems(&tree, &file.shown));
    }
    if skips_generated && styles.excludes_generated(&tree) {
        return Outcome::Generated;
    }
    let Formatted { arranged, text: new } = formatted(styles, &file.path, &tree);
    if new == tree.text.as_bytes() {
        return Outcome::Same;
    }
    let mut changed = Changed { file: file.shown.clone(), diff: String::new() };
    match request.mode {
        Mode::Check => {}
        Mode::Diff => changed.diff = unified(&file.shown, &tree.text, &String::from_utf8_lossy(&new)),
        Mode::Write => {
            if let Err(difference) = verify(styles, &file.path, &tree, arranged.as_ref(), &new) {
                return failed(format!("internal error: {difference}; the file stays as it was"));
            }
            if let Err(error) = writer::replace(&file.path, tree.text.as_bytes(), &new) {
                return failed(format!("cannot write: {}", files::cause(&error)));
            }
        }
    }
    Outcome::Changed(changed)
}

/// A file's new text, and the tree in between where imports were arranged.
struct Formatted {
    arranged: Option<File>,
    text: Vec<u8>,
}

/// All steps of the style, for a file without errors.
fn formatted(styles: &Styles<'_>, path: &Path, tree: &File) -> Formatted {
    let options = styles.of(path);
    let arranged = styles.imports.as_ref().and_then(|wanted| {
        let module = styles.module(path);
        let package = tree.package_name().map_or("", |n| tree.text_of(n)).to_owned();
        let view = packages::View {
            universe: &styles.universe,
            module: module.clone(),
            path: path.to_path_buf(),
            package,
        };
        let text = imports::arrange(tree, wanted, &view, &module.path)?;
        let arranged = options.parse(text.into_bytes());
        arranged.errors.is_empty().then_some(arranged)
    });
    let text = format_file(arranged.as_ref().unwrap_or(tree), &options);
    Formatted { arranged, text }
}

/// Whether the new text says what the old one said.
fn verify(
    styles: &Styles<'_>,
    path: &Path,
    old: &File,
    arranged: Option<&File>,
    new: &[u8],
) -> Result<(), String> {
    let options = styles.of(path);
    if let Some(arranged) = arranged {
        same_tokens(old, arranged, Allowed::Imports)?;
    }
    same_tokens(arranged.unwrap_or(old), &options.parse(new.to_vec()), options.allowed())
}

/// The settings that `check` formats with: those of the configuration files it read. What is wrong with them is told by
/// whoever reads the rest of these files, and by `godwit fmt`.
pub fn configured_styles<'s>(system: &'s dyn System, files: &[PathBuf]) -> Styles<'s> {
    let mut settings = Settings::default();
    settings.complete_from(system, files);
    settings.resolve(system)
}

/// What `check` says about a file's layout: a finding for each place that changes. None where the file does not parse.
pub fn format_findings(styles: &Styles<'_>, path: &Path, id: FileId, file: &File) -> Vec<Diagnostic> {
    if styles.excludes(path) || styles.excludes_generated(file) || !file.errors.is_empty() {
        return Vec::new();
    }
    let Formatted { arranged, text: new } = formatted(styles, path, file);
    let safe = new != file.text.as_bytes() && verify(styles, path, file, arranged.as_ref(), &new).is_ok();
    let Ok(new) = String::from_utf8(new) else { return Vec::new() };
    if !safe {
        return Vec::new();
    }
    let imports_changed = arranged.is_some_and(|a| a.text != file.text);
    layout::findings(id, file, styles.name(imports_changed), hunks::edits(&file.text, &new))
}

/// At most ten errors, one a line of the source, as gofmt prints them.
fn syntax_problems(tree: &File, shown: &str) -> Vec<Problem> {
    let problem = |error: &godwit_syntax::SyntaxError| {
        let at = tree.line_column(error.offset);
        Problem { file: format!("{shown}:{}:{}", at.line, at.column), message: error.message.clone() }
    };
    syntax_errors::first_of_lines(tree).into_iter().map(problem).collect()
}

/// Whether a line above the package clause says that a program wrote the file.
fn is_generated(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"// Code generated ";
    let mut from = 0;
    while let Some(i) = memchr::memmem::find(&bytes[from..], MARK) {
        let at = from + i;
        let line = bytes[at..].split(|&b| b == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let starts_line = at == 0 || bytes[at - 1] == b'\n';
        if starts_line && line.ends_with(b" DO NOT EDIT.") {
            let package = bytes[..at].split(|&b| b == b'\n').any(|l| l.starts_with(b"package "));
            return !package;
        }
        from = at + MARK.len();
    }
    false
}

/// What filtering standard input gave.
pub struct Filtered {
    pub text: Vec<u8>,
    pub is_changed: bool,
    pub diff: String,
}

/// Formats a text that is not a file, possibly a list of declarations or statements. `name` stands for it in messages.
pub fn filter(
    system: &dyn System,
    name: &str,
    text: Vec<u8>,
    settings: &Settings,
) -> Result<Filtered, Vec<Problem>> {
    let mut settings = settings.clone();
    let path = Path::new(name);
    let dir = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    settings.complete(system, dir);
    let styles = settings.resolve(system);
    let options = styles.of(path);
    let tree = options.parse(text.clone());
    // A whole file goes through all steps; a piece of one has no imports to arrange.
    let new = if tree.errors.is_empty() {
        Ok(formatted(&styles, path, &tree).text)
    } else {
        godwit_format::format_fragment(text.clone(), &options)
    };
    match new {
        Ok(new) => {
            let show = |t: &[u8]| String::from_utf8_lossy(t).into_owned();
            let is_changed = new != text;
            let diff = if is_changed { unified(name, &show(&text), &show(&new)) } else { String::new() };
            Ok(Filtered { text: new, is_changed, diff })
        }
        Err(errors) => {
            let lines = godwit_base::LineIndex::new(&text);
            let show = |e: &godwit_syntax::SyntaxError| {
                let at = lines.line_column(e.offset.min(text.len() as u32));
                Problem { file: format!("{name}:{}:{}", at.line, at.column), message: e.message.clone() }
            };
            Err(errors.iter().take(10).map(show).collect())
        }
    }
}
