//! Range clauses.

use godwit_base::sym;
use godwit_syntax::{NodeId, RangeStmt};

use crate::check::stmt::Context;
use crate::check::under::TypeCause;
use crate::check::{At, Checker};
use crate::code::Code;
use crate::object::{Pos, VarKind};
use crate::operand::{Mode, Operand};
use crate::types::{ChanDir, Type, TypeId};
use crate::version::GoVersion;

/// What ranging over a type gives; `Err` says why it cannot be done (perhaps without a word).
type KeyValue = Result<(Option<TypeId>, Option<TypeId>), String>;

impl Checker {
    pub(crate) fn range_stmt(
        &mut self,
        inner: Context,
        stmt: NodeId,
        no_new_var_pos: Pos,
        parts: &RangeStmt,
        define: bool,
    ) {
        let _ = stmt;
        let mut x = Operand::invalid();
        self.expr(None, &mut x, parts.x);
        let (mut key, mut value) = (Some(TypeId::INVALID), Some(TypeId::INVALID));
        if x.is_valid() {
            let result = self.range_key_value(x.ty);
            let text = |check: &mut Self| check.operand_string(&x);
            match result {
                Err(cause) => {
                    let text = text(self);
                    let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
                    let message = format!("cannot range over {text}{cause}");
                    self.soft_error(&x, Code::InvalidRangeExpr, message);
                }
                Ok((k, v)) => {
                    if let (None, Some(at)) = (k, parts.key) {
                        let text = text(self);
                        let message = format!("range over {text} permits no iteration variables");
                        self.soft_error(at, Code::InvalidIterVar, message);
                    } else if let (None, Some(at)) = (v, parts.value) {
                        let text = text(self);
                        let message = format!("range over {text} permits only one iteration variable");
                        self.soft_error(at, Code::InvalidIterVar, message);
                    }
                    (key, value) = (k, v);
                }
            }
        }
        let outer = self.open_scope();
        let over_int = self.is_integer(x.ty);
        let vars = [(parts.key, key), (parts.value, value)];
        if define {
            self.define_range_vars(&mut x, vars, over_int, no_new_var_pos, parts.body);
        } else if parts.key.is_some() {
            self.assign_range_vars(&mut x, vars, over_int);
        } else if over_int {
            // Without variables, a constant still gets a type.
            self.assignment(&mut x, None, "range clause");
        }
        self.stmt(inner, parts.body);
        self.env.scope = outer;
    }

    fn define_range_vars(
        &mut self,
        x: &mut Operand,
        vars: [(Option<NodeId>, Option<TypeId>); 2],
        over_int: bool,
        no_new_var_pos: Pos,
        body: NodeId,
    ) {
        let mut new_vars = Vec::new();
        for (node, ty) in vars {
            let Some(node) = node else { continue };
            let pos = self.pos_of(node);
            let var = match self.ident_name(node) {
                Some(name) => {
                    let var = self.new_var(VarKind::Local, name, pos, None);
                    self.record_def(node, Some(var));
                    if !name.is_blank() {
                        new_vars.push(var);
                    }
                    var
                }
                None => {
                    let text = self.expr_string(node);
                    self.error(node, Code::InvalidSyntaxTree, format!("cannot declare {text}"));
                    self.new_var(VarKind::Local, sym::BLANK, pos, None)
                }
            };
            match ty.filter(|&t| self.is_valid(t)) {
                None => {
                    self.objects[var].ty = Some(TypeId::INVALID);
                    // The clause is wrong; that the variable is not used says nothing new.
                    self.set_used(var, true);
                }
                Some(_) if over_int => self.init_var(var, x, "range clause"),
                Some(ty) => {
                    let mut y = Operand::new(Mode::Value, Some(node), ty);
                    self.init_var(var, &mut y, "assignment");
                }
            }
        }
        if new_vars.is_empty() {
            let message = "no new variables on left side of :=";
            return self.error(At::Pos(no_new_var_pos), Code::NoNewVar, message);
        }
        let (scope, scope_pos) = (self.env.scope, self.env.file.start(body));
        for var in new_vars {
            self.declare(scope, None, var, scope_pos);
            self.local_vars.push(var);
        }
    }

    fn assign_range_vars(
        &mut self,
        x: &mut Operand,
        vars: [(Option<NodeId>, Option<TypeId>); 2],
        over_int: bool,
    ) {
        for (node, ty) in vars {
            let (Some(node), Some(ty)) = (node, ty.filter(|&t| self.is_valid(t))) else { continue };
            if over_int {
                self.assign_operand(node, x, "range clause");
                // The variable's type decides that of a constant; it must stay an integer.
                if x.is_valid() && !self.is_integer(x.ty) {
                    let text = self.type_string(x.ty);
                    let message = format!("cannot use iteration variable of type {text}");
                    self.soft_error(node, Code::InvalidRangeExpr, message);
                }
            } else {
                let mut y = Operand::new(Mode::Value, Some(node), ty);
                self.assign_operand(node, &mut y, "assignment");
            }
        }
    }

    /// Types of the iteration variables.
    fn range_key_value(&mut self, ty: TypeId) -> KeyValue {
        let result = self.common_under_with(ty, |check, specific| match specific {
            Some((t, u)) if matches!(check.types[u], Type::Chan { dir: ChanDir::Send, .. }) => {
                let text = check.type_string(t);
                Err(TypeCause::Text(format!("receive from send-only channel {text}")))
            }
            _ => Ok(()),
        });
        let under = match result {
            Ok(under) => under,
            Err(cause) => return Err(self.cause_string(&cause)),
        };
        let pair = |k, v| Ok((Some(k), Some(v)));
        match self.types[under] {
            Type::Basic(kind) if kind.is_string() => pair(TypeId::INT, TypeId::RUNE),
            Type::Basic(kind) if kind.is_integer() => {
                if !self.allow_version(GoVersion::GO1_22) {
                    return Err("requires go1.22 or later".to_owned());
                }
                Ok((Some(ty), None))
            }
            Type::Array { elem, .. } | Type::Slice { elem } => pair(TypeId::INT, elem),
            Type::Pointer { elem } => {
                let array = self.under(elem);
                match self.types[array] {
                    Type::Array { elem, .. } => pair(TypeId::INT, elem),
                    _ => Err(String::new()),
                }
            }
            Type::Map { key, elem } => pair(key, elem),
            Type::Chan { elem, .. } => Ok((Some(elem), None)),
            Type::Signature(_) => self.range_func(under),
            _ => Err(String::new()),
        }
    }

    /// A function that yields: `func(yield func(K, V) bool)`.
    fn range_func(&mut self, sig: TypeId) -> KeyValue {
        if !self.allow_version(GoVersion::GO1_23) {
            return Err("requires go1.23 or later".to_owned());
        }
        let bad = |cause: &str| Err(format!("func must be func(yield func(...) bool): {cause}"));
        let Some(outer) = self.types.signature(sig).cloned() else { return Err(String::new()) };
        let [param] = *outer.params else { return bad("wrong argument count") };
        if !outer.results.is_empty() {
            return bad("unexpected results");
        }
        let param_ty = self.type_of_object(param);
        let yield_sig = match self.common_under(param_ty) {
            Ok(under) => self.types.signature(under).cloned(),
            Err(cause) => {
                let cause = self.cause_string(&cause);
                return bad(&format!("in yield type, {cause}"));
            }
        };
        let Some(yield_sig) = yield_sig else { return bad("argument is not func") };
        if yield_sig.params.len() > 2 {
            return bad("yield func has too many parameters");
        }
        let result = match *yield_sig.results {
            [result] => self.type_of_object(result),
            _ => return bad("yield func does not return bool"),
        };
        if !self.identical(result, TypeId::BOOL) {
            if self.is_boolean(result) {
                return bad("yield func returns user-defined boolean, not bool");
            }
            return bad("yield func does not return bool");
        }
        if yield_sig.variadic && self.is_go1_27() {
            let text = self.type_string(param_ty);
            return Err(format!("yield func of type {text} cannot be variadic"));
        }
        let mut types = yield_sig.params.iter().map(|&p| self.type_of_object(p));
        Ok((types.next(), types.next()))
    }
}
