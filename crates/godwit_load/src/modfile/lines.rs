//! The syntax that go.mod and go.work share: lines of words, blocks in parentheses, `//` comments.

use super::ModError;

/// A word, a quoted string, or a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub text: &'a str,
}

/// One directive. A block `verb ( … )` becomes one directive for each of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    pub verb: &'a str,
    pub args: Vec<Token<'a>>,
    pub in_block: bool,
    /// For the head of a block, which stands before the block's lines: the words before the parenthesis.
    pub block_head: Option<String>,
    /// The comment behind the directive on its line.
    pub suffix: Option<&'a str>,
    /// Comment lines directly above, without their slashes; those of the block if the line has none of its own.
    before: Vec<&'a str>,
    block_before: Vec<&'a str>,
    pub line: u32,
    pub column: u32,
}

impl Line<'_> {
    /// The comments that belong to the directive, slashes taken off.
    pub fn comment(&self) -> String {
        let strip = |c: &str| c.trim_start_matches("//").trim().to_string();
        let mut lines: Vec<String> = Vec::new();
        if self.before.is_empty() && self.suffix.is_none() {
            lines.extend(self.block_before.iter().map(|c| strip(c)));
        } else {
            lines.extend(self.before.iter().map(|c| strip(c)));
            lines.extend(self.suffix.map(strip));
        }
        lines.join("\n")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    End,
    NewLine,
    /// A comment on a line of its own.
    Comment,
    /// A comment behind something; it ends the line.
    EndComment,
    Word,
}

#[derive(Clone, Copy, Debug)]
struct Lexeme<'a> {
    kind: Kind,
    text: &'a str,
    line: u32,
    column: u32,
}

impl Lexeme<'_> {
    fn ends_line(&self) -> bool {
        matches!(self.kind, Kind::End | Kind::NewLine | Kind::EndComment)
    }
}

struct Lexer<'a> {
    text: &'a str,
    pos: usize,
    line: u32,
    column: u32,
    /// Whether something other than blanks stands on this line already.
    line_used: bool,
}

fn word_char(c: char) -> bool {
    !matches!(c, ' ' | '(' | ')' | '[' | ']' | '{' | '}' | ',') && !c.is_whitespace() && !c.is_control()
}

impl<'a> Lexer<'a> {
    fn error(&self, message: impl Into<String>) -> ModError {
        ModError { line: self.line, column: self.column, message: message.into() }
    }

    fn advance(&mut self, c: char) {
        self.pos += c.len_utf8();
        if c == '\n' {
            self.line += 1;
            self.column = 1;
            self.line_used = false;
        } else {
            self.column += 1;
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.pos..]
    }

    fn next(&mut self) -> Result<Lexeme<'a>, ModError> {
        while let Some(c @ (' ' | '\t' | '\r')) = self.rest().chars().next() {
            self.advance(c);
        }
        let (start, line, column) = (self.pos, self.line, self.column);
        let lexeme = |kind, text| Lexeme { kind, text, line, column };
        let Some(c) = self.rest().chars().next() else { return Ok(lexeme(Kind::End, "")) };
        if self.rest().starts_with("//") {
            let kind = if self.line_used { Kind::EndComment } else { Kind::Comment };
            let n = self.rest().find('\n').unwrap_or(self.rest().len());
            let text = self.rest()[..n].trim_end_matches('\r');
            // The comment swallows the end of its line.
            while let Some(c) = self.rest().chars().next() {
                self.advance(c);
                if c == '\n' {
                    break;
                }
            }
            return Ok(lexeme(kind, text));
        }
        if self.rest().starts_with("/*") {
            return Err(self.error("mod files must use // comments (not /* */ comments)"));
        }
        if c == '\n' {
            self.advance(c);
            return Ok(lexeme(Kind::NewLine, "\n"));
        }
        self.line_used = true;
        if matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | ',') {
            self.advance(c);
            return Ok(lexeme(Kind::Word, &self.text[start..self.pos]));
        }
        if matches!(c, '"' | '`') {
            self.advance(c);
            loop {
                match self.rest().chars().next() {
                    None => {
                        return Err(ModError { line, column, message: "unexpected EOF in string".into() });
                    }
                    Some('\n') => return Err(self.error("unexpected newline in string")),
                    Some(d) => {
                        self.advance(d);
                        if d == c {
                            break;
                        }
                        if d == '\\'
                            && c == '"'
                            && let Some(e) = self.rest().chars().next()
                        {
                            self.advance(e);
                        }
                    }
                }
            }
            return Ok(lexeme(Kind::Word, &self.text[start..self.pos]));
        }
        if !word_char(c) {
            let shown = crate::module_path::quote_char(c);
            return Err(self.error(format!("unexpected input character {shown}")));
        }
        while let Some(c) = self.rest().chars().next().filter(|&c| word_char(c)) {
            if self.rest().starts_with("//") {
                break;
            }
            if self.rest().starts_with("/*") {
                return Err(self.error("mod files must use // comments (not /* */ comments)"));
            }
            self.advance(c);
        }
        Ok(lexeme(Kind::Word, &self.text[start..self.pos]))
    }
}

/// Splits a file into directives. A syntax error ends the reading; what stood before it is kept.
pub fn split(text: &str) -> (Vec<Line<'_>>, Option<ModError>) {
    let mut lexer = Lexer { text, pos: 0, line: 1, column: 1, line_used: false };
    let mut lines = Vec::new();
    let error = read(&mut lexer, &mut lines).err();
    (lines, error)
}

fn read<'a>(lexer: &mut Lexer<'a>, out: &mut Vec<Line<'a>>) -> Result<(), ModError> {
    let mut pending: Vec<&'a str> = Vec::new();
    loop {
        let first = lexer.next()?;
        match first.kind {
            Kind::End => return Ok(()),
            Kind::NewLine => pending.clear(),
            Kind::Comment | Kind::EndComment => pending.push(first.text),
            Kind::Word => statement(lexer, first, std::mem::take(&mut pending), out)?,
        }
    }
}

fn statement<'a>(
    lexer: &mut Lexer<'a>,
    first: Lexeme<'a>,
    before: Vec<&'a str>,
    out: &mut Vec<Line<'a>>,
) -> Result<(), ModError> {
    let mut words = vec![first];
    let end = loop {
        let lexeme = lexer.next()?;
        if lexeme.ends_line() {
            break lexeme;
        }
        words.push(lexeme);
    };
    let opens = words.len() > 1 && words.last().is_some_and(|w| w.text == "(");
    let empty_block =
        words.len() > 2 && words.last().is_some_and(|w| w.text == ")") && words[words.len() - 2].text == "(";
    if empty_block {
        words.truncate(words.len() - 2);
        out.push(block_head(first, &words));
        return Ok(());
    }
    if opens {
        words.pop();
        out.push(block_head(first, &words));
        return block(lexer, first, before, out);
    }
    out.push(Line {
        verb: first.text,
        args: words[1..].iter().map(|w| Token { text: w.text }).collect(),
        in_block: false,
        block_head: None,
        suffix: (end.kind == Kind::EndComment).then_some(end.text),
        before,
        block_before: Vec::new(),
        line: first.line,
        column: first.column,
    });
    Ok(())
}

fn block_head<'a>(first: Lexeme<'a>, words: &[Lexeme<'a>]) -> Line<'a> {
    let head: Vec<&str> = words.iter().map(|w| w.text).collect();
    Line {
        verb: first.text,
        args: Vec::new(),
        in_block: false,
        block_head: Some(head.join(" ")),
        suffix: None,
        before: Vec::new(),
        block_before: Vec::new(),
        line: first.line,
        column: first.column,
    }
}

fn block<'a>(
    lexer: &mut Lexer<'a>,
    head: Lexeme<'a>,
    block_before: Vec<&'a str>,
    out: &mut Vec<Line<'a>>,
) -> Result<(), ModError> {
    let mut before: Vec<&'a str> = Vec::new();
    loop {
        let first = lexer.next()?;
        match first.kind {
            Kind::NewLine | Kind::EndComment => continue,
            Kind::Comment => {
                before.push(first.text);
                continue;
            }
            Kind::End => {
                let started = format!("unterminated block started at line {}", head.line);
                return Err(lexer.error(format!("syntax error ({started})")));
            }
            Kind::Word => {}
        }
        if first.text == ")" {
            if !lexer.next()?.ends_line() {
                return Err(lexer.error("syntax error (expected newline after closing paren)"));
            }
            return Ok(());
        }
        let mut words = vec![first];
        let end = loop {
            let lexeme = lexer.next()?;
            if lexeme.ends_line() {
                break lexeme;
            }
            words.push(lexeme);
        };
        out.push(Line {
            verb: head.text,
            args: words.iter().map(|w| Token { text: w.text }).collect(),
            in_block: true,
            block_head: None,
            suffix: (end.kind == Kind::EndComment).then_some(end.text),
            before: std::mem::take(&mut before),
            block_before: block_before.clone(),
            line: first.line,
            column: first.column,
        });
    }
}
