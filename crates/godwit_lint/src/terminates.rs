//! Where control can flow on behind a statement, by syntax alone, and which statements are never reached.
//!
//! Trees are in post-order, so one loop sees every statement after its parts: no recursion.

use godwit_base::{Idx, Symbol, sym};
use godwit_syntax::{BranchKind, File, List, Node, NodeId};
use rustc_hash::FxHashSet;

use crate::pass::Cx;

/// What is known of the statements of a file.
pub struct Flow {
    /// By `NodeId`: whether control can leave the statement to the one behind it.
    falls: Vec<bool>,
    unreachable: Vec<NodeId>,
}

impl Flow {
    pub(crate) fn new(cx: &Cx<'_>) -> Self {
        let mut builder = Builder {
            file: cx.file,
            falls: vec![true; cx.file.n_nodes()],
            broken: FxHashSet::default(),
            gotos: FxHashSet::default(),
            unreachable: Vec::new(),
        };
        for id in cx.file.ids() {
            if let Node::Branch { kind, label } = cx.file[id] {
                builder.branch(cx, id, kind, label);
            }
        }
        for id in cx.file.ids() {
            let falls = builder.falls(cx, id);
            builder.falls[id.index()] = falls;
        }
        Flow { falls: builder.falls, unreachable: builder.unreachable }
    }

    pub fn falls(&self, stmt: NodeId) -> bool {
        self.falls[stmt.index()]
    }

    /// The first statement of each stretch that nothing reaches.
    pub fn unreachable(&self) -> &[NodeId] {
        &self.unreachable
    }
}

struct Builder<'f> {
    file: &'f File,
    falls: Vec<bool>,
    /// Loops, switches and selects that some `break` leaves.
    broken: FxHashSet<NodeId>,
    /// Labels that a `goto` names, with their function.
    gotos: FxHashSet<(Option<NodeId>, Symbol)>,
    unreachable: Vec<NodeId>,
}

impl Builder<'_> {
    fn branch(&mut self, cx: &Cx<'_>, id: NodeId, kind: BranchKind, label: Option<NodeId>) {
        let name = label.and_then(|l| self.file.ident(l));
        match (kind, name) {
            (BranchKind::Goto, Some(name)) => {
                self.gotos.insert((cx.enclosing().function(id), name));
            }
            (BranchKind::Break, name) => self.broken.extend(break_target(self.file, id, name)),
            _ => {}
        }
    }

    /// Runs through a list; whether control comes out at its end.
    fn list(&mut self, cx: &Cx<'_>, list: List) -> bool {
        let mut reachable = true;
        let file = self.file;
        for stmt in file.list(list) {
            if let Node::LabeledStmt { label, .. } = file[stmt]
                && let Some(name) = file.ident(label)
                && self.gotos.contains(&(cx.enclosing().function(stmt), name))
            {
                reachable = true;
            }
            if !reachable {
                if matches!(file[stmt], Node::EmptyStmt { .. }) {
                    continue;
                }
                self.unreachable.push(stmt);
            }
            reachable = self.falls[stmt.index()];
        }
        reachable
    }

    /// Whether control comes out of a clause, and whether there is a default one.
    fn clauses(&self, body: NodeId) -> (bool, bool) {
        let Node::Block { stmts, .. } = self.file[body] else { return (true, false) };
        let mut any = false;
        let mut has_default = false;
        for clause in self.file.list(stmts) {
            any |= self.falls[clause.index()];
            has_default |= matches!(self.file[clause], Node::CaseClause { is_default: true, .. });
        }
        (any, has_default)
    }

    fn falls(&mut self, cx: &Cx<'_>, id: NodeId) -> bool {
        let file = self.file;
        match file[id] {
            // The block of a switch or select holds clauses, which are no sequence.
            Node::Block { stmts, .. } => {
                let holds_clauses = file.parent(id).is_some_and(|p| {
                    matches!(file[p], Node::Switch { .. } | Node::TypeSwitch { .. } | Node::Select { .. })
                });
                holds_clauses || self.list(cx, stmts)
            }
            Node::CaseClause { body, .. } | Node::CommClause { body, .. } => self.list(cx, body),
            Node::Branch { .. } | Node::Return { .. } => false,
            Node::ExprStmt { x } => !cx.is_builtin_call(x, sym::PANIC),
            Node::For(ext) => file.for_stmt(ext).cond.is_some() || self.broken.contains(&id),
            Node::If(ext) => {
                let parts = file.if_stmt(ext);
                parts.els.is_none_or(|e| self.falls[e.index()]) || self.falls[parts.then.index()]
            }
            Node::LabeledStmt { stmt, .. } => self.falls[stmt.index()],
            Node::Select { body } => self.clauses(body).0 || self.broken.contains(&id),
            Node::Switch { body, .. } | Node::TypeSwitch { body, .. } => {
                let (any, has_default) = self.clauses(body);
                any || !has_default || self.broken.contains(&id)
            }
            _ => true,
        }
    }
}

/// The statement that a `break` leaves.
pub fn break_target(file: &File, id: NodeId, label: Option<Symbol>) -> Option<NodeId> {
    let in_function = |&a: &NodeId| !matches!(file[a], Node::FuncDecl(_) | Node::FuncLit { .. });
    file.ancestors(id).take_while(in_function).find(|&a| {
        let breakable = matches!(
            file[a],
            Node::For(_)
                | Node::Range { .. }
                | Node::Switch { .. }
                | Node::TypeSwitch { .. }
                | Node::Select { .. }
        );
        match (label, file.parent(a).map(|p| file[p])) {
            (None, _) => breakable,
            (Some(name), Some(Node::LabeledStmt { label, .. })) => {
                breakable && file.ident(label) == Some(name)
            }
            _ => false,
        }
    })
}

/// How a block ends, where control does not flow on behind it.
pub fn ending(cx: &Cx<'_>, block: NodeId) -> Option<Ending> {
    let mut last = block;
    // A block at the end of a block ends it.
    loop {
        last = match cx.file[last] {
            Node::Block { stmts, .. } => cx.file.list_last(stmts)?,
            Node::LabeledStmt { stmt, .. } => stmt,
            _ => break,
        };
    }
    match cx.file[last] {
        Node::Return { .. } => Some(Ending::Return),
        Node::Branch { kind: BranchKind::Break, .. } => Some(Ending::Break),
        Node::Branch { kind: BranchKind::Continue, .. } => Some(Ending::Continue),
        Node::Branch { kind: BranchKind::Goto, .. } => Some(Ending::Goto),
        Node::ExprStmt { x } => {
            if cx.is_builtin_call(x, sym::PANIC) {
                return Some(Ending::Call("panic"));
            }
            exit_call(cx, x).map(Ending::Call)
        }
        _ => None,
    }
}

/// Functions that end the program or the goroutine.
const EXITS: &[(&str, &str, &str)] = &[
    ("os", "Exit", "os.Exit"),
    ("log", "Fatal", "log.Fatal"),
    ("log", "Fatalf", "log.Fatalf"),
    ("log", "Fatalln", "log.Fatalln"),
    ("log", "Panic", "log.Panic"),
    ("log", "Panicf", "log.Panicf"),
    ("log", "Panicln", "log.Panicln"),
    ("syscall", "Exit", "syscall.Exit"),
    ("runtime", "Goexit", "runtime.Goexit"),
];

/// The name of the function where an expression calls one that never returns.
pub fn exit_call(cx: &Cx<'_>, expr: NodeId) -> Option<&'static str> {
    let callee = cx.callee(expr)?;
    EXITS.iter().find(|e| callee.is(e.0, e.1)).map(|e| e.2)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    Return,
    Break,
    Continue,
    Goto,
    Call(&'static str),
}

impl Ending {
    pub fn describe(self) -> String {
        match self {
            Ending::Return => "a return statement".to_owned(),
            Ending::Break => "a break statement".to_owned(),
            Ending::Continue => "a continue statement".to_owned(),
            Ending::Goto => "a goto statement".to_owned(),
            Ending::Call(name) => format!("call to {name} function"),
        }
    }
}
