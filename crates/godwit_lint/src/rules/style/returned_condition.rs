//! `style/returned-condition`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{has_comments, only_stmt};
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/returned-condition",
    aliases: &[("staticcheck", "S1008")],
    check: Check::Nodes(&[NodeKind::Block], check),
    ..rule()
};

fn is_branching(cx: &Cx<'_>, stmt: NodeId) -> bool {
    matches!(cx.file[stmt], Node::If(_))
}

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Block { stmts, .. } = cx.file[node] else { return };
    if !cx.file.list_last(stmts).is_some_and(|s| matches!(cx.file[s], Node::Return { .. })) {
        return;
    }
    let stmts: Vec<NodeId> = cx.file.list(stmts).collect();
    let [.., condition, last] = stmts[..] else { return };
    let Node::If(ext) = cx.file[condition] else { return };
    let parts = cx.file.if_stmt(ext);
    if parts.init.is_some() || parts.els.is_some() {
        return;
    }
    // A row of ifs that each return reads better as it is.
    if stmts.len() > 2 && is_branching(cx, stmts[stmts.len() - 3]) {
        return;
    }
    // Joined conditions are clearer one by one.
    if matches!(cx.file[parts.cond], Node::Binary { op, .. } if !op.is_comparison()) {
        return;
    }
    let returned = |stmt: NodeId| match cx.file[stmt] {
        Node::Return { results } => cx.bool_value(cx.file.list_single(results)?),
        _ => None,
    };
    let (Some(inner), Some(outer)) = (only_stmt(cx.file, parts.then).and_then(returned), returned(last))
    else {
        return;
    };
    if inner == outer || is_explained(cx, node, condition, (stmts.len() > 2).then(|| stmts[stmts.len() - 3])) {
        return;
    }
    let test = cx.file.unparen(parts.cond);
    let cond = cx.snippet(test);
    let simple = match (inner, cx.file[test]) {
        (true, _) => cond.clone(),
        (false, Node::Ident { .. } | Node::Call { .. } | Node::Selector { .. }) => {
            format!("!{cond}")
        }
        (false, _) => format!("!({cond})"),
    };
    cx.report_node(
        condition,
        format!("should use 'return {simple}' instead of 'if {cond} {{ return {inner} }}; return {outer}'"),
    );
}

/// Whether a comment speaks of the condition or of what is returned: on the line above, or from there to the block's end.
fn is_explained(cx: &Cx<'_>, block: NodeId, condition: NodeId, before: Option<NodeId>) -> bool {
    let start = cx.file.start(condition);
    if has_comments(cx.file, Span::new(start, cx.file.end(block))) {
        return true;
    }
    let from = before.map_or(cx.file.start(block), |b| cx.file.end(b));
    let first = cx.file.comments.partition_point(|c| c.end <= from);
    cx.file.comments[first..].iter().take_while(|c| c.start < start).any(|c| {
        // Behind the statement before it is that one's comment.
        let is_trailing = before.is_some() && cx.file.line(c.start) == cx.file.line(from);
        !is_trailing && cx.file.line(c.end) + 1 == cx.file.line(start)
    })
}
