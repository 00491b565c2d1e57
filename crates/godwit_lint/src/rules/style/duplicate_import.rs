//! `style/duplicate-import`. See the page beside this file.

use crate::imports::ImportKind;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/duplicate-import",
    aliases: &[("staticcheck", "ST1019")],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    let imports: Vec<_> =
        cx.imports().iter().filter(|i| i.kind != ImportKind::Blank && i.path != "C").collect();
    for (i, import) in imports.iter().enumerate() {
        if imports[..i].iter().any(|o| o.path == import.path) {
            continue;
        }
        let others: Vec<_> = imports[i + 1..].iter().filter(|o| o.path == import.path).collect();
        if others.is_empty() {
            continue;
        }
        let mut report = cx
            .report_node(import.spec, format!("package {:?} is being imported more than once", import.path));
        for other in others {
            report = report.related(cx.file.span(other.spec), format!("other import of {:?}", import.path));
        }
    }
}
