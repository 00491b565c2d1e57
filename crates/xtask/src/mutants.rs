//! Mutated inputs with fixed seeds through lexer, parser, formatter and checker.
//!
//! The work is done by the stable driver of the `fuzz` workspace, which shares its entry points with the fuzz targets.

use crate::{Result, process, repo, toolchain};

pub fn run(args: &[String]) -> Result {
    let goroot = toolchain::go_env("GOROOT")?;
    let mut cargo = repo::cargo();
    cargo.args(["run", "--quiet", "--release", "--manifest-path", "fuzz/Cargo.toml", "--target-dir"]);
    cargo.arg(repo::target().join("fuzz")).args(["--bin", "mutants", "--", "--corpus"]);
    cargo.arg(std::path::Path::new(&goroot).join("src")).args(args);
    process::run(&mut cargo)
}
