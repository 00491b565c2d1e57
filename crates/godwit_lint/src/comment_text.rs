//! The text of comments as go/ast's `CommentGroup.Text` gives it: without markers, directives and surrounding blanks.

use godwit_syntax::{CommentGroup, File};

/// The prose of a comment group: lines without comment markers and trailing blanks; directives are left out.
pub fn group_text(file: &File, group: CommentGroup) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for comment in file.group(group) {
        let text = file.comment_text(*comment);
        if let Some(body) = text.strip_prefix("//") {
            if is_directive(body) {
                continue;
            }
            lines.push(body.strip_prefix(' ').unwrap_or(body).trim_end());
        } else {
            let body = text.strip_prefix("/*").and_then(|t| t.strip_suffix("*/")).unwrap_or(text);
            lines.extend(body.split('\n').map(str::trim_end));
        }
    }
    let mut out = String::new();
    let mut blank = true;
    for line in lines {
        // Runs of blank lines count once, and not at all at the start.
        if line.is_empty() {
            if !blank {
                out.push('\n');
            }
            blank = true;
            continue;
        }
        out.push_str(line);
        out.push('\n');
        blank = false;
    }
    out.truncate(out.trim_end_matches('\n').len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Whether the text behind `//` is a directive: `go:generate`, `line x.go:1`, `nolint`-like words with a colon.
pub fn is_directive(body: &str) -> bool {
    if body.starts_with("line ") || body.starts_with("extern ") || body.starts_with("export ") {
        return true;
    }
    let Some((tool, rest)) = body.split_once(':') else { return false };
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    !tool.is_empty() && tool.bytes().all(word) && rest.bytes().next().is_some_and(word)
}
