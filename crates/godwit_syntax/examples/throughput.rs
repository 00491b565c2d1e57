//! Parses the given folders on one thread and prints bytes, counts and speed: the profiling target for the parser.
#![allow(clippy::disallowed_methods)]
use godwit_syntax::{Node, ParseOptions, Source, parse_source};
use std::time::Instant;

fn walk(dir: &std::path::Path, out: &mut Vec<Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|n| n != "testdata") {
                walk(&path, out);
            }
        } else if path.extension().is_some_and(|e| e == "go") {
            out.extend(std::fs::read(path));
        }
    }
}

fn main() {
    let mut sources = Vec::new();
    let mut skip_bodies = false;
    for arg in std::env::args().skip(1) {
        if arg == "--skip-bodies" {
            skip_bodies = true;
        } else {
            walk(arg.as_ref(), &mut sources);
        }
    }
    let bytes: usize = sources.iter().map(Vec::len).sum();
    let n_files = sources.len();
    let sources: Vec<_> = sources.into_iter().map(Source::new).collect();
    let start = Instant::now();
    let (mut nodes, mut tokens, mut errors, mut calls, mut comments) = (0, 0, 0, 0, 0);
    for source in sources {
        let file = parse_source(source, ParseOptions { skip_bodies, ..ParseOptions::default() });
        nodes += file.n_nodes();
        tokens += file.tokens.len() - 1;
        comments += file.comments.len();
        for e in &file.errors {
            errors += 1;
            if errors < 10 {
                println!(
                    "{:?} {} {:?}",
                    file.line_column(e.offset),
                    e.message,
                    file.lines
                        .line_text(file.text.as_bytes(), file.line(e.offset))
                        .map(String::from_utf8_lossy)
                );
            }
        }
        calls += file.ids().filter(|&id| matches!(file[id], Node::Call { .. })).count();
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{n_files} files {bytes} bytes {tokens} tokens {nodes} nodes {calls} calls {comments} comments {errors} errors; {:.1} MB/s",
        bytes as f64 / 1e6 / seconds
    );
}
