//! `correctness/suspicious-map-key`. See the page beside this file.

use godwit_syntax::{LitKind, Node, NodeId, NodeKind};
use godwit_types::{Mode, Type};
use rustc_hash::FxHashMap;

use crate::{Check, Cx, Needs, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/suspicious-map-key",
    aliases: &[("gocritic", "mapKey")],
    needs: Needs::Types,
    check: Check::Nodes(&[NodeKind::CompositeLit], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::CompositeLit { elts, .. } = cx.file[node] else { return };
    // Fields of structs are keys by syntax as well: those are most literals, and their names are no values.
    if cx.file.n_list(elts) < 2 || !is_map(cx, node) {
        return;
    }
    let keys: Vec<NodeId> = cx
        .file
        .list(elts)
        .filter_map(|e| match cx.file[e] {
            Node::KeyValue { key, .. } => Some(key),
            _ => None,
        })
        .collect();
    duplicates(cx, &keys);
    blank_ends(cx, &keys);
}

fn is_map(cx: &Cx<'_>, literal: NodeId) -> bool {
    let Some((types, ty)) = cx.types().and_then(|types| Some((types, types.type_of(literal)?))) else { return false };
    types.ask(|checker| {
        let under = checker.under(ty);
        matches!(checker.types[under], Type::Map { .. })
    })
}

/// Constants that stand twice do not compile; other keys that do overwrite each other.
fn duplicates(cx: &Cx<'_>, keys: &[NodeId]) {
    let mut seen: FxHashMap<&str, NodeId> = FxHashMap::default();
    for &key in keys {
        if matches!(cx.file[key], Node::BasicLit { .. } | Node::CompositeLit { .. }) || has_effect(cx, key) {
            continue;
        }
        let text = cx.file.text_of(key);
        if let Some(first) = seen.insert(text, key) {
            cx.report_node(key, format!("suspicious duplicate {} key", cx.snippet(key)))
                .related(cx.file.span(first), "first here");
        }
    }
}

/// Whether a key may be another the second time: it calls something or receives.
fn has_effect(cx: &Cx<'_>, key: NodeId) -> bool {
    cx.file.subtree(key).any(|id| match cx.file[id] {
        Node::Call { fun, .. } => !cx.types().is_some_and(|types| types.mode(fun) == Mode::TypeExpr),
        Node::Unary { op, .. } => op == godwit_syntax::UnaryOp::Recv,
        Node::FuncLit { .. } => true,
        _ => false,
    })
}

/// One key with a blank at its end among many without is a slip; several are meant so.
fn blank_ends(cx: &Cx<'_>, keys: &[NodeId]) {
    let is_string = |k: &NodeId| matches!(cx.file[*k], Node::BasicLit { kind: LitKind::String });
    let has_blank_end = |k: &NodeId| {
        is_string(k)
            && literal::string_value(cx.file, *k).is_some_and(|t| t.trim() != t && !t.trim().is_empty())
    };
    let mut blank = keys.iter().filter(|k| has_blank_end(k));
    if let (Some(&only), None) = (blank.next(), blank.next())
        && keys.len() > 1
    {
        cx.report_node(only, format!("suspicious whitespace in {} key", cx.snippet(only)));
    }
}
