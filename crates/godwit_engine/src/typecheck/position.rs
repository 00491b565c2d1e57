//! Positions as the go tools print them: `//line` directives count.

use godwit_base::LineColumn;
use godwit_syntax::File;

/// The file a `//line` directive names, if one holds, and line and column at `offset`. The column is 0 where a directive
/// without a column leaves it unknown.
pub fn adjusted(file: &File, offset: u32) -> (Option<String>, LineColumn) {
    let at = file.line_column(offset);
    let directives = file.line_directives();
    let active = directives.partition_point(|d| d.effective <= offset);
    let Some(directive) = active.checked_sub(1).and_then(|i| directives.get(i)) else { return (None, at) };
    let named = directives[..active].iter().rev().find(|d| !d.file.is_empty());
    let distance = at.line - file.line(directive.effective);
    let column = match directive.column {
        None => 0,
        Some(column) if distance == 0 => column.saturating_add(offset - directive.effective),
        Some(_) => at.column,
    };
    (named.map(|d| d.file.to_owned()), LineColumn { line: directive.line.saturating_add(distance), column })
}
