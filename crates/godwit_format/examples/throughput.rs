//! Formats all Go files below the given folders, tells which change, and how fast that was.
//! `throughput [--print] [--write] [--minor 26] [--simplify] [--gofumpt [--extra]] PATHS`; `--write` changes the files, in
//! disposable copies.
#![allow(clippy::disallowed_methods, reason = "a development tool")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use godwit_format::{GoVersion, Gofumpt, Options, format_file};
use godwit_syntax::{ParseOptions, Source, parse_source};

fn walk(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_dir() {
        if path.ends_with("testdata") {
            return;
        }
        let mut entries: Vec<_> =
            std::fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect();
        entries.sort();
        entries.iter().for_each(|p| walk(p, out));
    } else if path.extension().is_some_and(|e| e == "go") {
        out.push(path.to_path_buf());
    }
}

/// Path and Go version of the module that a file is in.
fn module_of(path: &Path) -> Gofumpt {
    let text = path.ancestors().find_map(|dir| std::fs::read_to_string(dir.join("go.mod")).ok());
    let Some(text) = text else { return Gofumpt::default() };
    let word =
        |key: &str| text.lines().find_map(|l| Some(l.strip_prefix(key)?.trim().trim_matches('"').to_owned()));
    let minor = word("go ").and_then(|v| v.split('.').nth(1)?.parse().ok());
    Gofumpt {
        go_minor: Some(minor.unwrap_or(16)),
        module_path: word("module ").unwrap_or_default(),
        ..Gofumpt::default()
    }
}

fn main() {
    let mut files = Vec::new();
    let (mut print, mut minor, mut write, mut simplify, mut gofumpt, mut extra) =
        (false, 26, false, false, false, false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--print" => print = true,
            "--write" => write = true,
            "--simplify" => simplify = true,
            "--gofumpt" => gofumpt = true,
            "--extra" => extra = true,
            "--minor" => minor = args.next().and_then(|a| a.parse().ok()).unwrap_or(26),
            path if Path::new(path).is_dir() => walk(Path::new(path), &mut files),
            path => files.push(path.into()),
        }
    }
    let mut options = Options { version: GoVersion { minor }, simplify, ..Options::default() };
    let (mut parse, mut format, mut bytes, mut changed) = (Duration::ZERO, Duration::ZERO, 0, 0);
    for path in &files {
        let Ok(text) = std::fs::read(path) else { continue };
        bytes += text.len();
        let before = Instant::now();
        let file = parse_source(Source::new(text.clone()), ParseOptions::default());
        let parsed = Instant::now();
        if let Some(error) = file.errors.first() {
            println!("{}:{}: {}", path.display(), file.line(error.offset), error.message);
            continue;
        }
        if gofumpt {
            let mut rules = module_of(path);
            (rules.group_params, rules.clothe_returns, rules.balance_calls) = (extra, extra, extra);
            options.gofumpt = Some(rules);
        }
        let out = format_file(&file, &options);
        format += parsed.elapsed();
        parse += parsed - before;
        if print {
            print!("{}", String::from_utf8_lossy(&out));
        } else if out != text {
            if write {
                std::fs::write(path, &out).expect("the copies can be written");
            } else {
                println!("{}", path.display());
            }
            changed += 1;
        }
    }
    if !print {
        let rate = |t: Duration| bytes as f64 / 1e6 / t.as_secs_f64();
        eprintln!(
            "{} files, {bytes} bytes, {changed} changed; parse {:.0} MB/s, format {:.0} MB/s, both {:.0} MB/s",
            files.len(),
            rate(parse),
            rate(format),
            rate(parse + format)
        );
    }
}
