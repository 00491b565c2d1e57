//! Labels and the jumps to them.

use godwit_base::Symbol;
use godwit_syntax::{AssignOp, BranchKind, DeclKind, Node, NodeId};
use rustc_hash::FxHashMap;

use crate::check::Checker;
use crate::code::Code;
use crate::object::{ObjectId, ObjectKind};
use crate::types::TypeId;

/// A block on the way from the body to a statement.
struct Block {
    /// The labelled statement it belongs to: label and statement.
    labelled: Option<(Symbol, NodeId)>,
    /// Labels declared in it so far.
    labels: Vec<Symbol>,
}

#[derive(Default)]
struct Labels {
    all: FxHashMap<Symbol, ObjectId>,
    order: Vec<ObjectId>,
    blocks: Vec<Block>,
}

/// Jumps out of a block whose labels were not declared in it, and variables declared since.
#[derive(Default)]
struct Jumps {
    forward: Vec<NodeId>,
    /// Jumps before the last variable declaration.
    over_var: Vec<NodeId>,
    var_line: Option<u32>,
}

impl Checker {
    /// Checks all labels of a function's body.
    pub(crate) fn labels(&mut self, body: NodeId) {
        let Node::Block { stmts, .. } = self.node(body) else { return };
        let stmts = self.list(stmts);
        let mut labels = Labels::default();
        let jumps = self.block_branches(&mut labels, None, &stmts);
        for jump in jumps {
            let Some((label, name)) = self.branch_label(jump) else { continue };
            match labels.all.get(&name) {
                Some(&object) => {
                    self.mark_used(object);
                    let message = format!("goto {name} jumps into block");
                    self.error(label, Code::JumpIntoBlock, message);
                }
                None => self.error(label, Code::UndeclaredLabel, format!("label {name} not declared")),
            }
        }
        for object in labels.order {
            if matches!(self.objects[object].kind, ObjectKind::Label { used: false }) {
                let message = format!("label {} declared and not used", self.objects[object].name);
                self.soft_error(object, Code::UnusedLabel, message);
            }
        }
    }

    fn branch_label(&self, branch: NodeId) -> Option<(NodeId, Symbol)> {
        let Node::Branch { label: Some(label), .. } = self.node(branch) else { return None };
        Some((label, self.ident_name(label)?))
    }

    /// Gives the gotos of a block whose labels are declared further out or nowhere.
    fn block_branches(
        &mut self,
        labels: &mut Labels,
        labelled: Option<(Symbol, NodeId)>,
        stmts: &[NodeId],
    ) -> Vec<NodeId> {
        labels.blocks.push(Block { labelled, labels: Vec::new() });
        let mut jumps = Jumps::default();
        for &stmt in stmts {
            self.nested(|check| check.stmt_branches(labels, &mut jumps, None, stmt));
        }
        labels.blocks.pop();
        jumps.forward
    }

    fn nested_block(
        &mut self,
        labels: &mut Labels,
        jumps: &mut Jumps,
        labelled: Option<(Symbol, NodeId)>,
        stmts: &[NodeId],
    ) {
        let inner = self.block_branches(labels, labelled, stmts);
        jumps.forward.extend(inner);
    }

    fn stmt_branches(
        &mut self,
        labels: &mut Labels,
        jumps: &mut Jumps,
        labelled: Option<(Symbol, NodeId)>,
        stmt: NodeId,
    ) {
        match self.node(stmt) {
            Node::DeclStmt { decl } => {
                if let Node::GenDecl { kind: DeclKind::Var, .. } = self.node(decl) {
                    self.record_var_decl(jumps, decl);
                }
            }
            Node::Assign { op: AssignOp::Define, .. } => self.record_var_decl(jumps, stmt),
            Node::LabeledStmt { label, stmt: inner } => {
                let mut labelled = labelled;
                if let Some(name) = self.ident_name(label).filter(|n| !n.is_blank()) {
                    self.declare_label(labels, jumps, label, name);
                    labelled = Some((name, inner));
                }
                self.nested(|check| check.stmt_branches(labels, jumps, labelled, inner));
            }
            Node::Branch { kind, label: Some(label) } => {
                if let Some(name) = self.ident_name(label) {
                    self.labelled_branch(labels, jumps, stmt, kind, label, name);
                }
            }
            Node::Block { stmts, .. } => {
                let stmts = self.list(stmts);
                self.nested_block(labels, jumps, labelled, &stmts);
            }
            Node::If(ext) => {
                let parts = self.env.file.if_stmt(ext);
                self.stmt_branches(labels, jumps, labelled, parts.then);
                if let Some(els) = parts.els {
                    self.nested(|check| check.stmt_branches(labels, jumps, labelled, els));
                }
            }
            Node::CaseClause { body, .. } | Node::CommClause { body, .. } => {
                let stmts = self.list(body);
                self.nested_block(labels, jumps, None, &stmts);
            }
            Node::Switch { body, .. } | Node::TypeSwitch { body, .. } | Node::Select { body } => {
                self.stmt_branches(labels, jumps, labelled, body);
            }
            Node::For(ext) => {
                let body = self.env.file.for_stmt(ext).body;
                self.stmt_branches(labels, jumps, labelled, body);
            }
            Node::Range { ext, .. } => {
                let body = self.env.file.range_stmt(ext).body;
                self.stmt_branches(labels, jumps, labelled, body);
            }
            _ => {}
        }
    }

    fn record_var_decl(&self, jumps: &mut Jumps, at: NodeId) {
        jumps.var_line = Some(self.env.file.line(self.env.file.start(at)));
        jumps.over_var.clone_from(&jumps.forward);
    }

    fn declare_label(&mut self, labels: &mut Labels, jumps: &mut Jumps, label: NodeId, name: Symbol) {
        let pos = self.pos_of(label);
        let object = self.new_object(ObjectKind::Label { used: false }, name, pos, Some(TypeId::INVALID));
        if let Some(&other) = labels.all.get(&name) {
            let mut error = self.new_error(Code::DuplicateLabel);
            self.set_soft(&mut error);
            self.add_line(&mut error, object, format!("label {name} already declared"));
            self.add_alt_decl(&mut error, other);
            self.report(error);
        } else {
            labels.all.insert(name, object);
            labels.order.push(object);
            if let Some(block) = labels.blocks.last_mut() {
                block.labels.push(name);
            }
            self.record_def(label, Some(object));
        }
        // Gotos before the label jump forward to it.
        for jump in std::mem::take(&mut jumps.forward) {
            let Some((jump_label, jump_name)) = self.branch_label(jump) else { continue };
            if jump_name != name {
                jumps.forward.push(jump);
                continue;
            }
            self.mark_used(object);
            self.record_use(jump_label, object);
            if let Some(line) = jumps.var_line
                && jumps.over_var.contains(&jump)
            {
                let message = format!("goto {name} jumps over variable declaration at line {line}");
                self.soft_error(jump_label, Code::JumpOverDecl, message);
            }
        }
    }

    fn labelled_branch(
        &mut self,
        labels: &Labels,
        jumps: &mut Jumps,
        stmt: NodeId,
        kind: BranchKind,
        label: NodeId,
        name: Symbol,
    ) {
        let enclosing = labels.blocks.iter().rev().find_map(|b| b.labelled.filter(|&(n, _)| n == name));
        let target = enclosing.map(|(_, stmt)| self.node(stmt));
        match kind {
            BranchKind::Break => {
                let valid = matches!(
                    target,
                    Some(
                        Node::Switch { .. }
                            | Node::TypeSwitch { .. }
                            | Node::Select { .. }
                            | Node::For(_)
                            | Node::Range { .. }
                    )
                );
                if !valid {
                    return self.error(label, Code::MisplacedLabel, format!("invalid break label {name}"));
                }
            }
            BranchKind::Continue => {
                if !matches!(target, Some(Node::For(_) | Node::Range { .. })) {
                    let message = format!("invalid continue label {name}");
                    return self.error(label, Code::MisplacedLabel, message);
                }
            }
            BranchKind::Goto => {
                if !labels.blocks.iter().any(|b| b.labels.contains(&name)) {
                    return jumps.forward.push(stmt);
                }
            }
            BranchKind::Fallthrough => return,
        }
        if let Some(&object) = labels.all.get(&name) {
            self.mark_used(object);
            self.record_use(label, object);
        }
    }
}
