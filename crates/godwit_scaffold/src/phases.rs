//! `godwit plan`: which parts a project lacks, in the order of the phases.
//!
//! What is left out: judging quality. A part is present when one of its signs is.

use crate::add::lock_json;
use crate::failure::Result;
use crate::history::Catalog;
use crate::lock::Lock;
use crate::part::{Part, Survey};
use crate::project::Project;

/// The names of the phases, by number from 1.
const PHASES: [&str; 14] = [
    "Architecture",
    "Errors",
    "Concurrency",
    "Interfaces",
    "Testing",
    "Configuration",
    "Logging",
    "Database",
    "HTTP API",
    "Observability",
    "Deployment",
    "Performance",
    "Security",
    "Patterns",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanItem {
    pub part: String,
    pub title: String,
    pub phase: u32,
    /// Why it counts as present; `None` when it is missing.
    pub evidence: Option<String>,
    pub requires: Vec<String>,
}

impl PlanItem {
    pub fn phase_name(&self) -> &'static str {
        (self.phase as usize).checked_sub(1).and_then(|index| PHASES.get(index)).copied().unwrap_or("Other")
    }

    pub fn command(&self) -> String {
        format!("godwit add {}", self.part)
    }
}

#[derive(Clone, Debug)]
pub struct ProjectPlan {
    pub items: Vec<PlanItem>,
    pub lock: Option<Lock>,
}

pub fn plan(project: &Project<'_>, catalog: &Catalog) -> Result<ProjectPlan> {
    let survey = Survey::of(project)?;
    let mut items: Vec<PlanItem> = (Part::all(catalog.current())?.into_iter())
        .map(|part| PlanItem {
            evidence: survey.evidence(&part),
            part: part.name,
            title: part.title,
            phase: part.phase,
            requires: part.requires,
        })
        .collect();
    let test = project.files().into_iter().find(|path| path.ends_with("_test.go"));
    items.push(PlanItem {
        part: "tests".into(),
        title: "table-driven test skeletons with the package's own types".into(),
        phase: 5,
        evidence: test.map(|path| format!("file {path}")),
        requires: Vec::new(),
    });
    items.sort_by(|a, b| (a.phase, &a.part).cmp(&(b.phase, &b.part)));
    Ok(ProjectPlan { items, lock: Lock::read(project)? })
}

impl ProjectPlan {
    pub fn missing(&self) -> impl Iterator<Item = &PlanItem> {
        self.items.iter().filter(|item| item.evidence.is_none())
    }

    pub fn text(&self) -> String {
        let mut out = String::new();
        let n = self.missing().count();
        if n == 0 {
            out.push_str("Nothing is missing: every part is there.\n");
        } else {
            out.push_str(&format!("{n} of {} parts are missing, in this order:\n", self.items.len()));
        }
        for item in self.missing() {
            out.push_str(&format!(
                "\n  phase {:>2} · {}: {}\n             {}\n",
                item.phase,
                item.phase_name(),
                item.title,
                item.command()
            ));
        }
        let present: Vec<String> = (self.items.iter())
            .filter_map(|item| {
                Some(format!("  phase {:>2} · {} ({})\n", item.phase, item.part, item.evidence.as_ref()?))
            })
            .collect();
        if !present.is_empty() {
            out.push_str("\nThere already:\n");
            out.push_str(&present.concat());
        }
        out
    }

    pub fn json(&self) -> serde_json::Value {
        let items: Vec<_> = (self.items.iter())
            .map(|item| {
                serde_json::json!({
                    "part": item.part,
                    "title": item.title,
                    "phase": item.phase,
                    "phase_name": item.phase_name(),
                    "present": item.evidence.is_some(),
                    "evidence": item.evidence,
                    "requires": item.requires,
                    "command": item.command(),
                })
            })
            .collect();
        serde_json::json!({
            "schema": 1,
            "command": "plan",
            "parts": items,
            "lock": self.lock.as_ref().map(lock_json),
        })
    }
}
