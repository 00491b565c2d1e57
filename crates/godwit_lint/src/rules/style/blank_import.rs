//! `style/blank-import`. See the page beside this file.

use crate::imports::ImportKind;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/blank-import",
    aliases: &[("revive", "blank-imports")],
    check: Check::File(check),
    ..rule()
};

fn check(cx: &Cx<'_>) {
    if cx.is_test() || cx.package.is_main() {
        return;
    }
    let mut previous = None;
    for import in cx.imports().iter() {
        let line = cx.file.line(cx.file.start(import.spec));
        let is_blank = import.kind == ImportKind::Blank;
        let is_embed = import.path == "embed";
        let above = previous.replace((line, is_blank && !is_embed));
        // Of a block of blank imports the first is reported, or its comment speaks for all.
        if !is_blank || above == Some((line.wrapping_sub(1), true)) {
            continue;
        }
        // `//go:embed` asks for the import.
        if is_embed && has_embed_directive(cx) {
            continue;
        }
        let is_justified = cx.file.doc(import.spec).is_some()
            || cx.file.trailing_comment(cx.file.end(import.spec)).is_some();
        if !is_justified {
            cx.report_node(
                import.spec,
                "a blank import should be only in a main or test package, or have a comment justifying it",
            );
        }
    }
}

fn has_embed_directive(cx: &Cx<'_>) -> bool {
    cx.file.comments.iter().any(|&c| cx.file.comment_text(c).starts_with("//go:embed "))
}
