//! `suspicious/duplicate-argument`. See the page beside this file.

use godwit_base::sym;
use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{may_have_effect, same_code};
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "suspicious/duplicate-argument",
    aliases: &[("gocritic", "dupArg")],
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

const OF_TEXT: &[&str] = &[
    "Compare",
    "Contains",
    "ContainsAny",
    "Equal",
    "EqualFold",
    "HasPrefix",
    "HasSuffix",
    "Index",
    "IndexAny",
    "LastIndex",
    "LastIndexAny",
    "Split",
    "SplitAfter",
    "SplitAfterN",
    "SplitN",
    "Trim",
    "TrimLeft",
    "TrimPrefix",
    "TrimRight",
    "TrimSuffix",
    "Count",
    "Cut",
];

fn check(cx: &Cx<'_>, node: NodeId) {
    // Tests compare things with themselves on purpose.
    if cx.is_test() {
        return;
    }
    if is_compared_with_itself(cx, node) {
        cx.report_node(node, "suspicious method call with the same argument and receiver");
        return;
    }
    let args = cx.args(node);
    let first = match cx.callee(node) {
        None if cx.is_builtin_call(node, sym::COPY) => 0,
        None => return,
        Some(callee) => match (callee.path, callee.name.as_str()) {
            ("strings" | "bytes", "Replace" | "ReplaceAll") => 1,
            ("strings" | "bytes", name) if OF_TEXT.contains(&name) => 0,
            ("reflect", "DeepEqual" | "Copy") | ("errors", "Is") | ("math", "Max" | "Min") => 0,
            ("os", "Rename" | "Link" | "Symlink") | ("path/filepath", "Rel") => 0,
            _ => return,
        },
    };
    let (Some(&a), Some(&b)) = (args.get(first), args.get(first + 1)) else { return };
    if same_code(cx.file, a, b) && !may_have_effect(cx.file, a) {
        cx.report_node(node, format!("suspicious duplicated args in `{}`", cx.snippet(node)));
    }
}

/// `x.Equal(x)`: a method that compares, called with its receiver.
fn is_compared_with_itself(cx: &Cx<'_>, node: NodeId) -> bool {
    let Node::Call { args, .. } = cx.file[node] else { return false };
    let Some(arg) = cx.file.list_single(args) else { return false };
    let Some((receiver, name)) = cx.method_call(node) else { return false };
    matches!(name.as_str(), "Equal" | "Equals" | "Compare" | "Cmp")
        && same_code(cx.file, receiver, arg)
        && !may_have_effect(cx.file, arg)
}
