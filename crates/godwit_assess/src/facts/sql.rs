//! Queries: is text pasted into them?

use std::collections::BTreeMap;

use godwit_syntax::{AssignOp, BinaryOp, Node, NodeId};

use super::SiteKind;
use super::collect::{Collector, Function};

const METHODS: [&str; 12] = [
    "Query",
    "QueryRow",
    "Exec",
    "QueryContext",
    "QueryRowContext",
    "ExecContext",
    "Queryx",
    "Get",
    "Select",
    "NamedExec",
    "Raw",
    "Prepare",
];
const VERBS: [&str; 8] = ["select ", "insert ", "update ", "delete ", "with ", "create ", "drop ", "alter "];

fn is_sql(text: &str) -> bool {
    let start = text
        .trim_start_matches(['`', '"', ' ', '\n', '\t'])
        .chars()
        .take(8)
        .collect::<String>()
        .to_lowercase();
    VERBS.iter().any(|v| start.starts_with(v))
}

pub fn call(cx: &mut Collector<'_>, call: NodeId, function: Option<&Function>) {
    let Some((_, name)) = cx.method(call) else { return };
    if !METHODS.contains(&name) {
        return;
    }
    for arg in cx.args(call).into_iter().take(3) {
        let verdict = match cx.file[arg] {
            Node::Ident { .. } => variable(cx, arg, function),
            _ => expression(cx, arg),
        };
        if let Some(safe) = verdict {
            return cx.site(SiteKind::Sql, safe, call);
        }
    }
}

/// Whether an expression is a query, and if so whether all of it is fixed text.
fn expression(cx: &Collector<'_>, id: NodeId) -> Option<bool> {
    match cx.file[id] {
        Node::BasicLit { .. } => is_sql(cx.file.text_of(id)).then_some(true),
        Node::Binary { op: BinaryOp::Add, .. } => {
            let mut leaves = Vec::new();
            let mut todo = vec![id];
            while let Some(at) = todo.pop() {
                match cx.file[at] {
                    Node::Binary { op: BinaryOp::Add, x, y } => todo.extend([y, x]),
                    Node::Paren { x } => todo.push(x),
                    _ => leaves.push(at),
                }
            }
            let first = leaves.first()?;
            is_sql(cx.file.text_of(*first)).then(|| leaves.iter().all(|&l| is_fixed(cx, l)))
        }
        Node::Call { .. } if cx.callee(id) == Some(("fmt", "Sprintf")) => {
            let args = cx.args(id);
            let format = cx.file.text_of(*args.first()?);
            is_sql(format).then(|| !["%s", "%v", "%q"].iter().any(|v| format.contains(v)))
        }
        _ => None,
    }
}

/// Literals, and names that look like constants.
fn is_fixed(cx: &Collector<'_>, id: NodeId) -> bool {
    match cx.file[id] {
        Node::BasicLit { .. } => true,
        Node::Ident { name } => {
            let text = name.as_str();
            text.ends_with("Query")
                || text.ends_with("SQL")
                || text.ends_with("Columns")
                || text.to_uppercase() == text
        }
        Node::Call { .. } => match cx.callee(id) {
            Some(("strconv", _)) => true,
            Some(("fmt", "Sprintf")) => cx.args(id).first().is_some_and(|&f| {
                let text = cx.file.text_of(f);
                !["%s", "%v", "%q"].iter().any(|v| text.contains(v))
            }),
            _ => false,
        },
        _ => false,
    }
}

/// A variable is as safe as everything the function puts into it.
fn variable(cx: &mut Collector<'_>, ident: NodeId, function: Option<&Function>) -> Option<bool> {
    let name = cx.file.ident(ident)?;
    let function = function?;
    if cx.queries.as_ref().is_none_or(|(decl, _)| *decl != function.decl) {
        let found = queries(cx, function.body?);
        cx.queries = Some((function.decl, found));
    }
    cx.queries.as_ref()?.1.get(name.as_str()).copied()
}

/// The variables of a function that hold queries, and whether all that is put into them is fixed text.
fn queries(cx: &Collector<'_>, body: NodeId) -> BTreeMap<&'static str, bool> {
    let mut found: BTreeMap<&'static str, bool> = BTreeMap::new();
    for id in cx.file.subtree(body) {
        let Node::Assign { op, lhs, rhs } = cx.file[id] else { continue };
        for (left, right) in cx.file.list(lhs).zip(cx.file.list(rhs)) {
            let Some(name) = cx.file.ident(left) else { continue };
            match op {
                AssignOp::Op(BinaryOp::Add) => {
                    if let Some(safe) = found.get_mut(name.as_str()) {
                        *safe &= added_is_fixed(cx, right);
                    }
                }
                _ => {
                    if let Some(fixed) = expression(cx, right) {
                        *found.entry(name.as_str()).or_insert(true) &= fixed;
                    }
                }
            }
        }
    }
    found
}

fn added_is_fixed(cx: &Collector<'_>, id: NodeId) -> bool {
    let mut todo = vec![id];
    while let Some(at) = todo.pop() {
        match cx.file[at] {
            Node::Binary { op: BinaryOp::Add, x, y } => todo.extend([x, y]),
            Node::Paren { x } => todo.push(x),
            _ if is_fixed(cx, at) => {}
            _ => return false,
        }
    }
    true
}
