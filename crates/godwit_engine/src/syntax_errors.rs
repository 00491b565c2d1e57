//! Which of a file's syntax errors people are shown.

use godwit_syntax::{File, SyntaxError};

/// Errors of one file beyond these follow from the first.
const MAX: usize = 10;

/// The first error of each line, as the go command prints them. Of two at one place that is the scanner's, which finds an
/// illegal character before the parser misses what it expected.
pub(crate) fn first_of_lines(tree: &File) -> Vec<&SyntaxError> {
    let mut out: Vec<&SyntaxError> = Vec::new();
    for error in &tree.errors {
        let is_full = out.len() == MAX;
        match out.last_mut() {
            Some(last) if tree.line(last.offset) == tree.line(error.offset) => {
                let is_scanners = |error: &SyntaxError| error.message.starts_with("illegal ");
                if last.offset == error.offset && is_scanners(error) && !is_scanners(last) {
                    *last = error;
                }
            }
            _ if is_full => break,
            _ => out.push(error),
        }
    }
    out
}
