//! From templates and answers to files in memory.
//!
//! Nothing but the answers and the templates reaches the output: no clock, no network, no environment. What is left out: where
//! the files go (`create`, `merge`).

use crate::answers::Answers;
use crate::class::{FileClass, with_marker};
use crate::failure::{Failure, Result};
use crate::manifest::{FileEntry, Manifest};
use crate::pins::Pins;
use crate::template_set::TemplateSet;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};
use std::collections::BTreeMap;

/// One rendered file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    pub path: String,
    pub class: FileClass,
    pub text: String,
    pub mode: u32,
}

impl RenderedFile {
    pub fn n_lines(&self) -> usize {
        self.text.lines().count()
    }
}

/// All files of one service, in manifest order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendering {
    pub template_version: String,
    pub answers: Answers,
    pub files: Vec<RenderedFile>,
}

impl Rendering {
    pub fn file(&self, path: &str) -> Option<&RenderedFile> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// The template language with the delimiters of `templates/README.md`.
pub struct Renderer<'a> {
    environment: Environment<'a>,
    variables: BTreeMap<String, Value>,
}

impl Renderer<'_> {
    pub fn new(variables: BTreeMap<String, Value>) -> Result<Self> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder()
            .block_delimiters("<%", "%>")
            .variable_delimiters("<<", ">>")
            .comment_delimiters("<#", "#>")
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()
            .map_err(|e| Failure::template(e.to_string()))?;
        environment.set_syntax(syntax);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        Ok(Self { environment, variables })
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), Value::from(value));
    }

    /// Renders `text`, which is called `name` in a failure.
    pub fn text(&self, name: &str, text: &str) -> Result<String> {
        if !text.contains("<<") && !text.contains("<%") && !text.contains("<#") {
            return Ok(text.to_owned());
        }
        self.environment
            .render_named_str(name, text, self.context())
            .map_err(|e| Failure::template(describe(name, &e)))
    }

    pub fn holds(&self, expression: &str) -> Result<bool> {
        let compiled = self.environment.compile_expression(expression);
        let value = compiled.and_then(|compiled| compiled.eval(self.context()));
        value.map(|value| value.is_true()).map_err(|e| Failure::template(describe(expression, &e)))
    }

    fn context(&self) -> Value {
        Value::from_pairs(self.variables.iter().map(|(name, value)| (name.as_str(), value.clone())))
    }
}

fn describe(name: &str, error: &minijinja::Error) -> String {
    let line = error.line().map(|line| format!(" line {line}")).unwrap_or_default();
    format!("{name}{line}: {error}")
}

/// Renders the whole service.
pub fn render_service(set: &TemplateSet, answers: &Answers) -> Result<Rendering> {
    let manifest = Manifest::parse(set)?;
    let answers = answers.for_manifest(&manifest);
    let renderer = Renderer::new(answers.variables(&manifest.go))?;
    let pins = Pins::parse(set)?;
    let combination = pins.combination(&answers.axes);
    let mut files: Vec<RenderedFile> = Vec::new();
    for entry in &manifest.files {
        if let Some(when) = &entry.when
            && !renderer.holds(when)?
        {
            continue;
        }
        let path = safe_path(renderer.text(&entry.path, &entry.path)?)?;
        let text = match entry.source.as_str() {
            "@gomod" => pins.go_mod(&answers.module, &manifest.go, combination)?,
            "@gosum" => pins.go_sum(combination)?,
            source => render_source(set, &renderer, &format!("service/files/{source}"))?,
        };
        if files.iter().any(|file| file.path == path) {
            return Err(Failure::template(format!("{path} is rendered twice")));
        }
        files.push(finish(entry, path, text)?);
    }
    Ok(Rendering { template_version: manifest.template_version, answers, files })
}

/// The rendered template at `path` of `set`.
pub fn render_source(set: &TemplateSet, renderer: &Renderer<'_>, path: &str) -> Result<String> {
    let template = set.get(path).ok_or_else(|| Failure::template(format!("{path} is missing")))?;
    renderer.text(path, template)
}

/// Marker and mode of a file whose text is known.
pub fn finish(entry: &FileEntry, path: String, text: String) -> Result<RenderedFile> {
    let text = if entry.marker { with_marker(&path, entry.class, &text) } else { text };
    Ok(RenderedFile { path, class: entry.class, text, mode: entry.mode_bits()? })
}

/// A template never names a file outside of the project.
fn safe_path(path: String) -> Result<String> {
    let bad = path.is_empty()
        || path.starts_with('/')
        || path.contains('\\')
        || path.split('/').any(|e| matches!(e, "" | "." | ".."));
    if bad { Err(Failure::template(format!("{path:?} is not a path inside the project"))) } else { Ok(path) }
}
