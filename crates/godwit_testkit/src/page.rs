//! Reads the cases out of a Markdown page: headings, fences, info strings. Nothing else of Markdown matters here.

use crate::expectation::{self, Want};

/// One example of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The heading above the block.
    pub name: String,
    /// Line of the opening fence in the page, 1-based.
    pub line: usize,
    pub files: Vec<CaseFile>,
    /// Text of the options fence that applies, as written.
    pub options: Option<String>,
    /// `lang=go1.N` of the info string.
    pub lang: Option<String>,
    /// Expected files after the fixes, by path.
    pub fixed: Option<Vec<(String, String)>>,
}

/// One file of a case, without its `want` comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    pub path: String,
    pub text: String,
    pub wants: Vec<Want>,
}

/// Why a page cannot be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageError {
    pub line: usize,
    pub message: String,
}

struct Fence {
    info: String,
    line: usize,
    body: String,
}

/// All cases of a page, in order.
pub fn parse(markdown: &str) -> Result<Vec<Case>, PageError> {
    let mut cases: Vec<Case> = Vec::new();
    let mut heading = String::new();
    let mut options: Option<String> = None;
    // Only a `go fixed` fence that follows a case with nothing but prose between belongs to it.
    let mut open_case = false;

    let lines: Vec<&str> = markdown.lines().collect();
    let mut index = 0;
    while index < lines.len() {
        let line = lines[index];
        if let Some(marker) = fence_marker(line) {
            let fence = read_fence(&lines, &mut index, marker)?;
            let mut words = fence.info.split_whitespace();
            match (words.next(), words.clone().next()) {
                (Some("go"), Some("fixed")) => {
                    let case = cases.last_mut().filter(|_| open_case).ok_or_else(|| PageError {
                        line: fence.line,
                        message: "a `go fixed` block needs a `go` block before it under the same heading"
                            .to_owned(),
                    })?;
                    if case.fixed.is_some() {
                        return Err(PageError {
                            line: fence.line,
                            message: "the case has a `go fixed` block already".to_owned(),
                        });
                    }
                    let default = case.files[0].path.clone();
                    case.fixed = Some(
                        split_files(&fence.body, &default)
                            .into_iter()
                            .map(|(path, text)| (path, text.to_owned()))
                            .collect(),
                    );
                }
                (Some("go"), _) => {
                    cases.push(case(&fence, words, &heading, options.clone())?);
                    open_case = true;
                }
                (Some("options"), _) | (Some("toml"), Some("options")) => options = Some(fence.body),
                _ => {}
            }
            continue;
        }
        if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim().to_owned();
            options = None;
            open_case = false;
        }
        index += 1;
    }
    Ok(cases)
}

fn case<'a>(
    fence: &Fence,
    words: impl Iterator<Item = &'a str>,
    heading: &str,
    options: Option<String>,
) -> Result<Case, PageError> {
    let mut path = "example.go".to_owned();
    let mut lang = None;
    for word in words {
        match word.split_once('=') {
            Some(("file", value)) => path = value.to_owned(),
            Some(("lang", value)) => lang = Some(value.to_owned()),
            _ => {
                let message =
                    format!("unknown word `{word}` behind `go`; known are fixed, file=NAME and lang=go1.N");
                return Err(PageError { line: fence.line, message });
            }
        }
    }
    let mut files = Vec::new();
    for (path, text) in split_files(&fence.body, &path) {
        let (text, wants) = expectation::extract(text)
            .map_err(|(offset, message)| PageError { line: fence.line + offset, message })?;
        files.push(CaseFile { path, text, wants });
    }
    Ok(Case { name: heading.to_owned(), line: fence.line, files, options, lang, fixed: None })
}

fn fence_marker(line: &str) -> Option<&str> {
    let length = line.bytes().take_while(|&b| b == b'`').count();
    (length >= 3).then(|| &line[..length])
}

/// Reads the fence that starts at `index` and moves behind its end.
fn read_fence(lines: &[&str], index: &mut usize, marker: &str) -> Result<Fence, PageError> {
    let start = *index;
    let info = lines[start][marker.len()..].trim().to_owned();
    let mut body = String::new();
    for (offset, line) in lines[start + 1..].iter().enumerate() {
        if line.trim_end().bytes().all(|b| b == b'`') && line.trim_end().len() >= marker.len() {
            *index = start + offset + 2;
            return Ok(Fence { info, line: start + 1, body });
        }
        body.push_str(line);
        body.push('\n');
    }
    Err(PageError { line: start + 1, message: "this fence is never closed".to_owned() })
}

/// Splits a block at its `-- path --` lines; a block without one is a single file.
fn split_files<'a>(body: &'a str, default: &str) -> Vec<(String, &'a str)> {
    let mut files: Vec<(String, usize, usize)> = Vec::new();
    let mut offset = 0;
    for line in body.split_inclusive('\n') {
        let trimmed = line.trim_end();
        if let Some(path) = trimmed.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            if let Some(last) = files.last_mut() {
                last.2 = offset;
            }
            files.push((path.trim().to_owned(), offset + line.len(), body.len()));
        }
        offset += line.len();
    }
    if files.is_empty() {
        return vec![(default.to_owned(), body)];
    }
    files.into_iter().map(|(path, from, to)| (path, &body[from..to])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_has_name_options_and_fix() {
        let page = "# rule\n\n## Bad\n\n```toml options\nmax = 3\n```\n\n```go file=a_test.go lang=go1.21\nx() // want `boom`\n```\n\nBecomes:\n\n```go fixed\ny()\n```\n";
        let cases = parse(page).unwrap();
        assert_eq!(cases.len(), 1);
        let case = &cases[0];
        assert_eq!((case.name.as_str(), case.line), ("Bad", 9));
        assert_eq!(case.options.as_deref(), Some("max = 3\n"));
        assert_eq!(case.lang.as_deref(), Some("go1.21"));
        assert_eq!(case.files[0].path, "a_test.go");
        assert_eq!(case.files[0].text, "x()\n");
        assert_eq!(case.fixed, Some(vec![("a_test.go".to_owned(), "y()\n".to_owned())]));
    }

    #[test]
    fn options_end_at_the_next_heading() {
        let page = "## A\n```options\na = 1\n```\n```go\npackage p\n```\n## B\n```go\npackage p\n```\n";
        let cases = parse(page).unwrap();
        assert_eq!(cases[0].options.as_deref(), Some("a = 1\n"));
        assert_eq!(cases[1].options, None);
    }

    #[test]
    fn a_block_can_hold_several_files() {
        let page = "```go\n-- a.go --\npackage a\n-- b/b.go --\npackage b // want \"x\"\n```\n";
        let files = &parse(page).unwrap()[0].files;
        assert_eq!(files.len(), 2);
        assert_eq!((files[0].path.as_str(), files[0].text.as_str()), ("a.go", "package a\n"));
        assert_eq!((files[1].path.as_str(), files[1].wants.len()), ("b/b.go", 1));
    }

    #[test]
    fn mistakes_in_a_page_have_a_line() {
        assert_eq!(parse("```go\nx\n").unwrap_err().line, 1);
        assert_eq!(parse("# h\n```go fixed\nx\n```\n").unwrap_err().line, 2);
        assert_eq!(parse("```go\nx()\ny() // want nothing\n```\n").unwrap_err().line, 3);
        assert!(parse("```go skip\n```\n").unwrap_err().message.contains("`skip`"));
    }
}
