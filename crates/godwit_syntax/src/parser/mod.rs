//! Recursive descent over the token arrays, building the flat tree. Grammar, recovery and messages follow go/parser, so
//! that an error reads the same in every tool; the modules are cut as the Go specification is.
//!
//! Children are pushed before their parent. Where the grammar is only decided later (is `a` a name or a type? is `P *C` a
//! product or a constraint?) the parser looks ahead in the tokens or turns the last node into another kind in place; it never
//! builds a node twice, so subtrees stay contiguous.

mod decl;
mod expr;
mod params;
mod stmt;
mod types;

use godwit_base::symbol::Interner;
use godwit_base::{Idx, LineIndex, Symbol};

use crate::lexer::{Tokens, tokenize};
use crate::node::{Ext, List, Node, NodeId};
use crate::source::{Source, SyntaxError};
use crate::token::TokenKind::{self, self as T};
use crate::tree::{File, Place};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ParseOptions {
    /// Function bodies of top-level functions are skipped, brace by brace: 2× faster, for dependencies.
    pub skip_bodies: bool,
    /// Stop after the imports.
    pub imports_only: bool,
    /// Minor version of Go (27 for go1.27) whose grammar is accepted; 27 brought methods with type parameters.
    pub go_minor: u32,
    /// Nested constructs beyond this depth are an error, as in go/parser, so that no input exhausts the stack.
    pub max_depth: u32,
}

impl Default for ParseOptions {
    fn default() -> Self {
        ParseOptions { skip_bodies: false, imports_only: false, go_minor: 27, max_depth: 10_000 }
    }
}

/// Parses a text with default options.
pub fn parse(text: &str) -> File {
    parse_source(Source::from(text), ParseOptions::default())
}

/// Parses a source. Any input gives a tree; what is wrong with it stands in `File::errors`.
pub fn parse_source(source: Source, options: ParseOptions) -> File {
    let lexed = tokenize(&source, options.skip_bodies);
    let estimate = lexed.tokens.len() * 4 / 5 + 8;
    let mut parser = Parser {
        text: &source.text,
        kinds: &lexed.tokens.kinds,
        tokens: &lexed.tokens,
        options,
        at: 0,
        tok: lexed.tokens.kinds[0],
        expr_level: 0,
        in_rhs: false,
        depth: 0,
        sync: (0, 0),
        stopped: false,
        nodes: Vec::with_capacity(estimate),
        places: Vec::with_capacity(estimate),
        extra: Vec::with_capacity(estimate / 3),
        stack: Vec::new(),
        errors: Vec::new(),
        interner: Interner::take(),
    };
    parser.extra.push(0);
    // Node 0 is never referred to; see `NodeId`.
    parser.push(Node::BadExpr, 0, 0, 0);
    let has_scan_error_at_start = lexed.errors.first().is_some_and(|e| e.offset <= lexed.tokens.spans[0].end);
    let (root, complete) = parser.file(has_scan_error_at_start);
    let Parser { at, nodes, places, extra, mut errors, .. } = parser;
    // go/parser never sees what stands behind the point where it gives up.
    let seen = if complete { u32::MAX } else { lexed.tokens.spans[at].end };
    errors.extend(lexed.errors.into_iter().filter(|e| e.offset <= seen));
    errors.sort_by(|a, b| (a.offset, &a.message).cmp(&(b.offset, &b.message)));
    File {
        lines: LineIndex::from_starts(lexed.line_starts, source.text.len() as u32),
        text: source.text,
        tokens: lexed.tokens,
        comments: lexed.comments,
        errors,
        nodes,
        places,
        extra,
        root,
    }
}

struct Parser<'s> {
    text: &'s str,
    kinds: &'s [TokenKind],
    tokens: &'s Tokens,
    options: ParseOptions,
    /// Index of the current token, and its kind.
    at: usize,
    tok: TokenKind,
    /// Below 0 in a control clause, where `{` opens the block and no composite literal.
    expr_level: i32,
    /// On a right-hand side, where `=` is taken for a mistyped `==`.
    in_rhs: bool,
    depth: u32,
    /// Token at which recovery last stopped, and how often without progress.
    sync: (usize, u32),
    /// The depth limit was hit: the rest of the file is not looked at.
    stopped: bool,
    nodes: Vec<Node>,
    places: Vec<Place>,
    extra: Vec<u32>,
    /// Elements of the lists being built; see [`Parser::list_from`].
    stack: Vec<NodeId>,
    errors: Vec<SyntaxError>,
    interner: Interner,
}

/// Room that must be left on the stack before a nested construct is entered.
const RED_ZONE: usize = 128 * 1024;
const STACK_CHUNK: usize = 4 * 1024 * 1024;

impl Parser<'_> {
    // ---- tokens ----

    #[inline]
    fn next(&mut self) {
        if self.at + 1 < self.kinds.len() {
            self.at += 1;
            self.tok = self.kinds[self.at];
        }
    }

    #[inline]
    fn peek(&self, ahead: usize) -> TokenKind {
        self.kinds.get(self.at + ahead).copied().unwrap_or(T::Eof)
    }

    /// Offset of the current token.
    #[inline]
    fn pos(&self) -> u32 {
        self.tokens.spans[self.at].start
    }

    /// End of the token before the current one.
    #[inline]
    fn prev_end(&self) -> u32 {
        if self.at == 0 { 0 } else { self.tokens.spans[self.at - 1].end }
    }

    fn tok_text(&self) -> &str {
        &self.text[self.tokens.spans[self.at].start as usize..self.tokens.spans[self.at].end as usize]
    }

    #[inline]
    fn eat(&mut self, kind: TokenKind) -> bool {
        let eaten = self.tok == kind;
        if eaten {
            self.next();
        }
        eaten
    }

    /// Takes the expected token, or reports what stands in its place and goes on behind that.
    #[inline]
    fn expect(&mut self, kind: TokenKind) -> u32 {
        let pos = self.pos();
        if self.tok != kind {
            self.err_expected(pos, &quoted(kind));
        }
        self.next();
        pos
    }

    /// A closing bracket, with a better message where a comma is missing at a line's end.
    fn expect_closing(&mut self, kind: TokenKind, context: &str) -> u32 {
        if self.tok == T::AutoSemicolon {
            self.err(self.pos(), format!("missing ',' before newline in {context}"));
            self.next();
        }
        self.expect(kind)
    }

    fn expect_semicolon(&mut self) {
        match self.tok {
            T::RParen | T::RBrace => {}
            T::Semicolon | T::AutoSemicolon => self.next(),
            T::Comma => {
                self.err_expected(self.pos(), "';'");
                self.next();
            }
            _ => {
                self.err_expected(self.pos(), "';'");
                self.advance(starts_statement);
            }
        }
    }

    /// Whether a list goes on; a missing comma is reported and thought to be there.
    #[inline]
    fn at_comma(&mut self, context: &str, follow: TokenKind) -> bool {
        if self.tok == T::Comma {
            return true;
        }
        if self.tok == follow {
            return false;
        }
        let newline = if self.tok == T::AutoSemicolon { " before newline" } else { "" };
        self.err(self.pos(), format!("missing ','{newline} in {context}"));
        true
    }

    /// Skips to a token of the set. Stops at the same token at most ten times, so that recovery cannot loop.
    fn advance(&mut self, to: fn(TokenKind) -> bool) {
        while self.tok != T::Eof {
            if to(self.tok) {
                if self.at == self.sync.0 && self.sync.1 < 10 {
                    self.sync.1 += 1;
                    return;
                }
                if self.at > self.sync.0 {
                    self.sync = (self.at, 0);
                    return;
                }
            }
            self.next();
        }
    }

    // ---- errors ----

    fn err(&mut self, offset: u32, message: impl Into<String>) {
        if !self.stopped {
            self.errors.push(SyntaxError { offset, message: message.into() });
        }
    }

    fn err_expected(&mut self, offset: u32, what: &str) {
        let found = if offset != self.pos() {
            String::new()
        } else if self.tok == T::AutoSemicolon {
            ", found newline".to_owned()
        } else if self.tok.is_literal() {
            format!(", found {}", self.tok_text())
        } else {
            format!(", found '{}'", self.tok.as_str())
        };
        self.err(offset, format!("expected {what}{found}"));
    }

    // ---- depth ----

    /// Runs `f` one level deeper, on a fresh piece of stack where the current one runs out. Past the limit the rest of the
    /// file is given up.
    #[inline]
    fn nested<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        self.enter();
        let result = stacker::maybe_grow(RED_ZONE, STACK_CHUNK, || f(self));
        self.leave();
        result
    }

    #[inline]
    fn enter(&mut self) {
        self.depth += 1;
        if self.depth > self.options.max_depth {
            self.give_up();
        }
    }

    #[inline]
    fn leave(&mut self) {
        self.depth -= 1;
    }

    #[cold]
    fn give_up(&mut self) {
        self.err(self.pos(), "exceeded max nesting depth");
        self.stopped = true;
        self.at = self.kinds.len() - 1;
        self.tok = T::Eof;
    }

    // ---- nodes ----

    /// Adds a node without children.
    ///
    /// Inlined so that the node is written where it stays: built elsewhere in parts and copied whole, it would be read before
    /// its parts have left the processor's store buffer, which costs more than the rest of the function.
    #[inline(always)]
    fn push(&mut self, node: Node, start: u32, end: u32, anchor: u32) -> NodeId {
        let raw = self.nodes.len() as u32;
        self.nodes.push(node);
        self.places.push(Place { start, end, anchor, parent: None, first: raw });
        NodeId::from_raw_opt(raw).unwrap_or(NodeId::new(u32::MAX))
    }

    /// Adds a node whose end is the end of the last token taken. Inlined for the same reason.
    #[inline(always)]
    fn finish<const N: usize>(
        &mut self,
        node: Node,
        start: u32,
        anchor: u32,
        children: &[Option<NodeId>; N],
    ) -> NodeId {
        let end = self.prev_end().max(start);
        let id = self.push(node, start, end, anchor);
        for child in children.iter().flatten() {
            self.adopt(id, *child);
        }
        id
    }

    #[inline]
    fn adopt(&mut self, parent: NodeId, child: NodeId) {
        let place = &mut self.places[child.index()];
        place.parent = Some(parent);
        let first = place.first;
        let own = &mut self.places[parent.index()].first;
        *own = first.min(*own);
    }

    fn adopt_list(&mut self, parent: NodeId, list: List) {
        let start = list.0 as usize + 1;
        let end = start + self.extra[start - 1] as usize;
        let elements = &self.extra[start..end];
        for &raw in elements {
            self.places[raw as usize].parent = Some(parent);
        }
        // Elements stand in source order, so the subtree of the first one reaches back farthest.
        if let Some(&raw) = elements.first() {
            let first = self.places[raw as usize].first;
            let own = &mut self.places[parent.index()].first;
            *own = first.min(*own);
        }
    }

    /// Moves the elements above `mark` on the list stack into `extra`.
    #[inline]
    fn list_from(&mut self, mark: usize) -> List {
        let n = self.stack.len() - mark;
        if n == 0 {
            return List::EMPTY;
        }
        let list = List(self.extra.len() as u32);
        self.extra.push(n as u32);
        for id in &self.stack[mark..] {
            self.extra.push(id.raw());
        }
        self.stack.truncate(mark);
        list
    }

    fn list_of(&mut self, id: NodeId) -> List {
        let list = List(self.extra.len() as u32);
        self.extra.extend([1, id.raw()]);
        list
    }

    fn list_len(&self, list: List) -> usize {
        self.extra[list.0 as usize] as usize
    }

    fn list_at(&self, list: List, index: usize) -> NodeId {
        NodeId::new(self.extra[list.0 as usize + 1 + index])
    }

    fn ext(&mut self, children: [Option<NodeId>; 4]) -> Ext {
        let ext = Ext(self.extra.len() as u32);
        self.extra.extend(children.map(|c| c.map_or(0, NodeId::raw)));
        ext
    }

    #[inline]
    fn node(&self, id: NodeId) -> Node {
        self.nodes[id.index()]
    }

    #[inline]
    fn start_of(&self, id: NodeId) -> u32 {
        self.places[id.index()].start
    }

    fn bad_expr(&mut self, start: u32) -> NodeId {
        let end = self.pos().max(start);
        self.push(Node::BadExpr, start, end, start)
    }

    fn unparen(&self, mut id: NodeId) -> NodeId {
        while let Node::Paren { x } = self.node(id) {
            id = x;
        }
        id
    }

    #[inline]
    fn symbol(&mut self) -> Symbol {
        let (start, end) =
            (self.tokens.spans[self.at].start as usize, self.tokens.spans[self.at].end as usize);
        self.interner.intern(self.text, start, end)
    }
}

fn quoted(kind: TokenKind) -> String {
    format!("'{}'", if kind == T::AutoSemicolon { ";" } else { kind.as_str() })
}

/// Tokens at which recovery inside a function resumes.
fn starts_statement(kind: TokenKind) -> bool {
    matches!(
        kind,
        T::Break
            | T::Const
            | T::Continue
            | T::Defer
            | T::Fallthrough
            | T::For
            | T::Go
            | T::Goto
            | T::If
            | T::Return
            | T::Select
            | T::Switch
            | T::Type
            | T::Var
    )
}

/// Tokens at which recovery between declarations resumes.
fn starts_declaration(kind: TokenKind) -> bool {
    matches!(kind, T::Import | T::Const | T::Type | T::Var)
}

/// Tokens that end a broken expression.
fn ends_expression(kind: TokenKind) -> bool {
    matches!(kind, T::Comma | T::Colon | T::Semicolon | T::AutoSemicolon | T::RParen | T::RBrack | T::RBrace)
}
