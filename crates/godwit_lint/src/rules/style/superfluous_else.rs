//! `style/superfluous-else`. See the page beside this file.

use godwit_syntax::{NodeId, NodeKind};

use super::style_else_after_return::report;
use crate::terminates::Ending;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/superfluous-else",
    aliases: &[("revive", "superfluous-else")],
    check: Check::Nodes(&[NodeKind::If], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    report(cx, node, |ending| ending != Ending::Return);
}
