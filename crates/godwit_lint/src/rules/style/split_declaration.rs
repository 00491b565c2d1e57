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
    for pair in stmts.windows(2) {
        let Some((name, value)) = split(cx, pair[0], pair[1]) else { continue };
        // Assigned again and again: the declaration heads a list of steps.
        let again = is_assigned_again(cx, node, pair[1], name);
        let gap = Span::new(cx.file.end(pair[0]), cx.file.start(pair[1]));
        if again {
            continue;
        }
        let report = cx.report_node(pair[0], "should merge variable declaration with assignment on next line");
        // Where comments between the two should go is for people to say.
        if !is_grouped(cx, pair[0]) && !has_comments(cx.file, Span::new(gap.start, cx.file.end(pair[1]))) {
            let edit = Edit::replace(Span::new(gap.start, cx.file.start(value)), " = ");
            report.fix(Fix::safe("join declaration and assignment", vec![edit]));
        }
    }
}

/// The variable's name and its value where the second statement assigns what the first declares.
fn split(cx: &Cx<'_>, declaration: NodeId, assignment: NodeId) -> Option<(NodeId, NodeId)> {
    let Node::DeclStmt { decl } = cx.file[declaration] else { return None };
    let Node::GenDecl { kind: DeclKind::Var, specs, .. } = cx.file[decl] else { return None };
    let Node::ValueSpec { names, ty: Some(_), values } = cx.file[cx.file.list_single(specs)?] else {
        return None;
    };
    let Node::Assign { op: AssignOp::Assign, lhs, rhs } = cx.file[assignment] else { return None };
    let (name, target, value) =
        (cx.file.list_single(names)?, cx.file.list_single(lhs)?, cx.file.list_single(rhs)?);
    if !values.is_empty() || cx.file.ident(name) != cx.file.ident(target) || cx.file.ident(target).is_none() {
        return None;
    }
    if cx.file.ident(name).is_some_and(|n| n.is_blank()) {
        return None;
    }
    // A function that calls itself must be declared before.
    let object = cx.resolution().object_of(name)?;
    let mentioned = cx.resolution().uses_within(cx.file, value, object).next().is_some();
    (!mentioned).then_some((name, value))
}

/// Whether the block assigns to the variable anywhere but in this statement.
fn is_assigned_again(cx: &Cx<'_>, block: NodeId, assignment: NodeId, name: NodeId) -> bool {
    let Some(object) = cx.resolution().object_of(name) else { return true };
    cx.resolution().uses_within(cx.file, block, object).any(|used| {
        let parent = cx.file.parent(used).filter(|&p| p != assignment);
        match parent.map(|p| cx.file[p]) {
            Some(Node::Assign { lhs, .. }) => cx.file.list(lhs).any(|l| l == used),
            _ => false,
        }
    })
}

/// `var ( … )`.
fn is_grouped(cx: &Cx<'_>, stmt: NodeId) -> bool {
    let Node::DeclStmt { decl } = cx.file[stmt] else { return false };
    matches!(cx.file[decl], Node::GenDecl { paren: true, .. })
}
