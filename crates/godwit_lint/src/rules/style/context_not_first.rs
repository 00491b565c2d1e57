//! `style/context-not-first`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, OptionDef, RuleDef, rule, signature};

const ALLOW_TYPES_BEFORE: OptionDef = OptionDef::list(
    "allow-types-before",
    &["*testing.T", "*testing.B", "*testing.F", "testing.TB"],
    "types that may stand before the context",
);

pub static RULE: RuleDef = RuleDef {
    id: "style/context-not-first",
    aliases: &[("revive", "context-as-argument")],
    options: &[ALLOW_TYPES_BEFORE],
    check: Check::Nodes(&[NodeKind::FuncDecl], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::FuncDecl(ext) = cx.file[node] else { return };
    let Node::FuncType { params, .. } = cx.file[cx.file.func_decl(ext).ty] else { return };
    let params = signature::params(cx.file, params);
    let mut in_front = true;
    for param in params {
        let is_context = cx.is_qualified(param.ty, "context", "Context");
        if is_context && !in_front {
            cx.report_node(param.field, "context.Context should be the first parameter of a function");
            return;
        }
        in_front &= is_context || cx.list_option_has(&ALLOW_TYPES_BEFORE, cx.file.text_of(param.ty));
    }
}
