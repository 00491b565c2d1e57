//! `style/split-declaration`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{AssignOp, DeclKind, Node, NodeId, NodeKind};

use crate::same::has_comments;
use crate::{Check, Cx, FixKind, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/split-declaration",
    aliases: &[("staticcheck", "S1021")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Block], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Block { stmts, .. } = cx.file[node] else { return };
    if !cx.file.list(stmts).any(|s| matches!(cx.file[s], Node::DeclStmt { .. })) {
        return;
    }
    let stmts: Vec<NodeId> = cx.file.list(stmts).collect();
    for (i, pair) in stmts.windows(2).enumerate() {
        let Some((name, value)) = split(cx, pair[0], pair[1]) else { continue };
        // Assigned again and again: the declaration heads a list of steps.
        let again = stmts[i + 2..].iter().any(|&s| assigns_to(cx, s, name));
        let gap = Span::new(cx.file.end(pair[0]), cx.file.start(pair[1]));
        let comments = has_comments(cx.file, Span::new(gap.start, cx.file.end(pair[1])));
        if again || comments {
            continue;
        }
        let edit = Edit::replace(Span::new(gap.start, cx.file.start(value)), " = ");
        cx.report_node(pair[0], "should merge variable declaration with assignment on next line")
            .fix(Fix::safe("join declaration and assignment", vec![edit]));
    }
}

/// The variable's name and its value where the second statement assigns what the first declares.
fn split(cx: &Cx<'_>, declaration: NodeId, assignment: NodeId) -> Option<(NodeId, NodeId)> {
    let Node::DeclStmt { decl } = cx.file[declaration] else { return None };
    let Node::GenDecl { kind: DeclKind::Var, specs, paren: false } = cx.file[decl] else { return None };
    let Node::ValueSpec { names, ty: Some(_), values } = cx.file[cx.file.list_single(specs)?] else {
        return None;
    };
    let Node::Assign { op: AssignOp::Assign, lhs, rhs } = cx.file[assignment] else { return None };
    let (name, target, value) =
        (cx.file.list_single(names)?, cx.file.list_single(lhs)?, cx.file.list_single(rhs)?);
    if !values.is_empty() || cx.file.ident(name) != cx.file.ident(target) || cx.file.ident(target).is_none() {
        return None;
    }
    // A function that calls itself must be declared before.
    let object = cx.resolution().object_of(name)?;
    let mentioned = cx.resolution().uses_within(cx.file, value, object).next().is_some();
    (!mentioned).then_some((name, value))
}

fn assigns_to(cx: &Cx<'_>, stmt: NodeId, name: NodeId) -> bool {
    match cx.file[stmt] {
        Node::Assign { lhs, .. } => cx.file.list(lhs).any(|l| cx.file.ident(l) == cx.file.ident(name)),
        _ => false,
    }
}
