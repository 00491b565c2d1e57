//! `debug typecheck`: some files as one package, and the errors go/parser and go/types would report. Imports mean std.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use godwit_base::{Symbol, System};
use godwit_load::{LoadConfig, Workspace};
use godwit_syntax::{File, ParseOptions, Source, parse_source};
use godwit_types::{Checker, Config, GoVersion};
use serde::Serialize;

use crate::program::Program;
use crate::{escape, isolation};

#[derive(Clone, Debug, Default)]
pub struct Options {
    pub files: Vec<PathBuf>,
    /// Language version, `go1.20`.
    pub lang: Option<String>,
    pub test_builtins: bool,
    pub fake_import_c: bool,
    pub json: bool,
}

#[derive(Debug, Default)]
pub struct Outcome {
    pub has_errors: bool,
    /// Files that could not be read, or an internal error.
    pub problems: Vec<String>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Error {
    file: String,
    line: u32,
    column: u32,
    code: String,
    message: String,
}

/// Checks the files and writes an error a line, by file and position.
pub fn write(system: &dyn System, options: &Options, out: &mut dyn Write) -> io::Result<Outcome> {
    let mut outcome = Outcome::default();
    let version = match options.lang.as_deref().map(|lang| (lang, GoVersion::parse(lang))) {
        None | Some(("", _)) => GoVersion::UNKNOWN,
        Some((_, Some(version))) => version,
        Some((lang, None)) => {
            outcome.problems.push(format!("--lang {lang}: not a language version such as go1.22"));
            return Ok(outcome);
        }
    };
    let mut files = Vec::new();
    for path in &options.files {
        match system.read(path) {
            Ok(bytes) => {
                let file = parse_source(Source::new(bytes), ParseOptions::default());
                files.push((path.display().to_string(), Arc::new(file)));
            }
            Err(error) => outcome.problems.push(format!("{}: {error}", path.display())),
        }
    }
    let mut errors = Vec::new();
    for (name, file) in &files {
        errors.extend(file.errors.iter().map(|error| at(name, file, error.offset, "", &error.message)));
    }
    match isolation::guard(|| check(system, options, &files, version)) {
        Ok(found) => errors.extend(found),
        Err(panic) => outcome.problems.push(format!("internal error: {panic}")),
    }
    // Stable: errors at one place stay in the order in which they were found.
    errors.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    outcome.has_errors = !errors.is_empty();
    for error in &errors {
        if options.json {
            serde_json::to_writer(&mut *out, error)?;
            writeln!(out)?;
        } else {
            let Error { file, line, column, message, .. } = error;
            writeln!(out, "{}:{line}:{column}: {}", escape::line(file), escape::line(message))?;
        }
    }
    Ok(outcome)
}

fn at(name: &str, file: &File, offset: u32, code: &str, message: &str) -> Error {
    let place = file.line_column(offset);
    Error {
        file: name.to_owned(),
        line: place.line,
        column: place.column,
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

fn check(system: &dyn System, options: &Options, files: &[(String, Arc<File>)], version: GoVersion) -> Vec<Error> {
    let imports: BTreeSet<String> = files
        .iter()
        .flat_map(|(_, file)| file.imports().map(|spec| file.import_path(spec).to_owned()))
        .filter(|path| path != "C" && path != "unsafe" && !path.is_empty() && !path.contains("...") && !path.starts_with('.'))
        .collect();
    let config = LoadConfig { patterns: imports.into_iter().collect(), cgo: Some(false), ..LoadConfig::default() };
    let workspace = if config.patterns.is_empty() { Workspace::default() } else { Workspace::load(system, &config).0 };
    let name = files
        .first()
        .and_then(|(_, file)| file.ident(file.package_name()?))
        .unwrap_or_else(|| Symbol::intern("p"));
    let program = Program::new(workspace, system).with_extra(name.as_str(), name, files.to_vec(), version);
    let unit = program.extra();
    let config =
        Config { fake_import_c: options.fake_import_c, test_builtins: options.test_builtins, ..Config::default() };
    let program = Arc::new(program);
    let mut checker = Checker::new(config, program.clone(), [unit]);
    checker.check_unit(unit);
    let first = program.workspace.sources.len();
    checker
        .errors
        .iter()
        .filter(|error| !error.secondary)
        .filter_map(|error| {
            let (name, file) = files.get((error.file.0 as usize).checked_sub(first)?)?;
            Some(at(name, file, error.offset, &format!("{:?}", error.code), &error.message))
        })
        .collect()
}
