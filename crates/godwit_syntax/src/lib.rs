//! From text to a flat syntax tree for the whole of Go 1.27, with every comment and exact byte positions.
//!
//! The parser is error tolerant: any input gives a [`File`]. Error texts and positions are those of go/scanner and
//! go/parser. Left out: name resolution across files, types, anything that needs more than one file's text.

pub mod comments;
pub mod constraint;
mod lexer;
mod node;
mod parser;
pub mod resolve;
mod source;
mod token;
mod tree;
pub mod visit;

pub use comments::{Comment, CommentGroup};
pub use lexer::{Tokens, tokenize};
pub use node::{
    AssignOp, BinaryOp, BranchKind, ChanDir, DeclKind, ForStmt, FuncDecl, IfStmt, IncDecOp, List, LitKind,
    Node, NodeId, NodeKind, RangeStmt, RangeTok, SliceBounds, UnaryOp,
};
pub use parser::{ParseOptions, parse, parse_source};
pub use source::{Source, SyntaxError};
pub use token::TokenKind;
pub use tree::File;
