//! Whether statement lists end in a terminating statement.

use godwit_syntax::{BranchKind, Node, NodeId};

use crate::check::Checker;

impl Checker {
    /// Whether control cannot leave the statement at its end. `label`: the statement's own label.
    pub(crate) fn is_terminating(&self, stmt: NodeId, label: Option<NodeId>) -> bool {
        let name = label.and_then(|l| self.ident_name(l));
        match self.node(stmt) {
            Node::LabeledStmt { label, stmt } => self.is_terminating(stmt, Some(label)),
            Node::ExprStmt { x } => {
                // Calls of the predeclared panic.
                self.env.panic_calls.contains(&self.env.file.unparen(x))
            }
            Node::Return { .. } => true,
            Node::Branch { kind, .. } => matches!(kind, BranchKind::Goto | BranchKind::Fallthrough),
            Node::Block { stmts, .. } => self.is_terminating_list(&self.list(stmts)),
            Node::If(ext) => {
                let stmt = self.env.file.if_stmt(ext);
                stmt.els
                    .is_some_and(|els| self.is_terminating(stmt.then, None) && self.is_terminating(els, None))
            }
            Node::Switch { body, .. } | Node::TypeSwitch { body, .. } => {
                self.is_terminating_switch(body, name)
            }
            Node::Select { body } => self.clauses(body).iter().all(|&clause| match self.node(clause) {
                Node::CommClause { body, .. } => {
                    let body = self.list(body);
                    self.is_terminating_list(&body) && !self.has_break_list(&body, name, true)
                }
                _ => false,
            }),
            Node::For(ext) => {
                let stmt = self.env.file.for_stmt(ext);
                stmt.cond.is_none() && !self.has_break(stmt.body, name, true)
            }
            _ => false,
        }
    }

    fn clauses(&self, body: NodeId) -> crate::check::NodeVec {
        match self.node(body) {
            Node::Block { stmts, .. } => self.list(stmts),
            _ => crate::check::NodeVec::new(),
        }
    }

    pub(crate) fn is_terminating_list(&self, stmts: &[NodeId]) -> bool {
        // Trailing empty statements do not count.
        let last = stmts.iter().rev().find(|&&s| !matches!(self.node(s), Node::EmptyStmt { .. }));
        last.is_some_and(|&s| self.is_terminating(s, None))
    }

    fn is_terminating_switch(&self, body: NodeId, label: Option<godwit_base::Symbol>) -> bool {
        let mut has_default = false;
        for clause in self.clauses(body) {
            let Node::CaseClause { body, is_default, .. } = self.node(clause) else { return false };
            has_default |= is_default;
            let body = self.list(body);
            if !self.is_terminating_list(&body) || self.has_break_list(&body, label, true) {
                return false;
            }
        }
        has_default
    }

    /// Whether the statement has a break that leaves the statement with `label`, or, with `implicit`, the enclosing one.
    fn has_break(&self, stmt: NodeId, label: Option<godwit_base::Symbol>, implicit: bool) -> bool {
        match self.node(stmt) {
            Node::LabeledStmt { stmt, .. } => self.has_break(stmt, label, implicit),
            Node::Branch { kind: BranchKind::Break, label: None } => implicit,
            Node::Branch { kind: BranchKind::Break, label: Some(target) } => {
                label.is_some() && self.ident_name(target) == label
            }
            Node::Block { stmts, .. } => self.has_break_list(&self.list(stmts), label, implicit),
            Node::If(ext) => {
                let stmt = self.env.file.if_stmt(ext);
                self.has_break(stmt.then, label, implicit)
                    || stmt.els.is_some_and(|els| self.has_break(els, label, implicit))
            }
            Node::CaseClause { body, .. } | Node::CommClause { body, .. } => {
                self.has_break_list(&self.list(body), label, implicit)
            }
            // A break without label inside belongs to the inner statement.
            Node::Switch { body, .. } | Node::TypeSwitch { body, .. } | Node::Select { body } => {
                label.is_some() && self.has_break(body, label, false)
            }
            Node::For(ext) => {
                label.is_some() && self.has_break(self.env.file.for_stmt(ext).body, label, false)
            }
            Node::Range { ext, .. } => {
                label.is_some() && self.has_break(self.env.file.range_stmt(ext).body, label, false)
            }
            _ => false,
        }
    }

    fn has_break_list(&self, stmts: &[NodeId], label: Option<godwit_base::Symbol>, implicit: bool) -> bool {
        stmts.iter().any(|&s| self.has_break(s, label, implicit))
    }
}
