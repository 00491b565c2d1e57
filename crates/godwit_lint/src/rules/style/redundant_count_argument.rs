//! `style/redundant-count-argument`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/redundant-count-argument",
    aliases: &[("gocritic", "wrapperFunc"), ("staticcheck", "QF1004")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some(callee) = cx.callee(node) else { return };
    if let Some(better) = wrapped(cx, node, callee.path, callee.name.as_str()) {
        cx.report_node(node, format!("use {better} method in `{}`", cx.snippet(node))).code("wrapperFunc");
        return;
    }
    if !matches!(callee.path, "strings" | "bytes") {
        return;
    }
    let (short, n_args) = match callee.name.as_str() {
        "Replace" => ("ReplaceAll", 4),
        "SplitN" => ("Split", 3),
        "SplitAfterN" => ("SplitAfter", 3),
        _ => return,
    };
    if short == "ReplaceAll" && !cx.go_at_least(12) {
        return;
    }
    let args = cx.args(node);
    let (Some(&count), Some(&before)) = (args.last(), args.get(args.len().wrapping_sub(2))) else { return };
    if args.len() != n_args || literal::int_value(cx.file, count) != Some(-1) {
        return;
    }
    let Node::Call { fun, .. } = cx.file[node] else { return };
    let Node::Selector { x, sel } = cx.file[cx.file.unparen(fun)] else { return };
    let edits = vec![
        Edit::replace(cx.file.span(sel), short),
        Edit::delete(Span::new(cx.file.end(before), cx.file.end(count))),
    ];
    let is_wrapper = short == "ReplaceAll" || (callee.path == "strings" && short == "Split");
    cx.report_node(node, format!("use {}.{short} method in `{}`", cx.file.text_of(x), cx.snippet(node)))
        .code(if is_wrapper { "" } else { "QF1004" })
        .fix(Fix::safe(format!("call {short}"), edits));
}

/// The function that a call with this well-known argument is written out as. Mapping text to upper or lower case is not one of
/// them: a few characters change their number of runes there.
fn wrapped(cx: &Cx<'_>, call: NodeId, path: &str, name: &str) -> Option<&'static str> {
    let first = *cx.args(call).first()?;
    let is = |path, name| cx.is_qualified(first, path, name);
    match (path, name) {
        ("strings", "Map") if is("unicode", "ToTitle") => Some("strings.ToTitle"),
        ("bytes", "Map") if is("unicode", "ToUpper") => Some("bytes.ToUpper"),
        ("bytes", "Map") if is("unicode", "ToLower") => Some("bytes.ToLower"),
        ("bytes", "Map") if is("unicode", "ToTitle") => Some("bytes.ToTitle"),
        ("net/http", "HandlerFunc") if is("net/http", "NotFound") => Some("http.NotFoundHandler"),
        _ => None,
    }
}
