//! `style/blank-import`. See the page beside this file.

use godwit_syntax::NodeId;

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
    let mut previous: Option<NodeId> = None;
    for import in cx.imports().iter() {
        let before = previous.replace(import.spec);
        if import.kind != ImportKind::Blank {
            previous = None;
            continue;
        }
        let line = cx.file.line(cx.file.start(import.spec));
        // One comment justifies a block of blank imports.
        if before.is_some_and(|b| cx.file.line(cx.file.start(b)) + 1 == line) || is_justified(cx, import.spec)
        {
            continue;
        }
        // //go:embed and //go:linkname ask for these imports.
        if import.path == "unsafe" || (import.path == "embed" && has_embed_directive(cx)) {
            continue;
        }
        cx.report_node(
            import.spec,
            "a blank import should be only in a main or test package, or have a comment justifying it",
        );
    }
}

fn is_justified(cx: &Cx<'_>, spec: NodeId) -> bool {
    let decl = cx.file.parent(spec).map_or(spec, |p| p);
    [spec, decl].iter().any(|&n| cx.file.doc(n).is_some())
        || cx.file.trailing_comment(cx.file.end(spec)).is_some()
}

fn has_embed_directive(cx: &Cx<'_>) -> bool {
    cx.file.comments.iter().any(|&c| cx.file.comment_text(c).starts_with("//go:embed "))
}
