//! What is written for people.

use std::collections::BTreeMap;

use crate::evidence::markdown::{TOPICS, topics};
use crate::facts::SiteKind;
use crate::probe::Dimension::Documentation;
use crate::probe::Feed::Score;
use crate::probe::{ANY, Answer, Effort, Evidence, Probe, Remedy};

pub static PROBES: &[Probe] = &[
    Probe {
        id: "docs/exported",
        question: "Do exported names have a comment that starts with them?",
        rows: &[9],
        feeds: &[Score(Documentation, 4.0)],
        profiles: ANY,
        remedy: Remedy { command: "godwit check --select revive:exported", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::Doc);
            Answer::sites(good, all, "exported names are documented").because(p.bad(SiteKind::Doc))
        },
    },
    Probe {
        id: "docs/readme",
        question: "Does the README say what it is, how to run, test, configure and deploy it, and how it is built?",
        rows: &[9],
        feeds: &[Score(Documentation, 3.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "write README.md: what it is, run, test, configuration, deployment, architecture",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let Some(readme) = &p.files.readme else { return Answer::no("no README") };
            let found = topics(&readme.text);
            let n = found.iter().filter(|f| **f).count();
            let missing: Vec<&str> =
                TOPICS.iter().zip(found).filter(|(_, f)| !f).map(|((name, _), _)| *name).collect();
            let evidence = [Evidence::file(readme.path.clone())];
            // Five of the six make a README.
            if n >= 5 {
                return Answer::yes(format!("{n} of 6 topics")).because(evidence);
            }
            Answer::checklist(n, 5, format!("{n} of 6 topics; missing: {}", missing.join(", ")))
                .because(evidence)
        },
    },
    Probe {
        id: "docs/decisions",
        question: "Are decisions written down?",
        rows: &[9],
        feeds: &[Score(Documentation, 2.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "write docs/adr/0001-….md for the decision made last",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            const PLACES: [&str; 7] = [
                "docs/adr/",
                "doc/adr/",
                "docs/decisions/",
                "doc/decisions/",
                "adr/",
                "docs/adrs/",
                "docs/architecture/decisions/",
            ];
            let found: Vec<Evidence> =
                PLACES.iter().filter_map(|d| p.files.files.below(d)).map(Evidence::file).collect();
            let page = [
                "ARCHITECTURE.md",
                "docs/architecture.md",
                "docs/ARCHITECTURE.md",
                "DESIGN.md",
                "docs/design.md",
            ]
            .iter()
            .find(|f| p.files.files.has(f));
            match (found.is_empty(), page) {
                (false, _) => Answer::yes("decision records exist").because(found),
                (true, Some(page)) => {
                    Answer::checklist(1, 2, "an architecture page, but no decision records")
                        .because([Evidence::file(*page)])
                }
                _ => Answer::no("no decision records (docs/adr) and no architecture page"),
            }
        },
    },
    Probe {
        id: "docs/packages",
        question: "Do packages say what they are for?",
        rows: &[9],
        feeds: &[Score(Documentation, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "write // Package x … above one package clause of each folder",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let mut packages: BTreeMap<&str, (bool, &str)> = BTreeMap::new();
            for file in p.code() {
                let entry = packages.entry(&file.dir).or_insert((false, &file.path));
                entry.0 |= file.has_package_doc;
            }
            let good = packages.values().filter(|(doc, _)| *doc).count();
            let bad = packages.values().filter(|(doc, _)| !doc).map(|(_, file)| Evidence::at(*file, 1, ""));
            let bad: Vec<Evidence> = bad.collect();
            Answer::checklist(
                good,
                packages.len(),
                format!("{good} of {} packages have a comment", packages.len()),
            )
            .because(bad)
        },
    },
];
