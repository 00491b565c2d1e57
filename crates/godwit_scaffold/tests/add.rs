//! `godwit add` and `godwit plan` on generated services and on projects Godwit did not create.
#![allow(clippy::disallowed_methods, reason = "tests prepare folders on disk and start git")]

mod sample;

use godwit_scaffold::add::{AddPlan, plan_add};
use godwit_scaffold::drift::check;
use godwit_scaffold::failure::Failure;
use godwit_scaffold::git_index::refuse_unsaved;
use godwit_scaffold::history::Catalog;
use godwit_scaffold::phases::plan;
use godwit_scaffold::template_set::TemplateSet;
use sample::{Folder, catalog};
use std::process::Command;

const METRICS: &str = r#"
name = "metrics"
title = "Prometheus metrics"
phase = 10
requires = ["health"]
conflicts = ["other"]

[[detect]]
import = "example.com/base/metrics"

[[file]]
path = "internal/metrics/metrics.go"
source = "metrics.go.tmpl"
class = "seeded"

[[file]]
path = "internal/service.md"
source = "service:Makefile.tmpl"
class = "managed"
when = 'router == "chi"'

[[edit]]
op = "require"
modules = ["example.com/base"]

[[edit]]
op = "import"
in = "@router"
path = "<< module >>/internal/metrics"

[[edit]]
op = "insert_call"
in = "@router"
anchor = "router_new"
where = "after"
code = "<< recv >>.Use(metrics.Middleware)"

[[edit]]
op = "wrap"
in = "@server"
anchor = "server_handler"
code = "metrics.Count(<< expr >>)"

[[edit]]
op = "insert_call"
in = "@main"
anchor = "main_start"
where = "before"
code = "defer metrics.Flush(<< ctx >>)"

[[edit]]
op = "yaml_merge"
path = ".github/workflows/ci.yml"
value = "jobs:\n  metrics:\n    runs-on: ubuntu-24.04\n"

[[edit]]
op = "makefile_target"
path = "Makefile"
name = "metrics"
text = "metrics:\n\tcurl -fsS localhost:9090/metrics\n"

[[edit]]
op = "append_line"
path = ".env.example"
line = "METRICS_ADDR=127.0.0.1:9090"

[[edit]]
op = "append_line"
path = "never.txt"
line = "no"
when = 'router == "std" and cache == "redis"'
"#;

const HEALTH: &str = r#"
name = "health"
title = "liveness and readiness"
phase = 9

[[detect]]
route = "/healthz"

[[detect]]
file = "internal/health/*.go"

[[file]]
path = "internal/health/health.go"
source = "health.go.tmpl"
class = "seeded"
"#;

const OTHER: &str =
    "name = \"other\"\ntitle = \"Another\"\nphase = 10\n[[detect]]\nimport = \"example.com/other\"\n";

fn parts() -> Catalog {
    let mut files = sample::files();
    for (path, text) in [
        ("parts/metrics/part.toml", METRICS),
        (
            "parts/metrics/files/metrics.go.tmpl",
            "// Package metrics counts for << name >>.\npackage metrics\n",
        ),
        ("parts/health/part.toml", HEALTH),
        ("parts/health/files/health.go.tmpl", "// Package health answers.\npackage health\n"),
        ("parts/other/part.toml", OTHER),
    ] {
        files.insert(path.into(), text.into());
    }
    Catalog::new(TemplateSet::from_files(files), []).expect("valid")
}

const MAIN: &str = "// Command shop sells.
package main

import (
\t\"net/http\" // serves

\t\"github.com/go-chi/chi/v5\"
)

func main() {
\t// All routes.
\tr := chi.NewRouter()
\tr.Get(\"/\", http.NotFound)
\tserver := http.Server{Addr: \":8080\", Handler: r /* bare */}
\t_ = server.ListenAndServe() // for ever
}
";

/// A hand-written service.
fn shop() -> Folder {
    let folder = Folder::new();
    folder.write(
        "go.mod",
        "module example.com/shop/v2\n\ngo 1.24 // oldest\n\nrequire github.com/go-chi/chi/v5 v5.9.0\n",
    );
    folder.write("go.sum", "github.com/go-chi/chi/v5 v5.9.0 h1:chi=\n");
    folder.write("cmd/shop/main.go", MAIN);
    folder.write("Makefile", "build:\n\tgo build ./...\n");
    folder
        .write(".github/workflows/ci.yml", "name: ci\njobs:\n  # ours\n  test:\n    runs-on: ubuntu-24.04\n");
    folder
}

fn add(folder: &Folder, part: &str) -> AddPlan {
    plan_add(&folder.project(), &parts(), part).expect("planned")
}

fn refused(folder: &Folder, part: &str) -> Failure {
    plan_add(&folder.project(), &parts(), part).expect_err("refused")
}

#[test]
fn a_part_is_added_to_a_hand_written_service_with_its_needs() {
    let folder = shop();
    let plan = add(&folder, "metrics");
    assert_eq!(plan.parts, ["health", "metrics"]);
    assert!(!folder.exists("internal/metrics/metrics.go"), "a plan writes nothing");
    folder.apply(&plan.changes);
    assert_eq!(
        folder.read("internal/metrics/metrics.go"),
        "// Package metrics counts for shop.\npackage metrics\n"
    );
    assert!(
        folder.exists("internal/health/health.go")
            && folder.exists("internal/service.md")
            && !folder.exists("never.txt")
    );
    assert_eq!(
        folder.read("cmd/shop/main.go"),
        "// Command shop sells.
package main

import (
\t\"context\"
\t\"net/http\" // serves

\t\"github.com/go-chi/chi/v5\"

\t\"example.com/shop/v2/internal/metrics\"
)

func main() {
\tdefer metrics.Flush(context.Background())
\t// All routes.
\tr := chi.NewRouter()
\tr.Use(metrics.Middleware)
\tr.Get(\"/\", http.NotFound)
\tserver := http.Server{Addr: \":8080\", Handler: metrics.Count(r) /* bare */}
\t_ = server.ListenAndServe() // for ever
}
"
    );
    assert_eq!(
        folder.read("go.mod"),
        "module example.com/shop/v2\n\ngo 1.26.0 // oldest\n\nrequire github.com/go-chi/chi/v5 v5.9.0\nrequire example.com/base v1.2.0\n"
    );
    assert!(folder.read("go.sum").starts_with("example.com/base v1.2.0 h1:base=\n"));
    assert_eq!(
        folder.read("Makefile"),
        "build:\n\tgo build ./...\n\n.PHONY: metrics\nmetrics:\n\tcurl -fsS localhost:9090/metrics\n"
    );
    assert!(
        folder.read(".github/workflows/ci.yml").ends_with(
            "  # ours\n  test:\n    runs-on: ubuntu-24.04\n  metrics:\n    runs-on: ubuntu-24.04\n"
        )
    );
    assert_eq!(folder.read(".env.example"), "METRICS_ADDR=127.0.0.1:9090\n");
}

#[test]
fn adding_twice_changes_nothing() {
    let folder = shop();
    folder.apply(&add(&folder, "metrics").changes);
    // Nothing imports example.com/base/metrics yet, so no sign tells that the part is there: every edit must see for itself.
    let again = add(&folder, "metrics");
    assert_eq!(again.changes, [], "{}", again.diff());
    assert!(again.already.is_some());
    let health = add(&folder, "health");
    assert_eq!(
        health.already.as_deref(),
        Some("the project has health already: file internal/health/health.go")
    );
}

#[test]
fn files_that_exist_are_left_alone() {
    let folder = shop();
    folder.write("internal/metrics/metrics.go", "package metrics // ours\n");
    let plan = add(&folder, "metrics");
    folder.apply(&plan.changes);
    assert!(
        plan.notes.contains(&"internal/metrics/metrics.go exists already and is left alone".to_owned()),
        "{:?}",
        plan.notes
    );
    assert_eq!(folder.read("internal/metrics/metrics.go"), "package metrics // ours\n");
}

#[test]
fn places_that_are_not_found_become_notes() {
    let folder = shop();
    folder.write("cmd/shop/main.go", "package main\n\nfunc main() {}\n");
    let plan = add(&folder, "metrics");
    let notes = plan.notes.join("\n");
    assert!(
        notes.contains(
            "@router: no router constructor found; add this by hand:\nrouter.Use(metrics.Middleware)"
        ),
        "{notes}"
    );
    assert!(notes.contains("@server: no http.Server with a Handler found"), "{notes}");
    assert!(notes.contains("no place found; add this by hand:\ndefer metrics.Flush(ctx)"), "{notes}");
    assert!(plan.changes.iter().all(|change| !change.path.ends_with("main.go")));
    assert!(plan.changes.iter().any(|change| change.path == "Makefile"), "the rest still applies");
}

#[test]
fn a_broken_file_is_not_edited() {
    let folder = shop();
    folder.replace("cmd/shop/main.go", "func main() {", "func main( {");
    let plan = add(&folder, "metrics");
    assert!(plan.changes.iter().all(|change| change.path != "cmd/shop/main.go"));
    folder.write(".github/workflows/ci.yml", "jobs: [\n");
    let plan = add(&folder, "metrics");
    assert!(
        plan.notes
            .iter()
            .any(|note| note.starts_with(".github/workflows/ci.yml: the merged YAML would not parse")),
        "{:?}",
        plan.notes
    );
}

#[test]
fn what_cannot_be_added_is_refused_with_a_reason() {
    let folder = shop();
    assert_eq!(refused(&folder, "coffee").code, "part-unknown");
    folder.write("internal/x/x.go", "package x\n\nimport _ \"example.com/other/sub\"\n");
    assert_eq!(refused(&folder, "metrics").code, "part-conflicts");
    folder.remove("go.mod");
    assert_eq!(refused(&folder, "health").code, "no-module");
}

#[test]
fn signs_in_tests_and_other_modules_do_not_count() {
    let folder = shop();
    folder.write("cmd/shop/main_test.go", "package main\n\nconst route = \"/healthz\"\n");
    folder.write("tools/go.mod", "module example.com/tools\n");
    folder.write("tools/main.go", "package main\n\nconst route = \"/healthz\"\n");
    assert!(add(&folder, "health").already.is_none());
    folder.write("internal/x/x.go", "package x\n\nconst pattern = \"GET /healthz\"\n");
    assert_eq!(
        add(&folder, "health").already.as_deref(),
        Some("the project has health already: route /healthz in internal/x/x.go")
    );
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_a_write_out_of_the_project() {
    let folder = shop();
    let outside = Folder::new();
    std::fs::create_dir(outside.root()).expect("created");
    std::os::unix::fs::symlink(outside.root(), folder.root().join("internal")).expect("linked");
    let plan = add(&folder, "health");
    let failure = godwit_scaffold::change::write_changes(
        &godwit_base::system::OsSystem,
        &godwit_base::system::OsWriter,
        &folder.root(),
        &plan.changes,
    )
    .expect_err("refused");
    assert_eq!(failure.code, "path-escapes");
    assert_eq!(std::fs::read_dir(outside.root()).expect("readable").count(), 0);
}

#[test]
fn on_a_generated_service_a_part_is_a_change_of_answers() {
    let small = Folder::with_service(&catalog(), &[("cache", "none")]);
    small.replace("Makefile", "build:", "build: # mine");
    let plan = plan_add(&small.project(), &catalog(), "cache").expect("planned");
    small.apply(&plan.changes);
    let full = Folder::with_service(&catalog(), &[]);
    for path in [
        "go.mod",
        "go.sum",
        "cmd/orders/main.go",
        "internal/cache/cache.go",
        "internal/wire_gen.go",
        ".godwit/scaffold.lock",
    ] {
        assert_eq!(small.read(path), full.read(path), "{path}");
    }
    assert!(small.read("Makefile").contains("build: # mine"), "edits survive");
    assert_eq!(
        check(&small.project(), &catalog()).expect("checked").drifts.len(),
        1,
        "only the edit is drift"
    );
    let again = plan_add(&small.project(), &catalog(), "cache").expect("planned");
    assert_eq!(again.already.as_deref(), Some("the service has cache already"));
    assert_eq!(again.changes, []);
}

#[test]
fn a_conflict_while_adding_can_be_resolved() {
    let folder = Folder::with_service(&catalog(), &[("cache", "none")]);
    folder.replace("cmd/orders/main.go", "\tfmt.Println(\"orders\")\n", "\tfmt.Println(\"orders!\")\n");
    let plan = plan_add(&folder.project(), &catalog(), "cache").expect("planned");
    assert_eq!(plan.conflicts, ["cmd/orders/main.go"]);
    folder.apply(&plan.changes);
    assert!(folder.read(".godwit/scaffold.lock").contains("base_answers = { cache = \"none\" }"));
    let kinds = |folder: &Folder| {
        let report = check(&folder.project(), &catalog()).expect("checked");
        report.drifts.into_iter().map(|drift| drift.kind.name()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&folder), ["conflict"]);
    let full = Folder::with_service(&catalog(), &[]);
    folder.write("cmd/orders/main.go", &full.read("cmd/orders/main.go"));
    assert_eq!(kinds(&folder), Vec::<&str>::new(), "a resolved file is checked against the new answers");
}

#[test]
fn the_plan_orders_what_is_missing_by_phase() {
    let folder = shop();
    folder.write("internal/x/x.go", "package x\n\nimport _ \"example.com/other\"\n");
    let found = plan(&folder.project(), &parts()).expect("planned");
    let missing: Vec<(&str, u32)> = found.missing().map(|item| (item.part.as_str(), item.phase)).collect();
    assert_eq!(missing, [("tests", 5), ("cache", 8), ("health", 9), ("metrics", 10)]);
    let text = found.text();
    assert!(text.starts_with("4 of 5 parts are missing, in this order:\n"), "{text}");
    assert!(
        text.contains("phase  9 · HTTP API: liveness and readiness\n             godwit add health\n"),
        "{text}"
    );
    assert!(text.contains("phase 10 · other (import of example.com/other)"), "{text}");
    let json = found.json();
    assert_eq!(json["parts"][0]["command"], "godwit add tests");
    assert_eq!(json["parts"][0]["present"], false);
}

#[test]
fn changes_to_files_that_git_does_not_hold_are_refused() {
    let folder = Folder::with_service(&catalog(), &[("cache", "none")]);
    let changes = plan_add(&folder.project(), &catalog(), "cache").expect("planned").changes;
    let verdict = || refuse_unsaved(&folder.project(), &changes).map_err(|failure| failure.message);
    assert!(verdict().expect_err("refused").contains("is not in a git repository"));
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).current_dir(folder.root()).output();
        let output = output.expect("git is needed by this test");
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    git(&["init", "-q"]);
    assert!(verdict().expect_err("refused").contains("cannot read the git index"));
    git(&["add", "-A"]);
    assert_eq!(verdict(), Ok(()));
    folder.replace("go.mod", "v1.2.0", "v1.2.1");
    assert_eq!(verdict(), Ok(()), "the plan was made before; what it knows is in git");
    let changes = plan_add(&folder.project(), &catalog(), "cache").expect("planned").changes;
    let failure = refuse_unsaved(&folder.project(), &changes).expect_err("refused");
    assert_eq!(
        (failure.code, failure.message.as_str()),
        ("not-in-git", "go.mod has changes that git does not hold")
    );
}
