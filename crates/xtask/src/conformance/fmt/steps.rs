//! The slow steps of a full run, each of them minutes long. What one found is kept below `target` with what it was measured
//! with, so that a run which was stopped goes on where it was; `GODWIT_STEP` names one to run alone.

use std::path::PathBuf;

use super::super::Context;
use super::super::snapshot::Snapshot;
use super::provenance;
use crate::{Result, repo};

pub struct Steps<'c> {
    cx: &'c Context,
    dir: PathBuf,
    only: Option<String>,
}

impl<'c> Steps<'c> {
    pub fn new(cx: &'c Context) -> Result<Steps<'c>> {
        Ok(Steps { cx, dir: repo::scratch("fmt-steps")?, only: std::env::var("GODWIT_STEP").ok() })
    }

    /// `group` names what the figures depend on.
    pub fn run(
        &self,
        name: &str,
        group: &str,
        into: &mut Snapshot,
        step: impl FnOnce(&mut Snapshot) -> Result,
    ) -> Result {
        if self.only.as_deref().is_some_and(|only| only != name) {
            return Ok(());
        }
        let key = provenance::of_group(self.cx, group)?;
        let path = self.dir.join(format!("{name}-{}", self.cx.label));
        let mut found = match std::fs::read_to_string(&path) {
            Ok(text) if text.lines().next() == Some(key.as_str()) => read(&text),
            _ => {
                let mut found = Snapshot::default();
                step(&mut found)?;
                std::fs::write(&path, write(&key, &found))?;
                found
            }
        };
        into.totals.append(&mut found.totals);
        into.measured.append(&mut found.measured);
        into.cases.append(&mut found.cases);
        into.failed_bars.append(&mut found.failed_bars);
        Ok(())
    }
}

fn write(key: &str, found: &Snapshot) -> String {
    let mut text = format!("{key}\n");
    let lists = [
        ("total", &found.totals),
        ("measured", &found.measured),
        ("case", &found.cases),
        ("bar", &found.failed_bars),
    ];
    for (kind, lines) in lists {
        lines.iter().for_each(|line| text.push_str(&format!("{kind} {line}\n")));
    }
    text
}

fn read(text: &str) -> Snapshot {
    let mut found = Snapshot::default();
    for line in text.lines().skip(1) {
        let (kind, rest) = line.split_once(' ').unwrap_or((line, ""));
        let list = match kind {
            "total" => &mut found.totals,
            "measured" => &mut found.measured,
            "case" => &mut found.cases,
            _ => &mut found.failed_bars,
        };
        list.push(rest.to_owned());
    }
    found
}
