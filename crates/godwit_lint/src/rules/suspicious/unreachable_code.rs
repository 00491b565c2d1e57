//! `suspicious/unreachable-code`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::NodeId;

use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/unreachable-code",
    aliases: &[("govet", "unreachable")],
    fix: FixKind::Unsafe,
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    for &stmt in cx.flow().unreachable() {
        cx.report_node(stmt, "unreachable code").fix(fix_delete(cx, stmt));
    }
}

fn fix_delete(cx: &Cx<'_>, stmt: NodeId) -> Fix {
    let span = cx.file.span(stmt);
    let line_start = cx.file.lines.line_start(cx.file.line(span.start)).unwrap_or(span.start);
    let indent = Span::new(line_start, span.start);
    // From the end of the line above, so that no empty line stays.
    let from =
        if line_start > 0 && cx.file.slice(indent).trim().is_empty() { line_start - 1 } else { span.start };
    Fix::unsafe_("delete the statement", vec![Edit::delete(Span::new(from, span.end))])
}
