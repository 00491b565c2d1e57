//! goimports: on the modules as they are, and on files whose imports were removed or shuffled.
//!
//! Each module stands alone as a main module that requires all that `tools/go.mod` selects, with a module cache of just that:
//! what a missing import can be then depends on neither the machine nor the network. In every folder one file is disturbed,
//! so that its neighbours say what they say in real life; where several neighbours lack imports, goimports guesses as well.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::snapshot::Snapshot;
use super::super::{Context, files_below, findings, parallel, percent};
use super::modules::{first_difference, go_files, selected};
use super::{filter, release};
use crate::{Result, process, repo, toolchain};

const BAR: f64 = 0.99;

struct Setup {
    modcache: PathBuf,
    modules: Vec<Module>,
}

/// A module, twice.
struct Module {
    /// `path@version`
    name: String,
    theirs: PathBuf,
    ours: PathBuf,
    files: Vec<PathBuf>,
}

/// What is done to a file.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    None,
    Removed,
    Shuffled,
}

pub fn compare(cx: &Context, snapshot: &mut Snapshot) -> Result {
    let setup = setup()?;
    for (part, change) in [
        ("goimports", Change::None),
        ("imports removed", Change::Removed),
        ("imports shuffled", Change::Shuffled),
    ] {
        let results = parallel(&setup.modules, |module| one_module(cx, &setup, module, change))?;
        let (mut n, mut equal, mut unstable, mut by_chance) = (0, 0, 0, 0);
        for (module, result) in setup.modules.iter().zip(results) {
            n += result.n;
            by_chance += result.by_chance;
            equal += result.n - result.different.len();
            for (file, what) in result.different {
                snapshot.case(part, format!("{}/{}: {what}", module.name, file.display()));
            }
            unstable += result.unstable.len();
            for file in result.unstable {
                snapshot.case("second pass", format!("{part}: {}/{}", module.name, file.display()));
            }
        }
        let which =
            if change == Change::None { "files of the module cache" } else { "files, one of a folder," };
        snapshot.total(format!("{part}: {equal} of {n} {which} equal ({})", percent(equal, n)));
        if change != Change::None {
            // Which runs take the other pick differs, so this is no figure to be found again.
            snapshot
                .measured(format!("{part}: {by_chance} of the equal ones where goimports picks by chance"));
        }
        snapshot.total(format!("second pass: {part}: godwit changes {unstable} of its {n} texts"));
        if (equal as f64) < BAR * n as f64 || n == 0 {
            snapshot
                .failed_bars
                .push(format!("{part}: {} of files equal, {BAR} asked for", percent(equal, n)));
        }
    }
    Ok(())
}

fn setup() -> Result<Setup> {
    let base = repo::scratch("imports")?;
    std::fs::remove_dir_all(&base)?;
    let real_cache = PathBuf::from(toolchain::go_env("GOMODCACHE")?);
    let modcache = base.join("mod");
    std::fs::create_dir_all(&modcache)?;
    link(&real_cache.join("cache"), &modcache.join("cache"))?;
    let tools = repo::root().join("tools");
    let all = selected()?;
    let mut modules = Vec::new();
    for (path, version, dir) in &all {
        let Ok(below) = dir.strip_prefix(&real_cache) else { continue };
        tree(dir, &modcache.join(below), true)?;
        let name = format!("{path}@{version}");
        let module = Module {
            theirs: base.join("go").join(&name),
            ours: base.join("godwit").join(&name),
            files: go_files(dir)?,
            name,
        };
        let mut text = format!("module {path}\n\ngo 1.26.0\n\nrequire (\n");
        for (other, version, _) in all.iter().filter(|(other, ..)| other != path) {
            text.push_str(&format!("\t{other} {version}\n"));
        }
        text.push_str(")\n");
        for root in [&module.theirs, &module.ours] {
            tree(dir, root, false)?;
            std::fs::write(root.join("go.mod"), &text)?;
            std::fs::copy(tools.join("go.sum"), root.join("go.sum"))?;
        }
        modules.push(module);
    }
    Ok(Setup { modcache, modules })
}

#[cfg(unix)]
fn link(target: &Path, name: &Path) -> Result {
    Ok(std::os::unix::fs::symlink(target, name)?)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result {
    Err("the comparison with goimports needs symbolic links".into())
}

/// The Go files of a module elsewhere: as further names of the same files where nobody writes, else as copies.
fn tree(from: &Path, to: &Path, shared: bool) -> Result {
    for file in files_below(from, &|path| path.extension().is_some_and(|ext| ext == "go" || ext == "mod"))? {
        let name = to.join(file.strip_prefix(from)?);
        std::fs::create_dir_all(name.parent().expect("a file lies in a folder"))?;
        if !shared || std::fs::hard_link(&file, &name).is_err() {
            std::fs::write(&name, std::fs::read(&file)?)?;
        }
    }
    Ok(())
}

impl Setup {
    fn environment(&self, command: &mut Command, dir: &Path) {
        command.current_dir(dir).env("GOMODCACHE", &self.modcache).env("GOPROXY", "off");
        command.env("GOFLAGS", "-mod=mod").env("GOWORK", "off").env("GOTOOLCHAIN", "local");
        // goimports asks the go command for the modules again for each file, and without this that waits each time, for
        // seconds, for a checksum from the network. The modules are what runs in parallel.
        command.env("GOSUMDB", "off").env("GOMAXPROCS", "1");
    }
}

/// Whether goimports gives this text, too: where text/template and html/template both fit, it takes either, by chance.
fn may_be(setup: &Setup, module: &Module, file: &Path, input: &str, got: &[u8]) -> Result<bool> {
    for _ in 0..10 {
        let mut real = toolchain::tool("goimports")?;
        setup.environment(&mut real, &module.theirs);
        real.arg("-srcdir").arg(module.theirs.join(file));
        if filter(&mut real, input.as_bytes())? == got {
            return Ok(true);
        }
    }
    Ok(false)
}

#[derive(Default)]
struct Compared {
    n: usize,
    /// Of the equal ones, those where another run of goimports gives what Godwit gives.
    by_chance: usize,
    /// With what is different.
    different: Vec<(PathBuf, String)>,
    /// Files that a second pass of Godwit changes.
    unstable: Vec<PathBuf>,
}

fn one_module(cx: &Context, setup: &Setup, module: &Module, change: Change) -> Result<Compared> {
    let mut inputs: Vec<(&PathBuf, String, String)> = Vec::new();
    let mut folders = BTreeSet::new();
    // In an order that has nothing to do with names: which file of a folder is taken is a matter of chance, but always the same.
    let mut order: Vec<&PathBuf> = module.files.iter().collect();
    order.sort_by_key(|file| (chance(&file.to_string_lossy()), (*file).clone()));
    for file in order {
        let text = std::fs::read_to_string(module.theirs.join(file)).unwrap_or_default();
        let Some(input) = disturb(&text, change, chance(&file.to_string_lossy())) else { continue };
        if change == Change::None || folders.insert(file.parent()) {
            inputs.push((file, text, input));
        }
    }
    let mut compared = Compared { n: inputs.len(), ..Compared::default() };
    if inputs.is_empty() {
        return Ok(compared);
    }
    for (file, _, input) in &inputs {
        std::fs::write(module.theirs.join(file), input)?;
        std::fs::write(module.ours.join(file), input)?;
    }
    let environment = |command: &mut Command, dir: &Path| {
        setup.environment(command, dir);
        command.args(inputs.iter().map(|(file, ..)| file));
    };
    let mut real = toolchain::tool("goimports")?;
    real.arg("-w");
    environment(&mut real, &module.theirs);
    process::capture(&mut real)?;
    let godwit = |check: bool| {
        let mut command = cx.godwit();
        command.args(["fmt", "--no-config", "--imports", "goimports", "--go", release(cx)]);
        if check {
            command.arg("--check");
        }
        environment(&mut command, &module.ours);
        command
    };
    findings(&mut godwit(false))?;
    let again = findings(&mut godwit(true))?;
    compared.unstable = again.lines().filter(|line| line.ends_with(".go")).map(PathBuf::from).collect();
    for (file, text, input) in &inputs {
        let want = std::fs::read(module.theirs.join(file))?;
        let got = std::fs::read(module.ours.join(file))?;
        if want != got && change != Change::None && may_be(setup, module, file, input, &got)? {
            compared.by_chance += 1;
        } else if want != got {
            let what = if takes_comment_away(input) {
                let why = "goimports moves the comment below the package clause to the end of the imports";
                format!("line {}: {why}, godwit leaves it", first_difference(&want, &got))
            } else {
                difference(&want, &got)
            };
            compared.different.push(((*file).clone(), what));
        }
        std::fs::write(module.theirs.join(file), text)?;
        std::fs::write(module.ours.join(file), text)?;
    }
    Ok(compared)
}

/// What differs, as far as the imports tell.
fn difference(want: &[u8], got: &[u8]) -> String {
    let (want_text, got_text) = (String::from_utf8_lossy(want), String::from_utf8_lossy(got));
    let specs = |text: &str| -> BTreeSet<String> {
        let Some(found) = Imports::of(text) else { return BTreeSet::new() };
        found.specs.iter().map(|spec| spec.trim().to_owned()).collect()
    };
    let (theirs, ours) = (specs(&want_text), specs(&got_text));
    let only =
        |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>().join(", ");
    let (theirs, ours) = (only(&theirs, &ours), only(&ours, &theirs));
    if theirs.is_empty() && ours.is_empty() {
        return format!("line {}", first_difference(want, got));
    }
    let show = |text: String| if text.is_empty() { "nothing".to_owned() } else { text };
    format!("goimports has {}, godwit has {}", show(theirs), show(ours))
}

/// Whether goimports would take a comment for one behind the imports that it adds: behind the package clause stands a comment,
/// and the next begins a blank line below, where the imports are to come.
fn takes_comment_away(input: &str) -> bool {
    let mut lines = input.lines().skip_while(|line| !line.starts_with("package "));
    lines.next().is_some_and(|line| line.contains("//"))
        && lines.next().is_some_and(str::is_empty)
        && lines.next().is_some_and(|line| line.starts_with("//"))
}

/// A number made of a name.
fn chance(name: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^ (hash >> 29)
}

/// The import declarations of a file that writes them in the usual way, found without a parser.
struct Imports<'t> {
    /// The text from the first declaration to the end of the last.
    start: usize,
    end: usize,
    specs: Vec<&'t str>,
}

impl<'t> Imports<'t> {
    /// `None` for files without imports, with cgo, or written in an unusual way.
    fn of(text: &'t str) -> Option<Imports<'t>> {
        let mut found = Imports { start: text.len(), end: 0, specs: Vec::new() };
        let (mut at, mut within, mut package) = (0, false, false);
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let word = line.trim();
            if within {
                match word {
                    ")" => within = false,
                    _ if word.is_empty() || word.starts_with("//") => {}
                    _ if is_spec(word) => found.specs.push(line),
                    _ => return None,
                }
                found.end = at;
            } else if let Some(rest) = line.strip_prefix("import ") {
                found.start = found.start.min(start);
                found.end = at;
                match rest.trim() {
                    "(" => within = true,
                    spec if is_spec(spec) => found.specs.push(rest),
                    _ => return None,
                }
            } else if line.starts_with("package ") {
                package = true;
            } else if word.starts_with("/*") && !word.ends_with("*/") {
                // Its lines could look like imports.
                return (!found.specs.is_empty()).then_some(found);
            } else if package && !word.is_empty() && !word.starts_with("//") && !word.starts_with("/*") {
                break;
            }
        }
        let cgo = found.specs.iter().any(|spec| spec.contains("\"C\""));
        (!found.specs.is_empty() && !within && !cgo).then_some(found)
    }
}

/// `name "path"`, perhaps with a comment behind it.
fn is_spec(text: &str) -> bool {
    let Some((name, rest)) = text.split_once('"') else { return false };
    let Some((_, behind)) = rest.split_once('"') else { return false };
    let behind = behind.trim();
    !name.trim().contains(' ') && (behind.is_empty() || behind.starts_with("//"))
}

fn disturb(text: &str, change: Change, seed: u64) -> Option<String> {
    if change == Change::None {
        return Some(text.to_owned());
    }
    let imports = Imports::of(text)?;
    let (before, behind) = (&text[..imports.start], &text[imports.end..]);
    if change == Change::Removed {
        return Some(format!("{before}{behind}"));
    }
    if imports.specs.len() < 2 {
        return None;
    }
    // In any order, now and then one less, one that nobody uses, or a blank line.
    let mut rest: Vec<String> = imports.specs.iter().map(|spec| format!("\t{}\n", spec.trim())).collect();
    let mut state = seed | 1;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    if below(3) == 0 {
        let n = rest.len();
        rest.remove(below(n));
    }
    if below(3) == 0 && !text.contains("ring") {
        rest.push("\t\"container/ring\"\n".to_owned());
    }
    let mut out = format!("{before}import (\n");
    while !rest.is_empty() {
        let n = rest.len();
        out.push_str(&rest.remove(below(n)));
        if below(6) == 0 {
            out.push('\n');
        }
    }
    out.push_str(")\n");
    out.push_str(behind);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "// Package p.\npackage p\n\nimport \"os\"\n\nimport (\n\t\"fmt\" // used\n\n\tx \"a.b/c\"\n)\n\nvar _ = 1\n";

    #[test]
    fn imports_are_found_and_removed() {
        let found = Imports::of(SOURCE).unwrap();
        assert_eq!(found.specs, ["\"os\"\n", "\t\"fmt\" // used\n", "\tx \"a.b/c\"\n"]);
        let removed = disturb(SOURCE, Change::Removed, 1).unwrap();
        assert_eq!(removed, "// Package p.\npackage p\n\n\nvar _ = 1\n");
        assert!(Imports::of("package p\n\nvar x = `\nimport \"os\"\n`\n").is_none());
        assert!(Imports::of("package p\n\nimport \"C\"\n").is_none());
    }

    #[test]
    fn a_comment_where_imports_are_to_come() {
        assert!(takes_comment_away("// P.\npackage p // import \"x/p\"\n\n// F.\nfunc f() {}\n"));
        assert!(!takes_comment_away("package p\n\n// F.\nfunc f() {}\n"));
        assert!(!takes_comment_away("package p // p\n\nvar x = 1\n"));
    }

    #[test]
    fn shuffling_is_the_same_every_time() {
        let (a, b) = (disturb(SOURCE, Change::Shuffled, 5), disturb(SOURCE, Change::Shuffled, 5));
        assert!(a.is_some() && a == b && a.as_deref() != Some(SOURCE));
    }
}
