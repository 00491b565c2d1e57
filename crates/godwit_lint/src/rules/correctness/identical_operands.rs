//! `correctness/identical-operands`. See the page beside this file.

use godwit_base::sym;
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind, UnaryOp};
use godwit_types::{BasicKind, Checker, Mode, Type, TypeId};

use crate::same::same_code;
use crate::{Check, Cx, Needs, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/identical-operands",
    aliases: &[("staticcheck", "SA4000"), ("gocritic", "dupSubExpr"), ("govet", "bools")],
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op, x, y } = cx.file[node] else { return };
    let is_join = matches!(op, BinaryOp::LOr | BinaryOp::LAnd);
    let nan_matters = match op {
        BinaryOp::LOr
        | BinaryOp::LAnd
        | BinaryOp::Or
        | BinaryOp::And
        | BinaryOp::AndNot
        | BinaryOp::Xor
        | BinaryOp::Rem => false,
        // x != x asks for NaN, x - x for infinity.
        BinaryOp::Eql
        | BinaryOp::Neq
        | BinaryOp::Lss
        | BinaryOp::Leq
        | BinaryOp::Gtr
        | BinaryOp::Geq
        | BinaryOp::Sub
        | BinaryOp::Quo => true,
        BinaryOp::Add | BinaryOp::Mul | BinaryOp::Shl | BinaryOp::Shr => return,
    };
    // Flags are put together from literals, too.
    if !op.is_comparison() && op != BinaryOp::Sub && !is_join && literal::is_literal(cx.file, x) {
        return;
    }
    let (left, right) = if is_join { (cx.file.unparen(x), cx.file.unparen(y)) } else { (x, y) };
    // Cheap first: nearly all operands differ in length.
    if cx.file.span(left).len() != cx.file.span(right).len() || !same_code(cx.file, left, right) {
        return;
    }
    let Some(effects) = effects(cx, left) else { return };
    let doubt = if nan_matters { doubt(cx, cx.file.unparen(x)) } else { Doubt::None };
    // Even NaN is not less than itself.
    let never = matches!(op, BinaryOp::Lss | BinaryOp::Gtr);
    let code = match (effects, doubt) {
        (Effects::None, Doubt::None) if is_join && (left, right) != (x, y) && (left == x || right == y) => "bools",
        (Effects::None, Doubt::None) if is_join => "",
        (Effects::None, Doubt::None) => "SA4000 dupSubExpr",
        (Effects::Calls, Doubt::None) if op.is_comparison() => "SA4000",
        (Effects::None, Doubt::Dynamic) => "dupSubExpr",
        (Effects::None, Doubt::Float) if never => "dupSubExpr",
        _ => return,
    };
    let op = op.as_str();
    cx.report_node(node, format!("identical expressions on the left and right side of the '{op}' operator")).code(code);
}

enum Effects {
    /// Evaluating it twice gives one value.
    None,
    /// It calls something. Whoever compares two results hardly means to call the same twice; `next() || next()` may be meant.
    Calls,
}

/// `None` for what is asked twice on purpose: random numbers, channels.
fn effects(cx: &Cx<'_>, expr: NodeId) -> Option<Effects> {
    let mut found = Effects::None;
    for id in cx.file.subtree(expr) {
        match cx.file[id] {
            Node::Call { fun, .. } => {
                if cx.callee(id).is_some_and(|c| matches!(c.path, "math/rand" | "math/rand/v2" | "crypto/rand")) {
                    return None;
                }
                let is_conversion = cx.types().is_some_and(|types| types.mode(fun) == Mode::TypeExpr);
                if !is_conversion && !cx.is_builtin_call(id, sym::LEN) && !cx.is_builtin_call(id, sym::CAP) {
                    found = Effects::Calls;
                }
            }
            Node::Unary { op: UnaryOp::Recv, .. } | Node::FuncLit { .. } => return None,
            _ => {}
        }
    }
    Some(found)
}

/// Why a value may differ from itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    None,
    /// It may be or hold NaN.
    Float,
    /// An interface, which may hold NaN and hardly ever does.
    Dynamic,
}

fn doubt(cx: &Cx<'_>, expr: NodeId) -> Doubt {
    let Some((types, ty)) = cx.types().and_then(|types| Some((types, types.type_of(expr)?))) else {
        return Doubt::Float;
    };
    if !ty.is_valid() {
        return Doubt::Float;
    }
    types.ask(|checker| doubt_of(checker, ty, 0))
}

/// Types nested deeper are taken to hold a float.
const MAX_DEPTH: usize = 32;

fn doubt_of(checker: &mut Checker, ty: TypeId, depth: usize) -> Doubt {
    if depth > MAX_DEPTH {
        return Doubt::Float;
    }
    if checker.is_type_param(ty) {
        return doubt_of_parameter(checker, ty, depth);
    }
    let under = checker.under(ty);
    match &checker.types[under] {
        Type::Basic(kind) => doubt_of_basic(*kind),
        Type::Array { elem, .. } => {
            let elem = *elem;
            doubt_of(checker, elem, depth + 1)
        }
        Type::Struct(structure) => {
            let fields = structure.fields.to_vec();
            let doubts = fields.into_iter().map(|field| {
                let ty = checker.type_of_object(field);
                doubt_of(checker, ty, depth + 1)
            });
            let doubts: Vec<Doubt> = doubts.collect();
            let one = [Doubt::Float, Doubt::Dynamic].into_iter().find(|d| doubts.contains(d));
            one.unwrap_or(Doubt::None)
        }
        Type::Interface(_) => Doubt::Dynamic,
        _ => Doubt::None,
    }
}

fn doubt_of_basic(kind: BasicKind) -> Doubt {
    let name = kind.name();
    if name.contains("float") || name.contains("complex") { Doubt::Float } else { Doubt::None }
}

/// A type parameter is known by the types it may stand for.
fn doubt_of_parameter(checker: &mut Checker, ty: TypeId, depth: usize) -> Doubt {
    let set = checker.type_param_set(ty);
    let Some(terms) = set.specific() else { return Doubt::Float };
    let is_sure = terms.iter().all(|term| doubt_of(checker, term.ty, depth + 1) == Doubt::None);
    if is_sure { Doubt::None } else { Doubt::Float }
}
