//! The surroundings of an end-to-end test: rendered services, the go command, PostgreSQL and Redis.
//!
//! `cargo xtask test` starts the servers and sets `GODWIT_E2E=1`. Without it the tests say that they are skipped; with `CI=true`
//! nothing is skipped.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::disallowed_methods, reason = "tests start programs")]

use godwit_base::system::{OsSystem, OsWriter};
use godwit_scaffold::answers::Choices;
use godwit_scaffold::create::NewService;
use godwit_scaffold::history::Catalog;
use godwit_scaffold::project::Project;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Stage {
    database: Option<String>,
    redis: Option<String>,
}

/// `None` when end-to-end tests are not asked for.
pub fn stage() -> Option<Stage> {
    let set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
    let strict = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
    if !set("GODWIT_E2E") && !strict {
        eprintln!(
            "skipped: GODWIT_E2E is not set; `cargo xtask test` sets it and starts PostgreSQL and Redis"
        );
        return None;
    }
    let url = |name: &str| std::env::var(name).ok().filter(|url| !url.is_empty());
    let stage = Stage { database: url("GODWIT_TEST_POSTGRES_URL"), redis: url("GODWIT_TEST_REDIS_URL") };
    if strict {
        assert!(
            stage.database.is_some() && stage.redis.is_some(),
            "CI needs GODWIT_TEST_POSTGRES_URL and GODWIT_TEST_REDIS_URL"
        );
    }
    Some(stage)
}

/// A rendered service in a folder that goes away with the test.
pub struct Service {
    temp: tempfile::TempDir,
    name: &'static str,
}

impl Service {
    pub fn render(options: &[(&str, &str)]) -> Self {
        let service = Self { temp: tempfile::tempdir().expect("a temporary folder"), name: "shop" };
        let choices = Choices {
            name: service.name.into(),
            module: Some("example.com/acme/shop".into()),
            author: "Acme".into(),
            options: options.iter().map(|(axis, value)| ((*axis).to_owned(), (*value).to_owned())).collect(),
        };
        let catalog = Catalog::embedded().expect("the embedded templates are valid");
        let plan = NewService::plan(&OsSystem, &catalog, &choices, service.root()).expect("planned");
        plan.write(&OsSystem, &OsWriter).expect("written");
        service
    }

    /// A project of the files given.
    pub fn of_files(files: &[(&str, &str)]) -> Self {
        let service = Self { temp: tempfile::tempdir().expect("a temporary folder"), name: "small" };
        std::fs::create_dir(service.root()).expect("a folder");
        for (path, text) in files {
            let path = service.root().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            std::fs::write(path, text).expect("written");
        }
        service
    }

    /// A copy of a folder of this repository.
    pub fn copy_of(folder: &str) -> Self {
        let service = Self { temp: tempfile::tempdir().expect("a temporary folder"), name: "copy" };
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
        copy(&from, &service.root());
        service
    }

    pub fn root(&self) -> PathBuf {
        self.temp.path().join(self.name)
    }

    pub fn project(&self) -> Project<'static> {
        Project::new(&OsSystem, self.root())
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Runs a program in the service and returns what it printed; fails the test when the program fails.
    pub fn run(&self, stage: &Stage, program: &str, args: &[&str]) -> String {
        let (ok, text) = self.try_run(stage, program, args);
        assert!(ok, "{program} {}:\n{text}", args.join(" "));
        text
    }

    pub fn try_run(&self, stage: &Stage, program: &str, args: &[&str]) -> (bool, String) {
        let mut command = Command::new(program);
        command
            .args(args)
            .current_dir(self.root())
            .env("GOFLAGS", "-mod=readonly")
            .env_remove("DATABASE_URL");
        for (name, url) in [("DATABASE_URL", &stage.database), ("REDIS_URL", &stage.redis)] {
            if let Some(url) = url {
                command.env(format!("TEST_{name}"), url).env(format!("LIVE_{name}"), url);
            }
        }
        let output = command.output().unwrap_or_else(|e| panic!("{program}: {e}"));
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), text)
    }

    /// What every rendered service must pass: format, build, vet, race tests.
    pub fn is_green(&self, stage: &Stage) {
        assert_eq!(self.run(stage, "gofmt", &["-l", "."]), "", "files that are not formatted");
        self.run(stage, "go", &["build", "./..."]);
        self.run(stage, "go", &["vet", "./..."]);
        self.run(stage, "go", &["test", "-race", "-shuffle=on", "./..."]);
    }

    /// Lints with the service's own strict configuration and the pinned linter.
    pub fn is_lint_clean(&self, stage: &Stage) {
        if let Some(linter) = pinned_tool("golangci-lint") {
            self.run(stage, &linter, &["run", "--timeout=20m", "--allow-parallel-runners", "./..."]);
        }
    }
}

/// A program that `cargo xtask tools` built; `None` where the tools were not asked for.
pub fn pinned_tool(name: &str) -> Option<String> {
    let path = std::env::var_os("GODWIT_TOOLS_BIN")
        .map(|bin| PathBuf::from(bin).join(name))
        .filter(|path| path.is_file());
    if path.is_none() {
        assert!(std::env::var_os("CI").is_none(), "CI needs {name} in GODWIT_TOOLS_BIN");
        eprintln!("skipped: {name} is not in GODWIT_TOOLS_BIN");
    }
    path.map(|path| path.to_string_lossy().into_owned())
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("readable") {
        let entry = entry.expect("readable");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}
