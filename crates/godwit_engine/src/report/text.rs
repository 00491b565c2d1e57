//! The report for people: `path:line:col`, message, the source line with the place marked, and a summary.

use std::io::{self, Write};

use godwit_base::Severity;
use rayon::prelude::*;

use super::style::Palette;
use crate::check::Report;
use crate::escape;
use crate::finding::{Finding, Snippet};

const TAB: &str = "    ";

pub fn write(report: &Report, colored: bool, out: &mut dyn Write) -> io::Result<()> {
    let palette = Palette::new(colored);
    for findings in report.findings.chunks(BLOCK * rayon::current_num_threads()) {
        let texts: Vec<_> = findings.par_chunks(BLOCK).map(|block| rendered(block, &palette)).collect();
        for text in texts {
            out.write_all(&text?)?;
        }
    }
    summary(report, &palette, out)
}

/// Findings that a thread renders at once.
const BLOCK: usize = 256;

fn rendered(findings: &[Finding], p: &Palette) -> io::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(findings.len() * 256);
    for finding in findings {
        self::finding(finding, p, &mut text)?;
    }
    Ok(text)
}

/// One finding with its snippet and an empty line behind.
pub fn finding(finding: &Finding, p: &Palette, out: &mut dyn Write) -> io::Result<()> {
    headline(finding, p, out)?;
    snippet(finding, p, out)?;
    for related in &finding.related {
        let (file, at) = (escape::line(&related.file), related.start);
        writeln!(
            out,
            "  {}{}:{}:{}{}: {}",
            p.dim,
            file,
            at.line,
            at.column,
            p.reset,
            escape::line(&related.message)
        )?;
    }
    if let Some(fix) = &finding.fix {
        let kind = if fix.is_safe { "fix" } else { "unsafe fix" };
        writeln!(out, "  {}{kind}:{} {}", p.cyan, p.reset, escape::line(&fix.title))?;
    }
    writeln!(out)
}

/// `path:line:col: severity: message [rule]` on one line.
pub fn headline(finding: &Finding, p: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let color = match finding.severity {
        Severity::Error => p.red,
        Severity::Warning => p.yellow,
        Severity::Info => p.cyan,
    };
    let (file, at) = (escape::line(&finding.file), finding.start);
    write!(out, "{}{file}{}:{}:{}: ", p.bold, p.reset, at.line, at.column)?;
    write!(out, "{color}{}{}: {}", finding.severity.as_str(), p.reset, escape::line(&finding.message))?;
    write!(out, " {}[{}", p.dim, finding.rule)?;
    if !finding.aliases.is_empty() {
        write!(out, ", {}", finding.aliases[0])?;
    }
    writeln!(out, "]{}", p.reset)
}

fn snippet(finding: &Finding, p: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let Snippet { text, mark: (from, to) } = &finding.snippet;
    if text.trim().is_empty() {
        return Ok(());
    }
    let show = |s: &str| escape::line(&s.replace('\t', TAB)).into_owned();
    let (before, marked) = (show(&text[..*from]), show(&text[*from..*to]));
    let number = finding.start.line.to_string();
    let gutter = " ".repeat(number.len());
    let marks = "^".repeat(marked.chars().count().max(1));
    let indent = " ".repeat(before.chars().count());
    writeln!(out, "{} {gutter} |{}", p.blue, p.reset)?;
    writeln!(out, "{} {number} |{} {before}{marked}{}", p.blue, p.reset, show(&text[*to..]))?;
    writeln!(out, "{} {gutter} |{} {indent}{}{marks}{}", p.blue, p.reset, p.yellow, p.reset)
}

fn summary(report: &Report, p: &Palette, out: &mut dyn Write) -> io::Result<()> {
    let files = count(report.n_files, "file");
    let mut extra = Vec::new();
    if report.n_suppressed > 0 {
        extra.push(format!("{} suppressed by comments", report.n_suppressed));
    }
    if report.n_excluded > 0 {
        extra.push(format!("{} excluded by the configuration", report.n_excluded));
    }
    let extra = if extra.is_empty() { String::new() } else { format!(" ({})", extra.join(", ")) };
    if report.findings.is_empty() {
        let color = if report.is_incomplete { p.yellow } else { p.green };
        return writeln!(
            out,
            "{color}no findings{} in {files}, {}{extra}",
            p.reset,
            count(report.n_rules, "rule")
        );
    }
    let n = report.findings.len();
    let errors = report.findings.iter().filter(|f| f.severity == Severity::Error).count();
    let safe = report.findings.iter().filter(|f| f.fix.as_ref().is_some_and(|fix| fix.is_safe)).count();
    let fixable = report.findings.iter().filter(|f| f.fix.is_some()).count();
    write!(out, "{}{}{} in {files}", p.bold, count(n, "finding"), p.reset)?;
    write!(out, ": {}, {}", count(errors, "error"), count(n - errors, "warning"))?;
    if fixable > 0 {
        write!(out, "; {fixable} with a fix, {safe} of them safe")?;
    }
    writeln!(out, "{extra}")
}

/// `1 file`, `2 files`.
pub fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
