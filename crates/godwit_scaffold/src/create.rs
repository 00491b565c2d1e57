//! `godwit new`: a whole service in an empty folder.
//!
//! What is left out: talking to the user, and `go mod tidy`, which is not needed because the pins are exact.

use crate::answers::{Answers, Choices};
use crate::change::{Change, write_changes};
use crate::class::FileClass;
use crate::failure::{Failure, Result};
use crate::history::Catalog;
use crate::lock::{LOCK_PATH, Lock};
use crate::manifest::Manifest;
use crate::render::{RenderedFile, Rendering, render_service};
use crate::tree;
use godwit_base::system::{FileType, System, Writer};
use std::path::{Path, PathBuf};

/// A rendered service that was not written yet.
#[derive(Clone, Debug)]
pub struct NewService {
    pub folder: PathBuf,
    pub answers: Answers,
    pub template_version: String,
    /// Every file in the order of writing, the lock last.
    pub files: Vec<RenderedFile>,
}

impl NewService {
    /// Checks the choices and the folder, and renders. Nothing is written.
    pub fn plan(system: &dyn System, catalog: &Catalog, choices: &Choices, folder: PathBuf) -> Result<Self> {
        let manifest = Manifest::parse(catalog.current())?;
        let answers = Answers::check(&manifest, choices)?;
        refuse_used_folder(system, &folder)?;
        let rendering = render_service(catalog.current(), &answers)?;
        Ok(Self::of(rendering, folder))
    }

    fn of(rendering: Rendering, folder: PathBuf) -> Self {
        let lock = Lock::of(&rendering).text();
        let mut files = rendering.files;
        files.push(RenderedFile {
            path: LOCK_PATH.into(),
            class: FileClass::Generated,
            text: lock,
            mode: 0o644,
        });
        Self { folder, answers: rendering.answers, template_version: rendering.template_version, files }
    }

    /// Writes every file; after a failure nothing of it is left.
    pub fn write(&self, system: &dyn System, writer: &dyn Writer) -> Result<()> {
        let create = |file: &RenderedFile| Change {
            path: file.path.clone(),
            before: None,
            after: Some(file.text.clone()),
            mode: file.mode,
        };
        let changes: Vec<Change> = self.files.iter().map(create).collect();
        write_changes(system, writer, &self.folder, &changes)
    }

    pub fn n_lines(&self) -> usize {
        self.files.iter().map(RenderedFile::n_lines).sum()
    }

    pub fn tree(&self) -> String {
        tree::draw(&self.answers.name, &self.files)
    }

    /// The plan for programs; `written` tells whether it was carried out.
    pub fn json(&self, written: bool) -> serde_json::Value {
        let files: Vec<_> = (self.files.iter())
            .map(|file| {
                serde_json::json!({
                    "path": file.path,
                    "class": file.class.name(),
                    "mode": format!("{:04o}", file.mode),
                    "lines": file.n_lines(),
                    "bytes": file.text.len(),
                })
            })
            .collect();
        serde_json::json!({
            "schema": 1,
            "command": "new",
            "folder": self.folder.to_string_lossy(),
            "template_version": self.template_version,
            "answers": answers_json(&self.answers),
            "files": files,
            "total": {
                "files": self.files.len(),
                "lines": self.n_lines(),
                "bytes": self.files.iter().map(|file| file.text.len()).sum::<usize>(),
            },
            "written": written,
        })
    }
}

pub fn answers_json(answers: &Answers) -> serde_json::Value {
    let mut map = serde_json::Map::new();
    for (key, value) in [("name", &answers.name), ("module", &answers.module), ("author", &answers.author)] {
        map.insert(key.into(), value.as_str().into());
    }
    for (axis, answer) in &answers.axes {
        let value = match answer {
            crate::manifest::Answer::Flag(flag) => (*flag).into(),
            crate::manifest::Answer::Choice(choice) => choice.as_str().into(),
        };
        map.insert(axis.clone(), value);
    }
    map.into()
}

fn refuse_used_folder(system: &dyn System, folder: &Path) -> Result<()> {
    let Ok(metadata) = system.metadata(folder) else { return Ok(()) };
    if metadata.file_type != FileType::Dir {
        return Err(Failure::new(
            "target-not-a-folder",
            format!("{} exists and is not a folder", folder.display()),
        )
        .hint("choose another name, or another folder with --dir"));
    }
    let entries = system.read_dir(folder).map_err(|e| {
        Failure::new("target-unreadable", format!("cannot look into {}: {e}", folder.display()))
            .hint("check its permissions")
    })?;
    match entries.first() {
        None => Ok(()),
        Some(entry) => Err(Failure::new(
            "target-not-empty",
            format!("{} is not empty: it holds {}", folder.display(), describe(&entry.name, entries.len())),
        )
        .hint("choose another name; to improve an existing project use `godwit plan` and `godwit add`")),
    }
}

fn describe(first: &str, n: usize) -> String {
    if n == 1 { format!("{first:?}") } else { format!("{first:?} and {} more", n - 1) }
}
