//! Runs the Markdown pages of rules as tests: a page is documentation for people and the specification of the rule at once.
//!
//! The crate knows Markdown, expectations and how to compare; what a check is it does not know. The caller hands in a
//! function from a [`Case`] to an [`Outcome`], so a change of a rule never recompiles this crate, and it depends on nothing
//! of Godwit.
//!
//! # The page
//!
//! Every fence whose language is `go` is a case. Its name is the heading above it. Nothing else is run: show code that is
//! not to be checked in a `text` fence.
//!
//! - `// want "regexp" "regexp"` (or back quotes, or `/* want … */`) at the end of a line expects findings on that line;
//!   `// want+1 "…"` and `// want-1 "…"` speak of a neighbouring line. The comment is cut out before the check runs, so a
//!   rule about comments never sees it. A block without `want` expects no finding.
//! - A fence `go fixed` directly after a case is the expected text after the safe and unsafe fixes of all findings.
//!   A case without it is not asked for fixes.
//! - A fence `toml options` (or `options`) sets the options of all cases up to the next heading.
//! - Words behind `go`: `file=name_test.go` names the file (default `example.go`), `lang=go1.21` its language version.
//! - Several files in one case: lines of the form `-- path --` split the block.

mod compare;
mod expectation;
mod go;
mod page;

pub use compare::{Finding, Outcome, Report};
pub use expectation::Want;
pub use go::goroot;
pub use page::{Case, CaseFile, PageError, parse};

/// Runs every case of a page and compares. `name` is how the page is called in failures.
///
/// The result lists each failing case with all its differences; a page that cannot be read is a failure too.
pub fn run(name: &str, markdown: &str, check: impl Fn(&Case) -> Outcome) -> Report {
    let mut report = Report::default();
    let cases = match parse(markdown) {
        Ok(cases) => cases,
        Err(error) => {
            report.failures.push(format!("{name}:{}: {}", error.line, error.message));
            return report;
        }
    };
    for case in &cases {
        if case.files.iter().any(|file| !file.wants.is_empty()) {
            report.positive += 1;
        } else {
            report.negative += 1;
        }
        if case.fixed.is_some() {
            report.fixed += 1;
        }
        let differences = compare::differences(case, &check(case));
        if !differences.is_empty() {
            report.failures.push(format!(
                "{name}:{}: case \"{}\"\n{}",
                case.line,
                case.name,
                differences.join("\n")
            ));
        }
    }
    report
}
