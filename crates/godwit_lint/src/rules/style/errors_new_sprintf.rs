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
    } else if let Some((receiver, method)) = testing_method(cx, node) {
        let message = format!("should replace {outer}({sprintf_text}(...)) with {receiver}.{method}f(...)");
        let mut edits = vec![
            Edit::replace(Span::new(cx.file.end(fun), cx.file.end(sprintf)), "f"),
            Edit::delete(Span::new(cx.file.end(inner), cx.file.end(node))),
        ];
        edits.extend(cx.edit_import_unused_after("fmt", 1));
        cx.report_node(node, message).fix(Fix::safe(format!("call {method}f"), edits));
    }
}

/// Variable and method of `t.Error` on a parameter of type `*testing.T`.
fn testing_method<'f>(cx: &Cx<'f>, call: NodeId) -> Option<(&'f str, &'f str)> {
    let (x, name) = cx.method_call(call)?;
    let name = name.as_str();
    if name != "Error" {
        return None;
    }
    let Node::Field { ty: Some(ty), .. } = cx.file[cx.object(x)?.decl] else { return None };
    let Node::Star { x: base } = cx.file[ty] else { return None };
    if !cx.is_qualified(base, "testing", "T") {
        return None;
    }
    Some((cx.file.text_of(x), name))
}
