//! The last check before a file is written: the new text must have the tokens of the old one, apart from what the chosen
//! style may change. A difference is a defect of the formatter, and the file stays as it was.

use std::borrow::Cow;

use godwit_syntax::{File, TokenKind as T};
use rustc_hash::FxHashMap;

/// What a step may change besides white space, semicolons, commas and parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Allowed {
    /// Nothing but the order of imports and the spelling of numbers.
    Layout,
    /// Also types of elements, blank range variables, `len` as a bound.
    Simplified,
    /// Also imports that come and go.
    Imports,
    /// Also grouping of declarations and parameters, short variable declarations, results of naked returns.
    Gofumpt,
}

/// `Err` names the first difference.
pub fn same_tokens(old: &File, new: &File, allowed: Allowed) -> Result<(), String> {
    if let Some(error) = new.errors.first() {
        return Err(format!(
            "the formatted text does not parse: {}: {}",
            new.line(error.offset),
            error.message
        ));
    }
    if allowed == Allowed::Layout {
        let (mut a, mut b) = (Words::new(old), Words::new(new));
        loop {
            match (a.next(), b.next()) {
                (None, None) => break,
                (x, y) if x == y => {}
                (x, y) => {
                    let show = |w: Option<(T, Cow<'_, str>)>| {
                        w.map_or("the end".to_owned(), |(k, t)| {
                            format!("{}{t}", if t.is_empty() { k.as_str() } else { "" })
                        })
                    };
                    let line = b.line();
                    return Err(format!(
                        "token {} became {} (line {line} of the formatted text)",
                        show(x),
                        show(y)
                    ));
                }
            }
        }
        return compare_imports(old, new).and_then(|()| compare_comments(old, new));
    }
    // Steps that add, drop or move tokens: no name, literal or operator may appear from nowhere, except those they write.
    let (before, after) = (histogram(old), histogram(new));
    let mut names: Vec<_> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for word in names {
        let (n, m) = (before.get(word).copied().unwrap_or(0), after.get(word).copied().unwrap_or(0));
        // Types that need not be repeated go, whatever they are written with.
        let in_types = matches!(
            word.0,
            T::Ident
                | T::Period
                | T::Mul
                | T::LBrack
                | T::RBrack
                | T::LBrace
                | T::RBrace
                | T::Arrow
                | T::Ellipsis
                | T::Tilde
                | T::Or
        ) || word.0.is_keyword();
        let fewer_ok = in_types || matches!(word.0, T::Assign | T::Define | T::And);
        let more_ok = allowed >= Allowed::Imports
            && (matches!(word.0, T::Ident | T::Define | T::Assign | T::Period) || word.0.is_keyword());
        if m < n && !fewer_ok || m > n && !more_ok {
            return Err(format!(
                "{n} times `{}{}` became {m}",
                if word.1.is_empty() { word.0.as_str() } else { "" },
                word.1
            ));
        }
    }
    // Comments go with the imports they belong to.
    if allowed == Allowed::Imports { Ok(()) } else { compare_comments(old, new) }
}

/// The part of a number that no spelling changes.
fn digits(text: &str) -> &str {
    let body = text.trim_start_matches(['0', '_']);
    let body = body.trim_start_matches(['x', 'X', 'o', 'O', 'b', 'B']);
    body.split(['e', 'E', 'p', 'P']).next().unwrap_or(body)
}

/// Tokens that count, imports left out.
struct Words<'f> {
    file: &'f File,
    at: usize,
    /// End of the import declaration that the walk is in.
    import_end: u32,
}

impl<'f> Words<'f> {
    fn new(file: &'f File) -> Self {
        let import_end = file
            .imports()
            .last()
            .map_or(0, |spec| file.parent(spec).map_or(file.end(spec), |decl| file.end(decl)));
        Words { file, at: 0, import_end }
    }

    fn line(&self) -> u32 {
        let spans = &self.file.tokens.spans;
        spans.get(self.at.saturating_sub(1)).map_or(0, |span| self.file.line(span.start))
    }
}

fn counts(kind: T) -> bool {
    !matches!(kind, T::AutoSemicolon | T::Semicolon | T::Comma | T::LParen | T::RParen | T::Eof)
}

fn word(file: &File, i: usize) -> (T, &str) {
    let tokens = &file.tokens;
    let kind = tokens.kinds[i];
    let text = if kind.is_literal() {
        &file.text[tokens.spans[i].start as usize..tokens.spans[i].end as usize]
    } else {
        ""
    };
    (kind, text)
}

impl<'f> Iterator for Words<'f> {
    type Item = (T, Cow<'f, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let tokens = &self.file.tokens;
        loop {
            let i = self.at;
            if i >= tokens.len() {
                return None;
            }
            self.at += 1;
            if !counts(tokens.kinds[i]) || self.import_end > tokens.spans[i].start && i > 2 {
                continue;
            }
            let (kind, text) = word(self.file, i);
            // Spelling of numbers and carriage returns in raw strings are the printer's business.
            return Some(match kind {
                T::Int | T::Float | T::Imag => (kind, digits(text).into()),
                T::String if text.starts_with('`') && text.contains('\r') => {
                    (kind, text.replace('\r', "").into())
                }
                _ => (kind, text.into()),
            });
        }
    }
}

fn compare_imports(old: &File, new: &File) -> Result<(), String> {
    let list = |file: &File| {
        let name = |spec| match file[spec] {
            godwit_syntax::Node::ImportSpec { name, path } => (
                name.map_or("", |n| file.text_of(n)).to_owned(),
                crate::import_path::unquote(file.text_of(path)).unwrap_or_default(),
            ),
            _ => Default::default(),
        };
        let mut all: Vec<(String, String)> = file.imports().map(name).collect();
        all.sort();
        all.dedup();
        all
    };
    if list(old) == list(new) { Ok(()) } else { Err("the imports changed".to_owned()) }
}

fn histogram(file: &File) -> FxHashMap<(T, &str), usize> {
    let mut all = FxHashMap::default();
    for i in 0..file.tokens.len() {
        let (kind, text) = word(file, i);
        if counts(kind) && !matches!(kind, T::Int | T::Float | T::Imag | T::String) {
            *all.entry((kind, text)).or_default() += 1;
        }
    }
    all
}

/// Comments may be laid out anew, but all their letters must still be there. Build constraints are rewritten.
fn compare_comments(old: &File, new: &File) -> Result<(), String> {
    let letters = |file: &File| {
        let mut count = [0u32; 256];
        for c in &file.comments {
            let text = file.comment_text(*c);
            if !crate::build_lines::is_constraint(text) {
                text.bytes().filter(u8::is_ascii_alphanumeric).for_each(|b| count[b as usize] += 1);
            }
        }
        count
    };
    if letters(old) == letters(new) { Ok(()) } else { Err("a comment was lost or changed".to_owned()) }
}
