//! `want` comments: what they expect, and the source without them.

/// A finding that must be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Want {
    /// Line of the file, 1-based.
    pub line: usize,
    /// Regular expression that the message must match somewhere.
    pub pattern: String,
}

/// Takes the `want` comments out of `source`. An error carries the 1-based line within `source`.
pub(crate) fn extract(source: &str) -> Result<(String, Vec<Want>), (usize, String)> {
    let mut text = String::with_capacity(source.len());
    let mut wants = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let number = index + 1;
        match find(line) {
            None => text.push_str(line),
            Some(comment) => {
                let (offset, patterns) = parse(comment.body).map_err(|message| (number, message))?;
                let target = number.checked_add_signed(offset).filter(|&n| n > 0);
                let target = target
                    .ok_or_else(|| (number, "this `want` speaks of a line before the file".to_owned()))?;
                wants.extend(patterns.into_iter().map(|pattern| Want { line: target, pattern }));
                if comment.after.trim().is_empty() {
                    text.push_str(comment.before.trim_end());
                } else {
                    text.push_str(comment.before);
                    text.push_str(comment.after);
                }
            }
        }
        text.push('\n');
    }
    Ok((text, wants))
}

struct Comment<'a> {
    before: &'a str,
    body: &'a str,
    after: &'a str,
}

/// The last `want` comment of a line. A string literal that contains one would be taken for it; no page needs that.
fn find(line: &str) -> Option<Comment<'_>> {
    if let Some(start) = line.rfind("// want") {
        let body = &line[start + "// want".len()..];
        if starts_expectation(body) {
            return Some(Comment { before: &line[..start], body, after: "" });
        }
    }
    let start = line.rfind("/* want")?;
    let rest = &line[start + "/* want".len()..];
    let end = rest.find("*/")?;
    starts_expectation(rest).then(|| Comment {
        before: &line[..start],
        body: &rest[..end],
        after: &rest[end + 2..],
    })
}

/// `want` must stand alone: `// wanted by the caller` is prose.
fn starts_expectation(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '+', '-'])
}

fn parse(body: &str) -> Result<(isize, Vec<String>), String> {
    let (offset, mut rest) = match body.find(' ') {
        Some(0) => (0, body),
        Some(end) => (
            body[..end].parse().map_err(|_| format!("`want{}` is not a line offset", &body[..end]))?,
            &body[end..],
        ),
        None => (0, body),
    };
    let mut patterns = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(quote) = rest.chars().next() else { break };
        if quote != '"' && quote != '`' {
            return Err(format!("expected a quoted regular expression, found `{rest}`"));
        }
        let (pattern, length) =
            unquote(&rest[1..], quote).ok_or_else(|| format!("unclosed quote in `{rest}`"))?;
        patterns.push(pattern);
        rest = &rest[1 + length..];
    }
    if patterns.is_empty() {
        return Err("`want` without a regular expression".to_owned());
    }
    Ok((offset, patterns))
}

/// The text up to the closing quote and the bytes read, quote included. `\"` is the only escape that is undone: all others
/// belong to the regular expression.
fn unquote(text: &str, quote: char) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((index, c)) = chars.next() {
        match c {
            c if c == quote => return Some((out, index + 1)),
            '\\' if quote == '"' => match chars.next()?.1 {
                '"' => out.push('"'),
                // Go writers double the backslash in "…"; one level is the string's, the other the expression's.
                '\\' => out.push('\\'),
                other => {
                    out.push('\\');
                    out.push(other);
                }
            },
            c => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(source: &str) -> Vec<(usize, String)> {
        extract(source).unwrap().1.into_iter().map(|want| (want.line, want.pattern)).collect()
    }

    #[test]
    fn several_patterns_and_both_quotes() {
        assert_eq!(
            wants("x() // want \"a \\\"b\\\"\" `c\\.d`"),
            [(1, "a \"b\"".to_owned()), (1, "c\\.d".to_owned())]
        );
    }

    #[test]
    fn neighbouring_lines() {
        assert_eq!(
            wants("// want+1 \"a\"\nx()\n// want-1 \"b\""),
            [(2, "a".to_owned()), (2, "b".to_owned())]
        );
        assert!(extract("// want-1 \"a\"").is_err());
    }

    #[test]
    fn the_comment_is_cut_out() {
        assert_eq!(extract("x() // want \"a\"\n").unwrap().0, "x()\n");
        assert_eq!(extract("x(/* want \"a\" */y)\n").unwrap().0, "x(y)\n");
        assert_eq!(extract("//go:build x // want \"a\"\n").unwrap().0, "//go:build x\n");
    }

    #[test]
    fn prose_is_no_expectation() {
        assert!(wants("// wanted by the caller").is_empty());
        assert!(extract("// want a cup of tea").is_err());
    }
}
