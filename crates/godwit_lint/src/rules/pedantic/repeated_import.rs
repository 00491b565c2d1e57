//! `pedantic/repeated-import`. See the page beside this file.

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/repeated-import",
    aliases: &[("revive", "duplicated-imports")],
    default: false,
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    let paths: Vec<&str> = cx.imports().iter().map(|i| i.path.as_str()).collect();
    for (i, import) in cx.imports().iter().enumerate() {
        if paths[..i].contains(&import.path.as_str()) {
            cx.report_node(import.spec, format!("Package {:?} already imported", import.path));
        }
    }
}
