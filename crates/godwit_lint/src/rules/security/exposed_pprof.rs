//! `security/exposed-pprof`. See the page beside this file.

use godwit_syntax::{Node, NodeId};

use crate::imports::ImportKind;
use crate::{Check, Cx, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "security/exposed-pprof",
    aliases: &[("gosec", "G108")],
    check: Check::Package(check),
    ..rule()
};

fn check(files: &[Cx<'_>]) {
    let serves = files.iter().any(serves_default_mux);
    if !serves {
        return;
    }
    for cx in files.iter().filter(|cx| !cx.is_test()) {
        for import in cx.imports().iter() {
            if import.path == "net/http/pprof" && import.kind == ImportKind::Blank {
                cx.report_node(
                    import.spec,
                    "net/http/pprof puts /debug/pprof on the default mux, which this package serves; give profiling its own listener on loopback",
                );
            }
        }
    }
}

/// Whether the file starts a server with the default mux on an address that others can reach.
fn serves_default_mux(cx: &Cx<'_>) -> bool {
    if !cx.imports().has("net/http") || cx.is_test() {
        return false;
    }
    cx.file.ids().any(|id| match cx.file[id] {
        Node::Call { .. } => {
            let Some(callee) = cx.callee(id).filter(|c| c.path == "net/http") else { return false };
            let args = cx.args(id);
            matches!(callee.name.as_str(), "ListenAndServe" | "ListenAndServeTLS")
                && args.last().is_some_and(|&h| cx.is_nil(h))
                && args.first().is_some_and(|&a| !is_loopback(cx, a))
        }
        _ => false,
    })
}

fn is_loopback(cx: &Cx<'_>, address: NodeId) -> bool {
    literal::string_value(cx.file, address)
        .is_some_and(|a| ["localhost:", "127.0.0.1:", "[::1]:"].iter().any(|host| a.starts_with(host)))
}
