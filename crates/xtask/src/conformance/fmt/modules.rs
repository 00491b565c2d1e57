//! Real code as it is: the modules that `tools/go.mod` selects, each program on a copy of its own.
//!
//! What is compared is the text each program leaves, which is the `-d` output of both with the same diff program. Then each
//! runs again on its own copy: Godwit must leave it alone, except where the other program's second pass does the same.

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

/// What makes the program that defines a style.
type Program<'p> = &'p dyn Fn() -> Result<Command>;

/// A style: its name, the program that defines it, what makes Godwit do the same, and the share of equal files asked for.
struct Style<'p> {
    part: &'static str,
    real: Program<'p>,
    flags: &'static [&'static str],
    bar: f64,
}

/// Why a file of the module cache differs, where that was looked into.
const REASONS: [(&str, &str); 1] = [(
    "ginkgo/v2@v2.32.0/internal/testingtproxy/testing_t_proxy.go",
    "types joined into a group right below another: godwit sets them apart at once, gofumpt in its second pass",
)];

pub fn compare(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let gofmt = || Ok(Command::new(cx.goroot.join("bin/gofmt")));
    let with = |mut command: Command, arg: &str| {
        command.arg(arg);
        command
    };
    let extra = "-extra=group_params,clothe_returns,balance_calls";
    let styles = [
        Style { part: "gofmt", real: &gofmt, flags: &["--all"], bar: 1.0 },
        Style {
            part: "gofmt -s",
            real: &|| Ok(with(gofmt()?, "-s")),
            flags: &["--all", "--simplify"],
            bar: 1.0,
        },
        Style {
            part: "gofumpt",
            real: &|| toolchain::tool("gofumpt"),
            flags: &["--style", "gofumpt"],
            bar: 0.999,
        },
        Style {
            part: "gofumpt -extra",
            real: &|| Ok(with(toolchain::tool("gofumpt")?, extra)),
            flags: &["--style", "gofumpt", "--extra", "group-params,clothe-returns,balance-calls"],
            bar: 0.999,
        },
    ];
    let copies = Copies::new()?;
    for style in styles {
        rewrite(cx, &copies, &style, snapshot)?;
    }
    Ok(())
}

fn godwit(cx: &Context, style: &Style<'_>, more: &[&str]) -> Command {
    let mut command = cx.godwit();
    command.args(["fmt", "--no-config", "--go", release(cx)]).args(style.flags).args(more);
    command
}

fn rewrite(cx: &Context, copies: &Copies, style: &Style<'_>, snapshot: &mut Snapshot) -> Result {
    let part = style.part;
    // A file that does not parse makes the program fail; the others are rewritten all the same.
    process::capture((style.real)()?.arg("-w").arg(&copies.theirs))?;
    findings(godwit(cx, style, &[]).arg(&copies.ours))?;

    let (mut equal, mut changed) = (0, 0);
    for (source, name) in &copies.files {
        let source = std::fs::read(source)?;
        let (want, got) = (std::fs::read(copies.theirs.join(name))?, std::fs::read(copies.ours.join(name))?);
        changed += usize::from(want != source);
        if want == got {
            equal += 1;
        } else {
            let why = reason(cx, copies, style, name, &want, got == source)?;
            snapshot.case(part, format!("{}:{}: {why}", name.display(), first_difference(&want, &got)));
        }
    }
    let n = copies.files.len();
    snapshot.total(format!(
        "{part}: {equal} of {n} files of the module cache equal ({}), {changed} of them changed by the original",
        percent(equal, n)
    ));
    if (equal as f64) < style.bar * n as f64 || changed == 0 {
        snapshot.failed_bars.push(format!(
            "{part}: {} of files equal, {} asked for",
            percent(equal, n),
            style.bar
        ));
    }
    second_pass(cx, copies, style, snapshot)?;
    for (source, name) in &copies.files {
        let source = std::fs::read(source)?;
        for root in [&copies.theirs, &copies.ours] {
            if std::fs::read(root.join(name))? != source {
                std::fs::write(root.join(name), &source)?;
            }
        }
    }
    Ok(())
}

/// Why Godwit's text is another. Generated files are formatted here, for it may be no more than that.
fn reason(
    cx: &Context,
    copies: &Copies,
    style: &Style<'_>,
    name: &Path,
    want: &[u8],
    untouched: bool,
) -> Result<String> {
    if let Some((_, why)) = REASONS.iter().find(|(file, _)| name.ends_with(file)) {
        return Ok((*why).to_owned());
    }
    let ours = copies.ours.join(name);
    if untouched {
        findings(godwit(cx, style, &["--all"]).arg(&ours))?;
        if std::fs::read(&ours)? == want {
            return Ok("generated, so godwit leaves it alone unless it is named; named it comes out equal"
                .to_owned());
        }
    }
    Ok("no reason known".to_owned())
}

/// What Godwit changes in its own texts, the original must change in the same way.
fn second_pass(cx: &Context, copies: &Copies, style: &Style<'_>, snapshot: &mut Snapshot) -> Result {
    let part = style.part;
    let again = findings(godwit(cx, style, &["--check"]).arg(&copies.ours))?;
    let (mut unstable, mut alike) = (0, 0);
    for line in again.lines().filter(|line| line.ends_with(".go")) {
        let name = Path::new(line).strip_prefix(&copies.ours).unwrap_or(Path::new(line));
        let (theirs, ours) = (copies.theirs.join(name), copies.ours.join(name));
        let first = std::fs::read(&theirs)?;
        process::capture((style.real)()?.arg("-w").arg(&theirs))?;
        findings(godwit(cx, style, &[]).arg(&ours))?;
        let (want, got) = (std::fs::read(&theirs)?, std::fs::read(&ours)?);
        unstable += 1;
        let why = if want != first && want == got {
            alike += 1;
            "the original's second pass does the same, byte for byte"
        } else {
            "no reason known"
        };
        snapshot.case("second pass", format!("{part}: {}: {why}", name.display()));
    }
    let n = copies.files.len();
    let alike_too = if unstable == 0 {
        String::new()
    } else {
        format!(", {alike} of them as the original's second pass does")
    };
    snapshot.total(format!("second pass: {part}: godwit changes {unstable} of its {n} texts{alike_too}"));
    if alike < unstable {
        let n = unstable - alike;
        snapshot
            .failed_bars
            .push(format!("{part}: a second pass changes {n} texts that the original leaves"));
    }
    Ok(())
}

/// The line of the first difference.
pub fn first_difference(want: &[u8], got: &[u8]) -> usize {
    let lines = |text| <[u8]>::split(text, |b| *b == b'\n');
    lines(want).zip(lines(got)).take_while(|(a, b)| a == b).count() + 1
}
