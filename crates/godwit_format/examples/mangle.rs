//! Disturbs the layout of Go files and compares what Godwit and gofmt make of each variant, to the byte.
//! `mangle --gofmt PATH [--minor 26] [--seed N] [--count N] [--out DIR] PATHS`; exits 1 if a variant differs.
//!
//! Then both format their own output again: gofmt's second pass changes some of its own texts, and Godwit's must do just
//! the same to each.
//!
//! A variant keeps the tokens: it changes indentation, blank lines and blanks, joins and splits lines where no semicolon
//! appears or goes, and adds, moves and removes comments.
#![allow(clippy::disallowed_methods, reason = "a development tool")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use godwit_format::{GoVersion, Options, format_file};
use godwit_syntax::{File, Source, TokenKind as T, parse_source, tokenize};

/// A small generator with a fixed sequence for each seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn chance(&mut self, percent: f64) -> bool {
        (self.next() % 1_000_000) as f64 / 10_000.0 < percent
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }
}

const LINE_COMMENTS: &[&str] = &[
    "// a comment",
    "//nospace",
    "//",
    "//\tcode",
    "//\t\tmore code",
    "//  - item",
    "//   - item",
    "// 1. item",
    "//  2) item",
    "// # Heading",
    "// Old Heading",
    "// [link]: https://example.com/x",
    "// see [link] and ``quotes'' at https://example.com/a''b.",
    "// ends in a brace {",
    "// }",
    "// Deprecated: no.",
    "//go:noinline",
    "//export F",
    "//lint:ignore x y",
    "// trailing blanks   ",
    "// é ü 世界",
];
const BUILD_COMMENTS: &[&str] = &[
    "//go:build linux && !cgo",
    "//go:build  (a||b)&&!(c&&d)",
    "// +build linux,!cgo darwin",
    "//+build a",
    "//line x.go:10",
];
const BLOCK_COMMENTS: &[&str] = &["/* c */", "/**/", "/* a longer comment */", "/*x*/"];
const LONG_COMMENTS: &[&str] = &[
    "/* first\n   second */",
    "/*\n * star\n * box\n */",
    "/*\n\ttext\n\n  more\n*/",
    "/* one\n\t\ttwo\n three\n*/",
    "/*\ntext\n\tcode\n*/",
];
const SPACES: &[&str] = &["", " ", "  ", "\t", "   ", " \t"];
const INDENTS: &[&str] = &["", " ", "\t", "\t\t", "    ", "        ", "\t  "];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Token(T),
    LineComment,
    BlockComment,
}

struct Piece {
    kind: Kind,
    start: usize,
    end: usize,
}

fn pieces(file: &File) -> Vec<Piece> {
    let tokens = &file.tokens;
    let mut out: Vec<Piece> = (0..tokens.len())
        .filter(|&i| !matches!(tokens.kinds[i], T::AutoSemicolon | T::Eof))
        .map(|i| Piece {
            kind: Kind::Token(tokens.kinds[i]),
            start: tokens.spans[i].start as usize,
            end: tokens.spans[i].end as usize,
        })
        .collect();
    out.extend(file.comments.iter().map(|c| {
        let line = file.text[c.start as usize..].starts_with("//");
        let kind = if line { Kind::LineComment } else { Kind::BlockComment };
        Piece { kind, start: c.start as usize, end: c.end as usize }
    }));
    out.sort_by_key(|p| p.start);
    out
}

/// How much of each kind of disturbance a variant gets, in percent of the gaps.
struct Rates {
    gap: f64,
    newline: f64,
    comment: f64,
    remove: f64,
    build: f64,
}

fn mangle(file: &File, random: &mut Random) -> String {
    let text: &str = &file.text;
    let all = pieces(file);
    let scale = [0.3, 2.0, 10.0, 50.0][random.below(4)];
    let mut on = |p: f64| if random.chance(60.0) { p } else { 0.0 };
    let rates = Rates {
        gap: on(scale),
        newline: on(scale / 2.0),
        comment: on(scale / 10.0),
        remove: on(scale / 3.0),
        build: on(0.02),
    };
    let mut out = String::with_capacity(text.len() * 2);
    let mut moved: Vec<&str> = Vec::new();
    // Whether a line break here becomes a semicolon.
    let mut semicolon = false;
    for (i, piece) in all.iter().enumerate() {
        let own = &text[piece.start..piece.end];
        let mut removed = false;
        match piece.kind {
            Kind::Token(kind) => {
                out.push_str(own);
                semicolon = kind.ends_statement();
            }
            Kind::LineComment | Kind::BlockComment if random.chance(rates.remove) => {
                moved.push(own);
                removed = true;
                if own.contains('\n') && semicolon {
                    out.push('\n');
                    semicolon = false;
                }
            }
            Kind::LineComment => out.push_str(own),
            Kind::BlockComment => {
                out.push_str(own);
                semicolon &= !own.contains('\n');
            }
        }
        let Some(next) = all.get(i + 1) else {
            out.push_str(&text[piece.end..]);
            break;
        };
        let gap = &text[piece.end..next.start];
        let breaks = gap.matches('\n').count();
        let mut put_comment = |out: &mut String, random: &mut Random, can_break: bool, semicolon: bool| {
            let line = |random: &mut Random| {
                if random.chance(rates.build * 100.0) {
                    random.pick(BUILD_COMMENTS)
                } else {
                    random.pick(LINE_COMMENTS)
                }
            };
            match random.below(5) {
                0 if can_break => {
                    out.push_str(random.pick(SPACES));
                    out.push_str(line(random));
                }
                1 if can_break => {
                    for _ in 0..=random.below(3) {
                        out.push('\n');
                        out.push_str(random.pick(INDENTS));
                        out.push_str(line(random));
                    }
                }
                2 if !semicolon => {
                    out.push(' ');
                    out.push_str(random.pick(LONG_COMMENTS));
                    out.push_str(random.pick(SPACES));
                }
                3 if can_break && !moved.is_empty() => {
                    let comment = moved.swap_remove(random.below(moved.len()));
                    if comment.starts_with("//") || !semicolon {
                        out.push_str(random.pick(&[" ", "\n", "\n\t"]));
                        out.push_str(comment);
                    }
                }
                _ => {
                    out.push_str(random.pick(SPACES));
                    out.push_str(random.pick(BLOCK_COMMENTS));
                    out.push_str(random.pick(SPACES));
                }
            }
        };
        if breaks > 0 {
            if random.chance(rates.comment) {
                put_comment(&mut out, random, true, semicolon);
            }
            let must_break = matches!(piece.kind, Kind::LineComment) && !removed;
            if !random.chance(rates.gap) {
                out.push_str(gap);
            } else if random.chance(25.0)
                && !must_break
                && matches!(next.kind, Kind::Token(_))
                && !out_has_open_comment(&out)
            {
                // Joined.
                if semicolon {
                    out.push(';');
                }
                out.push_str(random.pick(&[" ", " ", "  ", "\t"]));
            } else {
                for _ in 0..[1, 1, 1, 2, 3, 4][random.below(6)] {
                    out.push_str(random.pick(&["", "", " ", "\t"]));
                    out.push('\n');
                }
                out.push_str(random.pick(INDENTS));
            }
            semicolon = false;
        } else {
            if random.chance(rates.comment) {
                if !semicolon && random.chance(20.0) {
                    out.push_str(random.pick(&[" ", "\n", "\t"]));
                    out.push_str(random.pick(LINE_COMMENTS));
                    out.push('\n');
                } else {
                    put_comment(&mut out, random, false, semicolon);
                }
            }
            if !semicolon && random.chance(rates.newline) {
                for _ in 0..[1, 1, 1, 2, 3][random.below(5)] {
                    out.push('\n');
                }
                out.push_str(random.pick(INDENTS));
            } else if random.chance(rates.gap) && !removed {
                let space = random.pick(SPACES);
                let glued = space.is_empty() && !may_touch(own, &text[next.start..next.end]);
                out.push_str(if glued { " " } else { space });
            } else {
                out.push_str(gap);
            }
        }
    }
    out
}

/// Whether the output ends in a line comment, which a joined line would become part of.
fn out_has_open_comment(out: &str) -> bool {
    out.rsplit('\n').next().is_some_and(|line| line.contains("//"))
}

/// Whether two tokens stay two without a blank.
fn may_touch(a: &str, b: &str) -> bool {
    let both = format!("{a}{b}");
    let lexed = tokenize(&Source::from(both.as_str()), false);
    lexed.errors.is_empty()
        && lexed.comments.is_empty()
        && lexed.tokens.spans.first().map(|span| span.end) == Some(a.len() as u32)
}

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

const MAX_FILE: usize = 60_000;
const BATCH: usize = 2_000;

/// What is compared, and how.
struct Comparison {
    gofmt: PathBuf,
    options: Options,
    dir: PathBuf,
}

/// A disturbed file: its name in the batch, its text, the file it was made of.
struct Variant {
    name: String,
    text: String,
    path: PathBuf,
}

#[derive(Default)]
struct Tally {
    equal: usize,
    differ: usize,
    refused: usize,
    refused_by_one: usize,
    /// Outputs that gofmt's second pass changes.
    unstable: usize,
    /// Outputs on which the second passes differ.
    second_differ: usize,
    /// Outputs, the same from both, that are no Go any more.
    broken: usize,
}

impl Comparison {
    fn parsed(&self, text: Vec<u8>) -> File {
        parse_source(Source::new(text), self.options.parse_options())
    }

    /// Runs gofmt on the batch and tells what it made of each file and whether it refused it.
    fn gofmt(&self, batch: &Path, names: &[&str], before: &[&[u8]]) -> Vec<(Vec<u8>, bool)> {
        let out = Command::new(&self.gofmt).arg("-w").arg(batch).output().expect("gofmt runs");
        let complaints = String::from_utf8_lossy(&out.stderr).into_owned();
        let named: std::collections::HashSet<&str> =
            complaints.lines().filter_map(|line| line.split(':').next()?.rsplit('/').next()).collect();
        let look = |(name, before): (&&str, &&[u8])| {
            let after = std::fs::read(batch.join(name)).unwrap_or_default();
            // A complaint names another file where a line directive says so; then the file is just as it was.
            let untouched = after == **before && !self.parsed(after.clone()).errors.is_empty();
            (after, named.contains(name) || untouched)
        };
        names.iter().zip(before).map(look).collect()
    }

    fn keep(&self, name: &str, what: &str, text: &[u8]) {
        let _ = std::fs::write(self.dir.join(format!("{name}.{what}")), text);
    }

    fn batch(&self, variants: &[Variant], tally: &mut Tally) {
        let batch = self.dir.join("batch");
        let _ = std::fs::remove_dir_all(&batch);
        std::fs::create_dir_all(&batch).expect("the output folder can be written");
        for v in variants {
            std::fs::write(batch.join(&v.name), &v.text).expect("the output folder can be written");
        }
        let names: Vec<&str> = variants.iter().map(|v| v.name.as_str()).collect();
        let texts: Vec<&[u8]> = variants.iter().map(|v| v.text.as_bytes()).collect();
        let first = self.gofmt(&batch, &names, &texts);
        let mut again = Vec::new();
        for (v, (theirs, refused)) in variants.iter().zip(&first) {
            let file = self.parsed(v.text.clone().into_bytes());
            if *refused || !file.errors.is_empty() {
                tally.refused += 1;
                if *refused == file.errors.is_empty() {
                    tally.refused_by_one += 1;
                    println!("{} ({}): only one of the parsers takes it", v.name, v.path.display());
                    self.keep(&v.name, "in", v.text.as_bytes());
                }
                let _ = std::fs::remove_file(batch.join(&v.name));
                continue;
            }
            let ours = format_file(&file, &self.options);
            if ours == *theirs {
                tally.equal += 1;
                again.push((v, ours));
            } else {
                tally.differ += 1;
                self.keep(&v.name, "in", v.text.as_bytes());
                self.keep(&v.name, "godwit", &ours);
                self.keep(&v.name, "gofmt", theirs);
                println!("{} ({}): differs", v.name, v.path.display());
                let _ = std::fs::remove_file(batch.join(&v.name));
            }
        }
        let names: Vec<&str> = again.iter().map(|(v, _)| v.name.as_str()).collect();
        let texts: Vec<&[u8]> = again.iter().map(|(_, once)| once.as_slice()).collect();
        let second = self.gofmt(&batch, &names, &texts);
        for ((v, once), (theirs, refused)) in again.iter().zip(&second) {
            let file = self.parsed(once.clone());
            let same = if file.errors.is_empty() {
                !refused && format_file(&file, &self.options) == *theirs
            } else {
                tally.broken += 1;
                *refused
            };
            tally.unstable += usize::from(theirs != once);
            if !same {
                tally.second_differ += 1;
                self.keep(&v.name, "in", once);
                println!("{} ({}): the second pass differs", v.name, v.path.display());
            }
        }
    }
}

fn main() -> ExitCode {
    let mut files = Vec::new();
    let (mut gofmt, mut minor, mut seed, mut count) = (PathBuf::from("gofmt"), 26, 1u64, 1000usize);
    let mut dir = std::env::temp_dir().join("godwit-mangle");
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_default();
        match arg.as_str() {
            "--gofmt" => gofmt = value().into(),
            "--minor" => minor = value().parse().unwrap_or(26),
            "--seed" => seed = value().parse().unwrap_or(1),
            "--count" => count = value().parse().unwrap_or(1000),
            "--out" => dir = value().into(),
            path => walk(Path::new(path), &mut files),
        }
    }
    if files.is_empty() {
        eprintln!("no Go files");
        return ExitCode::from(2);
    }
    let options = Options { version: GoVersion { minor }, ..Options::default() };
    let comparison = Comparison { gofmt, options, dir };
    let mut random = Random(seed);
    let mut tally = Tally::default();
    let mut done = 0;
    while done < count {
        let mut variants = Vec::new();
        while variants.len() < BATCH.min(count - done) {
            let path = &files[random.below(files.len())];
            let text = std::fs::read(path).unwrap_or_default();
            if text.len() > MAX_FILE {
                continue;
            }
            let file = comparison.parsed(text);
            if !file.errors.is_empty() || file.text.contains("\r") {
                continue;
            }
            let text = mangle(&file, &mut random);
            let name = format!("{:06}.go", done + variants.len());
            variants.push(Variant { name, text, path: path.clone() });
        }
        comparison.batch(&variants, &mut tally);
        done += variants.len();
    }
    let Tally { equal, differ, refused, refused_by_one, unstable, second_differ, broken } = tally;
    println!(
        "{done} variants: {equal} equal, {differ} differ, {refused} refused, {refused_by_one} of them by one side only"
    );
    println!(
        "second pass: {} equal, {second_differ} differ; gofmt changes {unstable} of its own texts, and {broken} are no Go any more",
        equal - second_differ
    );
    if differ + refused_by_one + second_differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
