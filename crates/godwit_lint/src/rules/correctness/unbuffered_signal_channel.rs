//! `correctness/unbuffered-signal-channel`. See the page beside this file.

use godwit_base::{Edit, Fix, sym};
use godwit_syntax::{Node, NodeId};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/unbuffered-signal-channel",
    aliases: &[("govet", "sigchanyzer"), ("staticcheck", "SA1017")],
    fix: FixKind::Safe,
    check: Check::Calls(&["os/signal"], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    if !cx.is_call_to(node, "os/signal", "Notify") {
        return;
    }
    let Some(channel) = cx.args(node).first().copied() else { return };
    let Some(make) = made_by(cx, cx.file.unparen(channel)) else { return };
    if !cx.is_builtin_call(make, sym::MAKE) {
        return;
    }
    // vet looks at variables alone.
    let code = if matches!(cx.file[channel], Node::Ident { .. }) { "" } else { "SA1017" };
    let message = "misuse of unbuffered os.Signal channel as argument to signal.Notify";
    match cx.args(make)[..] {
        [_] => {
            let edit = Edit::insert(cx.file.end(make) - 1, ", 1");
            cx.report_node(node, message).code(code).fix(Fix::safe("give the channel a buffer of 1", vec![edit]));
        }
        [_, size] if cx.constant_int(size) == Some(0) => {
            let edit = Edit::replace(cx.file.span(size), "1");
            let report = cx.report_node(node, message).code("SA1017");
            report.fix(Fix::safe("give the channel a buffer of 1", vec![edit]));
        }
        _ => {}
    }
}

/// How many variables that were set from each other are followed.
const MAX_NAMES: usize = 4;

/// The expression that a channel variable was declared with.
fn made_by(cx: &Cx<'_>, mut channel: NodeId) -> Option<NodeId> {
    for _ in 0..MAX_NAMES {
        if matches!(cx.file[channel], Node::Call { .. }) {
            return Some(channel);
        }
        channel = cx.file.unparen(declared_with(cx, channel)?);
    }
    None
}

fn declared_with(cx: &Cx<'_>, channel: NodeId) -> Option<NodeId> {
    let name = cx.file.ident(channel)?;
    let object = cx.object(channel)?;
    let (names, values) = match cx.file[object.decl] {
        Node::Assign { lhs, rhs, .. } => (lhs, rhs),
        Node::ValueSpec { names, values, .. } => (names, values),
        _ => return None,
    };
    let index = cx.file.list(names).position(|n| cx.file.ident(n) == Some(name))?;
    if cx.file.n_list(names) != cx.file.n_list(values) {
        return None;
    }
    cx.file.list_get(values, index)
}
