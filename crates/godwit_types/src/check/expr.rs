//! Expressions: the entry points, operators, and the conversion of untyped operands.

use godwit_syntax::{BinaryOp, Node, NodeId, UnaryOp};
use smallvec::smallvec;

use crate::check::under::TypeCause;
use crate::check::{At, Checker};
use crate::code::Code;
use crate::constant::{self, Kind, Value};
use crate::object::ObjectId;
use crate::operand::{Mode, Operand, Operands};
use crate::scope::ScopeId;
use crate::types::{BasicKind, ChanDir, Type, TypeId};
use crate::version::GoVersion;

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

    fn err_operator(&mut self, x: &mut Operand, op: &str) {
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

    /// `node` is absent for assignment operations, whose operands are `lhs` and `rhs`.
    pub(crate) fn binary(
        &mut self,
        x: &mut Operand,
        node: Option<NodeId>,
        lhs: NodeId,
        rhs: NodeId,
        op: BinaryOp,
        op_pos: u32,
    ) {
        let mut y = Operand::invalid();
        self.expr(None, x, lhs);
        self.expr(None, &mut y, rhs);
        if !x.is_valid() {
            return;
        }
        if !y.is_valid() {
            x.mode = Mode::Invalid;
            x.expr = y.expr;
            return;
        }
        if op.is_shift() {
            return self.shift(x, &mut y, node, op);
        }
        self.match_types(x, &mut y);
        if !x.is_valid() {
            return;
        }
        if op.is_comparison() {
            return self.comparison(x, &mut y, op, false);
        }
        if !self.identical(x.ty, y.ty) {
            if self.is_valid(x.ty) && self.is_valid(y.ty) {
                let types = format!("{} and {}", self.type_string(x.ty), self.type_string(y.ty));
                let text = match node {
                    Some(node) => self.expr_string(node),
                    None => {
                        format!("{} {}= {}", self.expr_string(lhs), op.as_str(), self.expr_string(rhs))
                    }
                };
                let at = node.map_or(At::from(&*x), At::Node);
                let message = format!("invalid operation: {text} (mismatched types {types})");
                self.error(at, Code::MismatchedTypes, message);
            }
            x.mode = Mode::Invalid;
            return;
        }
        let defined = match op {
            BinaryOp::Add => self.all_numeric_or_string(x.ty),
            BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Quo => self.all_numeric(x.ty),
            BinaryOp::LAnd | BinaryOp::LOr => self.all_boolean(x.ty),
            _ => self.all_integer(x.ty),
        };
        if !defined {
            return self.err_operator(x, op.as_str());
        }
        if matches!(op, BinaryOp::Quo | BinaryOp::Rem) && self.divides_by_zero(x, &y) {
            self.error(&y, Code::DivByZero, "invalid operation: division by zero");
            x.mode = Mode::Invalid;
            return;
        }
        if x.mode == Mode::Constant && y.mode == Mode::Constant {
            let (Some(a), Some(b)) = (&x.value, &y.value) else { return };
            if a.is_unknown() || b.is_unknown() {
                x.value = Some(Value::Unknown);
                return;
            }
            let (a, b) = (a.clone(), b.clone());
            let int_div = op == BinaryOp::Quo && self.is_integer(x.ty);
            x.value = Some(constant::binary_op(&a, op, &b, int_div));
            x.expr = node;
            self.overflow(x, op_pos);
            return;
        }
        x.mode = Mode::Value;
    }

    fn divides_by_zero(&mut self, x: &Operand, y: &Operand) -> bool {
        let (Mode::Constant, Some(value)) = (y.mode, &y.value) else { return false };
        if value.is_unknown() {
            return false;
        }
        if (x.mode == Mode::Constant || self.all_integer(x.ty)) && value.sign() == 0 {
            return true;
        }
        x.mode == Mode::Constant
            && self.is_complex(x.ty)
            && value.real().sign() == 0
            && value.imag().sign() == 0
    }

    /// Gives untyped operands the type of the other one, where that can work.
    pub(crate) fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.ty);
        if !x.is_valid() {
            return;
        }
        self.convert_untyped(y, x.ty);
        if !y.is_valid() {
            x.mode = Mode::Invalid;
        }
    }

    fn may_convert(&mut self, x: &Operand, y: &Operand) -> bool {
        if self.is_typed(x.ty) && self.is_typed(y.ty) {
            return false;
        }
        if self.all_numeric(x.ty) != self.all_numeric(y.ty) {
            return false;
        }
        // An untyped operand may convert to its default type next to an interface.
        if self.is_non_type_param_interface(x.ty) || self.is_non_type_param_interface(y.ty) {
            return true;
        }
        if self.all_boolean(x.ty) != self.all_boolean(y.ty) || self.all_string(x.ty) != self.all_string(y.ty)
        {
            return false;
        }
        if x.is_nil() {
            return self.has_nil(y.ty);
        }
        if y.is_nil() {
            return self.has_nil(x.ty);
        }
        !self.is_pointer(x.ty) && !self.is_pointer(y.ty)
    }

    /// Compares; `switch_case`: `x` is a case's expression and `y` the switch's tag.
    pub(crate) fn comparison(&mut self, x: &mut Operand, y: &mut Operand, op: BinaryOp, switch_case: bool) {
        if !self.is_valid(x.ty) || !self.is_valid(y.ty) {
            x.mode = Mode::Invalid;
            return;
        }
        let op = if switch_case { BinaryOp::Eql } else { op };
        if let Err((code, at_y, cause)) = self.comparable_operands(x, y, op) {
            return self.err_comparison(x, y, op, switch_case, code, at_y, cause);
        }
        match (x.mode, y.mode, &x.value, &y.value) {
            (Mode::Constant, Mode::Constant, Some(a), Some(b)) => {
                x.value = Some(Value::Bool(constant::compare(a, op, b)));
            }
            _ => {
                x.mode = Mode::Value;
                // The operands keep no untyped type: this is their last use.
                for operand in [&*x, &*y] {
                    let ty = self.default_type(operand.ty);
                    if let Some(expr) = operand.expr
                        && self.is_untyped(operand.ty)
                    {
                        self.update_expr_type(expr, ty, true);
                    }
                }
            }
        }
        x.ty = TypeId::UNTYPED_BOOL;
    }

    /// Error: code, whether it is about `y`, and the cause if there is a specific one.
    fn comparable_operands(
        &mut self,
        x: &mut Operand,
        y: &mut Operand,
        op: BinaryOp,
    ) -> Result<(), (Code, bool, Option<String>)> {
        let assignable = self.assignable_to(x, y.ty, None).0 || self.assignable_to(y, x.ty, None).0;
        if !assignable {
            let cause = format!("mismatched types {} and {}", self.type_string(x.ty), self.type_string(y.ty));
            return Err((Code::MismatchedTypes, true, Some(cause)));
        }
        let code = Code::UndefinedOp;
        if matches!(op, BinaryOp::Eql | BinaryOp::Neq) {
            if x.is_nil() || y.is_nil() {
                let ty = if x.is_nil() { y.ty } else { x.ty };
                return if self.has_nil(ty) { Ok(()) } else { Err((code, true, None)) };
            }
            for (ty, is_y) in [(x.ty, false), (y.ty, true)] {
                if !self.comparable(ty) {
                    let cause = self.incomparable_cause(ty);
                    return Err((code, is_y, Some(cause)));
                }
            }
            return Ok(());
        }
        if !self.all_ordered(x.ty) {
            Err((code, false, None))
        } else if !self.all_ordered(y.ty) {
            Err((code, true, None))
        } else {
            Ok(())
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one message")]
    fn err_comparison(
        &mut self,
        x: &mut Operand,
        y: &Operand,
        op: BinaryOp,
        switch_case: bool,
        code: Code,
        at_y: bool,
        cause: Option<String>,
    ) {
        let mut about = if at_y { y } else { &*x };
        let cause = match cause.filter(|c| !c.is_empty()) {
            Some(cause) => cause,
            None if self.is_type_param(x.ty) || self.is_type_param(y.ty) => {
                about = if self.is_type_param(x.ty) { &*x } else { y };
                let text = self.type_string(about.ty);
                format!("type parameter {text} cannot use operator {}", op.as_str())
            }
            None => {
                let what = self.composite_kind(about.ty);
                let what = if what.is_empty() { self.type_string(about.ty) } else { what.to_owned() };
                format!("operator {} not defined on {what}", op.as_str())
            }
        };
        let text = |check: &mut Self, e: Option<NodeId>| e.map(|e| check.expr_string(e)).unwrap_or_default();
        let (a, b) = (text(self, x.expr), text(self, y.expr));
        if switch_case {
            // A switch without a tag is one on true.
            let b = if y.expr.is_none() { "true".to_owned() } else { b };
            let message = format!("invalid case {a} in switch on {b} ({cause})");
            self.error(&*x, code, message);
        } else {
            let at = At::from(about);
            self.error(at, code, format!("invalid operation: {a} {} {b} ({cause})", op.as_str()));
        }
        x.mode = Mode::Invalid;
    }

    fn incomparable_cause(&mut self, ty: TypeId) -> String {
        let under = self.under(ty);
        if matches!(self.types[under], Type::Slice { .. } | Type::Signature(_) | Type::Map { .. }) {
            return format!("{} can only be compared to nil", self.composite_kind(ty));
        }
        match self.comparable_type_cause(ty, true) {
            Some(cause) => self.cause_string(&cause),
            None => String::new(),
        }
    }

    fn shift(&mut self, x: &mut Operand, y: &mut Operand, node: Option<NodeId>, op: BinaryOp) {
        // The left operand must be an integer, or a constant that can be one.
        let x_value = match (x.mode, &x.value) {
            (Mode::Constant, Some(value)) => Some(value.to_int()),
            _ => None,
        };
        let is_int_constant = x_value.as_ref().is_some_and(|v| v.kind() == Kind::Int);
        let shiftable = self.all_integer(x.ty) || self.is_untyped(x.ty) && is_int_constant;
        if !shiftable {
            let text = self.operand_string(x);
            let message = format!("invalid operation: shifted operand {text} must be integer");
            self.error(&*x, Code::InvalidShiftOperand, message);
            x.mode = Mode::Invalid;
            return;
        }
        let Some(y_value) = self.shift_count(y) else {
            x.mode = Mode::Invalid;
            return;
        };
        if x.mode == Mode::Constant {
            if y.mode == Mode::Constant {
                return self.constant_shift(x, y, node, op, x_value, y_value);
            }
            // A non-constant shift of an untyped constant: the constant gets the type it would have without the shift,
            // which the context decides.
            if self.is_untyped(x.ty) {
                if let Some(expr) = x.expr
                    && let Some(info) = self.untyped.get_mut(self.env.file_id, expr)
                {
                    info.is_lhs = true;
                }
                x.mode = Mode::Value;
                return;
            }
        }
        if !self.all_integer(x.ty) {
            let text = self.operand_string(x);
            let message = format!("invalid operation: shifted operand {text} must be integer");
            self.error(&*x, Code::InvalidShiftOperand, message);
            x.mode = Mode::Invalid;
            return;
        }
        x.mode = Mode::Value;
    }

    /// Checks a shift count; gives its integer value if it is a constant. `None`: an error was reported.
    fn shift_count(&mut self, y: &mut Operand) -> Option<Value> {
        if y.mode == Mode::Constant {
            let value = y.value.as_ref().map(Value::to_int).unwrap_or_default();
            if value.kind() == Kind::Int && value.sign() < 0 {
                let text = self.operand_string(y);
                let message = format!("invalid operation: negative shift count {text}");
                self.error(&*y, Code::InvalidShiftCount, message);
                return None;
            }
            if self.is_untyped(y.ty) {
                // The count has no influence on the type of the result, but must be representable.
                self.representable(y, TypeId::UINT);
                if !y.is_valid() {
                    return None;
                }
            }
            return Some(value);
        }
        if self.all_integer(y.ty) {
            if !self.all_unsigned(y.ty) && !self.allow_version(GoVersion::GO1_13) {
                let text = self.operand_string(y);
                let what = format!("invalid operation: signed shift count {text}");
                self.version_error(&*y, GoVersion::GO1_13, &what);
                return None;
            }
        } else if self.is_untyped(y.ty) {
            self.convert_untyped(y, TypeId::UINT);
            if !y.is_valid() {
                return None;
            }
        } else {
            return self.err_shift_count(y);
        }
        Some(Value::Unknown)
    }

    fn err_shift_count(&mut self, y: &Operand) -> Option<Value> {
        let text = self.operand_string(y);
        let message = format!("invalid operation: shift count {text} must be integer");
        self.error(y, Code::InvalidShiftCount, message);
        None
    }

    fn constant_shift(
        &mut self,
        x: &mut Operand,
        y: &Operand,
        node: Option<NodeId>,
        op: BinaryOp,
        x_value: Option<Value>,
        y_value: Value,
    ) {
        let unknown = |v: &Option<Value>| v.as_ref().is_none_or(Value::is_unknown);
        if unknown(&x.value) || unknown(&y.value) {
            x.value = Some(Value::Unknown);
            if !self.is_integer(x.ty) {
                x.ty = TypeId::UNTYPED_INT;
            }
            return;
        }
        /// Enough to express the smallest float64.
        const MAX_SHIFT: u64 = 1023 - 1 + 52;
        let Some(count) = y_value.as_u64().filter(|&n| n <= MAX_SHIFT) else {
            let text = self.operand_string(y);
            let message = format!("invalid operation: invalid shift count {text}");
            self.error(y, Code::InvalidShiftCount, message);
            x.mode = Mode::Invalid;
            return;
        };
        if !self.is_integer(x.ty) {
            x.ty = TypeId::UNTYPED_INT;
        }
        x.value = Some(constant::shift(&x_value.unwrap_or_default(), op, count as usize));
        x.expr = node;
        let pos = node.map_or(0, |n| self.env.file.anchor(n));
        self.overflow(x, pos);
    }

    // ---- untyped operands ----

    /// Gives an untyped expression, and what it was computed from, a type. `final_`: no further change will come.
    pub(crate) fn update_expr_type(&mut self, node: NodeId, ty: TypeId, final_: bool) {
        let file = self.env.file_id;
        let Some(old) = self.untyped.get_mut(file, node) else { return };
        let is_constant = old.value.is_some();
        match self.node(node) {
            Node::Call { .. } | Node::Ident { .. } | Node::BasicLit { .. } | Node::Selector { .. } => {}
            Node::Paren { x } => self.update_nested(x, ty, final_),
            // The operands of a constant expression keep their types.
            Node::Unary { x, .. } if !is_constant => self.update_nested(x, ty, final_),
            Node::Binary { op, x, y } if !is_constant => {
                // The result of a comparison does not depend on its operands' types; of a shift, only the left one counts.
                if !op.is_comparison() {
                    self.update_nested(x, ty, final_);
                    if !op.is_shift() {
                        self.update_nested(y, ty, final_);
                    }
                }
            }
            Node::Unary { .. } | Node::Binary { .. } => {}
            _ => return,
        }
        if !final_ && self.is_untyped(ty) {
            let under = self.under(ty);
            if let Some(old) = self.untyped.get_mut(file, node) {
                old.ty = under;
            }
            return;
        }
        let Some(old) = self.untyped.remove(file, node) else { return };
        if old.is_lhs && !self.all_integer(ty) {
            let (text, to) = (self.expr_string(node), self.type_string(ty));
            let message = format!("invalid operation: shifted operand {text} (type {to}) must be integer");
            return self.error(node, Code::InvalidShiftOperand, message);
        }
        if let Some(value) = &old.value {
            let mut c = Operand {
                mode: old.mode,
                expr: Some(node),
                ty: old.ty,
                value: Some(value.clone()),
                builtin: None,
                nth: 0,
            };
            self.convert_untyped(&mut c, ty);
            if !c.is_valid() {
                return;
            }
        }
        self.record_type_and_value(node, old.mode, ty, old.value);
    }

    fn update_nested(&mut self, node: NodeId, ty: TypeId, final_: bool) {
        self.nested(|check| check.update_expr_type(node, ty, final_));
    }

    pub(crate) fn update_expr_val(&mut self, node: NodeId, value: Value) {
        if let Some(info) = self.untyped.get_mut(self.env.file_id, node) {
            info.value = Some(value);
        }
    }

    pub(crate) fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        match self.implicit_type_and_value(x, target) {
            Err(code) => {
                let shown = if self.is_type_param(target) { target } else { self.under(target) };
                self.invalid_conversion(code, x, shown);
                x.mode = Mode::Invalid;
            }
            Ok((ty, value)) => {
                self.take_type_and_value(x, ty, value);
            }
        }
    }

    /// Gives an untyped operand what [`Checker::implicit_type_and_value`] found for it.
    pub(crate) fn take_type_and_value(&mut self, x: &mut Operand, ty: TypeId, value: Option<Value>) {
        let has_new_type = ty != x.ty;
        x.ty = ty;
        let Some(expr) = x.expr else {
            x.value = value.or_else(|| x.value.take());
            return;
        };
        if let Some(value) = value {
            x.value = Some(value.clone());
            // Most constants get their final type at once, and that it can represent them was just found out.
            let is_whole = has_new_type
                && self.is_typed(ty)
                && matches!(
                    self.node(expr),
                    Node::BasicLit { .. }
                        | Node::Ident { .. }
                        | Node::Selector { .. }
                        | Node::Unary { .. }
                        | Node::Binary { .. }
                );
            if is_whole {
                if let Some(old) = self.untyped.remove(self.env.file_id, expr) {
                    self.record_type_and_value(expr, old.mode, ty, Some(value));
                }
                return;
            }
            self.update_expr_val(expr, value);
        }
        if has_new_type {
            self.update_expr_type(expr, ty, false);
        }
    }

    /// The type that an untyped operand gets next to `target`, and its value there.
    pub(crate) fn implicit_type_and_value(
        &mut self,
        x: &Operand,
        target: TypeId,
    ) -> Result<(TypeId, Option<Value>), Code> {
        if !x.is_valid() || self.is_typed(x.ty) || !self.is_valid(target) {
            return Ok((x.ty, None));
        }
        let invalid = Err(Code::InvalidUntypedConversion);
        if self.is_untyped(target) {
            return match self.max_type(x.ty, target) {
                Some(ty) => Ok((ty, None)),
                None => invalid,
            };
        }
        let under = self.under(target);
        match self.types[under] {
            Type::Basic(_) => {
                if x.mode == Mode::Constant {
                    let value = self.representation(x, under)?;
                    return Ok((target, Some(value)));
                }
                // Non-constant untyped values come from comparisons, shifts and nil.
                let Type::Basic(kind) = self.types[x.ty] else { return invalid };
                let ok = match kind {
                    BasicKind::UntypedBool => self.is_boolean(target),
                    BasicKind::UntypedInt
                    | BasicKind::UntypedRune
                    | BasicKind::UntypedFloat
                    | BasicKind::UntypedComplex => self.is_numeric(target),
                    BasicKind::UntypedString => self.is_string(target),
                    // unsafe.Pointer
                    BasicKind::UntypedNil if self.has_nil(target) => return Ok((TypeId::UNTYPED_NIL, None)),
                    _ => false,
                };
                if ok { Ok((target, None)) } else { invalid }
            }
            Type::Interface(_) => {
                if self.is_type_param(target) {
                    let all = self.under_is(target, |check, under| {
                        under.is_some_and(|under| check.implicit_type_and_value(x, under).is_ok())
                    });
                    if !all {
                        return invalid;
                    }
                    return Ok((if x.is_nil() { TypeId::UNTYPED_NIL } else { target }, None));
                }
                if x.is_nil() {
                    return Ok((TypeId::UNTYPED_NIL, None));
                }
                // The default type is used, if it can be.
                if !self.type_set(under).is_all() {
                    return invalid;
                }
                Ok((self.default_type(x.ty), None))
            }
            Type::Pointer { .. }
            | Type::Signature(_)
            | Type::Slice { .. }
            | Type::Map { .. }
            | Type::Chan { .. } => {
                if x.is_nil() {
                    Ok((TypeId::UNTYPED_NIL, None))
                } else {
                    invalid
                }
            }
            _ => invalid,
        }
    }
}
