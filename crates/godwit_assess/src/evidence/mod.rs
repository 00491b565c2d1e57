//! What files beside the Go code say: containers, pipelines, build files, configuration, migrations, coverage.

pub mod commands;
pub mod coverage;
pub mod dockerfile;
pub mod files;
pub mod markdown;
pub mod workflow;

use std::path::Path;

use godwit_base::System;
use godwit_load::modfile::{self, ModFile};

use crate::probe::Evidence;
use crate::yaml::{self, Yaml};
use commands::Command;
use coverage::Coverage;
use dockerfile::Dockerfile;
use files::Files;
use workflow::Workflow;

/// A text file of the project.
#[derive(Clone, Debug, Default)]
pub struct TextFile {
    /// Relative to the project.
    pub path: String,
    pub text: String,
}

impl TextFile {
    /// The first line that `matches`, as evidence.
    pub fn line_where(&self, matches: impl Fn(&str) -> bool) -> Option<Evidence> {
        let (i, line) = self.text.lines().enumerate().find(|(_, l)| matches(l))?;
        Some(Evidence::at(self.path.clone(), i as u32 + 1, line))
    }
}

/// A YAML file, or why it is none.
#[derive(Clone, Debug)]
pub struct YamlFile {
    pub path: String,
    pub root: Yaml,
}

/// A file that should have been evidence and cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    pub file: String,
    pub line: u32,
    pub message: String,
}

#[derive(Clone, Debug, Default)]
pub struct ProjectFiles {
    pub files: Files,
    pub go_mod: Option<(ModFile, TextFile)>,
    pub dockerfiles: Vec<Dockerfile>,
    pub workflows: Vec<Workflow>,
    /// Command lines of Makefiles, Taskfiles, justfiles, scripts and workflows.
    pub commands: Vec<Command>,
    pub golangci: Option<YamlFile>,
    pub sqlc: Option<YamlFile>,
    pub coverage: Option<Coverage>,
    pub readme: Option<TextFile>,
    pub unreadable: Vec<Unreadable>,
}

/// Larger files are no hand-written configuration. Coverage profiles are read up to [`coverage::MAX_LEN`].
const MAX_LEN: u64 = 2 << 20;

struct Reader<'r> {
    system: &'r dyn System,
    root: &'r Path,
    unreadable: Vec<Unreadable>,
}

impl Reader<'_> {
    fn text(&mut self, path: &str, max: u64) -> Option<TextFile> {
        let full = self.root.join(path);
        let read = match self.system.metadata(&full) {
            Ok(m) if m.len > max => Err(format!("{} MB are too much to read as evidence", m.len >> 20)),
            Ok(_) => self
                .system
                .read(&full)
                .map_err(|e| e.to_string().split(" (os error").next().unwrap_or_default().to_lowercase()),
            Err(error) => {
                Err(error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase())
            }
        };
        match read {
            Ok(bytes) => Some(TextFile {
                path: path.to_owned(),
                text: String::from_utf8_lossy(&bytes).replace("\r\n", "\n"),
            }),
            Err(message) => {
                self.unreadable.push(Unreadable { file: path.to_owned(), line: 0, message });
                None
            }
        }
    }

    fn yaml(&mut self, path: &str) -> Option<YamlFile> {
        let file = self.text(path, MAX_LEN)?;
        match yaml::parse(&file.text) {
            Ok(root) => Some(YamlFile { path: file.path, root }),
            Err(error) => {
                let message = format!("not valid YAML: {}", error.message);
                self.unreadable.push(Unreadable { file: file.path, line: error.line, message });
                None
            }
        }
    }
}

/// Reads the evidence of the project at `root`.
pub fn read(system: &dyn System, root: &Path) -> ProjectFiles {
    let files = files::list(system, root);
    let mut reader = Reader { system, root, unreadable: Vec::new() };
    let mut project = ProjectFiles::default();
    if files.has("go.mod")
        && let Some(file) = reader.text("go.mod", MAX_LEN)
    {
        let (parsed, errors) = modfile::parse(&file.text);
        for error in errors {
            reader.unreadable.push(Unreadable {
                file: "go.mod".into(),
                line: error.line,
                message: error.message,
            });
        }
        project.go_mod = Some((parsed, file));
    }
    for path in files.matching(dockerfile::is_dockerfile) {
        project.dockerfiles.extend(reader.text(path, MAX_LEN).map(|f| dockerfile::parse(&f)));
    }
    for path in files.matching(workflow::is_workflow) {
        if let Some(file) = reader.yaml(path) {
            project.workflows.push(workflow::parse(&file));
        }
    }
    for path in files.matching(commands::is_build_file) {
        if path.ends_with(".yml") || path.ends_with(".yaml") {
            project.commands.extend(reader.yaml(path).into_iter().flat_map(|f| commands::of_taskfile(&f)));
        } else {
            project
                .commands
                .extend(reader.text(path, MAX_LEN).into_iter().flat_map(|f| commands::of_text(&f)));
        }
    }
    for workflow in &project.workflows {
        project.commands.extend(workflow.commands());
    }
    let first = |names: &[&str]| names.iter().find(|n| files.has(n)).map(|n| n.to_string());
    if let Some(path) = first(&[".golangci.yml", ".golangci.yaml"]) {
        project.golangci = reader.yaml(&path);
    }
    if let Some(path) = first(&["sqlc.yaml", "sqlc.yml"]) {
        project.sqlc = reader.yaml(&path);
    }
    if let Some(path) = first(&["coverage.out", "cover.out", "coverage.txt"]) {
        project.coverage = reader.text(&path, coverage::MAX_LEN).map(|f| coverage::parse(&f));
    }
    if let Some(path) = first(&["README.md", "Readme.md", "readme.md", "README", "README.rst", "README.txt"])
    {
        project.readme = reader.text(&path, MAX_LEN);
    }
    project.unreadable = reader.unreadable;
    project.unreadable.sort();
    project.files = files;
    project
}
