//! `style/nested-else-if`. See the page beside this file.

use godwit_base::{Edit, Fix, Span};
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{has_comments, only_stmt};
use crate::{Check, Cx, FixKind, OptionDef, RuleDef, rule};

const SKIP_BALANCED: OptionDef =
    OptionDef::bool("skip-balanced", true, "leave alone where the if branch holds a lone if, too");

pub static RULE: RuleDef = RuleDef {
    id: "style/nested-else-if",
    aliases: &[("gocritic", "elseif")],
    fix: FixKind::Safe,
    options: &[SKIP_BALANCED],
    check: Check::Nodes(&[NodeKind::If], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::If(ext) = cx.file[node] else { return };
    let parts = cx.file.if_stmt(ext);
    let Some(els) = parts.els else { return };
    let Some(inner) = only_stmt(cx.file, els) else { return };
    let Node::If(inner_ext) = cx.file[inner] else { return };
    let inner_parts = cx.file.if_stmt(inner_ext);
    if inner_parts.els.is_some() || inner_parts.init.is_some() {
        return;
    }
    let balanced = only_stmt(cx.file, parts.then).is_some_and(|s| matches!(cx.file[s], Node::If(_)));
    if balanced && cx.bool_option(&SKIP_BALANCED) {
        return;
    }
    let (before, behind) = (
        Span::new(cx.file.start(els), cx.file.start(inner)),
        Span::new(cx.file.end(inner), cx.file.end(els)),
    );
    let report = cx.report_node(els, "can replace 'else {if cond {}}' with 'else if cond {}'");
    // A comment would have to move; where to is for people to say.
    if !has_comments(cx.file, before) && !has_comments(cx.file, behind) {
        report.fix(Fix::safe("join else and if", vec![Edit::delete(before), Edit::delete(behind)]));
    }
}
