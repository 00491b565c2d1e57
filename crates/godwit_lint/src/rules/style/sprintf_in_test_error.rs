//! `style/sprintf-in-test-error`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use super::style_errors_new_sprintf::{is_testing_error, report_testing_error};
use crate::{Check, Cx, FixKind, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/sprintf-in-test-error",
    aliases: &[("revive", "errorf")],
    fix: FixKind::Safe,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { fun, args, .. } = cx.file[node] else { return };
    let Node::Selector { x, sel } = cx.file[fun] else { return };
    if cx.file.ident(sel).is_none_or(|name| name.as_str() != "Error") {
        return;
    }
    let Some(inner) = cx.file.list_single(args) else { return };
    if !cx.is_call_to(inner, "fmt", "Sprintf") || is_testing_error(cx, node) {
        return;
    }
    let is_t = |types: crate::types::TypeInfo<'_>| types.type_string(x).is_some_and(|t| t == "*testing.T");
    if cx.types().is_some_and(is_t) {
        report_testing_error(cx, node, inner);
    }
}
