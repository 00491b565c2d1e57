//! `style/manual-swap`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{AssignOp, Node, NodeId, NodeKind};

use crate::same::{has_comments, may_have_effect, same_code};
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/manual-swap",
    aliases: &[("gocritic", "valSwap")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Block, NodeKind::CaseClause, NodeKind::CommClause], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let (Node::Block { stmts, .. }
    | Node::CaseClause { body: stmts, .. }
    | Node::CommClause { body: stmts, .. }) = cx.file[node]
    else {
        return;
    };
    if cx.file.n_list(stmts) < 3 {
        return;
    }
    let stmts: Vec<NodeId> = cx.file.list(stmts).collect();
    for three in stmts.windows(3).filter(|t| t.iter().all(|&s| matches!(cx.file[s], Node::Assign { .. }))) {
        check_three(cx, three[0], three[1], three[2]);
    }
}

fn check_three(cx: &Cx<'_>, first: NodeId, second: NodeId, third: NodeId) {
    let (Some((op, tmp, x)), Some((AssignOp::Assign, x2, y)), Some((AssignOp::Assign, y2, tmp2))) =
        (single(cx, first), single(cx, second), single(cx, third))
    else {
        return;
    };
    if op != AssignOp::Define
        || !same_code(cx.file, x, x2)
        || !same_code(cx.file, y, y2)
        || !same_code(cx.file, tmp, tmp2)
    {
        return;
    }
    let resolution = cx.resolution();
    let Some(object) = resolution.object_of(tmp) else { return };
    // Somebody else who reads the temporary needs it.
    if resolution.uses_within(cx.file, cx.file.root(), object).count() != 1 {
        return;
    }
    let span = Span::new(cx.file.start(first), cx.file.end(third));
    let is_plain =
        !may_have_effect(cx.file, x) && !may_have_effect(cx.file, y) && !has_comments(cx.file, span);
    let (x, y) = (cx.file.text_of(x), cx.file.text_of(y));
    let swap = format!("{x}, {y} = {y}, {x}");
    let report = cx.report(span, format!("can re-write as `{swap}`"));
    if is_plain {
        report.fix(Fix::safe("swap in one statement", vec![Edit::replace(span, swap)]));
    }
}

fn single(cx: &Cx<'_>, stmt: NodeId) -> Option<(AssignOp, NodeId, NodeId)> {
    let Node::Assign { op, lhs, rhs } = cx.file[stmt] else { return None };
    Some((op, cx.file.list_single(lhs)?, cx.file.list_single(rhs)?))
}
