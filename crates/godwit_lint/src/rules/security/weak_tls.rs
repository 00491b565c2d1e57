//! `security/weak-tls`. See the page beside this file.

use godwit_syntax::{AssignOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "security/weak-tls",
    aliases: &[("gosec", "G402")],
    check: Check::Nodes(&[NodeKind::CompositeLit, NodeKind::Assign], check),
    ..rule()
};

const TLS: &str = "crypto/tls";
/// Versions below are broken.
const TLS_1_2: i128 = 0x0303;

fn check(cx: &Cx<'_>, node: NodeId) {
    if cx.is_test() || !cx.imports().has(TLS) {
        return;
    }
    match cx.file[node] {
        Node::CompositeLit { ty: Some(ty), elts } if cx.is_qualified(ty, TLS, "Config") => {
            for elt in cx.file.list(elts) {
                if let Node::KeyValue { key, value } = cx.file[elt] {
                    field(cx, cx.file.text_of(key), value);
                }
            }
        }
        Node::Assign { op: AssignOp::Assign, lhs, rhs } => {
            for (target, value) in cx.file.list(lhs).zip(cx.file.list(rhs)) {
                if let Node::Selector { sel, .. } = cx.file[target] {
                    field(cx, cx.file.text_of(sel), value);
                }
            }
        }
        _ => {}
    }
}

fn field(cx: &Cx<'_>, name: &str, value: NodeId) {
    match name {
        "InsecureSkipVerify" if cx.bool_value(value) == Some(true) => {
            cx.report_node(
                value,
                "TLS InsecureSkipVerify set true: anybody in between can read and change the traffic",
            );
        }
        "MinVersion" | "MaxVersion" if is_old(cx, value) => {
            cx.report_node(
                value,
                format!("TLS {name} too low: versions before 1.2 are broken; use tls.VersionTLS12 or later"),
            );
        }
        _ => {}
    }
}

fn is_old(cx: &Cx<'_>, value: NodeId) -> bool {
    if let Some(version) = cx.qualified(value) {
        return version.path == TLS
            && matches!(version.name.as_str(), "VersionSSL30" | "VersionTLS10" | "VersionTLS11");
    }
    literal::int_value(cx.file, value).is_some_and(|v| 0 < v && v < TLS_1_2)
}
