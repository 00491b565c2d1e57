//! Probes through the front door: the files of a project in, outcome and reason of a probe out.

use godwit_assess::probe::{ANY, Effort, Feed, Probe, Remedy, assess_with};
use godwit_assess::project::Layers;
use godwit_assess::views::health::health;
use godwit_assess::views::improvements::improvements;
use godwit_assess::views::readiness::{State, readiness};
use godwit_assess::views::score::score;
use godwit_assess::{Answer, Assessment, Dimension, Outcome, Profile, Project, assess, evidence, facts};
use godwit_base::system::MemorySystem;

fn project(files: &[(&str, &str)]) -> Project {
    let mut system = MemorySystem::new("/p");
    for (path, text) in files {
        system = system.file(format!("/p/{path}"), *text);
    }
    let go = files.iter().filter(|(path, _)| path.ends_with(".go"));
    let facts = go.map(|(path, text)| facts::collect(path, &godwit_syntax::parse(text))).collect();
    Project::new(facts, evidence::read(&system, "/p".as_ref()), Vec::new(), Layers::default(), None)
}

fn answer<'a>(assessment: &'a Assessment, probe: &str) -> &'a Answer {
    &assessment
        .results
        .iter()
        .find(|r| r.probe.id == probe)
        .unwrap_or_else(|| panic!("no probe {probe}"))
        .answer
}

/// `outcome: reason` of one probe, and its evidence as `file:line`.
fn ask(probe: &str, files: &[(&str, &str)]) -> String {
    let assessment = assess(&project(files));
    let answer = answer(&assessment, probe);
    let places: Vec<String> = answer.evidence.iter().map(|e| format!("{}:{}", e.file, e.line)).collect();
    format!("{}: {} [{}]", answer.outcome.as_str(), answer.reason, places.join(" "))
}

const MOD: (&str, &str) = ("go.mod", "module example.com/m\n\ngo 1.27\n");
const MAIN: (&str, &str) = (
    "cmd/api/main.go",
    "package main\n\nimport \"net/http\"\n\nfunc main() {\n\ts := &http.Server{ReadHeaderTimeout: 5}\n\t_ = s.ListenAndServe()\n}\n",
);

#[test]
fn profiles_are_detected_and_say_why() {
    let service = project(&[MOD, MAIN]);
    assert_eq!(
        (service.profile, service.profile_reason.as_str()),
        (Profile::Service, "cmd/api/main.go:7 starts a server")
    );
    let cli = project(&[MOD, ("main.go", "package main\n\nfunc main() {}\n")]);
    assert_eq!(
        (cli.profile, cli.profile_reason.as_str()),
        (Profile::Cli, "main.go is a program and nothing listens")
    );
    let library = project(&[MOD, ("a.go", "package a\n"), ("examples/x/main.go", "package main\n")]);
    assert_eq!(library.profile, Profile::Library);
    // A server that no program of the project starts is an offer of the library.
    let serves =
        "package srv\n\nimport \"net/http\"\n\nfunc Serve() { _ = http.ListenAndServe(\"\", nil) }\n";
    let offered = project(&[MOD, ("main.go", "package main\n\nfunc main() {}\n"), ("srv/s.go", serves)]);
    assert_eq!(offered.profile, Profile::Cli);
    let started = "package main\n\nimport \"example.com/m/srv\"\n\nfunc main() { srv.Serve() }\n";
    assert_eq!(project(&[MOD, ("main.go", started), ("srv/s.go", serves)]).profile, Profile::Service);
}

#[test]
fn errors_are_wrapped_compared_and_mapped() {
    let code = (
        "internal/s/s.go",
        "package s\n\nimport (\n\t\"errors\"\n\t\"fmt\"\n\t\"io\"\n)\n\nvar ErrGone = errors.New(\"gone\")\n\nfunc a(err error) error {\n\tif err == ErrGone {\n\t\treturn fmt.Errorf(\"a: %w\", err)\n\t}\n\tif errors.Is(err, ErrGone) || err == io.EOF {\n\t\tpanic(\"x\")\n\t}\n\treturn fmt.Errorf(\"a: %v\", err)\n}\n",
    );
    let files = [MOD, MAIN, code];
    assert_eq!(
        ask("errors/wrap-verb", &files),
        "partial: 1 of 2 errors given to fmt.Errorf are wrapped with %w [internal/s/s.go:18]"
    );
    assert_eq!(
        ask("errors/tested-by-identity", &files),
        "partial: 1 of 2 tests of an error use errors.Is or errors.As [internal/s/s.go:12]"
    );
    assert_eq!(ask("errors/sentinels", &files), "true: 1 package-level error declared [internal/s/s.go:9]");
    assert_eq!(
        ask("errors/no-panic", &files),
        "false: 1 calls of panic or exit where an error could be returned [internal/s/s.go:16]"
    );
    assert!(ask("errors/handled", &files).starts_with("unknown: needs types"));
}

#[test]
fn every_go_test_is_looked_at_for_the_race_detector() {
    let make = ("Makefile", "test:\n\tgo test -race ./...\n\nbench:\n\tgo test -bench=. ./...\n");
    let ci = (
        ".github/workflows/ci.yml",
        "on: push\njobs:\n  t:\n    steps:\n      - run: |\n          go vet ./...\n          go test ./...\n",
    );
    assert_eq!(
        ask("concurrency/race-configured", &[MOD, MAIN, make]),
        "true: 1 of 1 test commands use -race []"
    );
    assert_eq!(
        ask("concurrency/race-configured", &[MOD, MAIN, make, ci]),
        "partial: 1 of 2 test commands use -race [.github/workflows/ci.yml:7]"
    );
}

#[test]
fn goroutines_that_syntax_shows_to_be_endless_are_false_and_the_rest_unknown() {
    let code =
        |body: &str| format!("package w\n\nfunc f(c chan int) {{\n\tgo func() {{\n{body}\n\t}}()\n}}\n");
    let endless = code("\t\tfor {\n\t\t\tg()\n\t\t}");
    let ends = code("\t\tfor {\n\t\t\tselect {\n\t\t\tcase <-c:\n\t\t\t\treturn\n\t\t\t}\n\t\t}");
    assert_eq!(
        ask("concurrency/goroutines-end", &[MOD, ("w.go", &endless)]),
        "false: 1 of 1 goroutines can never end [w.go:4]"
    );
    assert!(
        ask("concurrency/goroutines-end", &[MOD, ("w.go", &ends)]).starts_with("unknown: needs control flow")
    );
    assert!(
        ask("concurrency/goroutines-end", &[MOD, ("w.go", "package w\n")]).starts_with("not applicable: ")
    );
}

#[test]
fn coverage_is_read_of_service_and_domain() {
    let code = ("internal/service/s.go", "package service\n\nfunc F() {}\n");
    let profile = |percent: u32| {
        format!(
            "mode: set\nexample.com/m/internal/service/s.go:1.1,2.1 {percent} 1\nexample.com/m/internal/service/s.go:3.1,4.1 {} 0\nexample.com/m/cmd/api/main.go:1.1,2.1 900 0\n",
            100 - percent
        )
    };
    let with = |percent| ask("testing/coverage", &[MOD, MAIN, code, ("coverage.out", &profile(percent))]);
    assert_eq!(
        with(81),
        "true: 81.0 % of 100 statements of the service and domain packages are covered [coverage.out:0]"
    );
    assert!(with(60).starts_with("partial: 60.0 %") && with(40).starts_with("false: 40.0 %"));
    assert!(ask("testing/coverage", &[MOD, MAIN, code]).starts_with("unknown: needs a run"));
}

#[test]
fn layers_point_inwards() {
    let files = [
        MOD,
        MAIN,
        ("internal/domain/d.go", "package domain\n\nimport \"database/sql\"\n\nvar _ sql.DB\n"),
        (
            "internal/service/s.go",
            "package service\n\nimport (\n\t_ \"example.com/m/internal/domain\"\n\t_ \"example.com/m/internal/postgres\"\n)\n",
        ),
        ("internal/postgres/p.go", "package postgres\n\nimport _ \"example.com/m/internal/domain\"\n"),
    ];
    assert_eq!(
        ask("organisation/layers", &files),
        "partial: 2 of 3 imports between layers point inwards [internal/service/s.go:5]"
    );
    assert_eq!(
        ask("organisation/domain-pure", &files),
        "false: 1 imports do not belong into the domain [internal/domain/d.go:3]"
    );
    assert!(ask("organisation/layers", &[MOD, MAIN]).starts_with("not applicable"));
}

#[test]
fn queries_with_text_pasted_in_cap_security() {
    let code =
        |query: &str| format!("package store\n\nfunc f(db DB, id string) {{\n\tdb.Exec({query})\n}}\n");
    let bad = code("\"DELETE FROM t WHERE id = '\" + id + \"'\"");
    let good = code("\"DELETE FROM t WHERE id = $1\", id");
    assert_eq!(
        ask("security/sql-parameterised", &[MOD, MAIN, ("store/s.go", &bad)]),
        "false: 0 of 1 queries are fixed text with parameters [store/s.go:4]"
    );
    assert_eq!(
        ask("security/sql-parameterised", &[MOD, MAIN, ("store/s.go", &good)]),
        "true: 1 of 1 queries are fixed text with parameters []"
    );
    let capped = assess(&project(&[MOD, MAIN, ("store/s.go", &bad)]));
    let security =
        score(&capped).dimensions.into_iter().find(|d| d.dimension == Dimension::Security).unwrap();
    assert!(security.granted <= 4.0);
}

#[test]
fn credentials_are_found_in_code_files_and_images() {
    let files = [
        MOD,
        MAIN,
        (".env", "A=b\n"),
        ("internal/config/c.go", "package config\n\nconst url = \"postgres://u:hunter2@db/x\"\n"),
        ("Dockerfile", "FROM scratch\nENV API_TOKEN=abc\n"),
    ];
    assert_eq!(
        ask("security/no-secrets", &files),
        "false: 3 places with a credential [.env:0 Dockerfile:2 internal/config/c.go:3]"
    );
    assert!(ask("security/no-secrets", &[MOD, MAIN, (".env.example", "A=\n")]).starts_with("true: "));
}

#[test]
fn images_are_judged_by_stages_and_base() {
    let with = |text: &str| ask("delivery/image", &[MOD, MAIN, ("Dockerfile", text)]);
    assert!(
        with("FROM golang:1.27 AS b\nFROM gcr.io/distroless/static:nonroot\n")
            .starts_with("true: 2 stages, final image gcr.io/distroless/static:nonroot")
    );
    assert!(with("FROM golang:1.27 AS b\nFROM alpine:3.22\n").starts_with("partial: "));
    assert!(with("FROM golang:1.27\n").starts_with("false: one stage"));
    let details = "FROM golang:1.27 AS b\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nFROM scratch\nUSER 65534\nENTRYPOINT [\"/app\"]\n";
    let files = [MOD, MAIN, ("Dockerfile", details), (".dockerignore", ".git\n")];
    assert!(
        ask("delivery/image-details", &files).starts_with("true: all details are right"),
        "{}",
        ask("delivery/image-details", &files)
    );
}

#[test]
fn health_endpoints_are_two() {
    let serve = |routes: &str| {
        format!("package api\n\nimport \"net/http\"\n\nfunc r(m *http.ServeMux) {{\n{routes}}}\n")
    };
    let both = serve("\tm.HandleFunc(\"GET /healthz\", nil)\n\tm.HandleFunc(\"/readyz\", nil)\n");
    let one = serve("\tm.HandleFunc(\"/healthz\", nil)\n");
    assert!(ask("observability/health-endpoints", &[MOD, MAIN, ("api/r.go", &both)]).starts_with("true: "));
    assert!(
        ask("observability/health-endpoints", &[MOD, MAIN, ("api/r.go", &one)])
            .starts_with("partial: liveness is served, readiness is not")
    );
}

#[test]
fn readiness_tells_proven_from_present_and_unknown() {
    let logic = ("internal/service/s.go", "package service\n\nfunc F() {}\n");
    let profile = "mode: set\nexample.com/m/internal/service/s.go:1.1,2.1 9 1\n";
    let make = ("Makefile", "test:\n\tgo test -race ./...\n");
    let assessment = assess(&project(&[MOD, MAIN, logic, ("coverage.out", profile), make]));
    let states: Vec<State> = readiness(&assessment).p0.iter().map(|i| i.state).collect();
    // Race: configured, not proven. Coverage: a profile proves it. Wrapping: no error is made.
    assert_eq!(states[..2], [State::Present, State::Proven]);
    assert_eq!(states[6], State::NotApplicable);
    let without = assess(&project(&[MOD, MAIN, logic]));
    assert_eq!(readiness(&without).p0[1].state, State::Unknown);
}

#[test]
fn what_does_not_apply_gives_its_points_to_the_rest() {
    let library = assess(&project(&[
        MOD,
        ("a.go", "// Package a is.\npackage a\n\n// F is.\nfunc F() {}\n"),
        ("a_test.go", "package a\n"),
    ]));
    let score = score(&library);
    for dimension in &score.dimensions {
        let points: f64 = dimension.rows.iter().map(|r| r.points).sum();
        assert!(
            points == 0.0 || (points - dimension.weight).abs() < 1e-9,
            "{:?}: {points}",
            dimension.dimension
        );
    }
    // Nothing of observability is asked of a library: the other dimensions share its weight.
    let observability = score.dimensions.iter().find(|d| d.dimension == Dimension::Observability).unwrap();
    assert_eq!((observability.measurable, observability.weight), (0.0, 0.0));
    let sum: f64 = score.dimensions.iter().map(|d| d.weight).sum();
    assert!((sum - 100.0).abs() < 1e-9);
    let health = health(&library);
    assert_eq!(health.signals.iter().filter(|s| !s.applies).count(), 2);
    assert!(health.is_complete && health.total <= 16);
}

static CRASHING: Probe = Probe {
    id: "test/crash",
    question: "Does it crash?",
    rows: &[1],
    feeds: &[Feed::Score(Dimension::Errors, 15.0), Feed::Ready(godwit_assess::probe::Item::Wrapping)],
    profiles: ANY,
    remedy: Remedy { command: "none", effort: Effort::Minutes },
    cap: None,
    ask: |_| panic!("on purpose"),
};

#[test]
fn a_crashing_probe_is_an_error_row_and_never_a_zero() {
    let assessment = assess_with(&project(&[MOD, MAIN]), &[&CRASHING]);
    assert_eq!(assessment.results[0].answer.outcome, Outcome::Error);
    assert!(assessment.results[0].answer.reason.contains("on purpose"));
    assert!(assessment.has_errors());
    let score = score(&assessment);
    assert!(!score.is_complete && score.measurable == 0);
    let health = health(&assessment);
    assert!(!health.is_complete && health.signals[1].value.is_none());
    assert_eq!(readiness(&assessment).p0[6].state, State::Error);
    assert!(improvements(&assessment, &score).is_empty());
}

#[test]
fn improvements_come_by_points_per_effort() {
    let assessment = assess(&project(&[
        MOD,
        MAIN,
        ("a_test.go", "package a\n"),
        ("Makefile", "test:\n\tgo test ./...\n"),
    ]));
    let all = improvements(&assessment, &score(&assessment));
    assert_eq!(all[0].command(), "add -race to every go test");
    assert!(all[0].points > 3.9, "{}", all[0].points);
    let commands: Vec<&str> = all.iter().map(|i| i.command()).collect();
    let mut unique = commands.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), commands.len());
}
