//! `pedantic/undocumented-package`. See the page beside this file.

use godwit_base::Span;
use godwit_syntax::CommentGroup;

use crate::comment_text::group_text;
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/undocumented-package",
    aliases: &[("staticcheck", "ST1000")],
    default: false,
    check: Check::Package(check),
    ..rule()
};

fn check(files: &[Cx<'_>]) {
    let mut files = files.iter().filter(|cx| !cx.is_test()).peekable();
    // The comment of a command says what the command does.
    let Some(first) = files.peek() else { return };
    if first.package.is_main() {
        return;
    }
    let mut is_documented = false;
    for cx in files.clone() {
        let Some((doc, text)) = documentation(cx) else { continue };
        is_documented = true;
        let name = cx.package.name();
        let behind = text.strip_prefix("Package ").and_then(|rest| rest.strip_prefix(name));
        if behind.is_none_or(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')) {
            let message = format!("package comment should be of the form \"Package {name}...\"");
            cx.report(cx.file.group_span(doc), message);
        }
    }
    if is_documented {
        return;
    }
    for cx in files.filter(|cx| !cx.is_generated()) {
        let at = cx.file.package_offset();
        cx.report(Span::new(at, at + "package".len() as u32), "at least one file in a package should have a package comment");
    }
}

/// The package comment and its text; directives alone are no text.
fn documentation(cx: &Cx<'_>) -> Option<(CommentGroup, String)> {
    let doc = cx.file.package_doc()?;
    let text = group_text(cx.file, doc);
    let text = text.trim_start();
    (!text.is_empty()).then(|| (doc, text.to_owned()))
}
