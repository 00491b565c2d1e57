//! Services rendered in memory from the embedded templates, and questions about their text.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use godwit_scaffold::answers::{Answers, Choices};
use godwit_scaffold::manifest::Manifest;
use godwit_scaffold::render::{RenderedFile, render_service};
use godwit_scaffold::template_set::TemplateSet;

pub struct Rendered {
    pub files: Vec<RenderedFile>,
}

/// Renders with the defaults but for `options`.
pub fn render(options: &[(&str, &str)]) -> Rendered {
    let set = TemplateSet::embedded();
    let manifest = Manifest::parse(&set).expect("a valid manifest");
    let choices = Choices {
        name: "user-api".into(),
        module: Some("example.com/acme/user-api".into()),
        author: "Acme".into(),
        options: options.iter().map(|(axis, value)| ((*axis).to_owned(), (*value).to_owned())).collect(),
    };
    let answers = Answers::check(&manifest, &choices).expect("valid answers");
    let rendering = render_service(&set, &answers).unwrap_or_else(|failure| panic!("{options:?}: {failure}"));
    Rendered { files: rendering.files }
}

impl Rendered {
    pub fn text(&self, path: &str) -> &str {
        let found = self.files.iter().find(|file| file.path == path);
        found.map_or_else(|| panic!("{path} is not rendered"), |file| file.text.as_str())
    }

    pub fn has(&self, path: &str) -> bool {
        self.files.iter().any(|file| file.path == path)
    }

    /// Paths and texts of files whose path satisfies `wanted`.
    pub fn matching<'a>(
        &'a self,
        wanted: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |file| wanted(&file.path))
            .map(|file| (file.path.as_str(), file.text.as_str()))
    }

    /// Hand-written Go files without tests.
    pub fn source(&self) -> impl Iterator<Item = (&str, &str)> {
        self.matching(|path| path.ends_with(".go") && !is_test(path)).filter(|(_, text)| !is_generated(text))
    }

    pub fn go(&self) -> impl Iterator<Item = (&str, &str)> {
        self.matching(|path| path.ends_with(".go"))
    }

    pub fn tests(&self) -> impl Iterator<Item = (&str, &str)> {
        self.matching(is_test)
    }

    /// Fails with every place where a pattern occurs in the files given.
    pub fn none_of<'a>(files: impl Iterator<Item = (&'a str, &'a str)>, patterns: &[&str]) {
        let mut found = Vec::new();
        for (path, text) in files {
            for (number, line) in code_lines(path, text) {
                for pattern in patterns {
                    if line.contains(pattern) {
                        found.push(format!("{path}:{number}: {pattern:?} in {}", line.trim()));
                    }
                }
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    pub fn is_there(&self, path: &str, patterns: &[&str]) {
        let text = self.text(path);
        for pattern in patterns {
            assert!(text.contains(pattern), "{path} lacks {pattern:?}:\n{text}");
        }
    }
}

/// Lines with their numbers; Go comments are left out, because they may name what the code avoids.
pub fn code_lines<'a>(path: &'a str, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let is_go = path.ends_with(".go");
    text.lines()
        .enumerate()
        .filter(move |(_, line)| {
            let line = line.trim_start();
            if is_go { !line.starts_with("//") } else { !line.starts_with('#') }
        })
        .map(move |(index, line)| {
            let code = if is_go { line.split(" // ").next().unwrap_or(line) } else { line };
            (index + 1, code)
        })
}

/// Test files and the packages that only tests use.
pub fn is_test(path: &str) -> bool {
    path.ends_with("_test.go")
        || ["internal/pgtest/", "internal/redistest/", "internal/leaktest/", "test/"]
            .iter()
            .any(|folder| path.starts_with(folder))
}

pub fn is_generated(text: &str) -> bool {
    text.lines()
        .take(10)
        .any(|line| line.starts_with("// Code generated ") && line.ends_with(" DO NOT EDIT."))
}
