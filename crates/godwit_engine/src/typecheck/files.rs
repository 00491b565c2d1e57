//! `debug typecheck`: files as one package, whatever folder they are in, with imports from the standard library only. Made for
//! the test data of go/types: errors of parser and checker in one list, each with its code.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use godwit_base::System;
use godwit_load::{LoadConfig, Workspace};
use godwit_syntax::{Node, ParseOptions, Source, parse_source};
use godwit_types::{Checker, Config, GoVersion, PackageId, TypeError, UnitId};
use serde::Serialize;

use super::position::adjusted;
use super::{Sources, Visitor, check_units};

#[derive(Clone, Debug, Default)]
pub struct Request {
    pub files: Vec<PathBuf>,
    /// `go1.N`; the newest where nothing is said.
    pub lang: Option<String>,
    pub test_builtins: bool,
    pub fake_import_c: bool,
    pub json: bool,
}

#[derive(Debug, Default)]
pub struct End {
    pub has_errors: bool,
    pub problems: Vec<String>,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Record {
    file: String,
    line: u32,
    column: u32,
    code: &'static str,
    message: String,
}

struct Records<'s> {
    sources: &'s Sources,
}

impl Visitor for Records<'_> {
    const NEEDS_RESULTS: bool = false;
    type Out = Vec<Record>;

    fn package(&self, unit: UnitId, _: PackageId, errors: &[TypeError], _: &mut Checker) -> Vec<Record> {
        let mut records = Vec::new();
        let mut add = |id, offset, code, message: &str| {
            let (Some(file), Some(path)) = (self.sources.file(id), self.sources.path(id)) else { return };
            let (named, at) = adjusted(&file, offset);
            let file = named.unwrap_or_else(|| path.to_owned());
            records.push(Record {
                file,
                line: at.line,
                column: at.column,
                code,
                message: message.to_owned(),
            });
        };
        for id in self.sources.file_ids(unit) {
            for error in self.sources.file(id).iter().flat_map(|f| &f.errors) {
                add(id, error.offset, "", &error.message);
            }
        }
        for error in errors.iter().filter(|e| !e.secondary) {
            add(error.file, error.offset, error.code.name(), &error.message);
        }
        records
    }
}

/// Checks the files and writes a line for each error, by file, line and column.
pub fn write(system: &dyn System, request: &Request, out: &mut dyn Write) -> io::Result<End> {
    let mut end = End::default();
    let lang = match request.lang.as_deref().map(|text| (text, GoVersion::parse(text))) {
        None => GoVersion::UNKNOWN,
        Some((_, Some(version))) => version,
        Some((text, None)) => {
            end.problems.push(format!("--lang {text}: not a language version such as go1.22"));
            return Ok(end);
        }
    };
    let mut files: Vec<(Arc<str>, Vec<u8>)> = Vec::new();
    for path in &request.files {
        match system.read(path) {
            Ok(text) => files.push((path.to_string_lossy().into(), text)),
            Err(error) => end.problems.push(format!("{}: {}", path.display(), crate::files::cause(&error))),
        }
    }
    if files.is_empty() {
        return Ok(end);
    }
    let config = LoadConfig {
        patterns: imports(&files),
        keep_text: system.shared().is_none(),
        cgo: Some(false),
        ..LoadConfig::default()
    };
    // A path that std does not have is reported where it is imported.
    let (workspace, _) = Workspace::load(system, &config);
    let mut sources = Sources::new(system, workspace, None);
    let unit = sources.add_unit(files, lang);
    sources.own(&[unit]);
    let sources = Arc::new(sources);
    let conf = Config {
        fake_import_c: request.fake_import_c,
        test_builtins: request.test_builtins,
        toolchain: sources.toolchain(),
        ..Config::default()
    };
    for checked in check_units(&sources, &[unit], &conf, &Records { sources: &sources }) {
        match checked.out {
            Ok(mut records) => {
                records.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
                end.has_errors |= !records.is_empty();
                for record in records {
                    self::record(&record, request.json, out)?;
                }
            }
            Err(panic) => end.problems.push(format!("internal error: {panic}")),
        }
    }
    Ok(end)
}

fn record(record: &Record, json: bool, out: &mut dyn Write) -> io::Result<()> {
    if json {
        serde_json::to_writer(&mut *out, record)?;
        return writeln!(out);
    }
    let Record { file, line, column, code, message } = record;
    let (file, message) = (crate::escape::line(file), crate::escape::line(message));
    if code.is_empty() {
        writeln!(out, "{file}:{line}:{column}: {message}")
    } else {
        writeln!(out, "{file}:{line}:{column}: {message} [{code}]")
    }
}

/// Paths imported by the files; `unsafe` alone where there are none, for a load with no patterns means the current folder.
fn imports(files: &[(Arc<str>, Vec<u8>)]) -> Vec<String> {
    let mut paths = BTreeSet::from(["unsafe".to_owned()]);
    for (_, text) in files {
        // In full: an import that stands too late, which is an error, is still one.
        let file = parse_source(Source::new(text.clone()), ParseOptions::default());
        for spec in file.imports() {
            if matches!(file[spec], Node::ImportSpec { .. }) {
                let path = file.import_path(spec);
                let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '.');
                if path != "C"
                    && !path.starts_with('.')
                    && !path.starts_with('/')
                    && !path.is_empty()
                    && path.chars().all(plain)
                {
                    paths.insert(path.to_owned());
                }
            }
        }
    }
    paths.into_iter().collect()
}
