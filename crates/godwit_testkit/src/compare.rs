//! Compares what a check found with what the page expects.

use std::fmt;

use regex::Regex;

use crate::page::Case;

/// A finding as the page sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Path of the file within the case.
    pub file: String,
    /// 1-based.
    pub line: usize,
    pub message: String,
}

/// What the check of one case gave.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub findings: Vec<Finding>,
    /// Text of each file after all fixes, by path. Read only where the page has a `go fixed` block; a path that is missing
    /// means that no fix touched the file.
    pub fixed: Vec<(String, String)>,
    /// Why the check could not run, for example a file that does not parse or an option that does not exist.
    pub error: Option<String>,
}

/// The result of a page.
#[derive(Debug, Default)]
pub struct Report {
    /// Cases that expect findings.
    pub positive: usize,
    /// Cases that expect none.
    pub negative: usize,
    /// Cases with a `go fixed` block.
    pub fixed: usize,
    pub failures: Vec<String>,
}

impl Report {
    /// Adds the failures that a complete page of a rule must not have: it shows what is reported and what is not.
    pub fn require_both_sides(&mut self, name: &str) {
        if self.positive == 0 {
            self.failures.push(format!("{name}: no case expects a finding (`// want \"…\"`)"));
        }
        if self.negative == 0 {
            self.failures.push(format!("{name}: no case shows code without a finding"));
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(f, "{failure}")?;
        }
        write!(
            f,
            "{} cases with findings, {} without, {} with a fix, {} failures",
            self.positive,
            self.negative,
            self.fixed,
            self.failures.len()
        )
    }
}

pub(crate) fn differences(case: &Case, outcome: &Outcome) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(error) = &outcome.error {
        out.push(format!("  the check failed: {error}"));
    }
    // Several files of one case are told apart by name, one file needs none.
    let label = |file: &str, line: usize| {
        if case.files.len() > 1 { format!("{file} line {line}") } else { format!("line {line}") }
    };

    let mut used = vec![false; outcome.findings.len()];
    for file in &case.files {
        for want in &file.wants {
            let regex = match Regex::new(&want.pattern) {
                Ok(regex) => regex,
                Err(error) => {
                    out.push(format!("  {}: bad regular expression: {error}", label(&file.path, want.line)));
                    continue;
                }
            };
            let hit = outcome.findings.iter().enumerate().find(|(index, finding)| {
                !used[*index]
                    && finding.file == file.path
                    && finding.line == want.line
                    && regex.is_match(&finding.message)
            });
            match hit {
                Some((index, _)) => used[index] = true,
                None => out.push(format!(
                    "  {}: expected a finding that matches {:?}",
                    label(&file.path, want.line),
                    want.pattern
                )),
            }
        }
    }
    for (finding, used) in outcome.findings.iter().zip(used) {
        if !used {
            out.push(format!(
                "  {}: unexpected finding {:?}",
                label(&finding.file, finding.line),
                finding.message
            ));
        }
    }
    for (path, want) in case.fixed.iter().flatten() {
        let source = case.files.iter().find(|file| &file.path == path).map(|file| file.text.as_str());
        let got =
            outcome.fixed.iter().find(|(other, _)| other == path).map(|(_, text)| text.as_str()).or(source);
        match got {
            None => out.push(format!("  the `go fixed` block names {path}, which is no file of the case")),
            Some(got) if got != want => {
                out.push(format!("  {path} after the fixes differs:\n{}", diff(want, got)))
            }
            Some(_) => {}
        }
    }
    out
}

/// Both texts line by line, equal head and tail left out. Cases are a few lines long: a real diff would say no more.
fn diff(want: &str, got: &str) -> String {
    let want: Vec<&str> = want.lines().collect();
    let got: Vec<&str> = got.lines().collect();
    let head = want.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let tail = want[head..].iter().rev().zip(got[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut out = format!("    @ line {}\n", head + 1);
    for line in &want[head..want.len() - tail] {
        out.push_str(&format!("    - {line}\n"));
    }
    for line in &got[head..got.len() - tail] {
        out.push_str(&format!("    + {line}\n"));
    }
    out
}
