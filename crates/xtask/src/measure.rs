//! Wall time, CPU time and peak memory of one program with all its children.
//!
//! A process that starts several programs cannot tell their peak memory apart (RUSAGE_CHILDREN keeps the maximum), so each
//! measured program runs below a fresh `xtask measure` that reports in one line.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};

use crate::Result;

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Usage {
    pub wall: f64,
    pub cpu: f64,
    /// Bytes, of the largest process.
    pub peak: u64,
    pub exit: i32,
}

/// `xtask measure OUT PROGRAM ARGS…`: runs the program and writes its usage to the file OUT as JSON.
pub fn child(args: &[String]) -> Result {
    let [out, program, rest @ ..] = args else {
        return Err("usage: measure OUT PROGRAM ARGS…".into());
    };
    let start = Instant::now();
    let status = Command::new(program).args(rest).status().map_err(|error| format!("{program}: {error}"))?;
    let wall = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let usage = Usage {
        wall,
        cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
        // Linux counts in kilobytes, macOS in bytes.
        peak: usage.max_rss() as u64 * if cfg!(target_os = "macos") { 1 } else { 1024 },
        exit: status.code().unwrap_or(-1),
    };
    std::fs::write(out, serde_json::to_vec(&usage)?)?;
    Ok(())
}

/// Runs a command once. Its output is thrown away: writing to a terminal would be measured too.
pub fn once(command: &Command) -> Result<Usage> {
    let report = tempfile::NamedTempFile::new()?;
    let mut outer = Command::new(std::env::current_exe()?);
    outer.arg("measure").arg(report.path()).arg(command.get_program()).args(command.get_args());
    outer.current_dir(command.get_current_dir().unwrap_or(Path::new(".")));
    for (key, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(key, value),
            None => outer.env_remove(key),
        };
    }
    let out = outer.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&std::fs::read(report.path())?)?)
}

/// Runs both commands in turns, `rounds` times, and returns the usage of the median wall time of each. Turns, because the
/// speed of a machine drifts: only figures of one run may be compared.
pub fn pair(left: &Command, right: &Command, rounds: usize) -> Result<(Usage, Usage)> {
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    for _ in 0..rounds.max(1) {
        lefts.push(once(left)?);
        rights.push(once(right)?);
    }
    Ok((median(lefts), median(rights)))
}

pub fn median(mut runs: Vec<Usage>) -> Usage {
    runs.sort_by(|a, b| a.wall.total_cmp(&b.wall));
    runs[runs.len() / 2]
}
