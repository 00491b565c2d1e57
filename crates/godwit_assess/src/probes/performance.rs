//! Connections are pooled and bounded, hot paths are measured.

use std::collections::{BTreeMap, BTreeSet};

use crate::evidence::files::name;
use crate::facts::SiteKind;
use crate::probe::Dimension::Performance;
use crate::probe::Feed::Score;
use crate::probe::{ANY, Answer, Effort, Evidence, PROGRAMS, Probe, Remedy, SERVICE, count};
use crate::project::{LintFinding, Project};

pub static PROBES: &[Probe] = &[
    Probe {
        id: "performance/server-timeouts",
        question: "Do servers limit how long a request may take?",
        rows: &[34],
        feeds: &[Score(Performance, 2.0)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "use &http.Server{ReadHeaderTimeout: 5*time.Second, WriteTimeout: …} instead of http.ListenAndServe",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::HttpServer);
            Answer::checklist(good, all, format!("{good} of {all} servers have a header timeout"))
                .because(p.bad(SiteKind::HttpServer))
        },
    },
    Probe {
        id: "performance/client-timeouts",
        question: "Do HTTP clients have a timeout?",
        rows: &[308, 318],
        feeds: &[Score(Performance, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "set Timeout in http.Client and share the client",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::HttpClient);
            Answer::checklist(good, all, format!("{good} of {all} HTTP clients have a timeout"))
                .because(p.bad(SiteKind::HttpClient))
        },
    },
    Probe {
        id: "performance/pool-limits",
        question: "Is the database pool bounded?",
        rows: &[192],
        feeds: &[Score(Performance, 1.0)],
        profiles: SERVICE,
        remedy: Remedy { command: "set MaxConns and MaxConnLifetime of the pool", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            if !p.has_database() {
                return Answer::not_applicable("no database");
            }
            let size: Vec<Evidence> =
                ["MaxConns", "SetMaxOpenConns", "PoolSize"].iter().flat_map(|n| p.named(n)).collect();
            let life: Vec<Evidence> =
                ["SetConnMaxLifetime", "MaxConnLifetime"].iter().flat_map(|n| p.named(n)).collect();
            let good = usize::from(!size.is_empty()) + usize::from(!life.is_empty());
            let reason = match (size.is_empty(), life.is_empty()) {
                (false, false) => "size and lifetime of connections are limited",
                (false, true) => "the size of the pool is limited, the lifetime of connections is not",
                (true, false) => "the lifetime of connections is limited, the size of the pool is not",
                (true, true) => "the pool has no limits",
            };
            Answer::checklist(good, 2, reason).because(size).because(life)
        },
    },
    Probe {
        id: "performance/no-waste",
        question: "Are functions free of known waste?",
        rows: &[309, 311, 313, 320],
        feeds: &[Score(Performance, 3.0)],
        profiles: ANY,
        remedy: Remedy { command: "godwit check --select performance", effort: Effort::Hour },
        cap: None,
        ask: waste,
    },
    Probe {
        id: "performance/profile-path",
        question: "Can the program be profiled, without showing its profile to everybody?",
        rows: &[314, 315],
        feeds: &[Score(Performance, 2.0)],
        profiles: PROGRAMS,
        remedy: Remedy {
            command: "serve net/http/pprof on a mux of its own on 127.0.0.1",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let blank = p.imports(|i| i == "net/http/pprof");
            let target = p
                .files
                .commands
                .iter()
                .find(|c| c.text.contains("pprof") || c.text.contains("-cpuprofile"))
                .map(|c| c.evidence());
            let pgo = p.files.files.first(|f| name(f) == "default.pgo").map(Evidence::file);
            let own_mux = !p.uses("net/http", "NewServeMux").is_empty()
                && p.sites(SiteKind::HttpServer).all(|(_, s)| s.is_good);
            let exposed = !blank.is_empty() && !own_mux;
            let good =
                usize::from(!blank.is_empty() && !exposed) + usize::from(target.is_some() || pgo.is_some());
            let reason = match (blank.is_empty(), exposed) {
                (true, _) => "net/http/pprof is not reachable",
                (_, true) => "net/http/pprof is reachable on the default mux",
                _ => "net/http/pprof is served on a mux of its own",
            };
            Answer::checklist(good, 2, reason).because(blank).because(target).because(pgo)
        },
    },
    Probe {
        id: "performance/benchmarks",
        question: "Are hot paths measured by benchmarks?",
        rows: &[150, 314],
        feeds: &[Score(Performance, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "add func BenchmarkX(b *testing.B) { for b.Loop() { … } }",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let found = p.good(SiteKind::Benchmark);
            Answer::when(
                !found.is_empty(),
                count(p.count(SiteKind::Benchmark).1, "benchmark"),
                "no benchmark",
            )
            .because(found)
        },
    },
];

/// Functions without a finding of the performance rules, of all functions.
fn waste(p: &Project) -> Answer {
    let mut by_file: BTreeMap<&str, Vec<&LintFinding>> = BTreeMap::new();
    for finding in p.findings.iter().filter(|f| f.category == "performance") {
        by_file.entry(&finding.file).or_default().push(finding);
    }
    let mut all = 0;
    let mut bad: BTreeSet<(&str, u32)> = BTreeSet::new();
    let mut evidence = Vec::new();
    for file in p.code() {
        all += file.functions.len();
        for finding in by_file.get(file.path.as_str()).into_iter().flatten() {
            let inside = file.functions.iter().find(|f| f.line <= finding.line && finding.line <= f.end_line);
            if let Some(function) = inside {
                bad.insert((&file.path, function.line));
            }
            evidence.push(file.evidence(finding.line, &finding.text));
        }
    }
    Answer::sites(all - bad.len(), all, "functions are free of findings of the performance rules")
        .because(evidence)
}
