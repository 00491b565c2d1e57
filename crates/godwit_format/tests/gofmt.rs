//! The printer against what the installed Go ships: gofmt's own test files, the printer's, and the standard library, which
//! is formatted already. Nothing of it is copied here; without a Go installation there is nothing to compare with.
#![allow(clippy::disallowed_methods, reason = "reads the installed Go")]

use std::path::{Path, PathBuf};

use godwit_format::{GoVersion, Options, format_fragment, format_source};

/// GOROOT of the installed Go, and its version.
fn goroot() -> Option<(PathBuf, GoVersion)> {
    let root = godwit_testkit::goroot()?;
    let version = std::fs::read_to_string(root.join("VERSION")).ok()?;
    let minor = version.strip_prefix("go1.")?.split(['.', '\n', 'r', 'b']).next()?.parse::<u32>().ok()?;
    Some((root, GoVersion { minor: minor.clamp(26, GoVersion::LATEST.minor) }))
}

fn text(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn inputs(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    let mut all: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    all.retain(|p| p.extension().is_some_and(|e| e == "input"));
    all.sort();
    all
}

#[track_caller]
fn assert_same(what: &str, got: &[u8], want: &[u8]) {
    if got != want {
        let (got, want) = (String::from_utf8_lossy(got), String::from_utf8_lossy(want));
        let line = got.lines().zip(want.lines()).take_while(|(a, b)| a == b).count();
        let show = |s: &str| s.lines().skip(line).take(5).map(|l| format!("  {l:?}\n")).collect::<String>();
        panic!("{what}, line {}: got\n{}want\n{}", line + 1, show(&got), show(&want));
    }
}

#[test]
fn goldens_of_gofmt() {
    let Some((root, version)) = goroot() else { return };
    let mut n = 0;
    for input in inputs(&root.join("src/cmd/gofmt/testdata")) {
        let source = text(&input);
        let head = String::from_utf8_lossy(&source).into_owned();
        let flags = head.lines().take(20).find_map(|l| Some(l.split_once("//gofmt ")?.1)).unwrap_or("");
        if flags.contains("-r=") {
            continue;
        }
        n += 1;
        let options = Options {
            version,
            simplify: flags.contains("-s") && !flags.contains("-stdin"),
            ..Options::default()
        };
        let golden = text(&input.with_extension("golden"));
        for from in [source, golden.clone()] {
            let got = if flags.contains("-stdin") {
                format_fragment(from, &options)
            } else {
                format_source(from, &options)
            };
            assert_same(&input.display().to_string(), &got.unwrap_or_default(), &golden);
        }
    }
    assert!(n >= 21, "only {n} goldens found");
}

/// The printer's goldens are aligned with tabs, so what stands between words is not compared.
#[test]
fn goldens_of_the_printer() {
    let Some((root, version)) = goroot() else { return };
    let dir = root.join("src/go/printer/testdata");
    let squeeze = |text: &[u8]| -> String {
        let line = |l: &str| {
            let indent = l.len() - l.trim_start_matches('\t').len();
            let words: Vec<&str> = l.split_ascii_whitespace().collect();
            format!("{}{}\n", "\t".repeat(indent), words.join(" "))
        };
        String::from_utf8_lossy(text).lines().map(line).collect()
    };
    let mut n = 0;
    for input in inputs(&dir) {
        let name = input.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // The first is about an option gofmt does not have.
        if name == "complit" || name == "doc" {
            continue;
        }
        let golden = if name == "go2numbers" { "go2numbers.norm".into() } else { format!("{name}.golden") };
        let got = format_source(text(&input), &Options { version, simplify: false, ..Options::default() });
        let got = got.unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let mut want = text(&dir.join(golden));
        if name == "declarations" || name == "slow" {
            // Imports are out of order or doubled: gofmt sorts them, the printer alone does not.
            want = format_source(want, &Options { version, simplify: false, ..Options::default() })
                .unwrap_or_default();
        }
        assert_same(&name, squeeze(&got).as_bytes(), squeeze(&want).as_bytes());
        n += 1;
    }
    assert!(n >= 17, "only {n} goldens found");
}

fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("testdata") {
                walk(&path, out);
            }
        } else if path.extension().is_some_and(|e| e == "go") {
            out.push(path);
        }
    }
}

/// A sample; `cargo xtask conformance fmt` does all of it.
#[test]
fn the_standard_library_is_left_alone() {
    let Some((root, version)) = goroot() else { return };
    let mut files = Vec::new();
    walk(&root.join("src"), &mut files);
    files.sort();
    let options = Options { version, simplify: false, ..Options::default() };
    let mut n = 0;
    for path in files.iter().step_by(13).filter(|p| !p.ends_with("zdefaultcc.go")) {
        let source = text(path);
        if source.len() < 100_000 {
            let got = format_source(source.clone(), &options)
                .unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
            assert_same(&path.display().to_string(), &got, &source);
            n += 1;
        }
    }
    assert!(n > 300, "only {n} files found");
}
