//! `suspicious/abandoned-import`. See the page beside this file.

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef { id: "suspicious/abandoned-import", check: Check::File(check), ..rule() };

/// Import path, or its beginning with a slash at the end, and what to use in its place.
const ABANDONED: &[(&str, &str)] = &[
    ("github.com/golang/mock/", "was archived in 2023; go.uber.org/mock continues it"),
    ("github.com/pkg/errors", "was archived in 2021; use fmt.Errorf with %w and package errors"),
    ("github.com/dgrijalva/jwt-go", "is unmaintained and has known holes; use github.com/golang-jwt/jwt/v5"),
    ("github.com/satori/go.uuid", "is unmaintained and has a known hole; use github.com/google/uuid"),
    ("github.com/kelseyhightower/envconfig", "is unmaintained since 2022; use github.com/caarlos0/env/v11"),
    ("github.com/gorilla/context", "is superseded by package context"),
    ("golang.org/x/net/context", "was moved to package context in Go 1.7"),
    ("io/ioutil", "is deprecated since Go 1.16; its functions live in io and os"),
    ("github.com/golang/protobuf/", "is superseded by google.golang.org/protobuf"),
    ("github.com/opentracing/opentracing-go", "was archived; use go.opentelemetry.io/otel"),
    ("github.com/jinzhu/gorm", "is superseded by gorm.io/gorm"),
    ("github.com/go-redis/redis", "was moved to github.com/redis/go-redis/v9"),
    ("github.com/streadway/amqp", "is unmaintained; use github.com/rabbitmq/amqp091-go"),
];

fn check(cx: &Cx<'_>) {
    for import in cx.imports().iter() {
        let path = import.path.as_str();
        let names = |entry: &str| match entry.strip_suffix('/') {
            Some(base) => path == base || path.starts_with(entry),
            None => path == entry || path.strip_prefix(entry).is_some_and(is_major_version),
        };
        if let Some((_, advice)) = ABANDONED.iter().find(|(entry, _)| names(entry)) {
            if path == "io/ioutil" && !cx.go_at_least(16) || is_itself(cx, path) {
                continue;
            }
            cx.report_node(import.spec, format!("{path} {advice}"));
        }
    }
}

/// Whether the import is of the module that the importing package belongs to.
fn is_itself(cx: &Cx<'_>, path: &str) -> bool {
    let module = |path: &str| path.split('/').take(3).map(str::to_owned).collect::<Vec<_>>();
    module(cx.package.path) == module(path)
}

/// `/v8` behind a module path.
fn is_major_version(rest: &str) -> bool {
    rest.strip_prefix("/v").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
