//! The same project gives the same bytes: over runs, numbers of threads, and the order in which folders list their files.
#![allow(clippy::disallowed_methods, reason = "runs the program on a disk")]

mod program;

use std::fs;
use std::path::{Path, PathBuf};

use program::{godwit, repository};

const COMMANDS: [&[&str]; 6] = [
    &["check", "--no-config", "--select", "ALL"],
    &["check", "--no-config", "--select", "ALL", "--output-format", "json"],
    &["score", "--explain"],
    &["review"],
    &["review", "--output-format", "json"],
    &["ready"],
];

fn files(dir: &Path, below: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir.join(below))
        .expect("a folder")
        .map(|e| below.join(e.expect("an entry").file_name()))
        .collect();
    entries.sort();
    for entry in entries {
        if dir.join(&entry).is_dir() { files(dir, &entry, into) } else { into.push(entry) }
    }
}

/// A small generator of numbers, so that each copy is made in another order and every run of the test in the same ones.
fn shuffle(list: &mut [PathBuf], mut seed: u64) {
    for i in (1..list.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list.swap(i, (seed >> 33) as usize % (i + 1));
    }
}

/// File systems list entries in the order of creation, of names' hashes, or sorted: making the files in another order moves
/// the entries on those where it can.
fn copy(seed: u64) -> tempfile::TempDir {
    let from = repository().join("examples/orders");
    let dir = tempfile::tempdir().expect("a folder");
    let mut list = Vec::new();
    files(&from, Path::new(""), &mut list);
    shuffle(&mut list, seed);
    for file in list {
        let to = dir.path().join("orders").join(&file);
        fs::create_dir_all(to.parent().expect("a parent")).expect("folders");
        fs::copy(from.join(&file), to).expect("a copy");
    }
    dir
}

#[test]
fn output_is_byte_identical_over_runs_threads_and_folder_order() {
    let copies: Vec<tempfile::TempDir> = (1..=3).map(copy).collect();
    for command in COMMANDS {
        let mut first: Option<(String, String, Option<i32>)> = None;
        for round in 0..10 {
            let jobs = ["1", "2", "8"][round % 3];
            let dir = &copies[round % copies.len()];
            let mut args = command.to_vec();
            args.extend(["-j", jobs, "orders"]);
            let run = godwit(dir.path(), &args);
            let this = (run.out, run.err, run.code);
            assert!(!this.0.is_empty(), "{command:?}: {}", this.1);
            match &first {
                None => first = Some(this),
                Some(first) => {
                    assert!(*first == this, "{command:?} with -j {jobs} differs:\n{}\n{}", first.0, this.0)
                }
            }
        }
    }
}
