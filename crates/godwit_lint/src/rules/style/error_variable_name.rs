//! `style/error-variable-name`. See the page beside this file.

use godwit_syntax::{DeclKind, Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/error-variable-name",
    aliases: &[("revive", "error-naming"), ("staticcheck", "ST1012"), ("errname", "")],
    check: Check::Nodes(&[NodeKind::GenDecl], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::GenDecl { kind: DeclKind::Var, specs, .. } = cx.file[node] else { return };
    if cx.file.parent(node) != Some(cx.file.root()) {
        return;
    }
    for spec in cx.file.list(specs) {
        let Node::ValueSpec { names, values, .. } = cx.file[spec] else { continue };
        if cx.file.n_list(names) != cx.file.n_list(values) {
            continue;
        }
        for (name, value) in cx.file.list(names).zip(cx.file.list(values)) {
            let text = cx.file.text_of(name);
            let exported = text.starts_with(char::is_uppercase);
            let prefix = if exported { "Err" } else { "err" };
            if text == "_" || text.starts_with(prefix) {
                continue;
            }
            if makes_error(cx, value) {
                cx.report_node(name, format!("error var {text} should have name of the form {prefix}Foo"));
            }
        }
    }
}

/// `errors.New` of any package that goes by that name: replacements of the standard one keep its functions.
fn makes_error(cx: &Cx<'_>, value: NodeId) -> bool {
    let Node::Call { fun, .. } = cx.file[value] else { return false };
    let Node::Selector { sel, .. } = cx.file[fun] else { return false };
    let name = cx.file.text_of(sel);
    matches!(name, "New" | "Errorf")
        && cx.qualified(fun).is_some_and(|q| {
            q.is("errors", "New")
                || q.is("fmt", "Errorf")
                || matches!(cx.file.text_of(fun), "errors.New" | "fmt.Errorf")
        })
}
