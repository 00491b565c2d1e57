//! What other generators get wrong.

use godwit_scaffold::manifest::Manifest;
use godwit_scaffold::template_set::TemplateSet;
use godwit_syntax::{Node, parse};

use crate::rendered::{Rendered, code_lines};
use crate::{default, everything, package_variables, several, workflows};

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
