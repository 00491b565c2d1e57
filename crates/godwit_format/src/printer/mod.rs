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

use godwit_syntax::{File, Node, NodeId, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};

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
    /// Parentheses that are not printed.
    pub(crate) dropped: FxHashSet<NodeId>,
    /// Field lists whose closing parenthesis counts as standing one byte further, where a line was split.
    pub(crate) shifted: FxHashSet<NodeId>,
    /// Where closing parentheses of declarations count as standing.
    pub(crate) closings: FxHashMap<NodeId, u32>,
    /// Assignments that were declarations: where their operator stood says nothing.
    pub(crate) converted: FxHashSet<NodeId>,
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
            dropped: FxHashSet::default(),
            shifted: FxHashSet::default(),
            closings: FxHashMap::default(),
            converted: FxHashSet::default(),
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
        // Once more, over the same lines and marks.
        let mut raw = Printer { columns: Columns::new(self.columns.out.len()), st: State::new(), ..self };
        raw.slots.clear();
        raw.constraints = Constraints::default();
        raw.past_head = false;
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

    /// Without parentheses that are not printed.
    #[inline]
    fn shown(&self, id: NodeId) -> NodeId {
        if self.dropped.is_empty() {
            return id;
        }
        let mut id = id;
        while let Node::Paren { x } = self.file[id]
            && self.dropped.contains(&id)
        {
            id = x;
        }
        id
    }

    #[inline]
    fn start(&self, id: NodeId) -> u32 {
        self.file.start(self.shown(id))
    }

    #[inline]
    fn end(&self, id: NodeId) -> u32 {
        self.file.end(self.shown(id))
    }

    // ---- for steps that prepare the printing ----

    pub(crate) fn lines(&self) -> &Lines {
        &self.lines
    }

    pub(crate) fn lines_mut(&mut self) -> &mut Lines {
        &mut self.lines
    }

    pub(crate) fn comments(&self) -> &Comments {
        &self.comments
    }

    pub(crate) fn comments_mut(&mut self) -> &mut Comments {
        &mut self.comments
    }

    /// Bytes of `case a, b:` as it would be printed now.
    pub(crate) fn case_header_length(&self, id: NodeId) -> usize {
        let Node::CaseClause { exprs, .. } = self.file[id] else { return 0 };
        let mut printer = Printer::new(self.file, self.version, 0);
        printer.lines = self.lines.clone();
        printer.comments = Comments::default();
        printer.dropped = self.dropped.clone();
        printer.set_pos(self.start(id));
        printer.tok(TokenKind::Case);
        printer.blank();
        printer.expr_list(Some(self.start(id)), exprs, 1, lists::NO_MODE, Some(self.file.anchor(id)));
        printer.tok_at(TokenKind::Colon, self.file.anchor(id));
        printer.columns.finish().len()
    }
}
