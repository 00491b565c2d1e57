//! Type errors against the annotations of internal/types/testdata and go/types/testdata/local, against go/types itself, and
//! the examples of the error codes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use regex::Regex;
use serde::Deserialize;

use super::snapshot::Snapshot;
use super::{Context, Message, files_below, findings, json_lines, multiset_difference, parallel, percent};
use crate::{Result, process, repo};

/// One package of test data.
struct Package {
    name: String,
    files: Vec<PathBuf>,
    flags: Flags,
    wants: Vec<Annotation>,
}

#[derive(Clone, Default, Deserialize)]
struct Flags {
    lang: String,
    fake_import_c: bool,
    gotypesalias: String,
}

#[derive(Clone, Deserialize)]
struct Annotation {
    file: String,
    line: usize,
    column: usize,
    regexp: bool,
    pattern: String,
}

/// A line of the annotations program: the flags of a file or one annotation.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Annotation(Annotation),
    Flags {
        file: String,
        #[serde(flatten)]
        flags: Flags,
    },
}

#[derive(Deserialize)]
struct OracleLine {
    #[serde(default)]
    done: bool,
    #[serde(flatten)]
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Snippet {
    file: String,
    group: String,
}

pub fn run(cx: &Context) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    let packages = packages(cx)?;
    let ours = parallel(&packages, |package| typecheck(cx, &package.files, &package.flags))?;
    annotations(&packages, &ours, &mut snapshot)?;
    exact(cx, &packages, &ours, &mut snapshot)?;
    codes(cx, &mut snapshot)?;
    Ok(snapshot)
}

fn packages(cx: &Context) -> Result<Vec<Package>> {
    // The data that both of Go's checkers share, and what go/types alone is tested with.
    let root = cx.src().join("internal/types/testdata");
    let local = cx.src().join("go/types/testdata");
    let is_go = |path: &Path| path.extension().is_some_and(|ext| ext == "go");
    let mut files = files_below(&root, &is_go)?;
    files.extend(files_below(&local.join("local"), &is_go)?);
    let text = process::output(cx.oracle("annotations")?.args(["-grammar", "types"]).args(&files))?;
    let mut flags: BTreeMap<String, Flags> = BTreeMap::new();
    let mut wants: BTreeMap<String, Vec<Annotation>> = BTreeMap::new();
    for line in json_lines::<Line>(&text)? {
        match line {
            Line::Annotation(annotation) => {
                wants.entry(annotation.file.clone()).or_default().push(annotation)
            }
            Line::Flags { file, flags: value } => drop(flags.insert(file, value)),
        }
    }
    // A file directly in one of the four folders is a package; a folder below them is one too.
    let mut groups: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        let depth = file.strip_prefix(&root).map_or(1, |path| path.components().count());
        let key = if depth > 2 { file.parent().unwrap_or(&file).to_path_buf() } else { file.clone() };
        groups.entry(key).or_default().push(file);
    }
    let mut packages = Vec::new();
    for (key, files) in groups {
        let first = files[0].to_string_lossy();
        let flags = flags.get(first.as_ref()).cloned().unwrap_or_default();
        // Godwit always has alias types, as Go does from 1.27 on.
        if flags.gotypesalias == "0" {
            continue;
        }
        let wants =
            files.iter().filter_map(|file| wants.remove(file.to_string_lossy().as_ref())).flatten().collect();
        let name = key.strip_prefix(&root).or_else(|_| key.strip_prefix(&local))?.display().to_string();
        packages.push(Package { name, files, flags, wants });
    }
    Ok(packages)
}

fn typecheck(cx: &Context, files: &[PathBuf], flags: &Flags) -> Result<Vec<Message>> {
    let mut command = cx.godwit();
    command.args(["debug", "typecheck", "--json", "--test-builtins"]);
    if !flags.lang.is_empty() {
        command.args(["--lang", &flags.lang]);
    }
    if flags.fake_import_c {
        command.arg("--fake-import-c");
    }
    json_lines(&findings(command.args(files))?)
}

/// Matches errors to annotations as the Go test does: per line, and the nearest column where several fit.
fn annotations(packages: &[Package], ours: &[Vec<Message>], snapshot: &mut Snapshot) -> Result {
    let (mut total, mut by_line, mut by_column, mut unexpected, mut reported) = (0, 0, 0, 0, 0);
    for (package, errors) in packages.iter().zip(ours) {
        total += package.wants.len();
        reported += errors.len();
        let mut open: Vec<(&Annotation, Option<Regex>)> = Vec::new();
        for want in &package.wants {
            let regex = if want.regexp { Some(go_regex(&want.pattern)?) } else { None };
            open.push((want, regex));
        }
        for error in errors {
            let fits = |(want, regex): &(&Annotation, Option<Regex>)| {
                want.file == error.file
                    && want.line == error.line
                    && match regex {
                        Some(regex) => regex.is_match(&error.message),
                        None => error.message.contains(&want.pattern),
                    }
            };
            let nearest = open
                .iter()
                .enumerate()
                .filter(|(_, candidate)| fits(candidate))
                .min_by_key(|(_, (want, _))| want.column.abs_diff(error.column))
                .map(|(index, _)| index);
            let place = format!("{}:{}:{}", file_name(&error.file), error.line, error.column);
            match nearest {
                Some(index) => {
                    let (want, _) = open.remove(index);
                    by_line += 1;
                    if want.column == error.column {
                        by_column += 1;
                    } else {
                        let text = format!(
                            "{}: {place}: column should be {}: {}",
                            package.name, want.column, error.message
                        );
                        snapshot.case("column", text);
                    }
                }
                None => {
                    unexpected += 1;
                    snapshot.case("unexpected", format!("{}: {place}: {}", package.name, error.message));
                }
            }
        }
        for (want, _) in open {
            let place = format!("{}:{}:{}", file_name(&want.file), want.line, want.column);
            snapshot.case("missing", format!("{}: {place}: {}", package.name, want.pattern));
        }
    }
    snapshot.total(format!(
        "annotations: {by_line} of {total} by line and message ({})",
        percent(by_line, total)
    ));
    snapshot
        .total(format!("annotations: {by_column} of {total} by column too ({})", percent(by_column, total)));
    snapshot
        .total(format!("unexpected: {unexpected} of {reported} errors ({})", percent(unexpected, reported)));
    Ok(())
}

/// Go takes a brace that begins no repetition literally; Rust's crate wants it escaped.
fn go_regex(pattern: &str) -> Result<Regex> {
    let mut text = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                text.push(c);
                text.extend(chars.next());
            }
            '{' if !chars.peek().is_some_and(char::is_ascii_digit) => text.push_str("\\{"),
            _ => text.push(c),
        }
    }
    Ok(Regex::new(&text).map_err(|error| format!("{pattern}: {error}"))?)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Equality with go/types: file, line, column, code and text of every error.
fn exact(cx: &Context, packages: &[Package], ours: &[Vec<Message>], snapshot: &mut Snapshot) -> Result {
    let requests: Vec<(Vec<String>, &Flags)> = packages
        .iter()
        .map(|package| {
            (package.files.iter().map(|file| file.to_string_lossy().into_owned()).collect(), &package.flags)
        })
        .collect();
    let theirs = oracle(cx, &requests)?;
    let (mut total, mut equal) = (0, 0);
    for ((package, want), got) in packages.iter().zip(&theirs).zip(ours) {
        let Some(want) = want else {
            let n = ORACLE_PATIENCE.as_secs();
            snapshot.case("go/types", format!("{}: not compared: no answer within {n} s", package.name));
            continue;
        };
        let (lost, extra) = multiset_difference(want, got);
        total += want.len();
        equal += want.len() - lost.len();
        for (sign, list) in [('-', lost), ('+', extra)] {
            for error in list {
                let place = format!("{}:{}:{}", file_name(&error.file), error.line, error.column);
                snapshot.case(
                    "go/types",
                    format!("{}: {sign} {place}: [{}] {}", package.name, error.code, error.message),
                );
            }
        }
    }
    snapshot.total(format!(
        "go/types: {equal} of {total} errors equal in position, code and text ({})",
        percent(equal, total)
    ));
    Ok(())
}

/// What one request may take. Go 1.27 looks at every part of a string constant again at each addition to it, minutes for a
/// constant that doubles thirty times.
const ORACLE_PATIENCE: Duration = Duration::from_secs(20);

/// Errors of go/types for each request; `None` where it did not answer in time.
fn oracle(cx: &Context, requests: &[(Vec<String>, &Flags)]) -> Result<Vec<Option<Vec<Message>>>> {
    let mut results = Vec::new();
    let mut running: Option<Oracle> = None;
    for (files, flags) in requests {
        let mut oracle = match running.take() {
            Some(oracle) => oracle,
            None => Oracle::start(cx)?,
        };
        let request =
            serde_json::json!({"files": files, "lang": flags.lang, "fake_import_c": flags.fake_import_c});
        let answer = oracle.ask(&request.to_string())?;
        if answer.is_some() {
            running = Some(oracle);
        } else {
            oracle.child.kill()?;
            oracle.child.wait()?;
        }
        results.push(answer);
    }
    Ok(results)
}

/// A running errdump, asked one request at a time.
struct Oracle {
    child: Child,
    stdin: ChildStdin,
    lines: Receiver<std::io::Result<String>>,
}

impl Oracle {
    fn start(cx: &Context) -> Result<Oracle> {
        let mut command = cx.oracle("errdump")?;
        command.args(["-batch", "-test-builtins"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let stdin = child.stdin.take().expect("stdin is piped");
        let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let (send, lines) = std::sync::mpsc::channel();
        // Ends with the program, or when nobody listens any more.
        std::thread::spawn(move || stdout.lines().try_for_each(|line| send.send(line)));
        let mut oracle = Oracle { child, stdin, lines };
        // The first answer waits for the standard library: an empty package, outside of any limit.
        writeln!(oracle.stdin, r#"{{"files":[]}}"#)?;
        oracle.lines.recv().map_err(|_| "errdump ended before its first answer")??;
        Ok(oracle)
    }

    fn ask(&mut self, request: &str) -> Result<Option<Vec<Message>>> {
        writeln!(self.stdin, "{request}")?;
        let end = Instant::now() + ORACLE_PATIENCE;
        let mut messages = Vec::new();
        loop {
            let line = match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => line?,
                Err(RecvTimeoutError::Timeout) => return Ok(None),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(format!("errdump ended at {request}").into());
                }
            };
            let line: OracleLine = serde_json::from_str(&line)?;
            match line.message {
                _ if line.done => return Ok(Some(messages)),
                Some(message) => messages.push(message),
                None => {}
            }
        }
    }
}

/// Each example of codes.go must give the code it is an example of.
fn codes(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let dir = repo::scratch("codes")?;
    let mut command = cx.oracle("snippets")?;
    command.args(["-set", "codes", "-goroot"]).arg(&cx.goroot).arg("-out").arg(dir);
    let list: Vec<Snippet> = json_lines(&process::output(&mut command)?)?;
    let hits = parallel(&list, |snippet| {
        let errors = typecheck(cx, &[PathBuf::from(&snippet.file)], &Flags::default())?;
        Ok(errors.iter().any(|error| error.code == snippet.group))
    })?;
    for (snippet, hit) in list.iter().zip(&hits) {
        if !hit {
            snapshot.case("codes", file_name(&snippet.file));
        }
    }
    let n = hits.iter().filter(|hit| **hit).count();
    snapshot.total(format!("codes: {n} of {} examples give their code", list.len()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::go_regex;

    #[test]
    fn braces_are_read_as_go_reads_them() {
        assert!(go_regex(r"T1{} \(method\) a{2}").unwrap().is_match("T1{} (method) aa"));
        assert!(go_regex(r"\{x").unwrap().is_match("{x"));
    }
}
