//! `style/duration-unit-suffix`. See the page beside this file.

use godwit_base::Symbol;
use godwit_syntax::{AssignOp, BinaryOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/duration-unit-suffix",
    aliases: &[("staticcheck", "ST1011")],
    check: Check::Nodes(&[NodeKind::ValueSpec, NodeKind::Field, NodeKind::Assign], check),
    ..rule()
};

/// Units as names have them.
pub const SUFFIXES: &[&str] = &[
    "Hour",
    "Hours",
    "Min",
    "Mins",
    "Minutes",
    "Minute",
    "Sec",
    "Secs",
    "Seconds",
    "Second",
    "Msec",
    "Msecs",
    "Milli",
    "Millis",
    "Milliseconds",
    "Millisecond",
    "Usec",
    "Usecs",
    "Microseconds",
    "Microsecond",
    "MS",
    "Ms",
    "US",
    "Us",
];

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::Field { names, ty: Some(ty), .. } | Node::ValueSpec { names, ty: Some(ty), .. } => {
            let (base, prefix) = match cx.file[ty] {
                Node::Star { x } => (x, "*"),
                _ => (ty, ""),
            };
            if !names.is_empty() && cx.is_qualified(base, "time", "Duration") {
                cx.file.list(names).for_each(|name| check_name(cx, name, prefix));
            }
        }
        Node::ValueSpec { names, ty: None, values } => pairs(cx, names, values),
        Node::Assign { op: AssignOp::Define, lhs, rhs } => pairs(cx, lhs, rhs),
        _ => {}
    }
}

fn pairs(cx: &Cx<'_>, names: godwit_syntax::List, values: godwit_syntax::List) {
    if cx.file.n_list(names) != cx.file.n_list(values) {
        return;
    }
    for (name, value) in cx.file.list(names).zip(cx.file.list(values)) {
        if suffix(cx, name).is_some() && is_duration(cx, cx.file.unparen(value)) {
            check_name(cx, name, "");
        }
    }
}

/// `5 * time.Second`, `time.Minute`, `time.Duration(…)`, `time.Since(…)`.
fn is_duration(cx: &Cx<'_>, value: NodeId) -> bool {
    let is_unit = |id| {
        cx.qualified(id).is_some_and(|q| {
            let units = ["Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour"];
            q.path == "time" && units.contains(&q.name.as_str())
        })
    };
    match cx.file[value] {
        Node::Binary { op: BinaryOp::Mul, x, y } => is_unit(x) || is_unit(y),
        Node::Selector { .. } => is_unit(value),
        Node::Call { .. } => cx
            .callee(value)
            .is_some_and(|c| c.path == "time" && matches!(c.name.as_str(), "Duration" | "Since" | "Until")),
        _ => false,
    }
}

fn suffix(cx: &Cx<'_>, name: NodeId) -> Option<(Symbol, &'static str)> {
    let ident = cx.file.ident(name)?;
    let text = ident.as_str();
    if !text.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    // The longest suffix tells the unit.
    let found = SUFFIXES.iter().copied().filter(|s| text.ends_with(s)).max_by_key(|s| s.len())?;
    Some((ident, found))
}

fn check_name(cx: &Cx<'_>, name: NodeId, prefix: &str) {
    if let Some((ident, suffix)) = suffix(cx, name) {
        cx.report_node(
            name,
            format!(
                "var {ident} is of type {prefix}time.Duration; don't use unit-specific suffix {suffix:?}"
            ),
        );
    }
}
