//! `suspicious/basic-context-key`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};
use godwit_types::Type;
use godwit_types::check::typestring::Qualifier;

use crate::{Check, Cx, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/basic-context-key",
    aliases: &[("revive", "context-keys-type"), ("staticcheck", "SA1029")],
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { args, .. } = cx.file[node] else { return };
    if cx.file.n_list(args) != 3 || !cx.is_call_to(node, "context", "WithValue") {
        return;
    }
    let (Some(key), Some(types)) = (cx.file.list_get(args, 1), cx.types()) else { return };
    let Some(ty) = types.type_of(key).filter(|t| t.is_valid()) else { return };
    let basic = types.ask(|checker| match checker.types[ty] {
        Type::Basic(_) => Some(checker.type_string_with(ty, Qualifier::Path)),
        _ => None,
    });
    if let Some(typ) = basic {
        cx.report_node(key, format!("should not use basic type {typ} as key in context.WithValue"));
    }
}
