//! Pipelines: GitHub workflows and GitLab's `.gitlab-ci.yml`, as jobs with steps.

use super::YamlFile;
use super::commands::Command;
use super::files::name;
use crate::probe::Evidence;
use crate::yaml::{Value, Yaml};

#[derive(Clone, Debug, Default)]
pub struct Workflow {
    pub path: String,
    pub jobs: Vec<Job>,
    /// Events that start it (`push`, `pull_request`).
    pub triggers: Vec<String>,
    /// Whether the file, or every job, sets permissions.
    pub has_permissions: bool,
    pub is_gitlab: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Job {
    pub name: String,
    pub line: u32,
    pub needs: Vec<String>,
    pub has_timeout: bool,
    pub steps: Vec<Step>,
    pub has_services: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Step {
    /// The action, with its version.
    pub uses: String,
    pub run: String,
    pub line: u32,
    /// Inputs of the action.
    pub with: Vec<(String, String)>,
}

pub fn is_workflow(path: &str) -> bool {
    path == ".gitlab-ci.yml"
        || (path.starts_with(".github/workflows/")
            && (path.ends_with(".yml") || path.ends_with(".yaml"))
            && path.matches('/').count() == 2)
}

pub fn parse(file: &YamlFile) -> Workflow {
    if name(&file.path) == ".gitlab-ci.yml" { gitlab(file) } else { github(file) }
}

fn github(file: &YamlFile) -> Workflow {
    let root = &file.root;
    let on = root.get("on").or_else(|| root.get("true"));
    let triggers = match on.map(|o| &o.value) {
        Some(Value::Map(entries)) => entries.iter().map(|(k, _)| k.text.clone()).collect(),
        Some(_) => on.map(|o| o.strings().iter().map(|s| s.to_string()).collect()).unwrap_or_default(),
        None => Vec::new(),
    };
    let entries = root.get("jobs").map(Yaml::entries).unwrap_or(&[]);
    let jobs: Vec<Job> = entries
        .iter()
        .map(|(key, job)| Job {
            name: key.text.clone(),
            line: key.line,
            needs: job
                .get("needs")
                .map(|n| n.strings().iter().map(|s| s.to_string()).collect())
                .unwrap_or_default(),
            // A job that calls another workflow may not set one: the limits of the jobs there hold.
            has_timeout: job.get("timeout-minutes").is_some() || job.get("uses").is_some(),
            has_services: job.get("services").is_some_and(|s| !s.entries().is_empty()),
            steps: job.get("steps").map(Yaml::items).unwrap_or(&[]).iter().map(step).collect(),
        })
        .collect();
    let each_job = !entries.is_empty() && entries.iter().all(|(_, job)| job.get("permissions").is_some());
    let has_permissions = root.get("permissions").is_some() || each_job;
    Workflow { path: file.path.clone(), jobs, triggers, has_permissions, is_gitlab: false }
}

fn step(node: &Yaml) -> Step {
    let text = |key| node.get(key).and_then(Yaml::as_str).unwrap_or("").to_owned();
    let line = ["run", "uses"].iter().find_map(|k| node.get(k)).map_or(node.line, |n| n.line);
    let with = node.get("with").map(Yaml::entries).unwrap_or(&[]);
    let with = with.iter().map(|(k, v)| (k.text.clone(), v.as_str().unwrap_or("").to_owned())).collect();
    Step { uses: text("uses"), run: text("run"), line, with }
}

fn gitlab(file: &YamlFile) -> Workflow {
    const RESERVED: [&str; 12] = [
        "stages",
        "variables",
        "default",
        "include",
        "workflow",
        "image",
        "services",
        "before_script",
        "after_script",
        "cache",
        "pages",
        "spec",
    ];
    let is_job = |key: &str| !key.starts_with('.') && !RESERVED.contains(&key);
    let jobs = file.root.entries().iter().filter(|(k, _)| is_job(&k.text)).map(|(key, job)| {
        let mut steps = Vec::new();
        for part in ["before_script", "script"] {
            if let Some(script) = job.get(part) {
                script.each_scalar(&mut |run, line| {
                    steps.push(Step { run: run.to_owned(), line, ..Step::default() })
                });
            }
        }
        Job {
            name: key.text.clone(),
            line: key.line,
            needs: job
                .get("stage")
                .map(|s| s.strings().iter().map(|s| s.to_string()).collect())
                .unwrap_or_default(),
            has_timeout: job.get("timeout").is_some(),
            has_services: job.get("services").is_some(),
            steps,
        }
    });
    let jobs = jobs.collect();
    // GitLab's job tokens have no permissions to cut, and every push runs the pipeline.
    let triggers = vec!["push".into(), "pull_request".into()];
    Workflow { path: file.path.clone(), jobs, triggers, has_permissions: true, is_gitlab: true }
}

impl Workflow {
    pub fn steps(&self) -> impl Iterator<Item = (&Job, &Step)> {
        self.jobs.iter().flat_map(|j| j.steps.iter().map(move |s| (j, s)))
    }

    /// The command lines of all `run` steps.
    pub fn commands(&self) -> Vec<Command> {
        let mut commands = Vec::new();
        for (job, step) in self.steps() {
            let mut whole = String::new();
            for (i, line) in step.run.lines().enumerate() {
                let line = line.trim();
                if let Some(part) = line.strip_suffix('\\') {
                    whole.push_str(part);
                    whole.push(' ');
                    continue;
                }
                whole.push_str(line);
                if !whole.is_empty() && !whole.starts_with('#') {
                    // The line of a block scalar is that of its first text line.
                    let offset = i as u32;
                    commands.push(Command {
                        file: self.path.clone(),
                        line: step.line + offset,
                        target: job.name.clone(),
                        text: std::mem::take(&mut whole),
                        is_pipeline: true,
                    });
                }
                whole.clear();
            }
        }
        commands
    }

    /// The first step whose action starts with `action`.
    pub fn uses(&self, action: &str) -> Option<(&Step, Evidence)> {
        let (_, step) = self.steps().find(|(_, s)| s.uses.split('@').next() == Some(action))?;
        Some((step, Evidence::at(self.path.clone(), step.line, &format!("uses: {}", step.uses))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> YamlFile {
        YamlFile { path: path.into(), root: crate::yaml::parse(text).unwrap() }
    }

    #[test]
    fn jobs_and_commands_of_both_kinds_are_found() {
        let text = "on: [push, pull_request]\njobs:\n  t:\n    needs: lint\n    steps:\n      - uses: actions/checkout@v4\n      - run: |\n          go vet ./...\n          go test -race ./...\n";
        let workflow = parse(&file(".github/workflows/ci.yml", text));
        assert_eq!(workflow.triggers, ["push", "pull_request"]);
        assert_eq!(workflow.jobs[0].needs, ["lint"]);
        let commands = workflow.commands();
        assert_eq!(
            commands.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(),
            ["go vet ./...", "go test -race ./..."]
        );
        assert!(workflow.uses("actions/checkout").is_some());
        let lab = parse(&file(
            ".gitlab-ci.yml",
            "stages: [test]\nunit:\n  stage: test\n  script:\n    - go test ./...\n",
        ));
        assert!(lab.commands()[0].runs_go_test());
    }
}
