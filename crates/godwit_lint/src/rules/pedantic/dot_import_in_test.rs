//! `pedantic/dot-import-in-test`. See the page beside this file.

use crate::imports::ImportKind;
use crate::{Check, Cx, OptionDef, RuleDef, rule};

const ALLOWED: OptionDef =
    OptionDef::list("allowed-packages", &[], "import paths that may be imported with a dot");

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/dot-import-in-test",
    aliases: &[("revive", "dot-imports")],
    default: false,
    options: &[ALLOWED],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    if !cx.is_test() {
        return;
    }
    for import in cx.imports().iter() {
        if import.kind == ImportKind::Dot && !cx.list_option_has(&ALLOWED, &import.path) {
            cx.report_node(import.spec, "should not use dot imports");
        }
    }
}
