//! Build constraints: `//go:build` expressions and the older `// +build` lines.
//!
//! Which tags hold is the business of `godwit_load`; here is only the language of expressions.

/// A boolean expression over build tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    Tag(String),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
}

impl Expr {
    /// Evaluates the expression. Every tag is asked, also where the result is known: callers collect the tags.
    pub fn eval(&self, ok: &mut dyn FnMut(&str) -> bool) -> bool {
        match self {
            Expr::Tag(t) => ok(t),
            Expr::Not(x) => !x.eval(ok),
            Expr::And(x, y) => {
                let (a, b) = (x.eval(ok), y.eval(ok));
                a && b
            }
            Expr::Or(x, y) => {
                let (a, b) = (x.eval(ok), y.eval(ok));
                a || b
            }
        }
    }

    /// The lowest Go release that the expression implies, as a minor number: `go1.18 && linux` needs 18.
    /// This is the file's own language version.
    pub fn go_version(&self) -> Option<u32> {
        u32::try_from(self.min_version(true)).ok()
    }

    fn min_version(&self, positive: bool) -> i64 {
        match self {
            Expr::Tag(t) => {
                if !positive {
                    return -1;
                }
                if t == "go1" {
                    return 0;
                }
                t.strip_prefix("go1.").and_then(|n| n.parse::<u32>().ok()).map_or(-1, i64::from)
            }
            Expr::Not(x) => x.min_version(!positive),
            Expr::And(x, y) | Expr::Or(x, y) => {
                let (a, b) = (x.min_version(positive), y.min_version(positive));
                // Under a negation "and" and "or" change places.
                if matches!(self, Expr::And(..)) == positive { a.max(b) } else { a.min(b) }
            }
        }
    }
}

/// Larger expressions are refused, as the go command does; it bounds the depth of a tree, which is evaluated by recursion.
const MAX_SIZE: usize = 1000;

struct Parser<'a> {
    text: &'a str,
    next: usize,
    token: Token<'a>,
    size: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token<'a> {
    End,
    Operator(&'a str),
    Tag(&'a str),
}

impl<'a> Token<'a> {
    fn text(self) -> &'a str {
        match self {
            Token::End => "",
            Token::Operator(s) | Token::Tag(s) => s,
        }
    }
}

fn tag_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

impl<'a> Parser<'a> {
    fn lex(&mut self) -> Result<(), String> {
        let rest = self.text[self.next..].trim_start_matches([' ', '\t']);
        let start = self.text.len() - rest.len();
        let Some(c) = rest.chars().next() else {
            self.next = self.text.len();
            self.token = Token::End;
            return Ok(());
        };
        let n = match c {
            '(' | ')' | '!' => 1,
            '&' | '|' => {
                if !rest[1..].starts_with(c) {
                    return Err(format!("invalid syntax at {c}"));
                }
                2
            }
            _ => {
                let n = rest.find(|c| !tag_char(c)).unwrap_or(rest.len());
                if n == 0 {
                    return Err(format!("invalid syntax at {c}"));
                }
                self.token = Token::Tag(&rest[..n]);
                self.next = start + n;
                return Ok(());
            }
        };
        self.token = Token::Operator(&rest[..n]);
        self.next = start + n;
        Ok(())
    }

    /// Operator precedence with stacks of its own, so that nesting costs no call stack.
    fn expression(&mut self) -> Result<Expr, String> {
        let mut operators: Vec<Operator> = Vec::new();
        let mut operands: Vec<Expr> = Vec::new();
        let mut open = 0;
        loop {
            // An operand, with what may stand before it.
            self.size += 1;
            if self.size > MAX_SIZE {
                return Err("build expression too large".into());
            }
            match self.token {
                Token::Operator("!") => {
                    self.lex()?;
                    if self.token == Token::Operator("!") {
                        return Err("double negation not allowed".into());
                    }
                    operators.push(Operator::Not);
                    continue;
                }
                Token::Operator("(") => {
                    open += 1;
                    operators.push(Operator::Open);
                    self.lex()?;
                    continue;
                }
                Token::Tag(t) => operands.push(Expr::Tag(t.to_string())),
                Token::End if open > 0 => return Err("missing close paren".into()),
                Token::End => return Err("unexpected end of expression".into()),
                Token::Operator(op) => return Err(format!("unexpected token {op}")),
            }
            self.lex()?;
            // What follows an operand.
            loop {
                while operators.last() == Some(&Operator::Not) {
                    apply(&mut operators, &mut operands);
                }
                let operator = match self.token {
                    Token::Operator("&&") => Operator::And,
                    Token::Operator("||") => Operator::Or,
                    Token::Operator(")") if open > 0 => {
                        while operators.last() != Some(&Operator::Open) {
                            apply(&mut operators, &mut operands);
                        }
                        operators.pop();
                        open -= 1;
                        self.lex()?;
                        continue;
                    }
                    _ if open > 0 => return Err("missing close paren".into()),
                    Token::End => {
                        while !operators.is_empty() {
                            apply(&mut operators, &mut operands);
                        }
                        return operands.pop().ok_or_else(|| "unexpected end of expression".to_string());
                    }
                    token => return Err(format!("unexpected token {}", token.text())),
                };
                while operators.last().is_some_and(|top| top.binds_before(operator)) {
                    apply(&mut operators, &mut operands);
                }
                operators.push(operator);
                self.lex()?;
                break;
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Open,
    Or,
    And,
    Not,
}

impl Operator {
    fn binds_before(self, next: Operator) -> bool {
        matches!((self, next), (Operator::And, _) | (Operator::Or, Operator::Or))
    }
}

/// Applies the topmost operator to the topmost operands; both are there, because operators are pushed behind operands.
fn apply(operators: &mut Vec<Operator>, operands: &mut Vec<Expr>) {
    let Some(operator) = operators.pop() else { return };
    let Some(y) = operands.pop() else { return };
    let x = match operator {
        Operator::Not => Expr::Not(Box::new(y)),
        Operator::Open => y,
        Operator::And | Operator::Or => {
            let Some(x) = operands.pop() else { return };
            if operator == Operator::And {
                Expr::And(Box::new(x), Box::new(y))
            } else {
                Expr::Or(Box::new(x), Box::new(y))
            }
        }
    };
    operands.push(x);
}

/// The expression of a `//go:build` line, `None` when the line is not one.
pub fn go_build_text(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("//go:build")?;
    if rest.is_empty() {
        return Some("");
    }
    rest.starts_with([' ', '\t']).then(|| rest.trim())
}

/// Parses the expression of a `//go:build` line.
pub fn parse_go_build(text: &str) -> Result<Expr, String> {
    let mut p = Parser { text, next: 0, token: Token::End, size: 0 };
    p.lex()?;
    p.expression()
}

/// The arguments of a `// +build` line, `None` when the line is not one.
pub fn plus_build_text(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("//")?.trim();
    let rest = rest.strip_prefix("+build")?;
    if rest.is_empty() || rest.starts_with([' ', '\t']) { Some(rest.trim()) } else { None }
}

/// Parses the arguments of a `// +build` line: blanks mean "or", commas "and", `!` "not".
/// A malformed term is the tag `ignore`, which never holds.
pub fn parse_plus_build(text: &str) -> Expr {
    let mut whole: Option<Expr> = None;
    for clause in text.split_whitespace().take(MAX_SIZE) {
        let mut all: Option<Expr> = None;
        for lit in clause.split(',').take(MAX_SIZE) {
            let (negated, name) = match lit.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, lit),
            };
            let valid = !name.is_empty() && name.chars().all(tag_char);
            let mut term = if valid { Expr::Tag(name.to_string()) } else { Expr::Tag("ignore".to_string()) };
            if negated && valid {
                term = Expr::Not(Box::new(term));
            }
            all = Some(match all {
                None => term,
                Some(x) => Expr::And(Box::new(x), Box::new(term)),
            });
        }
        if let Some(all) = all {
            whole = Some(match whole {
                None => all,
                Some(x) => Expr::Or(Box::new(x), Box::new(all)),
            });
        }
    }
    whole.unwrap_or_else(|| Expr::Tag("ignore".to_string()))
}

/// What the constraint comments above a package clause say.
#[derive(Clone, Debug, Default)]
pub struct HeaderConstraint<'a> {
    /// The one `//go:build` line, trimmed.
    pub go_build: Option<&'a str>,
    /// The `// +build` lines, where they count.
    pub plus_build: Vec<&'a str>,
    /// `//go:binary-only-package` was seen.
    pub binary_only: bool,
}

/// Reads the constraint comments of a file (any file, not only Go). Lines count only above the first line that is
/// neither blank nor a comment; `+build` lines moreover only above the last blank line before it.
pub fn header_constraint(text: &[u8]) -> Result<HeaderConstraint<'_>, String> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut result = HeaderConstraint::default();
    let mut candidates: Vec<(usize, &str)> = Vec::new();
    let (mut pos, mut end) = (0, 0);
    let (mut ended, mut in_block) = (false, false);
    'lines: while pos < text.len() {
        let start = pos;
        let stop = memchr_newline(&text[pos..]).map_or(text.len(), |i| pos + i);
        pos = (stop + 1).min(text.len());
        let line = text[start..stop].trim_ascii();
        if line.is_empty() && !ended {
            end = pos;
            continue;
        }
        if !line.starts_with(b"//") {
            ended = true;
        }
        if !in_block && line.starts_with(b"//") {
            if let Ok(s) = std::str::from_utf8(line) {
                if go_build_text(s).is_some() {
                    if result.go_build.is_some() {
                        return Err("multiple //go:build comments".into());
                    }
                    result.go_build = Some(s);
                } else if s == "//go:binary-only-package" {
                    result.binary_only = true;
                } else if s.contains("+build") {
                    candidates.push((start, s));
                }
            }
            continue;
        }
        let mut line = line;
        loop {
            if in_block {
                match find(line, b"*/") {
                    Some(i) => {
                        in_block = false;
                        line = line[i + 2..].trim_ascii();
                    }
                    None => continue 'lines,
                }
            }
            if line.is_empty() || line.starts_with(b"//") {
                continue 'lines;
            }
            if line.starts_with(b"/*") {
                in_block = true;
                line = &line[2..];
                continue;
            }
            break 'lines;
        }
    }
    if result.go_build.is_none() {
        result.plus_build = candidates
            .into_iter()
            .filter(|(start, s)| *start < end && plus_build_text(s).is_some())
            .map(|(_, s)| s)
            .collect();
    }
    Ok(result)
}

fn memchr_newline(b: &[u8]) -> Option<usize> {
    b.iter().position(|&c| c == b'\n')
}

fn find(b: &[u8], needle: &[u8]) -> Option<usize> {
    b.windows(needle.len()).position(|w| w == needle)
}
