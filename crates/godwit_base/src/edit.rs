//! Text edits and the fixes made of them.

use crate::Span;

/// Replace `span` of the old text by `text`. An empty span inserts, an empty text deletes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

impl Edit {
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Edit { span, text: text.into() }
    }

    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Edit { span: Span::at(offset), text: text.into() }
    }

    pub fn delete(span: Span) -> Self {
        Edit { span, text: String::new() }
    }
}

/// Whether a fix may be applied without a person looking.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Applicability {
    /// Keeps the program's meaning.
    Safe,
    /// May change behaviour or an API; shown, applied only when asked for.
    Unsafe,
}

/// A change of one file that resolves a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What applying it does, in the imperative ("replace %v by %w").
    pub title: String,
    pub applicability: Applicability,
    pub edits: Vec<Edit>,
}

impl Fix {
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Fix { title: title.into(), applicability: Applicability::Safe, edits }
    }

    pub fn unsafe_(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Fix { title: title.into(), applicability: Applicability::Unsafe, edits }
    }
}

/// Applies edits to `text`. `None` when two edits overlap, an edit lies outside the text, or one cuts a character.
/// Several insertions at one offset are applied in the given order.
pub fn apply_edits(text: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|e| (e.span.start, e.span.end));
    let mut out = String::with_capacity(text.len() + edits.iter().map(|e| e.text.len()).sum::<usize>());
    let mut done = 0usize;
    for edit in sorted {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if start < done || end < start {
            return None;
        }
        out.push_str(text.get(done..start)?);
        text.get(start..end)?;
        out.push_str(&edit.text);
        done = end;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_order_of_position() {
        let edits =
            [Edit::replace(Span::new(4, 5), "Y"), Edit::insert(0, "<"), Edit::delete(Span::new(1, 2))];
        assert_eq!(apply_edits("abcdef", &edits).as_deref(), Some("<acdYf"));
    }

    #[test]
    fn overlapping_or_foreign_edits_are_refused() {
        let overlap = [Edit::delete(Span::new(0, 3)), Edit::delete(Span::new(2, 4))];
        assert_eq!(apply_edits("abcdef", &overlap), None);
        assert_eq!(apply_edits("ab", &[Edit::delete(Span::new(1, 9))]), None);
        assert_eq!(apply_edits("é", &[Edit::insert(1, "x")]), None);
    }
}
