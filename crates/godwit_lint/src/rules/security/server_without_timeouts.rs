//! `security/server-without-timeouts`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{List, Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "security/server-without-timeouts",
    aliases: &[("gosec", "G112"), ("gosec", "G114")],
    fix: FixKind::Unsafe,
    check: Check::Nodes(&[NodeKind::CompositeLit, NodeKind::Call], check),
    ..rule()
};

const HTTP: &str = "net/http";

fn check(cx: &Cx<'_>, node: NodeId) {
    if cx.is_test() || !cx.imports().has(HTTP) {
        return;
    }
    match cx.file[node] {
        Node::CompositeLit { ty: Some(ty), elts } if cx.is_qualified(ty, HTTP, "Server") => {
            literal(cx, node, elts)
        }
        Node::Call { .. } => {
            let Some(callee) = cx.callee(node).filter(|c| c.path == HTTP) else { return };
            let name = callee.name.as_str();
            if matches!(name, "ListenAndServe" | "ListenAndServeTLS" | "Serve" | "ServeTLS") {
                cx.report_node(
                    node,
                    format!("http.{name} serves without timeouts: a slow client holds its connection for ever; make an http.Server with ReadHeaderTimeout"),
                )
                .code("G114");
            }
        }
        _ => {}
    }
}

fn literal(cx: &Cx<'_>, node: NodeId, elts: List) {
    let is_timeout = |name: &str| matches!(name, "ReadHeaderTimeout" | "ReadTimeout");
    for elt in cx.file.list(elts) {
        match cx.file[elt] {
            Node::KeyValue { key, .. } if !is_timeout(cx.file.text_of(key)) => {}
            // Set, or all fields are given by position.
            _ => return,
        }
    }
    // Set later, field by field.
    let assigned = cx
        .file
        .ids()
        .any(|id| matches!(cx.file[id], Node::Selector { sel, .. } if is_timeout(cx.file.text_of(sel))));
    if assigned {
        return;
    }
    let report = cx
        .report_node(
            node,
            "http.Server without ReadHeaderTimeout: a slow client holds its connection for ever; set it (and WriteTimeout, IdleTimeout)",
        )
        .code("G112");
    if let Some(edit) = edit_insert(cx, node, elts) {
        report.fix(Fix::unsafe_("set ReadHeaderTimeout to 10 seconds", vec![edit]));
    }
}

/// Needs `time`: adding an import is not this fix's business.
fn edit_insert(cx: &Cx<'_>, node: NodeId, elts: List) -> Option<Edit> {
    let time = cx.imports().by_path("time")?.name;
    let field = format!("ReadHeaderTimeout: 10 * {time}.Second");
    let brace = cx.file.end(node) - 1;
    let Some(last) = cx.file.list_last(elts) else { return Some(Edit::insert(brace, field)) };
    if cx.file.line(cx.file.end(last)) == cx.file.line(brace) {
        return Some(Edit::insert(cx.file.end(last), format!(", {field}")));
    }
    let start = cx.file.lines.line_start(cx.file.line(cx.file.start(last)))?;
    let line = cx.file.text.get(start as usize..)?;
    let indent = &line[..line.len() - line.trim_start().len()];
    let brace_line = cx.file.lines.line_start(cx.file.line(brace))?;
    Some(Edit::insert(brace_line, format!("{indent}{field},\n")))
}
