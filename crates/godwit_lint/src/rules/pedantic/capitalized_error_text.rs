//! `pedantic/capitalized-error-text`. See the page beside this file.

use godwit_syntax::{LitKind, Node, NodeId, NodeKind};

use super::style_error_string_form::is_reported;
use crate::{Check, Cx, OptionDef, RuleDef, literal, rule};

const FUNCTIONS: OptionDef =
    OptionDef::list("functions", &[], "further functions that make an error of a text: `package.Function`");

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/capitalized-error-text",
    aliases: &[("revive", "error-strings")],
    default: false,
    options: &[FUNCTIONS],
    check: Check::Nodes(&[NodeKind::Call], check),
    ..rule()
};

/// What makes an error out of a text, by the names that go with the standard library and with github.com/pkg/errors.
const MAKERS: &[(&str, &[&str])] = &[
    ("errors", &["New", "Errorf", "WithMessage", "WithMessagef", "Wrap", "Wrapf"]),
    ("fmt", &["Errorf"]),
];

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Call { fun, args, .. } = cx.file[node] else { return };
    let Node::Selector { x, sel } = cx.file[fun] else { return };
    let (Some(qualifier), Some(name)) = (cx.file.ident(x), cx.file.ident(sel)) else { return };
    let (qualifier, name) = (qualifier.as_str(), name.as_str());
    let is_further = || {
        cx.has_list_option(&FUNCTIONS) && cx.list_option_has(&FUNCTIONS, &format!("{qualifier}.{name}"))
    };
    if !MAKERS.iter().any(|(package, names)| *package == qualifier && names.contains(&name)) && !is_further()
    {
        return;
    }
    let is_text = |&arg: &NodeId| matches!(cx.file[arg], Node::BasicLit { kind: LitKind::String });
    let Some(text) = cx.file.list(args).find(is_text) else { return };
    let Some(value) = literal::string_value(cx.file, text) else { return };
    if (is_capitalized(&value) || value.ends_with(['.', ':', '!', '\n']))
        && cx.qualified(fun).is_some()
        && !is_reported(cx, node)
    {
        cx.report_node(
            text,
            "error strings should not be capitalized or end with punctuation or a newline",
        );
    }
}

/// Whether the text starts with a capital of a word that is no initialism or name with capitals or digits in it.
fn is_capitalized(text: &str) -> bool {
    let word = text.split(char::is_whitespace).next().unwrap_or("");
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase)
        && !chars.any(|c| c.is_uppercase() || c.is_numeric())
}
