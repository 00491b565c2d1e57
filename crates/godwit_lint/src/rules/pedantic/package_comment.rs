//! `pedantic/package-comment`. See the page beside this file.

use godwit_base::Span;

use crate::comment_text::group_text;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/package-comment",
    aliases: &[("revive", "package-comments")],
    default: false,
    check: Check::Package(check),
    ..rule()
};

/// How a file tells what its package is.
#[derive(PartialEq)]
enum Comment {
    Attached,
    Detached,
    None,
}

fn check(files: &[Cx<'_>]) {
    let comments: Vec<Comment> = files.iter().filter(|cx| !cx.is_test()).map(file).collect();
    let in_test = files.iter().any(|cx| cx.is_test() && cx.file.package_doc().is_some());
    // A detached comment was reported; its file is not told to write one.
    if in_test || comments.contains(&Comment::Attached) || !comments.contains(&Comment::None) {
        return;
    }
    // The first file that is part of every build, whichever it is.
    let mut candidates = files.iter().filter(|cx| !cx.is_generated());
    let is_always_built = |cx: &&Cx<'_>| cx.file.go_build_line().is_none();
    if let Some(first) = candidates.clone().find(is_always_built).or_else(|| candidates.next()) {
        let name = first.file.package_name().unwrap_or(first.file.root());
        let clause = Span::new(first.file.package_offset(), first.file.end(name));
        first.report(clause, "should have a package comment");
    }
}

/// Checks the form and place of a file's comment.
fn file(cx: &Cx<'_>) -> Comment {
    let Some(name) = cx.file.package_name() else { return Comment::None };
    let prefix = format!("Package {} ", cx.file.text_of(name));
    if let Some(doc) = cx.file.package_doc() {
        let text = group_text(cx.file, doc);
        if !text.is_empty() && !cx.package.is_main() && !text.starts_with(&prefix) {
            cx.report(
                cx.file.group_span(doc),
                format!("package comment should be of the form \"{prefix}...\""),
            );
        }
        return Comment::Attached;
    }
    // The last comment in front of the package clause may have been meant.
    let package = cx.file.package_offset();
    let before = cx.comment_groups().iter().rfind(|g| cx.file.group_span(**g).end <= package);
    let Some(&group) = before.filter(|g| group_text(cx.file, **g).starts_with(&prefix)) else {
        return Comment::None;
    };
    let gap = cx.file.lines.line_start(cx.file.line(cx.file.group_span(group).end) + 1).unwrap_or(package);
    cx.report(
        Span::at(gap),
        "package comment is detached; there should be no blank lines between it and the package statement",
    );
    Comment::Detached
}
