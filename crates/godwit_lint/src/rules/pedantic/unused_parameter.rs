//! `pedantic/unused-parameter`. See the page beside this file.

use std::cell::RefCell;

use godwit_syntax::{Node, NodeId, NodeKind};
use regex::Regex;

use crate::enclosing::function_parts;
use crate::{Check, Cx, OptionDef, RuleDef, rule, signature};

const ALLOW_REGEX: OptionDef =
    OptionDef::str("allow-regex", "", "names that match may stay unused; beside them `_` is not asked for");

pub static RULE: RuleDef = RuleDef {
    id: "pedantic/unused-parameter",
    aliases: &[("revive", "unused-parameter")],
    default: false,
    options: &[ALLOW_REGEX],
    check: Check::Nodes(&[NodeKind::FuncDecl, NodeKind::FuncLit], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Some((ty, body)) = function_parts(cx.file, node) else { return };
    if matches!(cx.file[body], Node::Block { skipped: true, .. }) {
        return;
    }
    let Node::FuncType { params, .. } = cx.file[ty] else { return };
    let resolution = cx.resolution();
    for param in signature::params(cx.file, params) {
        let Some(name) = param.name else { continue };
        let Some(object) = resolution.object_of(name) else { continue };
        let text = resolution.object(object).name;
        if text.is_blank() || resolution.is_mentioned(object) {
            continue;
        }
        let allowed = cx.str_option(&ALLOW_REGEX);
        let instead = match allowed {
            "" => "as _".to_owned(),
            pattern if matches(pattern, text.as_str()) => continue,
            pattern => format!("to match {pattern}"),
        };
        cx.report_node(
            name,
            format!("parameter '{text}' seems to be unused, consider removing or renaming it {instead}"),
        );
    }
}

/// Whether a name matches the option, which is compiled once a thread. What is no regular expression matches nothing.
fn matches(pattern: &str, name: &str) -> bool {
    thread_local! {
        static COMPILED: RefCell<Option<(String, Option<Regex>)>> = const { RefCell::new(None) };
    }
    COMPILED.with_borrow_mut(|compiled| {
        if compiled.as_ref().is_none_or(|(of, _)| of != pattern) {
            *compiled = Some((pattern.to_owned(), Regex::new(pattern).ok()));
        }
        matches!(compiled, Some((_, Some(regex))) if regex.is_match(name))
    })
}
