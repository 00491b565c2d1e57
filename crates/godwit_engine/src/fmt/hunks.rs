//! Differences of two texts: as a unified diff for people and `git apply`, as edits for a fix.

use godwit_base::{Edit, Span};
use similar::{Algorithm, DiffOp, TextDiff};

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// A diff that `git apply` takes. Empty if the texts are equal.
pub fn unified(name: &str, old: &str, new: &str) -> String {
    let (old, new) = (lines(old), lines(new));
    let diff =
        TextDiff::configure().algorithm(Algorithm::Myers).newline_terminated(true).diff_slices(&old, &new);
    let name = name.trim_start_matches('/');
    let mut out = diff.unified_diff();
    out.context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).missing_newline_hint(true);
    let body = out.to_string();
    if body.is_empty() { body } else { format!("diff --git a/{name} b/{name}\n{body}") }
}

/// The edits that make `new` of `old`, whole lines each.
pub fn edits(old: &str, new: &str) -> Vec<Edit> {
    let (old_lines, new_lines) = (lines(old), lines(new));
    let starts = |lines: &[&str]| -> Vec<usize> {
        let mut at = 0;
        let mut starts = vec![0];
        starts.extend(lines.iter().map(|l| {
            at += l.len();
            at
        }));
        starts
    };
    let (old_starts, new_starts) = (starts(&old_lines), starts(&new_lines));
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).diff_slices(&old_lines, &new_lines);
    let changes = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changes
        .map(|op| {
            let (o, n) = (op.old_range(), op.new_range());
            let span = Span::new(old_starts[o.start] as u32, old_starts[o.end] as u32);
            Edit::replace(span, &new[new_starts[n.start]..new_starts[n.end]])
        })
        .collect()
}
