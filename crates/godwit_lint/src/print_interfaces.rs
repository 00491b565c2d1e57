//! Methods of interfaces that print because a method behind them does.
//!
//! Which types stand behind an interface is read off the package: wherever a value is assigned, passed, returned, sent,
//! converted or put into a literal where an interface is wanted. Left out: comparisons, and values that come as one of several
//! from a call.

use godwit_syntax::{AssignOp, Node, NodeId};
use godwit_types::{Checker, Mode, ObjectId, Type, TypeId};

use crate::pass::Cx;
use crate::print_wrappers::print_params;
use crate::types::TypeInfo;

/// The go command asks for this language version, of the file that writes an interface, before it looks through it.
pub(crate) const LANGUAGE: u32 = 26;

/// The methods that could print of the interfaces that are written in a file.
pub(crate) fn methods(cx: &Cx<'_>, types: TypeInfo<'_>) -> Vec<ObjectId> {
    let mut found = Vec::new();
    for node in cx.file.ids() {
        if !matches!(cx.file[node], Node::InterfaceType { .. }) {
            continue;
        }
        let Some(ty) = types.type_of(node) else { continue };
        types.ask(|checker| {
            let under = checker.under(ty);
            for &method in &checker.type_set(under).methods {
                if checker.objects[method].pkg == Some(types.package()) && could_print(checker, method) {
                    found.push(method);
                }
            }
        });
    }
    found
}

fn could_print(checker: &mut Checker, method: ObjectId) -> bool {
    let sig = checker.type_of_object(method);
    print_params(checker, sig).is_some()
}

/// Tells `found` of each method of an interface of this package together with a method that stands behind it.
pub(crate) fn implementations(cx: &Cx<'_>, types: TypeInfo<'_>, found: &mut dyn FnMut(ObjectId, ObjectId)) {
    let mut assigned = |target: Option<TypeId>, value: NodeId| {
        let (Some(target), Some(value)) = (target, types.type_of(value)) else { return };
        if target == value {
            return;
        }
        let pairs = types.ask(|checker| implementing(checker, types, target, value));
        pairs.into_iter().for_each(|(method, by)| found(method, by));
    };
    for node in cx.file.ids() {
        match cx.file[node] {
            Node::ValueSpec { names, ty: Some(ty), values }
                if cx.file.n_list(names) == cx.file.n_list(values) =>
            {
                let target = types.type_of(ty);
                cx.file.list(values).for_each(|value| assigned(target, value));
            }
            Node::Assign { op: AssignOp::Assign, lhs, rhs } if cx.file.n_list(lhs) == cx.file.n_list(rhs) => {
                for (to, value) in cx.file.list(lhs).zip(cx.file.list(rhs)) {
                    assigned(types.type_of(to), value);
                }
            }
            Node::SendStmt { chan, value } => {
                let chan = types.type_of(chan);
                let elem = chan.and_then(|ty| {
                    types.ask(|checker| {
                        let under = checker.under(ty);
                        match checker.types[under] {
                            Type::Chan { elem, .. } => Some(elem),
                            _ => None,
                        }
                    })
                });
                assigned(elem, value);
            }
            Node::Call { fun, args, ellipsis } => {
                let Some(fun_ty) = types.type_of(fun) else { continue };
                if types.mode(fun) == Mode::TypeExpr {
                    cx.file.list(args).for_each(|arg| assigned(Some(fun_ty), arg));
                    continue;
                }
                let params =
                    types.ask(|checker| param_types(checker, fun_ty, cx.file.n_list(args), ellipsis));
                for (param, arg) in params.into_iter().zip(cx.file.list(args)) {
                    assigned(Some(param), arg);
                }
            }
            Node::Return { results } => {
                let targets = result_types(cx, types, node);
                if targets.len() == cx.file.n_list(results) {
                    for (target, value) in targets.into_iter().zip(cx.file.list(results)) {
                        assigned(Some(target), value);
                    }
                }
            }
            Node::CompositeLit { elts, .. } => {
                let Some(ty) = types.type_of(node) else { continue };
                for (index, elt) in cx.file.list(elts).enumerate() {
                    let (key, value) = match cx.file[elt] {
                        Node::KeyValue { key, value } => (Some(key), value),
                        _ => (None, elt),
                    };
                    let (key_ty, elem) = element_types(cx, types, ty, index, key);
                    assigned(elem, value);
                    if let Some(key) = key {
                        assigned(key_ty, key);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The methods of `target`, an interface, beside those that a value of type `value` has for them.
fn implementing(
    checker: &mut Checker,
    types: TypeInfo<'_>,
    target: TypeId,
    value: TypeId,
) -> Vec<(ObjectId, ObjectId)> {
    let under = checker.under(target);
    if !matches!(checker.types[under], Type::Interface(_)) {
        return Vec::new();
    }
    let methods = checker.type_set(under).methods.clone();
    let mut pairs = Vec::new();
    for method in methods {
        if checker.objects[method].pkg != Some(types.package()) || !could_print(checker, method) {
            continue;
        }
        let name = checker.objects[method].name;
        let by = checker.lookup_field_or_method(value, false, Some(types.package()), name, false).obj;
        if let Some(by) = by.filter(|&by| by != method && checker.objects[by].is_func()) {
            pairs.push((checker.origin_object(method), checker.origin_object(by)));
        }
    }
    pairs
}

/// What each of `n` arguments is assigned to.
fn param_types(checker: &mut Checker, fun: TypeId, n: usize, ellipsis: bool) -> Vec<TypeId> {
    let under = checker.under(fun);
    let Some(sig) = checker.types.signature(under) else { return Vec::new() };
    let (params, variadic) = (sig.params.clone(), sig.variadic);
    let mut list: Vec<TypeId> = params.iter().map(|&param| checker.type_of_object(param)).collect();
    if variadic
        && !ellipsis
        && let Some(last) = list.pop()
    {
        let elem = match checker.types[last] {
            Type::Slice { elem } => elem,
            _ => last,
        };
        list.resize(n.max(list.len()), elem);
    }
    list
}

/// The types of the results of the function around a `return`.
fn result_types(cx: &Cx<'_>, types: TypeInfo<'_>, node: NodeId) -> Vec<TypeId> {
    let function = cx.file.ancestors(node).find_map(|id| match cx.file[id] {
        Node::FuncLit { .. } => types.type_of(id),
        Node::FuncDecl(ext) => {
            let object = types.object(cx.file.func_decl(ext).name)?;
            Some(types.ask(|checker| checker.type_of_object(object)))
        }
        _ => None,
    });
    let Some(function) = function else { return Vec::new() };
    types.ask(|checker| {
        let Some(sig) = checker.types.signature(function) else { return Vec::new() };
        let results = sig.results.clone();
        results.iter().map(|&result| checker.type_of_object(result)).collect()
    })
}

/// The types of the key and the value of a literal's element.
fn element_types(
    cx: &Cx<'_>,
    types: TypeInfo<'_>,
    literal: TypeId,
    index: usize,
    key: Option<NodeId>,
) -> (Option<TypeId>, Option<TypeId>) {
    let field = key.and_then(|key| cx.file.ident(key)).and(key).and_then(|key| types.object(key));
    types.ask(|checker| {
        let under = checker.under(literal);
        match &checker.types[under] {
            Type::Struct(structure) => {
                let by_position = structure.fields.get(index).copied();
                let field = if key.is_some() { field } else { by_position };
                (None, field.map(|field| checker.type_of_object(field)))
            }
            Type::Array { elem, .. } | Type::Slice { elem } => (None, Some(*elem)),
            Type::Map { key, elem } => (Some(*key), Some(*elem)),
            _ => (None, None),
        }
    })
}
