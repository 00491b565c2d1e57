//! Build constraints, as far as gofmt rewrites them: parsing `//go:build` and `// +build` lines, printing both.

/// A constraint expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Expr {
    Tag(String),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
}

/// Larger expressions are taken for broken.
const MAX_SIZE: u32 = 1000;
const MAX_OLD_SIZE: u32 = 100;

impl Expr {
    pub(crate) fn and(x: Expr, y: Expr) -> Expr {
        Expr::And(Box::new(x), Box::new(y))
    }

    fn or(x: Expr, y: Expr) -> Expr {
        Expr::Or(Box::new(x), Box::new(y))
    }

    /// In the syntax of `//go:build`.
    pub(crate) fn print(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let arg = |x: &Expr, paren: bool, out: &mut String| {
            if paren {
                out.push('(');
            }
            x.write(out);
            if paren {
                out.push(')');
            }
        };
        match self {
            Expr::Tag(tag) => out.push_str(tag),
            Expr::Not(x) => {
                out.push('!');
                arg(x, matches!(**x, Expr::And(..) | Expr::Or(..)), out);
            }
            Expr::And(x, y) => {
                arg(x, matches!(**x, Expr::Or(..)), out);
                out.push_str(" && ");
                arg(y, matches!(**y, Expr::Or(..)), out);
            }
            Expr::Or(x, y) => {
                arg(x, matches!(**x, Expr::And(..)), out);
                out.push_str(" || ");
                arg(y, matches!(**y, Expr::And(..)), out);
            }
        }
    }
}

/// The expression behind `//go:build`, if the line is one.
pub(crate) fn go_build(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("//go:build")?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

/// The words behind `// +build`, if the line is one.
pub(crate) fn plus_build(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("//")?.trim().strip_prefix("+build")?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

/// The expression of a line of either form.
pub(crate) fn parse(line: &str) -> Option<Expr> {
    match go_build(line) {
        Some(text) => Parser { rest: text, token: Token::End, size: 0, depth: 0 }.whole(),
        None => parse_plus_build(plus_build(line)?),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Token<'t> {
    End,
    Tag(&'t str),
    Open,
    Close,
    Not,
    And,
    Or,
}

struct Parser<'t> {
    rest: &'t str,
    token: Token<'t>,
    size: u32,
    depth: u32,
}

fn is_tag_char(c: char) -> bool {
    c == '_' || c == '.' || c.is_alphanumeric()
}

impl<'t> Parser<'t> {
    fn whole(mut self) -> Option<Expr> {
        let x = self.or()?;
        (self.token == Token::End).then_some(x)
    }

    fn next(&mut self) -> Option<()> {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        let tag = self.rest.find(|c| !is_tag_char(c)).unwrap_or(self.rest.len());
        let (token, len) = match self.rest.as_bytes() {
            [] => (Token::End, 0),
            [b'(', ..] => (Token::Open, 1),
            [b')', ..] => (Token::Close, 1),
            [b'!', ..] => (Token::Not, 1),
            [b'&', b'&', ..] => (Token::And, 2),
            [b'|', b'|', ..] => (Token::Or, 2),
            _ if tag > 0 => (Token::Tag(&self.rest[..tag]), tag),
            _ => return None,
        };
        self.token = token;
        self.rest = &self.rest[len..];
        Some(())
    }

    fn or(&mut self) -> Option<Expr> {
        let mut x = self.and()?;
        while self.token == Token::Or {
            x = Expr::or(x, self.and()?);
        }
        Some(x)
    }

    fn and(&mut self) -> Option<Expr> {
        let mut x = self.not()?;
        while self.token == Token::And {
            x = Expr::and(x, self.not()?);
        }
        Some(x)
    }

    fn not(&mut self) -> Option<Expr> {
        self.size += 1;
        if self.size > MAX_SIZE {
            return None;
        }
        self.next()?;
        if self.token != Token::Not {
            return self.atom();
        }
        self.next()?;
        if self.token == Token::Not {
            return None;
        }
        self.atom().map(|x| Expr::Not(Box::new(x)))
    }

    fn atom(&mut self) -> Option<Expr> {
        let x = match self.token {
            Token::Tag(tag) => Expr::Tag(tag.to_owned()),
            Token::Open => {
                self.depth += 1;
                if self.depth > MAX_SIZE {
                    return None;
                }
                let x = self.or()?;
                self.depth -= 1;
                if self.token != Token::Close {
                    return None;
                }
                x
            }
            _ => return None,
        };
        self.next()?;
        Some(x)
    }
}

fn parse_plus_build(text: &str) -> Option<Expr> {
    let ignore = || Expr::Tag("ignore".to_owned());
    let mut size = 0;
    let mut x: Option<Expr> = None;
    for clause in text.split_whitespace() {
        let mut y: Option<Expr> = None;
        for word in clause.split(',') {
            let z = if word.starts_with("!!") || word == "!" {
                ignore()
            } else {
                let tag = word.strip_prefix('!').unwrap_or(word);
                let valid = !tag.is_empty() && tag.chars().all(is_tag_char);
                let z = if valid { Expr::Tag(tag.to_owned()) } else { ignore() };
                if word.starts_with('!') { Expr::Not(Box::new(z)) } else { z }
            };
            y = Some(match y {
                None => z,
                Some(y) => {
                    size += 1;
                    Expr::and(y, z)
                }
            });
        }
        x = match (x, y) {
            (Some(x), Some(y)) => {
                size += 1;
                Some(Expr::or(x, y))
            }
            (x, y) => x.or(y),
        };
        if size > MAX_OLD_SIZE {
            return None;
        }
    }
    Some(x.unwrap_or_else(ignore))
}

/// `// +build` lines that mean the same; `None` where the old syntax cannot say it.
pub(crate) fn plus_build_lines(x: &Expr) -> Option<Vec<String>> {
    let x = push_not(x, false);
    let mut lines: Vec<Vec<Vec<&Expr>>> = Vec::new();
    for or in split(&x, true) {
        let mut ands = Vec::new();
        for and in split(or, false) {
            let literals = split(and, true);
            if literals.iter().any(|l| !matches!(l, Expr::Tag(_) | Expr::Not(_))) {
                return None;
            }
            ands.push(literals);
        }
        lines.push(ands);
    }
    if lines.iter().all(|ors| ors.len() == 1) {
        // No alternatives anywhere: one line says it all.
        lines = vec![vec![lines.into_iter().flatten().flatten().collect()]];
    }
    let line = |ors: &Vec<Vec<&Expr>>| {
        let words = ors.iter().map(|ands| ands.iter().map(|l| l.print()).collect::<Vec<_>>().join(","));
        format!("// +build {}", words.collect::<Vec<_>>().join(" "))
    };
    Some(lines.iter().map(line).collect())
}

/// The operands of a chain of `&&` (or of `||`).
fn split(x: &Expr, and: bool) -> Vec<&Expr> {
    let mut out = Vec::new();
    let mut todo = vec![x];
    while let Some(x) = todo.pop() {
        match x {
            Expr::And(l, r) if and => todo.extend([&**r, &**l]),
            Expr::Or(l, r) if !and => todo.extend([&**r, &**l]),
            _ => out.push(x),
        }
    }
    out
}

/// Moves negations down to the tags.
fn push_not(x: &Expr, not: bool) -> Expr {
    match x {
        Expr::Not(x) => push_not(x, !not),
        Expr::Tag(_) if not => Expr::Not(Box::new(x.clone())),
        Expr::Tag(_) => x.clone(),
        Expr::And(l, r) if not => Expr::or(push_not(l, true), push_not(r, true)),
        Expr::And(l, r) => Expr::and(push_not(l, false), push_not(r, false)),
        Expr::Or(l, r) if not => Expr::and(push_not(l, true), push_not(r, true)),
        Expr::Or(l, r) => Expr::or(push_not(l, false), push_not(r, false)),
    }
}
