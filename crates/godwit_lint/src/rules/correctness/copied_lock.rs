//! `correctness/copied-lock`. See the page beside this file.

use godwit_base::{Symbol, sym};
use godwit_syntax::{AssignOp, DeclKind, Node, NodeId, NodeKind, RangeTok};
use godwit_types::check::typestring::Qualifier;
use godwit_types::{BuiltinId, Checker, Mode, ObjectKind, Type, TypeId};
use rustc_hash::FxHashSet;

use crate::{Check, Cx, Needs, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/copied-lock",
    aliases: &[("govet", "copylocks")],
    needs: Needs::Types,
    check: Check::Nodes(
        &[
            NodeKind::Assign,
            NodeKind::Call,
            NodeKind::CompositeLit,
            NodeKind::FuncDecl,
            NodeKind::FuncLit,
            NodeKind::GenDecl,
            NodeKind::Range,
            NodeKind::Return,
        ],
        check,
    ),
    ..rule()
};

/// Types nested deeper are not looked into.
const MAX_DEPTH: usize = 200;

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::Assign { .. } => assignment(cx, node),
        Node::Call { .. } => arguments(cx, node),
        Node::CompositeLit { elts, .. } => {
            for elt in cx.file.list(elts) {
                let value = if let Node::KeyValue { value, .. } = cx.file[elt] { value } else { elt };
                if let Some(path) = copied(cx, value) {
                    cx.report_node(value, format!("literal copies lock value from {}: {path}", cx.snippet(value)));
                }
            }
        }
        Node::FuncDecl(ext) => {
            let func = cx.file.func_decl(ext);
            let name = cx.file.text_of(func.name).to_owned();
            if let Some(recv) = func.recv {
                parameters(cx, recv, &name);
            }
            if let Node::FuncType { params, .. } = cx.file[func.ty] {
                parameters(cx, params, &name);
            }
        }
        Node::FuncLit { ty, .. } => {
            if let Node::FuncType { params, .. } = cx.file[ty] {
                parameters(cx, params, "func");
            }
        }
        Node::GenDecl { kind: DeclKind::Var, specs, .. } => {
            for spec in cx.file.list(specs) {
                let Node::ValueSpec { names, values, .. } = cx.file[spec] else { continue };
                for (name, value) in cx.file.list(names).zip(cx.file.list(values)) {
                    if let Some(path) = copied(cx, value) {
                        let name = cx.file.text_of(name);
                        cx.report_node(value, format!("variable declaration copies lock value to {name}: {path}"));
                    }
                }
            }
        }
        Node::Range { ext, tok } => {
            let range = cx.file.range_stmt(ext);
            for var in [range.key, range.value].into_iter().flatten() {
                range_variable(cx, tok, var);
            }
        }
        Node::Return { results } => {
            for result in cx.file.list(results) {
                if let Some(path) = copied(cx, result) {
                    cx.report_node(result, format!("return copies lock value: {path}"));
                }
            }
        }
        _ => {}
    }
}

fn assignment(cx: &Cx<'_>, assign: NodeId) {
    let Node::Assign { op, lhs, rhs } = cx.file[assign] else { return };
    let mut reported = false;
    for (i, value) in cx.file.list(rhs).enumerate() {
        let Some(path) = copied(cx, value) else { continue };
        let target = cx.file.list_get(lhs, i).map_or(String::new(), |l| cx.snippet(l));
        cx.report_node(value, format!("assignment copies lock value to {target}: {path}"));
        reported = true;
    }
    // Each iteration has its own variables, copied from the last one's.
    if reported || op != AssignOp::Define || !cx.go_at_least(22) {
        return;
    }
    let Some(Node::For(ext)) = cx.file.parent(assign).map(|p| cx.file[p]) else { return };
    if cx.file.for_stmt(ext).init != Some(assign) {
        return;
    }
    for var in cx.file.list(lhs) {
        let Some(name) = cx.file.ident(var).filter(|n| !n.is_blank()) else { continue };
        if let Some(path) = variable_type(cx, var).and_then(|ty| lock_in(cx, ty)) {
            cx.report_node(var, format!("for loop iteration copies lock value to {}: {path}", name.as_str()));
        }
    }
}

fn arguments(cx: &Cx<'_>, call: NodeId) {
    let Node::Call { fun, args, .. } = cx.file[call] else { return };
    if args.is_empty() || only_looks_at_types(cx, fun) {
        return;
    }
    for arg in cx.file.list(args) {
        if let Some(path) = copied(cx, arg) {
            cx.report_node(arg, format!("call of {} copies lock value: {path}", cx.snippet(fun)));
        }
    }
}

/// Builtins that do not evaluate their argument, or copy no element of it.
fn only_looks_at_types(cx: &Cx<'_>, fun: NodeId) -> bool {
    let ident = match cx.file[fun] {
        Node::Ident { .. } => fun,
        Node::Selector { sel, .. } => sel,
        _ => return false,
    };
    let names = [sym::LEN, sym::CAP, sym::SIZEOF, sym::OFFSETOF, sym::ALIGNOF];
    if !cx.file.ident(ident).is_some_and(|name| names.contains(&name)) {
        return false;
    }
    let Some(types) = cx.types() else { return false };
    let Some(object) = types.object(ident) else { return false };
    types.ask(|checker| {
        use BuiltinId::{Alignof, Cap, Len, Offsetof, Sizeof};
        matches!(checker.objects[object].kind, ObjectKind::Builtin(Len | Cap | Sizeof | Offsetof | Alignof))
    })
}

/// Receivers and parameters of a `FieldList`. Results are left to what is returned: a zero value may well be.
fn parameters(cx: &Cx<'_>, list: NodeId, function: &str) {
    let Node::FieldList { fields } = cx.file[list] else { return };
    for field in cx.file.list(fields) {
        let Node::Field { names, ty: Some(ty), .. } = cx.file[field] else { continue };
        if matches!(cx.file[ty], Node::Ellipsis { .. }) {
            continue;
        }
        // The type expression of a generic receiver declares its parameters and has no type of its own.
        let of_name = || cx.file.list_get(names, 0).and_then(|n| variable_type(cx, n));
        let Some(found) = cx.types().and_then(|t| t.type_of(ty)).or_else(of_name) else { continue };
        if let Some(path) = lock_in(cx, found) {
            cx.report_node(ty, format!("{function} passes lock by value: {path}"));
        }
    }
}

fn range_variable(cx: &Cx<'_>, tok: RangeTok, var: NodeId) {
    let name = cx.file.ident(var);
    if name.is_some_and(Symbol::is_blank) {
        return;
    }
    let ty = match tok {
        RangeTok::Define => name.and_then(|_| variable_type(cx, var)),
        _ => cx.types().and_then(|t| t.type_of(var)),
    };
    if let Some(path) = ty.and_then(|ty| lock_in(cx, ty)) {
        cx.report_node(var, format!("range var {} copies lock: {path}", cx.snippet(var)));
    }
}

fn variable_type(cx: &Cx<'_>, ident: NodeId) -> Option<TypeId> {
    let types = cx.types()?;
    let object = types.object(ident)?;
    Some(types.ask(|checker| checker.type_of_object(object)))
}

/// What lock is copied where the value of an expression is stored; new values may be stored once.
fn copied(cx: &Cx<'_>, expr: NodeId) -> Option<String> {
    let expr = cx.file.unparen(expr);
    match cx.file[expr] {
        Node::CompositeLit { .. } | Node::Call { .. } | Node::BasicLit { .. } | Node::FuncLit { .. } => return None,
        Node::Star { x } if matches!(cx.file[cx.file.unparen(x)], Node::Call { .. }) => return None,
        _ => {}
    }
    let types = cx.types()?;
    if matches!(types.mode(expr), Mode::Invalid | Mode::NoValue | Mode::Builtin | Mode::TypeExpr) {
        return None;
    }
    lock_in(cx, types.type_of(expr)?)
}

/// The way from a type to a lock in it, outermost first.
fn lock_in(cx: &Cx<'_>, ty: TypeId) -> Option<String> {
    let mut path = cx.types()?.ask(|checker| {
        let under = checker.under(ty);
        match checker.types[under] {
            Type::Struct(_) | Type::Array { .. } | Type::Tuple(_) | Type::Interface(_) => {
                lock_path(checker, ty, &mut FxHashSet::default(), 0)
            }
            _ => None,
        }
    })?;
    path.reverse();
    Some(path.join(" contains "))
}

/// Innermost first.
fn lock_path(
    checker: &mut Checker,
    ty: TypeId,
    seen: &mut FxHashSet<TypeId>,
    depth: usize,
) -> Option<Vec<String>> {
    if depth > MAX_DEPTH || !seen.insert(ty) {
        return None;
    }
    if checker.is_type_param(ty) {
        let param = checker.unalias(ty);
        let set = checker.type_param_set(param);
        for term in set.specific()? {
            let Some(mut path) = lock_path(checker, term.ty, seen, depth + 1) else { continue };
            if term.tilde && let Some(outer) = path.last_mut() {
                // The lock is in what the type parameter stands for, not in itself.
                outer.insert(0, '~');
            }
            path.push(text(checker, ty));
            return Some(path);
        }
        return None;
    }
    let mut ty = ty;
    for _ in 0..MAX_DEPTH {
        let under = checker.under(ty);
        let Type::Array { elem, .. } = checker.types[under] else { break };
        ty = elem;
    }
    let under = checker.under(ty);
    let parts = match &checker.types[under] {
        Type::Tuple(vars) => vars.to_vec(),
        Type::Struct(structure) => {
            let fields = structure.fields.clone();
            // With a lock that is embedded by pointer or as an interface, the value has the methods too.
            let pointer = checker.types.pointer(ty);
            if is_locker(checker, pointer) && !is_locker(checker, ty) || is_no_copy(checker, ty) {
                return Some(vec![text(checker, ty)]);
            }
            fields
        }
        _ => return None,
    };
    for part in parts {
        let part = checker.type_of_object(part);
        if let Some(mut path) = lock_path(checker, part, seen, depth + 1) {
            path.push(text(checker, ty));
            return Some(path);
        }
    }
    None
}

fn text(checker: &mut Checker, ty: TypeId) -> String {
    checker.type_string_with(ty, Qualifier::Path)
}

/// Whether values of the type have `Lock()` and `Unlock()`.
fn is_locker(checker: &mut Checker, ty: TypeId) -> bool {
    ["Lock", "Unlock"].iter().all(|name| {
        let found = checker.lookup_field_or_method(ty, false, None, Symbol::intern(name), false);
        let Some(method) = found.obj.filter(|&m| checker.objects[m].is_func()) else { return false };
        let ty = checker.type_of_object(method);
        checker.types.signature(ty).is_some_and(|s| s.params.is_empty() && s.results.is_empty())
    })
}

fn is_no_copy(checker: &Checker, ty: TypeId) -> bool {
    checker.named(ty).is_some_and(|named| crate::types::is_named(checker, named.obj, "sync", "noCopy"))
}
