//! `parts/<part>/part.toml`: what a part is made of, and how to see that a project has it.
//!
//! What is left out: applying it (`add`).

use crate::edit::go_file::GoFile;
use crate::failure::{Failure, Result};
use crate::glob;
use crate::manifest::{Answer, FileEntry};
use crate::project::Project;
use crate::template_set::TemplateSet;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub name: String,
    pub title: String,
    /// The phase of the production checklist; it orders `godwit plan`.
    pub phase: u32,
    /// On a generated service the part is a change of these answers.
    #[serde(default)]
    pub answers: BTreeMap<String, Answer>,
    #[serde(default)]
    pub requires: Vec<String>,
    #[serde(default)]
    pub conflicts: Vec<String>,
    #[serde(default)]
    pub probes: Vec<String>,
    #[serde(default)]
    pub detect: Vec<Detect>,
    #[serde(default, rename = "file")]
    pub files: Vec<FileEntry>,
    #[serde(default, rename = "edit")]
    pub edits: Vec<EditEntry>,
}

/// One sign that the part is there already.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detect {
    pub import: Option<String>,
    pub file: Option<String>,
    pub route: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "toml::Table")]
pub struct EditEntry {
    pub when: Option<String>,
    /// A string literal with which the edit would clash, such as a route that is taken: it is left to a person then.
    pub unless: Option<String>,
    pub op: EditOp,
}

impl TryFrom<toml::Table> for EditEntry {
    type Error = toml::de::Error;

    /// `when` and `unless` stand beside the keys of the operation; taking them out first lets a misspelt key be refused.
    fn try_from(mut table: toml::Table) -> std::result::Result<Self, Self::Error> {
        let mut take = |key: &str| table.remove(key).map(toml::Value::try_into).transpose();
        let (when, unless) = (take("when")?, take("unless")?);
        Ok(Self { when, unless, op: table.try_into()? })
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum EditOp {
    Require {
        modules: Vec<String>,
    },
    Import {
        #[serde(rename = "in")]
        target: String,
        path: String,
        alias: Option<String>,
    },
    InsertCall {
        #[serde(rename = "in")]
        target: String,
        anchor: String,
        #[serde(rename = "where", default)]
        side: Side,
        /// At the start of main: behind the last statement that begins so, because deferred calls run in reverse.
        #[serde(default)]
        below: Vec<String>,
        code: String,
    },
    Wrap {
        #[serde(rename = "in")]
        target: String,
        anchor: String,
        /// Calls that stay outermost: `code` goes around what is between their parentheses.
        #[serde(default)]
        inside: Vec<String>,
        code: String,
    },
    YamlMerge {
        path: String,
        value: String,
    },
    TomlMerge {
        path: String,
        value: String,
    },
    MakefileTarget {
        path: String,
        name: String,
        text: String,
    },
    AppendLine {
        path: String,
        line: String,
    },
    /// A step that is left to a person.
    Note {
        text: String,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Before,
    #[default]
    After,
}

impl Part {
    /// Every part of a template set, by phase and name.
    pub fn all(set: &TemplateSet) -> Result<Vec<Self>> {
        let mut parts = Vec::new();
        for folder in set.folders_below("parts/") {
            let path = format!("parts/{folder}/part.toml");
            let Some(text) = set.get(&path) else { continue };
            let part: Self = toml::from_str(text).map_err(|e| Failure::template(format!("{path}: {e}")))?;
            if part.name != folder {
                return Err(Failure::template(format!(
                    "{path}: the name {:?} is not its folder's",
                    part.name
                )));
            }
            parts.push(part);
        }
        parts.sort_by(|a, b| (a.phase, &a.name).cmp(&(b.phase, &b.name)));
        Ok(parts)
    }
}

/// What detection looks at: the file list and the parsed non-test Go files of a project.
pub struct Survey {
    pub files: Vec<String>,
    pub go_files: Vec<GoFile>,
}

impl Survey {
    pub fn of(project: &Project<'_>) -> Result<Self> {
        let files = project.files();
        let mut go_files = Vec::new();
        for path in files.iter().filter(|path| path.ends_with(".go") && !path.ends_with("_test.go")) {
            // A file that cannot be read or parsed is no evidence, and no reason to stop.
            if let Ok(Some(text)) = project.read(path)
                && let Some(file) = GoFile::parse(path, &text)
                && !file.is_ignored()
            {
                go_files.push(file);
            }
        }
        Ok(Self { files, go_files })
    }

    pub fn imports(&self, path: &str) -> bool {
        let covers = |import: &str| {
            import == path || import.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
        };
        self.go_files.iter().any(|file| file.imports().into_iter().any(covers))
    }

    /// The file that holds `value` as a string literal.
    pub fn holder_of(&self, value: &str) -> Option<&GoFile> {
        self.go_files.iter().find(|file| file.has_string(value))
    }

    /// The evidence that `part` is there, in words; `None` when there is none.
    pub fn evidence(&self, part: &Part) -> Option<String> {
        part.detect.iter().find_map(|detect| {
            if let Some(import) = &detect.import {
                return self.imports(import).then(|| format!("import of {import}"));
            }
            if let Some(pattern) = &detect.file {
                let found = self.files.iter().find(|path| glob::matches(pattern, path));
                return found.map(|path| format!("file {path}"));
            }
            if let Some(route) = &detect.route {
                return self.holder_of(route).map(|file| format!("route {route} in {}", file.path));
            }
            None
        })
    }

    /// The non-test Go files directly in `folder`.
    pub fn folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a GoFile> {
        self.go_files.iter().filter(move |file| file.path.rsplit_once('/').map_or("", |(of, _)| of) == folder)
    }

    /// Folders of `package main` with a `main` function.
    pub fn main_folders(&self) -> Vec<&str> {
        let mains =
            self.go_files.iter().filter(|file| file.package() == "main" && file.declares_function("main"));
        let mut folders: Vec<&str> =
            mains.map(|file| file.path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        folders.dedup();
        folders
    }
}
