//! What the original programs said, kept below `target`: it takes them minutes and stays the same as long as they, the Go
//! and the modules do, whatever becomes of Godwit.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Context;
use super::fmt::provenance;
use super::rules::{Key, Place};
use crate::{Result, repo};

/// The findings of the originals in one place.
#[derive(Default)]
pub(super) struct Originals {
    pub theirs: BTreeMap<Key, String>,
    /// Files of packages that do not type-check.
    pub broken: BTreeSet<String>,
    /// Whether each of the programs came to its end.
    pub is_complete: bool,
}

/// As it is written down: keys of JSON are strings.
#[derive(Serialize, Deserialize)]
struct Written {
    made_of: String,
    theirs: Vec<(Key, String)>,
    broken: BTreeSet<String>,
    is_complete: bool,
}

/// What `ask` gave last time, if it was asked in the same circumstances; `how` tells those that only the caller knows.
pub(super) fn remembered(
    cx: &Context,
    programs: &str,
    place: &Place,
    how: &str,
    ask: impl FnOnce() -> Result<Originals>,
) -> Result<Originals> {
    let name = format!("{}-{programs}-{}{}", cx.label, place.part, place.name.replace(['/', '\\'], "-"));
    let path = repo::scratch("originals")?.join(name);
    let made_of = format!("{} {} {how}", cx.version, provenance::modules()?);
    let read = || serde_json::from_str::<Written>(&std::fs::read_to_string(&path).ok()?).ok();
    if let Some(found) = read().filter(|found| found.made_of == made_of) {
        let theirs = found.theirs.into_iter().collect();
        return Ok(Originals { theirs, broken: found.broken, is_complete: found.is_complete });
    }
    let found = ask()?;
    let theirs = found.theirs.clone().into_iter().collect();
    let written = Written { made_of, theirs, broken: found.broken.clone(), is_complete: found.is_complete };
    std::fs::write(&path, serde_json::to_string(&written)?)?;
    Ok(found)
}
