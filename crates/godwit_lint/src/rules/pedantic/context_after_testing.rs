//! `pedantic/context-after-testing`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use super::style_context_not_first::{TESTING, misplaced};
use crate::{Check, Cx, OptionDef, RuleDef, rule};

const ALLOW_TYPES_BEFORE: OptionDef =
    OptionDef::list("allow-types-before", &[], "types that may stand before the context; turns this rule off");

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/context-after-testing",
    aliases: &[("revive", "context-as-argument")],
    default: false,
    options: &[ALLOW_TYPES_BEFORE],
    check: Check::Nodes(&[NodeKind::FuncDecl], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::FuncDecl(_) = cx.file[node] else { return };
    // A list of its own says what style/context-not-first lets stand, and it reports the rest.
    if !cx.list_option(&ALLOW_TYPES_BEFORE).is_empty() || misplaced(cx, node, &|ty| TESTING.contains(&ty)).is_some() {
        return;
    }
    if let Some(field) = misplaced(cx, node, &|_| false) {
        cx.report_node(field, "context.Context should be the first parameter of a function");
    }
}
