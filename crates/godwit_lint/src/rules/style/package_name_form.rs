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
    // The go command asks for `_test` itself, and what stands before it is the name of another package.
    if cx.is_test() && full.ends_with("_test") {
        return;
    }
    if full.strip_suffix("_test").unwrap_or(full).contains('_') {
        cx.report_node(ident, "should not use underscores in package names").code("ST1003");
    }
    if full.chars().any(char::is_uppercase) {
        let lower = full.to_lowercase();
        cx.report_node(ident, format!("should not use MixedCaps in package name; {full} should be {lower}"))
            .code("ST1003");
    }
}
