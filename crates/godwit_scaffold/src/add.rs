//! `godwit add PART`: one part for a project, planned as a set of changes.
//!
//! On a service that Godwit generated, a part is a change of answers and the result is what `godwit new` with those answers
//! would have given. On any other project it is a draft. What is left out: the draft's edits (`draft`), writing, and running
//! the go command.

use crate::answers::Answers;
use crate::change::Change;
use crate::create::answers_json;
use crate::diff::unified;
use crate::draft::Draft;
use crate::failure::{Failure, Result};
use crate::history::Catalog;
use crate::lock::Lock;
use crate::manifest::Manifest;
use crate::merge::{Occasion, Past, State, plan_merge, settle};
use crate::part::{Part, Survey};
use crate::project::Project;
use crate::template_set::TemplateSet;
use std::collections::BTreeSet;

/// What adding a part would do.
#[derive(Clone, Debug)]
pub struct AddPlan {
    /// The parts added, those that the asked one requires first.
    pub parts: Vec<String>,
    pub changes: Vec<Change>,
    /// What a person has to know or do.
    pub notes: Vec<String>,
    /// Files that a merge left with conflict markers.
    pub conflicts: Vec<String>,
    /// Why there is nothing to do, if so.
    pub already: Option<String>,
}

impl AddPlan {
    pub fn diff(&self) -> String {
        unified(&self.changes)
    }

    pub fn json(&self, written: bool) -> serde_json::Value {
        let changes: Vec<_> = self
            .changes
            .iter()
            .map(|change| serde_json::json!({ "path": change.path, "action": change.verb() }))
            .collect();
        serde_json::json!({
            "schema": 1,
            "command": "add",
            "parts": self.parts,
            "changes": changes,
            "notes": self.notes,
            "conflicts": self.conflicts,
            "already": self.already,
            "diff": self.diff(),
            "written": written,
        })
    }

    fn nothing(part: &str, why: String) -> Self {
        Self {
            parts: vec![part.to_owned()],
            changes: Vec::new(),
            notes: Vec::new(),
            conflicts: Vec::new(),
            already: Some(why),
        }
    }
}

/// Plans adding `name` to the project.
pub fn plan_add(project: &Project<'_>, catalog: &Catalog, name: &str) -> Result<AddPlan> {
    let parts = Part::all(catalog.current())?;
    let part = find_part(&parts, name)?;
    if let Some(lock) = Lock::read(project)?
        && !part.answers.is_empty()
    {
        return add_by_answers(project, catalog, &lock, part);
    }
    let Some(go_mod) = project.read("go.mod")? else {
        return Err(Failure::new("no-module", format!("{} has no go.mod", project.root().display()))
            .hint("run godwit add in the root of a module; for a new service use `godwit new`"));
    };
    let survey = Survey::of(project)?;
    if let Some(evidence) = survey.evidence(part) {
        return Ok(AddPlan::nothing(name, format!("the project has {name} already: {evidence}")));
    }
    if let Some((other, evidence)) = part.conflicts.iter().find_map(|other| {
        let other = parts.iter().find(|p| p.name == *other)?;
        Some((other, survey.evidence(other)?))
    }) {
        return Err(Failure::new(
            "part-conflicts",
            format!("{name} conflicts with {}: {evidence}", other.name),
        )
        .hint("decide for one of them"));
    }
    let mut order = Vec::new();
    collect_required(&parts, &survey, part, &mut order, &mut BTreeSet::new())?;
    let mut draft = Draft::new(project, catalog.current(), &survey, &go_mod, &order)?;
    for part in &order {
        draft.add(part)?;
    }
    draft.finish(order.iter().map(|part| part.name.clone()).collect())
}

pub fn find_part<'a>(parts: &'a [Part], name: &str) -> Result<&'a Part> {
    parts.iter().find(|part| part.name == name).ok_or_else(|| {
        let known: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        Failure::new("part-unknown", format!("there is no part {name:?}"))
            .hint(format!("parts: {}, tests", known.join(", ")))
    })
}

/// `part` with everything it requires and the project lacks, dependencies first. A part is visited once, so cycles end.
fn collect_required<'a>(
    parts: &'a [Part],
    survey: &Survey,
    part: &'a Part,
    order: &mut Vec<&'a Part>,
    seen: &mut BTreeSet<String>,
) -> Result<()> {
    if !seen.insert(part.name.clone()) {
        return Ok(());
    }
    for required in &part.requires {
        let required = find_part(parts, required)?;
        if survey.evidence(required).is_none() {
            collect_required(parts, survey, required, order, seen)?;
        }
    }
    order.push(part);
    Ok(())
}

/// On a generated service: the rendering with the new answers, merged over the one with the old answers.
fn add_by_answers(project: &Project<'_>, catalog: &Catalog, lock: &Lock, part: &Part) -> Result<AddPlan> {
    let mut past = Past::new(catalog);
    let lock = settle(project, &mut past, lock)?;
    let set = catalog.version(&lock.template_version)?;
    let manifest = Manifest::parse(&set)?;
    let mut answers: Answers = lock.answers.for_manifest(&manifest);
    for (axis, answer) in &part.answers {
        let Some(known) = manifest.axis(axis) else {
            return Err(Failure::new(
                "template-too-old",
                format!("template version {} has no option {axis}", lock.template_version),
            )
            .hint("run `godwit upgrade` first"));
        };
        // Any value but the smallest is the part in another make: gitlab is ci too.
        let present = answers.axes.get(axis).is_some_and(|now| *now != known.smallest());
        if !present {
            answers.axes.insert(axis.clone(), answer.clone());
        }
    }
    if answers == lock.answers {
        return Ok(AddPlan::nothing(&part.name, format!("the service has {} already", part.name)));
    }
    let theirs = past.rendering(&lock.template_version, &answers)?.clone();
    let merged = plan_merge(project, &mut past, &lock, &theirs, Occasion::Answers)?;
    let conflicts: Vec<String> = merged.conflicts().map(|outcome| outcome.path.clone()).collect();
    let notes = (merged.outcomes.iter())
        .filter(|outcome| matches!(outcome.state, State::Kept | State::Conflict))
        .map(|outcome| format!("{}: {}", outcome.path, outcome.note))
        .collect();
    Ok(AddPlan { parts: vec![part.name.clone()], changes: merged.changes, notes, conflicts, already: None })
}

/// The answers of a lock for programs; `godwit plan --json` shows them.
pub fn lock_json(lock: &Lock) -> serde_json::Value {
    serde_json::json!({ "template_version": lock.template_version, "answers": answers_json(&lock.answers) })
}

/// Names and titles of every part, `tests` included, in the order of the phases.
pub fn part_titles(set: &TemplateSet) -> Result<Vec<(String, String)>> {
    let mut titles: Vec<(String, String)> =
        Part::all(set)?.into_iter().map(|part| (part.name, part.title)).collect();
    titles.push(("tests".into(), "table-driven test skeletons with the package's own types".into()));
    Ok(titles)
}
