//! `style/manual-since`. See the page beside this file.

use godwit_base::{Edit, Fix, Span, sym};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::types::is_named;
use crate::{Check, Cx, FixKind, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/manual-since",
    aliases: &[("staticcheck", "S1012"), ("staticcheck", "S1024")],
    fix: FixKind::Safe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { fun, .. } = cx.file[node] else { return };
    let Node::Selector { x, sel } = cx.file[fun] else { return };
    if cx.file.ident(sel) != Some(sym::SUB) {
        return;
    }
    let Node::Call { args, .. } = cx.file[node] else { return };
    let Some(arg) = cx.file.list_single(args).map(|arg| cx.file.unparen(arg)) else { return };
    let now = cx.file.unparen(x);
    if cx.is_call_to(now, "time", "Now") {
        let Some(package) = qualifier(cx, now) else { return };
        let edit =
            Edit::replace(Span::new(cx.file.start(node), cx.file.end(fun)), format!("{package}.Since"));
        cx.report_node(node, "should use time.Since instead of time.Now().Sub")
            .code(if cx.is_call_to(arg, "time", "Now") { "" } else { "S1012" })
            .fix(Fix::safe("call time.Since", vec![edit]));
    } else if cx.is_call_to(arg, "time", "Now") && is_method_of_time(cx, sel) {
        let Some(package) = qualifier(cx, arg) else { return };
        let report = cx.report_node(node, "should use time.Until instead of t.Sub(time.Now())").code("S1024");
        // A pointer, or a struct that embeds a Time, is no argument for Until.
        if is_time(cx, x) {
            let replacement = format!("{package}.Until({})", cx.file.text_of(x));
            report.fix(Fix::safe("call time.Until", vec![Edit::replace(cx.file.span(node), replacement)]));
        }
    }
}

/// The name under which a call's package is imported.
fn qualifier<'f>(cx: &Cx<'f>, call: NodeId) -> Option<&'f str> {
    let Node::Call { fun, .. } = cx.file[call] else { return None };
    let Node::Selector { x, .. } = cx.file[cx.file.unparen(fun)] else { return None };
    Some(cx.file.text_of(x))
}

fn is_method_of_time(cx: &Cx<'_>, sel: NodeId) -> bool {
    let Some((types, method)) = cx.types().and_then(|types| Some((types, types.object(sel)?))) else { return false };
    types.ask(|checker| is_named(checker, method, "time", "Sub"))
}

fn is_time(cx: &Cx<'_>, expr: NodeId) -> bool {
    cx.types().and_then(|types| types.type_string(expr)).is_some_and(|ty| ty == "time.Time")
}
