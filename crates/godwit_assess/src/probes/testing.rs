//! Tests exist, cover the business logic, and are written so that they stay useful.

use std::collections::BTreeSet;

use super::NEEDS_RUN;
use crate::facts::SiteKind;
use crate::probe::Dimension::Testing;
use crate::probe::Feed::{Proof, Ready, Score};
use crate::probe::{ANY, Answer, Effort, Evidence, Item, Outcome, Probe, Remedy, SERVICE, count};
use crate::project::{Layer, Project};

pub static PROBES: &[Probe] = &[
    Probe {
        id: "testing/coverage",
        question: "Are more than 80 % of the business logic's statements covered?",
        rows: &[146, 350],
        feeds: &[Score(Testing, 5.0), Proof(Item::Coverage)],
        profiles: ANY,
        remedy: Remedy {
            command: "go test -coverpkg=./... -coverprofile=coverage.out ./...",
            effort: Effort::Day,
        },
        cap: None,
        ask: coverage,
    },
    Probe {
        id: "testing/packages-tested",
        question: "Does every package have tests?",
        rows: &[162],
        feeds: &[Score(Testing, 2.0)],
        profiles: ANY,
        remedy: Remedy { command: "godwit add tests", effort: Effort::Day },
        cap: None,
        ask: |p| {
            let tested: BTreeSet<&str> = p.tests().map(|f| f.dir.as_str()).collect();
            let packages = p.packages();
            let bare: Vec<&str> = packages.iter().copied().filter(|d| !tested.contains(d)).collect();
            let good = packages.len() - bare.len();
            Answer::checklist(
                good,
                packages.len(),
                format!("{good} of {} packages have tests", packages.len()),
            )
            .because(bare.into_iter().map(|d| Evidence::file(if d.is_empty() { "." } else { d })))
        },
    },
    Probe {
        id: "testing/tables",
        question: "Are cases written as tables that run with t.Run?",
        rows: &[144, 153],
        feeds: &[Score(Testing, 2.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "wrap the body of the loop in t.Run(tt.name, …)", effort: Effort::Minutes
        },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::TableTest);
            match all {
                0 if p.tests().next().is_none() => Answer::no("there are no tests"),
                0 => Answer::no("no table of cases in any test"),
                _ => Answer::sites(good, all, "tables of cases run with t.Run")
                    .because(p.bad(SiteKind::TableTest)),
            }
        },
    },
    Probe {
        id: "testing/integration",
        question: "Are there integration or end-to-end tests, set apart from the unit tests?",
        rows: &[147, 148],
        feeds: &[Score(Testing, 2.0)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "start the database with testcontainers-go in tests behind a build tag",
            effort: Effort::Day,
        },
        cap: None,
        ask: |p| {
            let found = p.tests().filter_map(|f| {
                let name = f.path.rsplit('/').next().unwrap_or("");
                let apart = name.ends_with("_integration_test.go")
                    || f.dir.ends_with("e2e")
                    || f.build_tags
                        .iter()
                        .any(|t| matches!(t.as_str(), "integration" | "e2e" | "acceptance"))
                    || f.import_where(is_testcontainers).is_some();
                apart.then(|| Evidence::file(f.path.clone()))
            });
            let found: Vec<_> = found.collect();
            Answer::when(
                !found.is_empty(),
                count(found.len(), "file") + " of integration tests",
                "no integration or end-to-end test",
            )
            .because(found)
        },
    },
    Probe {
        id: "testing/testcontainers",
        question: "Do integration tests start their dependencies with testcontainers?",
        rows: &[151, 354],
        feeds: &[Ready(Item::Integration)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "start the database with testcontainers-go in tests behind a build tag",
            effort: Effort::Day,
        },
        cap: None,
        ask: |p| {
            if !p.has_database() {
                return Answer::not_applicable("no database or broker to start");
            }
            let found: Vec<_> = p
                .tests()
                .filter_map(|f| f.import_where(is_testcontainers).map(|i| f.evidence(i.line, &i.path)))
                .collect();
            Answer::when(!found.is_empty(), "testcontainers is used", "no test uses testcontainers")
                .because(found)
        },
    },
    Probe {
        id: "testing/fuzz-and-bench",
        question: "Are parsers fuzzed and hot paths measured?",
        rows: &[149, 150],
        feeds: &[Score(Testing, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "add FuzzX beside the tests of a parser, BenchmarkX beside a hot path",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let (fuzz, bench) = (p.good(SiteKind::Fuzz), p.good(SiteKind::Benchmark));
            let good = usize::from(!fuzz.is_empty()) + usize::from(!bench.is_empty());
            let reason = format!(
                "{}, {}",
                count(p.count(SiteKind::Fuzz).1, "fuzz target"),
                count(p.count(SiteKind::Benchmark).1, "benchmark")
            );
            Answer::checklist(good, 2, reason).because(fuzz).because(bench)
        },
    },
    Probe {
        id: "testing/hygiene",
        question: "Do tests run in parallel, and wait without sleeping?",
        rows: &[126, 154, 155],
        feeds: &[Score(Testing, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "add t.Parallel(); wait on a channel or in testing/synctest instead of time.Sleep",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let (parallel, all) = p.count(SiteKind::Test);
            if all == 0 {
                return Answer::no("there are no tests");
            }
            let sleeps = p.bad(SiteKind::TestSleep);
            let good = usize::from(parallel * 2 >= all) + usize::from(sleeps.is_empty());
            let reason = format!("{parallel} of {all} tests are parallel; {} sleep", sleeps.len());
            Answer::checklist(good, 2, reason).because(sleeps)
        },
    },
];

fn is_testcontainers(path: &str) -> bool {
    path.starts_with("github.com/testcontainers/testcontainers-go")
        || path.starts_with("github.com/ory/dockertest")
}

/// Up to 40 % earns nothing, 80 % everything.
fn coverage(p: &Project) -> Answer {
    let Some(coverage) = &p.files.coverage else {
        return Answer::unknown(format!(
            "{NEEDS_RUN}: no coverage.out; go test -coverpkg=./... -coverprofile=coverage.out ./..."
        ));
    };
    let below =
        |name: &str| name.strip_prefix(p.module_path.as_str()).map(|r| r.trim_start_matches('/').to_owned());
    let dir =
        |name: &str| below(name).map(|r| r.rsplit_once('/').map_or(String::new(), |(d, _)| d.to_owned()));
    let is_logic = |name: &str| {
        dir(name).is_some_and(|d| matches!(p.layers.of(&d), Some(Layer::Domain | Layer::Service)))
    };
    let mut statements = coverage.of(is_logic);
    let mut what = "the service and domain packages";
    if statements.total == 0 {
        statements = coverage.of(|_| true);
        what = "all packages";
    }
    let evidence = Evidence::file(coverage.path.clone());
    if statements.total == 0 {
        let reason = format!("{} has no statements ({} broken lines)", coverage.path, coverage.n_broken);
        return Answer::unknown(reason).because([evidence]);
    }
    let percent = statements.percent();
    let reason = format!("{percent:.1} % of {} statements of {what} are covered", statements.total);
    let share = ((percent - 40.0) / 40.0).clamp(0.0, 1.0);
    let outcome = match () {
        () if percent > 80.0 => Outcome::True,
        () if share <= 0.0 => Outcome::False,
        () => Outcome::Partial { good: (share * 1000.0).min(999.0) as u32, of: 1000 },
    };
    Answer::new(outcome, reason).because([evidence])
}
