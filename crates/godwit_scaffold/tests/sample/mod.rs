//! A small template set and a throw-away folder, shared by the tests.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::disallowed_methods, reason = "tests prepare folders on disk")]

use godwit_base::system::{OsSystem, OsWriter};
use godwit_scaffold::answers::Choices;
use godwit_scaffold::change::write_changes;
use godwit_scaffold::create::NewService;
use godwit_scaffold::history::{Catalog, reverse};
use godwit_scaffold::project::Project;
use godwit_scaffold::template_set::TemplateSet;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub const MANIFEST: &str = r#"
schema = 1
template_version = "1.0.0"
go = "1.26"

[[axis]]
name = "cache"
kind = "choice"
values = ["redis", "none"]
default = "redis"
pins = true

[[axis]]
name = "worker"
kind = "bool"
default = true

[[file]]
path = "go.mod"
source = "@gomod"
class = "managed"

[[file]]
path = "go.sum"
source = "@gosum"
class = "managed"
marker = false

[[file]]
path = "cmd/<< name >>/main.go"
source = "main.go.tmpl"
class = "managed"

[[file]]
path = "internal/wire_gen.go"
source = "wire.go.tmpl"
class = "generated"

[[file]]
path = "internal/cache/cache.go"
source = "cache.go.tmpl"
class = "seeded"
when = 'cache == "redis"'

[[file]]
path = "Makefile"
source = "Makefile.tmpl"
class = "managed"

[[file]]
path = "scripts/run.sh"
source = "run.sh.tmpl"
class = "managed"
mode = "0755"
"#;

pub const MAIN: &str = "package main

import \"fmt\"

func main() {
\tfmt.Println(\"<< name >>\")
<% if cache == \"redis\" %>
\tfmt.Println(\"cache\")
<% endif %>
}
";

pub const MAKEFILE: &str = "build:
\tgo build ./...

test:
\tgo test -race ./...

lint:
\tgolangci-lint run
";

/// Version 1.0.0 as files, for tests that change a few of them.
pub fn files() -> BTreeMap<String, String> {
    let pairs = [
        ("service/manifest.toml", MANIFEST),
        ("service/pins/axes.toml", "axes = [[\"cache\", \"none\", \"redis\"]]\n"),
        (
            "service/pins/require.txt",
            "3 direct example.com/base v1.2.0\n2 direct example.com/redis v9.0.0\n2 indirect example.com/hash v0.1.0\n",
        ),
        (
            "service/pins/sum.txt",
            "3 example.com/base v1.2.0 h1:base=\n3 example.com/base v1.2.0/go.mod h1:basemod=\n2 example.com/redis v9.0.0 h1:redis=\n",
        ),
        ("service/files/main.go.tmpl", MAIN),
        ("service/files/wire.go.tmpl", "package internal\n\nconst Name = \"<< name >>\"\n"),
        ("service/files/cache.go.tmpl", "// Package cache remembers.\npackage cache\n"),
        ("service/files/Makefile.tmpl", MAKEFILE),
        ("service/files/run.sh.tmpl", "#!/bin/sh\nexec go run ./cmd/<< name >>\n"),
        (
            "parts/cache/part.toml",
            "name = \"cache\"\ntitle = \"Redis\"\nphase = 8\nanswers = { cache = \"redis\" }\n[[detect]]\nimport = \"example.com/redis\"\n",
        ),
    ];
    pairs.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

pub fn set() -> TemplateSet {
    TemplateSet::from_files(files())
}

pub fn catalog() -> Catalog {
    Catalog::new(set(), []).expect("the sample is valid")
}

/// Version 1.0.0 with `edits` and `version`.
pub fn changed(version: &str, edits: &[(&str, &str)]) -> TemplateSet {
    let mut files = files();
    for (path, text) in edits {
        files.insert((*path).to_owned(), (*text).to_owned());
    }
    let manifest = files["service/manifest.toml"]
        .replace("template_version = \"1.0.0\"", &format!("template_version = {version:?}"));
    files.insert("service/manifest.toml".into(), manifest);
    TemplateSet::from_files(files)
}

/// A catalog with `newer` on top of the sample's 1.0.0.
pub fn catalog_after(newer: TemplateSet) -> Catalog {
    let step = reverse(&newer, &set()).expect("a reverse diff");
    Catalog::new(newer, [step.as_str()]).expect("a valid catalog")
}

pub fn choices(name: &str) -> Choices {
    Choices { name: name.into(), module: Some(format!("example.com/{name}")), ..Choices::default() }
}

/// A folder that goes away with the test.
pub struct Folder {
    temp: tempfile::TempDir,
}

impl Folder {
    pub fn new() -> Self {
        Self { temp: tempfile::tempdir().expect("a temporary folder") }
    }

    /// With the sample service `orders` in it.
    pub fn with_service(catalog: &Catalog, options: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        let mut choices = choices("orders");
        choices.options = options.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let service = NewService::plan(&OsSystem, catalog, &choices, folder.root()).expect("a plan");
        service.write(&OsSystem, &OsWriter).expect("written");
        folder
    }

    pub fn root(&self) -> PathBuf {
        self.temp.path().join("orders")
    }

    pub fn outside(&self) -> &Path {
        self.temp.path()
    }

    pub fn project(&self) -> Project<'static> {
        Project::new(&OsSystem, self.root())
    }

    pub fn read(&self, path: &str) -> String {
        self.project().read(path).expect("readable").unwrap_or_else(|| panic!("{path} is missing"))
    }

    pub fn exists(&self, path: &str) -> bool {
        self.project().exists(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("written");
    }

    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not hold {from:?}:\n{text}");
        self.write(path, &text.replace(from, to));
    }

    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.root().join(path)).expect("removed");
    }

    pub fn apply(&self, changes: &[godwit_scaffold::change::Change]) {
        write_changes(&OsSystem, &OsWriter, &self.root(), changes).expect("applied");
    }
}
