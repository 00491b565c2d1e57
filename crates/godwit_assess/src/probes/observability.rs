//! What a running program tells about itself.

use super::NEEDS_FLOW;
use crate::facts::{FileFacts, SiteKind};
use crate::probe::Dimension::Observability;
use crate::probe::Feed::{Ready, Score};
use crate::probe::{Answer, Effort, Evidence, Item, PROGRAMS, Probe, Remedy, SERVICE};
use crate::profile::Profile;
use crate::project::Project;

pub static PROBES: &[Probe] = &[
    Probe {
        id: "observability/structured-logs",
        question: "Is all output at run time structured?",
        rows: &[179, 180],
        feeds: &[Score(Observability, 2.0), Ready(Item::Logging)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "log with log/slog (JSON handler) instead of log and fmt",
            effort: Effort::Hour,
        },
        cap: None,
        ask: |p| {
            let sites: Vec<_> = p.sites(SiteKind::Log).filter(|(f, _)| !is_command(f)).collect();
            if sites.is_empty() {
                return Answer::no("the service logs nothing");
            }
            let bad: Vec<Evidence> =
                sites.iter().filter(|(_, s)| !s.is_good).map(|(f, s)| f.site_evidence(s)).collect();
            Answer::sites(sites.len() - bad.len(), sites.len(), "log calls are structured").because(bad)
        },
    },
    Probe {
        id: "observability/log-context",
        question: "Do log calls carry the context?",
        rows: &[181, 185],
        feeds: &[Score(Observability, 1.0)],
        profiles: SERVICE,
        remedy: Remedy { command: "replace Info by InfoContext(ctx, …) and its kin", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            let (good, all) = p.count(SiteKind::LogContext);
            if all == 0
                && p.count(SiteKind::Log).1 > 0
                && p.imports(|i| i.starts_with("github.com/rs/zerolog") || i.starts_with("go.uber.org/zap"))
                    .is_empty()
            {
                return Answer::no("no structured log call that could carry a context");
            }
            Answer::sites(good, all, "structured log calls carry the context")
                .because(p.bad(SiteKind::LogContext))
        },
    },
    Probe {
        id: "observability/metrics",
        question: "Are metrics collected and served?",
        rows: &[234, 235, 237],
        feeds: &[Score(Observability, 1.0), Ready(Item::Metrics)],
        profiles: SERVICE,
        remedy: Remedy { command: "godwit add observability", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            let found = p.imports(is_metrics);
            if found.is_empty() {
                return Answer::no("no metrics library is imported");
            }
            let served = route(p, &["/metrics"]);
            let handler = p.imports(|i| {
                i.starts_with("github.com/prometheus/client_golang/prometheus/promhttp")
                    || i.starts_with("go.opentelemetry.io/otel/exporters")
            });
            let good = 1 + usize::from(!served.is_empty() || !handler.is_empty());
            Answer::checklist(
                good,
                2,
                "metrics are collected".to_owned()
                    + if good == 2 { " and served" } else { " but nothing serves them" },
            )
            .because(found)
            .because(served)
        },
    },
    Probe {
        id: "observability/metric-cardinality",
        question: "Do metric labels take few values?",
        rows: &[234, 236],
        feeds: &[Score(Observability, 1.0)],
        profiles: SERVICE,
        remedy: Remedy { command: "label by the route pattern, never by the path", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            if p.imports(is_metrics).is_empty() {
                return Answer::not_applicable("there are no metrics");
            }
            Answer::unknown(format!("{NEEDS_FLOW}: which values reach a label"))
        },
    },
    Probe {
        id: "observability/traces",
        question: "Are requests traced?",
        rows: &[227, 230, 232],
        feeds: &[Score(Observability, 1.0), Ready(Item::Tracing)],
        profiles: SERVICE,
        remedy: Remedy { command: "godwit add observability", effort: Effort::Hour },
        cap: None,
        ask: |p| {
            let found = p.imports(is_tracing);
            Answer::when(!found.is_empty(), "OpenTelemetry is set up", "nothing is traced").because(found)
        },
    },
    Probe {
        id: "observability/traces-flushed",
        question: "Is the tracer shut down, so that the last spans arrive?",
        rows: &[231],
        feeds: &[Score(Observability, 1.0)],
        profiles: SERVICE,
        remedy: Remedy { command: "defer provider.Shutdown(ctx) with a deadline", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            let files: Vec<_> = p
                .code()
                .filter(|f| f.import_where(|i| i.starts_with("go.opentelemetry.io/otel/sdk/trace")).is_some())
                .collect();
            if files.is_empty() {
                return Answer::not_applicable("no tracer provider is set up");
            }
            let flushed: Vec<Evidence> = files
                .iter()
                .filter_map(|f| {
                    let line = f.names.get("Shutdown").or(f.names.get("ForceFlush"))?;
                    Some(f.evidence(*line, "Shutdown"))
                })
                .collect();
            Answer::when(!flushed.is_empty(), "the provider is shut down", "the provider is never shut down")
                .because(flushed)
        },
    },
    Probe {
        id: "observability/health-endpoints",
        question: "Are liveness and readiness two endpoints?",
        rows: &[212, 223, 224],
        feeds: &[Score(Observability, 2.0), Ready(Item::Health)],
        profiles: SERVICE,
        remedy: Remedy { command: "godwit add health", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            let live =
                route(p, &["/healthz", "/livez", "/health", "/live", "/liveness", "/-/healthy", "/alive"]);
            let ready = route(p, &["/readyz", "/ready", "/readiness", "/-/ready"]);
            let grpc = p.imports(|i| {
                i == "google.golang.org/grpc/health" || i == "google.golang.org/grpc/health/grpc_health_v1"
            });
            if !grpc.is_empty() && live.is_empty() {
                return Answer::yes("the gRPC health service is registered").because(grpc);
            }
            let good = usize::from(!live.is_empty()) + usize::from(!ready.is_empty());
            let reason = match (live.is_empty(), ready.is_empty()) {
                (false, false) => "liveness and readiness are served",
                (false, true) => "liveness is served, readiness is not",
                (true, false) => "readiness is served, liveness is not",
                (true, true) => "neither /healthz nor /readyz is served",
            };
            Answer::checklist(good, 2, reason).because(live).because(ready)
        },
    },
    Probe {
        id: "observability/request-id",
        question: "Does every request get an id that reaches the logs and the response?",
        rows: &[185, 186, 206],
        feeds: &[Score(Observability, 1.0), Ready(Item::RequestId)],
        profiles: SERVICE,
        remedy: Remedy {
            command: "mount a middleware that sets X-Request-ID (chi: middleware.RequestID)",
            effort: Effort::Minutes,
        },
        cap: None,
        ask: |p| {
            let set: Vec<Evidence> = p
                .code()
                .flat_map(|f| {
                    f.headers
                        .iter()
                        .filter(|h| h.name == "x-request-id")
                        .map(|h| f.evidence(h.line, "X-Request-ID"))
                })
                .collect();
            let library: Vec<Evidence> = p
                .code()
                .filter_map(|f| {
                    let (_, used) = f.uses.iter().find(|((_, name), _)| {
                        matches!(name.as_str(), "RequestID" | "RequestId" | "NewRequestID")
                    })?;
                    Some(f.evidence(used.line, "RequestID"))
                })
                .collect();
            let found = !set.is_empty() || !library.is_empty();
            Answer::when(found, "requests get an id", "no request id is set").because(set).because(library)
        },
    },
    Probe {
        id: "observability/cli-errors",
        question: "Do errors of the program go to standard error?",
        rows: &[179],
        feeds: &[],
        profiles: PROGRAMS,
        remedy: Remedy { command: "print errors with fmt.Fprintln(os.Stderr, …)", effort: Effort::Minutes },
        cap: None,
        ask: |p| {
            if p.profile != Profile::Cli {
                return Answer::not_applicable("a service logs");
            }
            let found = p.uses("os", "Stderr");
            Answer::when(!found.is_empty(), "os.Stderr is written to", "nothing is written to os.Stderr")
                .because(found)
        },
    },
];

/// A command beside the service prints its answer, and that is no log.
fn is_command(file: &FileFacts) -> bool {
    let is_cli = |path: &str| {
        path == "flag" || path == "github.com/spf13/cobra" || path.starts_with("github.com/urfave/cli")
    };
    file.package == "main" && file.serves.is_none() && file.import_where(is_cli).is_some()
}

fn is_metrics(path: &str) -> bool {
    path.starts_with("github.com/prometheus/client_golang")
        || path.starts_with("go.opentelemetry.io/otel/metric")
        || path.starts_with("github.com/VictoriaMetrics/metrics")
}

fn is_tracing(path: &str) -> bool {
    path.starts_with("go.opentelemetry.io/otel/sdk/trace")
        || path.starts_with("go.opentelemetry.io/contrib/instrumentation")
        || path.starts_with("go.opentelemetry.io/otel/trace")
}

/// Places that name one of these routes.
pub(super) fn route(p: &Project, names: &[&str]) -> Vec<Evidence> {
    p.sites(SiteKind::Route)
        .filter(|(_, s)| names.contains(&s.text.as_str()))
        .map(|(f, s)| f.site_evidence(s))
        .collect()
}
