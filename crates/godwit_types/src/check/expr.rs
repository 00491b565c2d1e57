//! Expressions: the entry points, operators, and the conversion of untyped operands.

use godwit_syntax::{Node, NodeId, UnaryOp};
use smallvec::smallvec;

use crate::check::under::TypeCause;
use crate::check::{At, Checker};
use crate::code::Code;
use crate::constant::{self};
use crate::object::ObjectId;
use crate::operand::{Mode, Operand, Operands};
use crate::scope::ScopeId;
use crate::types::{ChanDir, Type, TypeId};

/// What an expression may be used as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ExprKind {
    Conversion,
    Expression,
    Statement,
}

/// The function type an expression is assigned to, from which type arguments of a generic function may be inferred.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub sig: TypeId,
    pub desc: String,
}

impl Checker {
    pub(crate) fn new_target(&mut self, ty: Option<TypeId>, desc: impl ToString) -> Option<Target> {
        let sig = if self.is_go1_27() { self.common_under(ty?).ok()? } else { self.under(ty?) };
        self.types.signature(sig)?;
        Some(Target { sig, desc: desc.to_string() })
    }

    // ---- entry points ----

    /// A single value.
    pub(crate) fn expr(&mut self, target: Option<&Target>, x: &mut Operand, node: NodeId) {
        self.raw_expr(target, x, node, None, false);
        self.exclude_non_values(x);
        self.single_value(x);
    }

    /// A single value that may be a generic function.
    pub(crate) fn generic_expr(&mut self, x: &mut Operand, node: NodeId) {
        self.raw_expr(None, x, node, None, true);
        self.exclude_non_values(x);
        self.single_value(x);
    }

    /// One or several values. With `allow_comma_ok`, an expression that can give a second, boolean value gives it; the
    /// second result tells so.
    pub(crate) fn multi_expr(&mut self, node: NodeId, allow_comma_ok: bool) -> (Operands, bool) {
        let mut x = Operand::invalid();
        self.raw_expr(None, &mut x, node, None, false);
        self.exclude_non_values(&mut x);
        if x.is_valid()
            && let Type::Tuple(vars) = &self.types[x.ty]
        {
            let vars = vars.clone();
            let mut operands = self.tuple_operands(node, &vars);
            for (i, x) in operands.iter_mut().enumerate() {
                x.nth = u8::try_from(i + 1).unwrap_or(u8::MAX);
            }
            return (operands, false);
        }
        let comma_ok = allow_comma_ok && matches!(x.mode, Mode::MapIndex | Mode::CommaOk | Mode::CommaErr);
        if !comma_ok {
            return (smallvec![x], false);
        }
        let second = if x.mode == Mode::CommaErr { TypeId::ERROR } else { TypeId::UNTYPED_BOOL };
        (smallvec![x, Operand::new(Mode::Value, Some(node), second)], true)
    }

    pub(crate) fn tuple_operands(&mut self, node: NodeId, vars: &[ObjectId]) -> Operands {
        vars.iter().map(|&v| Operand::new(Mode::Value, Some(node), self.type_of_object(v))).collect()
    }

    /// A value; composite literals without a type get `hint`.
    pub(crate) fn expr_with_hint(&mut self, x: &mut Operand, node: NodeId, hint: TypeId) {
        // Since Go 1.27 an element's type tells about the type arguments of a generic function.
        let allow_generic = self.is_go1_27();
        self.raw_expr(None, x, node, Some(hint), allow_generic);
        self.exclude_non_values(x);
        self.single_value(x);
    }

    /// A value that is assigned where Go 1.27 knows the type: to a field, to a channel.
    pub(crate) fn element_value(&mut self, x: &mut Operand, node: NodeId) {
        if self.is_go1_27() { self.generic_expr(x, node) } else { self.expr(None, x, node) }
    }

    pub(crate) fn expr_or_type(&mut self, x: &mut Operand, node: NodeId, allow_generic: bool) {
        self.raw_expr(None, x, node, None, allow_generic);
        if x.mode == Mode::NoValue {
            let text = self.operand_string(x);
            self.error(&*x, Code::TooManyValues, format!("{text} used as value or type"));
            x.mode = Mode::Invalid;
        }
        self.single_value(x);
    }

    pub(crate) fn exclude_non_values(&mut self, x: &mut Operand) {
        let (code, what) = match x.mode {
            Mode::NoValue => (Code::TooManyValues, "used as value"),
            Mode::Builtin => (Code::UncalledBuiltin, "must be called"),
            Mode::TypeExpr => (Code::NotAnExpr, "is not an expression"),
            _ => return,
        };
        let text = self.operand_string(x);
        self.error(&*x, code, format!("{text} {what}"));
        x.mode = Mode::Invalid;
    }

    pub(crate) fn single_value(&mut self, x: &mut Operand) {
        if x.mode == Mode::Value && matches!(self.types[x.ty], Type::Tuple(_)) {
            let text = self.operand_string(x);
            let message = format!("multiple-value {text} in single-value context");
            self.error(&*x, Code::TooManyValues, message);
            x.mode = Mode::Invalid;
        }
    }

    pub(crate) fn raw_expr(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        node: NodeId,
        hint: Option<TypeId>,
        allow_generic: bool,
    ) -> ExprKind {
        *x = Operand { expr: Some(node), ..Operand::invalid() };
        // Names and literals cannot nest; everything else is counted.
        let kind = match self.node(node) {
            Node::Ident { .. } => {
                self.ident(x, node, false);
                ExprKind::Expression
            }
            Node::BasicLit { kind } => {
                self.basic_lit(x, node, kind);
                ExprKind::Expression
            }
            _ => {
                let inner = |check: &mut Self| check.expr_internal(target, x, node, hint);
                match self.nested(inner) {
                    Some(kind) => kind,
                    None => {
                        self.error(
                            node,
                            Code::InvalidSyntaxTree,
                            "limit exceeded: expression is nested too deeply",
                        );
                        *x = Operand { expr: Some(node), ..Operand::invalid() };
                        ExprKind::Statement
                    }
                }
            }
        };
        self.finish_expr(target, x, node, kind, allow_generic)
    }

    /// [`Checker::expr_or_type`] of an identifier that was looked up.
    pub(crate) fn found_ident(&mut self, x: &mut Operand, node: NodeId, found: Option<(ScopeId, ObjectId)>) {
        *x = Operand { expr: Some(node), ..Operand::invalid() };
        if let Some(name) = self.ident_name(node) {
            self.ident_in(x, node, name, found, false);
        }
        self.finish_expr(None, x, node, ExprKind::Expression, false);
        self.single_value(x);
    }

    fn finish_expr(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        node: NodeId,
        kind: ExprKind,
        allow_generic: bool,
    ) -> ExprKind {
        if !x.is_valid() {
            x.ty = TypeId::INVALID;
            x.expr = Some(node);
            return if kind == ExprKind::Expression { ExprKind::Statement } else { kind };
        }
        if !allow_generic {
            self.non_generic(target, x);
        }
        self.pending_type(x);
        self.record(x);
        kind
    }

    /// Reports a generic type or function that is used without type arguments.
    pub(crate) fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if matches!(x.mode, Mode::Invalid | Mode::NoValue) {
            return;
        }
        let is_generic_type = x.mode == Mode::TypeExpr
            && matches!(self.types[x.ty], Type::Alias(_) | Type::Named(_))
            && self.is_generic(x.ty);
        let what = match &self.types[x.ty] {
            _ if is_generic_type => "type",
            Type::Signature(sig) if !sig.tparams.is_empty() => {
                if target.is_some() {
                    let pos = x.expr.map_or(crate::object::Pos::NONE, |e| self.pos_of(e));
                    self.func_inst(target, pos, x, None, true);
                    return;
                }
                "function"
            }
            _ => return,
        };
        let Some(expr) = x.expr else { return };
        let text = self.expr_string(expr);
        let message = format!("cannot use generic {what} {text} without instantiation");
        self.error(expr, Code::WrongTypeArgCount, message);
        x.mode = Mode::Invalid;
        x.ty = TypeId::INVALID;
    }

    /// A value of a type without finite size cannot be used.
    fn pending_type(&mut self, x: &mut Operand) {
        if matches!(x.mode, Mode::Invalid | Mode::NoValue) {
            return;
        }
        if !self.is_go1_27() && !self.finite_size(x.ty) {
            x.mode = Mode::Invalid;
            x.ty = TypeId::INVALID;
        }
    }

    fn expr_internal(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        node: NodeId,
        hint: Option<TypeId>,
    ) -> ExprKind {
        match self.node(node) {
            Node::FuncLit { ty, body } => self.func_lit(x, node, ty, body),
            Node::CompositeLit { .. } => self.composite_lit(x, node, hint),
            Node::Paren { x: inner } => {
                let kind = self.raw_expr(None, x, inner, None, false);
                x.expr = Some(node);
                return kind;
            }
            Node::Selector { .. } => self.selector(x, node, false),
            Node::Index { .. } | Node::IndexList { .. } => {
                let is_generic_function = self.index_expr(x, node);
                if is_generic_function {
                    let pos = self.pos_of(node);
                    self.func_inst(target, pos, x, Some(node), true);
                }
            }
            Node::Slice { .. } => self.slice_expr(x, node),
            Node::TypeAssert { x: inner, ty } => self.type_assert(x, node, inner, ty),
            Node::Call { .. } => return self.call_expr(x, node),
            Node::Star { x: inner } => self.star(x, inner),
            Node::Unary { op, x: inner } => {
                self.unary(x, node, op, inner);
                if x.is_valid() && op == UnaryOp::Recv {
                    x.expr = Some(node);
                    return ExprKind::Statement;
                }
            }
            Node::Binary { op, x: lhs, y: rhs } => {
                let pos = self.env.file.anchor(node);
                self.binary(x, Some(node), lhs, rhs, op, pos);
            }
            Node::KeyValue { .. } => self.error(node, Code::InvalidSyntaxTree, "no key:value expected"),
            Node::Ellipsis { .. } => self.error(node, Code::InvalidSyntaxTree, "invalid use of ..."),
            Node::ArrayType { .. }
            | Node::StructType { .. }
            | Node::FuncType { .. }
            | Node::InterfaceType { .. }
            | Node::MapType { .. }
            | Node::ChanType { .. } => {
                let ty = self.typ(node);
                x.mode = Mode::TypeExpr;
                x.ty = ty;
            }
            _ => {}
        }
        x.expr = Some(node);
        if x.is_valid() { ExprKind::Expression } else { ExprKind::Statement }
    }

    fn type_assert(&mut self, x: &mut Operand, node: NodeId, inner: NodeId, ty: Option<NodeId>) {
        self.expr(None, x, inner);
        if !x.is_valid() {
            return;
        }
        let fail = |check: &mut Self, x: &mut Operand, at: At, code, message: String| {
            check.error(at, code, message);
            x.mode = Mode::Invalid;
        };
        let Some(ty) = ty else {
            let message = "use of .(type) outside type switch".to_owned();
            return fail(self, x, node.into(), Code::BadTypeKeyword, message);
        };
        if self.is_type_param(x.ty) {
            let text = self.operand_string(x);
            let message =
                format!("invalid operation: cannot use type assertion on type parameter value {text}");
            return fail(self, x, At::from(&*x), Code::InvalidAssert, message);
        }
        let under = self.under(x.ty);
        if !matches!(self.types[under], Type::Interface(_)) {
            let text = self.operand_string(x);
            let message = format!("invalid operation: {text} is not an interface");
            return fail(self, x, At::from(&*x), Code::InvalidAssert, message);
        }
        let asserted = self.var_type(ty);
        if !self.is_valid(asserted) || !self.is_complete(asserted) {
            x.mode = Mode::Invalid;
            return;
        }
        self.type_assertion(node, x, asserted, false);
        x.mode = Mode::CommaOk;
        x.ty = asserted;
    }

    pub(crate) fn type_assertion(&mut self, node: NodeId, x: &Operand, ty: TypeId, type_switch: bool) {
        let mut cause = String::new();
        if self.assertable_to(x.ty, ty, Some(&mut cause)) {
            return;
        }
        let (expr, to) = (self.expr_string(node), self.type_string(ty));
        let message = if type_switch {
            let text = self.operand_string(x);
            format!("impossible type switch case: {expr}\n\t{text} cannot have dynamic type {to} {cause}")
        } else {
            let from = self.type_string(x.ty);
            format!("impossible type assertion: {expr}\n\t{to} does not implement {from} {cause}")
        };
        self.error(node, Code::ImpossibleAssert, message);
    }

    fn star(&mut self, x: &mut Operand, inner: NodeId) {
        self.expr_or_type(x, inner, false);
        match x.mode {
            Mode::Invalid => {}
            Mode::TypeExpr => {
                self.valid_var_type(inner, x.ty);
                x.ty = self.types.pointer(x.ty);
            }
            _ => {
                let mut base: Option<TypeId> = None;
                let mut problem = None;
                self.under_is(x.ty, |check, under| {
                    let elem = match under.map(|u| &check.types[u]) {
                        Some(Type::Pointer { elem }) => *elem,
                        _ => {
                            problem = Some("cannot indirect");
                            return false;
                        }
                    };
                    if base.is_some_and(|base| !check.identical(base, elem)) {
                        problem = Some("pointers of");
                        return false;
                    }
                    base = Some(elem);
                    true
                });
                if let Some(problem) = problem {
                    let text = self.operand_string(x);
                    let end = if problem == "pointers of" { " must have identical base types" } else { "" };
                    let message = format!("invalid operation: {problem} {text}{end}");
                    self.error(&*x, Code::InvalidIndirection, message);
                    x.mode = Mode::Invalid;
                    return;
                }
                x.mode = Mode::Variable;
                x.ty = base.unwrap_or(TypeId::INVALID);
                if !self.is_complete(x.ty) {
                    x.mode = Mode::Invalid;
                }
            }
        }
    }

    // ---- unary ----

    fn unary(&mut self, x: &mut Operand, node: NodeId, op: UnaryOp, inner: NodeId) {
        self.expr(None, x, inner);
        if !x.is_valid() {
            return;
        }
        let mut op = op;
        match op {
            UnaryOp::Addr => {
                let is_literal = matches!(self.node(self.env.file.unparen(inner)), Node::CompositeLit { .. });
                if !is_literal && x.mode != Mode::Variable {
                    let text = self.operand_string(x);
                    let message = format!("invalid operation: cannot take address of {text}");
                    self.error(&*x, Code::UnaddressableOperand, message);
                    x.mode = Mode::Invalid;
                    return;
                }
                x.mode = Mode::Value;
                x.ty = self.types.pointer(x.ty);
                return;
            }
            UnaryOp::Recv => {
                match self.chan_elem(At::from(&*x), x, true) {
                    Some(elem) if self.is_complete(elem) => {
                        x.mode = Mode::CommaOk;
                        x.ty = elem;
                        self.env.has_call_or_recv = true;
                    }
                    _ => x.mode = Mode::Invalid,
                }
                return;
            }
            UnaryOp::Tilde => {
                let message = "cannot use ~ outside of interface or type constraint";
                if !self.all_integer(x.ty) {
                    self.error(node, Code::UndefinedOp, message);
                    x.mode = Mode::Invalid;
                    return;
                }
                self.error(node, Code::UndefinedOp, format!("{message} (use ^ for bitwise complement)"));
                op = UnaryOp::Xor;
            }
            _ => {}
        }
        let defined = match op {
            UnaryOp::Plus | UnaryOp::Minus => self.all_numeric(x.ty),
            UnaryOp::Xor => self.all_integer(x.ty),
            _ => self.all_boolean(x.ty),
        };
        if !defined {
            self.err_operator(x, op.as_str());
            return;
        }
        if x.mode != Mode::Constant {
            x.mode = Mode::Value;
            return;
        }
        let Some(value) = &x.value else { return };
        if value.is_unknown() {
            return;
        }
        let value = value.clone();
        let prec = if self.is_unsigned(x.ty) { (self.sizeof(x.ty) * 8) as u32 } else { 0 };
        x.value = Some(constant::unary_op(op, &value, prec));
        x.expr = Some(node);
        let pos = self.env.file.start(node);
        self.overflow(x, pos);
    }

    pub(super) fn err_operator(&mut self, x: &mut Operand, op: &str) {
        let text = self.operand_string(x);
        let message = format!("invalid operation: operator {op} not defined on {text}");
        self.error(&*x, Code::UndefinedOp, message);
        x.mode = Mode::Invalid;
    }

    /// The element type of a channel operand that can be received from (or sent to).
    pub(crate) fn chan_elem(&mut self, at: At, x: &Operand, recv: bool) -> Option<TypeId> {
        let result = self.common_under_with(x.ty, |check, specific| {
            let Some((t, u)) = specific else {
                return Err(TypeCause::Text("no specific channel type".to_owned()));
            };
            let what = match check.types[u] {
                Type::Chan { dir: ChanDir::Send, .. } if recv => "send-only channel",
                Type::Chan { dir: ChanDir::Recv, .. } if !recv => "receive-only channel",
                Type::Chan { .. } => return Ok(()),
                _ => "non-channel",
            };
            let text = check.type_string(t);
            Err(TypeCause::Text(format!("{what} {text}")))
        });
        let cause = match result {
            Ok(under) => match self.types[under] {
                Type::Chan { elem, .. } => return Some(elem),
                _ => return None,
            },
            Err(cause) => self.cause_string(&cause),
        };
        let text = self.operand_string(x);
        let (code, what) =
            if recv { (Code::InvalidReceive, "receive from") } else { (Code::InvalidSend, "send to") };
        let message = if self.is_type_param(x.ty) {
            format!("invalid operation: cannot {what} {text}: {cause}")
        } else {
            format!("invalid operation: cannot {what} {cause} {text}")
        };
        self.error(at, code, message);
        None
    }

    // ---- binary ----
}
