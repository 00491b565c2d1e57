//! From blocks back to text, in the one layout gofmt knows.

use super::parse::{Block, Doc, LinkDef, List, is_scheme};

pub(super) fn print(doc: &mut Doc) -> String {
    let mut out = String::new();
    let Doc { blocks, links } = doc;
    for (i, block) in blocks.iter().enumerate() {
        let blank = match block {
            Block::List(list) => list.blank_before || is_loose(list),
            _ => true,
        };
        if i > 0 && blank {
            out.push('\n');
        }
        match block {
            Block::Heading(text) => {
                out.push_str("# ");
                out.push_str(text);
                out.push('\n');
            }
            Block::Paragraph(text) => {
                put_text(&mut out, links, text, "");
                out.push('\n');
            }
            Block::Code(text) => {
                for line in text.split_inclusive('\n') {
                    if line != "\n" {
                        out.push('\t');
                    }
                    out.push_str(line);
                }
            }
            Block::List(list) => put_list(&mut out, links, list),
        }
    }
    // Definitions in use first, so that the others can be deleted in one go.
    for used in [true, false] {
        for (i, link) in links.iter().filter(|l| l.used == used).enumerate() {
            if i == 0 {
                out.push('\n');
            }
            out.push_str(&format!("[{}]: {}\n", link.text, link.url));
        }
    }
    out
}

fn is_loose(list: &List) -> bool {
    list.blank_between || list.items.iter().any(|item| item.paragraphs.len() != 1)
}

fn put_list(out: &mut String, links: &mut [LinkDef], list: &List) {
    const INDENT: &str = "    ";
    let loose = is_loose(list);
    for (i, item) in list.items.iter().enumerate() {
        if i > 0 && loose {
            out.push('\n');
        }
        out.push(' ');
        if item.number.is_empty() {
            out.push_str(" - ");
        } else {
            out.push_str(&item.number);
            out.push_str(". ");
        }
        for (i, text) in item.paragraphs.iter().enumerate() {
            if i > 0 {
                out.push('\n');
                out.push_str(INDENT);
            }
            put_text(out, links, text, INDENT);
            out.push('\n');
        }
    }
}

/// Writes text, its quotes made typographic and its lines indented, and marks the links it uses.
fn put_text(out: &mut String, links: &mut [LinkDef], text: &str, indent: &str) {
    let mut done = 0;
    if text.contains('[') && !links.is_empty() {
        let mut open = None;
        // All since the first open bracket, as go/doc/comment collects it.
        let mut name = String::new();
        for (i, c) in text.char_indices() {
            match (c, open) {
                ('[', _) => {
                    open = Some(i);
                    continue;
                }
                (']', open_at) => {
                    if let Some(start) = open_at
                        && let Some(link) = links.iter_mut().find(|l| l.text == name)
                    {
                        link.used = true;
                        put_plain(out, &text[done..start], indent, true);
                        out.push('[');
                        put_plain(out, &text[start + 1..i], indent, false);
                        out.push(']');
                        done = i + 1;
                    }
                    open = None;
                    name.clear();
                }
                (_, Some(_)) => name.push(if matches!(c, '\n' | '\t') { ' ' } else { c }),
                _ => {}
            }
        }
    }
    put_plain(out, &text[done..], indent, true);
}

/// `urls`: addresses in the text are left alone.
fn put_plain(out: &mut String, text: &str, indent: &str, urls: bool) {
    let mut i = 0;
    let mut done = 0;
    let bytes = text.as_bytes();
    while i < bytes.len() {
        let rest = &text[i..];
        if urls && let Some(len) = url_len(rest) {
            i += len;
            continue;
        }
        if urls {
            let word = rest.find(|c: char| {
                !(c == '_' || c.is_ascii_alphanumeric() || !c.is_ascii() && c.is_alphabetic())
            });
            let word = word.unwrap_or(rest.len());
            if word > 0 && !bytes[i].is_ascii_digit() {
                i += word;
                continue;
            }
        }
        let quote = match rest {
            _ if rest.starts_with("```") => {
                i += rest.bytes().take_while(|&b| b == b'`').count();
                continue;
            }
            _ if rest.starts_with("``") => '“',
            _ if rest.starts_with("''") => '”',
            _ => {
                i += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            }
        };
        put_lines(out, &text[done..i], indent);
        out.push(quote);
        i += 2;
        done = i;
    }
    put_lines(out, &text[done..], indent);
}

fn put_lines(out: &mut String, text: &str, indent: &str) {
    for line in text.split_inclusive('\n') {
        out.push_str(line);
        if line.ends_with('\n') {
            out.push_str(indent);
        }
    }
}

fn is_host(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"_@-.[]:".contains(&b)
}

fn is_punct(b: u8) -> bool {
    b".,:;?!".contains(&b)
}

fn is_path(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"$'()*+&#=@~_/-[]{}%".contains(&b)
}

/// Length of the address that `s` starts with.
fn url_len(s: &str) -> Option<usize> {
    let bytes = s.as_bytes();
    let colon = (3..=6).find(|&i| bytes.get(i) == Some(&b':'))?;
    if bytes.len() < 7 || !bytes[colon..].starts_with(b"://") || !is_scheme(&s[..colon]) {
        return None;
    }
    let mut i = colon + 3;
    if !bytes.get(i).is_some_and(|&b| is_host(b) && !is_punct(b)) {
        return None;
    }
    let mut end = i + 1;
    i += 1;
    while i < bytes.len() && is_host(bytes[i]) {
        i += 1;
        if !is_punct(bytes[i - 1]) {
            end = i;
        }
    }
    let mut closers = Vec::new();
    for (i, &b) in bytes.iter().enumerate().skip(end) {
        if is_punct(b) {
            continue;
        }
        if !is_path(b) {
            break;
        }
        match b {
            b'(' => closers.push(b')'),
            b'{' => closers.push(b'}'),
            b'[' => closers.push(b']'),
            b')' | b'}' | b']' => {
                if closers.last() != Some(&b) {
                    break;
                }
                closers.pop();
            }
            _ => {}
        }
        if closers.is_empty() {
            end = i + 1;
        }
    }
    Some(end)
}
