//! Goroutines end, contexts travel, data is not raced for.

use super::{NEEDS_FLOW, NEEDS_RUN, NEEDS_TYPES};
use crate::facts::SiteKind;
use crate::probe::Dimension::{Concurrency, Testing};
use crate::probe::Feed::{Proof, Ready, Score};
use crate::probe::{ANY, Answer, Effort, Item, Probe, Remedy, count};
use crate::project::Project;

pub static PROBES: &[Probe] = &[
    Probe {
        id: "concurrency/race-configured",
        question: "Does every run of the tests use the race detector?",
        rows: &[119, 152, 298],
        feeds: &[Score(Concurrency, 2.0), Score(Testing, 2.0), Ready(Item::Race)],
        profiles: ANY,
        remedy: Remedy { command: "add -race to every go test", effort: Effort::Minutes },
        cap: None,
        ask: race_configured,
    },
    Probe {
        id: "concurrency/race-clean",
        question: "Did the tests pass under the race detector?",
        rows: &[113, 349],
        feeds: &[Score(Concurrency, 2.0), Proof(Item::Race)],
        profiles: ANY,
        remedy: Remedy { command: "go test -race ./...", effort: Effort::Minutes },
        cap: None,
        ask: |_| Answer::unknown(format!("{NEEDS_RUN} of go test -race")),
    },
    Probe {
        id: "concurrency/context-calls",
        question: "Do calls that can take a context get one?",
        rows: &[105, 131],
        feeds: &[Score(Concurrency, 2.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "use http.NewRequestWithContext, exec.CommandContext and the caller's ctx",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::ContextCall);
            Answer::sites(good, all, "calls that can take a context get the caller's")
                .because(p.bad(SiteKind::ContextCall))
        },
    },
    Probe {
        id: "concurrency/context-propagation",
        question: "Does every function that reaches the outside take a context first?",
        rows: &[104, 106, 107],
        feeds: &[Score(Concurrency, 2.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "add ctx context.Context as the first parameter and pass it on",
            effort: Effort::Day,
        },
        cap: None,
        ask: |p| {
            let fields = p.bad(SiteKind::ContextField);
            if fields.is_empty() {
                return Answer::unknown(format!("{NEEDS_TYPES} and the call graph: which functions do I/O"));
            }
            Answer::no(count(fields.len(), "struct") + " hold a context that should be passed")
                .because(fields)
        },
    },
    Probe {
        id: "concurrency/goroutines-end",
        question: "Does every goroutine have a way to stop?",
        rows: &[111, 112, 122],
        feeds: &[Score(Concurrency, 3.0)],
        profiles: ANY,
        remedy: Remedy { command: "select on ctx.Done() in the goroutine's loop", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::Goroutine);
            match all {
                0 => Answer::not_applicable("no go statement"),
                _ if good == all => Answer::unknown(format!(
                    "{NEEDS_FLOW}; no loop of the {all} goroutines is endless by its syntax"
                )),
                _ => Answer::no(format!("{} of {all} goroutines can never end", all - good))
                    .because(p.bad(SiteKind::Goroutine)),
            }
        },
    },
    Probe {
        id: "concurrency/locks-and-groups",
        question: "Are locks not copied, and wait groups counted before the goroutine starts?",
        rows: &[111, 117, 125],
        feeds: &[Score(Concurrency, 2.0)],
        profiles: ANY,
        remedy: Remedy { command: "call wg.Add before go, or use wg.Go", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::WaitGroup);
            if good < all {
                return Answer::no(count(all - good, "wait group") + " counted inside the goroutine")
                    .because(p.bad(SiteKind::WaitGroup));
            }
            if p.imports(|i| i == "sync").is_empty() {
                return Answer::not_applicable("package sync is not used");
            }
            Answer::unknown(format!("{NEEDS_TYPES}: which values hold a lock"))
        },
    },
    Probe {
        id: "concurrency/leak-test",
        question: "Do the tests look for leaked goroutines?",
        rows: &[112, 163],
        feeds: &[Score(Concurrency, 2.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "call goleak.VerifyTestMain(m) in TestMain of the packages that start goroutines",
            effort: Effort::Hour,
        },
        cap: None,
        ask: leak_test,
    },
];

fn race_configured(p: &Project) -> Answer {
    let runs: Vec<_> = p.files.commands.iter().filter(|c| c.runs_go_test()).collect();
    if runs.is_empty() {
        let has_tests = p.tests().next().is_some();
        return if has_tests {
            Answer::no("nothing in Makefile, scripts or pipeline runs go test -race")
        } else {
            Answer::no("there are no tests, and nothing runs any")
        };
    }
    // Benchmarks and fuzzing measure, and the detector would spoil the figures.
    let judged: Vec<_> =
        runs.iter().filter(|c| !c.text.contains("-bench") && !c.text.contains("-fuzz")).collect();
    let raced =
        judged.iter().filter(|c| c.text.contains("-race") && !c.text.contains("CGO_ENABLED=0")).count();
    let bad = judged.iter().filter(|c| !c.text.contains("-race") || c.text.contains("CGO_ENABLED=0"));
    Answer::checklist(raced, judged.len(), format!("{raced} of {} test commands use -race", judged.len()))
        .because(bad.map(|c| c.evidence()))
}

fn leak_test(p: &Project) -> Answer {
    let starts: std::collections::BTreeSet<&str> =
        p.sites(SiteKind::Goroutine).map(|(f, _)| f.dir.as_str()).collect();
    if starts.is_empty() {
        return Answer::not_applicable("no go statement");
    }
    let checks = |path: &str| {
        path == "go.uber.org/goleak" || path.ends_with("/leaktest") || path == "testing/synctest"
    };
    let tested: std::collections::BTreeSet<&str> =
        p.tests().filter(|f| f.import_where(checks).is_some()).map(|f| f.dir.as_str()).collect();
    let good = starts.intersection(&tested).count();
    let evidence = p.tests().filter_map(|f| f.import_where(checks).map(|i| f.evidence(i.line, &i.path)));
    Answer::checklist(
        good,
        starts.len(),
        format!("{good} of {} packages that start goroutines test for leaks", starts.len()),
    )
    .because(evidence)
}
