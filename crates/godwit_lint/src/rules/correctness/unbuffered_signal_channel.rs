//! `correctness/unbuffered-signal-channel`. See the page beside this file.

use godwit_base::{Edit, Fix, sym};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/unbuffered-signal-channel",
    aliases: &[("govet", "sigchanyzer"), ("staticcheck", "SA1017")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    if !cx.is_call_to(node, "os/signal", "Notify") {
        return;
    }
    let Some(channel) = cx.args(node).first().copied() else { return };
    let Some(make) = made_by(cx, cx.file.unparen(channel)) else { return };
    if !cx.is_builtin_call(make, sym::MAKE) || cx.args(make).len() != 1 {
        return;
    }
    // A named channel type may hide anything; only `chan T` is surely meant.
    if !matches!(cx.args(make).first().map(|&t| cx.file[t]), Some(Node::ChanType { .. })) {
        return;
    }
    let edit = Edit::insert(cx.file.end(make) - 1, ", 1");
    cx.report_node(node, "misuse of unbuffered os.Signal channel as argument to signal.Notify")
        .fix(Fix::safe("give the channel a buffer of 1", vec![edit]));
}

/// The expression that a channel variable was declared with.
fn made_by(cx: &Cx<'_>, channel: NodeId) -> Option<NodeId> {
    if matches!(cx.file[channel], Node::Call { .. }) {
        return Some(channel);
    }
    let name = cx.file.ident(channel)?;
    let object = cx.object(channel)?;
    let (names, values) = match cx.file[object.decl] {
        Node::Assign { lhs, rhs, .. } => (lhs, rhs),
        Node::ValueSpec { names, values, .. } => (names, values),
        _ => return None,
    };
    let index = cx.file.list(names).position(|n| cx.file.ident(n) == Some(name))?;
    cx.file.list_get(values, index).filter(|&v| matches!(cx.file[v], Node::Call { .. }))
}
