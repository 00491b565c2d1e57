//! D-19 to D-23 and D-35: linters, workflows, tools and make targets.

use std::collections::BTreeSet;

use crate::rendered::Rendered;
use crate::{default, several, workflows};

#[test]
fn d19_d20_the_linter_configuration_is_of_version_2_and_really_on() {
    for rendered in several() {
        let text = rendered.text(".golangci.yml");
        let config: serde_json::Value = serde_saphyr::from_str(text).expect("parses");
        assert_eq!(config["version"], "2");
        let enabled: BTreeSet<&str> = config["linters"]["enable"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_str)
            .collect();
        let wanted = [
            "bodyclose",
            "containedctx",
            "contextcheck",
            "copyloopvar",
            "depguard",
            "errcheck",
            "errname",
            "errorlint",
            "exhaustive",
            "fatcontext",
            "forbidigo",
            "forcetypeassert",
            "gochecknoglobals",
            "gochecknoinits",
            "gocritic",
            "gosec",
            "govet",
            "iface",
            "ineffassign",
            "interfacebloat",
            "intrange",
            "misspell",
            "modernize",
            "musttag",
            "nilerr",
            "nilnesserr",
            "nilnil",
            "noctx",
            "nolintlint",
            "paralleltest",
            "perfsprint",
            "prealloc",
            "predeclared",
            "promlinter",
            "revive",
            "rowserrcheck",
            "sloglint",
            "spancheck",
            "sqlclosecheck",
            "staticcheck",
            "testifylint",
            "thelper",
            "tparallel",
            "unconvert",
            "unparam",
            "unused",
            "usestdlibvars",
            "usetesting",
            "wrapcheck",
        ];
        let missing: Vec<&str> = wanted.into_iter().filter(|linter| !enabled.contains(linter)).collect();
        assert!(missing.is_empty(), "not enabled: {missing:?}");
        for gone in ["gosimple", "stylecheck", "typecheck", "gofumpt", "goimports", "exportloopref"] {
            assert!(!enabled.contains(gone), "{gone} is no linter of version 2");
        }
        assert_eq!(
            config["linters"]["settings"]["revive"]["enable-default-rules"], true,
            "settings alone would switch revive off"
        );
        for rule in config["linters"]["exclusions"]["rules"].as_array().into_iter().flatten() {
            let linters: Vec<&str> = rule["linters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(serde_json::Value::as_str)
                .collect();
            assert!(!linters.contains(&"errcheck"), "tests do not ignore errors: {rule}");
            assert!(
                !linters.contains(&"gosec") || rule["text"].is_string(),
                "tests are not exempt from all of gosec: {rule}"
            );
        }
        assert!(config["formatters"]["enable"].is_array());
    }
}

#[test]
fn d21_actions_are_pinned_by_commit_and_current() {
    for (path, text) in workflows(&default()) {
        // A workflow of the same repository has the version of the commit that runs.
        for line in text.lines().filter(|line| line.contains("uses: ") && !line.contains("uses: ./")) {
            let (action, rest) = line.split_once('@').unwrap_or_else(|| panic!("{path}: {line}"));
            let (commit, version) =
                rest.split_once(" # v").unwrap_or_else(|| panic!("{path}: no version comment: {line}"));
            assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{path}: {line}");
            let major: u32 = version.split('.').next().and_then(|n| n.trim().parse().ok()).unwrap_or(0);
            let least = match action.rsplit("uses: ").next().unwrap_or_default() {
                "actions/checkout" | "actions/setup-go" => 7,
                "golangci/golangci-lint-action" => 9,
                _ => 1,
            };
            assert!(major >= least, "{path}: {line}");
        }
        assert!(text.contains("permissions:") && text.contains("timeout-minutes:"), "{path}");
        Rendered::none_of(
            [(path, text)].into_iter(),
            &["pull_request_target", "${{ github.event", "github.head_ref"],
        );
    }
}

#[test]
fn d22_d23_d35_the_pipeline_has_the_gates_that_the_checklist_asks_for() {
    let rendered = default();
    let all: String = workflows(&rendered).iter().map(|(_, text)| *text).collect();
    for step in [
        "govulncheck",
        "make cover-check",
        "make docker-build",
        "make generate-check",
        "golangci/golangci-lint-action",
        "-race",
        "-shuffle=on",
    ] {
        assert!(all.contains(step), "no step {step}");
    }
    let ci: serde_json::Value =
        serde_saphyr::from_str(rendered.text(".github/workflows/ci.yml")).expect("parses");
    assert_eq!(ci["permissions"]["contents"], "read");
    assert_eq!(
        (&ci["jobs"]["test"]["needs"], &ci["jobs"]["build"]["needs"]),
        (&"lint".into(), &"test".into())
    );
    for service in ["postgres", "redis"] {
        assert!(
            ci["jobs"]["test"]["services"][service]["options"].is_string(),
            "{service} with a health check"
        );
    }
    rendered.is_there(
        "Makefile",
        &["COVER_MIN ?= 90", "./internal/service/...,./internal/domain/...", "govulncheck"],
    );
    let ci_target =
        rendered.text("Makefile").lines().find(|line| line.starts_with("ci:")).unwrap_or_default();
    for target in ["fmt-check", "lint", "vuln", "test", "build"] {
        assert!(ci_target.contains(target), "make ci lacks {target}: {ci_target}");
    }
}

#[test]
fn every_make_target_is_phony_and_described() {
    for rendered in several() {
        let text = rendered.text("Makefile");
        for line in text.lines() {
            let Some((name, _)) = line.split_once(':') else { continue };
            let target = !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if target && !line.contains(":=") {
                assert!(
                    text.contains(&format!(".PHONY: {name}")) || text.contains(&format!(" {name} ")),
                    "{name} is not phony"
                );
                assert!(line.contains("## "), "{name} has no description");
            }
        }
    }
}
