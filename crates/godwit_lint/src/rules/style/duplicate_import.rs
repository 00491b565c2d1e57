//! `style/duplicate-import`. See the page beside this file.

use crate::imports::ImportKind;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/duplicate-import",
    aliases: &[("staticcheck", "ST1019"), ("revive", "duplicated-imports"), ("gocritic", "dupImport")],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    let imports: Vec<_> = cx.imports().iter().filter(|i| i.kind != ImportKind::Blank && i.path != "C").collect();
    for (i, import) in imports.iter().enumerate() {
        if let Some(first) = imports[..i].iter().find(|o| o.path == import.path) {
            cx.report_node(import.spec, format!("package {:?} is being imported more than once", import.path))
                .related(cx.file.span(first.spec), "other import");
        }
    }
}
