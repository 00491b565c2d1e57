//! What other generators get wrong, and what the production checklist itself got wrong: none of it is in our output.
//!
//! One test per row; `dN` is row N of the checklist's own contradictions. What only a running service can show (drained requests,
//! label values, a database that goes away) is in `live/main.go` and in the service's own tests, which the end-to-end tests run.
//! D-1, that every snippet compiles, is what those do. D-36 to D-38 and D-41 are about reports, not about generated services.

mod code;
mod generators;
mod output;
mod pipeline;
#[path = "../rendered/mod.rs"]
mod rendered;
mod service;

use godwit_syntax::{DeclKind, File, Node, NodeId};
use rendered::{Rendered, render};

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
