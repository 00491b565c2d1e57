//! `style/if-else-chain`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, OptionDef, RuleDef, rule};

const MIN_THRESHOLD: OptionDef =
    OptionDef::int("min-threshold", 2, "branches behind the first that make a chain");

pub static RULE: RuleDef = RuleDef {
    id: "style/if-else-chain",
    aliases: &[("gocritic", "ifElseChain")],
    options: &[MIN_THRESHOLD],
    check: Check::Nodes(&[NodeKind::If], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    // What an init statement declares has no place in a switch: the chain starts behind it.
    let is_chained = cx.file.parent(node).is_some_and(|p| match cx.file[p] {
        Node::If(ext) => {
            let parts = cx.file.if_stmt(ext);
            parts.els == Some(node) && parts.init.is_none()
        }
        _ => false,
    });
    if is_chained {
        return;
    }
    let mut n_branches = 0i64;
    let mut next = node;
    while let Node::If(ext) = cx.file[next] {
        let parts = cx.file.if_stmt(ext);
        if parts.init.is_some() {
            return;
        }
        let Some(els) = parts.els else { break };
        n_branches += 1;
        next = els;
    }
    if n_branches >= cx.int_option(&MIN_THRESHOLD) {
        cx.report_node(node, "rewrite if-else to switch statement");
    }
}
