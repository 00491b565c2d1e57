//! The gofmt printer: a tree, its comments and the source's line breaks to text.
//!
//! One buffer takes the output, already indented; only lines that need alignment are laid out a second time (`columns`).
//! Sizes that decide about line breaks are measured by printing into the same buffer and taking it back (`size`).

mod block_comment;
mod columns;
mod comments;
mod decl;
mod expr;
mod fields;
mod imports;
pub(crate) mod lines;
mod lists;
mod size;
mod state;
mod stmt;

use godwit_syntax::{File, NodeId, TokenKind};
use rustc_hash::FxHashMap;

use crate::GoVersion;
use crate::build_lines::{self, Constraints};
use crate::groups::Comments;
use columns::Columns;
use imports::ImportPositions;
use lines::{Lines, Pos};
use state::{INFINITY, State};

pub(crate) struct Printer<'f> {
    file: &'f File,
    text: &'f str,
    version: GoVersion,
    lines: Lines,
    comments: Comments,
    columns: Columns,
    base_indent: i32,
    st: State,
    /// Output lines recorded for `record_line`.
    slots: Vec<u32>,
    /// Sizes measured so far, plus one; 0 for not measured.
    sizes: Vec<u32>,
    /// Output goes to the buffer's end to be counted, up to `limit`; `aborted` once it cannot fit on a line.
    measuring: bool,
    limit: usize,
    aborted: bool,
    constraints: Constraints,
    /// The package clause is printed.
    past_head: bool,
    imports: ImportPositions,
    /// What `cutoff` found in long operator chains.
    chains: FxHashMap<NodeId, expr::Mix>,
    /// Texts that stand in the place of literals.
    pub(crate) replaced: FxHashMap<NodeId, String>,
}

impl<'f> Printer<'f> {
    pub(crate) fn new(file: &'f File, version: GoVersion, base_indent: i32) -> Self {
        let mut printer = Printer {
            file,
            text: &file.text,
            version,
            lines: Lines::new(file),
            comments: Comments::new(file),
            columns: Columns::new(file.text.len() + file.text.len() / 32 + 256),
            base_indent,
            st: State::new(),
            slots: Vec::new(),
            sizes: Vec::new(),
            measuring: false,
            limit: 0,
            aborted: false,
            constraints: Constraints::default(),
            past_head: false,
            imports: ImportPositions::default(),
            chains: FxHashMap::default(),
            replaced: FxHashMap::default(),
        };
        printer.sort_imports();
        printer
    }

    /// Prints the whole file.
    pub(crate) fn print(mut self) -> Vec<u8> {
        self.run();
        if self.constraints.is_empty() {
            return self.columns.finish();
        }
        if !self.constraints.beyond_head {
            return build_lines::arrange(self.columns.finish(), &self.constraints, false);
        }
        let mut raw = Printer::new(self.file, self.version, self.base_indent);
        raw.replaced = self.replaced;
        raw.columns.raw = true;
        raw.run();
        columns::layout(&build_lines::arrange(raw.columns.out, &raw.constraints, true))
    }

    fn run(&mut self) {
        self.load_group(0);
        self.print_file();
        // The end of the file acts like a line break.
        self.st.implied_semi = false;
        self.flush(Pos { offset: INFINITY, line: INFINITY, column: 0 }, TokenKind::Eof);
    }

    #[inline]
    fn start(&self, id: NodeId) -> u32 {
        self.file.start(id)
    }

    #[inline]
    fn end(&self, id: NodeId) -> u32 {
        self.file.end(id)
    }
}
