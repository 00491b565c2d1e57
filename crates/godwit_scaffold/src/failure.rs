//! The one error type of this crate: a stable code for programs, a sentence for people, and the next step.
//!
//! What is left out: printing. The front doors decide between text and JSON.

use std::fmt;

/// A refusal or an I/O failure. `code` never changes its meaning once released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: &'static str,
    pub message: String,
    pub hint: String,
}

impl Failure {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: String::new() }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// A bug in the embedded templates, never in the user's input.
    pub fn template(message: impl Into<String>) -> Self {
        Self::new("template-invalid", message)
            .hint("this is a defect of godwit's own templates; please report it")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if !self.hint.is_empty() {
            write!(f, "; {}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

pub type Result<T> = std::result::Result<T, Failure>;
