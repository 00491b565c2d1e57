//! Adding a line to a file that is a list of lines, such as .gitignore or .env.example.

/// Appends `line` unless the file has it; a file without a final newline gets one.
pub fn append(text: &str, line: &str) -> String {
    if text.lines().any(|existing| existing.trim() == line.trim()) {
        return text.to_owned();
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = text.to_owned();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str(newline);
    }
    out.push_str(line);
    out.push_str(newline);
    out
}
