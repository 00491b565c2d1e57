//! `pedantic/error-text-noise`. See the page beside this file.

use godwit_syntax::{Node, NodeId};

use crate::{Check, Cx, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/error-text-noise",
    default: false,
    check: Check::Calls(&["fmt"], check),
    ..rule()
};

const NOISE: &[&str] = &["failed to ", "unable to ", "could not ", "error while ", "error ", "error: "];

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { args, .. } = cx.file[node] else { return };
    let Some(format) = cx.file.list_get(args, 0) else { return };
    if cx.file.n_list(args) < 2 || !cx.is_call_to(node, "fmt", "Errorf") {
        return;
    }
    let Some(text) = literal::string_value(cx.file, format).filter(|t| t.contains("%w")) else { return };
    let lower = text.to_lowercase();
    if let Some(noise) = NOISE.iter().find(|n| lower.starts_with(**n)) {
        cx.report_node(
            format,
            format!(
                "\"{}\" repeats at every level of wrapping; name the action only: \"loading order: %w\"",
                noise.trim_end()
            ),
        );
    }
}
