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
use std::io::{Read as _, Write as _};

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

/// A hand-written service on the router of the standard library.
const SMALL: &str = "// Command small serves one page.
package main

import (
\t\"log\"
\t\"net/http\"
\t\"os\"
\t\"time\"
)

func main() {
\tmux := http.NewServeMux()
\tmux.HandleFunc(\"GET /\", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(\"hello\")) })
\tsrv := &http.Server{Addr: os.Getenv(\"ADDR\"), Handler: mux, ReadHeaderTimeout: time.Second}
\tlog.Fatal(srv.ListenAndServe())
}
";

/// Another one on chi, with a run function and its routes elsewhere.
const CHI_MAIN: &str = "// Command api serves one page.
package main

import (
\t\"context\"
\t\"fmt\"
\t\"net/http\"
\t\"os\"
\t\"time\"

\t\"example.com/small/internal/web\"
)

func main() {
\tif err := run(context.Background()); err != nil {
\t\tfmt.Fprintln(os.Stderr, err)
\t\tos.Exit(1)
\t}
}

// run works until the server ends.
func run(ctx context.Context) error {
\tserver := &http.Server{Addr: os.Getenv(\"ADDR\"), Handler: web.New(), ReadHeaderTimeout: time.Second}
\tgo func() {
\t\t<-ctx.Done()
\t\t_ = server.Close()
\t}()
\treturn server.ListenAndServe()
}
";

const CHI_WEB: &str = "// Package web has the routes.
package web

import (
\t\"net/http\"

\t\"github.com/go-chi/chi/v5\"
\t\"github.com/go-chi/chi/v5/middleware\"
)

// New returns the handler.
func New() http.Handler {
\tr := chi.NewRouter()
\tr.Use(middleware.Recoverer)

\t// Everybody may say hello.
\tr.Get(\"/\", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(\"hello\")) })
\treturn r
}
";

/// Adds every part, and runs what came out as its users do: without any of the variables that the parts read.
fn grow(stage: &Stage, service: &Service, command: &str) {
    for part in parts() {
        let plan = add(service, &part);
        assert!(plan.already.is_none(), "{part}: {:?}", plan.already);
    }
    assert_eq!(service.run(stage, "gofmt", &["-l", "."]), "");
    service.run(stage, "go", &["build", "./..."]);
    service.run(stage, "go", &["vet", "./..."]);
    // go.mod and go.sum lack nothing; what the parts only need by themselves may be too much.
    let (_, tidy) = service.try_run(stage, "go", &["mod", "tidy", "-diff"]);
    let lacking: Vec<&str> = tidy.lines().filter(|line| line.starts_with("+\t")).collect();
    assert!(lacking.is_empty(), "{tidy}");

    service.run(stage, "go", &["build", "-o", "grown", command]);
    let (public, admin) = (free_address(), free_address());
    let mut process = std::process::Command::new(service.root().join("grown"))
        .env_clear()
        .envs([("ADDR", &public), ("ADMIN_ADDR", &admin)])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("started");
    let ping = "POST /ping.v1.PingService/Ping HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 13\r\nHost: small\r\nConnection: close\r\n\r\n{\"text\":\"hi\"}";
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: small\r\nConnection: close\r\n\r\n");
    let token = "GET / HTTP/1.1\r\nHost: small\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n";
    let cases = [
        (&public, get("/"), "200", "hello"),
        (&public, get("/livez"), "200", "ok"),
        (&public, get("/readyz"), "200", "ok"),
        (&public, ping.to_owned(), "200", "hi"),
        // No issuer is configured: a token cannot be good, and who sends none is not asked for one.
        (&public, token.to_owned(), "503", ""),
        (&admin, get("/metrics"), "200", "http_request_duration_seconds_count"),
    ];
    let answers: Vec<String> = cases.iter().map(|(address, request, ..)| ask(address, request)).collect();
    let _ = process.kill();
    let output = process.wait_with_output().expect("ended");
    let log = String::from_utf8_lossy(&output.stderr);
    for ((_, request, status, body), answer) in cases.iter().zip(&answers) {
        let right = answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(body);
        assert!(right, "{request}\n{answer}\n{log}");
    }
}

fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").to_string()
}

/// The answer to a request, or nothing when nobody answers within half a minute.
fn ask(address: &str, request: &str) -> String {
    for _ in 0..300 {
        if let Ok(mut stream) = std::net::TcpStream::connect(address) {
            let mut answer = String::new();
            let sent = stream.write_all(request.as_bytes());
            if sent.is_ok() && stream.read_to_string(&mut answer).is_ok() && !answer.is_empty() {
                return answer;
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    String::new()
}

#[test]
fn all_parts_together_work_in_a_hand_written_service() {
    let Some(stage) = stage() else { return };
    let service =
        Service::of_files(&[("go.mod", "module example.com/small\n\ngo 1.24\n"), ("main.go", SMALL)]);
    grow(&stage, &service, ".");
    service.run(&stage, "go", &["test", "-race", "./..."]);
    let main = service.read("main.go");
    for wired in [
        "defer observability.Start(context.Background(), \"small\")()",
        "database := postgres.Open(context.Background(), os.Getenv(\"DATABASE_URL\"))",
        "cache := rediscache.Connect(os.Getenv(\"REDIS_URL\"), slog.Default())",
        "defer worker.Start(context.Background(), slog.Default(), worker.Tasks()...)()",
        "mux.HandleFunc(\"GET /readyz\", probes.Ready)",
        "observability.Handler(ratelimit.Middleware(ratelimit.New(20, 40))(auth.FromEnv(slog.Default()).Identify(rpcapi.Beside(",
    ] {
        assert!(main.contains(wired), "no {wired} in {main}");
    }
    if let Some(actionlint) = pinned_tool("actionlint") {
        service.run(&stage, &actionlint, &[".github/workflows/ci.yml"]);
    }
    // What is too much goes with one command.
    service.run(&stage, "go", &["mod", "tidy"]);
    service.run(&stage, "go", &["build", "./..."]);
}

#[test]
fn all_parts_together_work_in_a_hand_written_service_on_chi() {
    let Some(stage) = stage() else { return };
    let catalog = Catalog::embedded().expect("valid");
    let pinned = |file: &str, skip: usize| -> Vec<String> {
        let lines = catalog.current().get(file).unwrap_or_default().lines();
        let chi = lines.filter(|line| line.contains("go-chi/chi/v5"));
        chi.map(|line| line.split(' ').skip(skip).collect::<Vec<_>>().join(" ")).collect()
    };
    let require = pinned("service/pins/require.txt", 2).join("\n");
    let go_mod = format!("module example.com/small\n\ngo 1.26.0\n\nrequire {require}\n");
    let go_sum = pinned("service/pins/sum.txt", 1).join("\n") + "\n";
    let service = Service::of_files(&[
        ("go.mod", &go_mod),
        ("go.sum", &go_sum),
        ("cmd/api/main.go", CHI_MAIN),
        ("internal/web/web.go", CHI_WEB),
    ]);
    grow(&stage, &service, "./cmd/api");
}
