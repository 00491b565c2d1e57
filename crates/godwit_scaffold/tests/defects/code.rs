//! D-3 to D-18: errors, names, packages, queries.

use godwit_syntax::parse;

use crate::rendered::{Rendered, code_lines, render};
use crate::{default, everything, several};

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
