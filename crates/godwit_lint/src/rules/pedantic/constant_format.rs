//! `pedantic/constant-format`. See the page beside this file.

use godwit_syntax::{LitKind, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/constant-format",
    aliases: &[("revive", "unnecessary-format")],
    default: false,
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

/// Name, place of the format, and what to call instead; empty: the name without its `f`.
type Formatter = (&'static str, usize, &'static str);

/// Qualifiers and the functions behind them. Tests and loggers are known by the usual names of their variables.
const FUNCTIONS: &[(&[&str], &[Formatter])] = &[
    (
        &["fmt"],
        &[
            ("Appendf", 1, ""),
            ("Errorf", 0, "\"errors.New\""),
            ("Fprintf", 1, ""),
            ("Fscanf", 1, "\"fmt.Fscan\" or \"fmt.Fscanln\""),
            ("Printf", 0, "\"fmt.Print\" or \"fmt.Println\""),
            ("Scanf", 0, ""),
            ("Sprintf", 0, "\"fmt.Sprint\" or just the string itself"),
            ("Sscanf", 1, ""),
        ],
    ),
    (&["log", "logger"], &[("Fatalf", 0, ""), ("Panicf", 0, ""), ("Printf", 0, "")]),
    (&["t", "b", "f"], &[("Errorf", 0, ""), ("Fatalf", 0, ""), ("Logf", 0, ""), ("Skipf", 0, "")]),
];

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { fun, args, .. } = cx.file[node] else { return };
    let Node::Selector { x, sel } = cx.file[fun] else { return };
    let (Some(qualifier), Some(name)) = (cx.file.ident(x), cx.file.ident(sel)) else { return };
    let (qualifier, name) = (qualifier.as_str(), name.as_str());
    let Some(base) = name.strip_suffix('f') else { return };
    let Some((_, functions)) = FUNCTIONS.iter().find(|(names, _)| names.contains(&qualifier)) else { return };
    let Some(&(_, place, instead)) = functions.iter().find(|f| f.0 == name) else { return };
    let Some(format) = cx.file.list_get(args, place) else { return };
    let is_string = matches!(cx.file[format], Node::BasicLit { kind: LitKind::String });
    if !is_string || cx.file.text_of(format).contains('%') {
        return;
    }
    let instead = if instead.is_empty() { format!("\"{qualifier}.{base}\"") } else { instead.to_owned() };
    cx.report_node(
        node,
        format!("unnecessary use of formatting function \"{qualifier}.{name}\", you can replace it with {instead}"),
    );
}
