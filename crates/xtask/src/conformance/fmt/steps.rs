//! The slow steps of a full run, each of them minutes long. What one found is kept below `target` with what it was measured
//! with, so that a run which was stopped goes on where it was; `GODWIT_STEP` names one to run alone.

use std::path::PathBuf;

use super::super::Context;
use super::super::snapshot::Snapshot;
use super::provenance;
use crate::{Result, repo};

pub struct Steps {
    dir: PathBuf,
    label: String,
    /// The first line of a kept step: sources and the very program.
    key: String,
    only: Option<String>,
}

impl Steps {
    pub fn new(cx: &Context, made_of: &str) -> Result<Steps> {
        let program = provenance::hash_of_bytes(&std::fs::read(&cx.godwit)?);
        Ok(Steps {
            dir: repo::scratch("fmt-steps")?,
            label: cx.label.clone(),
            key: format!("{made_of}, program {program}"),
            only: std::env::var("GODWIT_STEP").ok(),
        })
    }

    pub fn run(&self, name: &str, into: &mut Snapshot, step: impl FnOnce(&mut Snapshot) -> Result) -> Result {
        if self.only.as_deref().is_some_and(|only| only != name) {
            return Ok(());
        }
        let path = self.dir.join(format!("{name}-{}", self.label));
        let mut found = match std::fs::read_to_string(&path) {
            Ok(text) if text.lines().next() == Some(self.key.as_str()) => read(&text),
            _ => {
                let mut found = Snapshot::default();
                step(&mut found)?;
                std::fs::write(&path, self.write(&found))?;
                found
            }
        };
        into.totals.append(&mut found.totals);
        into.measured.append(&mut found.measured);
        into.cases.append(&mut found.cases);
        into.failed_bars.append(&mut found.failed_bars);
        Ok(())
    }

    fn write(&self, found: &Snapshot) -> String {
        let mut text = format!("{}\n", self.key);
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
