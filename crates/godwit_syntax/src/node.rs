//! The node types of the flat tree. Names and shapes follow go/ast, so that a rule can be read beside Go documentation.
//!
//! A node is 16 bytes: up to three children or lists inline, the five statement and declaration kinds that have four
//! children keep them in the file's `extra` array. Lists live there too, as a length followed by node ids.

use std::num::NonZeroU32;

use godwit_base::{Idx, Symbol};

/// Index of a node in its file. Ids are post-order: children come before their parent, and the nodes of a subtree are the
/// contiguous range `file.subtree(id)`. Id 0 is never handed out, so `Option<NodeId>` is four bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(NonZeroU32);

impl NodeId {
    /// # Panics
    /// On 0, which is no node.
    #[inline]
    pub const fn new(raw: u32) -> Self {
        match NonZeroU32::new(raw) {
            Some(n) => NodeId(n),
            None => panic!("node id 0 is reserved"),
        }
    }

    #[inline]
    pub const fn raw(self) -> u32 {
        self.0.get()
    }

    #[inline]
    pub(crate) const fn from_raw_opt(raw: u32) -> Option<Self> {
        match NonZeroU32::new(raw) {
            Some(n) => Some(NodeId(n)),
            None => None,
        }
    }
}

impl Idx for NodeId {
    #[inline]
    fn from_usize(index: usize) -> Self {
        NodeId::new(index as u32)
    }
    #[inline]
    fn index(self) -> usize {
        self.0.get() as usize
    }
}

impl std::fmt::Debug for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "n{}", self.raw())
    }
}

/// A list of nodes in `File::extra`; read it with `file.list(list)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct List(pub(crate) u32);

impl List {
    /// `extra[0]` is the length 0, shared by all empty lists.
    pub const EMPTY: List = List(0);

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Four node references kept in `File::extra`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ext(pub(crate) u32);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IfStmt {
    pub init: Option<NodeId>,
    pub cond: NodeId,
    pub then: NodeId,
    /// A `Block` or another `If`.
    pub els: Option<NodeId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ForStmt {
    pub init: Option<NodeId>,
    pub cond: Option<NodeId>,
    pub post: Option<NodeId>,
    pub body: NodeId,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RangeStmt {
    pub key: Option<NodeId>,
    pub value: Option<NodeId>,
    pub x: NodeId,
    pub body: NodeId,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FuncDecl {
    /// The receiver's `FieldList`; `None` for functions.
    pub recv: Option<NodeId>,
    pub name: NodeId,
    /// The `FuncType`, which starts at the keyword `func`.
    pub ty: NodeId,
    pub body: Option<NodeId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SliceBounds {
    pub lo: Option<NodeId>,
    pub hi: Option<NodeId>,
    pub max: Option<NodeId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LitKind {
    Int,
    Float,
    Imag,
    Char,
    String,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `!`
    Not,
    /// `^`
    Xor,
    /// `&`
    Addr,
    /// `<-`
    Recv,
    /// `~` in constraints
    Tilde,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    LOr,
    LAnd,
    Eql,
    Neq,
    Lss,
    Leq,
    Gtr,
    Geq,
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Quo,
    Rem,
    Shl,
    Shr,
    And,
    AndNot,
}

impl BinaryOp {
    pub const fn as_str(self) -> &'static str {
        match self {
            BinaryOp::LOr => "||",
            BinaryOp::LAnd => "&&",
            BinaryOp::Eql => "==",
            BinaryOp::Neq => "!=",
            BinaryOp::Lss => "<",
            BinaryOp::Leq => "<=",
            BinaryOp::Gtr => ">",
            BinaryOp::Geq => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Or => "|",
            BinaryOp::Xor => "^",
            BinaryOp::Mul => "*",
            BinaryOp::Quo => "/",
            BinaryOp::Rem => "%",
            BinaryOp::Shl => "<<",
            BinaryOp::Shr => ">>",
            BinaryOp::And => "&",
            BinaryOp::AndNot => "&^",
        }
    }

    /// 1 (`||`) to 5 (`*`), as in the Go specification.
    pub const fn precedence(self) -> u8 {
        match self {
            BinaryOp::LOr => 1,
            BinaryOp::LAnd => 2,
            BinaryOp::Eql | BinaryOp::Neq | BinaryOp::Lss | BinaryOp::Leq | BinaryOp::Gtr | BinaryOp::Geq => {
                3
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Or | BinaryOp::Xor => 4,
            _ => 5,
        }
    }

    pub const fn is_comparison(self) -> bool {
        self.precedence() == 3
    }

    pub const fn is_shift(self) -> bool {
        matches!(self, BinaryOp::Shl | BinaryOp::Shr)
    }
}

impl UnaryOp {
    pub const fn as_str(self) -> &'static str {
        match self {
            UnaryOp::Plus => "+",
            UnaryOp::Minus => "-",
            UnaryOp::Not => "!",
            UnaryOp::Xor => "^",
            UnaryOp::Addr => "&",
            UnaryOp::Recv => "<-",
            UnaryOp::Tilde => "~",
        }
    }
}

/// `=`, `:=`, or a binary operation with assignment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AssignOp {
    Assign,
    Define,
    Op(BinaryOp),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum IncDecOp {
    Inc,
    Dec,
}

/// The token between a range clause's variables and `range`; `None` for `for range x`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RangeTok {
    None,
    Assign,
    Define,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChanDir {
    Both,
    /// `chan<-`
    Send,
    /// `<-chan`
    Recv,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BranchKind {
    Break,
    Continue,
    Goto,
    Fallthrough,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DeclKind {
    Import,
    Const,
    Type,
    Var,
}

macro_rules! nodes {
    ($($(#[$meta:meta])* $name:ident $({ $($(#[$fmeta:meta])* $field:ident : $ty:ty),* $(,)? })? $(( $ext:ty ))? ,)*) => {
        /// One syntax node. `file.start(id)`, `file.end(id)` give its bytes; `file.anchor(id)` the token named below.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Node { $($(#[$meta])* $name $({ $($(#[$fmeta])* $field: $ty),* })? $(( $ext ))?),* }

        /// A node's kind without its children: what rules register for.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum NodeKind { $($name),* }

        impl NodeKind {
            pub const ALL: &'static [NodeKind] = &[$(NodeKind::$name),*];

            pub const fn name(self) -> &'static str {
                match self { $(NodeKind::$name => stringify!($name)),* }
            }
        }

        impl Node {
            #[inline]
            pub const fn kind(&self) -> NodeKind {
                match self { $(Node::$name { .. } => NodeKind::$name),* }
            }
        }
    };
}

nodes! {
    // ---- expressions ----
    BadExpr,
    Ident { name: Symbol },
    /// The value is the node's text.
    BasicLit { kind: LitKind },
    /// Anchor: `{`. `end - 1` is `}`. `ty` is absent for elided inner literals.
    CompositeLit { ty: Option<NodeId>, elts: List },
    FuncLit { ty: NodeId, body: NodeId },
    Paren { x: NodeId },
    /// Anchor: the dot. `sel` is an `Ident`.
    Selector { x: NodeId, sel: NodeId },
    /// Anchor: `[`.
    Index { x: NodeId, index: NodeId },
    /// Two or more indices, as in `F[A, B]`. Anchor: `[`.
    IndexList { x: NodeId, indices: List },
    /// Anchor: `[`. See `file.slice_bounds`. `three` for `x[lo:hi:max]`.
    Slice { x: NodeId, bounds: Ext, three: bool },
    /// Anchor: `(`. `ty` is absent for `x.(type)`.
    TypeAssert { x: NodeId, ty: Option<NodeId> },
    /// Anchor: `(`. `end - 1` is `)`. `ellipsis` for `f(xs...)`.
    Call { fun: NodeId, args: List, ellipsis: bool },
    Star { x: NodeId },
    /// Anchor: the operator.
    Unary { op: UnaryOp, x: NodeId },
    /// Anchor: the operator.
    Binary { op: BinaryOp, x: NodeId, y: NodeId },
    /// Anchor: the colon.
    KeyValue { key: NodeId, value: NodeId },
    // ---- types ----
    /// `len` is absent for slices and an `Ellipsis` for `[...]T`.
    ArrayType { len: Option<NodeId>, elem: NodeId },
    /// `...T` in a parameter list, or `...` as an array length.
    Ellipsis { elem: Option<NodeId> },
    /// `fields` is a `FieldList`.
    StructType { fields: NodeId },
    /// The parts are `FieldList`s. Starts at `func`, or at the parameters for interface methods.
    FuncType { type_params: Option<NodeId>, params: NodeId, results: Option<NodeId> },
    /// `methods` is a `FieldList`: methods have a name and a `FuncType`; embedded elements have no name.
    InterfaceType { methods: NodeId },
    MapType { key: NodeId, value: NodeId },
    /// Anchor: the arrow; the keyword for bidirectional channels.
    ChanType { dir: ChanDir, elem: NodeId },
    // ---- fields ----
    /// A group of names with one type. No names: an anonymous parameter, an embedded field or element.
    Field { names: List, ty: Option<NodeId>, tag: Option<NodeId> },
    /// Spans its brackets where it has them (a single unparenthesised result has none).
    FieldList { fields: List },
    // ---- statements ----
    BadStmt,
    /// `decl` is a `GenDecl`.
    DeclStmt { decl: NodeId },
    /// `implicit`: the semicolon was left out before `}`.
    EmptyStmt { implicit: bool },
    /// Anchor: the colon.
    LabeledStmt { label: NodeId, stmt: NodeId },
    ExprStmt { x: NodeId },
    /// Anchor: `<-`.
    SendStmt { chan: NodeId, value: NodeId },
    /// Anchor: the operator.
    IncDec { op: IncDecOp, x: NodeId },
    /// Anchor: the operator.
    Assign { op: AssignOp, lhs: List, rhs: List },
    GoStmt { call: NodeId },
    DeferStmt { call: NodeId },
    Return { results: List },
    Branch { kind: BranchKind, label: Option<NodeId> },
    /// `skipped`: a function body that was not parsed (`ParseOptions::skip_bodies`); `stmts` is then empty.
    Block { stmts: List, skipped: bool },
    /// See `file.if_stmt`.
    If(Ext),
    /// Anchor: the colon. `default` clauses have no `exprs` and `is_default`.
    CaseClause { exprs: List, body: List, is_default: bool },
    /// `body` is a `Block` of `CaseClause`s.
    Switch { init: Option<NodeId>, tag: Option<NodeId>, body: NodeId },
    /// `assign` is `x := y.(type)` (an `Assign`) or `y.(type)` (an `ExprStmt`).
    TypeSwitch { init: Option<NodeId>, assign: NodeId, body: NodeId },
    /// Anchor: the colon. No `comm`: the default clause.
    CommClause { comm: Option<NodeId>, body: List },
    /// `body` is a `Block` of `CommClause`s.
    Select { body: NodeId },
    /// See `file.for_stmt`.
    For(Ext),
    /// See `file.range_stmt`. Anchor: `=`, `:=`, or else the keyword `range`.
    Range { ext: Ext, tok: RangeTok },
    // ---- declarations ----
    BadDecl,
    /// Anchor: `(` if `paren`, else the keyword.
    GenDecl { kind: DeclKind, specs: List, paren: bool },
    /// See `file.func_decl`. Anchor: the keyword `func`.
    FuncDecl(Ext),
    /// `path` is a string literal.
    ImportSpec { name: Option<NodeId>, path: NodeId },
    ValueSpec { names: List, ty: Option<NodeId>, values: List },
    /// Anchor: `=` if `alias`, else the name.
    TypeSpec { name: NodeId, type_params: Option<NodeId>, ty: NodeId, alias: bool },
    /// The root. `name` is absent where the package clause is broken.
    File { name: Option<NodeId>, decls: List },
}

const _: () = assert!(size_of::<Node>() == 16);
const _: () = assert!(size_of::<Option<NodeId>>() == 4);

impl Node {
    pub const fn is_expr(&self) -> bool {
        (self.kind() as u8) <= NodeKind::ChanType as u8
    }

    pub const fn is_stmt(&self) -> bool {
        (self.kind() as u8) >= NodeKind::BadStmt as u8 && (self.kind() as u8) <= NodeKind::Range as u8
    }
}
