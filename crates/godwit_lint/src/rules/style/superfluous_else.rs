//! `style/superfluous-else`. See the page beside this file.

use godwit_syntax::{NodeId, NodeKind};

use super::style_else_after_return::report;
use crate::terminates::Ending;
use crate::{Check, Cx, OptionDef, RuleDef, rule};

const ALLOW: OptionDef = OptionDef::list(
    "allow",
    &[],
    "`preserveScope` leaves alone what would make a variable visible to the statements behind the if",
);

pub static RULE: RuleDef = RuleDef {
    id: "style/superfluous-else",
    aliases: &[("revive", "superfluous-else")],
    options: &[ALLOW],
    check: Check::Nodes(&[NodeKind::If], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    report(cx, node, &ALLOW, |ending| ending != Ending::Return);
}
