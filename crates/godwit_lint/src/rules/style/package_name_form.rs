//! `style/package-name-form`. See the page beside this file.

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/package-name-form",
    aliases: &[("staticcheck", "ST1003")],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    let Some(ident) = cx.file.package_name() else { return };
    let full = cx.file.text_of(ident);
    // The go command asks for `_test` itself.
    let name = if cx.is_test() { full.strip_suffix("_test").unwrap_or(full) } else { full };
    if name.contains('_') {
        cx.report_node(ident, "should not use underscores in package names").code("ST1003");
    }
    if name.chars().any(char::is_uppercase) {
        let lower = name.to_lowercase();
        cx.report_node(ident, format!("should not use MixedCaps in package name; {full} should be {lower}"))
            .code("ST1003");
    }
}
