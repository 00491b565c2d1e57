//! `style/capitalized-parameter`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::{Check, Cx, OptionDef, RuleDef, rule, signature};

const PARAMS_ONLY: OptionDef =
    OptionDef::bool("params-only", true, "look at parameters and results only, not at local variables");

pub static RULE: RuleDef = RuleDef {
    id: "style/capitalized-parameter",
    aliases: &[("gocritic", "captLocal")],
    options: &[PARAMS_ONLY],
    check: Check::Nodes(&[NodeKind::FuncDecl, NodeKind::Assign], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    match cx.file[node] {
        Node::FuncDecl(ext) => {
            let func = cx.file.func_decl(ext);
            let (params, results) = signature::func_type(cx.file, func.ty);
            let receiver = signature::receiver(cx.file, node);
            for name in receiver.into_iter().chain(params).chain(results).filter_map(|p| p.name) {
                check_name(cx, name);
            }
        }
        Node::Assign { op: godwit_syntax::AssignOp::Define, lhs, .. } if !cx.bool_option(&PARAMS_ONLY) => {
            cx.file.list(lhs).for_each(|name| check_name(cx, name));
        }
        _ => {}
    }
}

fn check_name(cx: &Cx<'_>, name: NodeId) {
    if let Some(symbol) = cx.file.ident(name)
        && symbol.is_exported()
    {
        cx.report_node(name, format!("`{symbol}' should not be capitalized"));
    }
}
