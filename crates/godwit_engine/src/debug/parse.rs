//! `debug parse`: the syntax trees of files, and counts under the names of go/ast, go/scanner and go/parser.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use godwit_base::System;
use godwit_base::system::FileType;
use godwit_syntax::{File, Node, NodeId, NodeKind, ParseOptions, Source, SyntaxError, parse_source};
use rayon::prelude::*;
use serde::Serialize;

use crate::isolation;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// `path:line:column: message` of every error.
    Errors,
    Tree,
    Json,
}

/// The files to parse, and what could not be read on the way to them.
#[derive(Debug, Default)]
pub struct Found {
    pub files: Vec<PathBuf>,
    pub problems: Vec<String>,
}

#[derive(Debug, Default)]
pub struct End {
    pub has_errors: bool,
    /// Files that could not be parsed at all.
    pub problems: Vec<String>,
}

/// Folders deeper than this are not entered: no source tree is, and a loop of links would be.
const MAX_DEPTH: usize = 256;

/// Files as named, of any extension, and the `.go` files below folders, in order of path.
pub fn find(system: &dyn System, paths: &[PathBuf], testdata: bool) -> Found {
    let mut found = Found::default();
    for path in paths {
        match system.metadata(path) {
            Ok(m) if m.file_type == FileType::Dir => walk(system, path, testdata, &mut found),
            Ok(_) => found.files.push(path.clone()),
            Err(error) => found.problems.push(format!("{}: {error}", path.display())),
        }
    }
    found.files.sort_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
    found.files.dedup();
    found
}

fn walk(system: &dyn System, root: &Path, testdata: bool, found: &mut Found) {
    let mut todo = vec![(root.to_path_buf(), 0)];
    while let Some((dir, depth)) = todo.pop() {
        let entries = match system.read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) => {
                found.problems.push(format!("{}: {error}", dir.display()));
                continue;
            }
        };
        for entry in entries {
            let path = dir.join(&entry.name);
            match entry.file_type {
                FileType::Dir if depth < MAX_DEPTH && (testdata || entry.name != "testdata") => {
                    todo.push((path, depth + 1))
                }
                FileType::Dir => {}
                _ if entry.name.ends_with(".go") && !system.is_dir(&path) => found.files.push(path),
                _ => {}
            }
        }
    }
}

#[derive(Serialize)]
struct Record {
    file: String,
    bytes: usize,
    nodes: BTreeMap<&'static str, u32>,
    tokens: usize,
    comments: usize,
    errors: Vec<Error>,
}

#[derive(Serialize)]
struct Error {
    line: u32,
    column: u32,
    message: String,
    #[serde(skip)]
    file: Option<String>,
}

/// Files in flight at a time: enough to keep the threads busy, few enough to keep memory flat.
const BATCH: usize = 256;

/// Parses `files` and writes what was found, in their order.
pub fn write(system: &dyn System, files: &[PathBuf], format: Format, out: &mut dyn Write) -> io::Result<End> {
    let mut end = End::default();
    for batch in files.chunks(BATCH) {
        let texts: Vec<(String, bool, Option<String>)> =
            batch.par_iter().map(|path| one(system, path, format)).collect();
        for (text, has_errors, problem) in texts {
            out.write_all(text.as_bytes())?;
            end.has_errors |= has_errors;
            end.problems.extend(problem);
        }
    }
    Ok(end)
}

fn one(system: &dyn System, path: &Path, format: Format) -> (String, bool, Option<String>) {
    let name = path.display().to_string();
    let parsed = match system.read(path) {
        Ok(bytes) => {
            isolation::guard(|| (bytes.len(), parse_source(Source::new(bytes), ParseOptions::default())))
                .map_err(|panic| format!("internal error: {panic}"))
        }
        Err(error) => Err(error.to_string()),
    };
    let (bytes, file) = match parsed {
        Ok(parsed) => parsed,
        Err(cause) => {
            let problem = Some(format!("{name}: {cause}"));
            if format != Format::Json {
                return (String::new(), false, problem);
            }
            let errors = vec![Error { line: 0, column: 0, message: cause, file: None }];
            let record =
                Record { file: name, bytes: 0, nodes: BTreeMap::new(), tokens: 0, comments: 0, errors };
            return (json_line(&record), false, problem);
        }
    };
    let has_errors = !file.errors.is_empty();
    let text = match format {
        Format::Json => json_line(&record(name, bytes, &file)),
        Format::Tree => tree(&name, &file),
        Format::Errors => errors(&file)
            .iter()
            .map(|e| {
                format!(
                    "{}:{}:{}: {}\n",
                    crate::escape::line(&name),
                    e.line,
                    e.column,
                    crate::escape::line(&e.message)
                )
            })
            .collect(),
    };
    (text, has_errors, None)
}

fn json_line(record: &Record) -> String {
    let mut line = serde_json::to_string(record).unwrap_or_default();
    line.push('\n');
    line
}

fn record(name: String, bytes: usize, file: &File) -> Record {
    let mut counts = vec![0u32; NodeKind::ALL.len()];
    each_reachable(file, |id, _| counts[file[id].kind() as usize] += 1);
    let nodes =
        NodeKind::ALL.iter().filter(|&&k| counts[k as usize] > 0).map(|&k| (ast_name(k), counts[k as usize]));
    Record {
        file: name,
        bytes,
        nodes: nodes.collect(),
        tokens: file.tokens.len().saturating_sub(1),
        comments: file.comments.len(),
        errors: errors(file),
    }
}

/// Pre-order over what hangs below the root: nodes that recovery gave up are no part of the tree.
fn each_reachable(file: &File, mut f: impl FnMut(NodeId, usize)) {
    let mut todo = vec![(file.root(), 0)];
    while let Some((id, depth)) = todo.pop() {
        f(id, depth);
        let at = todo.len();
        file.for_each_child(id, |child| todo.push((child, depth + 1)));
        todo[at..].reverse();
    }
}

/// The errors with the positions go/parser gives them: `//line` directives count, and a directive without a column leaves
/// the column unknown, which is 0.
fn errors(file: &File) -> Vec<Error> {
    let directives = file.line_directives();
    let position = |e: &SyntaxError| {
        let at = file.line_column(e.offset);
        let mut error = Error { line: at.line, column: at.column, message: e.message.clone(), file: None };
        let active = directives.partition_point(|d| d.effective <= e.offset);
        let Some(directive) = active.checked_sub(1).and_then(|i| directives.get(i)) else { return error };
        let named = directives[..active].iter().rev().find(|d| !d.file.is_empty());
        error.file = named.map(|d| d.file.to_owned());
        let distance = at.line - file.line(directive.effective);
        error.line = directive.line.saturating_add(distance);
        match directive.column {
            None => error.column = 0,
            Some(column) if distance == 0 => {
                error.column = column.saturating_add(e.offset - directive.effective)
            }
            Some(_) => {}
        }
        error
    };
    let mut errors: Vec<Error> = file.errors.iter().map(position).collect();
    if !directives.is_empty() {
        errors.sort_by(|a, b| {
            (&a.file, a.line, a.column, &a.message).cmp(&(&b.file, b.line, b.column, &b.message))
        });
    }
    errors
}

/// What go/ast calls this kind of node.
fn ast_name(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Paren => "ParenExpr",
        NodeKind::Selector => "SelectorExpr",
        NodeKind::Index => "IndexExpr",
        NodeKind::IndexList => "IndexListExpr",
        NodeKind::Slice => "SliceExpr",
        NodeKind::TypeAssert => "TypeAssertExpr",
        NodeKind::Call => "CallExpr",
        NodeKind::Star => "StarExpr",
        NodeKind::Unary => "UnaryExpr",
        NodeKind::Binary => "BinaryExpr",
        NodeKind::KeyValue => "KeyValueExpr",
        NodeKind::IncDec => "IncDecStmt",
        NodeKind::Assign => "AssignStmt",
        NodeKind::Return => "ReturnStmt",
        NodeKind::Branch => "BranchStmt",
        NodeKind::Block => "BlockStmt",
        NodeKind::If => "IfStmt",
        NodeKind::Switch => "SwitchStmt",
        NodeKind::TypeSwitch => "TypeSwitchStmt",
        NodeKind::Select => "SelectStmt",
        NodeKind::For => "ForStmt",
        NodeKind::Range => "RangeStmt",
        other => other.name(),
    }
}

/// Trees deeper than this are cut: nobody reads them, and indentation would make the output quadratic.
const MAX_TREE_DEPTH: usize = 400;
/// Longer texts of leaves are cut.
const MAX_LEAF: usize = 60;

fn tree(name: &str, file: &File) -> String {
    let mut out = format!("{}\n", crate::escape::line(name));
    each_reachable(file, |id, depth| {
        if depth > MAX_TREE_DEPTH {
            return;
        }
        let (start, end) = (file.line_column(file.start(id)), file.line_column(file.end(id)));
        let indent = "  ".repeat(depth + 1);
        let range = format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column);
        let detail = match file[id] {
            Node::Ident { .. } | Node::BasicLit { .. } => leaf(file.text_of(id)),
            Node::Unary { op, .. } => op.as_str().to_owned(),
            Node::Binary { op, .. } => op.as_str().to_owned(),
            _ => String::new(),
        };
        let sep = if detail.is_empty() { "" } else { " " };
        out.push_str(&format!("{indent}{} {range}{sep}{detail}\n", ast_name(file[id].kind())));
    });
    for comment in &file.comments {
        let at = file.line_column(comment.start);
        out.push_str(&format!("  Comment {}:{} {}\n", at.line, at.column, leaf(file.comment_text(*comment))));
    }
    for error in errors(file) {
        out.push_str(&format!(
            "  Error {}:{} {}\n",
            error.line,
            error.column,
            crate::escape::line(&error.message)
        ));
    }
    out
}

fn leaf(text: &str) -> String {
    let mut short: String = text.chars().take(MAX_LEAF).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    crate::escape::line(&short).into_owned()
}

#[derive(Serialize)]
struct Bench {
    files: usize,
    bytes: usize,
    seconds: f64,
    mb_per_second: f64,
    skim_seconds: f64,
    skim_mb_per_second: f64,
}

/// Parses everything on this thread with the sources in memory, whole and without bodies, three times each; the best
/// time counts.
#[allow(clippy::disallowed_methods, reason = "a measurement needs a clock")]
pub fn bench(system: &dyn System, files: &[PathBuf], out: &mut dyn Write) -> io::Result<End> {
    let mut end = End::default();
    let mut sources = Vec::with_capacity(files.len());
    for path in files {
        match system.read(path) {
            Ok(bytes) => sources.push(Source::new(bytes)),
            Err(error) => end.problems.push(format!("{}: {error}", path.display())),
        }
    }
    let bytes: usize = sources.iter().map(|s| s.text.len()).sum();
    let time = |options: ParseOptions| {
        let run = || {
            let start = Instant::now();
            let n: usize = sources
                .iter()
                .map(|s| std::hint::black_box(parse_source(s.clone(), options)).n_nodes())
                .sum();
            std::hint::black_box(n);
            start.elapsed().as_secs_f64()
        };
        (0..3).map(|_| run()).fold(f64::INFINITY, f64::min)
    };
    let seconds = time(ParseOptions::default());
    let skim_seconds = time(ParseOptions { skip_bodies: true, ..ParseOptions::default() });
    let rate = |seconds: f64| bytes as f64 / 1e6 / seconds.max(1e-9);
    let bench = Bench {
        files: sources.len(),
        bytes,
        seconds,
        mb_per_second: rate(seconds),
        skim_seconds,
        skim_mb_per_second: rate(skim_seconds),
    };
    serde_json::to_writer(&mut *out, &bench)?;
    writeln!(out)?;
    Ok(end)
}
