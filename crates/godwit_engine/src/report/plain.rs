//! Findings as the go command prints errors: `path:line:column: message`, and lines that explain it behind a tab.

use std::io::{self, Write};

use crate::escape;
use crate::finding::Finding;

pub fn write(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let at = finding.start;
    // A message of several lines stays one: its further lines are indented already.
    let message = finding.message.lines().map(escape::line).collect::<Vec<_>>().join("\n\t");
    writeln!(out, "{}:{}:{}: {message}", path(&finding.file), at.line, at.column)?;
    for related in &finding.related {
        let (at, message) = (related.start, escape::line(related.message.trim_start()));
        writeln!(out, "\t{}:{}:{}: {message}", path(&related.file), at.line, at.column)?;
    }
    Ok(())
}

/// The go command writes `./` before files of the working directory itself.
fn path(file: &str) -> String {
    let dot = if file.contains('/') || file.is_empty() { "" } else { "./" };
    format!("{dot}{}", escape::line(file))
}
