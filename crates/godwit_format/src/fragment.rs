//! Pieces of Go source: gofmt takes a list of declarations or of statements where a file is read from standard input.

use godwit_syntax::SyntaxError;

use crate::{Options, format_text};

const AS_DECLS: &str = "package p;";
const AS_STMTS: &str = "package p; func _() {";

/// Formats a file, a declaration list or a statement list. White space around a fragment stays as it is.
pub fn format_fragment(bytes: Vec<u8>, options: &Options) -> Result<Vec<u8>, Vec<SyntaxError>> {
    let whole = format_text(bytes.clone(), options, 0);
    let Err(errors) = whole else { return whole };
    if !says(&errors, "expected 'package'") {
        return Err(errors);
    }
    let indent = indentation(&bytes);
    let wrapped = |before: &str, after: &str| [before.as_bytes(), &bytes, after.as_bytes()].concat();
    let shift = |errors: Vec<SyntaxError>, by: usize| -> Vec<SyntaxError> {
        let shift = |e: SyntaxError| SyntaxError { offset: e.offset.saturating_sub(by as u32), ..e };
        errors.into_iter().map(shift).collect()
    };
    match format_text(wrapped(AS_DECLS, ""), options, indent) {
        Ok(out) => {
            let skip = indent as usize + "package p\n".len();
            return Ok(assemble(&bytes, indent, out.get(skip..).unwrap_or_default()));
        }
        Err(errors) if !says(&errors, "expected declaration") => return Err(shift(errors, AS_DECLS.len())),
        Err(_) => {}
    }
    match format_text(wrapped(AS_STMTS, "\n\n}"), options, indent - 1) {
        Ok(out) => {
            let skip = 2 * (indent - 1).max(0) as usize + "package p\n\nfunc _() {".len();
            let body = out.get(skip..out.len().saturating_sub("}\n".len())).unwrap_or_default();
            Ok(assemble(&bytes, indent, body))
        }
        Err(errors) => Err(shift(errors, AS_STMTS.len())),
    }
}

/// Whether the first error is this one; errors of one place come in order of their text.
fn says(errors: &[SyntaxError], text: &str) -> bool {
    let first = errors.first().map(|e| e.offset);
    errors.iter().take_while(|e| Some(e.offset) == first).any(|e| e.message.contains(text))
}

fn is_space(b: &u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r')
}

/// Tabs before the first token on its line; blanks count as one tab where there is none.
fn indentation(bytes: &[u8]) -> i32 {
    let lead = bytes.iter().take_while(|b| is_space(b)).count();
    let line = bytes[..lead].iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
    let tabs = bytes[line..lead].iter().filter(|&&b| b == b'\t').count() as i32;
    if tabs == 0 && bytes[line..lead].contains(&b' ') { 1 } else { tabs }
}

/// The formatted text between the white space of the source.
fn assemble(source: &[u8], indent: i32, formatted: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(formatted);
    let text = text.trim();
    if text.is_empty() {
        return source.to_vec();
    }
    let lead = source.iter().take_while(|b| is_space(b)).count();
    let line = source[..lead].iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
    let trail = source.iter().rposition(|b| !is_space(b)).map_or(0, |i| i + 1);
    let mut out = source[..line].to_vec();
    out.resize(out.len() + indent as usize, b'\t');
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(&source[trail..]);
    out
}
