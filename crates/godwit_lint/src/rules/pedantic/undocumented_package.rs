//! `pedantic/undocumented-package`. See the page beside this file.

use godwit_base::Span;

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/undocumented-package",
    aliases: &[("staticcheck", "ST1000")],
    default: false,
    check: Check::Package(check),
    ..rule()
};

fn check(files: &[Cx<'_>]) {
    let mut files = files.iter().filter(|cx| !cx.is_test() && !cx.package.is_main()).peekable();
    let is_documented = |cx: &Cx<'_>| cx.file.package_doc().is_some();
    if files.peek().is_none() || files.clone().any(is_documented) {
        return;
    }
    for cx in files.filter(|cx| !cx.is_generated()) {
        let at = cx.file.package_offset();
        cx.report(Span::new(at, at + "package".len() as u32), "at least one file in a package should have a package comment");
    }
}
