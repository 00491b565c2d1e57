//! What other generators get wrong, and what the production checklist itself got wrong: none of it is in our output.
//!
//! One test per row; `dN` is row N of the checklist's own contradictions. What only a running service can show (drained requests,
//! label values, a database that goes away) is in `live/main.go` and in the service's own tests, which the end-to-end tests run.
//! D-1, that every snippet compiles, is what those do. D-36 to D-38 and D-41 are about reports, not about generated services.

mod rendered;

use godwit_scaffold::manifest::Manifest;
use godwit_scaffold::template_set::TemplateSet;
use godwit_syntax::{DeclKind, File, LitKind, Node, NodeId, parse};
use rendered::{Rendered, code_lines, is_generated, is_test, render};
use std::collections::BTreeSet;

fn default() -> Rendered {
    render(&[])
}

/// The default service and the two that differ most from it.
fn several() -> Vec<Rendered> {
    vec![
        default(),
        render(&[("router", "std"), ("db", "none"), ("cache", "none"), ("auth", "none"), ("worker", "no")]),
        render(&[("grpc", "connect"), ("deploy", "k8s"), ("ci", "gitlab")]),
    ]
}

fn everything(rendered: &Rendered) -> impl Iterator<Item = (&str, &str)> {
    rendered.matching(|path| path != "go.sum" && !path.ends_with("/go.sum") && path != "LICENSE")
}

fn workflows(rendered: &Rendered) -> Vec<(&str, &str)> {
    rendered
        .matching(|path| path.starts_with(".github/workflows/") || path.starts_with(".gitlab-ci"))
        .collect()
}

/// Package-level variables with their value expressions.
fn package_variables(file: &File) -> Vec<(String, Option<NodeId>)> {
    let mut found = Vec::new();
    for decl in file.decls() {
        let Node::GenDecl { kind: DeclKind::Var, specs, .. } = file[decl] else { continue };
        for spec in file.list(specs) {
            let Node::ValueSpec { names, values, .. } = file[spec] else { continue };
            for (index, name) in file.list(names).enumerate() {
                let value = file.list_get(values, index);
                found.push((file.ident(name).map_or(String::new(), |name| name.as_str().to_owned()), value));
            }
        }
    }
    found
}

// ---- what other generators get wrong ----

#[test]
fn a_failing_database_never_ends_the_process() {
    for rendered in several() {
        let below_main = rendered.source().filter(|(path, _)| !path.starts_with("cmd/"));
        // The server asks for this one panic to be passed on.
        let without =
            |(path, text): (&str, &str)| (path.to_owned(), text.replace("panic(v) // the server knows", ""));
        let below_main: Vec<(String, String)> = below_main.map(without).collect();
        let below_main = below_main.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        Rendered::none_of(below_main, &["log.Fatal", "os.Exit(", "panic(", "runtime.Goexit"]);
        let mains: Vec<_> = rendered.source().filter(|(path, _)| path.starts_with("cmd/")).collect();
        for (path, text) in mains {
            assert_eq!(text.matches("os.Exit(").count(), 1, "{path}: one exit");
            assert!(text.lines().count() <= 100, "{path} is long");
        }
    }
}

#[test]
fn the_environment_is_read_in_one_place() {
    for rendered in several() {
        Rendered::none_of(rendered.source(), &["os.Getenv", "os.LookupEnv"]);
        let readers: Vec<_> = rendered
            .source()
            .filter(|(_, text)| text.contains("os.Environ()"))
            .map(|(path, _)| path)
            .collect();
        assert!(readers.iter().all(|path| path.starts_with("cmd/")), "{readers:?}");
    }
}

#[test]
fn connection_strings_are_configured_not_assembled() {
    for rendered in several() {
        for (path, text) in rendered.source() {
            for (number, line) in code_lines(path, text) {
                let assembled = line.contains("Sprintf(")
                    && (line.contains("postgres://")
                        || line.contains("redis://")
                        || line.contains("sslmode")
                        || line.contains("host="));
                assert!(!assembled, "{path}:{number}: {line}");
                let defaulted = line.contains("envDefault:\"postgres") || line.contains("envDefault:\"redis");
                assert!(!defaulted, "{path}:{number}: a connection string has no default: {line}");
            }
        }
    }
}

#[test]
fn cors_is_off_and_never_reflects_every_origin() {
    for rendered in several() {
        Rendered::none_of(
            rendered.source(),
            &["https://*", "http://*", "AllowCredentials", "Access-Control-Allow-Credentials"],
        );
        Rendered::none_of(rendered.source(), &["\"Access-Control-Allow-Origin\", \"*\""]);
        rendered.is_there("internal/config/config.go", &["`env:\"CORS_ORIGINS\" envDefault:\"\""]);
    }
}

#[test]
fn interfaces_are_small_and_belong_to_their_users() {
    for rendered in several() {
        for (path, text) in rendered.source() {
            let file = parse(text);
            for id in file.ids() {
                let Node::TypeSpec { name, ty, .. } = file[id] else { continue };
                let Node::InterfaceType { methods } = file[ty] else { continue };
                let name = file.ident(name).map_or("", |name| name.as_str());
                assert!(
                    !name.starts_with(char::is_uppercase),
                    "{path}: {name} is exported beside its implementation"
                );
                assert!(
                    !path.starts_with("internal/domain/"),
                    "{path}: the domain holds types and errors, no interface ({name})"
                );
                let Node::FieldList { fields } = file[methods] else { continue };
                assert!(file.n_list(fields) <= 3, "{path}: {name} has {} methods", file.n_list(fields));
            }
        }
    }
}

#[test]
fn there_are_no_singletons() {
    for rendered in several() {
        for (path, text) in rendered.source() {
            let file = parse(text);
            for (name, value) in package_variables(&file) {
                let value = value.map(|value| file.text_of(value));
                let constant = value.is_some_and(|value| {
                    [
                        "errors.New(",
                        "regexp.MustCompile(",
                        "map[",
                        "[]",
                        "struct{}",
                        "&ValidationError",
                        "netip.",
                    ]
                    .iter()
                    .any(|head| value.starts_with(head))
                });
                let embedded = text.contains("//go:embed") && value.is_none();
                let stamped = value.is_some_and(|value| value.starts_with('"'))
                    || (value.is_none() && name == "buildVersion");
                assert!(
                    constant || embedded || stamped || name == "_",
                    "{path}: package variable {name} = {value:?}"
                );
            }
            assert!(!text.contains("sync.Once"), "{path}: wired in internal/app, not on first use");
            let inits = file.decls().filter(|&decl| file.text_of(decl).starts_with("func init("));
            assert_eq!(inits.count(), 0, "{path}: init()");
        }
    }
}

#[test]
fn tests_always_run_with_the_race_detector() {
    for rendered in several() {
        for (path, text) in
            rendered.matching(|path| path == "Makefile" || path.ends_with(".yml") || path.ends_with(".sh"))
        {
            for (number, line) in code_lines(path, text) {
                let runs_tests = line.contains("go test ")
                    && !line.contains("-bench")
                    && !line.contains("-fuzz")
                    && !line.contains("UPDATE_");
                assert!(!runs_tests || line.contains("-race"), "{path}:{number}: {line}");
                assert!(
                    !(runs_tests && line.contains("CGO_ENABLED=0")),
                    "{path}:{number}: the race detector needs cgo"
                );
            }
        }
    }
}

#[test]
fn images_do_not_run_as_root_and_hold_no_toolchain() {
    for rendered in several() {
        let text = rendered.text("Dockerfile");
        let stages: Vec<&str> = text.lines().filter(|line| line.starts_with("FROM ")).collect();
        assert_eq!(stages.len(), 2, "{stages:?}");
        assert!(stages.iter().all(|stage| stage.contains("@sha256:")), "pinned by digest: {stages:?}");
        assert!(stages[1].contains("distroless/static") && stages[1].contains(":nonroot"), "{}", stages[1]);
        let user = text.lines().rfind(|line| line.starts_with("USER "));
        assert_eq!(user, Some("USER nonroot:nonroot"));
        assert!(text.lines().any(|line| line.starts_with("ENTRYPOINT [")), "exec form");
        assert!(text.contains("EXPOSE 8080"));
        assert!(
            text.find("COPY go.mod").unwrap_or(usize::MAX) < text.find("COPY . .").unwrap_or(0),
            "modules before source"
        );
        Rendered::none_of(
            [("Dockerfile", text)].into_iter(),
            &["ADD http", "| sh", "| bash", "GOARCH=amd64", "apk add", "ENV "],
        );
        rendered.is_there(".dockerignore", &[".git", ".env"]);
    }
}

#[test]
fn builders_are_of_the_language_version_of_the_module() {
    let go = Manifest::parse(&TemplateSet::embedded()).expect("valid").go;
    for rendered in several() {
        assert!(rendered.text("Dockerfile").contains(&format!("golang:{go}")), "Dockerfile");
        for (path, text) in workflows(&rendered) {
            assert!(!text.contains("go-version: "), "{path}: the version comes from go.mod");
        }
    }
    assert!(workflows(&default()).iter().any(|(_, text)| text.contains("go-version-file: go.mod")));
}

#[test]
fn pipelines_run_no_script_from_the_network_and_ignore_no_failure() {
    for rendered in several() {
        Rendered::none_of(
            workflows(&rendered).into_iter(),
            &["curl", "wget", "bash <(", "continue-on-error", "allow_failure", "|| true"],
        );
    }
}

#[test]
fn tools_are_pinned() {
    for rendered in several() {
        Rendered::none_of(everything(&rendered), &["@latest", ":latest", "@master", "@main\n"]);
    }
}

#[test]
fn migrations_are_numbered_without_gaps_and_can_be_taken_back() {
    let rendered = default();
    let mut numbers = Vec::new();
    for (path, text) in rendered.matching(|path| path.starts_with("migrations/") && path.ends_with(".sql")) {
        let name = path.trim_start_matches("migrations/");
        numbers.push(
            name.split('_')
                .next()
                .and_then(|n| n.parse::<usize>().ok())
                .unwrap_or_else(|| panic!("{path} has no number")),
        );
        for part in ["-- +goose Up", "-- +goose Down"] {
            assert!(text.contains(part), "{path} lacks {part}");
        }
        let down = text.split("-- +goose Down").nth(1).unwrap_or_default();
        assert!(down.contains("DROP"), "{path}: down does nothing");
    }
    // The next number comes from the files on disk, not from a counter that can lag behind them.
    rendered.is_there("Makefile", &["n=$$(ls migrations/*.sql |"]);
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
    assert!(numbers.len() >= 2);
}

// ---- the D rows: where the checklist contradicts itself or is out of date ----

#[test]
fn d3_errors_of_closing_are_not_thrown_away() {
    for rendered in several() {
        for (path, text) in rendered.source() {
            for (number, line) in code_lines(path, text) {
                let line = line.trim();
                let dropped =
                    line.starts_with("_ = ") || line.contains("{ _ = ") || line.starts_with("_, _ = ");
                assert!(!dropped, "{path}:{number}: {line}");
            }
        }
    }
}

#[test]
fn d4_errors_are_logged_in_one_place() {
    for rendered in several() {
        let logs = |(path, text): (&str, &str)| {
            let inner = path.starts_with("internal/service/")
                || path.starts_with("internal/domain/")
                || path.starts_with("internal/postgres/");
            inner && (text.contains(".ErrorContext(") || text.contains(".Error(ctx"))
        };
        let found: Vec<&str> = rendered.source().filter(|file| logs(*file)).map(|(path, _)| path).collect();
        assert!(found.is_empty(), "these layers return errors: {found:?}");
        assert!(rendered.text("internal/httpapi/problem.go").contains("func (a *api) fail("));
    }
}

#[test]
fn d5_background_work_keeps_the_values_of_its_request() {
    for rendered in several() {
        let inner = rendered.source().filter(|(path, _)| path.starts_with("internal/"));
        Rendered::none_of(inner, &["context.Background()", "context.TODO()"]);
    }
    assert!(default().source().any(|(_, text)| text.contains("context.WithoutCancel(")));
}

#[test]
fn d6_the_request_id_reaches_every_line_of_the_log() {
    for rendered in several() {
        Rendered::none_of(
            rendered.source(),
            &["slog.SetDefault", "slog.Default()", "slog.InfoContext(", "slog.ErrorContext("],
        );
        assert!(
            rendered.text("internal/logging/logging.go").contains("Handle(ctx context.Context"),
            "a context-aware handler"
        );
        for (path, text) in rendered.source() {
            for (number, line) in code_lines(path, text) {
                let plain =
                    [".Info(\"", ".Warn(\"", ".Error(\"", ".Debug(\""].iter().any(|call| line.contains(call));
                assert!(!plain, "{path}:{number}: no context: {line}");
            }
        }
    }
}

#[test]
fn d7_nothing_panics_at_startup() {
    for rendered in several() {
        Rendered::none_of(rendered.source(), &["MustLoad", "MustConnect", "MustRegister(", "template.Must("]);
    }
}

#[test]
fn d8_the_write_timeout_is_longer_than_the_handler_timeout() {
    let rendered = default();
    let config = rendered.text("internal/config/config.go");
    let seconds = |name: &str| {
        let line = config
            .lines()
            .find(|line| line.contains(&format!("env:\"{name}\"")))
            .unwrap_or_else(|| panic!("no {name}"));
        let value =
            line.split("envDefault:\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        value
            .strip_suffix('s')
            .and_then(|n| n.parse::<u32>().ok())
            .unwrap_or_else(|| panic!("{name} = {value}"))
    };
    assert!(seconds("SERVER_HANDLER_TIMEOUT") < seconds("SERVER_WRITE_TIMEOUT"));
    assert_eq!(
        [
            seconds("SERVER_READ_HEADER_TIMEOUT"),
            seconds("SERVER_READ_TIMEOUT"),
            seconds("SERVER_IDLE_TIMEOUT")
        ],
        [5, 10, 120]
    );
    rendered.is_there("internal/config/validate.go", &["WriteTimeout > s.HandlerTimeout"]);
}

#[test]
fn d9_the_client_address_is_not_what_the_client_says() {
    for rendered in several() {
        Rendered::none_of(
            rendered.source(),
            &["middleware.RealIP", "LimitByRealIP", "KeyByRealIP", "X-Real-IP", "True-Client-IP"],
        );
        rendered.is_there("internal/config/config.go", &["SERVER_TRUSTED_PROXIES\" envDefault:\"\""]);
    }
}

#[test]
fn d10_the_configuration_refuses_empty_secrets() {
    for rendered in several() {
        Rendered::none_of(everything(&rendered), &["kelseyhightower/envconfig"]);
        let config = rendered.text("internal/config/config.go");
        for line in config.lines().filter(|line| line.contains(" Secret ") && line.contains("env:\"")) {
            assert!(line.contains(",required,notEmpty\"") && !line.contains("envDefault"), "{line}");
        }
        for method in ["String() string", "Format(f fmt.State", "LogValue()", "MarshalText()"] {
            assert!(rendered.text("internal/config/secret.go").contains(method), "Secret lacks {method}");
        }
    }
}

#[test]
fn d11_the_domain_imports_the_standard_library_only() {
    for rendered in several() {
        for (path, text) in rendered.source().filter(|(path, _)| path.starts_with("internal/domain/")) {
            let file = parse(text);
            for spec in file.imports() {
                let import = file.import_path(spec);
                let outside =
                    import.contains('.') || ["net/http", "database/sql", "os", "log"].contains(&import);
                assert!(!outside, "{path} imports {import}");
            }
        }
    }
}

#[test]
fn d12_packages_do_not_clash_with_their_libraries() {
    for rendered in several() {
        for (path, _) in rendered.go() {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let name = folder.rsplit('/').next().unwrap_or_default();
            let clash = [
                "http", "redis", "grpc", "util", "utils", "common", "helpers", "models", "misc", "shared",
                "lib",
            ]
            .contains(&name);
            assert!(!clash, "{path}");
        }
    }
}

#[test]
fn d13_there_is_no_generic_result_and_no_generic_repository() {
    for rendered in several() {
        Rendered::none_of(rendered.source(), &["type Result[", "type Repository[", "interface{}"]);
        assert!(rendered.text("internal/domain/page.go").contains("type Page["));
    }
}

#[test]
fn d14_the_router_of_the_standard_library_is_enough() {
    let rendered = render(&[("router", "std")]);
    for (path, text) in rendered.go().chain(rendered.matching(|path| path == "go.mod")) {
        assert!(!text.contains("go-chi"), "{path} needs chi");
    }
    assert!(rendered.text("internal/httpapi/router.go").contains("http.NewServeMux()"));
}

#[test]
fn d15_to_d18_queries_page_by_key_and_escape_what_they_are_given() {
    let rendered = default();
    let mut all = String::new();
    for (path, text) in rendered.matching(|path| path.starts_with("queries/")) {
        let code: String = text.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
        assert!(!code.to_uppercase().contains("OFFSET"), "{path}: OFFSET");
        assert!(!code.contains("SELECT *"), "{path}: SELECT *");
        assert!(!code.contains("IS NULL OR $"), "{path}: a positional parameter is not null");
        all.push_str(text);
    }
    assert!(all.contains(":copyfrom"), "rows are inserted in bulk");
    assert!(all.contains("sqlc.narg("), "optional parameters are nullable");
    let replacer = r"NewReplacer(`\`, `\\`, `%`, `\%`";
    let escaped = rendered
        .source()
        .any(|(path, text)| path.starts_with("internal/postgres/") && text.contains(replacer));
    assert!(escaped, "LIKE patterns are escaped");
    assert!(!rendered.text("sqlc.yaml").contains("emit_json_tags: true"));
    Rendered::none_of(
        rendered.source().filter(|(path, _)| path.starts_with("internal/postgres/")),
        &["Sprintf(\"SELECT", "Sprintf(\"INSERT", "Sprintf(\"UPDATE", "Sprintf(\"DELETE"],
    );
}

#[test]
fn d19_d20_the_linter_configuration_is_of_version_2_and_really_on() {
    for rendered in several() {
        let text = rendered.text(".golangci.yml");
        let config: serde_json::Value = serde_saphyr::from_str(text).expect("parses");
        assert_eq!(config["version"], "2");
        let enabled: BTreeSet<&str> = config["linters"]["enable"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_str)
            .collect();
        let wanted = [
            "bodyclose",
            "containedctx",
            "contextcheck",
            "copyloopvar",
            "depguard",
            "errcheck",
            "errname",
            "errorlint",
            "exhaustive",
            "fatcontext",
            "forbidigo",
            "forcetypeassert",
            "gochecknoglobals",
            "gochecknoinits",
            "gocritic",
            "gosec",
            "govet",
            "iface",
            "ineffassign",
            "interfacebloat",
            "intrange",
            "misspell",
            "modernize",
            "musttag",
            "nilerr",
            "nilnesserr",
            "nilnil",
            "noctx",
            "nolintlint",
            "paralleltest",
            "perfsprint",
            "prealloc",
            "predeclared",
            "promlinter",
            "revive",
            "rowserrcheck",
            "sloglint",
            "spancheck",
            "sqlclosecheck",
            "staticcheck",
            "testifylint",
            "thelper",
            "tparallel",
            "unconvert",
            "unparam",
            "unused",
            "usestdlibvars",
            "usetesting",
            "wrapcheck",
        ];
        let missing: Vec<&str> = wanted.into_iter().filter(|linter| !enabled.contains(linter)).collect();
        assert!(missing.is_empty(), "not enabled: {missing:?}");
        for gone in ["gosimple", "stylecheck", "typecheck", "gofumpt", "goimports", "exportloopref"] {
            assert!(!enabled.contains(gone), "{gone} is no linter of version 2");
        }
        assert_eq!(
            config["linters"]["settings"]["revive"]["enable-default-rules"], true,
            "settings alone would switch revive off"
        );
        for rule in config["linters"]["exclusions"]["rules"].as_array().into_iter().flatten() {
            let linters: Vec<&str> = rule["linters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(serde_json::Value::as_str)
                .collect();
            assert!(!linters.contains(&"errcheck"), "tests do not ignore errors: {rule}");
            assert!(
                !linters.contains(&"gosec") || rule["text"].is_string(),
                "tests are not exempt from all of gosec: {rule}"
            );
        }
        assert!(config["formatters"]["enable"].is_array());
    }
}

#[test]
fn d21_actions_are_pinned_by_commit_and_current() {
    for (path, text) in workflows(&default()) {
        // A workflow of the same repository has the version of the commit that runs.
        for line in text.lines().filter(|line| line.contains("uses: ") && !line.contains("uses: ./")) {
            let (action, rest) = line.split_once('@').unwrap_or_else(|| panic!("{path}: {line}"));
            let (commit, version) =
                rest.split_once(" # v").unwrap_or_else(|| panic!("{path}: no version comment: {line}"));
            assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{path}: {line}");
            let major: u32 = version.split('.').next().and_then(|n| n.trim().parse().ok()).unwrap_or(0);
            let least = match action.rsplit("uses: ").next().unwrap_or_default() {
                "actions/checkout" | "actions/setup-go" => 7,
                "golangci/golangci-lint-action" => 9,
                _ => 1,
            };
            assert!(major >= least, "{path}: {line}");
        }
        assert!(text.contains("permissions:") && text.contains("timeout-minutes:"), "{path}");
        Rendered::none_of(
            [(path, text)].into_iter(),
            &["pull_request_target", "${{ github.event", "github.head_ref"],
        );
    }
}

#[test]
fn d22_d23_d35_the_pipeline_has_the_gates_that_the_checklist_asks_for() {
    let rendered = default();
    let all: String = workflows(&rendered).iter().map(|(_, text)| *text).collect();
    for step in [
        "govulncheck",
        "make cover-check",
        "make docker-build",
        "make generate-check",
        "golangci/golangci-lint-action",
        "-race",
        "-shuffle=on",
    ] {
        assert!(all.contains(step), "no step {step}");
    }
    let ci: serde_json::Value =
        serde_saphyr::from_str(rendered.text(".github/workflows/ci.yml")).expect("parses");
    assert_eq!(ci["permissions"]["contents"], "read");
    assert_eq!(
        (&ci["jobs"]["test"]["needs"], &ci["jobs"]["build"]["needs"]),
        (&"lint".into(), &"test".into())
    );
    for service in ["postgres", "redis"] {
        assert!(
            ci["jobs"]["test"]["services"][service]["options"].is_string(),
            "{service} with a health check"
        );
    }
    rendered.is_there(
        "Makefile",
        &["COVER_MIN ?= 90", "./internal/service/...,./internal/domain/...", "govulncheck"],
    );
    let ci_target =
        rendered.text("Makefile").lines().find(|line| line.starts_with("ci:")).unwrap_or_default();
    for target in ["fmt-check", "lint", "vuln", "test", "build"] {
        assert!(ci_target.contains(target), "make ci lacks {target}: {ci_target}");
    }
}

#[test]
fn every_make_target_is_phony_and_described() {
    for rendered in several() {
        let text = rendered.text("Makefile");
        for line in text.lines() {
            let Some((name, _)) = line.split_once(':') else { continue };
            let target = !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if target && !line.contains(":=") {
                assert!(
                    text.contains(&format!(".PHONY: {name}")) || text.contains(&format!(" {name} ")),
                    "{name} is not phony"
                );
                assert!(line.contains("## "), "{name} has no description");
            }
        }
    }
}

#[test]
fn d24_security_headers_are_those_of_an_api() {
    let rendered = default();
    let all: String = rendered
        .source()
        .filter(|(path, _)| path.starts_with("internal/httpapi/"))
        .map(|(_, text)| text)
        .collect();
    for part in [
        "nosniff",
        "default-src 'none'; frame-ancestors 'none'",
        "no-store",
        "same-origin",
        "no-referrer",
        "Strict-Transport-Security",
    ] {
        assert!(all.contains(part), "no {part}");
    }
    for old in ["X-XSS-Protection", "X-Frame-Options"] {
        assert!(!all.contains(&format!("\"{old}\"")), "{old} adds nothing to JSON");
    }
}

#[test]
fn d25_profiles_are_served_on_loopback_by_a_mux_of_their_own() {
    for rendered in several() {
        Rendered::none_of(
            rendered.source(),
            &[
                "_ \"net/http/pprof\"",
                ":6060",
                "http.DefaultServeMux",
                "http.ListenAndServe",
                "http.HandleFunc(",
                "http.Handle(",
            ],
        );
        rendered.is_there("internal/config/config.go", &["envDefault:\"127.0.0.1:9090\""]);
        let log_package = rendered
            .source()
            .filter(|(_, text)| text.contains("\t\"log\"\n"))
            .map(|(path, _)| path)
            .collect::<Vec<_>>();
        assert!(log_package.is_empty(), "{log_package:?} import log");
    }
}

#[test]
fn d26_telemetry_is_wired_and_flushed() {
    for rendered in several() {
        let all: String = rendered.source().map(|(_, text)| text).collect();
        for part in [
            "otelhttp",
            "sdktrace.NewTracerProvider",
            ".Shutdown(ctx)",
            "propagation.TraceContext",
            "prometheus.NewRegistry()",
            "NewGoCollector",
            "NewProcessCollector",
        ] {
            assert!(all.contains(part), "no {part}");
        }
        Rendered::none_of(
            rendered.source(),
            &[
                "promauto.",
                "prometheus.DefaultRegisterer",
                "NewWithAttributes",
                "WithSyncer",
                "NewSimpleSpanProcessor",
                "promhttp.Handler()",
            ],
        );
    }
    let all: String = default().source().map(|(_, text)| text.to_owned()).collect();
    assert!(all.contains("otelpgx") && all.contains("redisotel"), "the database and the cache have spans");
}

#[test]
fn d27_an_open_breaker_lets_one_probe_through() {
    let rendered = default();
    rendered.is_there(
        "internal/breaker/breaker_test.go",
        &[
            "func TestOneProbeOnly(",
            "for range 500",
            "func TestCancellationsDoNotCount(",
            "func TestLateCallsDoNotDecide(",
        ],
    );
    let outbound: Vec<&str> = (rendered.source())
        .filter(|(path, text)| path.starts_with("internal/notify/") && text.contains(".breaker.Do("))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(outbound, ["internal/notify/notify.go"], "calls to other services go through the breaker");
}

#[test]
fn d28_whoever_starts_background_work_ends_it() {
    for rendered in several() {
        let lifecycle = rendered.text("internal/app/lifecycle.go");
        assert!(lifecycle.contains("context.WithCancel(") && lifecycle.contains("<-r.done"), "{lifecycle}");
        for (path, text) in rendered.source().filter(|(path, _)| !path.starts_with("internal/app/")) {
            // Goroutines are those of an errgroup that is waited for, or the lifecycle's.
            for (number, line) in code_lines(path, text) {
                assert!(!line.trim_start().starts_with("go "), "{path}:{number}: {line}");
            }
            assert_eq!(text.matches("errgroup.Group").count(), text.matches(".Wait()").count(), "{path}");
        }
    }
}

#[test]
fn d29_labels_come_from_the_route_and_an_allow_list() {
    for rendered in several() {
        let metrics = rendered.text("internal/httpapi/metrics.go");
        assert!(metrics.contains("\"unmatched\""), "{metrics}");
        assert!(!metrics.contains("r.URL.Path"), "a path is no label");
    }
}

#[test]
fn d30_loop_variables_are_not_copied() {
    for rendered in several() {
        for (path, text) in rendered.go() {
            for (number, line) in code_lines(path, text) {
                if let Some((left, right)) = line.trim().split_once(" := ") {
                    assert!(left != right, "{path}:{number}: {line}");
                }
            }
        }
    }
}

#[test]
fn d31_identifiers_come_from_the_standard_library_where_it_has_them() {
    for rendered in several() {
        let go_mod = rendered.text("go.mod");
        let version = go_mod.lines().find_map(|line| line.strip_prefix("go 1.")).unwrap_or_default();
        let minor: u32 = version.split('.').next().and_then(|n| n.parse().ok()).expect("a go line");
        assert!(minor < 27 || !go_mod.contains("github.com/google/uuid"), "package uuid is in go 1.27");
        Rendered::none_of(rendered.go(), &["satori/go.uuid", "gofrs/uuid", "rs/xid"]);
    }
}

#[test]
fn d33_d34_tests_use_the_maintained_libraries() {
    for rendered in several() {
        let old = [
            "GenericContainer(",
            "RunContainer(",
            "github.com/golang/mock",
            "github.com/matryer/is",
            "github.com/pkg/errors",
            "lib/pq",
            "dgrijalva/jwt-go",
            "satori/go.uuid",
            "gopkg.in/yaml.v2",
            "automaxprocs",
            "\"io/ioutil\"",
            "golang.org/x/net/context",
            "hashicorp/go-multierror",
            "go.uber.org/atomic",
        ];
        Rendered::none_of(rendered.go(), &old);
    }
    let rendered = default();
    assert!(
        rendered.tests().any(|(_, text)| text.contains("tcpostgres.Run(") || text.contains("postgres.Run("))
    );
    assert!(rendered.tests().any(|(_, text)| text.contains("postgres:18")));
}

#[test]
fn d39_bodies_are_limited_and_read_strictly() {
    for rendered in several() {
        let all: String = rendered
            .source()
            .filter(|(path, _)| path.starts_with("internal/httpapi/"))
            .map(|(_, text)| text)
            .collect();
        for part in [
            "http.MaxBytesReader(",
            "DisallowUnknownFields()",
            "StatusUnsupportedMediaType",
            "StatusRequestEntityTooLarge",
        ] {
            assert!(all.contains(part), "no {part}");
        }
    }
}

#[test]
fn d2_d40_texts_claim_no_standard_and_promise_no_factor() {
    for rendered in several() {
        for (path, text) in everything(&rendered) {
            let text = text.to_lowercase();
            for claim in ["standard layout", "standard go project layout", "production ready", "blazing"] {
                assert!(!text.contains(claim), "{path} claims {claim:?}");
            }
            let factor =
                text.split_whitespace().zip(text.split_whitespace().skip(1)).find(|(number, word)| {
                    number.trim_end_matches('x').trim_end_matches('×').parse::<f64>().is_ok()
                        && number.ends_with(['x', '×'])
                        && ["faster", "cheaper", "smaller"].contains(word)
                });
            assert_eq!(factor, None, "{path}");
        }
    }
}

#[test]
fn d42_there_is_no_pool_without_a_benchmark() {
    for rendered in several() {
        Rendered::none_of(rendered.source(), &["sync.Pool"]);
    }
}

#[test]
fn d43_ended_contexts_are_no_server_errors() {
    for rendered in several() {
        rendered.is_there(
            "internal/httpapi/problem.go",
            &["context.DeadlineExceeded", "context.Canceled", "StatusGatewayTimeout", "499"],
        );
    }
}

#[test]
fn d44_readiness_goes_off_before_the_listener_closes() {
    for rendered in several() {
        let serve = rendered.text("internal/app/serve.go");
        let steps = ["drain()\n", "time.After(delay)", "srv.Shutdown(ctx)"];
        let places: Vec<usize> =
            steps.iter().map(|step| serve.find(step).unwrap_or_else(|| panic!("no {step}"))).collect();
        assert!(places.is_sorted(), "{steps:?} are at {places:?}");
        rendered.is_there("internal/app/api.go", &["ready.Drain, in.cfg.Server.DrainDelay"]);
    }
}

#[test]
fn d45_the_order_of_the_middleware_is_the_documented_one() {
    let order = [
        "recoverPanics",
        "requestID",
        "clientIP",
        "traced",
        "accessLog",
        "measure",
        "securityHeaders",
        "cors",
        "limitClients",
        "timeout",
        "authenticate",
        "limitBody",
    ];
    let rendered = default();
    let router = rendered.text("internal/httpapi/router.go");
    let places: Vec<usize> = order
        .iter()
        .map(|name| router.find(&format!("a.{name}")).unwrap_or_else(|| panic!("no {name}")))
        .collect();
    assert!(places.is_sorted(), "{order:?} are at {places:?}");
    for route in ["\"/healthz\"", "\"/readyz\"", "\"/livez\""] {
        assert!(router.contains(route), "no route {route}");
    }
}

#[test]
fn no_secret_is_in_the_output() {
    for rendered in several() {
        for (path, text) in everything(&rendered) {
            for line in text.lines() {
                assert!(!line.contains("-----BEGIN") || is_test(path), "{path}: {line}");
                let token = ["ghp_", "AKIA", "xoxb-", "sk_live_"].iter().any(|head| line.contains(head));
                assert!(!token, "{path}: {line}");
            }
        }
        assert!(!rendered.has(".env"), "only an example is written");
        assert!(rendered.text(".gitignore").lines().any(|line| line.trim_start_matches('/') == ".env"));
    }
}

#[test]
fn literals_in_source_are_no_credentials() {
    for rendered in several() {
        for (path, text) in rendered.source() {
            let file = parse(text);
            for id in file.ids() {
                let Node::BasicLit { kind: LitKind::String } = file[id] else { continue };
                // A struct tag shows what a value looks like.
                let is_tag = file.parent(id).is_some_and(|parent| matches!(file[parent], Node::Field { .. }));
                let value = file.text_of(id);
                let credential = value.contains("://")
                    && value.split("://").nth(1).is_some_and(|rest| rest.contains('@') && rest.contains(':'));
                assert!(is_tag || !credential, "{path}: {value}");
            }
        }
    }
}

#[test]
fn every_package_has_a_comment_and_tests() {
    for rendered in several() {
        let folders: BTreeSet<&str> = rendered
            .source()
            .filter_map(|(path, _)| path.rsplit_once('/').map(|(folder, _)| folder))
            .collect();
        for folder in folders {
            let own = |path: &str| path.rsplit_once('/').is_some_and(|(other, _)| other == folder);
            let documented = rendered
                .go()
                .filter(|(path, _)| own(path))
                .any(|(_, text)| parse(text).package_doc().is_some());
            assert!(documented, "{folder} has no package comment");
        }
        let no_markers = rendered
            .go()
            .filter(|(_, text)| !is_generated(text))
            .all(|(_, text)| !text.contains("TODO") && !text.contains("FIXME"));
        assert!(no_markers, "unfinished work in the output");
    }
}
