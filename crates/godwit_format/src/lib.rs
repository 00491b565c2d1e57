//! gofmt's formatting of Go source, to the byte, and the styles that build on it.
//!
//! Works on text that parses; types and other files are never looked at. The layout differs between Go versions, so the
//! version is a setting. Left out: gofmt's `-r` rewrites.

mod build_lines;
mod constraint;
mod doc_comment;
mod fragment;
mod gofumpt;
mod groups;
mod import_path;
pub mod imports;
mod number;
mod printer;
mod simplify;
mod verify;

use godwit_base::apply_edits;
use godwit_syntax::{File, ParseOptions, Source, SyntaxError, parse_source};

pub use fragment::format_fragment;
pub use gofumpt::Gofumpt;
pub use verify::{Allowed, same_tokens};

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

/// How to format.
#[derive(Clone, Default, Debug)]
pub struct Options {
    pub version: GoVersion,
    /// gofmt's `-s`.
    pub simplify: bool,
    /// gofumpt's rules, which include simplification.
    pub gofumpt: Option<Gofumpt>,
}

impl Options {
    /// The options of the parser that go with these.
    pub fn parse_options(&self) -> ParseOptions {
        ParseOptions { go_minor: self.version.minor, ..ParseOptions::default() }
    }

    pub fn parse(&self, bytes: Vec<u8>) -> File {
        parse_source(Source::new(bytes), self.parse_options())
    }

    /// What the steps together may change, for [`same_tokens`].
    pub fn allowed(&self) -> Allowed {
        match self {
            Options { gofumpt: Some(_), .. } => Allowed::Gofumpt,
            Options { simplify: true, .. } => Allowed::Simplified,
            _ => Allowed::Layout,
        }
    }
}

/// Formats a file's bytes.
pub fn format_source(bytes: Vec<u8>, options: &Options) -> Result<Vec<u8>, Vec<SyntaxError>> {
    format_text(bytes, options, 0)
}

pub(crate) fn format_text(
    bytes: Vec<u8>,
    options: &Options,
    indent: i32,
) -> Result<Vec<u8>, Vec<SyntaxError>> {
    let file = options.parse(bytes);
    if file.errors.is_empty() { Ok(format_indented(&file, options, indent)) } else { Err(file.errors) }
}

/// Formats a parsed file that has no errors.
pub fn format_file(file: &File, options: &Options) -> Vec<u8> {
    format_indented(file, options, 0)
}

fn format_indented(file: &File, options: &Options, indent: i32) -> Vec<u8> {
    let print = |file: &File| match &options.gofumpt {
        Some(rules) => gofumpt::format(file, rules, options, indent),
        None => printer::Printer::new(file, options.version, indent).print(),
    };
    if options.simplify || options.gofumpt.is_some() {
        let edits = simplify::edits(file);
        if !edits.is_empty()
            && let Some(text) = apply_edits(&file.text, &edits)
        {
            let simpler = options.parse(text.into_bytes());
            if simpler.errors.is_empty() {
                return print(&simpler);
            }
        }
    }
    print(file)
}
