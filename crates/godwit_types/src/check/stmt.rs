//! Statements and function bodies.

use godwit_syntax::{AssignOp, BranchKind, IncDecOp, Node, NodeId, RangeTok, UnaryOp};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::check::expr::ExprKind;
use crate::check::{At, Checker, Env};
use crate::code::Code;
use crate::constant::{Key, Kind, Value};
use crate::object::{DeclId, ObjectId, ObjectKind, Pos, VarKind};
use crate::operand::{Mode, Operand};
use crate::types::{Type, TypeId};

/// Which statements are allowed where: a set of flags.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Context {
    break_ok: bool,
    continue_ok: bool,
    fallthrough_ok: bool,
    final_switch_case: bool,
    in_type_switch: bool,
}

impl Context {
    /// For statements nested in another one.
    fn inner(self) -> Self {
        Context { fallthrough_ok: false, final_switch_case: false, in_type_switch: false, ..self }
    }

    pub(crate) fn for_loop(self) -> Self {
        Context { break_ok: true, continue_ok: true, ..self.inner() }
    }
}

/// Constant case values seen so far, with their positions and types.
type SeenValues = FxHashMap<Key, Vec<(Pos, TypeId)>>;

impl Checker {
    /// Checks a function's body. `sig`: its signature, whose scope has the parameters.
    pub(crate) fn func_body(&mut self, decl: Option<DeclId>, sig: TypeId, body: NodeId, iota: Option<Value>) {
        let Some((scope, has_results)) =
            self.types.signature(sig).and_then(|s| Some((s.scope?, !s.results.is_empty())))
        else {
            return;
        };
        let env = Env {
            decl,
            scope,
            iota,
            err_pos: None,
            in_tparam_list: false,
            sig: Some(sig),
            panic_calls: Default::default(),
            has_label: false,
            has_call_or_recv: false,
            ..self.env.clone()
        };
        let mark = self.begin_body();
        let outer = std::mem::replace(&mut self.env, env);
        let outer_vars = std::mem::take(&mut self.local_vars);
        if let Node::Block { stmts, .. } = self.node(body) {
            let stmts = self.list(stmts);
            self.stmt_list(Context::default(), &stmts);
        }
        if self.env.has_label {
            self.labels(body);
        }
        if has_results && !self.is_terminating(body, None) {
            let end = self.env.file.end(body);
            let at = self.pos_at(end.saturating_sub(1));
            self.error(at, Code::MissingReturn, "missing return");
        }
        self.usage();
        self.local_vars = outer_vars;
        self.env = outer;
        self.end_body(mark);
    }

    /// Reports local variables that are never used.
    fn usage(&mut self) {
        let vars = std::mem::take(&mut self.local_vars);
        for var in vars {
            let name = self.objects[var].name;
            if !self.is_used(var) && !name.is_blank() && self.objects[var].parent.is_some() {
                self.soft_error(var, Code::UnusedVar, format!("declared and not used: {name}"));
            }
        }
    }

    pub(crate) fn stmt_list(&mut self, context: Context, stmts: &[NodeId]) {
        // Trailing empty statements do not take fallthrough its place at the end.
        let n =
            stmts.iter().rposition(|&s| !matches!(self.node(s), Node::EmptyStmt { .. })).map_or(0, |i| i + 1);
        for (i, &stmt) in stmts[..n].iter().enumerate() {
            let fallthrough_ok = context.fallthrough_ok && i + 1 == n;
            self.stmt(Context { fallthrough_ok, ..context }, stmt);
        }
    }

    fn block_stmts(&self, block: NodeId) -> crate::check::NodeVec {
        match self.node(block) {
            Node::Block { stmts, .. } => self.list(stmts),
            _ => Default::default(),
        }
    }

    pub(crate) fn stmt(&mut self, context: Context, stmt: NodeId) {
        let top = self.delayed.len();
        let outer = self.env.scope;
        let mark = self.untyped_mark();
        if self.nested(|check| check.stmt_internal(context, stmt)).is_none() {
            self.error(stmt, Code::InvalidSyntaxTree, "limit exceeded: statement is nested too deeply");
        }
        self.env.scope = outer;
        self.record_untyped(mark);
        // Function literals are checked with the variables that were declared up to here.
        if self.delayed.len() > top {
            self.process_delayed(top);
        }
    }

    fn simple_stmt(&mut self, stmt: Option<NodeId>) {
        if let Some(stmt) = stmt {
            self.stmt(Context::default(), stmt);
        }
    }

    fn stmt_internal(&mut self, context: Context, stmt: NodeId) {
        let inner = context.inner();
        match self.node(stmt) {
            Node::DeclStmt { decl } => self.decl_stmt(decl),
            Node::LabeledStmt { stmt, .. } => {
                self.env.has_label = true;
                self.stmt(context, stmt);
            }
            Node::ExprStmt { x } => self.expr_stmt(x),
            Node::SendStmt { chan, value } => self.send_stmt(stmt, chan, value),
            Node::IncDec { op, x } => self.inc_dec(stmt, op, x),
            Node::Assign { op, lhs, rhs } => {
                let (lhs, rhs) = (self.list(lhs), self.list(rhs));
                self.assign_stmt(stmt, op, &lhs, &rhs);
            }
            Node::GoStmt { call } => self.suspended_call("go", call),
            Node::DeferStmt { call } => self.suspended_call("defer", call),
            Node::Return { results } => {
                let results = self.list(results);
                self.return_stmt(stmt, &results);
            }
            Node::Branch { kind, label } => self.branch_stmt(context, stmt, kind, label),
            Node::Block { stmts, .. } => {
                self.open_scope();
                let stmts = self.list(stmts);
                self.stmt_list(inner, &stmts);
            }
            Node::If(ext) => {
                let parts = self.env.file.if_stmt(ext);
                self.open_scope();
                self.simple_stmt(parts.init);
                self.condition(parts.cond, "if");
                self.stmt(inner, parts.then);
                if let Some(els) = parts.els
                    && !matches!(self.node(els), Node::BadStmt)
                {
                    self.stmt(inner, els);
                }
            }
            Node::Switch { init, tag, body } => {
                self.switch_stmt(Context { break_ok: true, ..inner }, init, tag, body);
            }
            Node::TypeSwitch { init, assign, body } => {
                let inner = Context { break_ok: true, in_type_switch: true, ..inner };
                self.type_switch_stmt(inner, stmt, init, assign, body);
            }
            Node::Select { body } => self.select_stmt(Context { break_ok: true, ..inner }, body),
            Node::For(ext) => {
                let parts = self.env.file.for_stmt(ext);
                self.open_scope();
                self.simple_stmt(parts.init);
                if let Some(cond) = parts.cond {
                    self.condition(cond, "for");
                }
                self.simple_stmt(parts.post);
                if let Some(post) = parts.post
                    && let Node::Assign { op: AssignOp::Define, lhs, .. } = self.node(post)
                {
                    self.soft_error(post, Code::InvalidPostDecl, "cannot declare in post statement");
                    // What was declared counts as used.
                    let lhs = self.list(lhs);
                    self.use_exprs(&lhs);
                }
                self.stmt(context.for_loop(), parts.body);
            }
            Node::Range { ext, tok } => {
                let parts = self.env.file.range_stmt(ext);
                let at = self.pos_at(self.env.file.anchor(stmt));
                let define = tok == RangeTok::Define;
                self.range_stmt(context.for_loop(), stmt, at, &parts, define);
            }
            _ => {}
        }
    }

    fn condition(&mut self, node: NodeId, statement: &str) {
        let mut x = Operand::invalid();
        self.expr(None, &mut x, node);
        if x.is_valid() && !self.all_boolean(x.ty) {
            let message = format!("non-boolean condition in {statement} statement");
            self.error(node, Code::InvalidCond, message);
        }
    }

    fn expr_stmt(&mut self, node: NodeId) {
        let mut x = Operand::invalid();
        let kind = self.raw_expr(None, &mut x, node, None, false);
        let (what, code) = match x.mode {
            Mode::Invalid => return,
            Mode::Builtin => ("must be called", Code::UncalledBuiltin),
            Mode::TypeExpr => ("is not an expression", Code::NotAnExpr),
            _ if kind == ExprKind::Statement => return,
            _ => ("is not used", Code::UnusedExpr),
        };
        let text = self.operand_string(&x);
        self.error(&x, code, format!("{text} {what}"));
    }

    fn send_stmt(&mut self, stmt: NodeId, chan: NodeId, value: NodeId) {
        let (mut ch, mut val) = (Operand::invalid(), Operand::invalid());
        self.expr(None, &mut ch, chan);
        self.element_value(&mut val, value);
        if !ch.is_valid() || !val.is_valid() {
            return;
        }
        let at = self.anchor_of(stmt);
        if let Some(elem) = self.chan_elem(at, &ch, false) {
            self.assignment(&mut val, Some(elem), "send");
        }
    }

    /// The characteristic token of a node, as a place in it.
    pub(crate) fn anchor_of(&self, node: NodeId) -> At {
        let file = &self.env.file;
        At::Span { start: self.pos_of(node), pos: file.anchor(node), end: file.end(node) }
    }

    fn inc_dec(&mut self, stmt: NodeId, op: IncDecOp, node: NodeId) {
        let mut x = Operand::invalid();
        self.expr(None, &mut x, node);
        if !x.is_valid() {
            return;
        }
        if !self.all_numeric(x.ty) {
            let (text, ty) = (self.expr_string(node), self.type_string(x.ty));
            let op = if op == IncDecOp::Inc { "++" } else { "--" };
            let message = format!("invalid operation: {text}{op} (non-numeric type {ty})");
            return self.error(node, Code::NonNumericIncDec, message);
        }
        let _ = stmt;
        // x op= 1: the one takes the type of x.
        x.mode = Mode::Value;
        x.value = None;
        self.assign_operand(node, &mut x, "assignment");
    }

    fn assign_stmt(&mut self, stmt: NodeId, op: AssignOp, lhs: &[NodeId], rhs: &[NodeId]) {
        match op {
            AssignOp::Define => {
                let at = self.anchor_of(stmt);
                self.short_var_decl(at, lhs, rhs);
            }
            AssignOp::Assign => self.assign_vars(lhs, rhs),
            AssignOp::Op(op) => {
                let ([left], [right]) = (lhs, rhs) else {
                    let at = self.anchor_of(stmt);
                    let op = op.as_str();
                    let message = format!("assignment operation {op}= requires single-valued expressions");
                    return self.error(at, Code::MultiValAssignOp, message);
                };
                let mut x = Operand::invalid();
                let pos = self.env.file.anchor(stmt);
                self.binary(&mut x, None, *left, *right, op, pos);
                if x.is_valid() {
                    self.assign_operand(*left, &mut x, "assignment");
                }
            }
        }
    }

    fn suspended_call(&mut self, keyword: &str, call: NodeId) {
        let mut x = Operand::invalid();
        let (what, code) = match self.raw_expr(None, &mut x, call, None, false) {
            ExprKind::Conversion => (
                "requires function call, not conversion",
                if keyword == "go" { Code::InvalidGo } else { Code::InvalidDefer },
            ),
            ExprKind::Expression => ("discards result of", Code::UnusedResults),
            ExprKind::Statement => return,
        };
        let text = self.operand_string(&x);
        self.error(&x, code, format!("{keyword} {what} {text}"));
    }

    fn return_stmt(&mut self, stmt: NodeId, results: &[NodeId]) {
        let vars =
            self.env.sig.and_then(|s| self.types.signature(s)).map(|s| SmallVec::from_slice(&s.results));
        let vars: SmallVec<[ObjectId; 4]> = vars.unwrap_or_default();
        let named = vars.first().is_some_and(|&v| !self.objects[v].name.as_str().is_empty());
        if !results.is_empty() || vars.is_empty() || !named {
            if !results.is_empty() || !vars.is_empty() {
                self.return_values(stmt, &vars, results);
            }
            return;
        }
        // A naked return: no inner declaration may hide a result.
        for var in vars {
            let name = self.objects[var].name;
            let Some((_, other)) = self.lookup(name) else { continue };
            if other == var || name.is_blank() {
                continue;
            }
            let mut error = self.new_error(Code::OutOfScopeResult);
            let message = format!("result parameter {name} not in scope at return");
            self.add_line(&mut error, stmt, message);
            let text = self.object_string(var);
            self.add_line(&mut error, other, format!("inner declaration of {text}"));
            self.report(error);
        }
    }

    fn return_values(&mut self, stmt: NodeId, vars: &[ObjectId], results: &[NodeId]) {
        self.init_vars(vars, results, Some(stmt));
    }

    fn branch_stmt(&mut self, context: Context, stmt: NodeId, kind: BranchKind, label: Option<NodeId>) {
        if label.is_some() {
            // Checked with all labels of the function.
            self.env.has_label = true;
            return;
        }
        let (code, message) = match kind {
            BranchKind::Break if !context.break_ok => {
                (Code::MisplacedBreak, "break not in for, switch, or select statement")
            }
            BranchKind::Continue if !context.continue_ok => {
                (Code::MisplacedContinue, "continue not in for statement")
            }
            BranchKind::Fallthrough if !context.fallthrough_ok => {
                let message = if context.final_switch_case {
                    "cannot fallthrough final case in switch"
                } else if context.in_type_switch {
                    "cannot fallthrough in type switch"
                } else {
                    "fallthrough statement out of place"
                };
                (Code::MisplacedFallthrough, message)
            }
            _ => return,
        };
        self.error(stmt, code, message);
    }

    // ---- switches ----

    fn multiple_defaults(&mut self, clauses: &[NodeId]) {
        let mut first: Option<NodeId> = None;
        for &clause in clauses {
            let is_default = match self.node(clause) {
                Node::CaseClause { is_default, .. } => is_default,
                Node::CommClause { comm, .. } => comm.is_none(),
                _ => continue,
            };
            if !is_default {
                continue;
            }
            match first {
                Some(first) => {
                    let at = self.pos_string(self.pos_of(first));
                    let message = format!("multiple defaults (first at {at})");
                    self.error(clause, Code::DuplicateDefault, message);
                }
                None => first = Some(clause),
            }
        }
    }

    fn switch_stmt(&mut self, inner: Context, init: Option<NodeId>, tag: Option<NodeId>, body: NodeId) {
        self.open_scope();
        self.simple_stmt(init);
        let mut x = Operand::constant(None, TypeId::BOOL, Value::Bool(true));
        if let Some(tag) = tag {
            self.expr(None, &mut x, tag);
            // Untyped values get their default type; nil is refused.
            self.assignment(&mut x, None, "switch expression");
            if x.is_valid() && !self.comparable(x.ty) && !self.has_nil(x.ty) {
                let (text, ty) = (self.operand_string(&x), self.type_string(x.ty));
                let message = format!("cannot switch on {text} ({ty} is not comparable)");
                self.error(&x, Code::InvalidExprSwitch, message);
                x.mode = Mode::Invalid;
            }
        }
        let clauses = self.block_stmts(body);
        self.multiple_defaults(&clauses);
        let mut seen = SeenValues::default();
        for (i, &clause) in clauses.iter().enumerate() {
            let Node::CaseClause { exprs, body, .. } = self.node(clause) else { continue };
            let (exprs, body) = (self.list(exprs), self.list(body));
            self.case_values(&mut x, &exprs, &mut seen);
            let outer = self.open_scope();
            let is_last = i + 1 == clauses.len();
            self.stmt_list(Context { fallthrough_ok: !is_last, final_switch_case: is_last, ..inner }, &body);
            self.env.scope = outer;
        }
    }

    fn case_values(&mut self, x: &mut Operand, values: &[NodeId], seen: &mut SeenValues) {
        for &node in values {
            let mut v = Operand::invalid();
            self.expr(None, &mut v, node);
            if !x.is_valid() || !v.is_valid() {
                continue;
            }
            self.convert_untyped(&mut v, x.ty);
            if !v.is_valid() {
                continue;
            }
            let mut result = v.clone();
            self.comparison(&mut result, x, godwit_syntax::BinaryOp::Eql, true);
            if !result.is_valid() || v.mode != Mode::Constant {
                continue;
            }
            let Some(value) = &v.value else { continue };
            // Booleans may come twice: `case true` and `case x > 0`.
            if matches!(value.kind(), Kind::Bool | Kind::Complex | Kind::Unknown) {
                continue;
            }
            let Some(key) = value.key() else { continue };
            let earlier = seen.get(&key).cloned().unwrap_or_default();
            if let Some((pos, _)) = earlier.into_iter().find(|&(_, ty)| self.identical(ty, v.ty)) {
                let text = self.operand_string(&v);
                let mut error = self.new_error(Code::DuplicateCase);
                self.add_line(&mut error, &v, format!("duplicate case {text} in expression switch"));
                self.add_line(&mut error, pos, "previous case");
                self.report(error);
                continue;
            }
            seen.entry(key).or_default().push((self.pos_of(node), v.ty));
        }
    }

    fn type_switch_stmt(
        &mut self,
        inner: Context,
        stmt: NodeId,
        init: Option<NodeId>,
        assign: NodeId,
        body: NodeId,
    ) {
        self.open_scope();
        self.simple_stmt(init);
        let Some((lhs, guard)) = self.type_switch_guard(assign) else {
            return self.error(stmt, Code::InvalidSyntaxTree, "incorrect form of type switch guard");
        };
        let mut lhs = lhs;
        if let Some(node) = lhs {
            if self.ident_name(node).is_some_and(|n| n.is_blank()) {
                self.soft_error(node, Code::NoNewVar, "no new variable on left side of :=");
                lhs = None;
            } else {
                // The variable is declared anew in each clause.
                self.record_def(node, None);
            }
        }
        let mut x = Operand::invalid();
        self.expr(None, &mut x, guard);
        let mut subject = None;
        if x.is_valid() {
            let under = self.under(x.ty);
            if self.is_type_param(x.ty) {
                let text = self.operand_string(&x);
                let message = format!("cannot use type switch on type parameter value {text}");
                self.error(&x, Code::InvalidTypeSwitch, message);
            } else if matches!(self.types[under], Type::Interface(_)) {
                subject = Some(x);
            } else {
                let text = self.operand_string(&x);
                self.error(&x, Code::InvalidTypeSwitch, format!("{text} is not an interface"));
            }
        }
        let clauses = self.block_stmts(body);
        self.multiple_defaults(&clauses);
        let mut seen: Vec<(Option<TypeId>, NodeId)> = Vec::new();
        let mut vars = Vec::new();
        for &clause in &clauses {
            let Node::CaseClause { exprs, body, .. } = self.node(clause) else { continue };
            let (exprs, body) = (self.list(exprs), self.list(body));
            let ty = self.case_types(subject.as_ref(), &exprs, &mut seen);
            let outer = self.open_scope();
            if let Some(node) = lhs
                && let Some(name) = self.ident_name(node)
            {
                let pos = self.pos_of(node);
                let var = self.new_var(VarKind::Local, name, pos, Some(ty));
                let (scope, colon) = (self.env.scope, self.env.file.anchor(clause));
                self.declare(scope, None, var, colon);
                self.record_implicit(clause, var);
                vars.push(var);
            }
            self.stmt_list(inner, &body);
            self.env.scope = outer;
        }
        if let Some(node) = lhs
            && !vars.iter().any(|&v| self.is_used(v))
            && let Some(name) = self.ident_name(node)
        {
            self.soft_error(node, Code::UnusedVar, format!("{name} declared and not used"));
        }
    }

    /// The variable and the expression of `x := e.(type)`.
    fn type_switch_guard(&self, assign: NodeId) -> Option<(Option<NodeId>, NodeId)> {
        let (lhs, guard) = match self.node(assign) {
            Node::ExprStmt { x } => (None, x),
            Node::Assign { lhs, rhs, .. } => {
                let lhs = self.env.file.list_single(lhs)?;
                self.ident_name(lhs)?;
                (Some(lhs), self.env.file.list_single(rhs)?)
            }
            _ => return None,
        };
        match self.node(guard) {
            Node::TypeAssert { x, ty: None } => Some((lhs, x)),
            _ => None,
        }
    }

    fn is_nil_ident(&self, node: NodeId) -> bool {
        let name = self.ident_name(self.env.file.unparen(node));
        name.and_then(|name| self.lookup(name))
            .is_some_and(|(_, object)| matches!(self.objects[object].kind, ObjectKind::Nil))
    }

    /// Checks a clause's types; gives the type that the switch's variable has there.
    fn case_types(
        &mut self,
        x: Option<&Operand>,
        nodes: &[NodeId],
        seen: &mut Vec<(Option<TypeId>, NodeId)>,
    ) -> TypeId {
        let mut ty = None;
        for &node in nodes {
            if self.is_nil_ident(node) {
                ty = None;
                let mut dummy = Operand::invalid();
                self.expr(None, &mut dummy, node);
            } else {
                let t = self.var_type(node);
                ty = Some(t);
                if !self.is_valid(t) {
                    continue;
                }
            }
            let same = |check: &mut Self, other: Option<TypeId>| match (ty, other) {
                (None, None) => true,
                (Some(a), Some(b)) => check.identical(a, b),
                _ => false,
            };
            let earlier = (0..seen.len()).find(|&i| same(self, seen[i].0));
            if let Some(i) = earlier {
                let text = ty.map_or("nil".to_owned(), |t| self.type_string(t));
                let mut error = self.new_error(Code::DuplicateCase);
                self.add_line(&mut error, node, format!("duplicate case {text} in type switch"));
                self.add_line(&mut error, seen[i].1, "previous case");
                self.report(error);
                continue;
            }
            seen.push((ty, node));
            if let (Some(x), Some(ty)) = (x, ty) {
                self.type_assertion(node, x, ty, true);
            }
        }
        match ty {
            Some(ty) if nodes.len() == 1 => ty,
            _ => x.map_or(TypeId::INVALID, |x| x.ty),
        }
    }

    fn select_stmt(&mut self, inner: Context, body: NodeId) {
        let clauses = self.block_stmts(body);
        self.multiple_defaults(&clauses);
        for &clause in &clauses {
            let Node::CommClause { comm, body } = self.node(clause) else { continue };
            if let Some(comm) = comm
                && !self.is_communication(comm)
            {
                let message = "select case must be send or receive (possibly with assignment)";
                self.error(comm, Code::InvalidSelectCase, message);
                continue;
            }
            let outer = self.open_scope();
            if let Some(comm) = comm {
                self.stmt(inner, comm);
            }
            let body = self.list(body);
            self.stmt_list(inner, &body);
            self.env.scope = outer;
        }
    }

    fn is_communication(&self, comm: NodeId) -> bool {
        let rhs = match self.node(comm) {
            Node::SendStmt { .. } => return true,
            Node::Assign { rhs, .. } => self.env.file.list_single(rhs),
            Node::ExprStmt { x } => Some(x),
            _ => None,
        };
        rhs.is_some_and(|rhs| {
            matches!(self.node(self.env.file.unparen(rhs)), Node::Unary { op: UnaryOp::Recv, .. })
        })
    }
}
