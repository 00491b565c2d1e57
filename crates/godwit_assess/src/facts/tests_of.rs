//! Test functions: kind, parallelism, tables.

use godwit_syntax::{Node, NodeId};

use super::SiteKind;
use super::collect::{Collector, Function};

/// `TestX`, with an upper-case letter or nothing behind the prefix.
fn is_named(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(|rest| !rest.starts_with(char::is_lowercase))
}

pub fn function(cx: &mut Collector<'_>, function: &Function) {
    let name = function.name.as_str();
    let kind = match name {
        "TestMain" => return,
        _ if is_named(name, "Test") => SiteKind::Test,
        _ if is_named(name, "Benchmark") => SiteKind::Benchmark,
        _ if is_named(name, "Fuzz") => SiteKind::Fuzz,
        _ if is_named(name, "Example") => SiteKind::Example,
        _ => return,
    };
    let parallel = function.body.is_some_and(|body| {
        cx.file.subtree(body).any(|id| {
            let Node::Call { .. } = cx.file[id] else { return false };
            cx.method(id).is_some_and(|(_, method)| matches!(method, "Parallel" | "Setenv" | "Chdir"))
        })
    });
    cx.site(kind, kind != SiteKind::Test || parallel, function.decl);
}

/// `for _, tt := range tests`.
pub fn range(cx: &mut Collector<'_>, id: NodeId) {
    let Node::Range { ext, .. } = cx.file[id] else { return };
    let range = cx.file.range_stmt(ext);
    let text = cx.file.text_of(range.x);
    let last = text.rsplit('.').next().unwrap_or(text).to_lowercase();
    let is_table = ["tests", "cases", "testcases", "table", "tt", "tc", "tcs", "scenarios"]
        .iter()
        .any(|n| last == *n || last.ends_with("cases"))
        || (matches!(cx.file[range.x], Node::CompositeLit { .. }) && text.contains("struct"));
    if !is_table {
        return;
    }
    let runs = cx.file.subtree(range.body).any(|n| {
        matches!(cx.file[n], Node::Call { .. }) && cx.method(n).is_some_and(|(_, name)| name == "Run")
    });
    cx.site(SiteKind::TableTest, runs, id);
}
