//! `pedantic/package-comment`. See the page beside this file.

use crate::comment_text::group_text;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/package-comment",
    aliases: &[("revive", "package-comments")],
    default: false,
    check: Check::Package(check),
    ..rule()
};

fn check(files: &[Cx<'_>]) {
    let mut documented = false;
    for cx in files.iter().filter(|cx| !cx.is_test()) {
        documented |= file(cx);
    }
    let Some(first) = files.iter().find(|cx| !cx.is_test() && !cx.is_generated()) else { return };
    if let Some(name) = first.file.package_name().filter(|_| !documented) {
        first.report_node(name, "should have a package comment");
    }
}

/// Checks the form of a file's comment; whether there is one.
fn file(cx: &Cx<'_>) -> bool {
    let Some(name) = cx.file.package_name() else { return false };
    let prefix = format!("Package {} ", cx.file.text_of(name));
    let Some(doc) = cx.file.package_doc() else {
        // The last comment in front of the package clause may have been meant.
        let before =
            cx.comment_groups().iter().rfind(|g| cx.file.group_span(**g).end <= cx.file.package_offset());
        if let Some(&group) = before.filter(|g| group_text(cx.file, **g).starts_with(&prefix)) {
            cx.report(
                cx.file.group_span(group),
                "package comment is detached; there should be no blank lines between it and the package comment",
            );
            return true;
        }
        return false;
    };
    let text = group_text(cx.file, doc);
    if text.trim().is_empty() {
        return false;
    }
    if !cx.package.is_main() && !text.trim_start().starts_with(prefix.trim_end()) {
        cx.report(
            cx.file.group_span(doc),
            format!("package comment should be of the form \"{}...\"", prefix),
        );
    }
    true
}
