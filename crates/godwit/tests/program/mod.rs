//! Runs the built program in a folder of its own, with a limit on its time.

#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// What any one bad input may take. A debug build is several times slower than what people run, and shares the machine
/// with other tests.
pub const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 5 });

/// Programs run one after the other, so that the limit measures one of them.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

pub fn godwit(dir: &Path, args: &[&str]) -> Run {
    godwit_with(dir, args, &[])
}

/// The same with environment variables on top of those of the tests.
pub fn godwit_with(dir: &Path, args: &[&str], variables: &[(&str, &str)]) -> Run {
    let files = tempfile::tempdir().expect("a folder for the output");
    let (out, err) = (files.path().join("out"), files.path().join("err"));
    let create = |path: &Path| std::fs::File::create(path).expect("an output file");
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_godwit"))
        .args(args)
        .current_dir(dir)
        .env_remove("NO_COLOR")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(create(&out))
        .stderr(create(&err))
        .spawn()
        .expect("the program starts");
    let status = loop {
        if let Some(status) = child.try_wait().expect("the program can be waited for") {
            break status;
        }
        if start.elapsed() > LIMIT {
            let _ = child.kill();
            panic!("godwit {args:?} ran for more than {LIMIT:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let read = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).expect("the output")).into_owned();
    Run { code: status.code(), out: read(&out), err: read(&err) }
}
