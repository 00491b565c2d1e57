//! Development tasks, run as `cargo xtask NAME`. Nothing here is part of the product.
//!
//! The tasks start godwit and the Go oracles as programs and never link a Godwit crate, so `cargo xtask tidy` answers even
//! where the workspace does not compile.

#![allow(
    clippy::disallowed_methods,
    reason = "development tool: it starts programs and reads and writes files"
)]

mod bench;
mod conformance;
mod fuzz;
mod generate;
mod measure;
mod mutants;
mod new_rule;
mod process;
mod repo;
mod scaffold;
mod services;
mod suite;
mod tidy;
mod toolchain;

use std::process::ExitCode;

/// Every task fails with a text: what failed and what to do about it.
type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
cargo xtask TASK

everyday
  test                       install what is missing, run everything; `.ci/run` calls this
  ready                      what CI runs, on the machine as it is
  tidy                       crate edges, file sizes, forbidden things, stale generated files
  services [COMMAND…]        run a command with PostgreSQL and Redis on loopback; without one, print their URLs and wait
  gen [--check]              write (or compare) generated files: rule registry, schema, documentation
  new-rule FAMILY/NAME       the two files of a new rule

comparison with the Go tools
  tools                      build the oracles and the pinned programs into target/tools/bin
  toolchain VERSION          fetch a Go distribution from the Python registry into target/go/VERSION
  conformance [WHAT…]        parse, errors, types, list, fmt, imports, rules-std, rules-cmd, rules-modules (default: all);
                             --check compares with the committed snapshots instead of writing them, --short takes the fast subset, --go DIR another Go
  bench [WHAT…]              parse, check, fmt, types, vet, scaling (default: all); --cold adds go vet with an empty GOCACHE
  mutants [--count N]        mutated inputs with fixed seeds through lexer, parser, formatter and checker
  fuzz [TARGET…]             libFuzzer on the stable compiler, --seconds N each
  scaffold-matrix            generate, build, race and lint the scaffold's variants; --only N,N and --no-lint while working
  scaffold-freeze TAG        keep the templates of a release for `godwit upgrade`, after raising template_version
  scaffold-pins [M@V…]       refresh the module versions and go.sum lines of the templates (uses the network)
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((task, rest)) = args.split_first() else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    let result = match task.as_str() {
        "test" => suite::test(rest),
        "ready" => suite::ready(rest),
        "tidy" => tidy::run(),
        "gen" => generate::run(rest),
        "new-rule" => new_rule::run(rest),
        "tools" => toolchain::build_tools(),
        "toolchain" => toolchain::fetch(rest),
        "conformance" => conformance::run(rest),
        "bench" => bench::run(rest),
        "mutants" => mutants::run(rest),
        "fuzz" => fuzz::run(rest),
        "services" => services::hold(rest),
        "scaffold-matrix" => scaffold::matrix::run(rest),
        "scaffold-freeze" => scaffold::freeze(rest),
        "scaffold-pins" => scaffold::pins::run(rest),
        // Internal: runs one program and reports what it used. See `measure`.
        "measure" => measure::child(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        other => Err(format!("unknown task `{other}`; `cargo xtask help` lists them").into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {task}: {error}");
            ExitCode::FAILURE
        }
    }
}
