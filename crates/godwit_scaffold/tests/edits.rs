//! Structured edits: what they add, and that they keep everything else.

use godwit_scaffold::edit::go_file::{Anchor, GoFile};
use godwit_scaffold::edit::go_mod::{GoMod, Outcome, merge_go_sum};
use godwit_scaffold::edit::{lines, makefile, toml, yaml};
use godwit_scaffold::semver;
use std::cmp::Ordering;

const GO_MOD: &str = "// About this module.
module example.com/orders

go 1.25

toolchain go1.26.1

require (
\t// the router
\tgithub.com/go-chi/chi/v5 v5.1.0 // keep

\tgolang.org/x/sync v0.10.0
)

require (
\tgithub.com/a/b v1.0.0 // indirect; see #12
\tgolang.org/x/sys v0.30.0 // indirect
)

replace github.com/a/b => ../b

exclude golang.org/x/net v0.1.0
";

#[test]
fn requirements_are_added_raised_and_left_alone_in_place() {
    let mut file = GoMod::parse(GO_MOD);
    assert_eq!(file.module(), Some("example.com/orders"));
    assert_eq!(file.go_version(), Some("1.25"));
    assert_eq!(file.require("golang.org/x/sync", "v0.9.0", false), Outcome::Unchanged);
    assert_eq!(file.require("golang.org/x/sync", "v0.10.0", true), Outcome::Unchanged);
    assert_eq!(file.text(), GO_MOD, "nothing to do changes no byte");
    assert_eq!(file.require("github.com/go-chi/chi/v5", "v5.3.2", false), Outcome::Raised);
    assert_eq!(file.require("github.com/jackc/pgx/v5", "v5.10.0", false), Outcome::Added);
    assert_eq!(file.require("golang.org/x/crypto", "v0.40.0", true), Outcome::Added);
    assert_eq!(file.raise_go("1.26.0"), Outcome::Raised);
    assert_eq!(file.raise_go("1.26"), Outcome::Unchanged);
    let want = GO_MOD
        .replace("go 1.25\n", "go 1.26.0\n")
        .replace("v5.1.0 // keep\n", "v5.3.2 // keep\n")
        .replace("\tgolang.org/x/sync", "\tgithub.com/jackc/pgx/v5 v5.10.0\n\tgolang.org/x/sync")
        .replace("\tgolang.org/x/sys", "\tgolang.org/x/crypto v0.40.0 // indirect\n\tgolang.org/x/sys");
    assert_eq!(file.text(), want);
}

#[test]
fn an_indirect_requirement_that_is_used_directly_moves() {
    let mut file = GoMod::parse(GO_MOD);
    assert_eq!(file.require("golang.org/x/sys", "v0.30.0", false), Outcome::Raised);
    let text = file.text();
    assert!(text.contains("\tgolang.org/x/sync v0.10.0\n\tgolang.org/x/sys v0.30.0\n)"), "{text}");
    assert!(!text.contains("sys v0.30.0 // indirect"));
    let mut single = GoMod::parse("module m.x/y\n\nrequire github.com/a/b v1.0.0 // indirect; why\n");
    single.require("github.com/a/b", "v1.1.0", false);
    assert_eq!(single.text(), "module m.x/y\n\nrequire github.com/a/b v1.1.0 // why\n");
}

#[test]
fn a_module_without_requirements_gets_a_block() {
    let mut file = GoMod::parse("module example.com/x\n\ngo 1.26\n");
    file.require("example.com/b", "v1.0.0", false);
    file.require("example.com/a", "v1.0.0", false);
    file.require("example.com/c", "v1.0.0", true);
    assert_eq!(
        file.text(),
        "module example.com/x\n\ngo 1.26\n\nrequire (\n\texample.com/a v1.0.0\n\texample.com/b v1.0.0\n)\n\nrequire (\n\texample.com/c v1.0.0 // indirect\n)\n"
    );
    file.drop_requirement("example.com/c");
    assert!(file.text().ends_with("\texample.com/b v1.0.0\n)\n"), "{}", file.text());
}

#[test]
fn odd_go_mod_files_survive() {
    for text in [
        "",
        "module",
        "require (",
        "require (\n",
        ")",
        "\u{0}",
        "require x",
        "module \"a.b/c\"\r\nrequire (\r\n\tx.y/z v1\r\n)\r\n",
    ] {
        let mut file = GoMod::parse(text);
        file.require("example.com/a", "v1.0.0", false);
        file.raise_go("1.26.0");
        file.drop_requirement("x.y/z");
        assert_eq!(file.required("example.com/a"), Some("v1.0.0"), "{text:?} became {:?}", file.text());
    }
}

#[test]
fn versions_order_as_the_go_command_orders_them() {
    let ascending = [
        "bad",
        "v0.0.0-20200101000000-abcdefabcdef",
        "v0.1.0",
        "v1.0.0-alpha",
        "v1.0.0-alpha.1",
        "v1.0.0-alpha.beta",
        "v1.0.0-beta.2",
        "v1.0.0-beta.11",
        "v1.0.0-rc.1",
        "v1.0.0",
        "v1.0.1",
        "v1.2.0+incompatible",
        "v1.10.0",
        "v2.0.0",
    ];
    for pair in ascending.windows(2) {
        assert_eq!(semver::compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        assert_eq!(semver::compare(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
    }
}

#[test]
fn go_sum_lines_join_in_order() {
    let have = "a.b/c v1.0.0 h1:x=\na.b/c v1.0.0/go.mod h1:y=\nz.z/z v1.0.0 h1:z=\n";
    assert_eq!(merge_go_sum(have, "z.z/z v1.0.0 h1:z=\n"), have);
    assert_eq!(
        merge_go_sum(have, "m.n/o v0.1.0/go.mod h1:q=\na.b/c v1.10.0 h1:n=\na.b/c v1.2.0 h1:m=\n"),
        "a.b/c v1.0.0 h1:x=\na.b/c v1.0.0/go.mod h1:y=\na.b/c v1.2.0 h1:m=\na.b/c v1.10.0 h1:n=\nm.n/o v0.1.0/go.mod h1:q=\nz.z/z v1.0.0 h1:z=\n"
    );
}

fn go(text: &str) -> GoFile {
    GoFile::parse("main.go", text).expect("parses")
}

fn with_import(text: &str, path: &str) -> String {
    let mut file = go(text);
    assert!(file.add_import(path, None, "example.com/orders").expect("applies"));
    assert!(!file.add_import(path, None, "example.com/orders").expect("applies"), "twice adds nothing");
    file.text().to_owned()
}

#[test]
fn imports_join_their_group_and_keep_comments() {
    let text = "package main

import (
\t\"context\" // for run
\t// the standard client
\t\"net/http\"

\t\"github.com/go-chi/chi/v5\"

\t\"example.com/orders/internal/app\" // wiring
)
";
    let add = |path: &str, before: &str, after: &str| {
        assert_eq!(with_import(text, path), text.replacen(before, after, 1), "{path}");
    };
    add("log/slog", "\t// the standard client", "\t\"log/slog\"\n\t// the standard client");
    add("os", "\t\"net/http\"\n", "\t\"net/http\"\n\t\"os\"\n");
    add("github.com/z/z", "chi/v5\"\n", "chi/v5\"\n\t\"github.com/z/z\"\n");
    add(
        "example.com/orders/internal/zeta",
        "// wiring\n",
        "// wiring\n\t\"example.com/orders/internal/zeta\"\n",
    );
    add(
        "example.com/orders/aaa",
        "\t\"example.com/orders/internal/app\"",
        "\t\"example.com/orders/aaa\"\n\t\"example.com/orders/internal/app\"",
    );
}

#[test]
fn imports_are_added_where_there_is_no_group_yet() {
    assert_eq!(
        with_import("package main\n\nfunc main() {}\n", "os"),
        "package main\n\nimport \"os\"\n\nfunc main() {}\n"
    );
    assert_eq!(
        with_import("package main\n\nimport \"os\"\n", "github.com/a/b"),
        "package main\n\nimport (\n\t\"os\"\n\n\t\"github.com/a/b\"\n)\n"
    );
    assert_eq!(
        with_import("package main\n\nimport \"os\"\n", "context"),
        "package main\n\nimport (\n\t\"context\"\n\t\"os\"\n)\n"
    );
    assert_eq!(
        with_import("package main\n\nimport (\n\t\"os\"\n)\n", "example.com/orders/x"),
        "package main\n\nimport (\n\t\"os\"\n\n\t\"example.com/orders/x\"\n)\n"
    );
    assert_eq!(with_import("package main\n\nimport ()\n", "os"), "package main\n\nimport (\n\t\"os\"\n)\n");
    assert_eq!(
        with_import("package main // no newline", "os"),
        "package main // no newline\nimport \"os\"\n"
    );
}

const SERVER: &str = "package main

import (
\t\"context\"
\t\"net/http\"

\tmux \"github.com/go-chi/chi/v5\"
)

func run(ctx context.Context, args []string) error {
\t// Routes.
\tr := mux.NewRouter() // the router
\tr.Get(\"/healthz\", nil)
\tsrv := &http.Server{
\t\tAddr:    \":8080\",
\t\tHandler: http.TimeoutHandler(r, 0, \"\"), // limits
\t}
\t_ = srv
\treturn nil
}

func main() { _ = run(context.Background(), nil) }
";

#[test]
fn anchors_are_found_by_shape_not_by_name() {
    let file = go(SERVER);
    assert_eq!(file.find(Anchor::RouterNew).expect("found").bound, "r");
    assert_eq!(file.find(Anchor::ServerHandler).expect("found").bound, "http.TimeoutHandler(r, 0, \"\")");
    assert_eq!(file.find(Anchor::MainStart).expect("found").bound, "ctx");
    let std = go(
        "package main\n\nimport \"net/http\"\n\nfunc main() {\n\troutes := http.NewServeMux()\n\t_ = routes\n}\n",
    );
    assert_eq!(std.find(Anchor::RouterNew).expect("found").bound, "routes");
    assert_eq!(std.find(Anchor::MainStart).expect("found").bound, "context.Background()");
    assert_eq!(std.find(Anchor::ServerHandler), None);
    let other = go(
        "package main\n\nimport \"example.com/http\"\n\nvar s = http.Server{Handler: nil}\n\nfunc main() {}\n",
    );
    assert_eq!(other.find(Anchor::ServerHandler), None, "another package of that name");
}

#[test]
fn routes_go_behind_the_middleware_of_their_own_block() {
    let text = "package a

import \"github.com/go-chi/chi/v5\"

func one() {
\tr := chi.NewRouter()
\tr.Use(a)
\tr.Group(func(r chi.Router) {
\t\tr.Use(b)
\t})
\tr.Use(c) // last
\tr.Get(\"/\", nil)
}

func two(r chi.Router) {
\tr.Use(d)
}
";
    let mut file = go(text);
    let place = file.find(Anchor::RouterRoutes).expect("found");
    file.insert(&place, false, "r.Get(\"/livez\", nil)").expect("applies");
    assert_eq!(file.text(), text.replace("// last\n", "// last\n\tr.Get(\"/livez\", nil)\n"));
}

#[test]
fn a_served_handler_is_found_without_a_server_literal() {
    let text = "package main\n\nimport \"net/http\"\n\nfunc main() {\n\tgo http.ListenAndServe(\":6060\", nil)\n\thttp.ListenAndServe(\":80\", h())\n}\n";
    assert_eq!(go(text).find(Anchor::ServerHandler).expect("found").bound, "h()");
}

#[test]
fn an_import_is_taken_back_with_its_line() {
    let text = "package main\n\nimport (\n\t\"os\"\n)\n\nfunc main() { os.Exit(0) }\n";
    let mut file = go(text);
    file.add_import("fmt", None, "m.x/y").expect("applies");
    assert!(!file.uses_import("fmt") && file.uses_import("os"));
    file.remove_import("fmt").expect("applies");
    assert_eq!(file.text(), text);
}

#[test]
fn statements_are_inserted_with_the_indentation_of_their_anchor() {
    let mut file = go(SERVER);
    let place = file.find(Anchor::RouterNew).expect("found");
    file.insert(&place, false, "if true {\n\tr.Use(nil)\n}\n").expect("applies");
    let place = file.find(Anchor::MainStart).expect("found");
    file.insert(&place, true, "defer stop(ctx)").expect("applies");
    let want = SERVER
        .replace("// the router\n", "// the router\n\tif true {\n\t\tr.Use(nil)\n\t}\n")
        .replace("\t// Routes.\n", "\tdefer stop(ctx)\n\t// Routes.\n");
    assert_eq!(file.text(), want);
}

#[test]
fn an_expression_is_wrapped_in_place() {
    let mut file = go(SERVER);
    let place = file.find(Anchor::ServerHandler).expect("found");
    file.replace(&place, &format!("limit({})", place.bound)).expect("applies");
    assert!(file.text().contains("\t\tHandler: limit(http.TimeoutHandler(r, 0, \"\")), // limits\n"));
}

#[test]
fn an_edit_that_breaks_the_file_is_refused() {
    let mut file = go(SERVER);
    let place = file.find(Anchor::MainStart).expect("found");
    let failure = file.insert(&place, true, "if {").expect_err("refused");
    assert_eq!(failure.code, "edit-broke-file");
    assert_eq!(file.text(), SERVER);
    assert!(GoFile::parse("x.go", "package").is_none(), "a broken file is not edited at all");
}

#[test]
fn yaml_keys_and_items_join_and_comments_stay() {
    let text = "# CI of the service
name: ci # the name

on: [push]

jobs:
  # first of all
  lint:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4 # old
      - name: Lint
        run: |
          make lint
          echo 'done: yes'

  test:
    steps: []
";
    let value = "\"on\":
  - pull_request
permissions:
  contents: read # least privilege
jobs:
  lint:
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v7
      - name: Vet
        run: make vet
  vuln:
    # every day
    runs-on: ubuntu-24.04
";
    let merged = yaml::merge(text, value).expect("merges");
    let want = text.replace("[push]", "[push, pull_request]").replace(
        "          echo 'done: yes'\n",
        "          echo 'done: yes'\n      - name: Vet\n        run: make vet\n    timeout-minutes: 10\n",
    ) + "  vuln:\n    # every day\n    runs-on: ubuntu-24.04\npermissions:\n  contents: read # least privilege\n";
    assert_eq!(merged, want);
    assert_eq!(yaml::merge(&merged, value).expect("merges"), merged, "twice adds nothing");
}

#[test]
fn yaml_merges_into_empty_and_odd_files() {
    assert_eq!(yaml::merge("", "a:\n  b: 1\n").expect("merges"), "a:\n  b: 1\n");
    assert_eq!(yaml::merge("# only a comment\n", "a: 1\n").expect("merges"), "# only a comment\na: 1\n");
    assert_eq!(
        yaml::merge("services:\n", "services:\n  db:\n    image: postgres\n").expect("merges"),
        "services:\n  db:\n    image: postgres\n"
    );
    assert_eq!(
        yaml::merge("services: {}\n", "services:\n  db: 1\n").expect("merges"),
        "services:\n  db: 1\n"
    );
    assert_eq!(
        yaml::merge("a: mine\n", "a: theirs\nb: 2\n").expect("merges"),
        "a: mine\nb: 2\n",
        "what is there wins"
    );
    assert_eq!(
        yaml::merge("list:\n- a\n- b\n", "list:\n  - b\n  - c\n").expect("merges"),
        "list:\n- a\n- b\n- c\n"
    );
    assert_eq!(yaml::merge("a: 1\n", "a: 1\n").expect("merges"), "a: 1\n");
    assert_eq!(yaml::merge("a:\n\tb: 1\n", "a: 1\n").expect_err("refused").code, "yaml-tabs");
    assert_eq!(yaml::merge("a: [1\n", "b: 1\n").expect_err("refused").code, "yaml-merge-failed");
    assert!(yaml::merge("{a: 1}\n", "b: 1\n").is_err(), "a flow document is not edited");
}

#[test]
fn makefiles_get_a_target_once() {
    let text = "VERSION := 1\n.PHONY: build\nbuild: ## compile\n\tgo build ./...";
    let added = makefile::add_target(text, "vuln", "vuln:\n\tgovulncheck ./...\n");
    assert_eq!(added, format!("{text}\n\n.PHONY: vuln\nvuln:\n\tgovulncheck ./...\n"));
    assert_eq!(makefile::add_target(&added, "vuln", "vuln:\n\tother\n"), added);
    assert_eq!(makefile::add_target(text, "build", "build:\n"), text);
    assert!(!makefile::has_target(text, "VERSION"), "a variable is no target");
}

#[test]
fn toml_keys_join_and_comments_stay() {
    let text = "# godwit\n[lint] # rules\nselect = [\"errors\"] # start small\n";
    let value = "[lint]\nselect = [\"errors\", \"security\"]\nstrict = true\n[scaffold]\nignore = [\"go.mod:require\"]\n";
    let merged = toml::merge(text, value).expect("merges");
    assert!(
        merged.starts_with(
            "# godwit\n[lint] # rules\nselect = [\"errors\", \"security\"] # start small\nstrict = true\n"
        ),
        "{merged}"
    );
    assert!(merged.contains("[scaffold]\nignore = [\"go.mod:require\"]\n"), "{merged}");
    assert_eq!(toml::merge(&merged, value).expect("merges"), merged);
    assert_eq!(toml::merge("a = ", "b = 1").expect_err("refused").code, "toml-merge-failed");
}

#[test]
fn lines_are_appended_once() {
    assert_eq!(lines::append("", "bin/"), "bin/\n");
    assert_eq!(lines::append("x", "bin/"), "x\nbin/\n");
    assert_eq!(lines::append("x\r\n", "bin/"), "x\r\nbin/\r\n");
    assert_eq!(lines::append("  bin/ \n", "bin/"), "  bin/ \n");
}
