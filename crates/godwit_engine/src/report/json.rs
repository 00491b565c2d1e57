//! The report for programs. `docs/json-schema.md` describes it, `docs/schema/check.schema.json` is its schema, and a test
//! holds the output against the schema. Fields are added, never changed, within one `schema` number.

use std::io::{self, Write};

use godwit_base::LineColumn;
use serde::Serialize;

use crate::check::Report;
use crate::config::{ConfigProblem, Level};
use crate::finding::Finding;

/// Goes up when a field changes its meaning or goes away.
pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'r> {
    schema: u32,
    tool: Tool,
    findings: Vec<FindingJson<'r>>,
    problems: Vec<ProblemJson>,
    summary: Summary,
}

#[derive(Serialize)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
}

pub const TOOL: Tool = Tool { name: "godwit", version: env!("CARGO_PKG_VERSION") };

#[derive(Serialize)]
pub struct FindingJson<'r> {
    rule: &'r str,
    #[serde(skip_serializing_if = "str::is_empty")]
    code: &'r str,
    aliases: &'r [String],
    linter: &'r str,
    message: &'r str,
    severity: &'static str,
    category: &'r str,
    file: &'r str,
    start: Position,
    end: Position,
    fix: Option<FixJson<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedJson<'r>>,
}

/// Both are 1-based; the column counts bytes. `offset` is 0-based, in bytes.
#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct FixJson<'r> {
    title: &'r str,
    safe: bool,
    edits: Vec<EditJson<'r>>,
}

#[derive(Serialize)]
struct EditJson<'r> {
    start: Position,
    end: Position,
    text: &'r str,
}

#[derive(Serialize)]
struct RelatedJson<'r> {
    file: &'r str,
    line: u32,
    column: u32,
    message: &'r str,
}

#[derive(Serialize)]
pub struct ProblemJson {
    /// `config-error`, `config-warning`, `input`, `note`.
    kind: &'static str,
    file: String,
    line: u32,
    column: u32,
    message: String,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    rules: usize,
    findings: usize,
    fixable: usize,
    suppressed: usize,
    excluded: usize,
    complete: bool,
}

fn position(at: LineColumn, offset: u32) -> Position {
    Position { line: at.line, column: at.column, offset }
}

impl<'r> From<&'r Finding> for FindingJson<'r> {
    fn from(f: &'r Finding) -> Self {
        FindingJson {
            rule: f.rule,
            code: f.code,
            aliases: &f.aliases,
            linter: f.linter,
            message: &f.message,
            severity: f.severity.as_str(),
            category: f.category,
            file: &f.file,
            start: position(f.start, f.start_offset),
            end: position(f.end, f.end_offset),
            fix: f.fix.as_ref().map(|fix| FixJson {
                title: &fix.title,
                safe: fix.is_safe,
                edits: fix
                    .edits
                    .iter()
                    .map(|e| EditJson {
                        start: position(e.start, e.start_offset),
                        end: position(e.end, e.end_offset),
                        text: &e.text,
                    })
                    .collect(),
            }),
            related: f
                .related
                .iter()
                .map(|r| RelatedJson {
                    file: &r.file,
                    line: r.start.line,
                    column: r.start.column,
                    message: &r.message,
                })
                .collect(),
        }
    }
}

/// What could not be analysed or understood, in the order it is complained about.
pub fn problems(report: &Report) -> Vec<ProblemJson> {
    let plain = |kind, file: &str, message: &str| ProblemJson {
        kind,
        file: file.to_owned(),
        line: 0,
        column: 0,
        message: message.to_owned(),
    };
    let config = |p: &ConfigProblem| ProblemJson {
        kind: if p.level == Level::Error { "config-error" } else { "config-warning" },
        file: p.file.clone(),
        line: p.line,
        column: p.column,
        message: p.message.clone(),
    };
    let mut all: Vec<ProblemJson> = report.config_problems.iter().map(config).collect();
    all.extend(report.problems.iter().map(|p| plain("input", &p.file, &p.message)));
    all.extend(report.notes.iter().map(|n| plain("note", "", n)));
    all
}

pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: SCHEMA,
        tool: TOOL,
        findings: report.findings.iter().map(FindingJson::from).collect(),
        problems: problems(report),
        summary: Summary {
            files: report.n_files,
            rules: report.n_rules,
            findings: report.findings.len(),
            fixable: report.findings.iter().filter(|f| f.fix.is_some()).count(),
            suppressed: report.n_suppressed,
            excluded: report.n_excluded,
            complete: !report.is_incomplete,
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
