//! Every part added to a service rendered without it, and to the hand-written service in `examples/orders`.
#![allow(clippy::disallowed_methods, reason = "tests write changes to disk")]

mod stage;

use godwit_base::system::{OsSystem, OsWriter};
use godwit_scaffold::add::{AddPlan, part_titles, plan_add};
use godwit_scaffold::change::write_changes;
use godwit_scaffold::drift::check;
use godwit_scaffold::history::Catalog;
use godwit_scaffold::skeleton::plan_tests;
use stage::{Service, Stage, pinned_tool, stage};

fn plan(service: &Service, part: &str) -> AddPlan {
    let catalog = Catalog::embedded().expect("valid");
    let project = service.project();
    let plan = if part == "tests" { plan_tests(&project, &[]) } else { plan_add(&project, &catalog, part) };
    plan.unwrap_or_else(|failure| panic!("add {part}: {failure}"))
}

/// Adds a part, and once more to see that nothing changes.
fn add(service: &Service, part: &str) -> AddPlan {
    let first = plan(service, part);
    write_changes(&OsSystem, &OsWriter, &service.root(), &first.changes).expect("written");
    let second = plan(service, part);
    assert_eq!(second.diff(), "", "adding {part} twice");
    first
}

fn parts() -> Vec<String> {
    let catalog = Catalog::embedded().expect("valid");
    part_titles(catalog.current()).expect("valid").into_iter().map(|(name, _)| name).collect()
}

fn is_no_worse(service: &Service, stage: &Stage) {
    service.run(stage, "go", &["build", "./..."]);
    let (_, vet) = service.try_run(stage, "go", &["vet", "./..."]);
    // The example has two flaws that vet reports; a part must not add a third.
    let findings: Vec<&str> = vet.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert!(findings.len() <= 2, "{vet}");
}

#[test]
fn parts_of_a_generated_service_give_what_new_would_have_given() {
    let Some(stage) = stage() else { return };
    let all = [
        ("db", "none"),
        ("cache", "none"),
        ("auth", "none"),
        ("grpc", "none"),
        ("worker", "no"),
        ("ci", "none"),
        ("deploy", "none"),
    ];
    let service = Service::render(&all);
    for part in parts() {
        let plan = add(&service, &part);
        assert_eq!(plan.conflicts, Vec::<String>::new(), "add {part}");
        service.run(&stage, "go", &["build", "./..."]);
    }
    let report = check(&service.project(), &Catalog::embedded().expect("valid")).expect("checked");
    let drifted: Vec<&str> = report.drifts.iter().map(|drift| drift.path.as_str()).collect();
    assert_eq!(drifted, Vec::<&str>::new());
    service.is_green(&stage);
}

#[test]
fn every_part_can_be_added_to_a_hand_written_service() {
    let Some(stage) = stage() else { return };
    for part in parts() {
        let service = Service::copy_of("examples/orders");
        let plan = add(&service, &part);
        let changed = plan.changes.iter().map(|change| change.path.as_str()).collect::<Vec<_>>().join(" ");
        eprintln!("{part}: {}", plan.already.as_deref().unwrap_or(&changed));
        let formatted = service.run(&stage, "gofmt", &["-l", "."]);
        assert_eq!(formatted, "", "after adding {part}");
        is_no_worse(&service, &stage);
        service.run(&stage, "go", &["test", "./..."]);
    }
}

const SMALL: &str = "// Command small serves one page.
package main

import (
\t\"log\"
\t\"net/http\"
\t\"time\"
)

func main() {
\tmux := http.NewServeMux()
\tmux.HandleFunc(\"GET /\", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(\"hello\")) })
\tsrv := &http.Server{Addr: \":8080\", Handler: mux, ReadHeaderTimeout: time.Second}
\tlog.Fatal(srv.ListenAndServe())
}
";

#[test]
fn all_parts_together_build_on_a_small_hand_written_service() {
    let Some(stage) = stage() else { return };
    let service =
        Service::of_files(&[("go.mod", "module example.com/small\n\ngo 1.24\n"), ("main.go", SMALL)]);
    for part in parts() {
        let plan = add(&service, &part);
        assert!(plan.already.is_none(), "{part}: {:?}", plan.already);
    }
    assert_eq!(service.run(&stage, "gofmt", &["-l", "."]), "");
    service.run(&stage, "go", &["build", "./..."]);
    service.run(&stage, "go", &["vet", "./..."]);
    service.run(&stage, "go", &["test", "-race", "./..."]);
    let main = service.read("main.go");
    for wired in [
        "defer observability.Start(context.Background(), \"small\")()",
        "database := postgres.Open(context.Background(), os.Getenv(\"DATABASE_URL\"))",
        "cache := rediscache.Connect(os.Getenv(\"REDIS_URL\"), slog.Default())",
        "defer worker.Start(context.Background(), slog.Default(), worker.Tasks()...)()",
        "mux.HandleFunc(\"GET /readyz\", probes.Ready)",
        "mux.Handle(rpcapi.Handler(slog.Default()))",
        "observability.Handler(ratelimit.Middleware(ratelimit.New(20, 40))(auth.FromEnv(slog.Default()).Identify(mux)))",
    ] {
        assert!(main.contains(wired), "no {wired} in {main}");
    }
    // go.mod and go.sum lack nothing; what the parts only need by themselves may be too much.
    let (_, tidy) = service.try_run(&stage, "go", &["mod", "tidy", "-diff"]);
    let lacking: Vec<&str> = tidy.lines().filter(|line| line.starts_with("+\t")).collect();
    assert!(lacking.is_empty(), "{tidy}");
    if let Some(actionlint) = pinned_tool("actionlint") {
        service.run(&stage, &actionlint, &[".github/workflows/ci.yml"]);
    }
    // What is too much goes with one command.
    service.run(&stage, "go", &["mod", "tidy"]);
    service.run(&stage, "go", &["build", "./..."]);
}
