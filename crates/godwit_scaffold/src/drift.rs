//! `godwit scaffold check`: does the project still agree with the templates it came from?
//!
//! Every file of the lock is rendered again and compared with the disk, so a divergence is seen although no template changed and
//! the lock claims to be up to date. What is left out: repairing, which `upgrade` does.

use crate::class::FileClass;
use crate::edit::go_mod::GoMod;
use crate::failure::{Failure, Result};
use crate::glob;
use crate::history::Catalog;
use crate::lock::{LOCK_PATH, Lock, LockedFile, hash};
use crate::merge::{Past, has_conflict_markers, settle};
use crate::project::Project;
use serde::Deserialize;

/// How a file disagrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DriftKind {
    /// Somebody edited it.
    Edited,
    Missing,
    /// It is as it was written, but its template renders something else now.
    Stale,
    /// A merge is unfinished.
    Conflict,
    /// The template has it, the lock does not.
    Unlocked,
}

impl DriftKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Edited => "edited",
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Conflict => "conflict",
            Self::Unlocked => "unlocked",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    pub path: String,
    pub class: FileClass,
    pub kind: DriftKind,
    /// The template's text, for a diff.
    pub expected: String,
    pub actual: Option<String>,
}

/// The result of a check.
#[derive(Clone, Debug)]
pub struct DriftReport {
    pub template_version: String,
    pub current_version: String,
    pub n_checked: usize,
    pub drifts: Vec<Drift>,
    pub ignored: Vec<String>,
}

impl DriftReport {
    pub fn is_clean(&self) -> bool {
        self.drifts.is_empty()
    }

    pub fn json(&self) -> serde_json::Value {
        let drifts: Vec<_> = (self.drifts.iter())
            .map(|drift| serde_json::json!({ "path": drift.path, "class": drift.class.name(), "kind": drift.kind.name() }))
            .collect();
        serde_json::json!({
            "schema": 1,
            "command": "scaffold check",
            "template_version": self.template_version,
            "current_version": self.current_version,
            "checked": self.n_checked,
            "drift": drifts,
            "ignored": self.ignored,
        })
    }
}

/// The lock of a project, or the refusal that tells how to get one.
pub fn require_lock(project: &Project<'_>) -> Result<Lock> {
    Lock::read(project)?.ok_or_else(|| {
        Failure::new("lock-missing", format!("{} has no {LOCK_PATH}", project.root().display())).hint(
            "only services made by `godwit new` are followed; on others use `godwit plan` and `godwit add`",
        )
    })
}

pub fn check(project: &Project<'_>, catalog: &Catalog) -> Result<DriftReport> {
    let ignore = Ignore::read(project)?;
    let mut past = Past::new(catalog);
    let lock = settle(project, &mut past, &require_lock(project)?)?;
    let mut drifts = Vec::new();
    let mut ignored = Vec::new();
    let mut n_checked = 0;
    for file in &lock.files {
        if file.class == FileClass::Seeded {
            continue;
        }
        if ignore.whole(&file.path) {
            ignored.push(file.path.clone());
            continue;
        }
        n_checked += 1;
        let expected = past.base(&lock, file)?.unwrap_or_default();
        let actual = project.read(&file.path)?;
        if let Some(kind) = compare(&ignore, file, &expected, actual.as_deref()) {
            drifts.push(Drift { path: file.path.clone(), class: file.class, kind, expected, actual });
        }
    }
    let rendering = past.rendering(&lock.template_version, &lock.answers)?;
    for file in &rendering.files {
        if file.class != FileClass::Seeded && lock.file(&file.path).is_none() && !ignore.whole(&file.path) {
            let actual = project.read(&file.path)?;
            let (path, expected) = (file.path.clone(), file.text.clone());
            drifts.push(Drift { path, class: file.class, kind: DriftKind::Unlocked, expected, actual });
        }
    }
    let current_version = catalog.current_version().to_owned();
    Ok(DriftReport { template_version: lock.template_version, current_version, n_checked, drifts, ignored })
}

fn compare(ignore: &Ignore, file: &LockedFile, expected: &str, actual: Option<&str>) -> Option<DriftKind> {
    let Some(actual) = actual else { return Some(DriftKind::Missing) };
    if file.conflict.is_some() && has_conflict_markers(actual) {
        return Some(DriftKind::Conflict);
    }
    let actual = actual.replace("\r\n", "\n");
    let same = match file.path.as_str() {
        "go.mod" if ignore.section("go.mod", "require") => {
            GoMod::parse(&actual).text_without_requirements()
                == GoMod::parse(expected).text_without_requirements()
        }
        // go.sum is a function of the requirements.
        "go.sum" if ignore.section("go.mod", "require") => true,
        _ => actual == expected,
    };
    if same {
        None
    } else if hash(&actual) == file.hash {
        Some(DriftKind::Stale)
    } else {
        Some(DriftKind::Edited)
    }
}

/// `[scaffold] ignore` of godwit.toml: paths, or `path:section` for lines that somebody else owns.
struct Ignore {
    entries: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Config {
    #[serde(default)]
    scaffold: ScaffoldTable,
}

#[derive(Deserialize, Default)]
struct ScaffoldTable {
    #[serde(default)]
    ignore: Vec<String>,
}

impl Ignore {
    fn read(project: &Project<'_>) -> Result<Self> {
        let text = project.read("godwit.toml")?.unwrap_or_default();
        let config: Config = toml::from_str(&text).map_err(|e| {
            Failure::new("config-invalid", format!("godwit.toml: {}", e.message()))
                .hint("fix [scaffold] ignore; it is a list of strings")
        })?;
        Ok(Self { entries: config.scaffold.ignore })
    }

    fn whole(&self, path: &str) -> bool {
        self.entries.iter().any(|entry| !entry.contains(':') && glob::matches(entry, path))
    }

    fn section(&self, path: &str, section: &str) -> bool {
        self.entries.iter().any(|entry| entry.split_once(':') == Some((path, section)))
    }
}
