//! Errors are wrapped, compared by identity, answered at the boundary.

use super::NEEDS_TYPES;
use crate::facts::SiteKind;
use crate::probe::Dimension::Errors;
use crate::probe::Feed::{Ready, Score};
use crate::probe::{ANY, Answer, Effort, Item, Probe, Remedy, SERVICE, count};
use crate::project::Project;

pub static PROBES: &[Probe] = &[
    Probe {
        id: "errors/wrap-verb",
        question: "Are errors passed to fmt.Errorf wrapped with %w?",
        rows: &[83, 86],
        feeds: &[Score(Errors, 2.0), Ready(Item::Wrapping)],
        profiles: ANY,
        remedy: Remedy {
            command: "replace %v and %s by %w where fmt.Errorf gets an error",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::ErrorfWrap);
            Answer::sites(good, all, "errors given to fmt.Errorf are wrapped with %w")
                .because(p.bad(SiteKind::ErrorfWrap))
        },
    },
    Probe {
        id: "errors/cross-package-wrap",
        question: "Do errors from other packages get context before they are returned?",
        rows: &[84],
        feeds: &[Score(Errors, 3.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "return fmt.Errorf(\"<what was tried>: %w\", err) where a bare err is returned",
            effort: Effort::Day,
        },
        cap: None,
        ask: |_| {
            Answer::unknown(format!(
                "{NEEDS_TYPES} and control flow: which package a returned error comes from"
            ))
        },
    },
    Probe {
        id: "errors/handled",
        question: "Is every returned error looked at?",
        rows: &[85, 90],
        feeds: &[Score(Errors, 4.0)],
        profiles: ANY,
        remedy: Remedy { command: "godwit check --select errcheck", effort: Effort::Day },
        cap: None,
        ask: |_| Answer::unknown(format!("{NEEDS_TYPES}: which calls return an error")),
    },
    Probe {
        id: "errors/sentinels",
        question: "Are there named errors that callers can test for?",
        rows: &[80],
        feeds: &[Score(Errors, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "declare var ErrNotFound = errors.New(\"not found\") beside the domain types",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let found = p.good(SiteKind::Sentinel);
            if found.is_empty() && p.count(SiteKind::ErrorfWrap).1 + p.uses("errors", "New").len() == 0 {
                return Answer::not_applicable("the project makes no errors");
            }
            let n = p.count(SiteKind::Sentinel).0;
            Answer::when(
                n > 0,
                count(n, "package-level error") + " declared",
                "no package-level Err… variable",
            )
            .because(found)
        },
    },
    Probe {
        id: "errors/tested-by-identity",
        question: "Are errors tested with errors.Is and errors.As?",
        rows: &[87, 88],
        feeds: &[Score(Errors, 1.0)],
        profiles: ANY,
        remedy: Remedy { command: "replace err == ErrX by errors.Is(err, ErrX)", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::ErrorTest);
            Answer::sites(good, all, "tests of an error use errors.Is or errors.As")
                .because(p.bad(SiteKind::ErrorTest))
        },
    },
    Probe {
        id: "errors/mapped-at-boundary",
        question: "Does one place turn errors into responses, without showing their text to clients?",
        rows: &[89, 95, 96],
        feeds: &[Score(Errors, 2.0)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "write one function that maps errors to statuses, and call it from every handler",
            effort: Effort::Hour,
        },
        cap: None,
        ask: mapped,
    },
    Probe {
        id: "errors/logged-or-returned",
        question: "Is an error either logged or returned, never both?",
        rows: &[92],
        feeds: &[Score(Errors, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "drop the log line where the error is returned as well",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::ErrorBranch);
            Answer::sites(good, all, "branches that return an error do not log it too")
                .because(p.bad(SiteKind::ErrorBranch))
        },
    },
    Probe {
        id: "errors/no-panic",
        question: "Are panics and exits kept to main, init and Must functions?",
        rows: &[93],
        feeds: &[Score(Errors, 1.0)],
        profiles: ANY,
        remedy: Remedy { command: "return the error instead of panicking", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            let bad = p.bad(SiteKind::Abort);
            let n = p.count(SiteKind::Abort).1;
            Answer::when(
                n == 0,
                "no panic or exit outside main, init and Must functions",
                format!("{n} calls of panic or exit") + " where an error could be returned",
            )
            .because(bad)
        },
    },
];

fn mapped(p: &Project) -> Answer {
    if !p.has_http_server() {
        return Answer::not_applicable("nothing serves requests");
    }
    let mappers = p.good(SiteKind::ErrorMapper);
    let leaks = p.bad(SiteKind::ErrorLeak);
    let n_leaks = leaks.len();
    let good = usize::from(!mappers.is_empty()) + usize::from(leaks.is_empty());
    let mapper = if mappers.is_empty() {
        "no function maps errors to statuses"
    } else {
        "a function maps errors to statuses"
    };
    let leak = if n_leaks == 0 {
        "no error text is sent to clients".to_owned()
    } else {
        count(n_leaks, "place") + " sending err.Error() to clients"
    };
    Answer::checklist(good, 2, format!("{mapper}; {leak}"))
        .because(mappers.into_iter().take(2))
        .because(leaks)
}
