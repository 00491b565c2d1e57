//! The three-way merge of a project with a new rendering: what `upgrade` and `add` (on a generated service) share.
//!
//! Base is the rendering a file came from, ours is the disk, theirs is the new rendering. A file whose merge is clean advances in
//! the lock; one with conflict markers does not, however often the command runs. What is left out: writing.

use crate::answers::Answers;
use crate::change::Change;
use crate::class::FileClass;
use crate::edit::go_mod::{GoMod, merge_go_mod, merge_go_sum};
use crate::failure::Result;
use crate::history::Catalog;
use crate::lock::{Conflict, LOCK_PATH, Lock, LockedFile, hash};
use crate::project::Project;
use crate::render::{RenderedFile, Rendering, render_service};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a merge did to one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Unchanged,
    Created,
    Updated,
    Merged,
    Deleted,
    /// The disk is left as it is, for the reason in the note.
    Kept,
    Conflict,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Merged => "merged",
            Self::Deleted => "deleted",
            Self::Kept => "kept",
            Self::Conflict => "conflict",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOutcome {
    pub path: String,
    pub state: State,
    pub note: String,
}

/// A merge of a whole project that was not written yet. The last change is the lock's.
#[derive(Clone, Debug)]
pub struct MergePlan {
    pub changes: Vec<Change>,
    pub outcomes: Vec<FileOutcome>,
    pub lock: Lock,
}

impl MergePlan {
    pub fn conflicts(&self) -> impl Iterator<Item = &FileOutcome> {
        self.outcomes.iter().filter(|outcome| outcome.state == State::Conflict)
    }
}

/// Renderings of the past, each made once.
pub struct Past<'a> {
    catalog: &'a Catalog,
    renderings: BTreeMap<(String, String), Rendering>,
}

impl<'a> Past<'a> {
    pub fn new(catalog: &'a Catalog) -> Self {
        Self { catalog, renderings: BTreeMap::new() }
    }

    /// The service as `version` renders it.
    pub fn rendering(&mut self, version: &str, answers: &Answers) -> Result<&Rendering> {
        let key = (version.to_owned(), format!("{answers:?}"));
        if !self.renderings.contains_key(&key) {
            let rendering = render_service(&self.catalog.version(version)?, answers)?;
            self.renderings.insert(key.clone(), rendering);
        }
        Ok(&self.renderings[&key])
    }

    /// The text that `file` had when the lock last advanced.
    pub fn base(&mut self, lock: &Lock, file: &LockedFile) -> Result<Option<String>> {
        let mut answers = lock.answers.clone();
        if let Some(conflict) = &file.conflict {
            answers.axes.extend(conflict.base_answers.clone());
        }
        Ok(self.rendering(&file.version, &answers)?.file(&file.path).map(|file| file.text.clone()))
    }
}

/// Whether a merge left markers in `text` that nobody has resolved.
pub fn has_conflict_markers(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<< "))
        && text.lines().any(|line| line.starts_with(">>>>>>> "))
}

/// Advances the entries whose conflicts a person has resolved since the last merge.
pub fn settle(project: &Project<'_>, past: &mut Past<'_>, lock: &Lock) -> Result<Lock> {
    let mut settled = lock.clone();
    for file in &mut settled.files {
        let Some(conflict) = &file.conflict else { continue };
        let Some(text) = project.read(&file.path)? else { continue };
        // The content from before the merge means that the merge was thrown away, not resolved.
        if has_conflict_markers(&text) || hash(&text) == conflict.ours {
            continue;
        }
        let version = conflict.version.clone();
        if let Some(rendered) = past.rendering(&version, &lock.answers)?.file(&file.path) {
            *file = LockedFile::of(rendered, &version);
        }
    }
    Ok(settled)
}

/// Why a merge happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// Newer templates: seeded files belong to the people who edit them.
    Upgrade,
    /// Other answers, which somebody asked for: seeded files that depend on them are merged too, or the service would not build.
    Answers,
}

/// Plans the merge of `theirs` into the project. `lock` must be settled.
pub fn plan_merge(
    project: &Project<'_>,
    past: &mut Past<'_>,
    lock: &Lock,
    theirs: &Rendering,
    occasion: Occasion,
) -> Result<MergePlan> {
    let mut changes = Vec::new();
    let mut outcomes = Vec::new();
    let mut files = Vec::new();
    for file in &theirs.files {
        let locked = lock.file(&file.path);
        let base = locked.map(|locked| past.base(lock, locked)).transpose()?.flatten();
        let ours = project.read(&file.path)?;
        let merged = merge_file(occasion, locked.is_some(), base.as_deref(), ours.as_deref(), file);
        let mut entry = LockedFile::of(file, &theirs.template_version);
        if merged.state == State::Conflict
            && let Some(locked) = locked
        {
            let differing = |(axis, answer): (&String, &crate::manifest::Answer)| {
                (theirs.answers.axes.get(axis) != Some(answer)).then(|| (axis.clone(), answer.clone()))
            };
            let base_answers = match &locked.conflict {
                Some(conflict) => conflict.base_answers.clone(),
                None => lock.answers.axes.iter().filter_map(differing).collect(),
            };
            let ours = match &locked.conflict {
                Some(conflict) if merged.after.is_none() => conflict.ours.clone(),
                _ => hash(ours.as_deref().unwrap_or_default()),
            };
            let conflict = Conflict { version: theirs.template_version.clone(), ours, base_answers };
            entry = LockedFile { conflict: Some(conflict), ..locked.clone() };
        }
        if file.class == FileClass::Seeded
            && occasion == Occasion::Upgrade
            && let Some(locked) = locked
        {
            // It still is what its own version rendered, which a later change of answers has to start from.
            entry = locked.clone();
        }
        // A file that is not ours to merge stays out of the lock, so that later merges leave it alone too.
        if !(merged.state == State::Kept && locked.is_none() && file.class != FileClass::Seeded) {
            files.push(entry);
        }
        push(&mut changes, &file.path, ours, merged.after, file.mode);
        outcomes.push(FileOutcome { path: file.path.clone(), state: merged.state, note: merged.note });
    }
    for locked in &lock.files {
        if theirs.file(&locked.path).is_some() {
            continue;
        }
        let Some(ours) = project.read(&locked.path)? else { continue };
        let base = past.base(lock, locked)?;
        let untouched = base.as_deref() == Some(ours.as_str());
        let (state, note) =
            if untouched && (locked.class != FileClass::Seeded || occasion == Occasion::Answers) {
                (State::Deleted, "the template no longer has it")
            } else {
                (
                    State::Kept,
                    "the template no longer has it, but you changed it; delete it when you no longer need it",
                )
            };
        if state == State::Deleted {
            changes.push(Change { path: locked.path.clone(), before: Some(ours), after: None, mode: 0o644 });
        }
        outcomes.push(FileOutcome { path: locked.path.clone(), state, note: note.into() });
    }
    join_go_sum(&mut changes, project, theirs)?;
    let conflicted = files.iter().any(|file| file.conflict.is_some());
    let template_version =
        if conflicted { lock.template_version.clone() } else { theirs.template_version.clone() };
    let new_lock = Lock { template_version, answers: theirs.answers.clone(), files };
    push(&mut changes, LOCK_PATH, project.read(LOCK_PATH)?, Some(new_lock.text()), 0o644);
    Ok(MergePlan { changes, outcomes, lock: new_lock })
}

fn push(changes: &mut Vec<Change>, path: &str, before: Option<String>, after: Option<String>, mode: u32) {
    if after.is_some() && before != after {
        changes.push(Change { path: path.into(), before, after, mode });
    }
}

struct Merged {
    state: State,
    /// `None` leaves the disk alone.
    after: Option<String>,
    note: String,
}

fn merge_file(
    occasion: Occasion,
    locked: bool,
    base: Option<&str>,
    ours: Option<&str>,
    theirs: &RenderedFile,
) -> Merged {
    let leave = |state, note: &str| Merged { state, after: None, note: note.into() };
    let write = |state, text: &str| Merged { state, after: Some(text.to_owned()), note: String::new() };
    let new = theirs.text.as_str();
    let Some(disk) = ours else {
        return match (locked, theirs.class) {
            (false, _) | (_, FileClass::Generated) => write(State::Created, new),
            (true, FileClass::Seeded) => leave(State::Unchanged, ""),
            (true, FileClass::Managed) => leave(State::Kept, "you deleted it; it stays deleted"),
        };
    };
    if disk == new {
        return leave(State::Unchanged, "");
    }
    match theirs.class {
        FileClass::Seeded if !(locked && occasion == Occasion::Answers) => {
            leave(if locked { State::Unchanged } else { State::Kept }, "seeded files are written once")
        }
        FileClass::Generated => write(State::Updated, new),
        FileClass::Managed | FileClass::Seeded => {
            if !locked {
                return leave(State::Kept, "it exists already and did not come from a template");
            }
            if has_conflict_markers(disk) {
                return leave(State::Conflict, "resolve the conflict markers of the last merge first");
            }
            let base = base.unwrap_or_default();
            let ours = to_unix(disk);
            if ours == base {
                return write(State::Updated, &like(disk, new));
            }
            if base == new {
                return leave(State::Unchanged, "");
            }
            let merged = match theirs.path.as_str() {
                "go.mod" => Ok(merge_go_mod(base, &ours, new)),
                "go.sum" => Ok(merge_go_sum(&ours, new)),
                _ => diffy::merge(base, &ours, new),
            };
            match merged {
                Ok(text) if text == ours => leave(State::Unchanged, ""),
                Ok(text) => write(State::Merged, &like(disk, &text)),
                Err(text) => Merged {
                    state: State::Conflict,
                    after: Some(like(disk, &text)),
                    note: "both you and the template changed the same lines; look for <<<<<<<".into(),
                },
            }
        }
    }
}

fn to_unix(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

/// `text` with the line ends of `model`.
fn like(model: &str, text: &str) -> String {
    if model.contains("\r\n") { text.replace('\n', "\r\n") } else { text.to_owned() }
}

/// go.sum follows go.mod: with the requirements of the template it is the template's, with others it holds both.
fn join_go_sum(changes: &mut [Change], project: &Project<'_>, theirs: &Rendering) -> Result<()> {
    let (Some(new_mod), Some(new_sum)) = (theirs.file("go.mod"), theirs.file("go.sum")) else {
        return Ok(());
    };
    let planned =
        changes.iter().find(|change| change.path == "go.mod").and_then(|change| change.after.clone());
    let go_mod = match planned {
        Some(text) => text,
        None => project.read("go.mod")?.unwrap_or_default(),
    };
    if GoMod::parse(&go_mod).requirements() == GoMod::parse(&new_mod.text).requirements() {
        return Ok(());
    }
    if let Some(change) = changes.iter_mut().find(|change| change.path == "go.sum")
        && let Some(ours) = &change.before
    {
        change.after = Some(merge_go_sum(&to_unix(ours), &new_sum.text));
    }
    Ok(())
}
