//! The committed result of a comparison.

use std::collections::BTreeSet;
use std::path::Path;

use super::Context;
use crate::Result;

/// Totals for people, then every differing case on a line of its own.
#[derive(Default)]
pub struct Snapshot {
    pub totals: Vec<String>,
    /// Totals that differ from run to run: written down, never compared.
    pub measured: Vec<String>,
    /// Whether totals are figures that a run on the same sources must repeat.
    pub has_exact_totals: bool,
    /// What the figures depend on, where the comparison tracks it.
    pub made_of: Option<String>,
    pub cases: Vec<String>,
    /// Names, as used at the head of cases, of the parts that a short run leaves out.
    pub left_out: Vec<&'static str>,
    /// Bars that a run must clear whatever the snapshot says.
    pub failed_bars: Vec<String>,
}

impl Snapshot {
    pub fn total(&mut self, text: impl Into<String>) {
        self.totals.push(text.into());
    }

    pub fn measured(&mut self, text: impl Into<String>) {
        self.measured.push(text.into());
    }

    /// A differing case: `part` groups, `text` must be stable over runs and machines.
    pub fn case(&mut self, part: &str, text: impl AsRef<str>) {
        self.cases.push(format!("{part}: {}", text.as_ref().replace('\n', "\\n")));
    }

    fn sorted(&self) -> BTreeSet<&str> {
        self.cases.iter().map(String::as_str).collect()
    }

    pub fn write(&self, path: &Path, cx: &Context) -> Result {
        let mut text = format!("# Written by `cargo xtask conformance`. Go: {}\n", cx.version);
        if let Some(made_of) = &self.made_of {
            text.push_str(&format!("# measured with: {made_of}\n"));
        }
        for total in &self.totals {
            text.push_str(&format!("# {total}\n"));
        }
        for total in &self.measured {
            text.push_str(&format!("# this run: {total}\n"));
        }
        for case in self.sorted() {
            text.push_str(case);
            text.push('\n');
        }
        std::fs::create_dir_all(path.parent().expect("a snapshot lies in a folder"))?;
        Ok(std::fs::write(path, text)?)
    }

    /// What differs from the committed snapshot. Cases that vanished count only where the Go version is the same: another
    /// patch release has other sources.
    pub fn check(&self, path: &Path, cx: &Context) -> Result<Vec<String>> {
        let mut complaints = self.failed_bars.clone();
        let Ok(text) = std::fs::read_to_string(path) else {
            complaints.push(format!("{}: no snapshot; run `cargo xtask conformance`", path.display()));
            return Ok(complaints);
        };
        let same_go = text.lines().next().is_some_and(|line| line.ends_with(&format!("Go: {}", cx.version)));
        let committed: BTreeSet<&str> = text.lines().filter(|line| !line.starts_with("# ")).collect();
        let now = self.sorted();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for case in now.difference(&committed) {
            complaints.push(format!("{name}: new difference: {case}"));
        }
        for case in committed.difference(&now) {
            let part = case.split(':').next().unwrap_or_default();
            if same_go && !self.left_out.contains(&part) {
                complaints.push(format!("{name}: mended, write the snapshot again: {case}"));
            }
        }
        if self.has_exact_totals && same_go {
            let ran = |line: &&str| {
                let part = line.split(':').next().unwrap_or_default();
                !self.left_out.contains(&part)
                    && !matches!(
                        part,
                        "measured with" | "this run" | "Written by `cargo xtask conformance`. Go"
                    )
            };
            let committed: Vec<&str> =
                text.lines().filter_map(|line| line.strip_prefix("# ")).filter(ran).collect();
            let now: Vec<&str> = self.totals.iter().map(String::as_str).filter(ran).collect();
            for total in now.iter().filter(|t| !committed.contains(t)) {
                complaints.push(format!("{name}: another figure than the snapshot's: {total}"));
            }
            for total in committed.iter().filter(|t| !now.contains(t)) {
                complaints.push(format!("{name}: not found again: {total}"));
            }
            for part in &self.left_out {
                if !text.lines().any(|line| {
                    line.starts_with(&format!("# {part}: "))
                        || line.starts_with(&format!("# this run: {part}: "))
                }) {
                    complaints.push(format!("{name}: has no figure for \"{part}\""));
                }
            }
        }
        let n = complaints.len();
        if n > 20 {
            complaints.truncate(20);
            complaints.push(format!("… and {} more", n - 20));
        }
        Ok(complaints)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn context(version: &str) -> Context {
        Context {
            godwit: PathBuf::new(),
            oracles: PathBuf::new(),
            goroot: PathBuf::new(),
            label: "go1.26".to_owned(),
            version: version.to_owned(),
            short: false,
        }
    }

    fn snapshot(cases: &[&str]) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for case in cases {
            snapshot.case("part", case);
        }
        snapshot
    }

    #[test]
    fn new_and_mended_cases_are_told() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("x-go1.26.txt");
        let cx = context("go1.26.6");
        snapshot(&["a", "b"]).write(&path, &cx).unwrap();
        assert!(snapshot(&["b", "a"]).check(&path, &cx).unwrap().is_empty());
        let complaints = snapshot(&["b", "c"]).check(&path, &cx).unwrap();
        assert_eq!(complaints.len(), 2, "{complaints:?}");
        assert!(complaints[0].contains("new difference: part: c"));
        assert!(complaints[1].contains("mended") && complaints[1].contains("part: a"));
    }

    #[test]
    fn what_another_go_or_a_short_run_cannot_see_is_not_mended() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("x-go1.26.txt");
        snapshot(&["a"]).write(&path, &context("go1.26.6")).unwrap();
        assert!(snapshot(&[]).check(&path, &context("go1.26.8")).unwrap().is_empty());
        let short = Snapshot { left_out: vec!["part"], ..snapshot(&[]) };
        assert!(short.check(&path, &context("go1.26.6")).unwrap().is_empty());
    }

    #[test]
    fn exact_totals_must_be_found_again_and_none_may_lack() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("x-go1.26.txt");
        let cx = context("go1.26.6");
        let exact = |totals: &[&str], left_out: &[&'static str]| Snapshot {
            totals: totals.iter().map(|t| (*t).to_owned()).collect(),
            has_exact_totals: true,
            made_of: Some("these sources".to_owned()),
            left_out: left_out.to_vec(),
            ..Snapshot::default()
        };
        exact(&["quick: 5 of 5", "slow: 7 of 7"], &[]).write(&path, &cx).unwrap();
        assert!(std::fs::read_to_string(&path).unwrap().contains("\n# measured with: these sources\n"));
        let complaints = |s: Snapshot| s.check(&path, &cx).unwrap();
        assert!(complaints(exact(&["quick: 5 of 5"], &["slow"])).is_empty());
        assert_eq!(complaints(exact(&["quick: 4 of 5"], &["slow"])).len(), 2);
        assert_eq!(complaints(exact(&["quick: 5 of 5"], &[])).len(), 1);
        assert!(complaints(exact(&["quick: 5 of 5"], &["slow", "slower"]))[0].contains("\"slower\""));
    }

    #[test]
    fn a_missing_snapshot_is_a_complaint() {
        let complaints = snapshot(&[]).check(Path::new("nowhere/x.txt"), &context("go1.26.6")).unwrap();
        assert_eq!(complaints.len(), 1);
    }
}
