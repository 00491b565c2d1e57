//! Doc comments in the layout that gofmt gives them since Go 1.19: paragraphs, headings, lists, code, link definitions.
//! Left out: everything that only matters for rendering, such as links to other packages.

mod canonical;
mod parse;
mod print;

use std::borrow::Cow;

/// The comments that replace a doc comment group, none if it says nothing. `None`: it stays as it is.
pub(crate) fn reformat(comments: &[Cow<'_, str>]) -> Option<Vec<String>> {
    let first = comments.first()?;
    if comments.len() == 1 && first.starts_with("/*") {
        if !first.contains('\n') || is_star_box(first) {
            return None;
        }
        let text = print::print(&mut parse::parse(first.get(2..first.len() - 2)?));
        return Some(vec![format!("/*\n{text}*/")]);
    }
    if canonical::is_canonical(comments) {
        return None;
    }
    let mut text = String::new();
    let mut directives = Vec::new();
    for comment in comments {
        let body = comment.strip_prefix("//")?;
        if is_directive(body) {
            directives.push(comment);
            continue;
        }
        text.push_str(body.strip_prefix(' ').unwrap_or(body));
        text.push('\n');
    }
    if text.is_empty() {
        return None;
    }
    let text = print::print(&mut parse::parse(&text));
    let comment = |line: &str| match line.as_bytes().first() {
        None => "//".to_owned(),
        Some(b'\t') => format!("//{line}"),
        Some(_) => format!("// {line}"),
    };
    let mut out: Vec<String> = text.lines_exact().map(comment).collect();
    if !directives.is_empty() {
        out.push("//".to_owned());
        out.extend(directives.iter().map(|d| d.to_string()));
    }
    Some(out)
}

trait LinesExact {
    /// The lines of a text that ends with a line break, carriage returns kept.
    fn lines_exact(&self) -> std::str::Split<'_, char>;
}

impl LinesExact for String {
    fn lines_exact(&self) -> std::str::Split<'_, char> {
        let body = self.strip_suffix('\n').unwrap_or(self);
        let mut lines = body.split('\n');
        if self.is_empty() {
            lines.next();
        }
        lines
    }
}

/// Whether what follows `//` is an instruction to a tool.
pub(crate) fn is_directive(body: &str) -> bool {
    if ["line ", "extern ", "export "].iter().any(|p| body.starts_with(p)) {
        return true;
    }
    let word = |s: &[u8]| s.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = body.as_bytes();
    let Some(colon) = memchr::memchr(b':', bytes) else { return false };
    colon > 0 && colon + 1 < bytes.len() && word(&bytes[..colon]) && word(&bytes[colon + 1..colon + 2])
}

/// A block comment with a star at each line's start.
fn is_star_box(text: &str) -> bool {
    text.split('\n').skip(1).all(|line| line.trim_start_matches([' ', '\t']).starts_with('*'))
}
