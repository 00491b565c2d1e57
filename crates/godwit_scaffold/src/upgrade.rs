//! `godwit upgrade`: brings a generated service to the newest templates without losing an edit.
//!
//! What is left out: choosing other answers, which `add` does, and reading version control, which the engine's façade guards.

use crate::drift::require_lock;
use crate::failure::Result;
use crate::history::Catalog;
use crate::merge::{MergePlan, Occasion, Past, plan_merge, settle};
use crate::project::Project;

/// The merge that leads from the locked version to the current one.
#[derive(Clone, Debug)]
pub struct Upgrade {
    pub from: String,
    pub to: String,
    pub plan: MergePlan,
}

pub fn plan_upgrade(project: &Project<'_>, catalog: &Catalog) -> Result<Upgrade> {
    let mut past = Past::new(catalog);
    let lock = settle(project, &mut past, &require_lock(project)?)?;
    let theirs = past.rendering(catalog.current_version(), &lock.answers)?.clone();
    // Asked before merging, so that an unknown locked version is refused even when no file needs it.
    catalog.version(&lock.template_version)?;
    let plan = plan_merge(project, &mut past, &lock, &theirs, Occasion::Upgrade)?;
    Ok(Upgrade { from: lock.template_version, to: theirs.template_version, plan })
}

impl Upgrade {
    pub fn json(&self, written: bool) -> serde_json::Value {
        merge_json("upgrade", &self.plan, written, &[("from", &self.from), ("to", &self.to)])
    }
}

/// A merge for programs.
pub fn merge_json(
    command: &str,
    plan: &MergePlan,
    written: bool,
    extra: &[(&str, &str)],
) -> serde_json::Value {
    let files: Vec<_> = (plan.outcomes.iter())
        .map(|outcome| serde_json::json!({ "path": outcome.path, "state": outcome.state.name(), "note": outcome.note }))
        .collect();
    let mut value = serde_json::json!({
        "schema": 1,
        "command": command,
        "files": files,
        "conflicts": plan.conflicts().count(),
        "written": written,
    });
    if let Some(map) = value.as_object_mut() {
        for (key, text) in extra {
            map.insert((*key).to_owned(), (*text).into());
        }
    }
    value
}
