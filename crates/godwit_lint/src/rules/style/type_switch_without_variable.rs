//! `style/type-switch-without-variable`. See the page beside this file.

use godwit_syntax::{Node, NodeId, NodeKind};

use crate::same::{block_stmts, may_have_effect, same_code};
use crate::{Check, Cx, RuleDef, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/type-switch-without-variable",
    aliases: &[("gocritic", "typeSwitchVar"), ("staticcheck", "S1034")],
    check: Check::Nodes(&[NodeKind::TypeSwitch], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::TypeSwitch { assign, body, .. } = cx.file[node] else { return };
    let Node::ExprStmt { x: guard } = cx.file[assign] else { return };
    let Node::TypeAssert { x: operand, ty: None } = cx.file[guard] else { return };
    let x = cx.file.unparen(operand);
    if may_have_effect(cx.file, x) {
        return;
    }
    let asserts_again = |clause: &NodeId| {
        let Node::CaseClause { exprs, .. } = cx.file[*clause] else { return false };
        let Some(case) = cx.file.list_single(exprs) else { return false };
        cx.file.subtree(*clause).any(|id| {
            matches!(cx.file[id], Node::TypeAssert { x: again, ty: Some(ty) }
                if same_code(cx.file, cx.file.unparen(again), x)
                    && same_code(cx.file, ty, case)
                    && is_same_variable(cx, cx.file.unparen(again), x))
        })
    };
    let n_cases = block_stmts(cx.file, body).iter().filter(|c| asserts_again(c)).count();
    if n_cases > 0 {
        let what = if n_cases == 1 { "1 case".to_owned() } else { format!("{n_cases} cases") };
        let report = cx.report_node(node, format!("{what} can benefit from type switch with assignment"));
        if x != operand {
            report.code("S1034");
        } else if cx.file.ident(x).is_none() {
            report.code("typeSwitchVar");
        }
    }
}

/// Whether two names mean one variable: an inner one may hide the outer.
fn is_same_variable(cx: &Cx<'_>, a: NodeId, b: NodeId) -> bool {
    match cx.file[a] {
        Node::Ident { .. } => cx.resolution().object_of(a) == cx.resolution().object_of(b),
        _ => true,
    }
}
