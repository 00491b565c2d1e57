//! Packages have borders, and imports respect them.

use std::collections::BTreeMap;

use super::NEEDS_TYPES;
use crate::facts::{FileFacts, SiteKind};
use crate::probe::Dimension::Organisation;
use crate::probe::Feed::Score;
use crate::probe::{ANY, Answer, Effort, Evidence, PROGRAMS, Probe, Remedy, SERVICE};
use crate::project::{Layer, Project};

pub static PROBES: &[Probe] = &[
    Probe {
        id: "organisation/layers",
        question: "Do imports between layers point inwards only?",
        rows: &[28, 32],
        feeds: &[Score(Organisation, 5.0)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "declare an interface in the inner layer and pass the outer type in from main",
            effort: Effort::Day,
        },
        cap: None,
        ask: layers,
    },
    Probe {
        id: "organisation/internal",
        question: "Are packages that nobody outside imports below internal/?",
        rows: &[24],
        feeds: &[Score(Organisation, 3.0)],
        profiles: PROGRAMS,
        remedy: Remedy { command: "move packages below internal/", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            let dirs: Vec<&str> = p.packages().into_iter().filter(|d| !is_main_dir(p, d)).collect();
            let outside: Vec<&str> =
                dirs.iter().copied().filter(|d| !d.split('/').any(|part| part == "internal")).collect();
            if dirs.is_empty() {
                return Answer::not_applicable("no packages beside main");
            }
            let (n, of) = (dirs.len() - outside.len(), dirs.len());
            let reason = format!("{n} of {of} packages are internal");
            // A fifth may be public without harm.
            let answer =
                if outside.len() * 5 <= of { Answer::yes(reason) } else { Answer::checklist(n, of, reason) };
            answer.because(outside.into_iter().map(|d| Evidence::file(if d.is_empty() { "." } else { d })))
        },
    },
    Probe {
        id: "organisation/domain-pure",
        question: "Does the domain import nothing but the standard library, and no I/O of it?",
        rows: &[27],
        feeds: &[Score(Organisation, 2.0)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "move I/O and third-party types out of the domain packages",
            effort: Effort::Day,
        },
        cap: None,
        ask: domain_pure,
    },
    Probe {
        id: "organisation/thin-main",
        question: "Do the main packages only wire things together?",
        rows: &[14, 25],
        feeds: &[Score(Organisation, 2.0)],
        profiles: PROGRAMS,
        remedy: Remedy {
            command: "move everything but wiring from main into internal packages",
            effort: Effort::Hour,
        },
        cap: None,
        ask: thin_main,
    },
    Probe {
        id: "organisation/small-interfaces",
        question: "Are interfaces small?",
        rows: &[136],
        feeds: &[Score(Organisation, 1.0)],
        profiles: ANY,
        remedy: Remedy { command: "split the interface by what each consumer calls", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::Interface);
            Answer::sites(good, all, "interfaces have at most five methods")
                .because(p.bad(SiteKind::Interface))
        },
    },
    Probe {
        id: "organisation/consumer-interfaces",
        question: "Are interfaces declared by those who use them?",
        rows: &[29, 134],
        feeds: &[Score(Organisation, 1.0)],
        profiles: ANY,
        remedy: Remedy { command: "move the interface into the package that calls it", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            if p.count(SiteKind::Interface).1 == 0 {
                return Answer::not_applicable("no interface is declared");
            }
            Answer::unknown(format!("{NEEDS_TYPES}: who implements and who uses an interface"))
        },
    },
    Probe {
        id: "organisation/package-names",
        question: "Do package names say what is inside?",
        rows: &[30],
        feeds: &[Score(Organisation, 1.0)],
        profiles: ANY,
        remedy: Remedy {
            command: "split the package and name the parts after what they hold",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let mut packages: BTreeMap<&str, &FileFacts> = BTreeMap::new();
            for file in p.code().filter(|f| f.package != "main") {
                packages.entry(&file.dir).or_insert(file);
            }
            let bad: Vec<&FileFacts> = packages.values().copied().filter(|f| is_vague(&f.package)).collect();
            let (good, of) = (packages.len() - bad.len(), packages.len());
            Answer::checklist(good, of, format!("{good} of {of} packages have a telling name")).because(
                bad.into_iter().map(|f| Evidence::at(f.path.clone(), 1, &format!("package {}", f.package))),
            )
        },
    },
];

fn is_vague(name: &str) -> bool {
    const VAGUE: [&str; 12] = [
        "util", "utils", "common", "commons", "helper", "helpers", "misc", "base", "shared", "lib", "types",
        "models",
    ];
    VAGUE.contains(&name) || name.contains('_') || name.chars().any(char::is_uppercase)
}

fn is_main_dir(p: &Project, dir: &str) -> bool {
    p.code().any(|f| f.dir == dir && f.package == "main")
}

/// Whether `from` may not import `to`.
fn is_outward(from: Layer, to: Layer) -> bool {
    use Layer::{Domain, Handler, Repository, Service};
    matches!(
        (from, to),
        (Domain, Service | Repository | Handler)
            | (Service, Handler | Repository)
            | (Repository, Service | Handler)
    ) || (from, to) == (Handler, Repository)
}

fn layers(p: &Project) -> Answer {
    let (mut good, mut all, mut bad) = (0, 0, Vec::new());
    for file in p.code() {
        let Some(from) = p.layers.of(&file.dir) else { continue };
        for import in &file.imports {
            let below = import.path.strip_prefix(p.module_path.as_str()).and_then(|r| r.strip_prefix('/'));
            let Some(to) = below.and_then(|d| p.layers.of(d)) else { continue };
            if from == to {
                continue;
            }
            all += 1;
            if is_outward(from, to) {
                bad.push(file.evidence(import.line, &format!("import \"{}\"", import.path)));
            } else {
                good += 1;
            }
        }
    }
    match all {
        0 => Answer::not_applicable(
            "no imports between folders that are known as layers; name yours under [layout] in godwit.toml",
        ),
        _ => Answer::checklist(good, all, format!("{good} of {all} imports between layers point inwards"))
            .because(bad),
    }
}

fn domain_pure(p: &Project) -> Answer {
    const IMPURE: [&str; 8] =
        ["net", "net/http", "database/sql", "os", "log", "log/slog", "os/exec", "io/ioutil"];
    let domain: Vec<&FileFacts> = p.code().filter(|f| p.layers.of(&f.dir) == Some(Layer::Domain)).collect();
    if domain.is_empty() {
        return Answer::no("no domain package; business types deserve one (internal/domain)");
    }
    let own = |path: &str| {
        path.strip_prefix(p.module_path.as_str()).is_some_and(|r| r.is_empty() || r.starts_with('/'))
    };
    let is_std = |path: &str| !path.split('/').next().unwrap_or("").contains('.');
    let bad: Vec<Evidence> = domain
        .iter()
        .flat_map(|f| {
            f.imports
                .iter()
                .filter(|i| {
                    let impure_std = IMPURE.contains(&i.path.as_str());
                    !own(&i.path) && (impure_std || !is_std(&i.path))
                })
                .map(|i| f.evidence(i.line, &format!("import \"{}\"", i.path)))
        })
        .collect();
    Answer::when(
        bad.is_empty(),
        "the domain imports pure packages of the standard library only",
        format!("{} imports do not belong into the domain", bad.len()),
    )
    .because(bad)
}

fn thin_main(p: &Project) -> Answer {
    const MAX_LINES: u32 = 150;
    let mains: Vec<&FileFacts> = p.code().filter(|f| f.package == "main").collect();
    if mains.is_empty() {
        return Answer::not_applicable("no main package");
    }
    let mut bad = Vec::new();
    for file in &mains {
        let allowed = file.path.ends_with("main.go")
            || file.path.contains("wire")
            || file.path.contains("embed")
            || file.path.contains("version");
        if file.n_lines > MAX_LINES {
            bad.push(Evidence::at(file.path.clone(), 1, &format!("{} lines", file.n_lines)));
        } else if !allowed && file.dir.starts_with("cmd/") {
            bad.push(Evidence::file(file.path.clone()));
        } else if let Some(sql) = file.sites_of(SiteKind::Sql).next() {
            bad.push(file.site_evidence(sql));
        }
    }
    let (good, of) = (mains.len() - bad.len(), mains.len());
    Answer::checklist(good, of, format!("{good} of {of} files of main packages are short and only wire"))
        .because(bad)
}
