//! The default service, rendered fresh: built, vetted, raced, linted, and started for real.
#![allow(clippy::disallowed_methods, reason = "tests prepare services on disk")]

mod stage;

use stage::{Service, pinned_tool, stage};

/// The part of service and domain that the service's own tests must reach, in percent.
const MIN_COVERAGE: f64 = 90.0;

#[test]
fn the_default_service_is_green_and_covered() {
    let Some(stage) = stage() else { return };
    let service = Service::render(&[]);
    assert_eq!(service.run(&stage, "gofmt", &["-l", "."]), "", "files that are not formatted");
    service.run(&stage, "go", &["build", "./..."]);
    service.run(&stage, "go", &["vet", "./..."]);
    let layers = "-coverpkg=./internal/service/...,./internal/domain/...";
    service.run(
        &stage,
        "go",
        &["test", "-race", "-shuffle=on", "-covermode=atomic", layers, "-coverprofile=cover.out", "./..."],
    );
    let report = service.run(&stage, "go", &["tool", "cover", "-func=cover.out"]);
    let total = report
        .lines()
        .last()
        .and_then(|line| line.split_whitespace().last()?.strip_suffix('%')?.parse::<f64>().ok());
    assert!(total.is_some_and(|total| total >= MIN_COVERAGE), "service and domain: {total:?} %\n{report}");
}

#[test]
fn the_default_service_passes_its_own_linter() {
    let Some(stage) = stage() else { return };
    Service::render(&[]).is_lint_clean(&stage);
}

#[test]
fn the_pins_are_what_go_mod_tidy_would_write() {
    let Some(stage) = stage() else { return };
    let service = Service::render(&[]);
    let said = service.run(&stage, "go", &["mod", "tidy", "-diff"]);
    // With an empty module cache it also says what it fetches.
    let diff: Vec<&str> = said.lines().filter(|line| !line.starts_with("go: downloading ")).collect();
    assert_eq!(diff, [""; 0]);
    service.run(&stage, "go", &["mod", "verify"]);
}

#[test]
fn the_workflows_pass_actionlint() {
    let Some(stage) = stage() else { return };
    let Some(actionlint) = pinned_tool("actionlint") else { return };
    let service = Service::render(&[]);
    let folder = service.root().join(".github/workflows");
    let mut paths: Vec<String> = std::fs::read_dir(&folder)
        .expect("workflows")
        .map(|entry| entry.expect("readable").path().to_string_lossy().into_owned())
        .collect();
    paths.sort();
    assert!(paths.len() >= 2, "ci and release: {paths:?}");
    let args: Vec<&str> = paths.iter().map(String::as_str).collect();
    service.run(&stage, &actionlint, &args);
}

#[test]
fn the_default_service_works_for_its_users() {
    let Some(stage) = stage() else { return };
    let service = Service::render(&[]);
    let folder = service.root().join("test/live");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("main.go"), include_str!("live/main.go")).expect("written");
    let (ok, report) = service.try_run(&stage, "go", &["run", "./test/live"]);
    let failed: Vec<&str> = report.lines().filter(|line| !line.starts_with("ok ")).collect();
    assert!(ok, "{}", failed.join("\n"));
    let n = report.lines().filter(|line| line.starts_with("ok ")).count();
    assert!(n >= 80, "only {n} checks ran:\n{report}");
}
