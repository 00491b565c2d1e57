//! From text to blocks, by the rules of go/doc/comment, its leniencies towards unindented lists and code included.

/// A piece of a doc comment. Paragraph text keeps its line breaks.
pub(super) enum Block {
    Heading(String),
    Paragraph(String),
    /// Lines, the last one with its line break.
    Code(String),
    List(List),
}

#[derive(Default)]
pub(super) struct List {
    pub(super) items: Vec<Item>,
    pub(super) blank_before: bool,
    pub(super) blank_between: bool,
}

#[derive(Default)]
pub(super) struct Item {
    /// Empty for a bullet.
    pub(super) number: String,
    pub(super) paragraphs: Vec<String>,
}

pub(super) struct LinkDef {
    pub(super) text: String,
    pub(super) url: String,
    pub(super) used: bool,
}

#[derive(Default)]
pub(super) struct Doc {
    pub(super) blocks: Vec<Block>,
    pub(super) links: Vec<LinkDef>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Code,
    Heading,
    List,
    OldHeading,
    Paragraph,
}

struct Span {
    start: usize,
    end: usize,
    kind: Kind,
}

pub(super) fn parse(text: &str) -> Doc {
    let all: Vec<&str> = text.split('\n').collect();
    let lines = unindent(&all);
    let mut doc = Doc::default();
    let mut before = 0;
    for span in spans(&lines) {
        let own = &lines[span.start..span.end];
        let block = match span.kind {
            Kind::List => Some(Block::List(list(&mut doc, own, before < span.start))),
            Kind::Code => Some(Block::Code(unindent(own).iter().flat_map(|l| [l, "\n"]).collect())),
            Kind::OldHeading => Some(Block::Heading(own[0].trim().to_owned())),
            Kind::Heading => Some(Block::Heading(own[0][1..].trim().to_owned())),
            Kind::Paragraph => paragraph(&mut doc, own).map(Block::Paragraph),
        };
        doc.blocks.extend(block);
        before = span.end;
    }
    doc
}

fn indented(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}

fn leading_space(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// The lines without their common indentation; blank ones at both ends go.
fn unindent<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let Some(first) = lines.iter().position(|l| !l.is_empty()) else { return Vec::new() };
    let last = lines.iter().rposition(|l| !l.is_empty()).unwrap_or(first);
    let lines = &lines[first..=last];
    let mut prefix = leading_space(lines[0]);
    for line in lines[1..].iter().filter(|l| !l.is_empty()) {
        let n = prefix.bytes().zip(leading_space(line).bytes()).take_while(|(a, b)| a == b).count();
        prefix = &prefix[..n];
    }
    let strip = |line: &&'t str| {
        let line = line.strip_prefix(prefix).unwrap_or(line);
        if line.trim().is_empty() { "" } else { line }
    };
    let mut out: Vec<&str> = lines.iter().map(strip).collect();
    while out.last().is_some_and(|l| l.is_empty()) {
        out.pop();
    }
    let blank = out.iter().take_while(|l| l.is_empty()).count();
    out.drain(..blank);
    out
}

fn spans(lines: &[&str]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut i = 0;
    // Lines before this one count as indented although they are not.
    let mut force_indent = 0;
    loop {
        while i < lines.len() && lines[i].is_empty() {
            i += 1;
        }
        if i >= lines.len() {
            return spans;
        }
        let start = i;
        let span = if i < force_indent || indented(lines[i]) {
            indented_span(lines, start, force_indent)
        } else {
            match unindented_span(lines, start, &mut force_indent) {
                Some(span) => span,
                None => continue,
            }
        };
        i = span.end;
        spans.push(span);
    }
}

/// Up to the next line that is not indented: a list or code.
fn indented_span(lines: &[&str], start: usize, force_indent: usize) -> Span {
    let mut list_ok = is_list(lines[start]) && start < force_indent;
    let mut i = start + 1;
    while i < lines.len()
        && (lines[i].is_empty() || i < force_indent || indented(lines[i]) || list_ok && is_list(lines[i]))
    {
        list_ok &= !lines[i].is_empty();
        i += 1;
    }
    let mut end = i;
    while end > start && lines[end - 1].is_empty() {
        end -= 1;
    }
    // Pasted code whose last brace was forgotten when indenting.
    if lines.get(end).is_some_and(|l| l.starts_with('}')) {
        end += 1;
    }
    Span { start, end, kind: if is_list(lines[start]) { Kind::List } else { Kind::Code } }
}

/// Up to the next blank or indented line: a paragraph or heading. `None`: the lines belong to what is indented below.
fn unindented_span(lines: &[&str], start: usize, force_indent: &mut usize) -> Option<Span> {
    let mut end = start + 1;
    while end < lines.len() && !lines[end].is_empty() && !indented(lines[end]) {
        end += 1;
    }
    if end < lines.len() && !lines[end].is_empty() && !is_list(lines[end]) {
        let last = lines[end - 1];
        if is_list(last) {
            // List items written without indentation, with indented continuation lines.
            *force_indent = end;
            end -= 1;
            while end > start && is_list(lines[end - 1]) {
                end -= 1;
            }
        } else if last.ends_with(['{', '\\']) {
            // The first line of code that was left unindented.
            *force_indent = end;
            end -= 1;
        }
        if start == end && *force_indent > start {
            return None;
        }
    }
    let kind = match end - start {
        1 if is_heading(lines[start]) => Kind::Heading,
        1 if is_old_heading(lines, start) => Kind::OldHeading,
        _ => Kind::Paragraph,
    };
    Some(Span { start, end, kind })
}

fn is_heading(line: &str) -> bool {
    (line.starts_with("# ") || line.starts_with("#\t")) && line.trim() != "#"
}

/// A single capitalised line without punctuation between paragraphs, as headings were written before Go 1.19.
fn is_old_heading(lines: &[&str], at: usize) -> bool {
    let alone = at > 0
        && lines[at - 1].is_empty()
        && at + 2 < lines.len()
        && lines[at + 1].is_empty()
        && !indented(lines[at + 2]);
    if !alone {
        return false;
    }
    let line = lines[at].trim();
    let upper = line.chars().next().is_some_and(|c| c.is_alphabetic() && c.is_uppercase());
    let word_end = line.chars().next_back().is_some_and(|c| c.is_alphabetic() || c.is_numeric());
    if !upper || !word_end || line.contains(|c| ";:!?+*/=[]{}_^°&§~%#@<\">\\".contains(c)) {
        return false;
    }
    let possessive = |rest: &str| rest == "s" || rest.starts_with("s ");
    let inner_dot = |rest: &str| !rest.is_empty() && !rest.starts_with(' ');
    line.match_indices('\'').all(|(i, _)| possessive(&line[i + 1..]))
        && line.match_indices('.').all(|(i, _)| inner_dot(&line[i + 1..]))
}

/// The number (empty for bullets) and the rest of a line that starts a list item.
fn list_marker(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (number, rest) = match line.chars().next()? {
        c @ ('•' | '*' | '+' | '-') => ("", &line[c.len_utf8()..]),
        '0'..='9' => {
            let n = line.bytes().take_while(u8::is_ascii_digit).count();
            if !line[n..].starts_with(['.', ')']) {
                return None;
            }
            (&line[..n], &line[n + 1..])
        }
        _ => return None,
    };
    (indented(rest) && !rest.trim().is_empty()).then_some((number, rest))
}

fn is_list(line: &str) -> bool {
    list_marker(line).is_some()
}

fn list(doc: &mut Doc, lines: &[&str], blank_before: bool) -> List {
    let numbered = list_marker(lines[0]).is_some_and(|(number, _)| !number.is_empty());
    let mut list = List { blank_before, ..List::default() };
    let mut text: Vec<&str> = Vec::new();
    for line in lines {
        let mut line = *line;
        if let Some((number, rest)) = list_marker(line)
            && number.is_empty() != numbered
        {
            end_paragraph(doc, &mut list, &mut text);
            list.items.push(Item { number: number.to_owned(), ..Item::default() });
            line = rest;
        }
        let line = line.trim();
        if line.is_empty() {
            list.blank_between = true;
            end_paragraph(doc, &mut list, &mut text);
        } else {
            text.push(line);
        }
    }
    end_paragraph(doc, &mut list, &mut text);
    list
}

fn end_paragraph(doc: &mut Doc, list: &mut List, text: &mut Vec<&str>) {
    if let Some(item) = list.items.last_mut() {
        item.paragraphs.extend(paragraph(doc, text));
    }
    text.clear();
}

/// The paragraph's text; nothing if its lines define links.
fn paragraph(doc: &mut Doc, lines: &[&str]) -> Option<String> {
    match lines.iter().map(|line| link_def(line)).collect::<Option<Vec<_>>>() {
        Some(links) => {
            doc.links.extend(links);
            None
        }
        None => Some(lines.join("\n")),
    }
}

fn link_def(line: &str) -> Option<LinkDef> {
    let rest = line.strip_prefix('[')?;
    let i = rest.find("]:")?;
    let after = &rest[i + 2..];
    if after.len() < 2 || !indented(after) {
        return None;
    }
    let url = after[1..].trim();
    let scheme = &url[..url.find("://")?];
    is_scheme(scheme).then(|| LinkDef { text: rest[..i].to_owned(), url: url.to_owned(), used: false })
}

pub(super) fn is_scheme(s: &str) -> bool {
    matches!(s, "file" | "ftp" | "gopher" | "http" | "https" | "mailto" | "nntp")
}
