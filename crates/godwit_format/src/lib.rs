//! gofmt's formatting of Go source, to the byte, and the styles that build on it.
//!
//! Works on text that parses; types and other files are never looked at. The layout differs between Go versions, so the
//! version is a setting. Left out: gofmt's `-r` rewrites.

mod build_lines;
mod constraint;
mod doc_comment;
mod groups;
mod import_path;
mod number;
mod printer;

use godwit_syntax::{File, ParseOptions, Source, SyntaxError, parse_source};

/// The Go version whose gofmt is followed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GoVersion {
    /// 26 for Go 1.26.
    pub minor: u32,
}

impl GoVersion {
    /// The newest known version.
    pub const LATEST: GoVersion = GoVersion { minor: 27 };
}

impl Default for GoVersion {
    fn default() -> Self {
        Self::LATEST
    }
}

/// Formats a file's bytes as gofmt does.
pub fn format_source(bytes: Vec<u8>, version: GoVersion) -> Result<Vec<u8>, Vec<SyntaxError>> {
    let options = ParseOptions { go_minor: version.minor, ..ParseOptions::default() };
    let file = parse_source(Source::new(bytes), options);
    if file.errors.is_empty() { Ok(format_file(&file, version)) } else { Err(file.errors) }
}

/// Formats a parsed file that has no errors.
pub fn format_file(file: &File, version: GoVersion) -> Vec<u8> {
    printer::Printer::new(file, version, 0).print()
}
