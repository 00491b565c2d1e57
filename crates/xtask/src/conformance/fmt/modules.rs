//! Real code as it is: the modules that `tools/go.mod` selects, each program on a copy of its own.
//!
//! What is compared is the text each program leaves, which is the `-d` output of both with the same diff program. Then each
//! runs again on its own copy: Godwit must leave it alone.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::snapshot::Snapshot;
use super::super::{Context, files_below, findings, percent};
use super::release;
use crate::{Result, process, repo, toolchain};

/// Module path, version and folder of each downloaded module of the build list of `tools/go.mod`.
pub fn selected() -> Result<Vec<(String, String, PathBuf)>> {
    let mut go = toolchain::go()?;
    go.current_dir(repo::root().join("tools"));
    go.args(["list", "-m", "-f", "{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}", "all"]);
    let text = process::output(&mut go)?;
    let field = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        Some((parts.next()?, parts.next()?, PathBuf::from(parts.next().filter(|dir| !dir.is_empty())?)))
    };
    Ok(text.lines().filter_map(field).collect())
}

/// Go files of a folder outside testdata, vendor and hidden folders, relative to it.
pub fn go_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let files = files_below(dir, &|path| path.extension().is_some_and(|ext| ext == "go"))?;
    let below = files.iter().filter_map(|file| file.strip_prefix(dir).ok());
    let is_left_out = |part: &str| part == "testdata" || part == "vendor" || part.starts_with('.');
    let wanted = |file: &&Path| !file.iter().any(|part| is_left_out(&part.to_string_lossy()));
    Ok(below.filter(wanted).map(Path::to_path_buf).collect())
}

/// The same files twice.
struct Copies {
    /// Source and name below the copies.
    files: Vec<(PathBuf, PathBuf)>,
    theirs: PathBuf,
    ours: PathBuf,
}

impl Copies {
    fn new() -> Result<Copies> {
        let base = repo::scratch("modules")?;
        let (theirs, ours) = (base.join("go"), base.join("godwit"));
        let mut copies = Copies { files: Vec::new(), theirs, ours };
        for dir in [&copies.theirs, &copies.ours] {
            if dir.exists() {
                std::fs::remove_dir_all(dir)?;
            }
        }
        for (path, version, dir) in selected()? {
            let name = PathBuf::from(format!("{path}@{version}"));
            // Language version and module path decide on some of gofumpt's rules.
            if dir.join("go.mod").is_file() {
                copies.put(&dir.join("go.mod"), &name.join("go.mod"))?;
            }
            for file in go_files(&dir)? {
                copies.put(&dir.join(&file), &name.join(&file))?;
                copies.files.push((dir.join(&file), name.join(&file)));
            }
        }
        Ok(copies)
    }

    fn put(&self, source: &Path, name: &Path) -> Result {
        for root in [&self.theirs, &self.ours] {
            let to = root.join(name);
            std::fs::create_dir_all(to.parent().expect("a file lies in a folder"))?;
            // Not `fs::copy`: the module cache is read-only, and the copies must not be.
            std::fs::write(&to, std::fs::read(source)?)?;
        }
        Ok(())
    }
}

/// A style: its name, the program that defines it, what makes Godwit do the same, and the share of equal files asked for.
struct Style {
    part: &'static str,
    real: Command,
    flags: &'static [&'static str],
    bar: f64,
}

pub fn compare(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let gofmt = || Command::new(cx.goroot.join("bin/gofmt"));
    let mut simplify = gofmt();
    simplify.arg("-s");
    let mut extra = toolchain::tool("gofumpt")?;
    extra.arg("-extra=group_params,clothe_returns,balance_calls");
    let styles = [
        Style { part: "gofmt", real: gofmt(), flags: &["--all"], bar: 1.0 },
        Style { part: "gofmt -s", real: simplify, flags: &["--all", "--simplify"], bar: 1.0 },
        Style {
            part: "gofumpt",
            real: toolchain::tool("gofumpt")?,
            flags: &["--style", "gofumpt"],
            bar: 0.999,
        },
        Style {
            part: "gofumpt -extra",
            real: extra,
            flags: &["--style", "gofumpt", "--extra", "group-params,clothe-returns,balance-calls"],
            bar: 0.998,
        },
    ];
    let copies = Copies::new()?;
    for style in styles {
        rewrite(cx, &copies, style, snapshot)?;
    }
    Ok(())
}

fn rewrite(cx: &Context, copies: &Copies, mut style: Style, snapshot: &mut Snapshot) -> Result {
    let part = style.part;
    // A file that does not parse makes the program fail; the others are rewritten all the same.
    process::capture(style.real.arg("-w").arg(&copies.theirs))?;
    let godwit = |more: &[&str]| {
        let mut command = cx.godwit();
        command.args(["fmt", "--no-config", "--go", release(cx)]).args(style.flags).args(more);
        command.arg(&copies.ours);
        command
    };
    findings(&mut godwit(&[]))?;
    let again = findings(&mut godwit(&["--check"]))?;
    let mut unstable = 0;
    for line in again.lines().filter(|line| line.ends_with(".go")) {
        let name = Path::new(line).strip_prefix(&copies.ours).unwrap_or(Path::new(line));
        snapshot.case("second pass", format!("{part}: {}", name.display()));
        unstable += 1;
    }

    let (mut equal, mut changed) = (0, 0);
    for (source, name) in &copies.files {
        let source = std::fs::read(source)?;
        let (theirs, ours) = (copies.theirs.join(name), copies.ours.join(name));
        let (want, got) = (std::fs::read(&theirs)?, std::fs::read(&ours)?);
        changed += usize::from(want != source);
        if want == got {
            equal += 1;
        } else {
            snapshot.case(part, format!("{}:{}", name.display(), first_difference(&want, &got)));
        }
        for (file, text) in [(theirs, want), (ours, got)] {
            if text != source {
                std::fs::write(file, &source)?;
            }
        }
    }
    let n = copies.files.len();
    snapshot.total(format!(
        "{part}: {equal} of {n} files of the module cache equal ({}), {changed} of them changed by the original",
        percent(equal, n)
    ));
    snapshot.total(format!("second pass: {part}: godwit changes {unstable} of its {n} texts"));
    if (equal as f64) < style.bar * n as f64 || changed == 0 {
        snapshot.failed_bars.push(format!(
            "{part}: {} of files equal, {} asked for",
            percent(equal, n),
            style.bar
        ));
    }
    Ok(())
}

/// The line of the first difference.
pub fn first_difference(want: &[u8], got: &[u8]) -> usize {
    let lines = |text| <[u8]>::split(text, |b| *b == b'\n');
    lines(want).zip(lines(got)).take_while(|(a, b)| a == b).count() + 1
}
