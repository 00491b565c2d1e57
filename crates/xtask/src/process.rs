//! Running programs: fail loudly, with the command line that failed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::Result;

/// Runs a program with the terminal as its output.
pub fn run(command: &mut Command) -> Result {
    let status = command.status().map_err(|error| format!("{}: {error}", line(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{}: {status}", line(command)).into()) }
}

/// Prints the command line, then runs it.
pub fn show(command: &mut Command) -> Result {
    eprintln!("▸ {}", line(command));
    run(command)
}

/// Stdout of a program that must succeed.
pub fn output(command: &mut Command) -> Result<String> {
    let out = capture(command)?;
    if out.status.success() {
        return Ok(String::from_utf8(out.stdout)?);
    }
    let stderr = String::from_utf8_lossy(&out.stderr);
    Err(format!("{}: {}\n{}", line(command), out.status, stderr.trim_end()).into())
}

/// All that a program gives, whatever its exit code.
pub fn capture(command: &mut Command) -> Result<Output> {
    command.stdin(Stdio::null());
    Ok(command.output().map_err(|error| format!("{}: {error}", line(command)))?)
}

/// Runs a program with its stdout in a file and returns its exit code. Stderr goes to the terminal.
pub fn to_file(command: &mut Command, path: &Path) -> Result<i32> {
    let file = std::fs::File::create(path)?;
    let status = command
        .stdin(Stdio::null())
        .stdout(file)
        .status()
        .map_err(|error| format!("{}: {error}", line(command)))?;
    status.code().ok_or_else(|| format!("{}: {status}", line(command)).into())
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    // A pattern list of thousands of files would bury the message.
    if text.len() > 300 {
        let cut = text.floor_char_boundary(280);
        text.truncate(cut);
        text.push_str(" …");
    }
    text
}

/// Looks a program up in PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| file.is_file())
}
