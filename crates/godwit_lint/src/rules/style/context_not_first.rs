//! `style/context-not-first`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, OptionDef, RuleDef, rule, signature};

/// What stands first in helpers of tests.
pub const TESTING: &[&str] = &["*testing.T", "*testing.B", "*testing.F", "testing.TB"];

const ALLOW_TYPES_BEFORE: OptionDef =
    OptionDef::list("allow-types-before", TESTING, "types that may stand before the context");

pub static RULE: RuleDef = RuleDef {
    id: "style/context-not-first",
    aliases: &[("revive", "context-as-argument")],
    options: &[ALLOW_TYPES_BEFORE],
    check: Check::Nodes(&[NodeKind::FuncDecl], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    if let Some(field) = misplaced(cx, node, &|ty| cx.list_option_has(&ALLOW_TYPES_BEFORE, ty)) {
        cx.report_node(field, "context.Context should be the first parameter of a function");
    }
}

/// The first context of a function that something else than contexts and allowed types stands before.
pub fn misplaced(cx: &Cx<'_>, node: NodeId, is_allowed: &dyn Fn(&str) -> bool) -> Option<NodeId> {
    let Node::FuncDecl(ext) = cx.file[node] else { return None };
    let Node::FuncType { params, .. } = cx.file[cx.file.func_decl(ext).ty] else { return None };
    let mut in_front = true;
    for param in signature::params(cx.file, params) {
        let is_context = cx.is_qualified(param.ty, "context", "Context");
        if is_context && !in_front {
            return Some(param.field);
        }
        in_front &= is_context || is_allowed(cx.file.text_of(param.ty));
    }
    None
}
