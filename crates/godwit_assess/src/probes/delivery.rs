//! Pipeline, image, build file, linter configuration.

use super::NEEDS_RUN;
use crate::evidence::dockerfile::{Base, Dockerfile, image};
use crate::evidence::workflow::Workflow;
use crate::probe::Feed::{Health, Proof, Ready};
use crate::probe::Signal::Delivery;
use crate::probe::{ANY, Answer, Effort, Evidence, Item, Probe, Remedy, SERVICE};
use crate::project::Project;
use crate::yaml::Yaml;

pub static PROBES: &[Probe] = &[
    Probe {
        id: "delivery/pipeline",
        question: "Does a pipeline run on pushes and on merge requests?",
        rows: &[293],
        feeds: &[Health(Delivery, 1.0)],
        profiles: ANY,
        remedy: Remedy { command: "godwit add ci", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            let found: Vec<&Workflow> = p.files.workflows.iter().collect();
            if found.is_empty() {
                return Answer::no("no workflow in .github/workflows and no .gitlab-ci.yml");
            }
            let on = |event: &str| found.iter().any(|w| w.triggers.iter().any(|t| t == event));
            let good = usize::from(on("push")) + usize::from(on("pull_request") || on("merge_group"));
            let reason = match good {
                2 => "runs on pushes and pull requests",
                1 if on("push") => "runs on pushes, not on pull requests",
                1 => "runs on pull requests, not on pushes",
                _ => "runs on neither pushes nor pull requests",
            };
            Answer::checklist(good, 2, reason).because(found.iter().map(|w| Evidence::file(w.path.clone())))
        },
    },
    Probe {
        id: "delivery/stages",
        question: "Does the pipeline lint, test, build and deploy, in that order?",
        rows: &[300, 303, 307],
        feeds: &[Health(Delivery, 2.0), Ready(Item::Pipeline)],
        profiles: ANY,
        remedy: Remedy { command: "godwit add ci", effort: Effort::Minutes },
        cap: None,
        ask: stages,
    },
    Probe {
        id: "delivery/pinned-actions",
        question: "Are actions and tools pinned?",
        rows: &[295, 296, 297],
        feeds: &[Health(Delivery, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "pin actions to commit hashes; go-version-file: go.mod",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: pinned,
    },
    Probe {
        id: "delivery/permissions",
        question: "Does the pipeline run with few permissions and a time limit?",
        rows: &[302],
        feeds: &[Health(Delivery, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "add permissions: {contents: read} and timeout-minutes to every job",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let jobs: Vec<_> =
                p.files.workflows.iter().filter(|w| !w.is_gitlab).flat_map(|w| &w.jobs).collect();
            if p.files.workflows.is_empty() {
                return Answer::no("no pipeline");
            }
            let timed = jobs.iter().all(|j| j.has_timeout);
            let cut = p.files.workflows.iter().all(|w| w.has_permissions);
            let good = usize::from(cut) + usize::from(timed);
            let reason = format!(
                "{}; {}",
                if cut { "permissions are cut" } else { "permissions are the default" },
                if timed { "jobs have a time limit" } else { "jobs have no time limit" }
            );
            let bad = p
                .files
                .workflows
                .iter()
                .filter(|w| !w.has_permissions || w.jobs.iter().any(|j| !j.has_timeout));
            Answer::checklist(good, 2, reason).because(bad.map(|w| Evidence::file(w.path.clone())))
        },
    },
    Probe {
        id: "delivery/coverage-gate",
        question: "Does the pipeline fail when coverage falls?",
        rows: &[299],
        feeds: &[Health(Delivery, 1.0)],
        profiles: ANY,
        remedy: Remedy { command: "godwit add ci", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            let gates = [
                "go-test-coverage",
                "cover-check",
                "coverage-check",
                "covcheck",
                "godwit cover",
                "min-coverage",
                "threshold",
            ];
            let mut found: Vec<Evidence> = p
                .files
                .commands
                .iter()
                .filter(|c| c.is_pipeline && gates.iter().any(|g| c.text.contains(g)))
                .map(|c| c.evidence())
                .collect();
            found.extend(p.files.workflows.iter().flat_map(|w| {
                ["vladopajic/go-test-coverage", "codecov/codecov-action"]
                    .into_iter()
                    .filter_map(|a| w.uses(a).map(|u| u.1))
            }));
            Answer::when(!found.is_empty(), "coverage is checked", "nothing checks coverage").because(found)
        },
    },
    Probe {
        id: "delivery/lint-config",
        question: "Is golangci-lint configured strictly, in the current format?",
        rows: &[54, 263, 289, 291],
        feeds: &[Health(Delivery, 2.0), Ready(Item::LintClean)],
        profiles: ANY,
        remedy: Remedy {
            command: "golangci-lint migrate, then enable the missing linters in .golangci.yml",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: lint_config,
    },
    Probe {
        id: "delivery/lint-clean",
        question: "Is the code free of golangci-lint's findings under that configuration?",
        rows: &[352],
        feeds: &[Proof(Item::LintClean)],
        profiles: ANY,
        remedy: Remedy { command: "golangci-lint run", effort: Effort::Day },
        cap: None,
        ask: |_| Answer::unknown(format!("{NEEDS_RUN} of golangci-lint")),
    },
    Probe {
        id: "delivery/dependency-updates",
        question: "Are dependencies kept up to date by a robot?",
        rows: &[306],
        feeds: &[Health(Delivery, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "add .github/dependabot.yml for gomod, github-actions and docker",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            const FILES: [&str; 6] = [
                ".github/dependabot.yml",
                ".github/dependabot.yaml",
                "renovate.json",
                ".github/renovate.json",
                ".github/renovate.json5",
                ".renovaterc.json",
            ];
            let found = FILES.iter().find(|f| p.files.files.has(f)).map(|f| Evidence::file(*f));
            Answer::when(
                found.is_some(),
                "Dependabot or Renovate is set up",
                "neither Dependabot nor Renovate is set up",
            )
            .because(found)
        },
    },
    Probe {
        id: "delivery/image",
        question: "Is the image built in stages on a minimal base?",
        rows: &[243, 250],
        feeds: &[Health(Delivery, 2.0), Ready(Item::Docker)],
        profiles: SERVICE,
        remedy: Remedy { command: "godwit add docker", effort: Effort::Minutes },
        cap: None,
        ask: image_stages,
    },
    Probe {
        id: "delivery/image-details",
        question: "Does the image run as nobody, receive signals, and keep its layers cacheable?",
        rows: &[244, 246, 253, 255, 256],
        feeds: &[Health(Delivery, 1.0)],
        profiles: SERVICE,
        remedy: Remedy { command: "godwit add docker", effort: Effort::Minutes },
        cap: None,
        ask: image_details,
    },
    Probe {
        id: "delivery/build-targets",
        question: "Does a build file offer build, test, lint and run?",
        rows: &[258, 260, 261],
        feeds: &[Health(Delivery, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "write a Makefile with build, test, lint and run",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            const WANTED: [&str; 4] = ["build", "test", "lint", "run"];
            let local: Vec<_> =
                p.files.commands.iter().filter(|c| !c.is_pipeline && !c.target.is_empty()).collect();
            let has = |name: &str| {
                local.iter().any(|c| {
                    c.target == name
                        || c.target.starts_with(&format!("{name}-"))
                        || c.target.starts_with(&format!("{name}/"))
                })
            };
            let found: Vec<&str> = WANTED.into_iter().filter(|w| has(w)).collect();
            let files: std::collections::BTreeSet<&str> = local.iter().map(|c| c.file.as_str()).collect();
            if files.is_empty() {
                return Answer::no("no Makefile, Taskfile or justfile");
            }
            Answer::checklist(found.len(), WANTED.len(), format!("targets: {}", found.join(", ")))
                .because(files.into_iter().map(Evidence::file))
        },
    },
];

fn stages(p: &Project) -> Answer {
    if p.files.workflows.is_empty() {
        return Answer::no("no pipeline");
    }
    let commands: Vec<_> = p.files.commands.iter().filter(|c| c.is_pipeline).collect();
    let uses = |action: &str| p.files.workflows.iter().find_map(|w| w.uses(action).map(|u| u.1));
    let make = |target: &str| {
        commands
            .iter()
            .find(|c| c.runs("make", target) || c.runs("task", target) || c.runs("just", target))
            .map(|c| c.evidence())
    };
    let run =
        |program: &str, verb: &str| commands.iter().find(|c| c.runs(program, verb)).map(|c| c.evidence());
    let lint = uses("golangci/golangci-lint-action")
        .or_else(|| run("golangci-lint", ""))
        .or_else(|| run("staticcheck", ""))
        .or_else(|| run("godwit", "check"))
        .or_else(|| make("lint"));
    let test = run("go", "test").or_else(|| make("test"));
    let build = run("go", "build")
        .or_else(|| make("build"))
        .or_else(|| uses("goreleaser/goreleaser-action"))
        .or_else(|| run("docker", "build"));
    let deploy = uses("docker/build-push-action")
        .or_else(|| run("docker", "push"))
        .or_else(|| uses("goreleaser/goreleaser-action"))
        .or_else(|| {
            commands
                .iter()
                .find(|c| ["kubectl", "helm", "terraform", "flyctl", "gcloud"].iter().any(|t| c.runs(t, "")))
                .map(|c| c.evidence())
        })
        .or_else(|| {
            p.files.workflows.iter().find_map(|w| {
                w.jobs
                    .iter()
                    .find(|j| j.name.contains("deploy") || j.name.contains("release"))
                    .map(|j| Evidence::at(w.path.clone(), j.line, &j.name))
            })
        });
    // A library has nothing to deploy.
    let steps: Vec<(&str, Option<Evidence>)> = match p.profile {
        crate::profile::Profile::Library => vec![("lint", lint), ("test", test), ("build", build)],
        _ => vec![("lint", lint), ("test", test), ("build", build), ("deploy", deploy)],
    };
    let missing: Vec<&str> = steps.iter().filter(|(_, e)| e.is_none()).map(|(n, _)| *n).collect();
    let good = steps.len() - missing.len();
    let reason = if missing.is_empty() {
        format!("all {} stages", steps.len())
    } else {
        format!("missing: {}", missing.join(", "))
    };
    Answer::checklist(good, steps.len(), reason).because(steps.into_iter().filter_map(|(_, e)| e))
}

fn pinned(p: &Project) -> Answer {
    let (mut good, mut all, mut bad) = (0, 0, Vec::new());
    for workflow in p.files.workflows.iter().filter(|w| !w.is_gitlab) {
        for (_, step) in workflow.steps() {
            if step.uses.is_empty() || step.uses.starts_with("./") {
                continue;
            }
            all += 1;
            let version = step.uses.split_once('@').map_or("", |(_, v)| v);
            let is_hash = version.len() == 40 && version.bytes().all(|b| b.is_ascii_hexdigit());
            let floating = step.with.iter().any(|(k, v)| k == "version" && v == "latest");
            if is_hash && !floating {
                good += 1;
            } else {
                bad.push(Evidence::at(workflow.path.clone(), step.line, &format!("uses: {}", step.uses)));
            }
        }
    }
    if all == 0 {
        return if p.files.workflows.is_empty() {
            Answer::no("no pipeline")
        } else {
            Answer::not_applicable("no actions are used")
        };
    }
    Answer::checklist(good, all, format!("{good} of {all} actions are pinned to a commit")).because(bad)
}

/// Version 2, and the linters that the system's rules need.
fn lint_config(p: &Project) -> Answer {
    const WANTED: [&str; 14] = [
        "errcheck",
        "govet",
        "staticcheck",
        "unused",
        "ineffassign",
        "gocritic",
        "revive",
        "noctx",
        "bodyclose",
        "errorlint",
        "exhaustive",
        "gosec",
        "nilerr",
        "unparam",
    ];
    const STANDARD: [&str; 5] = ["errcheck", "govet", "staticcheck", "unused", "ineffassign"];
    let Some(file) = &p.files.golangci else { return Answer::no("no .golangci.yml") };
    let is_v2 = file.root.get("version").and_then(Yaml::as_str) == Some("2");
    let list = |key: &str| file.root.path(&["linters", key]).map(Yaml::strings).unwrap_or_default();
    let (enabled, disabled) = (list("enable"), list("disable"));
    let flag = |key: &str| file.root.path(&["linters", key]).and_then(Yaml::as_bool) == Some(true);
    let default = file.root.path(&["linters", "default"]).and_then(Yaml::as_str).unwrap_or("standard");
    let all = flag("enable-all") || default == "all";
    let standard = if is_v2 { default == "standard" } else { !flag("disable-all") };
    let on = |l: &&str| {
        !disabled.contains(l) && (all || enabled.contains(l) || (standard && STANDARD.contains(l)))
    };
    let n = WANTED.iter().filter(|l| on(l)).count();
    let evidence = [Evidence::file(file.path.clone())];
    let version = if is_v2 { "version 2" } else { "version 1, which golangci-lint 2 does not read" };
    Answer::checklist(
        n + usize::from(is_v2),
        WANTED.len() + 1,
        format!("{version}; {n} of {} wanted linters are on", WANTED.len()),
    )
    .because(evidence)
}

fn main_dockerfile(p: &Project) -> Option<&Dockerfile> {
    p.files.dockerfiles.iter().min_by_key(|d| (d.path.matches('/').count(), d.path.as_str()))
}

fn image_stages(p: &Project) -> Answer {
    let Some(docker) = main_dockerfile(p) else { return Answer::no("no Dockerfile") };
    let last = docker.of("FROM").next_back().map(|f| docker.evidence(f));
    let multi = docker.n_stages() >= 2;
    // Of two points: one for the stages, one for the base; a small base earns half of its own.
    let base = match docker.final_base() {
        Some(Base::Minimal) => 2,
        Some(Base::Small) => 1,
        _ => 0,
    };
    let stages = if multi { format!("{} stages", docker.n_stages()) } else { "one stage".to_owned() };
    let reason = format!("{stages}, final image {}", docker.final_image().unwrap_or("none"));
    Answer::checklist(2 * usize::from(multi) + base, 4, reason).because(last)
}

/// Whether the folder itself is among the sources of a COPY; the last word is where they go.
fn copies_all(arguments: &str) -> bool {
    let words: Vec<&str> = arguments.split_whitespace().collect();
    words.split_last().is_some_and(|(_, sources)| sources.iter().any(|w| *w == "." || *w == "./"))
}

fn image_details(p: &Project) -> Answer {
    let Some(docker) = main_dockerfile(p) else { return Answer::no("no Dockerfile") };
    let last = docker.last_stage();
    let user = last.iter().rev().find(|i| i.keyword == "USER");
    let nobody = user.is_some_and(|u| !matches!(u.arguments.split(':').next(), Some("root" | "0")))
        || docker.final_image().is_some_and(|i| i.contains("nonroot"));
    let entry = last
        .iter()
        .rev()
        .find(|i| i.keyword == "ENTRYPOINT")
        .or_else(|| last.iter().rev().find(|i| i.keyword == "CMD"));
    let exec = entry.is_some_and(|e| e.arguments.starts_with('['));
    let copies: Vec<_> =
        docker.instructions.iter().filter(|i| matches!(i.keyword.as_str(), "COPY" | "ADD" | "RUN")).collect();
    let modules = copies.iter().position(|i| {
        i.keyword != "RUN" && i.arguments.contains("go.mod")
            || i.arguments.contains("target=go.mod")
            || i.arguments.contains("go mod download")
    });
    let sources = copies.iter().position(|i| i.keyword != "RUN" && copies_all(&i.arguments));
    let cached = modules.is_some_and(|m| sources.is_none_or(|s| m < s))
        || copies.iter().any(|i| i.arguments.contains("--mount=type=cache"));
    let ignored = p.files.files.has(".dockerignore");
    let pinned = docker.of("FROM").all(|f| {
        let image = image(f);
        let tag = image.rsplit('/').next().unwrap_or(image).split_once(':').map(|(_, t)| t);
        let is_stage = docker
            .of("FROM")
            .any(|other| other.arguments.to_lowercase().ends_with(&format!(" as {}", image.to_lowercase())));
        image == "scratch" || is_stage || image.contains('@') || tag.is_some_and(|t| t != "latest")
    });
    let checks = [
        (nobody, "runs as root"),
        (exec, "starts through a shell, which keeps signals from the program"),
        (cached, "copies sources before the modules are downloaded"),
        (ignored, "no .dockerignore"),
        (pinned, "an image without a fixed tag"),
    ];
    let missing: Vec<&str> = checks.iter().filter(|(ok, _)| !ok).map(|(_, what)| *what).collect();
    let reason = if missing.is_empty() { "all details are right".to_owned() } else { missing.join("; ") };
    Answer::checklist(checks.len() - missing.len(), checks.len(), reason)
        .because(user.map(|u| docker.evidence(u)))
        .because(entry.map(|e| docker.evidence(e)))
}
