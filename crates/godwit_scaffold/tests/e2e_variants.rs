//! Two services far from the default; the pairwise matrix of `cargo xtask scaffold-matrix` covers the rest.
#![allow(clippy::disallowed_methods, reason = "tests prepare services on disk")]

mod stage;

use stage::{Service, stage};

#[test]
fn the_smallest_service_is_green() {
    let Some(stage) = stage() else { return };
    let service = Service::render(&[
        ("router", "std"),
        ("db", "none"),
        ("cache", "none"),
        ("auth", "none"),
        ("grpc", "none"),
        ("worker", "no"),
        ("ci", "none"),
        ("deploy", "none"),
        ("license", "none"),
    ]);
    service.is_green(&stage);
    service.is_lint_clean(&stage);
}

#[test]
fn the_largest_service_is_green() {
    let Some(stage) = stage() else { return };
    let service = Service::render(&[
        ("grpc", "connect"),
        ("ci", "gitlab"),
        ("deploy", "k8s"),
        ("license", "apache-2.0"),
    ]);
    service.is_green(&stage);
    service.is_lint_clean(&stage);
}
