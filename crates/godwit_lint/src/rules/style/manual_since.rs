//! `style/manual-since`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/manual-since",
    aliases: &[("staticcheck", "S1012"), ("staticcheck", "S1024")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { fun, .. } = cx.file[node] else { return };
    let Node::Selector { x, sel } = cx.file[fun] else { return };
    if cx.file.text_of(sel) != "Sub" {
        return;
    }
    let [arg] = cx.args(node)[..] else { return };
    if cx.is_call_to(x, "time", "Now") {
        let Some(package) = qualifier(cx, x) else { return };
        let edit =
            Edit::replace(Span::new(cx.file.start(node), cx.file.end(fun)), format!("{package}.Since"));
        cx.report_node(node, "should use time.Since instead of time.Now().Sub")
            .fix(Fix::safe("call time.Since", vec![edit]));
    } else if cx.is_call_to(arg, "time", "Now") && is_time(cx, x) {
        let Some(package) = qualifier(cx, arg) else { return };
        let replacement = format!("{package}.Until({})", cx.file.text_of(x));
        cx.report_node(node, "should use time.Until instead of t.Sub(time.Now())")
            .fix(Fix::safe("call time.Until", vec![Edit::replace(cx.file.span(node), replacement)]));
    }
}

/// The name under which a call's package is imported.
fn qualifier<'f>(cx: &Cx<'f>, call: NodeId) -> Option<&'f str> {
    let Node::Call { fun, .. } = cx.file[call] else { return None };
    let Node::Selector { x, .. } = cx.file[cx.file.unparen(fun)] else { return None };
    Some(cx.file.text_of(x))
}

/// A variable declared as time.Time.
fn is_time(cx: &Cx<'_>, expr: NodeId) -> bool {
    let Some(object) = cx.object(expr) else { return false };
    match cx.file[object.decl] {
        Node::Field { ty: Some(ty), .. } | Node::ValueSpec { ty: Some(ty), .. } => {
            cx.is_qualified(ty, "time", "Time")
        }
        _ => false,
    }
}
