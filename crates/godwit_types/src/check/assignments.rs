//! Assignments and initialisations.

use godwit_base::{Symbol, sym};
use godwit_syntax::{Node, NodeId};
use smallvec::SmallVec;

use crate::check::{At, Checker};
use crate::code::Code;
use crate::object::{ObjectId, ObjectKind, Pos, VarKind};
use crate::operand::{Mode, Operand};
use crate::types::{Type, TypeId};

/// Says where an assignment happens; called only for a message.
type Context<'c> = &'c dyn Fn(&mut Checker) -> String;

impl Checker {
    /// Checks that `x` can be assigned to a variable of type `ty` (`None`: the blank identifier) and converts it.
    pub(crate) fn assignment(&mut self, x: &mut Operand, ty: Option<TypeId>, context: &str) {
        self.assignment_in(x, ty, &|_| context.to_owned());
    }

    pub(crate) fn assignment_in(&mut self, x: &mut Operand, ty: Option<TypeId>, context: Context<'_>) {
        self.single_value(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::Constant
            | Mode::Variable
            | Mode::MapIndex
            | Mode::Value
            | Mode::CommaOk
            | Mode::CommaErr => {}
            _ => {
                let text = self.operand_string(x);
                let to = ty.map(|t| self.type_string(t)).unwrap_or_default();
                let message = format!("cannot assign {text} to {to} in {}", context(self));
                self.error(&*x, Code::IncompatibleAssign, message);
                x.mode = Mode::Invalid;
                return;
            }
        }
        if self.is_untyped(x.ty) && !self.assign_untyped(x, ty, context) {
            return;
        }
        // A generic function needs a type of its own first.
        let under = self.under(x.ty);
        let is_generic = self.types.signature(under).is_some_and(|s| !s.tparams.is_empty());
        if is_generic && self.is_go1_27() {
            let desc = context(self);
            let target = self.new_target(ty, desc);
            self.non_generic(target.as_ref(), x);
            if !x.is_valid() {
                return;
            }
            self.record(x);
        } else if is_generic {
            let text = self.operand_string(x);
            let message =
                format!("cannot use generic function {text} without instantiation in {}", context(self));
            self.error(&*x, Code::WrongTypeArgCount, message);
            x.mode = Mode::Invalid;
            return;
        }
        let Some(ty) = ty else { return };
        if x.ty == ty {
            return;
        }
        let (ok, code) = self.assignable_to(x, ty, None);
        if ok {
            return;
        }
        // Asked a second time for the cause, which is only worth its cost now.
        let mut cause = String::new();
        self.assignable_to(x, ty, Some(&mut cause));
        let (text, to) = (self.operand_string(x), self.type_string(ty));
        let mut message = format!("cannot use {text} as {to} value in {}", context(self));
        if !cause.is_empty() {
            message = format!("{message}: {cause}");
        }
        self.error(&*x, code, message);
        x.mode = Mode::Invalid;
    }

    /// Gives an untyped operand the type it is assigned to, or its default type.
    fn assign_untyped(&mut self, x: &mut Operand, ty: Option<TypeId>, context: Context<'_>) -> bool {
        let mut target = ty.unwrap_or(TypeId::INVALID);
        if ty.is_none_or(|t| self.is_non_type_param_interface(t)) {
            if ty.is_none() && x.ty == TypeId::UNTYPED_NIL {
                let message = format!("use of untyped nil in {}", context(self));
                self.error(&*x, Code::UntypedNilUse, message);
                x.mode = Mode::Invalid;
                return false;
            }
            target = self.default_type(x.ty);
        }
        match self.implicit_type_and_value(x, target) {
            Err(code) => {
                let (text, to) = (self.operand_string(x), self.type_string(target));
                let mut message = format!("cannot use {text} as {to} value in {}", context(self));
                let code = match code {
                    Code::TruncatedFloat => {
                        message.push_str(" (truncated)");
                        code
                    }
                    Code::NumericOverflow => {
                        message.push_str(" (overflows)");
                        code
                    }
                    _ => Code::IncompatibleAssign,
                };
                self.error(&*x, code, message);
                x.mode = Mode::Invalid;
                false
            }
            Ok((new_ty, value)) => {
                self.take_type_and_value(x, new_ty, value);
                true
            }
        }
    }

    pub(crate) fn init_const(&mut self, object: ObjectId, x: &mut Operand) {
        let declared = self.objects[object].ty;
        if !x.is_valid() || !self.is_valid(x.ty) || declared.is_some_and(|t| !self.is_valid(t)) {
            if declared.is_none() {
                self.objects[object].ty = Some(TypeId::INVALID);
            }
            return;
        }
        if x.mode != Mode::Constant {
            let text = self.operand_string(x);
            self.error(&*x, Code::InvalidConstInit, format!("{text} is not constant"));
            if declared.is_none() {
                self.objects[object].ty = Some(TypeId::INVALID);
            }
            return;
        }
        let ty = declared.unwrap_or(x.ty);
        self.objects[object].ty = Some(ty);
        self.assignment(x, Some(ty), "constant declaration");
        if x.is_valid() {
            let value = x.value.clone().unwrap_or_default();
            self.objects[object].kind = ObjectKind::Const { value };
        }
    }

    pub(crate) fn init_var(&mut self, object: ObjectId, x: &mut Operand, context: &str) {
        let declared = self.objects[object].ty;
        if !x.is_valid() || !self.is_valid(x.ty) || declared.is_some_and(|t| !self.is_valid(t)) {
            if declared.is_none() {
                self.objects[object].ty = Some(TypeId::INVALID);
            }
            x.mode = Mode::Invalid;
            return;
        }
        let ty = match declared {
            Some(ty) => ty,
            None => {
                let mut ty = x.ty;
                if self.is_untyped(ty) {
                    if ty == TypeId::UNTYPED_NIL {
                        let message = format!("use of untyped nil in {context}");
                        self.error(&*x, Code::UntypedNilUse, message);
                        self.objects[object].ty = Some(TypeId::INVALID);
                        x.mode = Mode::Invalid;
                        return;
                    }
                    ty = self.default_type(ty);
                }
                self.objects[object].ty = Some(ty);
                ty
            }
        };
        self.assignment(x, Some(ty), context);
    }

    /// The type of an assignment's left-hand side: `Ok(None)` for the blank identifier, `Err` after an error.
    pub(crate) fn lhs_var(&mut self, lhs: NodeId) -> Result<Option<TypeId>, ()> {
        let inner = self.env.file.unparen(lhs);
        let ident = self.ident_name(inner);
        if ident == Some(sym::BLANK) {
            self.record_def(inner, None);
            return Ok(None);
        }
        // Assigning to a variable does not use it.
        let var = ident.and_then(|name| self.local_var(name));
        let was_used = var.is_some_and(|v| self.is_used(v));
        let mut x = Operand::invalid();
        self.expr(None, &mut x, lhs);
        if let Some(var) = var {
            self.set_used(var, was_used);
        }
        if !x.is_valid() || !self.is_valid(x.ty) {
            return Err(());
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return Ok(Some(x.ty));
        }
        let text = x.expr.map(|e| self.expr_string(e)).unwrap_or_default();
        if let Some(Node::Selector { x: base, .. }) = x.expr.map(|e| self.node(e)) {
            let mut base_operand = Operand::invalid();
            self.expr(None, &mut base_operand, base);
            if base_operand.mode == Mode::MapIndex {
                let message = format!("cannot assign to struct field {text} in map");
                self.error(&x, Code::UnaddressableFieldAssign, message);
                return Err(());
            }
        }
        let message = format!("cannot assign to {text} (neither addressable nor a map index expression)");
        self.error(&x, Code::UnassignableOperand, message);
        Err(())
    }

    /// Assigns the expression `rhs` to `lhs`.
    pub(crate) fn assign_var(&mut self, lhs: NodeId, rhs: NodeId, context: &str) {
        let Ok(ty) = self.lhs_var(lhs) else {
            self.use_exprs(&[rhs]);
            return;
        };
        let mut target = None;
        if let Some(ty) = ty {
            let under = self.under(ty);
            if self.types.signature(under).is_some() {
                let desc = self.expr_string(lhs);
                target = self.new_target(Some(ty), desc);
            }
        }
        let mut x = Operand::invalid();
        self.expr(target.as_ref(), &mut x, rhs);
        let context = if context == "assignment" { assign_context(ty) } else { context };
        self.assignment(&mut x, ty, context);
    }

    /// Assigns an operand to `lhs`.
    pub(crate) fn assign_operand(&mut self, lhs: NodeId, x: &mut Operand, context: &str) {
        self.assign_labelled(lhs, x, context, None);
    }

    fn assign_labelled(&mut self, lhs: NodeId, x: &mut Operand, context: &str, label: Option<&'static str>) {
        match self.lhs_var(lhs) {
            Ok(ty) => {
                let context = if context == "assignment" { assign_context(ty) } else { context };
                self.operand_label = label;
                self.assignment(x, ty, context);
                self.operand_label = None;
            }
            Err(()) => x.mode = Mode::Invalid,
        }
    }

    fn values_context(&self, n: usize) -> &'static str {
        if n > 1 && self.is_go1_27() { "multiple assignment" } else { "assignment" }
    }

    /// What Go 1.27 calls the second value of an expression that need not give one.
    fn value_label(&self, i: usize, comma_ok: bool) -> Option<&'static str> {
        (comma_ok && i == 1 && self.is_go1_27()).then_some("ok value of (comma, ok) expression")
    }

    /// Types in words, for messages about the number of values.
    pub(crate) fn types_summary(&mut self, types: &[TypeId], variadic: bool, dots: bool) -> String {
        let mut texts = Vec::with_capacity(types.len());
        for (i, &ty) in types.iter().enumerate() {
            let is_last = i + 1 == types.len();
            let mut shown = ty;
            if is_last
                && variadic
                && let Type::Slice { elem } = self.types[ty]
            {
                shown = elem;
            }
            let mut text = match &self.types[shown] {
                Type::Basic(kind) if !shown.is_valid() => {
                    let _ = kind;
                    "unknown type".to_owned()
                }
                Type::Basic(kind) if kind.is_untyped() => {
                    if kind.is_numeric() {
                        "number".to_owned()
                    } else {
                        kind.name().replace("untyped ", "")
                    }
                }
                _ => self.type_string(shown),
            };
            if is_last && variadic {
                text = format!("...{text}");
            } else if is_last && dots {
                text.push_str("...");
            }
            texts.push(text);
        }
        format!("({})", texts.join(", "))
    }

    fn assign_error(&mut self, rhs: &[NodeId], l: usize, r: usize) {
        let vars = measure(l, "variable");
        let vals = measure(r, "value");
        let first = rhs[0];
        let mut message = format!("assignment mismatch: {vars} but {vals}");
        if rhs.len() == 1
            && let Node::Call { fun, .. } = self.node(self.env.file.unparen(first))
        {
            let text = self.expr_string(fun);
            message = format!("assignment mismatch: {vars} but {text} returns {vals}");
        }
        self.error(first, Code::WrongAssignCount, message);
    }

    fn return_error(&mut self, at: NodeId, lhs: &[ObjectId], rhs: &[Operand]) {
        let (l, r) = (lhs.len(), rhs.len());
        let (mut place, mut qualifier) = (At::Node(at), "not enough");
        if r > l {
            place = At::from(&rhs[l]);
            qualifier = "too many";
        } else if let Some(last) = rhs.last() {
            place = At::from(last);
        }
        let have: Vec<TypeId> = rhs.iter().map(|x| x.ty).collect();
        let want: Vec<TypeId> = lhs.iter().map(|&v| self.type_of_object(v)).collect();
        let have = self.types_summary(&have, false, false);
        let want = self.types_summary(&want, false, false);
        let mut error = self.new_error(Code::WrongResultCount);
        self.add_line(&mut error, place, format!("{qualifier} return values"));
        self.add_line(&mut error, Pos::NONE, format!("have {have}"));
        self.add_line(&mut error, Pos::NONE, format!("want {want}"));
        self.report(error);
    }

    fn is_call(&self, nodes: &[NodeId]) -> bool {
        match nodes {
            [node] => matches!(self.node(self.env.file.unparen(*node)), Node::Call { .. }),
            _ => false,
        }
    }

    /// Initialises variables, or the results of a return statement.
    pub(crate) fn init_vars(&mut self, lhs: &[ObjectId], rhs: &[NodeId], return_stmt: Option<NodeId>) {
        let (l, r) = (lhs.len(), rhs.len());
        let context = if return_stmt.is_some() { "return statement" } else { self.values_context(l) };
        if l == r && !self.is_call(rhs) {
            for (&var, &node) in lhs.iter().zip(rhs) {
                let ty = self.objects[var].ty;
                let mut target = None;
                if ty.is_some() {
                    let mut desc = self.objects[var].name.as_str();
                    if return_stmt.is_some() && desc.is_empty() {
                        desc = "result variable";
                    }
                    target = self.new_target(ty, desc);
                }
                let mut x = Operand::invalid();
                self.expr(target.as_ref(), &mut x, node);
                self.init_var(var, &mut x, context);
            }
            return;
        }
        if r != 1 {
            if self.use_exprs(rhs) {
                match return_stmt {
                    Some(stmt) => {
                        let operands = self.expr_list(rhs);
                        self.return_error(stmt, lhs, &operands);
                    }
                    None => self.assign_error(rhs, l, r),
                }
            }
            return self.invalidate(lhs);
        }
        let (mut operands, comma_ok) = self.multi_expr(rhs[0], l == 2 && return_stmt.is_none());
        if operands.len() == l {
            for (i, (&var, x)) in lhs.iter().zip(&mut operands).enumerate() {
                self.operand_label = self.value_label(i, comma_ok);
                self.init_var(var, x, context);
            }
            self.operand_label = None;
            self.finish_comma_ok(rhs[0], &operands, comma_ok);
            return;
        }
        // Without variables the single expression is only reported if it has values.
        if operands.first().is_some_and(Operand::is_valid) || operands.is_empty() {
            match return_stmt {
                Some(stmt) => self.return_error(stmt, lhs, &operands),
                None => self.assign_error(rhs, l, operands.len()),
            }
        }
        self.invalidate(lhs);
    }

    fn finish_comma_ok(&mut self, node: NodeId, operands: &[Operand], comma_ok: bool) {
        if comma_ok && operands.iter().all(Operand::is_valid) {
            self.record_comma_ok_types(node, [operands[0].ty, operands[1].ty]);
        }
    }

    /// Variables whose initialisation failed have no type.
    fn invalidate(&mut self, vars: &[ObjectId]) {
        for &var in vars {
            self.objects[var].ty.get_or_insert(TypeId::INVALID);
        }
    }

    pub(crate) fn assign_vars(&mut self, lhs: &[NodeId], rhs: &[NodeId]) {
        let (l, r) = (lhs.len(), rhs.len());
        let context = self.values_context(l);
        if l == r && !self.is_call(rhs) {
            for (&lhs, &rhs) in lhs.iter().zip(rhs) {
                self.assign_var(lhs, rhs, context);
            }
            return;
        }
        if r != 1 {
            let ok_lhs = self.use_lhs(lhs);
            let ok_rhs = self.use_exprs(rhs);
            if ok_lhs && ok_rhs {
                self.assign_error(rhs, l, r);
            }
            return;
        }
        let (mut operands, comma_ok) = self.multi_expr(rhs[0], l == 2);
        if operands.len() == l {
            for (i, (&lhs, x)) in lhs.iter().zip(&mut operands).enumerate() {
                let label = self.value_label(i, comma_ok);
                self.assign_labelled(lhs, x, context, label);
            }
            self.finish_comma_ok(rhs[0], &operands, comma_ok);
            return;
        }
        if operands.first().is_none_or(Operand::is_valid) {
            self.assign_error(rhs, l, operands.len());
        }
        self.use_lhs(lhs);
    }

    pub(crate) fn short_var_decl(&mut self, at: At, lhs: &[NodeId], rhs: &[NodeId]) {
        let top = self.delayed.len();
        let scope = self.env.scope;
        let mut seen: SmallVec<[Symbol; 4]> = SmallVec::new();
        let mut vars: SmallVec<[ObjectId; 4]> = SmallVec::new();
        let mut new_vars: SmallVec<[ObjectId; 4]> = SmallVec::new();
        let mut has_error = false;
        for &node in lhs {
            let pos = self.pos_of(node);
            let dummy = |check: &mut Self| check.new_var(VarKind::Local, sym::BLANK, pos, None);
            let Some(name) = self.ident_name(node) else {
                self.use_lhs(&[node]);
                let text = self.expr_string(node);
                self.error(node, Code::BadDecl, format!("non-name {text} on left side of :="));
                has_error = true;
                vars.push(dummy(self));
                continue;
            };
            if !name.is_blank() {
                if seen.contains(&name) {
                    let message = format!("{name} repeated on left side of :=");
                    self.error(node, Code::RepeatedDecl, message);
                    has_error = true;
                    vars.push(dummy(self));
                    continue;
                }
                seen.push(name);
            }
            // A name that is declared in this very scope is assigned to.
            if let Some(other) = self.scopes[scope].lookup(name) {
                self.record_use(node, other);
                if self.objects[other].is_var() {
                    vars.push(other);
                } else {
                    self.error(node, Code::UnassignableOperand, format!("cannot assign to {name}"));
                    has_error = true;
                    vars.push(dummy(self));
                }
                continue;
            }
            let var = self.new_var(VarKind::Local, name, pos, None);
            vars.push(var);
            if !name.is_blank() {
                new_vars.push(var);
            }
            self.record_def(node, Some(var));
        }
        self.init_vars(&vars, rhs, None);
        // Function literals on the right do not see the new variables.
        self.process_delayed(top);
        if new_vars.is_empty() && !has_error {
            let message = "no new variables on left side of :=";
            return self.soft_error(at, Code::NoNewVar, message);
        }
        let scope_pos = rhs.last().map_or(0, |&r| self.env.file.end(r));
        for var in new_vars {
            self.declare(scope, None, var, scope_pos);
            self.local_vars.push(var);
        }
    }
}

fn assign_context(ty: Option<TypeId>) -> &'static str {
    if ty.is_none() { "assignment to _ identifier" } else { "assignment" }
}

/// `1 variable`, `2 variables`.
pub(crate) fn measure(n: usize, unit: &str) -> String {
    if n == 1 { format!("{n} {unit}") } else { format!("{n} {unit}s") }
}
