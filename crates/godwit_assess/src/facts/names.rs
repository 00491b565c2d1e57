//! The names that probes ask for. Only these are kept, so that facts stay small.

/// Methods and fields of any receiver.
pub const NAMES: &[&str] = &[
    "Shutdown",
    "ForceFlush",
    "Validate",
    "Struct",
    "StructCtx",
    "MaxConns",
    "SetMaxOpenConns",
    "PoolSize",
    "MaxOpenConns",
    "SetConnMaxLifetime",
    "GracefulStop",
    "MaxConnLifetime",
    "Ping",
    "PingContext",
    "SetLimit",
    "ReadHeaderTimeout",
    "WriteTimeout",
];

/// Headers that a middleware sets.
pub const HEADERS: &[&str] = &[
    "x-request-id",
    "x-content-type-options",
    "content-security-policy",
    "strict-transport-security",
    "x-frame-options",
    "referrer-policy",
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "retry-after",
    "x-xss-protection",
    "cache-control",
];

/// Import paths whose uses are kept name by name: these, and everything below a prefix that ends with a slash.
pub const PACKAGES: &[&str] = &[
    "net/http",
    "os",
    "os/signal",
    "os/exec",
    "syscall",
    "context",
    "errors",
    "fmt",
    "log",
    "log/slog",
    "net",
    "time",
    "regexp",
    "database/sql",
    "encoding/json",
    "embed",
    "expvar",
    "golang.org/x/sync/errgroup",
    "golang.org/x/time/rate",
    "golang.org/x/sys/unix",
    "github.com/go-chi/",
    "github.com/gin-gonic/",
    "github.com/labstack/",
    "github.com/gofiber/",
    "github.com/gorilla/",
    "github.com/jackc/",
    "github.com/prometheus/",
    "go.opentelemetry.io/",
    "github.com/go-playground/",
    "github.com/caarlos0/",
    "github.com/kelseyhightower/",
    "github.com/rs/",
    "github.com/ulule/",
    "go.uber.org/",
    "github.com/unrolled/",
    "github.com/pkg/errors",
    "google.golang.org/grpc",
    "connectrpc.com/",
];

pub fn is_kept_package(path: &str) -> bool {
    PACKAGES.iter().any(|p| *p == path || (p.ends_with('/') && path.starts_with(p)))
}
