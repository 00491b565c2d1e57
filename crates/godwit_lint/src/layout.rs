//! Findings of `style/format`. The formatter is above the linter, for it needs modules and settings: the caller finds what
//! changes and hands it to [`lint_package_and`](crate::lint_package_and). What such findings look like is decided here.

use godwit_base::{Diagnostic, Edit, FileId, Fix, Severity, Span};
use godwit_syntax::File;

/// The rule they belong to.
pub const ID: &str = "style/format";

/// One finding for each place that the formatter changes. `edits` are the whole change, in order of place; `style` is the
/// name the project knows the formatter by, one of the rule's linters.
pub fn findings(file: FileId, tree: &File, style: &'static str, edits: Vec<Edit>) -> Vec<Diagnostic> {
    let text: &str = &tree.text;
    let finding = |edit: Edit| {
        // The first line that changes; an insertion is told at the line before which it goes.
        let start = edit.span.start as usize;
        let start = if start == text.len() && start > 0 { start - 1 } else { start };
        let line = tree.line(start as u32);
        let start = tree.lines.line_start(line).unwrap_or(start as u32);
        let end = text[start as usize..].find('\n').map_or(text.len() as u32, |i| start + i as u32);
        let message = format!("the layout is not that of {style}; `godwit fmt` mends it");
        let mut finding = Diagnostic::new(ID, Severity::Warning, file, Span::new(start, end), message)
            .with_fix(Fix::safe("format the file", vec![edit]));
        finding.code = style;
        finding
    };
    edits.into_iter().map(finding).collect()
}

/// Leaves one finding a file, the first that no comment suppresses, with the whole change as its fix. Where a comment
/// protects a part of the file there is no fix: edits of a formatter belong together.
pub fn one_a_file(diagnostics: &mut Vec<Diagnostic>, suppressed: &[Diagnostic]) {
    let is_format = |d: &Diagnostic| d.rule == ID;
    let mut firsts: Vec<(FileId, usize)> = Vec::new();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for mut diagnostic in diagnostics.drain(..) {
        if !is_format(&diagnostic) {
            kept.push(diagnostic);
            continue;
        }
        let file = diagnostic.file;
        let is_whole = !suppressed.iter().any(|d| is_format(d) && d.file == file);
        match firsts.iter().find(|first| first.0 == file) {
            Some(&(_, first)) => {
                if let (Some(whole), Some(part)) = (&mut kept[first].fix, diagnostic.fix.take()) {
                    whole.edits.extend(part.edits);
                }
            }
            None => {
                if !is_whole {
                    diagnostic.fix = None;
                }
                firsts.push((file, kept.len()));
                kept.push(diagnostic);
            }
        }
    }
    *diagnostics = kept;
}
