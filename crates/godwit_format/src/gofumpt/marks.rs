//! Rules that change a token here or there: octal numbers, useless parentheses, blanks before comment text.

use godwit_syntax::{File, LitKind, Node, NodeId};

use super::Gofumpt;
use crate::printer::Printer;

pub(super) fn mark(file: &File, rules: &Gofumpt, printer: &mut Printer<'_>, converted: &[u32]) {
    for id in file.ids() {
        match file[id] {
            // Since Go 1.13.
            Node::BasicLit { kind: LitKind::Int } if rules.go_minor.is_some_and(|minor| minor >= 13) => {
                let text = file.text_of(id);
                let octal = text.len() > 1
                    && text.starts_with('0')
                    && text[1..].bytes().all(|b| matches!(b, b'0'..=b'7' | b'_'));
                if octal {
                    printer.replaced.insert(id, format!("0o{}", &text[1..]));
                }
            }
            Node::Paren { x } => mark_paren(file, id, x, printer),
            Node::Assign { .. } if converted.contains(&file.start(id)) => {
                printer.converted.insert(id);
            }
            _ => {}
        }
    }
    space_comments(file, printer);
}

/// Of several pairs one is enough; it goes too where nothing needs it.
fn mark_paren(file: &File, id: NodeId, x: NodeId, printer: &mut Printer<'_>) {
    let inner = file.parent(id).is_some_and(|p| matches!(file[p], Node::Paren { .. }));
    if inner {
        printer.dropped.insert(id);
        return;
    }
    let comments = printer.comments();
    let from = comments.first_group_from(file.start(id));
    let commented =
        comments.groups.get(from).is_some_and(|g| comments.all[g.first as usize].start < file.end(id) - 1);
    if !commented && !needs_parens(file, file.unparen(x)) {
        printer.dropped.insert(id);
    }
}

/// Operators and types keep their parentheses for readability; an expression that starts with a composite literal, because
/// its brace might open a block.
fn needs_parens(file: &File, x: NodeId) -> bool {
    let mut x = x;
    let mut outermost = true;
    loop {
        x = match file[x] {
            Node::CompositeLit { .. } => return true,
            Node::Call { fun, .. } => fun,
            Node::Selector { x, .. }
            | Node::Index { x, .. }
            | Node::IndexList { x, .. }
            | Node::Slice { x, .. }
            | Node::TypeAssert { x, .. } => x,
            Node::Binary { .. }
            | Node::Unary { .. }
            | Node::Star { .. }
            | Node::ChanType { .. }
            | Node::ArrayType { .. }
            | Node::MapType { .. }
            | Node::FuncType { .. }
            | Node::InterfaceType { .. }
            | Node::StructType { .. } => return outermost,
            _ => return false,
        };
        outermost = false;
    }
}

/// Whether what follows `//` is meant for a tool.
pub(super) fn is_directive(body: &str) -> bool {
    let word_end = |rest: &str| !rest.starts_with(|c: char| c == '_' || c.is_ascii_alphanumeric());
    if ["export ", "extern ", "line "].iter().any(|p| body.starts_with(p)) {
        return true;
    }
    let words = ["noinspection", "nolint", "#nosec", "NOSONAR", "sysnb", "sys"];
    if words.iter().any(|w| body.strip_prefix(w).is_some_and(word_end)) {
        return true;
    }
    let Some((name, rest)) = body.split_once(':') else { return false };
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    !name.is_empty() && name.bytes().all(|b| plain(b) || b == b'-') && rest.bytes().next().is_some_and(plain)
}

/// `//usr/bin/env go run`
fn is_shebang(text: &str) -> bool {
    let Some(body) = text.strip_prefix("//") else { return false };
    let first_ok = body.chars().next().is_some_and(|c| c != '/' && c != ' ');
    let word_before =
        |i: usize| i == 0 || !body[..i].ends_with(|c: char| c == '_' || c.is_ascii_alphanumeric());
    first_ok && body.match_indices("bin/").any(|(i, _)| i > 0 && word_before(i))
}

/// `//text` becomes `// text`, unless a line of the group is a directive or looks like code.
fn space_comments(file: &File, printer: &mut Printer<'_>) {
    let groups = printer.comments().groups.clone();
    for group in groups {
        let texts: Vec<String> =
            printer.comments().all[group.range()].iter().map(|c| c.text(&file.text).into_owned()).collect();
        let unspaced = |t: &String| t.strip_prefix("//").is_some_and(|b| !b.starts_with(char::is_whitespace));
        if !texts.iter().any(unspaced) {
            continue;
        }
        let first_line = printer.comments().all[group.first as usize].start == 0 && is_shebang(&texts[0]);
        let plain = |t: &String| {
            t.strip_prefix("//").is_some_and(|body| {
                let first = body.chars().next();
                !is_directive(body) && first.is_some_and(|c| c.is_alphanumeric() || c.is_whitespace())
            })
        };
        if first_line || !texts.iter().all(plain) || looks_like_code(&texts) {
            continue;
        }
        for (i, text) in group.range().zip(&texts) {
            if unspaced(text) {
                printer.comments_mut().all[i].add_blank();
            }
        }
    }
}

/// Whether the group's text parses as statements that do something.
fn looks_like_code(texts: &[String]) -> bool {
    let mut source = String::from("package p\nfunc _() {\n");
    for text in texts {
        let body = text.strip_prefix("//").unwrap_or(text);
        source.push_str(body.strip_prefix(' ').unwrap_or(body).trim_end());
        source.push('\n');
    }
    source.push_str("}\n");
    let file = godwit_syntax::parse(&source);
    if !file.errors.is_empty() {
        return false;
    }
    let body = file.decls().next().and_then(|d| match file[d] {
        Node::FuncDecl(ext) => file.func_decl(ext).body,
        _ => None,
    });
    let Some(Node::Block { stmts, .. }) = body.map(|b| file[b]) else { return false };
    file.list(stmts).any(|s| !is_trivial(&file, s))
}

/// Names, labels and nothing: prose reads like that too.
fn is_trivial(file: &File, mut stmt: NodeId) -> bool {
    loop {
        match file[stmt] {
            Node::LabeledStmt { stmt: inner, .. } => stmt = inner,
            Node::EmptyStmt { .. } => return true,
            Node::ExprStmt { mut x } => {
                while let Node::Selector { x: inner, .. } = file[x] {
                    x = inner;
                }
                return matches!(file[x], Node::Ident { .. });
            }
            _ => return false,
        }
    }
}
