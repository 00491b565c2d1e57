//! `suspicious/logged-and-returned`. See the page beside this file.

use godwit_base::Symbol;
use godwit_syntax::resolve::ObjectId;
use godwit_syntax::{List, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/logged-and-returned",
    check: Check::Nodes(&[NodeKind::Block], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Block { stmts, .. } = cx.file[node] else { return };
    let Some(last) = cx.file.list_last(stmts) else { return };
    let Node::Return { results } = cx.file[last] else { return };
    if results.is_empty() {
        return;
    }
    for stmt in cx.file.list(stmts) {
        let Node::ExprStmt { x } = cx.file[stmt] else { continue };
        if !is_log_call(cx, x) {
            continue;
        }
        if let Some((name, place)) = returned_error(cx, x, results) {
            cx.report_node(
                x,
                format!(
                    "{name} is logged here and returned below: it will be logged twice; do one of the two"
                ),
            )
            .related(cx.file.span(place), "returned here");
            return;
        }
    }
}

/// An error variable that both the log call and the results mention.
fn returned_error<'f>(cx: &Cx<'f>, call: NodeId, results: List) -> Option<(&'f str, NodeId)> {
    let resolution = cx.resolution();
    let errors: Vec<ObjectId> = cx
        .file
        .subtree(call)
        .filter(|&id| cx.file.ident(id).is_some() && cx.is_error_variable(id))
        .filter_map(|id| resolution.object_of(id))
        .collect();
    for result in cx.file.list(results) {
        // The error itself, or an error made of it.
        let wraps = match cx.file[result] {
            Node::Ident { .. } => true,
            Node::Call { .. } => cx.callee(result).is_some_and(|c| {
                c.is("fmt", "Errorf") || c.is("errors", "Join") || c.path == "github.com/pkg/errors"
            }),
            _ => false,
        };
        if !wraps {
            continue;
        }
        let mention =
            cx.file.subtree(result).find(|&id| resolution.object_of(id).is_some_and(|o| errors.contains(&o)));
        if let Some(id) = mention {
            return Some((cx.file.text_of(id), result));
        }
    }
    None
}

/// A call of package log or slog, or of a method on something called a logger.
fn is_log_call(cx: &Cx<'_>, expr: NodeId) -> bool {
    let Node::Call { fun, .. } = cx.file[expr] else { return false };
    if let Some(callee) = cx.callee(expr) {
        let name = callee.name.as_str();
        return match callee.path {
            "log" => name.starts_with("Print"),
            "log/slog" => ["Debug", "Info", "Warn", "Error", "Log"].iter().any(|l| name.starts_with(l)),
            _ => false,
        };
    }
    let Node::Selector { x, sel } = cx.file[fun] else { return false };
    let Some(method) = cx.file.ident(sel).map(Symbol::as_str) else { return false };
    let is_level = ["Debug", "Info", "Warn", "Error", "Print", "Log", "Msg", "Send"]
        .iter()
        .any(|l| method.starts_with(l));
    is_level && is_logger(cx, x)
}

/// `logger`, `s.log`, and chains on them such as `log.Error().Err(err)`.
fn is_logger(cx: &Cx<'_>, mut expr: NodeId) -> bool {
    loop {
        expr = match cx.file[expr] {
            Node::Call { fun, .. } => fun,
            Node::Selector { x, sel } => {
                if cx.file.ident(sel).is_some_and(|name| is_logger_name(name.as_str())) {
                    return true;
                }
                x
            }
            Node::Ident { name } => return is_logger_name(name.as_str()),
            _ => return false,
        };
    }
}

fn is_logger_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(lower.as_str(), "log" | "slog" | "zlog" | "klog") || lower.ends_with("logger")
}
