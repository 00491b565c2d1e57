//! D-2 and D-24 to D-45: what a running service does, and what its texts claim.

use crate::rendered::{Rendered, code_lines};
use crate::{default, everything, several};

/// The source of the HTTP layer, all files in one.
fn http_api(rendered: &Rendered) -> String {
    rendered
        .source()
        .filter(|(path, _)| path.starts_with("internal/httpapi/"))
        .map(|(_, text)| text)
        .collect()
}

#[test]
fn d24_security_headers_are_those_of_an_api() {
    let rendered = default();
    let all = http_api(&rendered);
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
        let all = http_api(&rendered);
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
