//! Parse throughput on one core, sources in memory: the counterpart of `tools/cmd/parsebench`.
//!
//! CPU time is counted, so that other programs on the machine matter little.
//!
//! Prints a JSON line: files, bytes, MB/s of the median round with full trees, with bodies skipped and with tokens only, peak memory.

#![allow(clippy::disallowed_methods, reason = "a measuring program outside the product")]

use std::path::{Path, PathBuf};

use godwit_syntax::{ParseOptions, Source, parse_source};

/// The allocator of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 3;

fn main() {
    let mut files = Vec::new();
    for root in std::env::args().skip(1) {
        collect(Path::new(&root), &mut files);
    }
    files.sort();
    let sources: Vec<Source> =
        files.iter().filter_map(|file| std::fs::read(file).ok()).map(Source::new).collect();
    let bytes: usize = sources.iter().map(|source| source.text.len()).sum();
    let full = measure(&sources, ParseOptions::default());
    let skim = measure(&sources, ParseOptions { skip_bodies: true, ..ParseOptions::default() });
    // With the declarations left out, only the lexer is measured.
    let lex = measure(&sources, ParseOptions { imports_only: true, ..ParseOptions::default() });
    let speed = |seconds: f64| bytes as f64 / 1e6 / seconds;
    println!(
        "{{\"files\":{},\"bytes\":{bytes},\"mb_per_second\":{},\"skim_mb_per_second\":{},\"lex_mb_per_second\":{},\"peak_memory_bytes\":{}}}",
        files.len(),
        speed(full),
        speed(skim),
        speed(lex),
        peak_memory()
    );
}

/// Seconds of the median round. Trees are dropped as soon as they are built.
fn measure(sources: &[Source], options: ParseOptions) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = cpu_seconds();
            for source in sources {
                std::hint::black_box(&parse_source(source.clone(), options));
            }
            cpu_seconds() - start
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            if entry.file_name() != "testdata" {
                collect(&entry.path(), files);
            }
        }
    } else if path.extension().is_some_and(|ext| ext == "go") {
        files.push(path.to_path_buf());
    }
}

/// Nanoseconds this thread ran, as the scheduler counts them.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).map_or(0, |kb| kb * 1024)
}
