//! `style/interface-name-affix`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef =
    RuleDef { id: "style/interface-name-affix", check: Check::Nodes(&[NodeKind::TypeSpec], check), ..rule() };

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::TypeSpec { name, ty, .. } = cx.file[node] else { return };
    if !matches!(cx.file[ty], Node::InterfaceType { .. }) {
        return;
    }
    let text = cx.file.text_of(name);
    let mut chars = text.chars();
    let has_prefix = chars.next() == Some('I')
        && chars.next().is_some_and(char::is_uppercase)
        // Two of them, so that `IDs` is none.
        && chars.next().is_some_and(char::is_lowercase)
        && chars.next().is_some_and(char::is_lowercase);
    let has_suffix = text.len() > "Interface".len() && text.ends_with("Interface");
    if has_prefix || has_suffix {
        let affix = if has_prefix { "prefix I" } else { "suffix Interface" };
        cx.report_node(name, format!("interface {text} has the {affix}; name it after what it does"));
    }
}
