//! `correctness/suspicious-map-key`. See the page beside this file.

use godwit_syntax::{LitKind, Node, NodeId, NodeKind};
use rustc_hash::FxHashMap;

use crate::{Check, Cx, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "correctness/suspicious-map-key",
    aliases: &[("gocritic", "mapKey")],
    check: Check::Nodes(&[NodeKind::CompositeLit], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::CompositeLit { ty: Some(ty), elts } = cx.file[node] else { return };
    if !matches!(cx.file[ty], Node::MapType { .. }) {
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
    duplicate_names(cx, &keys);
    blank_ends(cx, &keys);
}

/// Constants that stand twice do not compile; variables that do overwrite each other.
fn duplicate_names(cx: &Cx<'_>, keys: &[NodeId]) {
    let mut seen: FxHashMap<&str, NodeId> = FxHashMap::default();
    for &key in keys {
        if !matches!(cx.file[key], Node::Ident { .. } | Node::Selector { .. }) || has_call(cx, key) {
            continue;
        }
        let text = cx.file.text_of(key);
        if let Some(first) = seen.insert(text, key) {
            cx.report_node(key, format!("suspicious duplicate {text} key"))
                .related(cx.file.span(first), "first here");
        }
    }
}

fn has_call(cx: &Cx<'_>, key: NodeId) -> bool {
    cx.file.subtree(key).any(|id| matches!(cx.file[id], Node::Call { .. }))
}

/// One key with a blank at its end among many without is a slip; several are meant so.
fn blank_ends(cx: &Cx<'_>, keys: &[NodeId]) {
    let is_string = |k: &NodeId| matches!(cx.file[*k], Node::BasicLit { kind: LitKind::String });
    let strings: Vec<NodeId> = keys.iter().copied().filter(is_string).collect();
    let has_blank_end = |k: &NodeId| {
        literal::string_value(cx.file, *k).is_some_and(|t| t.trim() != t && !t.trim().is_empty())
    };
    let blank: Vec<NodeId> = strings.iter().copied().filter(has_blank_end).collect();
    if let [only] = blank[..]
        && strings.len() > 1
    {
        cx.report_node(only, format!("suspicious whitespace in {} key", cx.snippet(only)));
    }
}
