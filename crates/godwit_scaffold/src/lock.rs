//! `.godwit/scaffold.lock`: which templates and answers a project came from, and what each file looked like then.
//!
//! The version stands beside each file, because an upgrade advances a file only when its merge was clean. What is left out: the
//! file contents themselves; the binary renders any older version again.

use crate::answers::Answers;
use crate::class::FileClass;
use crate::failure::{Failure, Result};
use crate::manifest::Answer;
use crate::project::Project;
use crate::render::{RenderedFile, Rendering};
use serde::Deserialize;
use std::collections::BTreeMap;

pub const LOCK_PATH: &str = ".godwit/scaffold.lock";

const HEAD: &str = "# Written by godwit; it is how `godwit scaffold check` and `godwit upgrade` know what came from a template.\n";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    pub template_version: String,
    pub answers: Answers,
    pub files: Vec<LockedFile>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedFile {
    pub path: String,
    pub class: FileClass,
    /// Template version that the file follows.
    pub version: String,
    /// Hash of the text as rendered, not as it is on disk.
    pub hash: String,
    /// Set while a merge left conflict markers.
    pub conflict: Option<Conflict>,
}

/// A merge that a person has to finish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Template version that was merged in.
    pub version: String,
    /// Hash of the file before the merge: finding it again means that the merge was thrown away.
    pub ours: String,
    /// Answers of the base rendering where they differ from the lock's.
    pub base_answers: BTreeMap<String, Answer>,
}

impl LockedFile {
    pub fn of(file: &RenderedFile, version: &str) -> Self {
        Self {
            path: file.path.clone(),
            class: file.class,
            version: version.to_owned(),
            hash: hash(&file.text),
            conflict: None,
        }
    }
}

/// The content hash as the lock writes it.
pub fn hash(text: &str) -> String {
    format!("blake3:{}", blake3::hash(text.as_bytes()).to_hex())
}

impl Lock {
    pub fn of(rendering: &Rendering) -> Self {
        Self {
            template_version: rendering.template_version.clone(),
            answers: rendering.answers.clone(),
            files: rendering
                .files
                .iter()
                .map(|file| LockedFile::of(file, &rendering.template_version))
                .collect(),
        }
    }

    pub fn read(project: &Project<'_>) -> Result<Option<Self>> {
        project.read(LOCK_PATH)?.map(|text| Self::parse(&text)).transpose()
    }

    pub fn file(&self, path: &str) -> Option<&LockedFile> {
        self.files.iter().find(|file| file.path == path)
    }

    pub fn parse(text: &str) -> Result<Self> {
        let broken = |why: String| {
            Failure::new("lock-invalid", format!("{LOCK_PATH}: {why}"))
                .hint("restore it from version control; it is not meant to be edited")
        };
        let raw: RawLock =
            toml::from_str(text).map_err(|e| broken(e.to_string().trim_end().replace('\n', " ")))?;
        if raw.schema != 1 {
            return Err(broken(format!("schema {} is not known", raw.schema))
                .hint("use the godwit that wrote it, or a newer one"));
        }
        let mut axes = raw.answers;
        let mut take = |key: &str| match axes.remove(key) {
            Some(Answer::Choice(text)) => Ok(text),
            _ => Err(broken(format!("[answers] lacks {key}"))),
        };
        let (name, module, author) = (take("name")?, take("module")?, take("author")?);
        let files = raw.file.into_iter().map(|file| {
            let class = FileClass::parse(&file.class)
                .ok_or_else(|| broken(format!("{}: unknown class {:?}", file.path, file.class)))?;
            if file.path.starts_with('/') || file.path.split('/').any(|e| matches!(e, "" | "." | "..")) {
                return Err(broken(format!("{:?} is not a path inside the project", file.path)));
            }
            let conflict = file.conflict.map(|c| Conflict {
                version: c.version,
                ours: c.ours,
                base_answers: c.base_answers,
            });
            Ok(LockedFile { path: file.path, class, version: file.version, hash: file.hash, conflict })
        });
        let files = files.collect::<Result<Vec<_>>>()?;
        Ok(Self {
            template_version: raw.template_version,
            answers: Answers { name, module, author, axes },
            files,
        })
    }

    pub fn text(&self) -> String {
        let mut out =
            format!("{HEAD}schema = 1\ntemplate_version = {}\n\n[answers]\n", quote(&self.template_version));
        for (key, value) in
            [("name", &self.answers.name), ("module", &self.answers.module), ("author", &self.answers.author)]
        {
            out.push_str(&format!("{key} = {}\n", quote(value)));
        }
        for (axis, answer) in &self.answers.axes {
            out.push_str(&format!("{axis} = {}\n", answer_text(answer)));
        }
        for file in &self.files {
            out.push_str(&format!(
                "\n[[file]]\npath = {}\nclass = \"{}\"\nversion = {}\nhash = {}\n",
                quote(&file.path),
                file.class.name(),
                quote(&file.version),
                quote(&file.hash)
            ));
            if let Some(conflict) = &file.conflict {
                let answers: Vec<String> =
                    conflict.base_answers.iter().map(|(k, v)| format!("{k} = {}", answer_text(v))).collect();
                out.push_str(&format!(
                    "conflict = {{ version = {}, ours = {}, base_answers = {{ {} }} }}\n",
                    quote(&conflict.version),
                    quote(&conflict.ours),
                    answers.join(", ")
                ));
            }
        }
        out
    }
}

fn answer_text(answer: &Answer) -> String {
    match answer {
        Answer::Flag(flag) => flag.to_string(),
        Answer::Choice(choice) => quote(choice),
    }
}

fn quote(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[derive(Deserialize)]
struct RawLock {
    schema: u32,
    template_version: String,
    answers: BTreeMap<String, Answer>,
    #[serde(default)]
    file: Vec<RawFile>,
}

#[derive(Deserialize)]
struct RawFile {
    path: String,
    class: String,
    version: String,
    hash: String,
    conflict: Option<RawConflict>,
}

#[derive(Deserialize)]
struct RawConflict {
    version: String,
    ours: String,
    #[serde(default)]
    base_answers: BTreeMap<String, Answer>,
}
