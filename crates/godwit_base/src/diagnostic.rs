//! What an analysis has to say about a place in a file.

use crate::{FileId, Fix, Span};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    Error,
    Warning,
    Info,
}

impl Severity {
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// A finding or an error at a place in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Rule id (`correctness/err-shadow`), or `syntax`, `typecheck`, `load`, `limit-exceeded`, `internal-error`.
    pub rule: &'static str,
    /// Finer code within the rule: a go/types error code name, an upstream check id. Empty where there is none.
    pub code: &'static str,
    pub severity: Severity,
    pub file: FileId,
    pub span: Span,
    /// One line: what, why, what to do.
    pub message: String,
    pub fix: Option<Fix>,
    pub related: Vec<Related>,
}

/// A second place that helps to understand a diagnostic ("other declaration of x").
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    pub file: FileId,
    pub span: Span,
    pub message: String,
}

impl Diagnostic {
    pub fn new(rule: &'static str, severity: Severity, file: FileId, span: Span, message: String) -> Self {
        Diagnostic { rule, code: "", severity, file, span, message, fix: None, related: Vec::new() }
    }

    pub fn with_code(mut self, code: &'static str) -> Self {
        self.code = code;
        self
    }

    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// The order of every report: file, position, rule, message.
    pub fn sort_key(&self) -> (FileId, u32, u32, &'static str, &str) {
        (self.file, self.span.start, self.span.end, self.rule, &self.message)
    }
}
