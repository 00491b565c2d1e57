//! Lexer and parser against go/scanner, go/parser and go/ast.
//!
//! Valid code: counts over GOROOT/src. Broken code: errors over the test data of go/parser, the compiler's syntax package
//! and the type checker, and the snippets of go/parser's short tests.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

use super::snapshot::Snapshot;
use super::{Context, Message, files_below, findings, json_lines, multiset_difference, percent};
use crate::{Result, process, repo};

/// Kinds that must be counted. Others are compared where godwit counts them under the same name.
const KINDS: &[&str] = &["CallExpr", "SelectorExpr", "BasicLit", "CompositeLit", "FuncLit", "Ident"];

#[derive(Deserialize)]
struct Record {
    file: String,
    bytes: usize,
    nodes: BTreeMap<String, usize>,
    tokens: usize,
    comments: usize,
    errors: Vec<Message>,
}

#[derive(Deserialize)]
struct Snippet {
    file: String,
}

pub fn run(cx: &Context) -> Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    valid(cx, &mut snapshot)?;

    let src = cx.src();
    let go_like = |path: &std::path::Path| {
        path.extension().is_some_and(|ext| ext == "go" || ext == "src" || ext == "go2")
            && !path.components().any(|part| part.as_os_str() == "resolution")
    };
    let sets = [
        ("go/parser testdata", files_below(&src.join("go/parser/testdata"), &go_like)?),
        (
            "cmd/compile syntax testdata",
            files_below(&src.join("cmd/compile/internal/syntax/testdata"), &go_like)?,
        ),
        ("types testdata", files_below(&src.join("internal/types/testdata"), &go_like)?),
        ("go/parser short tests", snippets(cx)?),
    ];
    for (name, files) in sets {
        broken(cx, name, &files, &mut snapshot)?;
    }
    Ok(snapshot)
}

fn snippets(cx: &Context) -> Result<Vec<PathBuf>> {
    let dir = repo::scratch("short")?;
    let mut command = cx.oracle("snippets")?;
    command.args(["-set", "short", "-goroot"]).arg(&cx.goroot).arg("-out").arg(dir);
    let list: Vec<Snippet> = json_lines(&process::output(&mut command)?)?;
    Ok(list.into_iter().map(|snippet| PathBuf::from(snippet.file)).collect())
}

fn records(command: &mut Command) -> Result<BTreeMap<String, Record>> {
    let records: Vec<Record> = json_lines(&findings(command)?)?;
    Ok(records.into_iter().map(|record| (record.file.clone(), record)).collect())
}

fn valid(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let part = "GOROOT/src";
    let theirs = records(cx.oracle("parsedump")?.arg(cx.src()))?;
    let ours = records(cx.godwit().args(["debug", "parse", "--json"]).arg(cx.src()))?;
    let (mut equal, mut errors) = (0, 0);
    let mut sums: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (file, want) in &theirs {
        let name = cx.short_path(file);
        let Some(got) = ours.get(file) else {
            snapshot.case(part, format!("{name}: not parsed"));
            continue;
        };
        errors += got.errors.len();
        let mut differences = Vec::new();
        let mut compare = |what: &str, want: usize, got: usize| {
            if want != got {
                differences.push(format!("{what} {got}, go {want}"));
            }
        };
        compare("bytes", want.bytes, got.bytes);
        compare("tokens", want.tokens, got.tokens);
        compare("comments", want.comments, got.comments);
        for kind in KINDS.iter().copied().chain(got.nodes.keys().map(String::as_str)) {
            let count = |record: &Record| record.nodes.get(kind).copied().unwrap_or(0);
            compare(kind, count(want), count(got));
        }
        for (kind, record) in [("tokens", want.tokens), ("comments", want.comments)] {
            sums.entry(kind).or_default().0 += record;
        }
        for (kind, record) in [("tokens", got.tokens), ("comments", got.comments)] {
            sums.entry(kind).or_default().1 += record;
        }
        for kind in KINDS {
            let entry = sums.entry(kind).or_default();
            entry.0 += want.nodes.get(*kind).copied().unwrap_or(0);
            entry.1 += got.nodes.get(*kind).copied().unwrap_or(0);
        }
        differences.extend(
            got.errors
                .iter()
                .map(|error| format!("error {}:{}: {}", error.line, error.column, error.message)),
        );
        differences.dedup();
        if differences.is_empty() {
            equal += 1;
        } else {
            snapshot.case(part, format!("{name}: {}", differences.join("; ")));
        }
    }
    for file in ours.keys().filter(|file| !theirs.contains_key(*file)) {
        snapshot.case(part, format!("{}: parsed, though go/parser was not given it", cx.short_path(file)));
    }
    snapshot.total(format!("{part}: {equal} of {} files equal, {errors} errors", theirs.len()));
    for (kind, (want, got)) in sums {
        snapshot.total(format!("{part}: {kind} {got}, go {want}"));
    }
    Ok(())
}

/// Errors on code that may be broken: each must have a partner with the same position and text.
fn broken(cx: &Context, part: &str, files: &[PathBuf], snapshot: &mut Snapshot) -> Result {
    let theirs = records(cx.oracle("parsedump")?.args(files))?;
    let ours = records(cx.godwit().args(["debug", "parse", "--json"]).args(files))?;
    let (mut total, mut missing, mut unexpected, mut equal) = (0, 0, 0, 0);
    for (file, want) in &theirs {
        let name = cx.short_path(file);
        let got = ours.get(file).map_or(&[][..], |record| record.errors.as_slice());
        let (lost, extra) = multiset_difference(&want.errors, got);
        total += want.errors.len();
        missing += lost.len();
        unexpected += extra.len();
        if lost.is_empty() && extra.is_empty() {
            equal += 1;
        }
        for (sign, list) in [('-', lost), ('+', extra)] {
            for error in list {
                snapshot
                    .case(part, format!("{name}: {sign} {}:{}: {}", error.line, error.column, error.message));
            }
        }
    }
    let share = percent(total - missing, total);
    snapshot.total(format!(
        "{part}: {} of {total} errors of go/parser ({share}), {unexpected} more; {equal} of {} files equal",
        total - missing,
        theirs.len()
    ));
    Ok(())
}
