//! `style/yoda-condition`. See the page beside this file.

use godwit_base::{Edit, Fix};
use godwit_syntax::{BinaryOp, Node, NodeId, NodeKind};

use crate::{Check, Cx, FixKind, RuleDef, literal, rule};

pub static RULE: RuleDef = RuleDef {
    id: "style/yoda-condition",
    aliases: &[("staticcheck", "ST1017"), ("gocritic", "yodaStyleExpr")],
    fix: FixKind::Safe,
    check: Check::Nodes(&[NodeKind::Binary], check),
    ..rule()
};

fn check(cx: &Cx<'_>, node: NodeId) {
    let Node::Binary { op: op @ (BinaryOp::Eql | BinaryOp::Neq), x, y } = cx.file[node] else { return };
    let is_constant = |id| literal::is_made_of_literals(cx.file, id) || cx.is_nil(id);
    if !is_constant(x) || is_constant(y) {
        return;
    }
    let code = match cx.file[x] {
        Node::BasicLit { .. } => "",
        Node::Ident { .. } => "yodaStyleExpr",
        _ => "ST1017",
    };
    let (x, y) = (cx.file.text_of(x), cx.file.text_of(y));
    let swapped = format!("{y} {} {x}", op.as_str());
    cx.report_node(node, "don't use Yoda conditions")
        .code(code)
        .fix(Fix::safe("swap the operands", vec![Edit::replace(cx.file.span(node), swapped)]));
}
