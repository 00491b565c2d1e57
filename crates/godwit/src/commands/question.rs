//! Questions on a terminal. They go to standard error, so that standard output stays for the answer of the command.

use std::io::{self, BufRead, IsTerminal, Write};

/// How often a wrong answer is asked again.
const MAX_TRIES: usize = 5;

/// Whether somebody is there to answer.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// The answer, or `default` for an empty line. `None` when the input ended or no answer was valid.
pub fn ask(
    text: &str,
    default: &str,
    check: impl Fn(&str) -> Result<(), String>,
) -> io::Result<Option<String>> {
    for _ in 0..MAX_TRIES {
        let mut err = io::stderr().lock();
        write!(err, "{text} [{default}]: ")?;
        err.flush()?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let answer = if line.trim().is_empty() { default } else { line.trim() };
        match check(answer) {
            Ok(()) => return Ok(Some(answer.to_owned())),
            Err(why) => writeln!(err, "  {why}")?,
        }
    }
    Ok(None)
}

/// A yes-or-no question whose default is no.
pub fn confirm(text: &str) -> io::Result<bool> {
    let valid = |answer: &str| match answer {
        "y" | "yes" | "n" | "no" => Ok(()),
        _ => Err("answer yes or no".to_owned()),
    };
    Ok(ask(text, "no", valid)?.is_some_and(|answer| answer.starts_with('y')))
}
