//! Source text as the parser wants it: UTF-8, with the offsets of bytes that were not.

use std::sync::Arc;

/// An error found while reading one file, with the text go/scanner or go/parser would give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub offset: u32,
    pub message: String,
}

/// What an invalid byte is replaced by: one byte, so that all offsets stay those of the file on disk.
pub(crate) const SUBSTITUTE: u8 = 0x1a;

/// A file's text. Bytes that are not UTF-8 are replaced one by one, and their offsets kept.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file as it was read, which is not copied any more.
    pub text: Arc<String>,
    pub invalid: Vec<u32>,
}

impl Source {
    pub fn new(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Source { text: Arc::new(text), invalid: Vec::new() },
            Err(error) => Self::repair(error.into_bytes()),
        }
    }

    fn repair(mut bytes: Vec<u8>) -> Self {
        let mut invalid = Vec::new();
        let mut at = 0;
        while let Err(error) = std::str::from_utf8(&bytes[at..]) {
            // Go reports and skips one byte at a time, whatever the length of the broken sequence.
            let bad = at + error.valid_up_to();
            bytes[bad] = SUBSTITUTE;
            invalid.push(bad as u32);
            at = bad + 1;
        }
        let text = String::from_utf8(bytes).unwrap_or_default();
        Source { text: Arc::new(text), invalid }
    }
}

impl From<&str> for Source {
    fn from(text: &str) -> Self {
        Source { text: Arc::new(text.to_owned()), invalid: Vec::new() }
    }
}

impl From<Arc<String>> for Source {
    fn from(text: Arc<String>) -> Self {
        Source { text, invalid: Vec::new() }
    }
}
