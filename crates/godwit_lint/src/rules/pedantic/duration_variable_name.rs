//! `pedantic/duration-variable-name`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};
use godwit_types::check::typestring::Qualifier;

use super::style_duration_unit_suffix::SUFFIXES;
use crate::{Check, Cx, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/duration-variable-name",
    aliases: &[("revive", "time-naming")],
    default: false,
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::ValueSpec], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::ValueSpec { names, .. } = cx.file[node] else { return };
    let Some(types) = cx.types() else { return };
    for name in cx.file.list(names) {
        let text = cx.file.text_of(name);
        // The longest suffix tells the unit. Capital US is a country as well.
        let suffixes = SUFFIXES.iter().filter(|s| !matches!(**s, "US" | "Us") && text.ends_with(**s));
        let Some(suffix) = suffixes.max_by_key(|s| s.len()) else { continue };
        let Some(object) = types.object(name) else { continue };
        let ty = types.ask(|checker| {
            let ty = checker.type_of_object(object);
            checker.type_string_with(ty, Qualifier::Path)
        });
        if matches!(ty.as_str(), "time.Duration" | "*time.Duration") {
            cx.report_node(
                name,
                format!("var {text} is of type {ty}; don't use unit-specific suffix {suffix:?}"),
            );
        }
    }
}
