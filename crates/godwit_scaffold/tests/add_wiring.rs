//! The embedded parts added to services that Godwit did not create: what they become, and where they are left to a person.

mod sample;

use godwit_scaffold::add::{AddPlan, plan_add};
use godwit_scaffold::history::Catalog;
use godwit_scaffold::part::{EditOp, Part};
use godwit_scaffold::template_set::TemplateSet;
use sample::Folder;
use std::collections::{BTreeMap, BTreeSet};

fn project(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.write("go.mod", "module example.com/small\n\ngo 1.26.0\n");
    for (path, text) in files {
        folder.write(path, text);
    }
    folder
}

/// Plans and applies, and checks that a second time changes nothing.
fn add(folder: &Folder, part: &str) -> AddPlan {
    let catalog = Catalog::embedded().expect("valid");
    let plan = plan_add(&folder.project(), &catalog, part).unwrap_or_else(|e| panic!("{part}: {e}"));
    folder.apply(&plan.changes);
    let again = plan_add(&folder.project(), &catalog, part).expect("planned");
    assert_eq!(again.diff(), "", "adding {part} twice");
    plan
}

const MUX: &str = "// Command small serves one page.
package main

import (
\t\"log\"
\t\"net/http\"
)

func main() {
\tmux := http.NewServeMux() // all routes
\tmux.HandleFunc(\"GET /\", http.NotFound)
\tsrv := &http.Server{Addr: \":8080\", Handler: mux}
\tlog.Fatal(srv.ListenAndServe())
}
";

#[test]
fn every_part_finds_its_place_in_a_plain_service() {
    let folder = project(&[("main.go", MUX)]);
    for part in ["worker", "database", "cache", "auth", "grpc", "health", "rate-limit", "observability"] {
        let plan = add(&folder, part);
        let left: Vec<&String> = plan.notes.iter().filter(|note| note.contains("by hand")).collect();
        assert!(left.is_empty(), "{part}: {left:?}");
    }
    assert_eq!(
        folder.read("main.go"),
        "// Command small serves one page.
package main

import (
\t\"context\"
\t\"log\"
\t\"log/slog\"
\t\"net/http\"
\t\"os\"

\t\"example.com/small/internal/auth\"
\t\"example.com/small/internal/health\"
\t\"example.com/small/internal/observability\"
\t\"example.com/small/internal/postgres\"
\t\"example.com/small/internal/ratelimit\"
\t\"example.com/small/internal/rediscache\"
\t\"example.com/small/internal/rpcapi\"
\t\"example.com/small/internal/worker\"
)

func main() {
\tdefer observability.Start(context.Background(), \"small\")()
\tcache := rediscache.Connect(os.Getenv(\"REDIS_URL\"), slog.Default())
\tdefer cache.Close()
\tdatabase := postgres.Open(context.Background(), os.Getenv(\"DATABASE_URL\"))
\tdefer database.Close()
\tdefer worker.Start(context.Background(), slog.Default(), worker.Tasks()...)()
\tmux := http.NewServeMux() // all routes
\t// Name the dependencies to ask instead of nil: map[string]health.Check{\"database\": database.Ping}.
\tprobes := health.New(slog.Default(), nil)
\tmux.HandleFunc(\"GET /livez\", probes.Live)
\tmux.HandleFunc(\"GET /readyz\", probes.Ready)
\tmux.HandleFunc(\"GET /\", http.NotFound)
\tsrv := &http.Server{Addr: \":8080\", Handler: observability.Handler(ratelimit.Middleware(ratelimit.New(20, 40))(auth.FromEnv(slog.Default()).Identify(rpcapi.Beside(slog.Default(), mux))))}
\tlog.Fatal(srv.ListenAndServe())
}
"
    );
}

#[test]
fn what_is_deferred_ends_in_the_right_order_whatever_is_added_first() {
    let parts = ["observability", "database", "cache", "worker"];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
        let folder = project(&[("main.go", MUX)]);
        for part in order {
            add(&folder, parts[part]);
        }
        let main = folder.read("main.go");
        let place = |head: &str| main.find(head).unwrap_or_else(|| panic!("no {head} in {main}"));
        let worker = place("defer worker.Start(");
        assert!(place("defer database.Close()") < worker && place("defer cache.Close()") < worker, "{main}");
        assert!(place("defer observability.Start(") < place("database := "), "{main}");
    }
}

#[test]
fn the_handler_is_wrapped_in_the_documented_order_whatever_is_added_first() {
    let parts = ["observability", "rate-limit", "auth", "grpc"];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 2, 0], [2, 0, 3, 1]] {
        let folder = project(&[("main.go", MUX)]);
        for part in order {
            add(&folder, parts[part]);
        }
        let main = folder.read("main.go");
        let expected = "Handler: observability.Handler(ratelimit.Middleware(ratelimit.New(20, 40))(auth.FromEnv(slog.Default()).Identify(rpcapi.Beside(slog.Default(), mux))))}";
        assert!(main.contains(expected), "{order:?}: {main}");
    }
}

const CHI: &str = "package web

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
\tr.Get(\"/\", http.NotFound)
\treturn r
}
";

#[test]
fn middleware_stands_before_the_routes_of_chi() {
    let main = "package main\n\nfunc main() {\n\tserve()\n}\n";
    let folder = project(&[("cmd/api/main.go", main), ("internal/web/web.go", CHI)]);
    for part in ["auth", "rate-limit", "health"] {
        add(&folder, part);
    }
    let web = folder.read("internal/web/web.go");
    let expected = "\tr := chi.NewRouter()
\t// 20 requests a second and client, 40 at once.
\tr.Use(ratelimit.Middleware(ratelimit.New(20, 40)))
\t// Who has no token passes as nobody; auth.Require keeps nobody out.
\tr.Use(auth.FromEnv(slog.Default()).Identify)
\tr.Use(middleware.Recoverer)
\t// Name the dependencies to ask instead of nil: map[string]health.Check{\"database\": database.Ping}.
\tprobes := health.New(slog.Default(), nil)
\tr.Get(\"/livez\", probes.Live)
\tr.Get(\"/readyz\", probes.Ready)

\t// Everybody may say hello.
";
    assert!(web.contains(expected), "{web}");
}

/// The notes of adding `part` to a plain service whose main.go has `from` turned into `to`; main.go must stay as it is.
fn left_to_a_person(part: &str, from: &str, to: &str) -> String {
    assert!(MUX.contains(from), "{from}");
    let main = MUX.replace(from, to);
    let folder = project(&[("main.go", &main)]);
    let plan = add(&folder, part);
    assert_eq!(folder.read("main.go"), main, "{part}");
    plan.notes.join("\n")
}

#[test]
fn a_name_of_the_project_keeps_its_meaning() {
    let cases = [
        // A local variable, a function, a type, an import of another package, a variable the code would declare.
        ("worker", "\tmux :=", "\tworker := 1\n\t_ = worker\n\tmux :="),
        ("worker", "func main() {", "func worker() {}\n\nfunc main() {"),
        ("cache", "func main() {", "type rediscache struct{}\n\nfunc main() {"),
        ("cache", "\t\"net/http\"\n", "\t\"net/http\"\n\n\trediscache \"example.com/other\"\n"),
        ("database", "\tmux :=", "\tdatabase := 1\n\t_ = database\n\tmux :="),
        ("database", "func main() {", "var os = 1\n\nfunc main() {"),
        ("health", "\tmux :=", "\tprobes := 1\n\t_ = probes\n\tmux :="),
        ("auth", "func main() {", "const auth = 1\n\nfunc main() {"),
    ];
    for (part, from, to) in cases {
        let notes = left_to_a_person(part, from, to);
        assert!(notes.contains("add this by hand"), "{part} with {to:?}: {notes}");
    }
    // A field, a key and a selector are no names of the file.
    let main = MUX.replace(
        "func main() {",
        "type config struct{ database, cache string }\n\nvar _ = config{database: \"\"}.database\n\nfunc main() {",
    );
    let folder = project(&[("main.go", &main)]);
    add(&folder, "database");
    assert!(folder.read("main.go").contains("defer database.Close()"));
}

#[test]
fn a_declaration_in_a_test_of_the_package_counts() {
    let test = "package main\n\nfunc worker() {}\n";
    let folder = project(&[("main.go", MUX), ("main_test.go", test)]);
    let notes = add(&folder, "worker").notes.join("\n");
    assert!(notes.contains("the name worker means something else there"), "{notes}");
    assert_eq!(folder.read("main.go"), MUX);
}

#[test]
fn what_would_clash_at_run_time_is_left_to_a_person() {
    // The same pattern twice panics; a service that reads the header itself knows better what is in it.
    let notes = left_to_a_person("health", "\"GET /\"", "\"GET /livez\"");
    assert!(notes.contains("/livez is in use there"), "{notes}");
    let notes = left_to_a_person(
        "auth",
        "http.NotFound)",
        "func(_ http.ResponseWriter, r *http.Request) { _ = r.Header.Get(\"Authorization\") })",
    );
    assert!(notes.contains("Authorization is in use there"), "{notes}");
    // Without a handler the server uses the default mux: wrapping nil would answer with a panic.
    let notes = left_to_a_person("rate-limit", "Handler: mux", "Handler: nil");
    assert!(notes.contains("no http.Server with a Handler found"), "{notes}");
    let two = "\tgo func() { log.Println(http.ListenAndServe(\":1\", http.NewServeMux())) }()\n\tgo func() { log.Println(http.ListenAndServe(\":2\", mux)) }()\n\tsrv :=";
    let notes = left_to_a_person("rate-limit", "\tsrv :=", two);
    assert!(notes.contains("there are several servers"), "{notes}");
    // Which of two routers is the public one, a person knows.
    let notes =
        left_to_a_person("health", "\tsrv :=", "\tother := http.NewServeMux()\n\t_ = other\n\tsrv :=");
    assert!(notes.contains("there are several routers"), "{notes}");
}

#[test]
fn the_listener_of_a_part_is_not_the_public_one() {
    let main = "package main\n\nimport \"example.com/small/internal/server\"\n\nfunc main() {\n\tserver.Serve()\n}\n";
    let server = MUX.replace("package main", "package server").replace("func main()", "func Serve()");
    let files = [("cmd/small/main.go", main), ("internal/server/server.go", server.as_str())];
    let folder = project(&files);
    for part in ["observability", "rate-limit", "health"] {
        add(&folder, part);
    }
    let server = folder.read("internal/server/server.go");
    assert!(
        server.contains("Handler: observability.Handler(ratelimit.Middleware(ratelimit.New(20, 40))(mux))"),
        "{server}"
    );
    assert!(server.contains("mux.HandleFunc(\"GET /readyz\", probes.Ready)"), "{server}");
    let own = folder.read("internal/observability/observability.go");
    assert!(!own.contains("ratelimit"), "{own}");

    // The same behind chi: the mux of the admin listener is no second router.
    let folder = project(&[("cmd/small/main.go", main), ("internal/web/web.go", CHI)]);
    for part in ["observability", "health", "auth"] {
        add(&folder, part);
    }
    let web = folder.read("internal/web/web.go");
    assert!(web.contains("r.Get(\"/readyz\", probes.Ready)") && web.contains(".Identify)"), "{web}");
}

#[test]
fn scripts_and_generated_files_are_not_edited() {
    let script = format!("//go:build ignore\n\n{}", MUX.replace("mux", "script"));
    let generated = format!(
        "// Code generated by a tool. DO NOT EDIT.\n\n{}",
        MUX.replace("package main", "package web")
    );
    let folder = project(&[("a_script.go", &script), ("main.go", MUX), ("internal/web/web.go", &generated)]);
    for part in ["database", "health", "rate-limit"] {
        add(&folder, part);
    }
    assert_eq!((folder.read("a_script.go"), folder.read("internal/web/web.go")), (script, generated));
    for wired in ["postgres.Open(", "health.New(", "ratelimit.Middleware("] {
        assert!(folder.read("main.go").contains(wired), "{wired}");
    }
}

#[test]
fn migrations_that_exist_keep_their_numbers() {
    let folder =
        project(&[("main.go", MUX), ("migrations/00001_orders.sql", "-- +goose Up\n-- +goose Down\n")]);
    let plan = add(&folder, "database");
    assert!(!folder.exists("migrations/00001_init.sql"));
    let notes = plan.notes.join("\n");
    assert!(
        notes.contains("migrations/00001_init.sql is left out: the project has migrations/00001_orders.sql"),
        "{notes}"
    );
}

#[test]
fn the_pins_of_a_part_are_those_of_the_service() {
    let set = TemplateSet::embedded();
    let lines = |path: &str| -> Vec<Vec<String>> {
        let text = set.get(path).unwrap_or_else(|| panic!("{path}: run `cargo xtask scaffold-pins --parts`"));
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
    };
    let versions: BTreeMap<String, String> =
        lines("service/pins/require.txt").into_iter().map(|w| (w[2].clone(), w[3].clone())).collect();
    for part in Part::all(&set).expect("valid") {
        let required = part.edits.iter().find_map(|edit| match &edit.op {
            EditOp::Require { modules } => Some(modules.iter().cloned().collect::<BTreeSet<_>>()),
            _ => None,
        });
        let Some(required) = required else { continue };
        let pins = lines(&format!("parts/{}/pins/require.txt", part.name));
        for line in &pins {
            // The service does not name every module that a part alone has to name.
            let version = versions.get(&line[1]);
            assert!(version.is_none_or(|version| *version == line[2]), "{}: {}", part.name, line[1]);
        }
        let direct: BTreeSet<String> =
            pins.iter().filter(|line| line[0] == "direct").map(|line| line[1].clone()).collect();
        assert_eq!(direct, required, "the modules that {} imports", part.name);
    }
}

#[test]
fn go_mod_gets_what_the_part_needs_and_no_more() {
    let folder = project(&[("main.go", MUX)]);
    let plan = add(&folder, "auth");
    assert_eq!(
        folder.read("go.mod"),
        "module example.com/small\n\ngo 1.26.0\n\nrequire (\n\tgithub.com/golang-jwt/jwt/v5 v5.3.1\n)\n"
    );
    assert!(plan.notes.iter().all(|note| !note.contains("go mod tidy")), "{:?}", plan.notes);

    // An older version of a shared module may be in use in ways that the part does not know: the whole set is pinned then.
    let folder = project(&[("main.go", MUX)]);
    folder.write("go.mod", "module example.com/small\n\ngo 1.26.0\n\nrequire golang.org/x/sync v0.10.0\n");
    let plan = add(&folder, "health");
    assert!(plan.notes.iter().any(|note| note.contains("go mod tidy")), "{:?}", plan.notes);
    assert!(folder.read("go.mod").contains("golang.org/x/sync v0.2"));
}
