//! `cargo xtask fuzz TARGET [--seconds N]`: a libFuzzer target on the stable compiler.
//!
//! cargo-fuzz works too (`cargo +nightly fuzz run fuzz_parser --features libfuzzer`) and adds the address sanitizer; without
//! `unsafe` there is nothing for it to find, so coverage alone is enough.

use crate::{Result, process, repo, toolchain};

const TARGETS: &[&str] = &["lexer", "parser", "loader", "formatter", "checker"];

/// Coverage counters for libFuzzer, as cargo-fuzz sets them.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// Whether the targets still fit the crates they drive: they are a workspace of their own, which nothing else compiles.
pub fn check() -> Result {
    let mut cargo = repo::cargo();
    cargo.args(["check", "--quiet", "--bins", "--manifest-path", "fuzz/Cargo.toml", "--target-dir"]);
    process::run(cargo.arg(repo::target().join("fuzz-check")))
}

pub fn run(args: &[String]) -> Result {
    let (mut seconds, mut targets) = (60_u32, Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seconds" => seconds = args.next().ok_or("--seconds needs a number")?.parse()?,
            name if TARGETS.contains(&name) => targets.push(name),
            other => return Err(format!("unknown target `{other}`; one of {}", TARGETS.join(", ")).into()),
        }
    }
    if targets.is_empty() {
        targets = TARGETS.to_vec();
    }
    let folder = repo::target().join("libfuzzer");
    let host = process::output(std::process::Command::new("rustc").arg("-vV"))?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc -vV names no host")?;
    let seeds =
        std::path::PathBuf::from(toolchain::go_env("GOROOT")?).join("src/internal/types/testdata/fixedbugs");
    for target in targets {
        let name = format!("fuzz_{target}");
        let mut cargo = repo::cargo();
        cargo.args([
            "build",
            "--quiet",
            "--release",
            "--features",
            "libfuzzer",
            "--manifest-path",
            "fuzz/Cargo.toml",
        ]);
        // With an explicit target the flags do not reach build scripts, which have no fuzzer to link against.
        cargo
            .args(["--target", host, "--bin", &name, "--target-dir"])
            .arg(&folder)
            .env("RUSTFLAGS", COVERAGE);
        process::run(&mut cargo)?;
        let corpus = repo::root().join("fuzz/corpus").join(target);
        std::fs::create_dir_all(&corpus)?;
        let mut fuzzer = std::process::Command::new(folder.join(host).join("release").join(&name));
        fuzzer.arg(&corpus).arg(&seeds).arg(format!("-max_total_time={seconds}"));
        fuzzer.args(["-timeout=5", "-rss_limit_mb=2048", "-max_len=16384", "-print_final_stats=1"]);
        process::show(fuzzer.current_dir(repo::scratch("fuzz")?))?;
    }
    Ok(())
}
