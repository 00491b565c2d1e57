//! A finding as reports need it: self-contained, so that trees can be freed as soon as their package is done.

use std::borrow::Cow;
use std::sync::LazyLock;

use godwit_base::{Applicability, Diagnostic, LineColumn, Severity};
use godwit_syntax::File;

#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// `category/name`, or `syntax`, `internal-error`, `limit-exceeded`.
    pub rule: &'static str,
    /// Finer code within the rule, empty for most.
    pub code: &'static str,
    /// Upstream names as `linter:check`.
    pub aliases: Cow<'static, [String]>,
    pub linter: &'static str,
    /// The check within the linter.
    pub check: &'static str,
    pub category: &'static str,
    pub severity: Severity,
    pub file: String,
    pub start: LineColumn,
    pub end: LineColumn,
    pub start_offset: u32,
    pub end_offset: u32,
    pub message: String,
    pub fix: Option<FindingFix>,
    pub related: Vec<RelatedPlace>,
    /// The first line of the span, shortened around it where it is very long.
    pub snippet: Snippet,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FindingFix {
    pub title: String,
    pub is_safe: bool,
    pub edits: Vec<FindingEdit>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FindingEdit {
    pub start: LineColumn,
    pub end: LineColumn,
    pub start_offset: u32,
    pub end_offset: u32,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RelatedPlace {
    pub file: String,
    pub start: LineColumn,
    pub message: String,
}

/// A source line with a marked range, in bytes of `text`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snippet {
    pub text: String,
    pub mark: (usize, usize),
}

/// Longer lines are cut to a window around the mark.
const MAX_LINE: usize = 240;

impl Snippet {
    pub fn new(file: &File, start: u32, end: u32) -> Self {
        let at = file.line_column(start);
        let Some(line) = file.lines.line_text(file.text.as_bytes(), at.line) else {
            return Snippet::default();
        };
        let Ok(line) = std::str::from_utf8(line) else { return Snippet::default() };
        let from = (at.column as usize - 1).min(line.len());
        let to = (from + (end.saturating_sub(start)) as usize).clamp(from, line.len());
        let mut window = 0..line.len();
        if line.len() > MAX_LINE {
            let left = floor(line, from.saturating_sub(40));
            window = left..floor(line, (left + MAX_LINE).min(line.len()));
        }
        let to = to.min(window.end);
        let (from, to) = (floor(line, from.min(to)), floor(line, to));
        Snippet {
            text: line[window.clone()].to_owned(),
            mark: (from - window.start, to.max(from) - window.start),
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl Finding {
    /// A finding made by the engine itself.
    pub fn plain(rule: &'static str, severity: Severity, file: &str, message: String) -> Self {
        let at = LineColumn { line: 1, column: 1 };
        Finding {
            rule,
            code: "",
            aliases: Cow::Borrowed(&[]),
            linter: "godwit",
            check: rule,
            category: "correctness",
            severity,
            file: file.to_owned(),
            start: at,
            end: at,
            start_offset: 0,
            end_offset: 0,
            message,
            fix: None,
            related: Vec::new(),
            snippet: Snippet::default(),
        }
    }

    /// Places `self` in a file.
    pub fn at(mut self, file: &File, start: u32, end: u32) -> Self {
        let n = file.text.len() as u32;
        let (start, end) = (start.min(n), end.clamp(start.min(n), n));
        (self.start, self.end) = (file.line_column(start), file.line_column(end));
        (self.start_offset, self.end_offset) = (start, end);
        self.snippet = Snippet::new(file, start, end);
        self
    }

    pub fn from_diagnostic(
        d: Diagnostic,
        file: &File,
        shown: &str,
        related: impl Fn(godwit_base::FileId) -> Option<(String, LineColumnOf)>,
    ) -> Self {
        let rule = godwit_lint::RULES.binary_search_by(|r| r.id.cmp(d.rule)).ok();
        let mut finding =
            Finding::plain(d.rule, d.severity, shown, d.message).at(file, d.span.start, d.span.end);
        // A rule that several linters know may say which linters or checks found something: then it is theirs alone.
        finding.code = d.code.split(' ').next().unwrap_or("");
        if let Some(index) = rule {
            let rule = godwit_lint::RULES[index];
            finding.category = rule.category().as_str();
            let is_meant = |a: &&(&str, &str)| {
                d.code.split(' ').any(|code| !code.is_empty() && (a.0 == code || a.1 == code))
            };
            let is_one = rule.aliases.iter().any(|a| is_meant(&a));
            let alias = rule.aliases.iter().find(is_meant).or(rule.aliases.first());
            finding.linter = alias.map_or("godwit", |a| a.0);
            finding.check = alias.map_or(rule.name(), |a| if a.1.is_empty() { a.0 } else { a.1 });
            let names = ALIASES[index].as_slice();
            finding.aliases = if is_one {
                let meant = rule.aliases.iter().zip(names).filter(|(alias, _)| is_meant(alias));
                Cow::Owned(meant.map(|(_, name)| name.clone()).collect())
            } else {
                Cow::Borrowed(names)
            };
        }
        finding.fix = d.fix.map(|fix| FindingFix {
            is_safe: fix.applicability == Applicability::Safe,
            title: fix.title,
            edits: fix
                .edits
                .into_iter()
                .map(|e| FindingEdit {
                    start: file.line_column(e.span.start),
                    end: file.line_column(e.span.end),
                    start_offset: e.span.start,
                    end_offset: e.span.end,
                    text: e.text,
                })
                .collect(),
        });
        finding.related = d
            .related
            .into_iter()
            .filter_map(|r| {
                let (file, line_column) = related(r.file)?;
                Some(RelatedPlace { file, start: line_column(r.span.start), message: r.message })
            })
            .collect();
        finding
    }

    /// The order of every report.
    pub fn sort_key(&self) -> (&str, u32, u32, &'static str, &str) {
        (&self.file, self.start_offset, self.end_offset, self.rule, &self.message)
    }
}

/// The upstream names of each rule, as findings have them.
static ALIASES: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let name = |&(linter, check): &(&str, &str)| match check {
        "" => linter.to_owned(),
        check => format!("{linter}:{check}"),
    };
    godwit_lint::RULES.iter().map(|rule| rule.aliases.iter().map(name).collect()).collect()
});

/// Turns an offset of another file into a position.
pub type LineColumnOf = Box<dyn Fn(u32) -> LineColumn>;
