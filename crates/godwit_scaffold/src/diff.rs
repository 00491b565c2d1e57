//! Changes as a unified diff that `git apply` accepts.

use crate::change::Change;
use similar::TextDiff;

/// The diff of all changes, in the order given.
pub fn unified(changes: &[Change]) -> String {
    let mut out = String::new();
    for change in changes {
        let (before, after) = (change.before.as_deref(), change.after.as_deref());
        let (old, new) = (before.unwrap_or_default(), after.unwrap_or_default());
        if before.is_some() && before == after {
            continue;
        }
        let path = &change.path;
        out.push_str(&format!("diff --git a/{path} b/{path}\n"));
        match (before, after) {
            (None, _) => out.push_str(&format!("new file mode 100{:o}\n", change.mode)),
            (_, None) => out.push_str(&format!("deleted file mode 100{:o}\n", change.mode)),
            _ => {}
        }
        if old == new {
            continue;
        }
        let left = before.map_or_else(|| "/dev/null".to_owned(), |_| format!("a/{path}"));
        let right = after.map_or_else(|| "/dev/null".to_owned(), |_| format!("b/{path}"));
        out.push_str(
            &TextDiff::from_lines(old, new)
                .unified_diff()
                .context_radius(3)
                .header(&left, &right)
                .to_string(),
        );
    }
    out
}
