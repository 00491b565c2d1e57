//! `godwit fmt` killed at random moments: every file has its old or its new text, the next run leaves no trace of the last,
//! and modes, symbolic links and hard links are what they were.
//!
//! `GODWIT_KILLS` is the number of rounds, `GODWIT_KILL_FILES` that of files, `GODWIT_KILL_TREES` that of trees at work at once; `cargo xtask conformance fmt` asks for a
//! thousand rounds over three thousand files. The tree persists: a file that system calls have not touched since it was last
//! written (same inode, size and times) is not read or written again, which is what makes a thousand rounds affordable.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "runs the program on a disk")]

use std::fs::{Metadata, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FOLDERS: usize = 10;
const MODES: [u32; 3] = [0o644, 0o600, 0o751];
/// The file with a second name, which is changed in place.
const LINKED: usize = 3;
/// The file that a symbolic link points to.
const POINTED_AT: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

fn stamp(meta: &Metadata) -> Stamp {
    Stamp {
        inode: meta.ino(),
        size: meta.size(),
        modified: (meta.mtime(), meta.mtime_nsec()),
        changed: (meta.ctime(), meta.ctime_nsec()),
    }
}

struct Tree {
    dir: tempfile::TempDir,
    /// What each file was when its old text was written.
    stamps: Vec<Stamp>,
    /// What each file was when it was last found to be whole, and whether it had the new text then.
    seen: Vec<(Stamp, bool)>,
}

/// What a killed run left.
#[derive(Default)]
struct Left {
    n_new: usize,
    n_traces: usize,
}

/// Texts of several lengths, so that a cut is seen wherever it falls.
fn old_text(i: usize) -> String {
    let body: String = (0..1 + i % 12).map(|n| format!("func  f{n}( ){{\nx:={i}\n_=x\n}}\n")).collect();
    format!("package p\n{body}")
}

fn new_text(i: usize) -> String {
    let body: String =
        (0..1 + i % 12).map(|n| format!("func f{n}() {{\n\tx := {i}\n\t_ = x\n}}\n")).collect();
    format!("package p\n\n{body}")
}

impl Tree {
    fn new(n_files: usize) -> Tree {
        let dir = tempfile::tempdir().expect("a temporary folder");
        for d in 0..FOLDERS {
            std::fs::create_dir_all(dir.path().join(format!("d{d}"))).expect("a folder");
        }
        let mut tree = Tree { dir, stamps: Vec::new(), seen: Vec::new() };
        for i in 0..n_files {
            std::fs::write(tree.path(i), old_text(i)).expect("a file");
            std::fs::set_permissions(tree.path(i), Permissions::from_mode(MODES[i % 3])).expect("a mode");
        }
        std::fs::hard_link(tree.path(LINKED), tree.second_name()).expect("a link");
        symlink("f5.go", tree.pointer()).expect("a link");
        tree.stamps = (0..n_files).map(|i| stamp(&tree.meta(i))).collect();
        tree.seen = tree.stamps.iter().map(|s| (*s, false)).collect();
        tree
    }

    fn path(&self, i: usize) -> PathBuf {
        self.dir.path().join(format!("d{}/f{i}.go", i % FOLDERS))
    }

    fn second_name(&self) -> PathBuf {
        self.dir.path().join("d3/other.go")
    }

    fn pointer(&self) -> PathBuf {
        self.dir.path().join("d5/pointer.go")
    }

    fn meta(&self, i: usize) -> Metadata {
        std::fs::symlink_metadata(self.path(i)).expect("a file was lost")
    }

    fn start(&self, args: &[&str]) -> Child {
        let built = env!("CARGO_BIN_EXE_godwit");
        let program = std::env::var_os("GODWIT_BINARY").unwrap_or_else(|| built.into());
        let mut command = Command::new(program);
        command.current_dir(self.dir.path()).arg("fmt").args(args);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("godwit runs")
    }

    /// Gives every file that changed its old text again, in place: links and modes stay as the last run left them.
    fn reset(&mut self) {
        for i in 0..self.stamps.len() {
            if stamp(&self.meta(i)) != self.stamps[i] {
                std::fs::write(self.path(i), old_text(i)).expect("a file");
                self.stamps[i] = stamp(&self.meta(i));
                self.seen[i] = (self.stamps[i], false);
            }
        }
    }

    /// What is true at any moment. The file with two names may be torn: its journal lies beside it until the next run.
    fn look(&mut self, journal_allowed: bool) -> Left {
        let mut left = Left::default();
        for i in 0..self.stamps.len() {
            let meta = self.meta(i);
            assert_eq!(meta.mode() & 0o7777, MODES[i % 3], "the mode of {}", self.path(i).display());
            if stamp(&meta) == self.seen[i].0 {
                left.n_new += usize::from(self.seen[i].1);
                continue;
            }
            let text = std::fs::read_to_string(self.path(i)).expect("a file was lost");
            let (is_old, is_new) = (text == old_text(i), text == new_text(i));
            let torn = i == LINKED && journal_allowed && self.has_journal();
            assert!(is_old || is_new || torn, "{} is torn:\n{text}", self.path(i).display());
            left.n_new += usize::from(is_new);
            if !torn {
                self.seen[i] = (stamp(&meta), is_new);
            }
        }
        let (one, other) =
            (self.meta(LINKED), std::fs::metadata(self.second_name()).expect("a file was lost"));
        assert_eq!((one.ino(), one.nlink()), (other.ino(), 2), "the second name was lost");
        let target = std::fs::read_link(self.pointer()).expect("the symbolic link was replaced");
        assert_eq!(target, Path::new("f5.go"));
        left.n_traces = self.traces().len();
        left
    }

    fn has_journal(&self) -> bool {
        self.traces().iter().any(|p| p.to_string_lossy().ends_with("-journal"))
    }

    /// Everything in the tree that is not one of its files.
    fn traces(&self) -> Vec<PathBuf> {
        let folders = (0..FOLDERS).map(|d| self.dir.path().join(format!("d{d}")));
        let entries = folders.flat_map(|d| std::fs::read_dir(d).expect("a folder").flatten());
        entries.map(|e| e.path()).filter(|p| p.extension().is_none_or(|ext| ext != "go")).collect()
    }
}

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// What the rounds of one tree gave.
#[derive(Default)]
struct Tally {
    amid: usize,
    finished: usize,
    with_traces: usize,
}

fn rounds_on_one_tree(rounds: usize, n_files: usize, mut seed: u64) -> Tally {
    let mut tree = Tree::new(n_files);
    // How long a whole run takes here: kills are drawn from within.
    let mut whole = Duration::ZERO;
    for _ in 0..3 {
        tree.reset();
        let start = Instant::now();
        assert!(tree.start(&[]).wait().expect("godwit ends").success());
        whole = whole.max(start.elapsed());
        assert_eq!(tree.look(false).n_new, n_files);
    }
    let mut tally = Tally::default();
    for _ in 0..rounds {
        tree.reset();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut child = tree.start(&[]);
        std::thread::sleep(Duration::from_nanos((seed >> 33) % whole.as_nanos().max(1) as u64));
        child.kill().expect("godwit can be killed");
        child.wait().expect("godwit ends");
        let left = tree.look(true);
        tally.amid += usize::from(left.n_new > 0 && left.n_new < n_files);
        tally.finished += usize::from(left.n_new == n_files);
        tally.with_traces += usize::from(left.n_traces > 0);
        // The next run, one that only looks: it clears up all the same.
        tree.start(&["--check"]).wait().expect("godwit ends");
        tree.look(false);
        assert_eq!(tree.traces(), Vec::<PathBuf>::new(), "traces of a killed run");
    }
    assert!(tree.start(&[]).wait().expect("godwit ends").success());
    tree.reset();
    assert!(tree.start(&[]).wait().expect("godwit ends").success());
    assert_eq!(tree.look(false).n_new, n_files);
    tally
}

#[test]
fn nothing_is_lost_when_killed() {
    let (rounds, n_files) =
        (number("GODWIT_KILLS", 12), number("GODWIT_KILL_FILES", 300).max(POINTED_AT + 1));
    // Each worker has a tree of its own.
    let n_trees = number("GODWIT_KILL_TREES", 1).max(1);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let start =
            |i| scope.spawn(move || rounds_on_one_tree(rounds.div_ceil(n_trees), n_files, 99 + i as u64));
        let workers: Vec<_> = (0..n_trees).map(start).collect();
        workers.into_iter().map(|w| w.join().expect("a round failed")).collect()
    });
    let rounds = rounds.div_ceil(n_trees) * n_trees;
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let (amid, finished, with_traces) = (sum(|t| t.amid), sum(|t| t.finished), sum(|t| t.with_traces));
    println!(
        "{rounds} runs over {n_files} files killed, {amid} of them amid the writing, {finished} behind it, {with_traces} left a \
         trace that the next run removed"
    );
    if rounds >= 100 {
        assert!(amid * 4 > rounds, "only {amid} of {rounds} kills came amid the writing");
        assert!(with_traces > 0, "no kill came between a temporary file and its rename");
    }
}
