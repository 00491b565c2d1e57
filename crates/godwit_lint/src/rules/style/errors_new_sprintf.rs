//! `style/errors-new-sprintf`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/errors-new-sprintf",
    aliases: &[("revive", "errorf"), ("staticcheck", "S1028")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { fun, args, .. } = cx.file[node] else { return };
    let Some(inner) = cx.file.list_single(args).map(|arg| cx.file.unparen(arg)) else { return };
    if !matches!(cx.file[inner], Node::Call { .. }) || !cx.is_call_to(inner, "fmt", "Sprintf") {
        return;
    }
    let Node::Call { fun: sprintf, .. } = cx.file[inner] else { return };
    let (outer, sprintf_text) = (cx.file.text_of(fun), cx.file.text_of(sprintf));
    if cx.is_call_to(node, "errors", "New") {
        let errorf = sprintf_text.replace("Sprintf", "Errorf");
        let message = format!("should replace {outer}({sprintf_text}(...)) with {errorf}(...)");
        // Everything around the arguments of Sprintf goes.
        let mut edits = vec![
            Edit::replace(Span::new(cx.file.start(node), cx.file.end(sprintf)), errorf),
            Edit::delete(Span::new(cx.file.end(inner), cx.file.end(node))),
        ];
        edits.extend(cx.edit_import_unused_after("errors", 1));
        cx.report_node(node, message).fix(Fix::safe("call fmt.Errorf", edits));
    } else if is_testing_error(cx, node) {
        report_testing_error(cx, node, inner);
    }
}

/// Reports `t.Error(fmt.Sprintf(…))`.
pub fn report_testing_error(cx: &Cx<'_>, node: NodeId, inner: NodeId) {
    let (Node::Call { fun, .. }, Node::Call { fun: sprintf, .. }) = (cx.file[node], cx.file[inner]) else { return };
    let (outer, sprintf_text) = (cx.file.text_of(fun), cx.file.text_of(sprintf));
    let message = format!("should replace {outer}({sprintf_text}(...)) with {outer}f(...)");
    let mut edits = vec![
        Edit::replace(Span::new(cx.file.end(fun), cx.file.end(sprintf)), "f"),
        Edit::delete(Span::new(cx.file.end(inner), cx.file.end(node))),
    ];
    edits.extend(cx.edit_import_unused_after("fmt", 1));
    cx.report_node(node, message).fix(Fix::safe("call Errorf", edits));
}

/// Whether a call is `t.Error` on a parameter of type `*testing.T`.
pub fn is_testing_error(cx: &Cx<'_>, call: NodeId) -> bool {
    // The fix puts its letter behind the name: `(t.Error)(…)` is left alone.
    let Node::Call { fun, .. } = cx.file[call] else { return false };
    if !matches!(cx.file[fun], Node::Selector { .. }) {
        return false;
    }
    let Some((x, name)) = cx.method_call(call) else { return false };
    if name.as_str() != "Error" {
        return false;
    }
    let Some(object) = cx.object(x) else { return false };
    let Node::Field { ty: Some(ty), .. } = cx.file[object.decl] else { return false };
    let Node::Star { x: base } = cx.file[ty] else { return false };
    cx.is_qualified(base, "testing", "T")
}
