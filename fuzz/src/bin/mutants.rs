//! Sends mutants of real files through every entry point, with fixed seeds, on a stable compiler.
//!
//!     mutants --corpus DIR [--count N] [--stage NAME]… [--only INDEX] [--seconds MAX]
//!
//! Mutant number `i` is the same on every machine that has the same corpus. `--only` makes one again and keeps it in a file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use godwit_fuzz::{Random, STAGES, mutate};

/// Larger files add time and no variety.
const MAX_FILE: u64 = 48 * 1024;

thread_local! {
    /// What the last panic of this thread said.
    static MESSAGE: Cell<String> = const { Cell::new(String::new()) };
}

struct Options {
    corpus: PathBuf,
    count: usize,
    stages: Vec<(&'static str, fn(&[u8]))>,
    only: Option<usize>,
    limit: Duration,
}

struct Failure {
    index: usize,
    file: PathBuf,
    stage: &'static str,
    what: String,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("mutants: {error}");
            return ExitCode::from(2);
        }
    };
    let mut files = Vec::new();
    collect(&options.corpus, &mut files);
    files.sort();
    if files.is_empty() {
        eprintln!("mutants: no .go files below {}", options.corpus.display());
        return ExitCode::from(2);
    }
    // A panic is reported once, with its mutant; the default hook would print it among the others.
    if options.only.is_none() {
        std::panic::set_hook(Box::new(|info| MESSAGE.set(info.to_string())));
    }

    let start = Instant::now();
    let next = AtomicUsize::new(options.only.unwrap_or(0));
    let end = options.only.map_or(options.count, |index| index + 1);
    let failures: Mutex<Vec<Failure>> = Mutex::default();
    let slowest = Mutex::new((Duration::ZERO, 0, ""));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            let work = || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= end {
                        return;
                    }
                    let mut random = Random::new(index as u64);
                    let file = &files[random.below(files.len())];
                    let Ok(text) = std::fs::read(file) else { continue };
                    let mutant = mutate(&text, &mut random);
                    if options.only.is_some() {
                        keep(index, &mutant);
                    }
                    for (stage, run) in &options.stages {
                        let begin = cpu_time();
                        let result = catch_unwind(AssertUnwindSafe(|| run(&mutant)));
                        let took = cpu_time().saturating_sub(begin);
                        let what = match result {
                            Err(_) => Some(MESSAGE.take()),
                            Ok(()) if took > options.limit => {
                                Some(format!("took {:.1} s", took.as_secs_f64()))
                            }
                            Ok(()) => None,
                        };
                        if let Some(what) = what {
                            let failure = Failure { index, file: file.clone(), stage, what };
                            failures.lock().expect("no holder panics").push(failure);
                        }
                        let mut slowest = slowest.lock().expect("no holder panics");
                        if took > slowest.0 {
                            *slowest = (took, index, stage);
                        }
                    }
                }
            };
            // As deep a stack as the engine's workers have.
            std::thread::Builder::new()
                .stack_size(64 << 20)
                .spawn_scoped(scope, work)
                .expect("a thread can be started");
        }
    });

    let failures = failures.into_inner().expect("no holder panics");
    for failure in failures.iter().take(20) {
        let file = failure.file.strip_prefix(&options.corpus).unwrap_or(&failure.file);
        println!("mutant {} of {}, {}: {}", failure.index, file.display(), failure.stage, failure.what);
    }
    let (took, index, stage) = slowest.into_inner().expect("no holder panics");
    println!(
        "{} mutants of {} files through {}: {} failures, {:.0} s; the slowest took {:.0} ms ({stage}, mutant {index})",
        end - options.only.unwrap_or(0),
        files.len(),
        options.stages.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
        failures.len(),
        start.elapsed().as_secs_f64(),
        took.as_secs_f64() * 1e3,
    );
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How long this thread ran. On a busy machine a wall clock would blame a mutant for its neighbours.
fn cpu_time() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or(0))
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        corpus: PathBuf::new(),
        count: 100_000,
        stages: Vec::new(),
        only: None,
        limit: Duration::from_secs(1),
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        let number = |text: String| text.parse::<usize>().map_err(|_| format!("`{text}` is not a number"));
        match arg.as_str() {
            "--corpus" => options.corpus = value()?.into(),
            "--count" => options.count = number(value()?)?,
            "--only" => options.only = Some(number(value()?)?),
            "--seconds" => options.limit = Duration::from_secs(number(value()?)? as u64),
            "--stage" => {
                let name = value()?;
                let stage = STAGES
                    .iter()
                    .find(|(known, _)| *known == name)
                    .ok_or(format!("unknown stage `{name}`"))?;
                options.stages.push(*stage);
            }
            _ => return Err(format!("unknown argument `{arg}`")),
        }
    }
    if options.stages.is_empty() {
        options.stages = STAGES.to_vec();
    }
    Ok(options)
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "go")
            && entry.metadata().is_ok_and(|meta| meta.len() <= MAX_FILE)
        {
            files.push(path);
        }
    }
}

fn keep(index: usize, mutant: &[u8]) {
    let name = format!("mutant-{index}.go");
    match std::fs::write(&name, mutant) {
        Ok(()) => println!("wrote {name}"),
        Err(error) => eprintln!("{name}: {error}"),
    }
}
